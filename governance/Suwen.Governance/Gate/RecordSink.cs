using System.Text;
using Suwen.Standards.Time;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <summary>
/// Where a source puts what it reads: records, the keys they mention and the rows they state, column by column.
/// One sink holds the parsed entries of one unit of work; it is used by one thread at a time.
/// </summary>
/// <example>
/// <code>
/// sink.BeginRecord(0, "Condition");
/// var key = sink.Key(ConditionTable, id);
/// sink.Identify(key, resourceBytes, lastUpdated);
/// var row = sink.Row(ConditionTable, key, sink.Key(SourcePersonTable, patientId), RowMode.Replace);
/// row.Text(CodeColumn, code);
/// sink.EndRecord();
/// </code>
/// </example>
public sealed class RecordSink
{
    private readonly KeyedHash hash;
    private readonly Func<LandingPosition, LandedEntry?> find;
    private readonly RowWriter?[] writers = new RowWriter?[CanonicalModel.Tables.Count];
    private readonly List<RowWriter> touched = [];
    private RowWriter? open;
    private ulong sourceNamespace;
    private long arrivalOrder;
    private bool inRecord;
    private ParsedRecord current;

    /// <param name="hash">The key ledger's keyed hash.</param>
    /// <param name="find">Looks an entry up in the landing area, for entries that need another one to be read (a mapping).</param>
    public RecordSink(KeyedHash hash, Func<LandingPosition, LandedEntry?> find)
    {
        this.hash = hash;
        this.find = find;
    }

    internal List<ParsedEntry> Entries { get; } = [];

    internal List<ParsedRecord> Records { get; } = [];

    internal List<UInt128> Mentions { get; } = [];

    internal List<ParsedRejection> Rejections { get; } = [];

    internal List<PersonStatement> PersonStatements { get; } = [];

    /// <summary>Further names of rows: see <see cref="Alias"/>.</summary>
    internal List<ParsedAlias> Aliases { get; } = [];

    internal List<RowWriter> Touched => touched;

    /// <summary>The entry being parsed.</summary>
    public LandedEntry Entry { get; private set; } = null!;

    /// <summary>When the entry was received; of a correction, when what it corrects was. It orders versions whose source states no time of its own.</summary>
    public DateTimeOffset ArrivedAt { get; private set; }

    /// <summary>Metadata of the entry.</summary>
    public string? Metadata(string name) => Entry.Header.Metadata.GetValueOrDefault(name);

    /// <summary>Another landing entry, such as the mapping that this entry names; null when it is not there.</summary>
    public LandedEntry? Find(LandingPosition position) => find(position);

    /// <summary>Begins a record. Numbers count from 0 within the entry, in the order of the bytes.</summary>
    /// <param name="number">Number of the record in its entry.</param>
    /// <param name="kind">What the record is in its own standard: <c>Observation</c>, <c>ADT^A01</c>, a table's name. No patient value.</param>
    public void BeginRecord(int number, string kind)
    {
        if (inRecord)
        {
            throw new InvalidOperationException("The record before was not ended.");
        }

        inRecord = true;
        current = new ParsedRecord
        {
            Entry = Entries.Count - 1,
            Number = number,
            Kind = kind,
            Key = Mention.None,
            FirstMention = Mentions.Count,
            FirstPersonStatement = PersonStatements.Count,
            FirstAlias = Aliases.Count,
            VersionOrder = arrivalOrder,
            Disposition = Disposition.Kept,
        };
    }

    /// <summary>
    /// Says which record this is. The key is what the source uses to send the record again; bytes equal to those of its current
    /// version change nothing; of two versions the later by the source's own version time wins, else the later landed.
    /// </summary>
    public void Identify(Mention key, scoped ReadOnlySpan<byte> content, long? versionUtcMicros = null)
    {
        current.Key = key;
        current.ContentHash = (long)(ulong)hash.Compute(content);
        if (versionUtcMicros is { } version)
        {
            current.VersionOrder = version;
        }
    }

    /// <summary>
    /// Says which record of a file this is, where the file may use a key for more than one: the n-th record with the key in the file is
    /// the same record as the n-th with it in the next delivery of the file, and its first is the one that references mean.
    /// </summary>
    public void IdentifyInFile(Mention key, scoped ReadOnlySpan<byte> content)
    {
        Identify(key, content);
        current.IsKeyless = true;
    }

