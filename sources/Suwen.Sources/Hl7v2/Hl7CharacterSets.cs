using Suwen.Governance.Gate;
using Suwen.Standards.Hl7v2;
using Suwen.Standards.Text;

namespace Suwen.Sources.Hl7v2;

/// <summary>
/// Decides the character set of the messages of one entry: the one that MSH-18 names when the bytes are valid in it, else the byte order
/// mark's, else strict UTF-8 over the whole input, else strict GB 18030.
/// </summary>
internal ref struct Hl7CharacterSets
{
    private readonly ReadOnlySpan<byte> entry;
    private readonly bool isDecoded;
    private readonly bool hasMark;
    private CharacterSet? ofEntry;
    private bool isEntryKnown;
    private CharacterSet? recorded;
    private string? recordedFlag;

    public Hl7CharacterSets(ReadOnlySpan<byte> entry, bool isDecoded)
    {
        this.entry = entry;
        this.isDecoded = isDecoded;
        hasMark = entry.StartsWith<byte>([0xEF, 0xBB, 0xBF]);
        Chosen = null;
    }

    /// <summary>The set of the message asked for last; null when it is valid in none.</summary>
    public CharacterSet? Chosen { get; private set; }

    /// <summary>True when the bytes begin as UTF-16 does: with its mark, or with MSH in it.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> bytes, out CharacterSet set, out int mark)
    {
        mark = 0;
        set = CharacterSets.Utf16LittleEndian;
        if (CharacterSets.FromByteOrderMark(bytes, out var length) is { } marked && length == 2)
        {
            set = marked;
            mark = length;
            return true;
        }

        if (bytes.StartsWith("M\0S\0H\0"u8) || bytes.StartsWith("F\0H\0S\0"u8) || bytes.StartsWith("B\0H\0S\0"u8))
        {
            return true;
        }

        set = CharacterSets.Utf16BigEndian;
        return bytes.StartsWith("\0M\0S\0H"u8) || bytes.StartsWith("\0F\0H\0S"u8) || bytes.StartsWith("\0B\0H\0S"u8);
    }

    /// <summary>Decides for one message, and records the choice with the entry.</summary>
    public void Decide(ReadOnlySpan<byte> message, RecordSink sink)
    {
        if (isDecoded)
        {
            Chosen = CharacterSets.Utf8;
            return;
        }

        var named = Declared(message);
        string? flag = null;
        if (!named.IsEmpty)
        {
            if (!CharacterSets.TryFind(named, out var declared))
            {
                flag = "MSH-18 names an unknown character set";
            }
            else if (Holds(declared!, message))
            {
                Chosen = declared;
                Record(sink, null);
                return;
            }
            else
            {
                flag = $"MSH-18 says {declared!.Name} and the bytes are not valid in it";
            }
        }

        Chosen = Detect(message);
        Record(sink, flag);
    }

    /// <summary>MSH-18, its first repetition, read before decoding: its names are ASCII in every set that is not UTF-16.</summary>
    private static ReadOnlySpan<byte> Declared(ReadOnlySpan<byte> message) =>
        RawHeader.TryReadLine(message, out var header) ? Hl7Text.Part(header[18], header.Delimiters.Repetition, 1).Trim((byte)' ') : default;

    // UTF-16 shows itself by its first bytes, and almost any even number of bytes would be valid in it. A byte order mark says UTF-8 more surely than a name does: under another set its bytes would be letters before MSH.
    private readonly bool Holds(CharacterSet declared, ReadOnlySpan<byte> message) =>
        declared != CharacterSets.Utf16LittleEndian && declared != CharacterSets.Utf16BigEndian
        && (!hasMark || declared == CharacterSets.Utf8) && declared.IsValid(message);

    private CharacterSet? Detect(ReadOnlySpan<byte> message)
    {
        if (!isEntryKnown)
        {
            isEntryKnown = true;
            ofEntry = CharacterSets.Detect(entry, out _);
        }

        // Files joined from several senders may be valid in no one set as a whole: then each message decides for itself.
        return ofEntry ?? CharacterSets.Detect(message, out _);
    }

    private void Record(RecordSink sink, string? flag)
    {
        // An entry has one place for this: the set of its first message that is not plain ASCII, and the first contradiction.
        var isBetter = recorded is null || (recorded == CharacterSets.Ascii && Chosen is not null) || (recordedFlag is null && flag is not null);
        if (isBetter)
        {
            recorded = Chosen ?? recorded;
            recordedFlag ??= flag;
            sink.CharacterSet(Chosen?.Name ?? "undecided", recordedFlag);
        }
    }
}
