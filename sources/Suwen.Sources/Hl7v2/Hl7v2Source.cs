using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Text;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Hl7v2;

/// <summary>
/// HL7 v2.1–2.8 messages. An entry is one message from a connection, or a part of a file with several; each message is a record.
/// Bytes are cut into messages at line ends, then decoded, then split at their delimiters, in this order: in GBK the second byte of a
/// character may be a delimiter.
/// </summary>
public sealed class Hl7v2Source : ISource
{
    /// <summary>The format's name.</summary>
    public const string FormatName = "hl7v2";

    /// <summary>Metadata of a file's entry: messages of the open batch that entries before this one hold.</summary>
    internal const string BatchMessagesBefore = "batch-messages";

    /// <summary>Metadata of a file's entry: batches of the file that entries before this one have ended.</summary>
    internal const string FileBatchesBefore = "file-batches";

    private readonly Hl7v2Options options;

    public Hl7v2Source()
        : this(new Hl7v2Options())
    {
    }

    public Hl7v2Source(Hl7v2Options options) => this.options = options;

    public string Format => FormatName;

    public int Version => 1;

    public void Parse(LandedEntry entry, RecordSink sink)
    {
        var scratch = Hl7v2Scratch.OfThread;
        var payload = entry.Payload.Span;
        byte[]? whole = null;
        if (Hl7CharacterSets.IsUtf16(payload, out var utf16, out var mark))
        {
            // UTF-16 has no bytes at which it could be cut before it is decoded.
            whole = new byte[utf16.MaxUtf8Length(payload.Length - mark)];
            if (!utf16.TryTranscode(payload[mark..], whole, out var length))
            {
                RejectWhole(sink, payload);
                return;
            }

            sink.CharacterSet(utf16.Name, null);
            payload = whole.AsSpan(0, length);
        }

        ParseParts(payload, whole is not null, sink, scratch);
        scratch.Reset();
    }

    private void ParseParts(ReadOnlySpan<byte> payload, bool isDecoded, RecordSink sink, Hl7v2Scratch scratch)
    {
        var number = 0;
        var sets = new Hl7CharacterSets(payload, isDecoded);
        var count = new BatchCount(sink);
        foreach (var part in new Hl7Splitter(payload))
        {
            switch (part.Kind)
            {
                case Hl7PartKind.Message:
                    count.Message();
                    sets.Decide(part.Part, sink);
                    ParseMessage(number++, part.Part, ref sets, sink, scratch);
                    break;
                case Hl7PartKind.Foreign:
                    Reject(sink, number++, "unknown", part.Part, RejectReasons.Syntax, "MSH", "The bytes belong to no HL7 message: none begins here with MSH. Check that the sender frames whole messages.");
                    break;
                case Hl7PartKind.Header:
                    count.Header(part.Part);
                    break;
                default:
                    if (!count.Trailer(part.Part, part.Kind))
                    {
                        var name = part.Kind == Hl7PartKind.BatchTrailer ? "BTS" : "FTS";
                        Reject(sink, number++, name, part.Part, RejectReasons.InvalidValue, name + "-1", "The trailer counts another number than there is: something was lost or added on the way. Compare with the sender, and send the file again.");
                    }

                    break;
            }
        }
    }

    private void ParseMessage(int number, ReadOnlySpan<byte> bytes, ref Hl7CharacterSets sets, RecordSink sink, Hl7v2Scratch scratch)
    {
        if (sets.Chosen is not { } set)
        {
            Reject(sink, number, "unknown", bytes, RejectReasons.CharacterSet, "MSH-18", "The bytes are valid neither in the stated character set nor in UTF-8 nor in GB 18030. Correct the sender's encoding and send the message again.");
            return;
        }

        var text = bytes;
        if (!set.IsUtf8)
        {
            var buffer = scratch.Utf8(set.MaxUtf8Length(bytes.Length));
            set.TryTranscode(bytes, buffer, out var length);
            text = buffer.AsSpan(0, length);
        }

        var fault = scratch.Index.Read(text);
        if (fault != Hl7Fault.None)
        {
            RejectUnreadable(sink, number, bytes, fault, scratch.Index.FaultSegment);
            return;
        }

        var message = new Hl7Message(text, scratch.Index);
        var type = FindType(message);
        sink.BeginRecord(number, type.Kind);
        scratch.Occurrences.Clear();
        new MessageReader(message, sink, scratch, set, type).Read(bytes, options.DefaultOffsetMinutes);
        sink.EndRecord();
    }

    private static MessageType FindType(Hl7Message message)
    {
        var kind = message[0][9];
        var trigger = kind.Value(2);
        if (trigger.IsEmpty && message.Find("EVN"u8) is >= 0 and var evn)
        {
            trigger = message[evn][1].Value(1);
        }

        return MessageType.Find(kind.Value(1), trigger);
    }

    private static void RejectUnreadable(RecordSink sink, int number, ReadOnlySpan<byte> bytes, Hl7Fault fault, int segment)
    {
        var (path, detail) = fault switch
        {
            Hl7Fault.NoHeader => ("MSH", "The message does not begin with MSH once it is decoded. Check the sender's character set."),
            Hl7Fault.Delimiters => ("MSH-2", "MSH-1 and MSH-2 do not state different delimiters. Let the sending system send them, usually |^~\\&."),
            _ => ($"segment {segment}", "A line has the shape of a segment and no segment's name. Bytes were changed on the way; send the message again."),
        };
        Reject(sink, number, "unknown", bytes, RejectReasons.Syntax, path, detail);
    }

    private static void RejectWhole(RecordSink sink, ReadOnlySpan<byte> payload) =>
        Reject(sink, 0, "unknown", payload, RejectReasons.CharacterSet, "MSH-18", "The bytes begin as UTF-16 and are not valid in it. Correct the sender's encoding and send them again.");

    private static void Reject(RecordSink sink, int number, string kind, ReadOnlySpan<byte> bytes, string reason, string path, string detail)
    {
        sink.BeginRecord(number, kind);
        sink.Identify(sink.RecordKey(bytes), bytes);
        sink.Reject(reason, path, detail);
        sink.EndRecord();
    }

    /// <summary>Counts messages of a batch and batches of a file, across the entries that a file was cut into.</summary>
    private ref struct BatchCount(RecordSink sink)
    {
        private long messages = Number(sink, BatchMessagesBefore);
        private long batches = Number(sink, FileBatchesBefore);

        public void Message() => messages++;

        public void Header(ReadOnlySpan<byte> header)
        {
            messages = 0;
            if (header[0] == 'F')
            {
                batches = 0;
            }
        }

        /// <summary>False when the trailer states a number and it is another one.</summary>
        public bool Trailer(ReadOnlySpan<byte> trailer, Hl7PartKind kind)
        {
            var isBatch = kind == Hl7PartKind.BatchTrailer;
            batches += isBatch ? 1 : 0;
            var expected = isBatch ? messages : batches;
            messages = 0;
            if (trailer.Length < 5)
            {
                return true;
            }

            var stated = trailer[4..];
            var end = stated.IndexOf(trailer[3]);
            stated = (end < 0 ? stated : stated[..end]).Trim((byte)' ');
            return stated.IsEmpty
                || (long.TryParse(stated, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number == expected);
        }

        private static long Number(RecordSink sink, string name) =>
            long.TryParse(sink.Metadata(name), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
