using System.Globalization;
using System.Text;

namespace Suwen.Server.Packs.Export;

/// <summary>Lines, bars and boxes over a horizontal axis.</summary>
internal sealed class AxisPicture
{
    private const double Left = 52;
    private const double Foot = 46;
    private const double LabelSize = 10.5;

    private readonly Svg svg;
    private readonly double right;
    private readonly double top;

    private AxisPicture(PackViewView view, ViewRows rows, double width, IReadOnlyList<string> legend)
    {
        svg = new Svg(width, 280, rows.Words(view.Title));
        right = width - 14;
        top = (legend.Count > 1 ? svg.Legend(legend, Left) : 8) + 18;
        var unit = rows.Words(view.Unit) is { Length: > 0 } told ? told : view.Y.Count > 0 ? rows.UnitOf(view.Y[0]) : "";
        svg.Label(4, top - 11, unit);
    }

    private double Bottom => svg.Height - Foot;

    public static string Line(PackViewView view, ViewRows rows, double width)
    {
        var table = SeriesTable.Of(view, rows);
        var picture = new AxisPicture(view, rows, width, table.Names);
        var band = BandOf(view, rows, table.Places);
        var scale = picture.Frame(table.Numbers.Concat(band.SelectMany(static b => new[] { b.Low, b.High })).Concat(view.Target is { } target ? [target] : []), fromZero: false);
        var isTime = SeriesTable.IsTime(view, rows);
        var at = picture.Positions(table.Places, isTime);
        if (band.Count > 1)
        {
            var edge = new StringBuilder("M");
            edge.AppendJoin('L', band.Select(b => Point(at[b.Place], scale.Of(b.High)))).Append('L').AppendJoin('L', band.AsEnumerable().Reverse().Select(b => Point(at[b.Place], scale.Of(b.Low)))).Append('Z');
            picture.svg.Path(edge.ToString(), Svg.ColourOf(Math.Max(0, table.Names.Count - 1)), opacity: 0.18);
        }

        for (var series = 0; series < table.Names.Count; series++)
        {
            picture.OneLine(table, series, at, scale);
        }

        picture.PlaceLabels(table.Places, SeriesTable.Labels(table.Places, isTime), at);
        picture.TargetLine(view, scale);
        return picture.svg.ToString();
    }

    public static string Bar(PackViewView view, ViewRows rows, double width)
    {
        var table = SeriesTable.Of(view, rows);
        var picture = new AxisPicture(view, rows, width, table.Names);
        var sums = view.Stacked ? table.Places.SelectMany((_, p) => new[] { Side(table, p, 1), Side(table, p, -1) }) : [];
        var scale = picture.Frame(table.Numbers.Concat(sums).Concat(view.Target is { } target ? [target] : []), fromZero: true);
        var isTime = SeriesTable.IsTime(view, rows);
        var at = picture.Positions(table.Places, isTime: false);
        var room = (picture.right - Left) / Math.Max(1, table.Places.Count) * 0.76;
        var one = view.Stacked ? room : room / Math.Max(1, table.Names.Count);
        for (var place = 0; place < table.Places.Count; place++)
        {
            // What is above nothing is stacked upwards, what is below downwards: a pyramid has both sides.
            var (above, below) = (0.0, 0.0);
            for (var series = 0; series < table.Names.Count; series++)
            {
                if (table[series, place] is not { } number)
                {
                    continue;
                }

                var from = !view.Stacked ? 0 : number >= 0 ? above : below;
                var (high, low) = (scale.Of(Math.Max(from, from + number)), scale.Of(Math.Min(from, from + number)));
                picture.svg.Rectangle(at[place] - (room / 2) + (view.Stacked ? 0 : series * one), high, Math.Max(0.8, one - (one > 4 ? 1 : 0)), low - high, Svg.ColourOf(series), $"{table.Places[place]} {table.Names[series]} {ViewRows.Shown(number)}");
                (above, below) = number >= 0 ? (above + number, below) : (above, below + number);
            }
        }

        picture.PlaceLabels(table.Places, SeriesTable.Labels(table.Places, isTime), at);
        picture.TargetLine(view, scale);
        return picture.svg.ToString();
    }

    /// <summary>The sum of what is above nothing at a place, or of what is below.</summary>
    private static double Side(SeriesTable table, int place, int sign) => Enumerable.Range(0, table.Names.Count).Sum(s => sign > 0 ? Math.Max(0, table[s, place] ?? 0) : Math.Min(0, table[s, place] ?? 0));

    /// <summary>Boxes of five numbers stated by columns, or of values by their quartiles (linear interpolation, type 7 of Hyndman and Fan, 1996).</summary>
    public static string Box(PackViewView view, ViewRows rows, double width)
    {
        var boxes = BoxesOf(view, rows);
        var picture = new AxisPicture(view, rows, width, []);
        var scale = picture.Frame(boxes.SelectMany(static b => b.Five), fromZero: false);
        var names = boxes.ConvertAll(static b => b.Name);
        var at = picture.Positions(names, isTime: false);
        var half = Math.Min(18, (picture.right - Left) / Math.Max(1, boxes.Count) * 0.3);
        for (var i = 0; i < boxes.Count; i++)
        {
            var y = Array.ConvertAll(boxes[i].Five, scale.Of);
            picture.svg.Stroke(at[i], y[0], at[i], y[4], Svg.ColourOf(0))
                .Stroke(at[i] - (half / 2), y[0], at[i] + (half / 2), y[0], Svg.ColourOf(0)).Stroke(at[i] - (half / 2), y[4], at[i] + (half / 2), y[4], Svg.ColourOf(0))
                .Rectangle(at[i] - half, y[3], half * 2, Math.Max(1, y[1] - y[3]), "#a9d0c9", $"{names[i]} {string.Join(" / ", boxes[i].Five.Select(ViewRows.Shown))}")
                .Stroke(at[i] - half, y[2], at[i] + half, y[2], Svg.Ink, 2);
        }

        picture.PlaceLabels(names, static n => n, at);
        return picture.svg.ToString();
    }

