using System.Runtime.InteropServices;
using Suwen.Storage;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <summary>What one transaction of the loader carries.</summary>
internal sealed class LoadBatch(IWarehouseTransaction transaction, long loadId, ReadScope scope)
{
    public IWarehouseTransaction Transaction { get; } = transaction;

    public long LoadId { get; } = loadId;

    public ReadScope Scope { get; } = scope;

    public LoadTally Tally { get; } = new();

    /// <summary>Records whose correction is in this batch.</summary>
    public List<(LandingPosition Position, int Record)> Fixed { get; } = [];

    /// <summary>Golden persons whose row has to be made anew before the commit.</summary>
    public HashSet<long> AffectedPersons { get; } = [];

    public long FirstPosition { get; set; }

    public long LastPosition { get; set; }
}

/// <summary>
/// Loads one parsed unit within a transaction: gives ids in the order of mention, decides for each record what becomes of it,
/// resolves persons, and writes rows, history and bookkeeping.
/// </summary>
/// <remarks>Units come in landing order and one at a time. Nothing here depends on where one unit ends and the next begins.</remarks>
internal sealed partial class UnitLoader(KeyLedger ledger, PersonClusters clusters, FileOccurrences occurrences, SourceRegistry registry, DecisionBook decisions, AmendmentBook amendments)
{
    private static readonly Table SourcePersonTable = CanonicalModel.Table("cn_source_person");

    private readonly HashSet<string> tablesWithDeletions = new(StringComparer.Ordinal);
    private long[] ids = new long[1024];
    private bool[] isNew = new bool[1024];
    private RecordOutcome[] outcomes = new RecordOutcome[256];
    private int[] entrySources = [];
    private int[] entryMappings = [];
    private long firstNewId;

    /// <summary>Tables from which records have withdrawn rows: a late statement must not bring such a row back.</summary>
    public HashSet<string> TablesWithDeletions => tablesWithDeletions;

    public async Task LoadAsync(LoadBatch batch, RecordSink unit, bool isReprocess, CancellationToken cancellationToken)
    {
        firstNewId = ledger.NextId;
        await RegisterEntriesAsync(batch, unit, cancellationToken);
        ResolveMentions(unit);
        if (isReprocess)
        {
            await ForgetEntriesAsync(batch, unit, cancellationToken);
        }

        await DecideRecordsAsync(batch, unit, isReprocess, cancellationToken);
        await ResolvePersonsAsync(batch, unit, cancellationToken);
        foreach (var writer in unit.Writers)
        {
            FillComputedColumns(unit, writer, batch.LoadId);
            await WriteRowsAsync(batch, unit, writer, cancellationToken);
        }

        await AmendRowsAsync(batch, unit, cancellationToken);
        await WriteBookkeepingAsync(batch, unit, cancellationToken);
    }

    private async Task RegisterEntriesAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        var entries = unit.Entries;
        if (entrySources.Length < entries.Count)
        {
            entrySources = new int[entries.Count];
            entryMappings = new int[entries.Count];
        }

