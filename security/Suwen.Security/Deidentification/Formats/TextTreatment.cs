using System.Text;
using Suwen.Security.Deidentification.Runs;
using Suwen.Standards.Text;

namespace Suwen.Security.Deidentification.Formats;

/// <summary>Plain text, paragraph after paragraph: what the detectors find is replaced. A line is never parted, unless it is longer than a book.</summary>
internal sealed class TextTreatment(DeidSession session, string file)
{
    private const int BlockChars = 1 << 16;
    private const int LongestLine = 1 << 22;

    /// <summary>Treats a file; null when done, else why not.</summary>
    public string? Treat(Stream input, Stream output)
    {
        var probe = new CharacterSetProbe();
        var block = new byte[1 << 16];
        int read;
        while ((read = input.Read(block)) > 0)
        {
            if (block.AsSpan(0, read).Contains((byte)0) && probe.Decide(out _) is { IsUtf8: true })
            {
                return "The file is not text.";
            }

            probe.Add(block.AsSpan(0, read));
        }

        if (probe.Decide(out var mark) is not { } set)
        {
            return "The file is not text in an encoding that is known (UTF-8, UTF-16, GB 18030).";
        }

        input.Position = 0;
        var head = new byte[mark];
        input.ReadExactly(head);
        output.Write(head);
        var encoding = DelimitedTreatment.EncodingOf(set);
        using var reader = new StreamReader(input, encoding, detectEncodingFromByteOrderMarks: false, BlockChars, leaveOpen: true);
        using var writer = new StreamWriter(output, encoding, BlockChars, leaveOpen: true);
        var field = session.Field("text", file, "text", static () => (FieldKind.FreeText, "format"));
        var buffer = new char[BlockChars];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= LongestLine)
                {
                    return "A line is longer than 4 million characters.";
                }

                Array.Resize(ref buffer, length * 2);
            }

            var got = reader.Read(buffer, length, buffer.Length - length);
            length += got;
            var end = got == 0 ? length : Break(buffer.AsSpan(0, length));
            if (end > 0)
            {
                session.Records++;
                session.Person.Clear();
                session.Apply(field, buffer.AsSpan(0, end));
                writer.Write(session.Output.Span);
                buffer.AsSpan(end, length - end).CopyTo(buffer);
                length -= end;
            }

            if (got == 0)
            {
                return null;
            }
        }
    }

    /// <summary>Behind the last empty line, so that a label and what follows it stay together; else behind the last line.</summary>
    private static int Break(ReadOnlySpan<char> text)
    {
        var paragraph = Math.Max(text.LastIndexOf("\n\n"), text.LastIndexOf("\r\n\r\n"));
        return (paragraph > 0 ? text[(paragraph + 1)..].IndexOf('\n') + paragraph + 1 : text.LastIndexOf('\n')) + 1;
    }
}
