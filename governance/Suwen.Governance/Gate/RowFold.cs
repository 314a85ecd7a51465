using Suwen.Governance.Terminology;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <summary>
/// Folds the statements about one merged row, one row after another. For every column it holds where its value lies
/// (batch and row) and the version order of the statement that set it; see <see cref="MergeState"/>.
/// </summary>
internal sealed class RowFold
{
    private readonly Table table;
    private readonly int mergeStateColumn;
    private readonly int versionColumn;
    private readonly CodedColumns? coded;
    private readonly ColumnBatch?[] batches;
    private readonly int[] rows;
    private readonly long[] orders = new long[63];
    private ColumnBatch? origin;
    private int originRow;
    private long version;
    private long withdrawnAt;
    private bool fromStanding;
    private bool isWhole;

    /// <summary>What a statement states that says all columns of the row: those that it leaves empty are empty.</summary>
    public const long Whole = long.MaxValue;

    public RowFold(Table table)
    {
        this.table = table;
        mergeStateColumn = table["merge_state"];
        versionColumn = table["version_order"];
        coded = CodedColumns.Of(table);
        batches = new ColumnBatch?[table.Columns.Count];
        rows = new int[table.Columns.Count];
    }

    /// <summary>False when nothing was stated that counts: the row that stands, if any, stays as it is.</summary>
    public bool IsTouched { get; private set; }

    /// <summary>False when the row was withdrawn and not stated again since.</summary>
    public bool Exists { get; private set; }

    /// <summary>True when a value of the row in the warehouse has changed, so that it belongs to history.</summary>
    public bool StandingIsSuperseded { get; private set; }

    /// <summary>True when the fold holds a version made in this unit that is in no table yet.</summary>
    public bool HasUnarchivedFold => Exists && !fromStanding;

    public void Begin(ColumnBatch? standing, int standingRow, long tombstone)
    {
        Array.Clear(batches);
        orders.AsSpan().Fill(long.MinValue);
        IsTouched = StandingIsSuperseded = false;
        withdrawnAt = tombstone;
        version = long.MinValue;
        origin = standing;
        originRow = standingRow;
        Exists = fromStanding = standing is not null;
        isWhole = false;
        if (standing is null)
        {
            return;
        }

        for (var c = 0; c < batches.Length; c++)
        {
            batches[c] = standing;
            rows[c] = standingRow;
        }

        version = standing[versionColumn].Lane(standingRow);
        if (!standing[mergeStateColumn].IsNull(standingRow))
        {
            MergeState.Read(standing[mergeStateColumn].Bytes(standingRow), orders);
        }
        else
        {
            // One record stated it whole.
            isWhole = true;
            orders.AsSpan().Fill(version);
        }
    }

    /// <summary>True when the statement would change a value of a row that exists.</summary>
    public bool WouldChange(ColumnBatch statement, int row, long order, long present)
    {
        if (!Exists || order < withdrawnAt)
        {
            return false;
        }

        for (var c = 0; c < table.Columns.Count; c++)
        {
            if (IsStated(statement, row, c, present) && order >= orders[Math.Min(c, 62)] && !SameValue(statement, row, c))
            {
                return true;
            }
        }

        return false;
    }

    public void Apply(ColumnBatch statement, int row, long order, long present)
    {
        if (order < withdrawnAt)
        {
            return;
        }

        IsTouched = true;
        if (fromStanding && WouldChange(statement, row, order, present))
        {
            StandingIsSuperseded = true;
        }

        for (var c = 0; c < table.Columns.Count; c++)
        {
            if (IsStated(statement, row, c, present) && order >= orders[Math.Min(c, 62)])
            {
                batches[c] = statement;
                rows[c] = row;
            }
        }

        for (var bit = 0; bit < 63; bit++)
        {
            if ((present & (1L << bit)) != 0 && order >= orders[bit])
            {
                orders[bit] = order;
            }
        }

        // Provenance, key and person are those of the latest statement.
        if (order >= version)
        {
            isWhole = present == Whole;
            version = order;
            origin = statement;
            originRow = row;
        }

        Exists = true;
        if (StandingIsSuperseded)
        {
            fromStanding = false;
        }
    }

