using System.Globalization;
using System.Text;

namespace Suwen.Server.Packs.Export;

/// <summary>Counties in tones, and points on the plane of longitude and latitude.</summary>
internal static class MapPicture
{
    /// <summary>A city with fewer than this share of what is shown is no part of the region, as in the portal.</summary>
    private const double LeastShare = 0.02;

    /// <summary>The map; null where no county is known to the maps.</summary>
    public static string? Counties(PackViewView view, ViewRows rows, double width)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows.Value(row, view.X!) is { } code && rows.Number(row, view.Value!) is { } number)
            {
                numbers[Convert.ToString(code, CultureInfo.InvariantCulture)!] = number;
            }
        }

        var all = numbers.Values.Sum(Math.Abs);
        var cities = numbers.Where(static n => n.Key.Length == 6).GroupBy(static n => n.Key[..4]).Where(g => g.Sum(static n => Math.Abs(n.Value)) >= all * LeastShare).Select(static g => g.Key).ToHashSet(StringComparer.Ordinal);
        var shapes = CountyShapes.Of(cities);
        if (shapes.Count == 0)
        {
            return null;
        }

        var points = shapes.SelectMany(static s => s.Rings).SelectMany(static r => r).ToList();
        var plane = new Plane(points, width, 340);
        var svg = new Svg(width, 360, rows.Words(view.Title));
        var (least, most) = (Math.Min(0, numbers.Values.Min()), numbers.Values.Max());
        foreach (var shape in shapes)
        {
            double? number = numbers.TryGetValue(shape.Code, out var known) ? known : null;
            var data = new StringBuilder();
            foreach (var ring in shape.Rings)
            {
                data.Append('M').AppendJoin('L', ring.Select(p => string.Create(CultureInfo.InvariantCulture, $"{plane.X(p.X):0.#} {plane.Y(p.Y):0.#}"))).Append('Z');
            }

            svg.Path(data.ToString(), number is { } n ? Svg.Tone(most > least ? (n - least) / (most - least) : 1) : "#f4f4f4", "#b9c7c4", 0.7, tip: $"{shape.Name} {(number is { } shown ? ViewRows.Shown(shown) : "–")}");
        }

        foreach (var shape in shapes.Count <= 30 ? shapes : [])
        {
            var ring = shape.Rings.MaxBy(static r => r.Count)!;
            var (x, y) = (plane.X((ring.Min(static p => p.X) + ring.Max(static p => p.X)) / 2), plane.Y((ring.Min(static p => p.Y) + ring.Max(static p => p.Y)) / 2));
            svg.Label(x, y, shape.Name, "middle", 9.5, Svg.Ink, hasHalo: true);
            if (numbers.TryGetValue(shape.Code, out var n))
            {
                svg.Label(x, y + 11, ViewRows.Shown(n), "middle", 9, Svg.Ink, hasHalo: true);
            }
        }

        return svg.ToString();
    }

    public static string Points(PackViewView view, ViewRows rows, double width)
    {
        var places = Enumerable.Range(0, rows.Count).Select(r => (X: rows.Number(r, view.X!), Y: rows.Number(r, view.Y[0]), N: rows.Number(r, view.Value!))).Where(static p => p is { X: not null, Y: not null }).Select(static p => (X: p.X!.Value, Y: p.Y!.Value, N: p.N ?? 0)).ToList();
        var plane = new Plane(places.ConvertAll(static p => (p.X, p.Y)), width, 320);
        var svg = new Svg(width, 340, rows.Words(view.Title));
        svg.Path(string.Create(CultureInfo.InvariantCulture, $"M1 1H{width - 1:0.#}V339H1Z"), "none", Svg.Line);
        var most = Math.Max(double.Epsilon, places.Count == 0 ? 1 : places.Max(static p => Math.Abs(p.N)));
        foreach (var (x, y, n) in places)
        {
            svg.Circle(plane.X(x), plane.Y(y), 2.5 + (11 * Math.Sqrt(Math.Abs(n) / most)), Svg.ColourOf(0), 0.5, ViewRows.Shown(n));
        }

        return svg.ToString();
    }

    /// <summary>Longitudes are shortened by the cosine of the middle latitude, so that shapes keep their look.</summary>
    private sealed class Plane
    {
        private readonly double least;
        private readonly double top;
        private readonly double squeeze;
        private readonly double scale;
        private readonly double shiftX;
        private readonly double shiftY;

        public Plane(List<(double X, double Y)> points, double width, double height)
        {
            if (points.Count == 0)
            {
                points = [(0, 0)];
            }

            least = points.Min(static p => p.X);
            top = points.Max(static p => p.Y);
            squeeze = Math.Cos((top + points.Min(static p => p.Y)) / 2 * Math.PI / 180);
            var (wide, high) = (Math.Max(1e-6, (points.Max(static p => p.X) - least) * squeeze), Math.Max(1e-6, top - points.Min(static p => p.Y)));
            scale = Math.Min((width - 40) / wide, (height - 20) / high);
            (shiftX, shiftY) = ((width - (wide * scale)) / 2, (height + 20 - (high * scale)) / 2);
        }

        public double X(double longitude) => shiftX + ((longitude - least) * squeeze * scale);

        public double Y(double latitude) => shiftY + ((top - latitude) * scale);
    }
}
