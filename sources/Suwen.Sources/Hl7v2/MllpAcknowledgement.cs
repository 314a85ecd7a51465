using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Suwen.Standards.Hl7v2;

namespace Suwen.Sources.Hl7v2;

/// <summary>What became of a message at the door.</summary>
internal enum MllpOutcome : byte
{
    /// <summary>Durable, and its MSH can be read: faults of its content are quarantined later and are the site's to see, not the sender's to retry.</summary>
    Accepted,

    /// <summary>Durable, and no message that could be processed.</summary>
    Unreadable,

    /// <summary>Larger than the door accepts; not landed.</summary>
    TooLarge,

    /// <summary>Not landed: the sender is to send it again.</summary>
    NotLanded,
}

/// <summary>
/// Writes the acknowledgement of a message (HL7 v2.8 §2.9): in original mode AA, AR or AE; in enhanced mode, where MSH-15 or MSH-16 is
/// stated, the commit acknowledgement CA, CR or CE and the application acknowledgement as the sender wants them.
/// </summary>
internal static class MllpAcknowledgement
{
    private static readonly string[] ApplicationCodes = ["AA", "AR", "AR", "AE"];
    private static readonly string[] CommitCodes = ["CA", "CR", "CR", "CE"];

    /// <summary>Writes the frames to send; none where the sender wants none.</summary>
    /// <param name="message">The message as received.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="controlId">The acknowledgement's own control id.</param>
    /// <param name="time">MSH-7.</param>
    /// <param name="output">Where the frames are written.</param>
    /// <param name="metrics">Counts the codes sent.</param>
    public static void Write(ReadOnlySpan<byte> message, MllpOutcome outcome, scoped ReadOnlySpan<byte> controlId, DateTimeOffset time, IBufferWriter<byte> output, MllpMetrics metrics)
    {
        if (Hl7CharacterSets.IsUtf16(message, out var set, out var mark))
        {
            WriteUtf16(message, set, mark, outcome, controlId, time, output, metrics);
            return;
        }

        if (!RawHeader.TryRead(message, out var header))
        {
            WriteHeaderless(outcome, controlId, time, output, metrics);
            return;
        }

        var commit = header[15];
        var application = header[16];
        var isGood = outcome == MllpOutcome.Accepted;
        if (commit.IsEmpty && application.IsEmpty)
        {
            WriteOne(header, ApplicationCodes[(int)outcome], controlId, time, output, metrics);
            return;
        }

        if (IsWanted(commit, isGood))
        {
            WriteOne(header, CommitCodes[(int)outcome], controlId, time, output, metrics);
        }

        if (IsWanted(application, isGood))
        {
            WriteOne(header, ApplicationCodes[(int)outcome], controlId, time, output, metrics);
        }
    }

    /// <summary>HL7 table 0155: always, never, on error, on success. Not stated in enhanced mode means never (§2.9.3).</summary>
    private static bool IsWanted(ReadOnlySpan<byte> condition, bool isGood) =>
        condition.SequenceEqual("AL"u8) || condition.SequenceEqual(isGood ? "SU"u8 : "ER"u8);

    private static void WriteOne(RawHeader header, string code, scoped ReadOnlySpan<byte> controlId, DateTimeOffset time, IBufferWriter<byte> output, MllpMetrics metrics)
    {
        metrics.Acknowledged(code);
        var field = header.Delimiters.Field;
        Put(output, MllpFrames.Begin);
        output.Write("MSH"u8);
        Put(output, field);
        WriteDelimiters(output, header.Delimiters);
        for (var i = 0; i < 4; i++)
        {
            // Receiver and sender change places: MSH-5, MSH-6, MSH-3, MSH-4.
            Put(output, field);
            output.Write(header[i < 2 ? 5 + i : 1 + i]);
        }

        Put(output, field);
        WriteTime(output, time);
        Put(output, field, field);
        WriteType(output, header);
        Put(output, field);
        output.Write(controlId);
        Put(output, field);
        output.Write(header[11].IsEmpty ? "P"u8 : header[11]);
        Put(output, field);
        output.Write(header[12]);
        if (!header[18].IsEmpty)
        {
            Put(output, field, field, field, field, field, field);
            output.Write(header[18]);
        }

        output.Write("\rMSA"u8);
        Put(output, field);
        Encoding.ASCII.GetBytes(code, output);
        Put(output, field);
        output.Write(header[10]);
        Put(output, (byte)'\r', MllpFrames.End, MllpFrames.AfterEnd);
    }

