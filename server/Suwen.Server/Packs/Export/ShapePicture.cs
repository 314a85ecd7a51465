using System.Globalization;

namespace Suwen.Server.Packs.Export;

/// <summary>Shares, matrices and flows.</summary>
internal static class ShapePicture
{
    private const int MostSlices = 12;
    private const int MostFlows = 80;

    public static string Pie(PackViewView view, ViewRows rows, double width)
    {
        var slices = Enumerable.Range(0, rows.Count).Select(r => (Name: rows.Text(r, view.X!), Number: rows.Number(r, view.Value!) ?? 0)).Where(static s => s.Number > 0).OrderByDescending(static s => s.Number).ToList();
        var all = slices.Sum(static s => s.Number);
        if (slices.Count > MostSlices)
        {
            var rest = slices.Skip(MostSlices - 1).Sum(static s => s.Number);
            slices = [.. slices.Take(MostSlices - 1), (rows.IsEnglish ? "others" : "其他", rest)];
        }

        var svg = new Svg(width, 250, rows.Words(view.Title));
        var (x, y, radius) = (112.0, 125.0, 100.0);
        var from = 0.0;
        for (var i = 0; i < slices.Count; i++)
        {
            var to = from + (slices[i].Number / all);
            var tip = string.Create(CultureInfo.InvariantCulture, $"{slices[i].Name} {ViewRows.Shown(slices[i].Number)} ({slices[i].Number / all:P1})");
            if (slices.Count == 1)
            {
                svg.Circle(x, y, radius, Svg.ColourOf(0), tip: tip);
            }
            else
            {
                svg.Path(Slice(x, y, radius, from, to), Svg.ColourOf(i), "#ffffff", 1, tip: tip);
            }

            svg.Rectangle(236, 14 + (i * 18), 10, 10, Svg.ColourOf(i)).Label(252, 23 + (i * 18), Svg.Cut(tip, width - 256, 11), colour: Svg.Ink);
            from = to;
        }

        return svg.ToString();
    }

    public static string Heat(PackViewView view, ViewRows rows, double width)
    {
        var (across, down) = (Ordered(rows, view.X!), Ordered(rows, view.Y[0]));
        var left = Math.Min(150, down.Max(static d => Svg.WidthOf(d, 10.5)) + 10);
        var cell = (width - left - 10) / across.Count;
        var height = Math.Clamp(240.0 / down.Count, 14, 26);
        var svg = new Svg(width, (down.Count * height) + 52, rows.Words(view.Title));
        var numbers = Enumerable.Range(0, rows.Count).Select(r => (X: across.IndexOf(rows.Text(r, view.X!)), Y: down.IndexOf(rows.Text(r, view.Y[0])), N: rows.Number(r, view.Value!))).Where(static n => n.N is not null).ToList();
        var (least, most) = numbers.Count == 0 ? (0, 1) : (Math.Min(0, numbers.Min(static n => n.N!.Value)), numbers.Max(static n => n.N!.Value));
        foreach (var (x, y, n) in numbers)
        {
            var share = most > least ? (n!.Value - least) / (most - least) : 1;
            svg.Rectangle(left + (x * cell), y * height, cell - 1, height - 1, Svg.Tone(share), $"{across[x]} · {down[y]}: {ViewRows.Shown(n!.Value)}");
            if (across.Count <= 12 && cell > 8 + Svg.WidthOf(ViewRows.Shown(n.Value), 9))
            {
                svg.Label(left + ((x + 0.5) * cell), (y * height) + (height / 2) + 3, ViewRows.Shown(n.Value), "middle", 9, share > 0.55 ? "#ffffff" : Svg.Ink);
            }
        }

        for (var y = 0; y < down.Count; y++)
        {
            svg.Label(left - 6, (y * height) + (height / 2) + 3.5, Svg.Cut(down[y], left - 8, 10.5), "end", 10.5);
        }

        var widest = across.Max(static a => Svg.WidthOf(a, 10.5));
        var every = (int)Math.Max(1, Math.Ceiling((Math.Min(90, widest) + 6) / cell));
        for (var x = 0; x < across.Count; x += every)
        {
            svg.Label(left + ((x + 0.5) * cell), (down.Count * height) + 14, Svg.Cut(across[x], 90, 10.5), "middle", 10.5);
        }

        var foot = (down.Count * height) + 32;
        for (var i = 0; i < 40; i++)
        {
            svg.Rectangle(left + (i * 3), foot, 3.2, 8, Svg.Tone(i / 39.0));
        }

        svg.Label(left - 4, foot + 8, ViewRows.Shown(least), "end", 10).Label(left + 124, foot + 8, ViewRows.Shown(most) + " " + rows.UnitOf(view.Value!), size: 10);
        return svg.ToString();
    }

