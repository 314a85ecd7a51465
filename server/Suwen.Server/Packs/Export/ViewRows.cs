using System.Globalization;

namespace Suwen.Server.Packs.Export;

/// <summary>The rows of a view by name of column, and their values as people read them.</summary>
internal sealed class ViewRows(PackRows rows, bool isEnglish)
{
    private readonly Dictionary<string, int> places = rows.Columns.Select(static (c, i) => (c.Name, i)).ToDictionary(static c => c.Name, static c => c.i, StringComparer.Ordinal);

    public int Count => rows.Rows.Count;

    public bool IsEnglish => isEnglish;

    public IReadOnlyList<PackColumnView> Columns => rows.Columns;

    public bool Has(string? column) => column is not null && places.ContainsKey(column);

    public object? Value(int row, string column) => rows.Rows[row][places[column]];

    public double? Number(int row, string column) => NumberOf(Value(row, column));

    public string Text(int row, string column) => TextOf(Value(row, column), isEnglish);

    public string Words(TextView text) => isEnglish ? text.En : text.Zh;

    public string TitleOf(string column) => Words(rows.Columns[places[column]].Title);

    public string UnitOf(string column) => Words(rows.Columns[places[column]].Unit);

    /// <summary>The values of a column, each once, in the order in which rows tell them.</summary>
    public List<string> Distinct(string column)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var found = new List<string>();
        for (var row = 0; row < Count; row++)
        {
            if (seen.Add(Text(row, column)))
            {
                found.Add(Text(row, column));
            }
        }

        return found;
    }

    public static bool IsNumber(PackColumnView column) => column.Type is "integer" or "bigint" or "double" or "decimal";

    /// <summary>A number with as many digits as a reader needs: whole ones whole, others with three or four that count.</summary>
    public static string Shown(double number)
    {
        var size = Math.Abs(number);
        var format = number == Math.Floor(number) || size >= 1000 ? "#,0" : size >= 100 ? "0.#" : size >= 1 ? "0.##" : "0.####";
        return number.ToString(format, CultureInfo.InvariantCulture);
    }

    private static double? NumberOf(object? value) => value switch
    {
        null => null,
        double d => double.IsFinite(d) ? d : null,
        string s => double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed) ? parsed : null,
        bool => null,
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    private static string TextOf(object? value, bool isEnglish) => value switch
    {
        null => "–",
        bool flag => (flag, isEnglish) switch { (true, true) => "yes", (false, true) => "no", (true, false) => "是", _ => "否" },
        string text => text,
        double d => Shown(d),
        decimal d => Shown((double)d),
        long l when l is > 9999 or < -9999 => l.ToString("#,0", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
