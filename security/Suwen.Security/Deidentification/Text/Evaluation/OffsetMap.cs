using System.Text;

namespace Suwen.Security.Deidentification;

/// <summary>Brings places that count code points or bytes to UTF-16 units.</summary>
internal sealed class OffsetMap
{
    private readonly int[]? units;
    private readonly int length;

    public OffsetMap(string text, OffsetUnit unit)
    {
        length = text.Length;
        if (unit == OffsetUnit.Utf16 || (unit == OffsetUnit.CodePoint && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')))
        {
            return;
        }

        var map = new List<int>(text.Length + 1);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            map.Add(at);
            for (var i = 1; unit == OffsetUnit.Utf8 && i < rune.Utf8SequenceLength; i++)
            {
                map.Add(-1);
            }

            at += rune.Utf16SequenceLength;
        }

        map.Add(text.Length);
        units = [.. map];
    }

    /// <summary>Converts a half-open range; false where it is not inside the text or cuts a character.</summary>
    public bool TryConvert(int start, int end, out int from, out int to)
    {
        (from, to) = (start, end);
        if (start < 0 || end <= start || end > (units?.Length - 1 ?? length))
        {
            return false;
        }

        if (units is not null)
        {
            (from, to) = (units[start], units[end]);
        }

        return from >= 0 && to > from && to <= length;
    }
}