    /// <summary>MSH-9: ACK; with the event from version 2.2 on, with the structure from 2.3.1 on (§2.15.9.9).</summary>
    private static void WriteType(IBufferWriter<byte> output, RawHeader header)
    {
        output.Write("ACK"u8);
        var version = header.Component(12, 1);
        var trigger = header.Component(9, 2);
        if (trigger.IsEmpty || version.SequenceEqual("2.1"u8))
        {
            return;
        }

        Put(output, header.Delimiters.Component);
        output.Write(trigger);
        if (!version.SequenceEqual("2.2"u8) && !version.SequenceEqual("2.3"u8))
        {
            Put(output, header.Delimiters.Component);
            output.Write("ACK"u8);
        }
    }

    private static void WriteDelimiters(IBufferWriter<byte> output, Hl7Delimiters delimiters)
    {
        foreach (var value in (ReadOnlySpan<byte>)[delimiters.Component, delimiters.Repetition, delimiters.Escape, delimiters.Subcomponent, delimiters.Truncation])
        {
            if (value != 0)
            {
                Put(output, value);
            }
        }
    }

    private static void WriteTime(IBufferWriter<byte> output, DateTimeOffset time)
    {
        var span = output.GetSpan(24);
        time.TryFormat(span, out var length, "yyyyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture);
        output.Advance(length);
        var minutes = (int)time.Offset.TotalMinutes;
        Put(output, minutes < 0 ? (byte)'-' : (byte)'+');
        minutes = Math.Abs(minutes);
        span = output.GetSpan(4);
        Utf8Formatter.TryFormat(((minutes / 60) * 100) + (minutes % 60), span, out _, new StandardFormat('D', 4));
        output.Advance(4);
    }

    /// <summary>Where there is no MSH, the answer can only say so, in the standard's own delimiters.</summary>
    private static void WriteHeaderless(MllpOutcome outcome, scoped ReadOnlySpan<byte> controlId, DateTimeOffset time, IBufferWriter<byte> output, MllpMetrics metrics)
    {
        var code = outcome == MllpOutcome.Accepted ? "AR" : ApplicationCodes[(int)outcome];
        metrics.Acknowledged(code);
        output.Write("\u000bMSH|^~\\&|||||"u8);
        WriteTime(output, time);
        output.Write("||ACK|"u8);
        output.Write(controlId);
        output.Write("|P|2.3.1\rMSA|"u8);
        Encoding.ASCII.GetBytes(code, output);
        output.Write("|\r\u001c\r"u8);
    }

    private static void WriteUtf16(ReadOnlySpan<byte> message, Standards.Text.CharacterSet set, int mark, MllpOutcome outcome, scoped ReadOnlySpan<byte> controlId, DateTimeOffset time, IBufferWriter<byte> output, MllpMetrics metrics)
    {
        var utf8 = new byte[set.MaxUtf8Length(message.Length)];
        if (!set.TryTranscode(message[mark..], utf8, out var length) || !RawHeader.TryRead(utf8.AsSpan(0, length), out _))
        {
            WriteHeaderless(outcome == MllpOutcome.Accepted ? MllpOutcome.Unreadable : outcome, controlId, time, output, metrics);
            return;
        }

        var plain = new ArrayBufferWriter<byte>();
        Write(utf8.AsSpan(0, length), outcome, controlId, time, plain, metrics);
        var encoding = set == Standards.Text.CharacterSets.Utf16LittleEndian ? Encoding.Unicode : Encoding.BigEndianUnicode;
        var text = Encoding.UTF8.GetString(plain.WrittenSpan);
        foreach (var frame in text.Split('\u001c', StringSplitOptions.RemoveEmptyEntries))
        {
            var body = frame.Trim('\r', '\n').TrimStart('\u000b');
            if (body.Length > 0)
            {
                Put(output, MllpFrames.Begin);
                output.Write(encoding.GetBytes(body + "\r"));
                Put(output, MllpFrames.End, MllpFrames.AfterEnd);
            }
        }
    }

    /// <summary>True when the message's MSH can be read, so that it can be processed.</summary>
    public static bool IsReadable(ReadOnlySpan<byte> message)
    {
        if (!Hl7CharacterSets.IsUtf16(message, out var set, out var mark))
        {
            return RawHeader.TryRead(message, out _);
        }

        var utf8 = new byte[set.MaxUtf8Length(message.Length)];
        return set.TryTranscode(message[mark..], utf8, out var length) && RawHeader.TryRead(utf8.AsSpan(0, length), out _);
    }

    private static void Put(IBufferWriter<byte> output, params ReadOnlySpan<byte> bytes) => output.Write(bytes);
}
