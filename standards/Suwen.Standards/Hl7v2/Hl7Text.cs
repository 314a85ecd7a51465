using System.Buffers;
using System.Globalization;
using Suwen.Standards.Text;

namespace Suwen.Standards.Hl7v2;

/// <summary>Parts and escapes of HL7 v2 text (v2.8 §2.7).</summary>
public static class Hl7Text
{
    /// <summary>The most lines or blanks that one formatting command adds: a command is five bytes and must not become megabytes.</summary>
    private const int MaxFill = 80;

    /// <summary>The <paramref name="number"/>-th part between separators, from 1; empty beyond the last. Separator 0 separates nothing.</summary>
    public static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> text, byte separator, int number)
    {
        if (separator == 0)
        {
            return number == 1 ? text : default;
        }

        while (true)
        {
            var end = text.IndexOf(separator);
            if (number == 1)
            {
                return end < 0 ? text : text[..end];
            }

            if (end < 0)
            {
                return default;
            }

            text = text[(end + 1)..];
            number--;
        }
    }

    /// <summary>True when the text holds an escape, so that <see cref="Unescape"/> is needed.</summary>
    public static bool HasEscape(ReadOnlySpan<byte> text, Hl7Delimiters delimiters) => delimiters.Escape != 0 && text.Contains(delimiters.Escape);

    /// <summary>
    /// Replaces escape sequences: delimiters (<c>\F\ \S\ \T\ \R\ \E\ \P\</c>), bytes (<c>\X0D0A\</c>), line commands
    /// (<c>\.br\ \.sp\ \.ce\ \.sk\</c>); highlighting and layout (<c>\H\ \N\ \.fi\ \.in\</c> …) go, since the warehouse keeps plain text.
    /// What is unknown, local (<c>\Z..\</c>), switches character sets (<c>\C..\ \M..\</c>) or has no end stays as sent.
    /// </summary>
    /// <param name="text">Text of one part, in UTF-8.</param>
    /// <param name="delimiters">The message's delimiters.</param>
    /// <param name="bytes">The message's character set, in which <c>\X..\</c> bytes are read when they are not UTF-8.</param>
    /// <param name="output">Where the text is written.</param>
    public static void Unescape(ReadOnlySpan<byte> text, Hl7Delimiters delimiters, CharacterSet bytes, IBufferWriter<byte> output)
    {
        while (true)
        {
            var start = delimiters.Escape == 0 ? -1 : text.IndexOf(delimiters.Escape);
            var length = start < 0 ? -1 : text[(start + 1)..].IndexOf(delimiters.Escape);
            if (length < 0)
            {
                output.Write(text);
                return;
            }

            output.Write(text[..start]);
            var command = text.Slice(start + 1, length);
            if (IsComplete(command))
            {
                output.Write(text.Slice(start, length + 2));
            }
            else if (!TryCommand(command, delimiters, bytes, output))
            {
                // No escape at all, such as a file's path: the mark at its end may begin a true one.
                output.Write(text.Slice(start, length + 1));
                text = text[(start + length + 1)..];
                continue;
            }

            text = text[(start + length + 2)..];
        }
    }

    /// <summary>Local escapes and switches of character set are sequences of their own that Suwen passes on (v2.8 §2.7.3, §2.7.7).</summary>
    private static bool IsComplete(ReadOnlySpan<byte> command)
    {
        if (command.Length < 2 || command.Contains((byte)' '))
        {
            return false;
        }

        return command[0] switch
        {
            (byte)'Z' => true,
            (byte)'C' => command.Length == 5,
            (byte)'M' => command.Length is 5 or 7,
            _ => false,
        };
    }

    private static bool TryCommand(ReadOnlySpan<byte> command, Hl7Delimiters delimiters, CharacterSet bytes, IBufferWriter<byte> output)
    {
        if (command.Length == 1)
        {
            byte literal = command[0] switch
            {
                (byte)'F' => delimiters.Field,
                (byte)'S' => delimiters.Component,
                (byte)'T' => delimiters.Subcomponent == 0 ? (byte)'&' : delimiters.Subcomponent,
                (byte)'R' => delimiters.Repetition == 0 ? (byte)'~' : delimiters.Repetition,
                (byte)'E' => delimiters.Escape,
                (byte)'P' => delimiters.Truncation == 0 ? (byte)'#' : delimiters.Truncation,
                _ => 0,
            };
            if (literal != 0)
            {
                output.Write([literal]);
                return true;
            }

            return command[0] is (byte)'H' or (byte)'N';
        }

        if (command.Length == 0)
        {
            return false;
        }

        return command[0] switch
        {
            (byte)'X' => TryHex(command[1..], bytes, output),
            (byte)'.' => TryFormat(command[1..], output),
            _ => false,
        };
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, CharacterSet bytes, IBufferWriter<byte> output)
    {
        if (digits.Length is 0 or > 4096 || (digits.Length & 1) != 0)
        {
            return false;
        }

        Span<byte> raw = stackalloc byte[digits.Length / 2];
        for (var i = 0; i < raw.Length; i++)
        {
            if (!byte.TryParse(digits.Slice(i * 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out raw[i]))
            {
                return false;
            }
        }

        if (CharacterSets.Utf8.IsValid(raw))
        {
            output.Write(raw);
            return true;
        }

        var utf8 = new byte[bytes.MaxUtf8Length(raw.Length)];
        if (!bytes.TryTranscode(raw, utf8, out var written))
        {
            return false;
        }

        output.Write(utf8.AsSpan(0, written));
        return true;
    }

    /// <summary>Formatting commands of FT (v2.8 §2.7.6).</summary>
    private static bool TryFormat(ReadOnlySpan<byte> command, IBufferWriter<byte> output)
    {
        if (command.Length < 2)
        {
            return false;
        }

        var name = (command[0] << 8) | command[1];
        var argument = command[2..].Trim((byte)' ');
        var count = 1;
        if (argument.Length > 0 && (!int.TryParse(argument, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count) || argument.Length > 4))
        {
            return false;
        }

        switch (name)
        {
            case ('b' << 8) | 'r':
            case ('c' << 8) | 'e':
                output.Write("\n"u8);
                return argument.Length == 0;
            case ('s' << 8) | 'p':
                Fill(output, (byte)'\n', count);
                return true;
            case ('s' << 8) | 'k':
                Fill(output, (byte)' ', count);
                return true;
            case ('f' << 8) | 'i':
            case ('n' << 8) | 'f':
            case ('i' << 8) | 'n':
            case ('t' << 8) | 'i':
                return true;
            default:
                return false;
        }
    }

    private static void Fill(IBufferWriter<byte> output, byte value, int count)
    {
        count = Math.Clamp(count, 0, MaxFill);
        output.GetSpan(MaxFill)[..count].Fill(value);
        output.Advance(count);
    }
}
