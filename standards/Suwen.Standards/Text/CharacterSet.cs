using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Suwen.Standards.Text;

/// <summary>
/// A character set that input may come in. Tells exactly whether bytes are valid in it and writes them as UTF-8;
/// invalid bytes are an answer, not an exception, and nothing is ever replaced silently.
/// </summary>
public abstract class CharacterSet
{
    private protected CharacterSet(string name) => Name = name;

    /// <summary>The name recorded with an entry: <c>UTF-8</c>, <c>GB18030</c>, <c>ISO-8859-1</c>.</summary>
    public string Name { get; }

    /// <summary>True when valid bytes are already UTF-8, so that they need no copy.</summary>
    public virtual bool IsUtf8 => false;

    /// <summary>The most UTF-8 bytes that <paramref name="length"/> bytes of this set can become.</summary>
    public abstract int MaxUtf8Length(int length);

    /// <summary>True when every byte belongs to a character of the set. Exact: no byte is guessed or replaced.</summary>
    public abstract bool IsValid(ReadOnlySpan<byte> input);

    /// <summary>Writes the input as UTF-8.</summary>
    /// <param name="input">Bytes in this set, without a byte order mark.</param>
    /// <param name="utf8">At least <see cref="MaxUtf8Length"/> bytes.</param>
    /// <param name="written">UTF-8 bytes written.</param>
    /// <returns>False when the input is not valid in this set; what was written is then to be dropped.</returns>
    public abstract bool TryTranscode(ReadOnlySpan<byte> input, Span<byte> utf8, out int written);

    public override string ToString() => Name;
}

/// <summary>ASCII and UTF-8: valid bytes are passed on as they are.</summary>
internal sealed class Utf8CharacterSet(string name, bool asciiOnly) : CharacterSet(name)
{
    public override bool IsUtf8 => true;

    public override int MaxUtf8Length(int length) => length;

    public override bool IsValid(ReadOnlySpan<byte> input) => asciiOnly ? Ascii.IsValid(input) : Utf8.IsValid(input);

    public override bool TryTranscode(ReadOnlySpan<byte> input, Span<byte> utf8, out int written)
    {
        written = 0;
        if (!IsValid(input))
        {
            return false;
        }

        input.CopyTo(utf8);
        written = input.Length;
        return true;
    }
}

/// <summary>UTF-16 of one byte order. Unpaired surrogates and an odd byte are invalid.</summary>
internal sealed class Utf16CharacterSet(string name, bool bigEndian) : CharacterSet(name)
{
    public override int MaxUtf8Length(int length) => (length / 2 * 3) + 3;

    public override bool IsValid(ReadOnlySpan<byte> input)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxUtf8Length(input.Length));
        var valid = TryTranscode(input, buffer, out _);
        ArrayPool<byte>.Shared.Return(buffer);
        return valid;
    }

    public override bool TryTranscode(ReadOnlySpan<byte> input, Span<byte> utf8, out int written)
    {
        written = 0;
        if ((input.Length & 1) != 0)
        {
            return false;
        }

        var chars = ArrayPool<char>.Shared.Rent((input.Length / 2) + 1);
        try
        {
            var text = chars.AsSpan(0, input.Length / 2);
            input.CopyTo(MemoryMarshal.AsBytes(text));
            if (bigEndian == BitConverter.IsLittleEndian)
            {
                var words = MemoryMarshal.Cast<char, ushort>(text);
                BinaryPrimitives.ReverseEndianness(words, words);
            }

            return Utf8.FromUtf16(text, utf8, out _, out written, replaceInvalidSequences: false) == OperationStatus.Done;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}

/// <summary>A set of single bytes, read from the framework's code page.</summary>
internal sealed class SingleByteCharacterSet : CharacterSet
{
    private readonly char[] table = new char[256];

    public SingleByteCharacterSet(string name, Encoding encoding)
        : base(name)
    {
        Span<char> one = stackalloc char[2];
        for (var value = 0; value < 256; value++)
        {
            // Bytes 80–9F are C1 controls in every part of ISO 8859. No clinical text holds one, while most GBK and UTF-8 texts
            // hold bytes of that range: they show that the name given for the set is wrong.
            var isControl = value is >= 0x80 and < 0xA0;
            table[value] = !isControl && encoding.GetChars([(byte)value], one) == 1 ? one[0] : '\uFFFD';
        }
    }

    public override int MaxUtf8Length(int length) => checked(length * 3);

    public override bool IsValid(ReadOnlySpan<byte> input)
    {
        for (var at = input.IndexOfAnyInRange((byte)0x80, (byte)0xFF); (uint)at < (uint)input.Length; at++)
        {
            if (table[input[at]] == '\uFFFD')
            {
                return false;
            }
        }

        return true;
    }

    public override bool TryTranscode(ReadOnlySpan<byte> input, Span<byte> utf8, out int written)
    {
        written = 0;
        foreach (var value in input)
        {
            var character = table[value];
            if (character == '\uFFFD')
            {
                return false;
            }

            written += new Rune(character).EncodeToUtf8(utf8[written..]);
        }

        return true;
    }
}

/// <summary>A multi-byte code page of the framework, for sets too rare to have their own decoder.</summary>
internal sealed class CodePageCharacterSet(string name, Encoding strict) : CharacterSet(name)
{
    public override int MaxUtf8Length(int length) => checked(length * 3);

    public override bool IsValid(ReadOnlySpan<byte> input)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxUtf8Length(input.Length));
        var valid = TryTranscode(input, buffer, out _);
        ArrayPool<byte>.Shared.Return(buffer);
        return valid;
    }

    public override bool TryTranscode(ReadOnlySpan<byte> input, Span<byte> utf8, out int written)
    {
        written = 0;
        var chars = ArrayPool<char>.Shared.Rent(strict.GetMaxCharCount(input.Length));
        try
        {
            var length = strict.GetChars(input, chars);
            return Utf8.FromUtf16(chars.AsSpan(0, length), utf8, out _, out written, replaceInvalidSequences: false) == OperationStatus.Done;
        }
        catch (DecoderFallbackException)
        {
            // The framework reports invalid bytes of a code page in no other way that is exact.
            return false;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
