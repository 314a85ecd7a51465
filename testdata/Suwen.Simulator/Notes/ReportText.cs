using System.Globalization;
using Suwen.Simulator.Care;

namespace Suwen.Simulator.Notes;

/// <summary>
/// Findings, conclusions and operation steps of the catalogue: {5-30} and {0.8-2.5} are numbers to be drawn, in the range and with its decimals; {左|右} is a choice; {n} is 4–20.
/// </summary>
internal sealed class ReportText
{
    internal readonly record struct Piece(string Text, string Key, int Low, int High, byte Decimals, string[] Choices, string Name, string Unit)
    {
        public bool IsNumber => Key.Length > 0 && Choices.Length == 0;
    }

    private static readonly string[] Units = ["mm", "cm", "ml", "mL", "%", "g", "kg", "次/分", "ms", "mV", "HU", "m/s", "cm/s", "mmHg", "周", "枚", "个", "度", "atm", "ug", "ng/ml"];

    public required IReadOnlyList<Piece> Pieces { get; init; }

    public static ReportText Parse(string text)
    {
        var pieces = new List<Piece>();
        var at = 0;
        while (at < text.Length)
        {
            var open = text.IndexOf('{', at);
            var close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0) { pieces.Add(Words(text[at..])); break; }
            if (open > at) pieces.Add(Words(text[at..open]));
            pieces.Add(Slot(text, open, close));
            at = close + 1;
        }
        return new ReportText { Pieces = pieces };
    }

    private static Piece Words(string text) => new(text, "", 0, 0, 0, [], "", "");

    private static Piece Slot(string text, int open, int close)
    {
        var body = text[(open + 1)..close];
        if (body.Contains('|', StringComparison.Ordinal)) return new Piece("", body, 0, 0, 0, body.Split('|'), "", "");
        if (body is "side") return new Piece("", body, 0, 0, 0, ["左", "右"], "", "");
        var colon = body.IndexOf(':', StringComparison.Ordinal);
        var range = colon >= 0 ? body[(colon + 1)..] : char.IsAsciiDigit(body[0]) ? body : "4-20";
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        var low = dash < 0 ? range : range[..dash];
        var high = dash < 0 ? range : range[(dash + 1)..];
        var decimals = (byte)Math.Max(Decimals(low), Decimals(high));
        var (first, last) = (Fixed(low, decimals), Fixed(high, decimals));
        return new Piece("", body, Math.Min(first, last), Math.Max(first, last), decimals, [], NameBefore(text, open), UnitAfter(text, close + 1));
    }

    private static int Decimals(string number)
    {
        var point = number.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : Math.Min(3, number.Length - point - 1);
    }

    private static int Fixed(string number, int decimals) => decimal.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? (int)FixedNumber.Of((double)value, decimals).Units : 4;

    /// <summary>The words since the last punctuation: what is measured.</summary>
    private static string NameBefore(string text, int end)
    {
        var start = end;
        while (start > 0 && !"。；;\n".Contains(text[start - 1], StringComparison.Ordinal) && end - start < 24) start--;
        var name = text[start..end];
        // A brace cut in two by the start, then what stands before the first whole one, or else after the last.
        var close = name.IndexOf('}', StringComparison.Ordinal);
        var open = name.IndexOf('{', StringComparison.Ordinal);
        if (close >= 0 && (open < 0 || close < open)) { name = name[(close + 1)..]; open = name.IndexOf('{', StringComparison.Ordinal); }
        if (open > 0) name = name[..open];
        else if (open == 0) name = name[(name.LastIndexOf('}') + 1)..];
        return name.Trim('，', ',', '：', '约', '×', ' ', '、', 'x', '*');
    }

    private static string UnitAfter(string text, int start)
    {
        foreach (var unit in Units) if (string.CompareOrdinal(text, start, unit, 0, unit.Length) == 0) return unit;
        // 5×4mm: the first number has the unit of the last.
        if (start < text.Length && text[start] is '×' or 'x' or '*' or '/')
        {
            var close = text.IndexOf('}', start);
            if (close > 0) return UnitAfter(text, close + 1);
            var rest = text.AsSpan(start + 1).TrimStart("0123456789.");
            foreach (var unit in Units) if (rest.StartsWith(unit, StringComparison.Ordinal)) return unit;
        }
        return "";
    }
}
