using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Fhir;

/// <summary>Writes one JSON object on one line (RFC 8259), characters beyond ASCII as they are.</summary>
internal sealed class JsonLine
{
    private static readonly SearchValues<char> MustEscape = SearchValues.Create("\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f");

    private byte[] _utf8 = new byte[4096];
    private byte[] _base64 = new byte[8192];
    private bool _needsComma;

    public Utf8Record Output { get; } = new();

    public void Begin()
    {
        Output.Clear();
        Output.Add((byte)'{');
        _needsComma = false;
    }

    /// <summary>Opens an object under a name; without a name an item of an array.</summary>
    public JsonLine Open(ReadOnlySpan<byte> name = default)
    {
        Name(name);
        Output.Add((byte)'{');
        _needsComma = false;
        return this;
    }

    public JsonLine OpenArray(ReadOnlySpan<byte> name)
    {
        Name(name);
        Output.Add((byte)'[');
        _needsComma = false;
        return this;
    }

    public JsonLine Close()
    {
        Output.Add((byte)'}');
        _needsComma = true;
        return this;
    }

    public JsonLine CloseArray()
    {
        Output.Add((byte)']');
        _needsComma = true;
        return this;
    }

    /// <summary>A name with a value that is JSON already.</summary>
    public JsonLine Raw(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        Name(name);
        Output.Add(json);
        _needsComma = true;
        return this;
    }

    public JsonLine Text(ReadOnlySpan<byte> name, ReadOnlySpan<char> value)
    {
        Name(name);
        Output.Add((byte)'"');
        Escape(value);
        Output.Add((byte)'"');
        _needsComma = true;
        return this;
    }

    /// <summary>A text of two parts, such as <c>Patient/17</c>; neither needs an escape.</summary>
    public JsonLine Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> first, string second)
    {
        Name(name);
        Output.Add((byte)'"');
        Output.Add(first);
        Output.Add(second);
        Output.Add((byte)'"');
        _needsComma = true;
        return this;
    }

    public JsonLine Number(ReadOnlySpan<byte> name, FixedNumber value)
    {
        Name(name);
        Output.Add(value);
        _needsComma = true;
        return this;
    }

    public JsonLine Number(ReadOnlySpan<byte> name, double value, int decimals)
    {
        Name(name);
        Output.AddShort(value, decimals);
        _needsComma = true;
        return this;
    }

    public JsonLine Day(ReadOnlySpan<byte> name, DateOnly day)
    {
        Name(name);
        Output.Add((byte)'"');
        Output.AddDate(day);
        Output.Add((byte)'"');
        _needsComma = true;
        return this;
    }

    /// <summary>A dateTime with the offset of China.</summary>
    public JsonLine Time(ReadOnlySpan<byte> name, DateTime time)
    {
        Name(name);
        Output.Add((byte)'"');
        Output.AddTime(time, (byte)'T');
        Output.Add("+08:00\""u8);
        _needsComma = true;
        return this;
    }

    /// <summary>A text as base64 of its UTF-8.</summary>
    public JsonLine Base64Text(ReadOnlySpan<byte> name, string text)
    {
        Name(name);
        if (_utf8.Length < text.Length * 3) _utf8 = new byte[text.Length * 4];
        var length = Encoding.UTF8.GetBytes(text, _utf8);
        var needed = Base64.GetMaxEncodedToUtf8Length(length);
        if (_base64.Length < needed) _base64 = new byte[needed * 2];
        Base64.EncodeToUtf8(_utf8.AsSpan(0, length), _base64, out _, out var written);
        Output.Add((byte)'"');
        Output.Add(_base64.AsSpan(0, written));
        Output.Add((byte)'"');
        _needsComma = true;
        return this;
    }

    public JsonLine Reference(ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, string id) => Open(name).Text("reference"u8, type, id).Close();

    /// <summary>A code with one coding and its text.</summary>
    public JsonLine Concept(ReadOnlySpan<byte> name, string system, string code, string display)
    {
        Open(name).OpenArray("coding"u8).Coding(system, code, display).CloseArray();
        return Text("text"u8, display).Close();
    }

    /// <summary>A coding as an item of an array.</summary>
    public JsonLine Coding(string system, string code, string display)
    {
        Open();
        if (system.Length > 0) Text("system"u8, system);
        Text("code"u8, code);
        if (display.Length > 0) Text("display"u8, display);
        return Close();
    }

    /// <summary>A concept that is text alone.</summary>
    public JsonLine Words(ReadOnlySpan<byte> name, string text) => Open(name).Text("text"u8, text).Close();

    private void Name(ReadOnlySpan<byte> name)
    {
        if (_needsComma) Output.Add((byte)',');
        if (name.IsEmpty) return;
        Output.Add((byte)'"');
        Output.Add(name);
        Output.Add("\":"u8);
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var at = text.IndexOfAny(MustEscape);
            if (at < 0)
            {
                Output.Add(text);
                return;
            }

            Output.Add(text[..at]);
            EscapeOne(text[at]);
            text = text[(at + 1)..];
        }
    }

    private void EscapeOne(char character)
    {
        Output.Add((byte)'\\');
        switch (character)
        {
            case '"' or '\\':
                Output.Add((byte)character);
                break;
            case '\n':
                Output.Add((byte)'n');
                break;
            case '\r':
                Output.Add((byte)'r');
                break;
            case '\t':
                Output.Add((byte)'t');
                break;
            default:
                Output.Add("u00"u8);
                Output.Add((byte)"0123456789abcdef"[character >> 4]);
                Output.Add((byte)"0123456789abcdef"[character & 15]);
                break;
        }
    }
}
