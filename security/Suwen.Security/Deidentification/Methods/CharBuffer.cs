namespace Suwen.Security.Deidentification.Methods;

/// <summary>Characters written one after another and read as a span; reused from value to value.</summary>
internal sealed class CharBuffer
{
    private char[] chars = new char[256];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => chars.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public CharBuffer Cleared()
    {
        Length = 0;
        return this;
    }

    public void Truncate(int length) => Length = length;

    public void Append(char c)
    {
        if (Length == chars.Length)
        {
            Array.Resize(ref chars, chars.Length * 2);
        }

        chars[Length++] = c;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        text.CopyTo(Reserve(text.Length));
    }

    public void Append(char c, int count) => Reserve(count).Fill(c);

    /// <summary>A number with at least so many digits.</summary>
    public void AppendNumber(int value, int digits)
    {
        Span<char> text = stackalloc char[11];
        var at = text.Length;
        var rest = Math.Abs(value);
        do
        {
            text[--at] = (char)('0' + (rest % 10));
            rest /= 10;
        }
        while (rest > 0);
        while (text.Length - at < digits)
        {
            text[--at] = '0';
        }

        if (value < 0)
        {
            Append('-');
        }

        Append(text[at..]);
    }

    /// <summary>Room for so many characters, counted as written.</summary>
    public Span<char> Reserve(int count)
    {
        if (chars.Length - Length < count)
        {
            Array.Resize(ref chars, Math.Max(chars.Length * 2, Length + count));
        }

        var room = chars.AsSpan(Length, count);
        Length += count;
        return room;
    }

    public override string ToString() => new(chars, 0, Length);
}
