using System.Globalization;
using System.Text;

namespace Suwen.Server.CommandLine;

/// <summary>A table for a terminal: columns as wide as their widest cell, Chinese characters counted as two.</summary>
internal sealed class TextTable(IReadOnlyList<string> head)
{
    private readonly List<IReadOnlyList<string>> rows = [];

    /// <summary>Longer cells are cut.</summary>
    public int MaxCellWidth { get; init; } = 60;

    /// <summary>Columns from this one on hold numbers and align right.</summary>
    public int RightAlignedFrom { get; init; } = int.MaxValue;

    /// <summary>Columns that align right, where they are not the last ones.</summary>
    public IReadOnlySet<int>? RightAligned { get; init; }

    public void Add(IReadOnlyList<string> cells) => rows.Add([.. cells.Select(Clean)]);

    public async Task WriteAsync(TextWriter writer)
    {
        var widths = new int[head.Count];
        foreach (var row in rows.Prepend(head))
        {
            for (var i = 0; i < widths.Length; i++)
            {
                widths[i] = Math.Max(widths[i], WidthOf(row[i]));
            }
        }

        await writer.WriteLineAsync(Line(head, widths));
        await writer.WriteLineAsync(string.Join("  ", widths.Select(w => new string('-', w))));
        foreach (var row in rows)
        {
            await writer.WriteLineAsync(Line(row, widths));
        }
    }

    /// <summary>Columns a text takes on a terminal: East Asian wide and full-width characters take two (Unicode Standard Annex 11).</summary>
    public static int WidthOf(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format ? 0
                : rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE4F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1;
        }

        return width;
    }

    private string Line(IReadOnlyList<string> cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < widths.Length; i++)
        {
            var fill = new string(' ', widths[i] - WidthOf(cells[i]));
            line.Append(i == 0 ? "" : "  ").Append(IsRight(i) ? fill + cells[i] : cells[i] + fill);
        }

        return line.ToString().TrimEnd();
    }

    private bool IsRight(int column) => column >= RightAlignedFrom || RightAligned?.Contains(column) == true;

    /// <summary>One line per row, and no control characters: a value must not steer the terminal.</summary>
    private string Clean(string cell)
    {
        var text = new StringBuilder(cell.Length);
        foreach (var c in cell)
        {
            text.Append(char.IsControl(c) ? ' ' : c);
        }

        var clean = text.ToString();
        if (WidthOf(clean) <= MaxCellWidth)
        {
            return clean;
        }

        var cut = new StringBuilder();
        var width = 0;
        foreach (var rune in clean.EnumerateRunes())
        {
            width += WidthOf(rune.ToString());
            if (width >= MaxCellWidth)
            {
                break;
            }

            cut.Append(rune.ToString());
        }

        return cut.Append('…').ToString();
    }
}