    /// <summary>Says that the record has no key of its own: it is the n-th record of equal content in its file.</summary>
    /// <returns>The record's key, which may serve as key of one row of each table.</returns>
    public Mention IdentifyByContent(Table table, scoped ReadOnlySpan<byte> content)
    {
        var value = hash.Compute(sourceNamespace ^ KindPrefix(table.Number) ^ 0xC0_0000, content);
        current.Key = AddMention(value);
        current.ContentHash = (long)(ulong)value;
        current.IsKeyless = true;
        return current.Key;
    }

    /// <summary>The key that <see cref="IdentifyByContent"/> has given the current record, for its row.</summary>
    public Mention Content => current.Key;

    /// <summary>A key of the current source: the id of a row of <paramref name="table"/> as this source names it.</summary>
    public Mention Key(Table table, scoped ReadOnlySpan<byte> text) =>
        AddMention(hash.Compute(sourceNamespace ^ KindPrefix(table.Number), text));

    public Mention Key(Table table, string text)
    {
        Span<byte> bytes = text.Length <= 128 ? stackalloc byte[512] : new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        return Key(table, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    /// <summary>A key of another source: decisions speak of rows of all sources.</summary>
    public Mention Key(string source, Table table, string text) =>
        AddMention(hash.Compute((ulong)hash.Compute(Encoding.UTF8.GetBytes(source)) ^ KindPrefix(table.Number), Encoding.UTF8.GetBytes(text)));

    /// <summary>A key by the hash that <c>sys.key</c> holds of it: decisions name rows so, since the hash outlives any id and says nothing of a patient.</summary>
    public Mention Known(UInt128 keyHash) => AddMention(keyHash);

    /// <summary>A key for the record itself, where it is a message about rows that other messages speak of too (HL7 v2). A message is taken once: its repetition changes nothing.</summary>
    public Mention RecordKey(scoped ReadOnlySpan<byte> text)
    {
        current.IsMessage = true;
        return AddMention(hash.Compute(sourceNamespace ^ 0xA5A5_0000, text));
    }

    /// <summary>Opens a row. The row before it is complete with this call.</summary>
    /// <param name="table">A table that records load.</param>
    /// <param name="key">The row's key; <see cref="Mention.None"/> for tables without one.</param>
    /// <param name="person">Key of the sender's person in <c>cn_source_person</c>; <see cref="Mention.None"/> where the table has no person or none is known.</param>
    /// <param name="mode">How the row meets its earlier version.</param>
    public RowWriter Row(Table table, Mention key, Mention person, RowMode mode)
    {
        if (!inRecord)
        {
            throw new InvalidOperationException("No record was begun.");
        }

        CompleteRow();
        var writer = writers[table.Number] ??= new RowWriter(table);
        if (writer.RecordStart < 0)
        {
            writer.RecordStart = writer.RowCount;
            touched.Add(writer);
        }

        // The sender's person is its own person.
        writer.Begin(Records.Count, key, person.IsNone && table.Name == "cn_source_person" ? key : person, mode);
        open = writer;
        if (current.Disposition != Disposition.Quarantined)
        {
            current.Disposition = Disposition.Loaded;
        }

        current.Tables |= UInt128.One << table.Number;
        return writer;
    }

    /// <summary>States the person's national ID as sent; the gate links persons by it when it is a valid one.</summary>
    /// <returns>True when the number is a valid one (GB 11643-1999); others link nobody.</returns>
    public bool NationalId(Mention person, scoped ReadOnlySpan<char> text)
    {
        if (!Standards.Identity.NationalId.TryNormalise(text, out var normalised))
        {
            return false;
        }

        // One namespace for all sources: that two of them know the same number is the point.
        var identity = AddMention(hash.Compute(0x4E41_5449_4F4E_414CUL, Encoding.ASCII.GetBytes(normalised)));
        PersonStatements.Add(new PersonStatement(Records.Count, person, identity, null));
        return true;
    }

    /// <summary>States a link, merge or its undoing between two persons.</summary>
    /// <param name="survivor">The person that stays, where the statement knows one.</param>
    /// <param name="other">The other person.</param>
    /// <param name="kind">What is stated.</param>
    /// <param name="weight">Evidence of a model's link, in bits; the weaker gives way where links contradict what is held apart.</param>
    public void LinkPersons(Mention survivor, Mention other, PersonLinkKind kind, double weight = 0) =>
        PersonStatements.Add(new PersonStatement(Records.Count, survivor, other, kind, weight));

    /// <summary>
    /// States that a row has a second name, by which other records may refer to it (FHIR: <c>Practitioner?identifier=system|value</c>
    /// beside <c>Practitioner/123</c>). The gate gives both names one id when the first of them becomes known. The first key that claims
    /// an alias has it: two rows are never made one because a second key claims the same alias, and an alias that already has an id of
    /// its own keeps it where the key has another one.
    /// </summary>
    public void Alias(Mention key, Mention alias) => Aliases.Add(new ParsedAlias(Records.Count, key, alias));

    /// <summary>Sets the record aside with a reason; what it stated so far is dropped. Only the first rejection of a record counts.</summary>
    /// <param name="reasonCode">One of <see cref="RejectReasons"/>.</param>
    /// <param name="path">Where the fault is: <c>Observation.effectiveDateTime</c>, <c>PID-3</c>, <c>row 12, column birth_date</c>.</param>
    /// <param name="detail">What is wrong and what to do, without any value of the record.</param>
    /// <param name="fault">Who has to act.</param>
    public void Reject(string reasonCode, string path, string detail, AtFault fault = AtFault.Source)
    {
        if (current.Disposition == Disposition.Quarantined)
        {
            return;
        }

        current.Disposition = Disposition.Quarantined;
        Rejections.Add(new ParsedRejection(Records.Count, reasonCode, path, detail, fault));
    }

    /// <summary>True once the current record was rejected: what is stated after that is dropped too.</summary>
    public bool IsRejected => current.Disposition == Disposition.Quarantined;

    /// <summary>Ends the record. A record without rows is kept: landed, with no table for it yet.</summary>
    public void EndRecord()
    {
        CompleteRow();
        foreach (var writer in touched)
        {
            if (current.Disposition != Disposition.Quarantined && writer.FoundNul is { } column)
            {
                Reject(RejectReasons.NulCharacter, $"{writer.Table.Name}.{column}", "The text holds a NUL character (U+0000), which cannot be stored. Correct it at the source and send the record again.");
            }
        }

        if (current.Disposition == Disposition.Quarantined)
        {
            DropStatements();
        }

        foreach (var writer in touched)
        {
            writer.RecordStart = -1;
            writer.FoundNul = null;
        }

        touched.Clear();
        Records.Add(current);
        inRecord = false;
    }

    /// <summary>
    /// The key ledger's hash of the record ended last; null when it has no key. For looking a record up by what its sender calls it.
    /// </summary>
    public UInt128? LastRecordKeyHash => Records.Count > 0 && !Records[^1].Key.IsNone ? Mentions[Records[^1].Key.Index] : null;

    /// <summary>Begins an entry; the gate does this.</summary>
    public void BeginEntry(LandedEntry entry)
    {
        Entry = entry;

        // A correction takes the place of what it corrects: newer versions that came between must not fall to it.
        ArrivedAt = entry.Header.Channel == QuarantineDecision.Channel && QuarantineDecision.Of(entry.Header) is { } decision ? decision.OriginalReceivedAt : entry.ReceivedAt;
        arrivalOrder = QuarantineDecision.Micros(ArrivedAt);
        Entries.Add(new ParsedEntry(entry.Position, entry.ReceivedAt, entry.Header, entry.Payload.Length, Records.Count));
        var name = Encoding.UTF8.GetBytes(entry.Header.Source);
        sourceNamespace = (ulong)hash.Compute(name);
    }

    /// <summary>What parsing learned of the entry's character set, for the record: the name, and a flag when the entry said otherwise.</summary>
    public void CharacterSet(string name, string? flag)
    {
        var entry = Entries[^1];
        Entries[^1] = entry with { CharacterSet = name, CharacterSetFlag = flag };
    }

    /// <summary>Rejects what is left of an entry after a parser has thrown: a defect of Suwen that must not stop the load.</summary>
    internal void Abandon(string parser, Exception exception)
    {
        if (!inRecord)
        {
            var number = Records.Count == 0 || Records[^1].Entry != Entries.Count - 1 ? 0 : Records[^1].Number + 1;
            BeginRecord(number, parser);
        }

        current.Disposition = Disposition.Loaded;
        Reject(RejectReasons.ParserFault, parser, $"The parser failed with {exception.GetType().Name}; the bytes are kept and can be replayed after the fix.", AtFault.Platform);
        EndRecord();
    }

    /// <summary>States the entry's one record as erased: its payload is a tombstone.</summary>
    internal void Erased()
    {
        BeginRecord(0, "erased");
        current.Disposition = Disposition.Erased;
        EndRecord();
    }

    /// <summary>Rejects every record of the unit: the loader could not write them, which is a defect of Suwen.</summary>
    internal void RejectAll(string detail)
    {
        foreach (var writer in writers)
        {
            writer?.Clear();
        }

        Mentions.Clear();
        PersonStatements.Clear();
        Aliases.Clear();
        for (var i = 0; i < Records.Count; i++)
        {
            var record = Records[i];
            if (record.Disposition != Disposition.Quarantined)
            {
                Rejections.Add(new ParsedRejection(i, RejectReasons.ParserFault, record.Kind, detail, AtFault.Platform));
            }

            Records[i] = record with { Disposition = Disposition.Quarantined, Key = Mention.None, Tables = 0, FirstMention = 0, FirstPersonStatement = 0, FirstAlias = 0 };
        }
    }

    internal void Clear()
    {
        Entries.Clear();
        Records.Clear();
        Mentions.Clear();
        Rejections.Clear();
        PersonStatements.Clear();
        Aliases.Clear();
        foreach (var writer in writers)
        {
            writer?.Clear();
        }
    }

    internal IEnumerable<RowWriter> Writers => writers.Where(w => w is { RowCount: > 0 })!;

    private static ulong KindPrefix(int number) => (ulong)(number + 1) << 32;

    private Mention AddMention(UInt128 value)
    {
        // Most records mention the same few keys again and again: look back a little before adding.
        for (int i = Mentions.Count - 1, stop = Math.Max(current.FirstMention, Mentions.Count - 8); i >= stop; i--)
        {
            if (Mentions[i] == value)
            {
                return new Mention(i);
            }
        }

        Mentions.Add(value);
        return new Mention(Mentions.Count - 1);
    }

    private void CompleteRow()
    {
        open?.End();
        open = null;
    }

    private void DropStatements()
    {
        foreach (var writer in touched)
        {
            writer.TruncateTo(writer.RecordStart);
        }

        Mentions.RemoveRange(current.FirstMention, Mentions.Count - current.FirstMention);
        PersonStatements.RemoveRange(current.FirstPersonStatement, PersonStatements.Count - current.FirstPersonStatement);
        Aliases.RemoveRange(current.FirstAlias, Aliases.Count - current.FirstAlias);
        current.Key = Mention.None;
        current.Tables = 0;
    }
}

internal sealed record ParsedEntry(LandingPosition Position, DateTimeOffset ReceivedAt, LandingHeader Header, int PayloadBytes, int FirstRecord)
{
    public string? CharacterSet { get; init; }

    public string? CharacterSetFlag { get; init; }
}

internal struct ParsedRecord
{
    public int Entry;
    public int Number;
    public string Kind;
    public Mention Key;
    public long ContentHash;
    public long VersionOrder;
    public Disposition Disposition;
    public bool IsKeyless;
    public bool IsMessage;
    public UInt128 Tables;
    public int FirstMention;
    public int FirstPersonStatement;
    public int FirstAlias;
}

internal readonly record struct ParsedRejection(int Record, string ReasonCode, string Path, string Detail, AtFault Fault);

internal readonly record struct ParsedAlias(int Record, Mention Key, Mention Alias);

/// <summary>A person and either an identity number (no link kind) or another person.</summary>
internal readonly record struct PersonStatement(int Record, Mention Person, Mention Other, PersonLinkKind? Link, double Weight = 0);