    /// <summary>Flows from the left to the right; who is on both sides stands on both.</summary>
    public static string Sankey(PackViewView view, ViewRows rows, double width)
    {
        var flows = Enumerable.Range(0, rows.Count).Select(r => (From: rows.Text(r, view.X!), To: rows.Text(r, view.Y[0]), N: rows.Number(r, view.Value!) ?? 0)).Where(static f => f.N > 0).OrderByDescending(static f => f.N).Take(MostFlows).ToList();
        var from = flows.GroupBy(static f => f.From).Select(static g => (Name: g.Key, Sum: g.Sum(static f => f.N))).OrderByDescending(static g => g.Sum).ToList();
        var to = flows.GroupBy(static f => f.To).Select(static g => (Name: g.Key, Sum: g.Sum(static f => f.N))).OrderByDescending(static g => g.Sum).ToList();
        var all = flows.Sum(static f => f.N);
        var most = Math.Max(from.Count, to.Count);
        var svg = new Svg(width, Math.Max(220, most * 22), rows.Words(view.Title));
        var room = svg.Height - 8 - (most * 6);
        var (left, right) = (Math.Min(170, width * 0.27), width - Math.Min(170, width * 0.27));
        var (starts, ends) = (Ends(from, room / all, svg.Height), Ends(to, room / all, svg.Height));
        var (sideA, sideB) = (new Dictionary<string, double>(starts), new Dictionary<string, double>(ends));
        foreach (var (a, b, n) in flows)
        {
            var (y1, y2, thick) = (starts[a], ends[b], n * room / all);
            var middle = (left + right) / 2;
            svg.Path(
                string.Create(CultureInfo.InvariantCulture, $"M{left + 8:0.#} {y1:0.#}C{middle:0.#} {y1:0.#} {middle:0.#} {y2:0.#} {right - 8:0.#} {y2:0.#}L{right - 8:0.#} {y2 + thick:0.#}C{middle:0.#} {y2 + thick:0.#} {middle:0.#} {y1 + thick:0.#} {left + 8:0.#} {y1 + thick:0.#}Z"),
                Svg.ColourOf(from.FindIndex(f => f.Name == a)), opacity: 0.4, tip: $"{a} → {b}: {ViewRows.Shown(n)}");
            starts[a] += thick;
            ends[b] += thick;
        }

        Names(svg, from, sideA, room / all, left, isLeft: true);
        Names(svg, to, sideB, room / all, right - 8, isLeft: false);
        return svg.ToString();
    }

    private static Dictionary<string, double> Ends(List<(string Name, double Sum)> side, double perUnit, double height)
    {
        var places = new Dictionary<string, double>(StringComparer.Ordinal);
        var gap = (height - 8 - side.Sum(s => s.Sum * perUnit)) / Math.Max(1, side.Count);
        var y = 4 + (gap / 2);
        foreach (var (name, sum) in side)
        {
            places[name] = y;
            y += (sum * perUnit) + gap;
        }

        return places;
    }

    private static void Names(Svg svg, List<(string Name, double Sum)> side, Dictionary<string, double> places, double perUnit, double x, bool isLeft)
    {
        for (var i = 0; i < side.Count; i++)
        {
            var (name, sum) = side[i];
            svg.Rectangle(x, places[name], 8, Math.Max(1, sum * perUnit), isLeft ? Svg.ColourOf(i) : "#8b9b98");
            var label = Svg.Cut($"{name} {ViewRows.Shown(sum)}", isLeft ? x - 6 : svg.Width - x - 16, 10.5);
            svg.Label(isLeft ? x - 5 : x + 13, places[name] + (sum * perUnit / 2) + 3.5, label, isLeft ? "end" : "start", 10.5, Svg.Ink);
        }
    }

    /// <summary>Numbers and dates in their order, all else as rows tell it.</summary>
    private static List<string> Ordered(ViewRows rows, string column)
    {
        var type = rows.Columns.First(c => c.Name == column);
        if (!ViewRows.IsNumber(type) && type.Type != "date")
        {
            return rows.Distinct(column);
        }

        return [.. Enumerable.Range(0, rows.Count).Select(r => (Text: rows.Text(r, column), Number: rows.Number(r, column) ?? 0)).DistinctBy(static v => v.Text).OrderBy(static v => v.Number).ThenBy(static v => v.Text, StringComparer.Ordinal).Select(static v => v.Text)];
    }

    private static string Slice(double x, double y, double radius, double from, double to)
    {
        var (a, b) = (2 * Math.PI * from, 2 * Math.PI * to);
        return string.Create(CultureInfo.InvariantCulture, $"M{x} {y}L{x + (radius * Math.Sin(a)):0.##} {y - (radius * Math.Cos(a)):0.##}A{radius} {radius} 0 {(to - from > 0.5 ? 1 : 0)} 1 {x + (radius * Math.Sin(b)):0.##} {y - (radius * Math.Cos(b)):0.##}Z");
    }
}