    /// <summary>Withdraws the row as of <paramref name="order"/>; false when it was stated later than that, or does not exist.</summary>
    public bool Withdraw(long order)
    {
        if (order < version || order < withdrawnAt)
        {
            return false;
        }

        withdrawnAt = order;
        IsTouched = true;
        StandingIsSuperseded |= fromStanding;
        fromStanding = false;
        Exists = false;
        Array.Clear(batches);
        orders.AsSpan().Fill(long.MinValue);
        return true;
    }

    public void WriteTo(ColumnBatch target)
    {
        for (var c = 0; c < table.Columns.Count; c++)
        {
            var column = table.Columns[c];
            if (c == mergeStateColumn && isWhole)
            {
                target[c].AppendNull();
            }
            else if (c == mergeStateColumn)
            {
                MergeState.Write(target[c], orders);
            }
            else if (coded is not null && c == coded.Stated)
            {
                WriteStated(target[c]);
            }
            else if (column.Role is ColumnRole.Provenance or ColumnRole.Key or ColumnRole.Person or ColumnRole.SourcePerson)
            {
                target[c].AppendFrom(origin![c], originRow);
            }
            else if (batches[c] is { } batch)
            {
                target[c].AppendFrom(batch[c], rows[c]);
            }
            else
            {
                target[c].AppendNull();
            }
        }
    }

    public void WriteTo(ColumnBatch history, long loadId, string reason)
    {
        WriteTo(history);
        history[table.Columns.Count].Append(loadId);
        history[table.Columns.Count + 1].Append(reason);
    }

    private bool IsStated(ColumnBatch statement, int row, int column, long present) =>
        (present & (1L << Math.Min(column, 62))) != 0 && table.Columns[column].Role is ColumnRole.Value or ColumnRole.Reference or ColumnRole.Clock && !IsDerived(statement, row, column);

    /// <summary>
    /// A concept that the statement does not itself state is made of the row's code once the row is folded: a statement without it takes
    /// nothing away, and what was made of a code is no change of the row.
    /// </summary>
    private bool IsDerived(ColumnBatch statement, int row, int column) =>
        coded is not null
        && ((column == coded.Concept && (StatedBits(statement, row) & CodedColumns.ConceptStated) == 0)
            || (column == coded.SourceConcept && (StatedBits(statement, row) & CodedColumns.SourceConceptStated) == 0));

    private long StatedBits(ColumnBatch batch, int row) => batch[coded!.Stated].IsNull(row) ? 0 : batch[coded.Stated].Lane(row);

    /// <summary>A concept counts as stated where the row that it comes from has it so.</summary>
    private void WriteStated(ColumnVector target)
    {
        var bits = (batches[coded!.Concept] is { } concepts ? StatedBits(concepts, rows[coded.Concept]) & CodedColumns.ConceptStated : 0)
            | (batches[coded.SourceConcept] is { } sourceConcepts ? StatedBits(sourceConcepts, rows[coded.SourceConcept]) & CodedColumns.SourceConceptStated : 0);
        if (bits == 0)
        {
            target.AppendNull();
        }
        else
        {
            target.Append(bits);
        }
    }

    private bool SameValue(ColumnBatch statement, int row, int column)
    {
        var mine = batches[column]?[column];
        var theirs = statement[column];
        if (mine is null || mine.IsNull(rows[column]))
        {
            return theirs.IsNull(row);
        }

        return !theirs.IsNull(row)
            && (theirs.IsBytes ? theirs.Bytes(row).SequenceEqual(mine.Bytes(rows[column])) : theirs.Lane(row) == mine.Lane(rows[column]));
    }
}
