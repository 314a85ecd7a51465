using System.Text;
using Suwen.Standards.Csv;

namespace Suwen.Sources.Tables;

/// <summary>Names of a table's columns.</summary>
internal static class TableHeader
{
    /// <summary>The names in a header row, without blanks around them; empty ones stay, since they hold a place.</summary>
    public static string[] Read(string text, byte delimiter, byte quote)
    {
        var reader = new CsvReader(Encoding.UTF8.GetBytes(text), delimiter, quote, new CsvFields());
        if (!reader.Read())
        {
            return [];
        }

        var names = new string[reader.FieldCount];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.UTF8.GetString(reader[i]).Trim();
        }

        return names;
    }
}
