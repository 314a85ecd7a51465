using System.Buffers;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Hl7;

/// <summary>Writes one HL7 v2 message after another: segments end with CR, delimiters in texts are escaped (HL7 v2.4 §2.7), line ends become repetitions or <c>\.br\</c>.</summary>
internal sealed class Hl7Writer(bool hasSeconds)
{
    private static readonly SearchValues<char> Special = SearchValues.Create("|^~\\&\r\n");

    public Utf8Record Text { get; } = new();

    public Hl7Writer Segment(ReadOnlySpan<byte> name)
    {
        Text.Add(name);
        return this;
    }

    /// <summary>Begins the next field, with a text.</summary>
    public Hl7Writer F(string text)
    {
        Text.Add((byte)'|');
        Escape(text);
        return this;
    }

    public Hl7Writer F(long number)
    {
        Text.Add((byte)'|');
        Text.Add(number);
        return this;
    }

    public Hl7Writer F(FixedNumber number)
    {
        Text.Add((byte)'|');
        Text.Add(number);
        return this;
    }

    public Hl7Writer F(DateTime time)
    {
        Text.Add((byte)'|');
        Time(time);
        return this;
    }

    public Hl7Writer F(DateOnly day)
    {
        Text.Add((byte)'|');
        Text.AddDate8(day);
        return this;
    }

    /// <summary>Begins the next field, with a text that needs no escape.</summary>
    public Hl7Writer Raw(ReadOnlySpan<byte> text)
    {
        Text.Add((byte)'|');
        Text.Add(text);
        return this;
    }

    /// <summary>Fields without a value.</summary>
    public Hl7Writer Skip(int fields)
    {
        for (var i = 0; i < fields; i++) Text.Add((byte)'|');
        return this;
    }

    /// <summary>Begins the next component, with a text.</summary>
    public Hl7Writer C(string text)
    {
        Text.Add((byte)'^');
        Escape(text);
        return this;
    }

    public Hl7Writer C(DateTime time)
    {
        Text.Add((byte)'^');
        Time(time);
        return this;
    }

    /// <summary>Begins a repetition, with a text.</summary>
    public Hl7Writer R(string text)
    {
        Text.Add((byte)'~');
        Escape(text);
        return this;
    }

    /// <summary>Components without a value.</summary>
    public Hl7Writer SkipC(int components)
    {
        for (var i = 0; i < components; i++) Text.Add((byte)'^');
        return this;
    }

    public Hl7Writer Coded(Term term, string system) => F(term.Code).C(term.Name).C(system);

    public Hl7Writer Person(Clinician clinician) => F(clinician.Number).C(clinician.Name);

    /// <summary>A text of several lines: each line a repetition.</summary>
    public Hl7Writer Lines(string text)
    {
        Text.Add((byte)'|');
        var isFirst = true;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!isFirst) Text.Add((byte)'~');
            isFirst = false;
            Escape(line);
        }

        return this;
    }

    public void End() => Text.Add((byte)'\r');

    public void Time(DateTime time)
    {
        if (hasSeconds) Text.AddTime14(time);
        else Text.AddTime12(time);
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var at = text.IndexOfAny(Special);
            if (at < 0)
            {
                Text.Add(text);
                return;
            }

            Text.Add(text[..at]);
            Text.Add(text[at] switch
            {
                '|' => "\\F\\"u8,
                '^' => "\\S\\"u8,
                '~' => "\\R\\"u8,
                '\\' => "\\E\\"u8,
                '&' => "\\T\\"u8,
                '\n' => "\\.br\\"u8,
                _ => default,
            });
            text = text[(at + 1)..];
        }
    }
}
