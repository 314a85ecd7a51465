using System.Buffers;
using Suwen.Simulator.Care;

namespace Suwen.Simulator.Writing.Text;

/// <summary>A row of a table being written: cells apart by commas, quoted where they must be (RFC 4180), ended with CRLF.</summary>
internal sealed class CsvRow
{
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",\"\r\n");

    private readonly Utf8Record _text = new();
    private readonly List<int> _starts = [];

    public ReadOnlySpan<byte> Written => _text.Written;

    public int CellCount => _starts.Count;

    /// <summary>Where the cell begins in what is written.</summary>
    public int StartOf(int cell) => _starts[cell];

    public CsvRow Begin()
    {
        _text.Clear();
        _starts.Clear();
        return this;
    }

    public CsvRow Cell(string? text)
    {
        Separate();
        if (text is null) return this;
        if (text.AsSpan().IndexOfAny(NeedsQuotes) < 0)
        {
            _text.Add(text);
            return this;
        }

        _text.Add((byte)'"');
        _text.Add(text.Contains('"', StringComparison.Ordinal) ? text.Replace("\"", "\"\"", StringComparison.Ordinal) : text);
        _text.Add((byte)'"');
        return this;
    }

    public CsvRow Cell(ReadOnlySpan<byte> plain)
    {
        Separate();
        _text.Add(plain);
        return this;
    }

    /// <summary>Two plain texts as one cell.</summary>
    public CsvRow Joined(string first, string separator, string second)
    {
        Separate();
        _text.Add(first);
        _text.Add(separator);
        _text.Add(second);
        return this;
    }

    /// <summary>A plain text and a number as one cell.</summary>
    public CsvRow Joined(string first, string separator, long second)
    {
        Separate();
        _text.Add(first);
        _text.Add(separator);
        _text.Add(second);
        return this;
    }

    public CsvRow Cell(long number)
    {
        Separate();
        _text.Add(number);
        return this;
    }

    /// <summary>A number that is left empty when it is zero.</summary>
    public CsvRow CellUnlessZero(long number) => number == 0 ? Empty() : Cell(number);

    public CsvRow Cell(FixedNumber number)
    {
        Separate();
        _text.Add(number);
        return this;
    }

    /// <summary>A number with at most so many decimals; nothing where it is none or not above zero.</summary>
    public CsvRow Cell(double number, int decimals)
    {
        Separate();
        if (number > 0) _text.AddShort(number, decimals);
        return this;
    }

    public CsvRow Yuan(long fen)
    {
        Separate();
        _text.AddYuan(fen);
        return this;
    }

    public CsvRow Cell(DateOnly day, DateStyle style = DateStyle.Iso)
    {
        Separate();
        if (style == DateStyle.Compact) _text.AddDate8(day);
        else _text.AddDate(day, style == DateStyle.Slash ? (byte)'/' : (byte)'-');
        return this;
    }

    public CsvRow Cell(DateOnly? day, DateStyle style = DateStyle.Iso) => day is { } value ? Cell(value, style) : Empty();

    public CsvRow Cell(DateTime time, DateStyle style = DateStyle.Iso)
    {
        Separate();
        switch (style)
        {
            case DateStyle.Compact:
                _text.AddTime14(time);
                break;
            case DateStyle.Slash:
                _text.AddDate(DateOnly.FromDateTime(time), (byte)'/');
                _text.Add((byte)' ');
                _text.AddPadded(time.Hour, 2);
                _text.Add((byte)':');
                _text.AddPadded(time.Minute, 2);
                break;
            default:
                _text.AddTime(time);
                break;
        }

        return this;
    }

    public CsvRow Cell(DateTime? time, DateStyle style = DateStyle.Iso) => time is { } value ? Cell(value, style) : Empty();

    public CsvRow Empty()
    {
        Separate();
        return this;
    }

    public CsvRow End()
    {
        _text.Add("\r\n"u8);
        return this;
    }

    private void Separate()
    {
        if (_starts.Count > 0) _text.Add((byte)',');
        _starts.Add(_text.Length);
    }
}

/// <summary>How a house writes dates: 2024-02-29, 20240229, 2024/02/29.</summary>
internal enum DateStyle : byte { Iso, Compact, Slash }
