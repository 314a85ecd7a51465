using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Text;

namespace Suwen.Standards.Tests.Hl7v2;

public sealed class Hl7GrammarTests
{
    private const string Admission = "MSH|^~\\&|HIS|H1|SUWEN|REGION|20250102030405||ADT^A01^ADT_A01|1|P|2.5\rPID|1||100^^^H1&1.2.3&ISO^MR~110101199003070011^^^^NI||张^三|\"\"|19900307\rZPI|x|y\r";

    [Fact]
    public void Fields_components_subcomponents_and_repetitions_are_numbered_as_in_the_standard()
    {
        var message = Read(Admission, out _);
        message.SegmentCount.ShouldBe(3);
        Text(message[0][1].Raw).ShouldBe("|");
        Text(message[0][2].Raw).ShouldBe("^~\\&");
        Text(message[0][3].Raw).ShouldBe("HIS");
        Text(message[0][9].Component(2)).ShouldBe("A01");
        Text(message[0][12].Raw).ShouldBe("2.5");
        message[0][13].IsEmpty.ShouldBeTrue();
        var pid = message[1];
        Text(pid.Name).ShouldBe("PID");
        Text(pid[3].Subcomponent(4, 2)).ShouldBe("1.2.3");
        Text(pid[5].Component(1)).ShouldBe("张");
        pid[6].IsDelete.ShouldBeTrue();
        pid[2].IsEmpty.ShouldBeTrue();
        pid[40].IsEmpty.ShouldBeTrue();
        var values = new List<string>();
        foreach (var identifier in pid[3])
        {
            values.Add(Text(identifier.Component(1)));
        }

        values.ShouldBe(["100", "110101199003070011"]);
        Text(message[2].Name).ShouldBe("ZPI");
        Text(message[2][2].Raw).ShouldBe("y");
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Segments_end_with_CR_LF_or_CRLF(string end)
    {
        var message = Read(Admission.Replace("\r", end, StringComparison.Ordinal), out var index);
        index.SegmentCount.ShouldBe(3);
        Text(message[1][7].Raw).ShouldBe("19900307");
        Text(message[2][2].Raw).ShouldBe("y");
    }

    [Fact]
    public void The_senders_own_delimiters_are_used()
    {
        var message = Read("MSH$%*!@#$HIS$H1\rPID$1$$7%%%A@B*8", out _);
        message.Delimiters.ShouldBe(new Hl7Delimiters((byte)'$', (byte)'%', (byte)'*', (byte)'!', (byte)'@', (byte)'#'));
        Text(message[1][3].Subcomponent(4, 2)).ShouldBe("B");
        Text(message[1][3].First.Raw).ShouldBe("7%%%A@B");
    }

    [Theory]
    [InlineData("MSH|^~\\&#|A", "^~\\&#")]
    [InlineData("MSH|^~\\&|A", "^~\\&")]
    [InlineData("MSH|^~|A", "^~")]
    public void Fewer_or_more_encoding_characters_are_accepted(string text, string encoding) =>
        Text(Read(text, out _)[0][2].Raw).ShouldBe(encoding);

    [Theory]
    [InlineData("PID|1", Hl7Fault.NoHeader)]
    [InlineData("", Hl7Fault.NoHeader)]
    [InlineData("MSH", Hl7Fault.Delimiters)]
    [InlineData("MSHA^~\\&A", Hl7Fault.Delimiters)]
    [InlineData("MSH||~\\&|A", Hl7Fault.Delimiters)]
    [InlineData("MSH|^^\\&|A", Hl7Fault.Delimiters)]
    [InlineData("MSH|^~\\&|A\rpi?|1", Hl7Fault.SegmentName)]
    public void A_message_that_cannot_be_read_says_why(string text, Hl7Fault fault) =>
        new Hl7Index().Read(Encoding.UTF8.GetBytes(text)).ShouldBe(fault);

    [Fact]
    public void A_line_break_inside_text_does_not_cut_the_segment()
    {
        var message = Read("MSH|^~\\&|A\rOBX|1|TX|R||所见：\n双肺纹理清晰。\r未见异常||||||F\rNTE|1||ok", out var index);
        index.SegmentCount.ShouldBe(3);
        Text(message[1][5].Raw).ShouldBe("所见：\n双肺纹理清晰。\r未见异常");
        Text(message[1][11].Raw).ShouldBe("F");
    }

    /// <summary>Escapes of HL7 v2.8 §2.7, with the results that its text states.</summary>
    [Theory]
    [InlineData("a\\F\\b", "a|b")]
    [InlineData("a\\S\\b\\T\\c\\R\\d\\E\\e", "a^b&c~d\\e")]
    [InlineData("\\H\\bold\\N\\", "bold")]
    [InlineData("one\\.br\\two", "one\ntwo")]
    [InlineData("one\\.sp2\\two", "one\n\ntwo")]
    [InlineData("\\.in+4\\x\\.fi\\", "x")]
    [InlineData("a\\.sk3\\b", "a   b")]
    [InlineData("\\X414243\\", "ABC")]
    [InlineData("\\XE5BCA0\\", "张")]
    [InlineData("\\XD5C5\\", "张")]
    [InlineData("\\Zlocal\\x", "\\Zlocal\\x")]
    [InlineData("\\C2842\\x", "\\C2842\\x")]
    [InlineData("\\M242842\\x", "\\M242842\\x")]
    [InlineData("C:\\dir\\file", "C:\\dir\\file")]
    [InlineData("C:\\dir\\F\\x", "C:\\dir|x")]
    [InlineData("\\X4\\", "\\X4\\")]
    [InlineData("\\X4G\\", "\\X4G\\")]
    [InlineData("open\\F", "open\\F")]
    [InlineData("\\\\", "\\\\")]
    [InlineData("\\.sp99999999\\", "\\.sp99999999\\")]
    public void Escapes_are_replaced_and_what_is_none_stays(string text, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        Hl7Text.Unescape(Encoding.UTF8.GetBytes(text), Hl7Delimiters.Standard, CharacterSets.Gb18030, output);
        Text(output.WrittenSpan).ShouldBe(expected);
    }

    [Fact]
    public void Escaped_text_reads_back_as_it_was() =>
        Prop.ForAll<string>(text =>
        {
            var clean = new string([.. (text ?? "").EnumerateRunes().SelectMany(r => r.ToString())]);
            var escaped = clean.Replace("\\", "\\E\\", StringComparison.Ordinal).Replace("|", "\\F\\", StringComparison.Ordinal).Replace("^", "\\S\\", StringComparison.Ordinal)
                .Replace("&", "\\T\\", StringComparison.Ordinal).Replace("~", "\\R\\", StringComparison.Ordinal);
            var output = new ArrayBufferWriter<byte>();
            Hl7Text.Unescape(Encoding.UTF8.GetBytes(escaped), Hl7Delimiters.Standard, CharacterSets.Utf8, output);
            return Text(output.WrittenSpan) == clean;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Files_are_cut_into_messages_batches_and_what_belongs_to_none()
    {
        var text = "\u000bMSH|^~\\&|A\rPID|1\r\u001c\r\u000bMSH|^~\\&|B\r\u001c\rFHS|^~\\&\rBHS|^~\\&\nMSH|^~\\&|C\nPID|2\n\nBTS|1\nFTS|1\r\nnoise\nmore\n\uFEFFMSH|^~\\&|D\rMSHX|1";
        var parts = new List<string>();
        foreach (var part in new Hl7Splitter(Encoding.UTF8.GetBytes(text)))
        {
            parts.Add($"{part.Kind}:{Text(part.Part)}");
        }

        parts.ShouldBe([
            "Message:MSH|^~\\&|A\rPID|1",
            "Message:MSH|^~\\&|B",
            "Header:FHS|^~\\&",
            "Header:BHS|^~\\&",
            "Message:MSH|^~\\&|C\nPID|2",
            "BatchTrailer:BTS|1",
            "FileTrailer:FTS|1",
            "Foreign:noise\nmore",
            "Message:MSH|^~\\&|D\rMSHX|1",
        ]);
    }

    [Fact]
    public void Cutting_a_stream_at_the_last_start_never_changes_its_messages() =>
        Prop.ForAll<byte>(number =>
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 12).Select(i => $"MSH|^~\\&|S{i}\rPID|{new string('x', (i * 7) % 40)}\r")));
            var size = 40 + number;
            var whole = Messages(bytes);
            var cut = new List<string>();
            var rest = Array.Empty<byte>();
            for (var at = 0; at < bytes.Length; at += size)
            {
                byte[] block = [.. rest, .. bytes.AsSpan(at, Math.Min(size, bytes.Length - at))];
                var last = Hl7Splitter.LastStart(block);
                cut.AddRange(Messages(block[..last]));
                rest = block[last..];
            }

            cut.AddRange(Messages(rest));
            return cut.SequenceEqual(whole) && whole.Count == 12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_can_be_indexed_and_every_field_be_read() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            byte[] text = [.. "MSH|^~\\&|A\rPID|"u8, .. bytes];
            var index = new Hl7Index();
            if (index.Read(text) != Hl7Fault.None)
            {
                return true;
            }

            var message = new Hl7Message(text, index);
            var length = 0;
            for (var segment = 0; segment < message.SegmentCount; segment++)
            {
                for (var field = 1; field < 20; field++)
                {
                    foreach (var repetition in message[segment][field])
                    {
                        length += repetition.Subcomponent(2, 2).Length;
                    }
                }
            }

            return length <= text.Length;
        }).QuickCheckThrowOnFailure();

    private static List<string> Messages(byte[] bytes)
    {
        var messages = new List<string>();
        foreach (var part in new Hl7Splitter(bytes))
        {
            messages.Add(Text(part.Part));
        }

        return messages;
    }

    private static Hl7Message Read(string text, out Hl7Index index)
    {
        index = new Hl7Index();
        var bytes = Encoding.UTF8.GetBytes(text);
        index.Read(bytes).ShouldBe(Hl7Fault.None);
        return new Hl7Message(bytes, index);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
