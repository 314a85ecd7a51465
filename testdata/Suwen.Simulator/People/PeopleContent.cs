using System.Globalization;
using System.Text;
using Suwen.Standards.Csv;

namespace Suwen.Simulator.People;

/// <summary>Reads the tables of Content/people, which are part of the assembly.</summary>
internal static class PeopleContent
{
    /// <summary>The rows of a table without its header; every row has the header's number of fields.</summary>
    public static List<string[]> Rows(string file)
    {
        using var stream = typeof(PeopleContent).Assembly.GetManifestResourceStream("people/" + file)
            ?? throw new InvalidOperationException($"The assembly lacks its table people/{file}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read();
        var width = reader.FieldCount;
        var rows = new List<string[]>();
        while (reader.Read())
        {
            var row = new string[width];
            for (var i = 0; i < width; i++) row[i] = Encoding.UTF8.GetString(reader[i]);
            rows.Add(row);
        }

        return rows;
    }

    public static int Whole(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    public static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