    private static List<(string Name, double[] Five)> BoxesOf(PackViewView view, ViewRows rows)
    {
        var boxes = new List<(string, double[])>();
        if (view.Y.Count == 5)
        {
            for (var row = 0; row < rows.Count; row++)
            {
                var five = view.Y.Select(y => rows.Number(row, y)).OfType<double>().ToArray();
                if (five.Length == 5)
                {
                    boxes.Add((view.X is null ? "" : rows.Text(row, view.X), five));
                }
            }

            return boxes;
        }

        foreach (var group in Enumerable.Range(0, rows.Count).GroupBy(r => view.X is null ? "" : rows.Text(r, view.X)))
        {
            var values = group.Select(r => rows.Number(r, view.Y[0])).OfType<double>().Order().ToArray();
            if (values.Length > 0)
            {
                boxes.Add((group.Key, [values[0], Quantile(values, 0.25), Quantile(values, 0.5), Quantile(values, 0.75), values[^1]]));
            }
        }

        return boxes;
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = (sorted.Length - 1) * share;
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    private void OneLine(SeriesTable table, int series, double[] at, Scale scale)
    {
        var line = new StringBuilder();
        var isOpen = false;
        for (var place = 0; place < table.Places.Count; place++)
        {
            if (table[series, place] is not { } number)
            {
                isOpen = false;
                continue;
            }

            line.Append(isOpen ? 'L' : 'M').Append(Point(at[place], scale.Of(number)));

            // A point without neighbours would not be seen as a line.
            if (!isOpen && (place + 1 == table.Places.Count || table[series, place + 1] is null))
            {
                svg.Circle(at[place], scale.Of(number), 2.2, Svg.ColourOf(series));
            }

            isOpen = true;
        }

        svg.Path(line.Length > 0 ? line.ToString() : "M0 0", "none", Svg.ColourOf(series), 1.6, tip: table.Names[series]);
    }

    private static List<(int Place, double Low, double High)> BandOf(PackViewView view, ViewRows rows, List<string> places)
    {
        var band = new List<(int, double, double)>();
        for (var row = 0; view.Band.Count == 2 && row < rows.Count; row++)
        {
            if (rows.Number(row, view.Band[0]) is { } low && rows.Number(row, view.Band[1]) is { } high)
            {
                band.Add((places.IndexOf(rows.Text(row, view.X!)), low, high));
            }
        }

        band.Sort(static (a, b) => a.Item1.CompareTo(b.Item1));
        return band;
    }

    private Scale Frame(IEnumerable<double> numbers, bool fromZero)
    {
        var scale = new Scale(numbers, fromZero, top, Bottom);
        foreach (var mark in scale.Marks())
        {
            svg.Stroke(Left, scale.Of(mark), right, scale.Of(mark), mark == 0 ? "#9aa8a5" : Svg.Line);
            svg.Label(Left - 6, scale.Of(mark) + 3.5, ViewRows.Shown(mark), "end", LabelSize);
        }

        return scale;
    }

    /// <summary>Times stand where they belong, so that gaps show; all else stands side by side.</summary>
    private double[] Positions(List<string> places, bool isTime)
    {
        var days = places.Select(static p => DateTime.TryParse(p, CultureInfo.InvariantCulture, DateTimeStyles.None, out var t) ? t.Ticks : -1L).ToArray();
        if (isTime && places.Count > 1 && days.All(static d => d >= 0) && days.Max() > days.Min())
        {
            var (first, length) = (days.Min(), (double)(days.Max() - days.Min()));
            return [.. days.Select(d => Left + 6 + ((d - first) / length * (right - Left - 12)))];
        }

        var step = (right - Left) / Math.Max(1, places.Count);
        return [.. places.Select((_, i) => Left + ((i + 0.5) * step))];
    }

    private void PlaceLabels(List<string> places, Func<string, string> labelOf, double[] at)
    {
        var labels = places.Select(labelOf).ToList();
        var widest = labels.Count == 0 ? 0 : labels.Max(static l => Svg.WidthOf(l, LabelSize));
        var room = (right - Left) / Math.Max(1, places.Count);
        var turns = widest + 6 > room && room >= 21 && widest > 44;
        var every = turns ? 1 : (int)Math.Max(1, Math.Ceiling((Math.Min(widest, 90) + 8) / room));
        for (var i = 0; i < labels.Count; i += every)
        {
            svg.Label(at[i], Bottom + 15, Svg.Cut(labels[i], turns ? 62 : 90, LabelSize), turns ? "end" : "middle", LabelSize, Svg.Soft, turns ? -32 : 0);
        }
    }

    private void TargetLine(PackViewView view, Scale scale)
    {
        if (view.Target is { } target)
        {
            svg.Stroke(Left, scale.Of(target), right, scale.Of(target), Svg.Red, 1.2, "5 4").Label(right, scale.Of(target) - 4, ViewRows.Shown(target), "end", LabelSize, Svg.Red);
        }
    }

    private static string Point(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.##} {y:0.##}");
}