        for (var i = 0; i < entries.Count; i++)
        {
            entrySources[i] = await registry.SourceIdAsync(batch, entries[i].Header.Source, entries[i].ReceivedAt, cancellationToken);
            entryMappings[i] = await registry.MappingVersionAsync(batch, entries[i].Header, cancellationToken);
        }
    }

    private void ResolveMentions(RecordSink unit)
    {
        var mentions = CollectionsMarshal.AsSpan(unit.Mentions);
        if (ids.Length < mentions.Length)
        {
            ids = new long[mentions.Length * 2];
            isNew = new bool[mentions.Length * 2];
        }

        var records = CollectionsMarshal.AsSpan(unit.Records);
        var entry = -1;
        var alias = 0;
        string? file = null;
        for (var r = 0; r < records.Length; r++)
        {
            ref readonly var record = ref records[r];
            if (record.Entry != entry)
            {
                LeaveFile(unit, entry, file);
                entry = record.Entry;
                file = EnterFile(unit.Entries[entry]);
            }

            if (alias < unit.Aliases.Count)
            {
                alias = ResolveAliases(unit, r, alias);
            }

            var end = r + 1 < records.Length ? records[r + 1].FirstMention : mentions.Length;
            ResolveMentions(mentions, record, end, file!);
        }

        LeaveFile(unit, entry, file);
    }

    private void ResolveMentions(Span<UInt128> mentions, in ParsedRecord record, int end, string file)
    {
        // So far ahead that the line is there when its turn comes, and not so far that it is gone again.
        const int ahead = 16;
        for (var m = record.FirstMention; m < end; m++)
        {
            if (m + ahead < mentions.Length)
            {
                ledger.Prefetch(mentions[m + ahead]);
            }

            ids[m] = record.IsKeyless && m == record.Key.Index
                ? ResolveOccurrence(mentions[m], file, out isNew[m])
                : ledger.Resolve(mentions[m], out isNew[m]);
        }
    }

    /// <summary>Gives a row's names one id before they are resolved one by one. The first key that claims an alias has it.</summary>
    private int ResolveAliases(RecordSink unit, int record, int next)
    {
        for (; next < unit.Aliases.Count && unit.Aliases[next].Record == record; next++)
        {
            var (key, name) = (unit.Mentions[unit.Aliases[next].Key.Index], unit.Mentions[unit.Aliases[next].Alias.Index]);
            var claim = name + new UInt128(0xD1B5_4A32_D192_ED03, 0x8CB9_2BA7_2F3D_8DD7);
            var isClaimed = ledger.TryFind(claim, out _);
            if (!ledger.TryFind(name, out var nameId))
            {
                nameId = ledger.Resolve(key, out _);
                ledger.AddAlias(name, nameId);
            }
            else if (!isClaimed && !ledger.TryFind(key, out _))
            {
                ledger.AddAlias(key, nameId);
            }

            if (!isClaimed)
            {
                ledger.AddAlias(claim, nameId);
            }
        }

        return next;
    }

    private long ResolveOccurrence(UInt128 content, string file, out bool isNewId)
    {
        for (UInt128 n = 0; ; n++)
        {
            // The n-th record of equal content has its own key, made from the content's hash.
            var id = ledger.Resolve(content + (n * new UInt128(0x9E3779B97F4A7C15, 0xF39CC0605CEDC835)), out isNewId);
            if (occurrences.TryUse(file, id))
            {
                return id;
            }
        }
    }

    /// <summary>Files of which chunks are loaded but not the last, with the position of their first chunk.</summary>
    public Dictionary<string, long> OpenFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>Marks the ids that an earlier chunk of a half-loaded file has used.</summary>
    public void RestoreOccurrences(RecordSink unit, string file)
    {
        foreach (var record in unit.Records)
        {
            if (!record.IsKeyless || record.Key.IsNone)
            {
                continue;
            }

            ResolveOccurrence(unit.Mentions[record.Key.Index], file, out _);
        }
    }

    private string EnterFile(ParsedEntry entry)
    {
        var file = FileOf(entry);
        if (!occurrences.IsOpen(file) || entry.Header.Metadata.GetValueOrDefault("chunk") is null or "0")
        {
            occurrences.Begin(file);
            if (entry.Header.Metadata.ContainsKey("chunk"))
            {
                OpenFiles[file] = entry.Position.Value;
            }
        }

        return file;
    }

    private void LeaveFile(RecordSink unit, int entry, string? file)
    {
        if (file is null)
        {
            return;
        }

        var metadata = unit.Entries[entry].Header.Metadata;
        if (metadata.GetValueOrDefault("chunk") is null || metadata.GetValueOrDefault("last") == "true")
        {
            occurrences.End(file);
            OpenFiles.Remove(file);
        }
    }

    internal static string FileOf(ParsedEntry entry) =>
        entry.Header.Metadata.TryGetValue("file-id", out var id) ? entry.Header.Source + "/" + id : entry.Position.ToString();

    private long IdOf(Mention mention) => ids[mention.Index];

    /// <summary>Puts ids and provenance in place of mentions, for all rows of a table.</summary>
    private void FillComputedColumns(RecordSink unit, RowWriter writer, long loadId)
    {
        var table = writer.Table;
        foreach (var column in table.Columns)
        {
            if (column.Role == ColumnRole.Reference)
            {
                var vector = writer.Batch[column.Ordinal];
                var lanes = vector.Lanes;
                for (var i = 0; i < lanes.Length && !vector.IsAllNull; i++)
                {
                    if (!vector.IsNull(i))
                    {
                        lanes[i] = ids[lanes[i]];
                    }
                }
            }
            else if (column.Role is not (ColumnRole.Value or ColumnRole.Clock))
            {
                FillColumn(unit, writer, column, loadId);
            }
        }
    }

    private void FillColumn(RecordSink unit, RowWriter writer, Column column, long loadId)
    {
        var vector = writer.Batch[column.Ordinal];
        vector.Truncate(0);
        var heads = CollectionsMarshal.AsSpan(writer.Heads);
        var records = CollectionsMarshal.AsSpan(unit.Records);
        switch (column.Name)
        {
            case "record_id":
                foreach (ref readonly var head in heads)
                {
                    AppendId(vector, records[head.Record].Key);
                }

                break;
            case "merge_state":
                foreach (ref readonly var head in heads)
                {
                    if (head.Mode == RowMode.Replace)
                    {
                        vector.AppendNull();
                    }
                    else
                    {
                        MergeState.Write(vector, records[head.Record].VersionOrder, head.Present);
                    }
                }

                break;
            case "rules":
                vector.AppendNulls(heads.Length);
                break;
            case "load_id":
                vector.AppendRepeated(loadId, heads.Length);
                break;
            default:
                if (column.Role == ColumnRole.Provenance)
                {
                    FillOrigin(unit, column.Name, vector, heads, records);
                }
                else
                {
                    FillIds(column.Role, vector, heads);
                }

                break;
        }
    }

    private void FillOrigin(RecordSink unit, string column, ColumnVector vector, Span<RowHead> heads, Span<ParsedRecord> records)
    {
        if (column is "record_number" or "version_order")
        {
            var isNumber = column == "record_number";
            var lanes = vector.Extend(heads.Length);
            for (var i = 0; i < heads.Length; i++)
            {
                ref readonly var record = ref records[heads[i].Record];
                lanes[i] = isNumber ? record.Number : record.VersionOrder;
            }

            return;
        }

        // The others are the same for all rows of an entry.
        for (var i = 0; i < heads.Length;)
        {
            var entry = records[heads[i].Record].Entry;
            var first = i++;
            while (i < heads.Length && records[heads[i].Record].Entry == entry)
            {
                i++;
            }

            vector.AppendRepeated(
                column switch
                {
                    "source_id" => entrySources[entry],
                    "entry_position" => unit.Entries[entry].Position.Value,
                    _ => entryMappings[entry],
                },
                i - first);
        }
    }

    private void FillIds(ColumnRole role, ColumnVector vector, Span<RowHead> heads)
    {
        foreach (ref readonly var head in heads)
        {
            if (role == ColumnRole.Key)
            {
                AppendId(vector, head.Key);
            }
            else if (role == ColumnRole.SourcePerson || head.Person.IsNone)
            {
                AppendId(vector, head.Person);
            }
            else
            {
                vector.Append(clusters.GoldenOf(ids[head.Person.Index]));
            }
        }
    }

    private void AppendId(ColumnVector vector, Mention mention)
    {
        if (mention.IsNone)
        {
            vector.AppendNull();
        }
        else
        {
            vector.Append(ids[mention.Index]);
        }
    }
}

/// <summary>What becomes of a record and its rows.</summary>
internal struct RecordOutcome
{
    public Disposition Disposition;
    public RowFate Fate;
    public long Id;
}

internal enum RowFate : byte
{
    /// <summary>The rows become current.</summary>
    Write,

    /// <summary>The rows are not written at all.</summary>
    Drop,

    /// <summary>The rows go to history: an older version, or one superseded within the unit.</summary>
    History,
}
