namespace Suwen.Server.Packs.Export;

/// <summary>Numbers of a line or bar view: a row for each place on the axis, a column for each series.</summary>
internal sealed class SeriesTable
{
    private readonly Dictionary<(int Series, int Place), double> numbers = [];

    private SeriesTable(List<string> places, List<string> names) => (Places, Names) = (places, names);

    public List<string> Places { get; }

    public List<string> Names { get; }

    public double? this[int series, int place] => numbers.TryGetValue((series, place), out var number) ? number : null;

    public IEnumerable<double> Numbers => numbers.Values;

    public static SeriesTable Of(PackViewView view, ViewRows rows)
    {
        var places = rows.Distinct(view.X!);
        if (IsTime(view, rows))
        {
            places.Sort(StringComparer.Ordinal);
        }

        var names = view.Series is { } split ? rows.Distinct(split) : [.. view.Y.Select(rows.TitleOf)];
        var table = new SeriesTable(places, names);
        var placeOf = places.Select(static (p, i) => (p, i)).ToDictionary(static p => p.p, static p => p.i, StringComparer.Ordinal);
        var seriesOf = names.Select(static (p, i) => (p, i)).GroupBy(static p => p.p).ToDictionary(static p => p.Key, static p => p.First().i, StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var y = 0; y < view.Y.Count; y++)
            {
                if (rows.Number(row, view.Y[y]) is { } number)
                {
                    table.numbers[(view.Series is null ? y : seriesOf[rows.Text(row, view.Series)], placeOf[rows.Text(row, view.X!)])] = number;
                }
            }
        }

        return table;
    }

    public static bool IsTime(PackViewView view, ViewRows rows) => rows.Columns.First(c => c.Name == view.X).Type is "date" or "timestamp";

    /// <summary>Days that all are the first of a month are months, and are written so.</summary>
    public static Func<string, string> Labels(IReadOnlyList<string> places, bool isTime) =>
        isTime && places.All(static p => p.Length >= 10 && p.AsSpan(8, 2).SequenceEqual("01")) ? static p => p[..7] : isTime ? static p => p.Length >= 10 ? p[..10] : p : static p => p;
}
