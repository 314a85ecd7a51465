using System.Text;
using Suwen.Standards.Time;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <summary>
/// Writes the columns of one row after another into one table's batch. Columns are named by their ordinal
/// (<c>table["condition_start_date"]</c>, looked up once). Columns not set are null; setting a column twice keeps the later value.
/// </summary>
public sealed class RowWriter
{
    private readonly ColumnBatch batch;
    private readonly ColumnVector[] vectors;
    private readonly ColumnVector[] stated;
    private readonly int utcOffsetColumn;
    private readonly int precisionColumn;
    private readonly bool[] isReference;
    private int row;
    private long present;

    internal RowWriter(Table table)
    {
        if (!table.IsLoaded)
        {
            throw new ArgumentException($"Records do not load {table.Name}.", nameof(table));
        }

        Table = table;
        batch = new ColumnBatch(table);
        vectors = [.. Enumerable.Range(0, table.Columns.Count).Select(i => batch[i])];

        // The other columns are filled by the gate, for all rows of a unit at once.
        stated = [.. table.Columns.Where(c => c.Role is ColumnRole.Value or ColumnRole.Reference or ColumnRole.Clock).Select(c => vectors[c.Ordinal])];
        isReference = [.. table.Columns.Select(c => c.Role == ColumnRole.Reference)];
        utcOffsetColumn = table.TryFind("utc_offset_minutes", out var offset) ? offset.Ordinal : -1;
        precisionColumn = table.TryFind("time_precision", out var precision) ? precision.Ordinal : -1;
    }

    public Table Table { get; }

    /// <summary>The rows so far. Columns that the last rows did not set are brought to the full length here, and not row by row.</summary>
    internal ColumnBatch Batch
    {
        get
        {
            foreach (var vector in stated)
            {
                vector.AppendNulls(RowCount - vector.Count);
            }

            return batch;
        }
    }

    internal int RowCount { get; private set; }

    /// <summary>For each row the record that stated it, its key and its person as mentions, and its mode.</summary>
    internal List<RowHead> Heads { get; } = [];

    internal int RecordStart { get; set; } = -1;

    internal string? FoundNul { get; set; }

    /// <summary>Sets a text; an empty one leaves the column unset.</summary>
    public void Text(int column, scoped ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return;
        }

        if (utf8.Contains((byte)0))
        {
            FoundNul ??= Table.Columns[column].Name;
        }

        Place(column).Append(utf8);
    }

    /// <summary>Sets a text; null or empty leaves the column unset.</summary>
    public void Text(int column, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            FoundNul ??= Table.Columns[column].Name;
        }

        Place(column).Append(text);
    }

    /// <summary>Sets an integer, a boolean (0 or 1) or any other column by its lane.</summary>
    public void Long(int column, long value) => Place(column).Append(value);

    public void Boolean(int column, bool value) => Place(column).Append(value ? 1L : 0L);

    public void Double(int column, double value) => Place(column).Append(value);

    /// <summary>Sets a DECIMAL(18,4) column.</summary>
    public void Decimal(int column, decimal value) => Place(column).Append((long)decimal.Round(value * 10_000m, 0, MidpointRounding.AwayFromZero));

    /// <summary>Sets a date column to the wall-clock date.</summary>
    public void Date(int column, in ClinicalTime time) => Place(column).Append((long)time.Days);

    /// <summary>Sets a timestamp column; a time without time of day leaves it unset.</summary>
    public void Timestamp(int column, in ClinicalTime time)
    {
        if (time.HasTimeOfDay)
        {
            Place(column).Append(time.Micros);
        }
    }

    /// <summary>Sets the row's main time: date, date and time, offset from UTC and precision. Pass -1 for a column the table lacks.</summary>
    public void Clock(int dateColumn, int timestampColumn, in ClinicalTime time)
    {
        if (dateColumn >= 0)
        {
            Date(dateColumn, time);
        }

        if (timestampColumn >= 0)
        {
            Timestamp(timestampColumn, time);
        }

        if (utcOffsetColumn >= 0 && time.UtcOffsetMinutes is { } offset)
        {
            Place(utcOffsetColumn).Append((long)offset);
        }

        if (precisionColumn >= 0)
        {
            Place(precisionColumn).Append(ClinicalTime.NameOf(time.Precision));
        }
    }

    /// <summary>Sets a reference to another row by its key; <see cref="Mention.None"/> leaves it unset.</summary>
    public void Reference(int column, Mention key)
    {
        if (!isReference[column])
        {
            throw new ArgumentException($"{Table.Name}.{Table.Columns[column].Name} is not a reference.", nameof(column));
        }

        if (!key.IsNone)
        {
            Place(column).Append((long)key.Index);
        }
    }

    /// <summary>Deletes the column's value where the row is merged (HL7 <c>""</c>).</summary>
    public void Clear(int column) => Place(column).AppendNull();

    internal void Begin(int record, Mention key, Mention person, RowMode rowMode)
    {
        row = RowCount;
        present = 0;
        Heads.Add(new RowHead(record, key, person, rowMode));
    }

    internal void End()
    {
        Heads[row] = Heads[row] with { Present = present };
        RowCount = row + 1;
    }

    internal void TruncateTo(int rows)
    {
        batch.Truncate(rows);
        Heads.RemoveRange(rows, Heads.Count - rows);
        RowCount = rows;
    }

    internal void Clear()
    {
        TruncateTo(0);
        RecordStart = -1;
        FoundNul = null;
    }

    private ColumnVector Place(int column)
    {
        var vector = vectors[column];
        if (vector.Count > row)
        {
            vector.Truncate(row);
        }
        else if (vector.Count < row)
        {
            vector.AppendNulls(row - vector.Count);
        }

        // Bit 62 stands for every column from there on; tables that are merged have fewer.
        present |= 1L << Math.Min(column, 62);
        return vector;
    }
}

/// <summary>What the gate needs of a row beside its columns; <c>Present</c> has a bit for every column that was set or cleared.</summary>
internal readonly record struct RowHead(int Record, Mention Key, Mention Person, RowMode Mode, long Present = 0);
