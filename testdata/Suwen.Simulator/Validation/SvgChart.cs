using System.Globalization;
using System.Text;

namespace Suwen.Simulator.Validation;

/// <summary>A line or a set of marks in a chart.</summary>
/// <param name="IsLine">Drawn as a line; otherwise as dots.</param>
internal sealed record ChartSeries(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points, bool IsLine);

/// <summary>Plain charts as SVG, for the report: no library draws to a file without a browser, and these are a frame, bars, lines and dots.</summary>
internal static class SvgChart
{
    private const int Width = 720;
    private const int Height = 380;
    private const int Left = 70;
    private const int Right = 20;
    private const int Top = 44;
    private const int Bottom = 56;
    private const int Ticks = 5;

    public const string Blue = "#2f6f9f";
    public const string Orange = "#d9822b";
    public const string Grey = "#8a949e";

    /// <summary>Lines and dots over a numeric or, with <paramref name="labels"/>, a named axis.</summary>
    public static string Draw(string title, string xTitle, string yTitle, IReadOnlyList<ChartSeries> series, IReadOnlyList<string>? labels = null, bool isLogarithmic = false)
    {
        var points = series.SelectMany(s => s.Points).Where(p => !isLogarithmic || (p.X > 0 && p.Y > 0)).ToList();
        if (points.Count == 0) points.Add((1, 1));
        var x = isLogarithmic ? Scale.Logarithmic(points.Min(p => p.X), points.Max(p => p.X)) : labels is null ? Scale.Linear(points.Min(p => p.X), points.Max(p => p.X)) : new Scale(-0.5, labels.Count - 0.5, false);
        var y = isLogarithmic ? Scale.Logarithmic(points.Min(p => p.Y), points.Max(p => p.Y)) : Scale.Linear(Math.Min(0, points.Min(p => p.Y)), points.Max(p => p.Y));
        var svg = Begin(title, xTitle, yTitle);
        Axes(svg, x, y, labels);
        foreach (var one in series)
        {
            var places = one.Points.Where(p => !isLogarithmic || (p.X > 0 && p.Y > 0)).Select(p => (X: Horizontal(x, p.X), Y: Vertical(y, p.Y))).ToList();
            if (one.IsLine)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{one.Colour}\" stroke-width=\"2\" points=\"{string.Join(' ', places.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:F1},{p.Y:F1}")))}\"/>\n");
            }
            else
            {
                foreach (var place in places) svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{place.X:F1}\" cy=\"{place.Y:F1}\" r=\"3.5\" fill=\"{one.Colour}\" fill-opacity=\"0.75\"/>\n");
            }
        }

        Legend(svg, series.Select(s => (s.Name, s.Colour)));
        return End(svg);
    }

    /// <summary>A population pyramid: bars to the left for men, to the right for women, with the reference as outlines. All in percent of the whole.</summary>
    public static string Pyramid(string title, IReadOnlyList<string> groups, IReadOnlyList<double> men, IReadOnlyList<double> women, IReadOnlyList<double> menReference, IReadOnlyList<double> womenReference)
    {
        var most = Math.Ceiling(men.Concat(women).Concat(menReference).Concat(womenReference).Max());
        var x = new Scale(-most, most, false);
        var svg = Begin(title, "% of all people: men to the left, women to the right", "");
        var step = (double)(Height - Top - Bottom) / groups.Count;
        for (var i = 0; i < groups.Count; i++)
        {
            var y = Height - Bottom - (i + 1) * step;
            Bar(svg, Horizontal(x, -men[i]), Horizontal(x, 0), y + 1, step - 2, $"fill=\"{Blue}\"");
            Bar(svg, Horizontal(x, 0), Horizontal(x, women[i]), y + 1, step - 2, $"fill=\"{Orange}\"");
            Bar(svg, Horizontal(x, -menReference[i]), Horizontal(x, womenReference[i]), y + 1, step - 2, "fill=\"none\" stroke=\"#333\" stroke-width=\"1\"");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{y + step / 2 + 4:F1}\" text-anchor=\"end\">{groups[i]}</text>\n");
        }

        for (var tick = -most; tick <= most; tick += Math.Max(1, Math.Floor(most / 4)))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Horizontal(x, tick):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{Math.Abs(tick):0}</text>\n");
        }

        Legend(svg, [("men", Blue), ("women", Orange), ("reference (outline)", "#333")]);
        return End(svg);
    }

    private static void Bar(StringBuilder svg, double from, double to, double y, double height, string style) =>
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{from:F1}\" y=\"{y:F1}\" width=\"{Math.Max(0, to - from):F1}\" height=\"{height:F1}\" {style}/>\n");

    private static StringBuilder Begin(string title, string xTitle, string yTitle)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" height=\"{Height}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"20\" font-size=\"15\">{Escape(title)}</text>\n<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 14}\" text-anchor=\"middle\" fill=\"#555\">{Escape(xTitle)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#555\">{Escape(yTitle)}</text>\n");
        return svg;
    }

    private static string End(StringBuilder svg) => svg.Append("</svg>\n").ToString();

    private static void Axes(StringBuilder svg, Scale x, Scale y, IReadOnlyList<string>? labels)
    {
        foreach (var tick in y.Ticks(Ticks))
        {
            var place = Vertical(y, tick);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{place:F1}\" y2=\"{place:F1}\" stroke=\"#e3e6e8\"/><text x=\"{Left - 6}\" y=\"{place + 4:F1}\" text-anchor=\"end\">{Number(tick)}</text>\n");
        }

        if (labels is null)
        {
            foreach (var tick in x.Ticks(Ticks)) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Horizontal(x, tick):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{Number(tick)}</text>\n");
        }
        else
        {
            var every = Math.Max(1, labels.Count / 12);
            for (var i = 0; i < labels.Count; i += every) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Horizontal(x, i):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{Escape(labels[i])}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom}\" stroke=\"#333\"/>\n");
    }

    private static void Legend(StringBuilder svg, IEnumerable<(string Name, string Colour)> entries)
    {
        var x = Left;
        foreach (var (name, colour) in entries)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"28\" width=\"10\" height=\"10\" fill=\"{colour}\"/><text x=\"{x + 14}\" y=\"37\">{Escape(name)}</text>\n");
            x += 30 + name.Length * 7;
        }
    }

    private static double Horizontal(Scale scale, double value) => Left + scale.Share(value) * (Width - Left - Right);

    private static double Vertical(Scale scale, double value) => Height - Bottom - scale.Share(value) * (Height - Top - Bottom);

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 10 ? "N0" : "0.###", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);

    /// <summary>An axis; logarithmic ones hold logarithms of their ends.</summary>
    private readonly record struct Scale(double From, double To, bool IsLogarithmic)
    {
        public static Scale Linear(double from, double to) => to > from ? new Scale(from, to + (to - from) * 0.05, false) : new Scale(from, from + 1, false);

        public static Scale Logarithmic(double from, double to) =>
            new(Math.Floor(Randomness.FixedMath.Log(from) / Ln10), Math.Max(Math.Floor(Randomness.FixedMath.Log(from) / Ln10) + 1, Math.Ceiling(Randomness.FixedMath.Log(to) / Ln10)), true);

        private const double Ln10 = 2.302585092994046;

        public double Share(double value) => ((IsLogarithmic ? Randomness.FixedMath.Log(value) / Ln10 : value) - From) / (To - From);

        public IEnumerable<double> Ticks(int count)
        {
            if (IsLogarithmic)
            {
                for (var power = From; power <= To; power++) yield return Randomness.FixedMath.Exp(power * Ln10);
                yield break;
            }

            var step = Step((To - From) / count);
            for (var i = Math.Ceiling(From / step); i * step <= To; i++) yield return i * step;
        }

        /// <summary>1, 2 or 5 times a power of ten, not below the wish.</summary>
        private static double Step(double wish)
        {
            var power = Randomness.FixedMath.Exp(Math.Floor(Randomness.FixedMath.Log(wish) / Ln10 + 1e-9) * Ln10);
            foreach (var factor in (double[])[1, 2, 5]) if (factor * power >= wish * 0.999) return factor * power;
            return 10 * power;
        }
    }
}
