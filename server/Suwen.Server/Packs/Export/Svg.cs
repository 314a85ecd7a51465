using System.Globalization;
using System.Net;
using System.Text;

namespace Suwen.Server.Packs.Export;

/// <summary>Writes one picture as SVG 1.1 that stands inside HTML.</summary>
internal sealed class Svg
{
    public const string Ink = "#1d2b2a";
    public const string Soft = "#4d5f5d";
    public const string Line = "#dfe6e4";
    public const string Red = "#b3261e";

    /// <summary>The colours of series, the same as those of the portal.</summary>
    public static readonly string[] Palette = ["#17645f", "#c2701c", "#4338ca", "#be123c", "#4d7c0f", "#0369a1", "#7c3aed", "#a16207", "#64748b", "#0d9488"];

    private readonly StringBuilder text = new();

    public Svg(double width, double height, string label)
    {
        (Width, Height) = (width, height);
        text.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"img\" aria-label=\"{Escape(label)}\" xmlns=\"http://www.w3.org/2000/svg\">");
    }

    public double Width { get; }

    public double Height { get; }

    public static string ColourOf(int series) => Palette[series % Palette.Length];

    /// <summary>A tone between two colours; 0 is the light end.</summary>
    public static string Tone(double share)
    {
        var at = Math.Clamp(share, 0, 1);
        return string.Create(CultureInfo.InvariantCulture, $"rgb({(int)Math.Round(238 + ((23 - 238) * at))},{(int)Math.Round(245 + ((100 - 245) * at))},{(int)Math.Round(243 + ((95 - 243) * at))})");
    }

    public static string Escape(string value) => WebUtility.HtmlEncode(value);

    public Svg Rectangle(double x, double y, double width, double height, string fill, string? tip = null)
    {
        text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{Math.Max(0, width):0.##}\" height=\"{Math.Max(0, height):0.##}\" fill=\"{fill}\">");
        return Close("rect", tip);
    }

    public Svg Stroke(double x1, double y1, double x2, double y2, string colour, double width = 1, string dashes = "")
    {
        text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{colour}\" stroke-width=\"{width:0.##}\"{(dashes.Length > 0 ? $" stroke-dasharray=\"{dashes}\"" : "")}/>");
        return this;
    }

    public Svg Path(string data, string fill, string stroke = "none", double width = 1, double opacity = 1, string? tip = null)
    {
        text.Append(CultureInfo.InvariantCulture, $"<path d=\"{data}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width:0.##}\" fill-opacity=\"{opacity:0.##}\" stroke-linejoin=\"round\">");
        return Close("path", tip);
    }

    public Svg Circle(double x, double y, double radius, string fill, double opacity = 1, string? tip = null)
    {
        text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{fill}\" fill-opacity=\"{opacity:0.##}\">");
        return Close("circle", tip);
    }

    /// <summary>Text; anchor is start, middle or end, and a turn is in degrees around its place.</summary>
    public Svg Label(double x, double y, string value, string anchor = "start", double size = 11, string colour = Soft, double turn = 0, bool hasHalo = false)
    {
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{size:0.#}\" fill=\"{colour}\" text-anchor=\"{anchor}\"");
        if (hasHalo)
        {
            text.Append(" stroke=\"#ffffff\" stroke-width=\"2.5\" stroke-opacity=\"0.85\" paint-order=\"stroke\"");
        }

        if (turn != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" transform=\"rotate({turn:0.#} {x:0.##} {y:0.##})\"");
        }

        text.Append('>').Append(Escape(value)).Append("</text>");
        return this;
    }

    /// <summary>Names of series with their colours, in as many lines as they need; answers the height.</summary>
    public double Legend(IReadOnlyList<string> names, double left)
    {
        var (x, y) = (left, 14.0);
        for (var i = 0; i < names.Count; i++)
        {
            var width = 24 + WidthOf(names[i], 11);
            if (x + width > Width && x > left)
            {
                (x, y) = (left, y + 16);
            }

            Rectangle(x, y - 9, 10, 10, ColourOf(i));
            Label(x + 14, y, names[i], colour: Ink);
            x += width;
        }

        return y + 8;
    }

    /// <summary>How wide a text is, roughly: signs of Chinese are as wide as high.</summary>
    public static double WidthOf(string value, double size)
    {
        var width = 0.0;
        foreach (var sign in value)
        {
            width += sign > 0x2E80 ? size : size * 0.58;
        }

        return width;
    }

    public static string Cut(string value, double width, double size)
    {
        if (WidthOf(value, size) <= width)
        {
            return value;
        }

        var kept = value.Length;
        while (kept > 1 && WidthOf(value[..kept], size) + size > width)
        {
            kept--;
        }

        return value[..kept] + "…";
    }

    public override string ToString() => text + "</svg>";

    private Svg Close(string name, string? tip)
    {
        text.Append(tip is null ? "" : $"<title>{Escape(tip)}</title>").Append("</").Append(name).Append('>');
        return this;
    }
}
