using System.Buffers.Text;
using System.Text;
using Suwen.Simulator.Care;

namespace Suwen.Simulator.Writing.Text;

/// <summary>A record being written, in UTF-8; reused from record to record.</summary>
internal sealed class Utf8Record
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public int Length => _length;

    public byte this[int at]
    {
        get => _bytes[at];
        set => _bytes[at] = value;
    }

    public void Clear() => _length = 0;

    public void CutTo(int length) => _length = length;

    public void Add(byte value)
    {
        Grow(1);
        _bytes[_length++] = value;
    }

    public void Add(ReadOnlySpan<byte> utf8)
    {
        Grow(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(_length));
        _length += utf8.Length;
    }

    public void Add(string text) => Add(text.AsSpan());

    public void Add(ReadOnlySpan<char> text)
    {
        Grow(text.Length * 3);
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    public void Add(long number)
    {
        Grow(20);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>With leading zeros.</summary>
    public void AddPadded(int number, int digits)
    {
        Grow(digits);
        for (var i = digits - 1; i >= 0; i--)
        {
            _bytes[_length + i] = (byte)('0' + (number % 10));
            number /= 10;
        }

        _length += digits;
    }

    public void Add(FixedNumber number)
    {
        if (number.Decimals == 0)
        {
            Add(number.Units);
            return;
        }

        var units = number.Units;
        if (units < 0)
        {
            Add((byte)'-');
            units = -units;
        }

        long power = 1;
        for (var i = 0; i < number.Decimals; i++) power *= 10;
        Add(units / power);
        Add((byte)'.');
        AddPadded((int)(units % power), number.Decimals);
    }

    /// <summary>A number with as many decimals as it needs, at most <paramref name="decimals"/>.</summary>
    public void AddShort(double value, int decimals)
    {
        var number = FixedNumber.Of(value, decimals);
        while (number.Decimals > 0 && number.Units % 10 == 0) number = new FixedNumber(number.Units / 10, (byte)(number.Decimals - 1));
        Add(number);
    }

    /// <summary>Fen as yuan with two decimals.</summary>
    public void AddYuan(long fen) => Add(new FixedNumber(fen, 2));

    /// <summary>20240229</summary>
    public void AddDate8(DateOnly day)
    {
        AddPadded(day.Year, 4);
        AddPadded(day.Month, 2);
        AddPadded(day.Day, 2);
    }

    /// <summary>2024-02-29 with the separator given.</summary>
    public void AddDate(DateOnly day, byte separator = (byte)'-')
    {
        AddPadded(day.Year, 4);
        Add(separator);
        AddPadded(day.Month, 2);
        Add(separator);
        AddPadded(day.Day, 2);
    }

    /// <summary>20240229080500</summary>
    public void AddTime14(DateTime time)
    {
        AddTime12(time);
        AddPadded(time.Second, 2);
    }

    /// <summary>202402290805</summary>
    public void AddTime12(DateTime time)
    {
        AddDate8(DateOnly.FromDateTime(time));
        AddPadded(time.Hour, 2);
        AddPadded(time.Minute, 2);
    }

    /// <summary>2024-02-29 08:05:00 with the separator given between date and time.</summary>
    public void AddTime(DateTime time, byte separator = (byte)' ')
    {
        AddDate(DateOnly.FromDateTime(time));
        Add(separator);
        AddPadded(time.Hour, 2);
        Add((byte)':');
        AddPadded(time.Minute, 2);
        Add((byte)':');
        AddPadded(time.Second, 2);
    }

    private void Grow(int more)
    {
        if (_bytes.Length - _length < more) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
    }
}
