using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Suwen.Analysis.Mining;

/// <summary>
/// The rows that a forest of classes learns from, each as one short record: the part of each column, the class, and how often the row was
/// drawn. A tree moves whole records as it parts them, so that what a node reads always lies together.
/// </summary>
internal sealed class ForestRecords
{
    /// <summary>Columns above which moving a record costs more than it saves.</summary>
    public const int MostColumns = 126;

    /// <summary>Bytes of the unit that records are moved in.</summary>
    public const int Unit = 16;

    private readonly Vector128<byte>[] all;

    /// <param name="binned">The columns in parts.</param>
    /// <param name="classes">Class index by row.</param>
    /// <param name="rows">The rows to learn from.</param>
    public ForestRecords(Binned binned, double[] classes, int[] rows)
    {
        Columns = binned.Codes.Length;
        Count = rows.Length;
        Units = (Columns + 2 + Unit - 1) / Unit;
        all = new Vector128<byte>[(long)Count * Units];
        var bytes = MemoryMarshal.AsBytes(all.AsSpan());
        for (var i = 0; i < rows.Length; i++)
        {
            var record = bytes.Slice(i * Stride, Stride);
            for (var c = 0; c < Columns; c++)
            {
                record[c] = binned.Codes[c][rows[i]];
            }

            record[Columns] = (byte)classes[rows[i]];
        }
    }

    public int Columns { get; }

    public int Count { get; }

    /// <summary>Units of 16 bytes that a record has.</summary>
    public int Units { get; }

    /// <summary>Bytes of a record.</summary>
    public int Stride => Units * Unit;

    /// <summary>Whether the bytes of all records can be counted by an index.</summary>
    public static bool Holds(int columns, int rows) => columns <= MostColumns && (long)rows * (columns + 2 + Unit) < int.MaxValue;

    /// <summary>Draws rows with replacement, and writes a record for each that was drawn.</summary>
    /// <param name="draws">Draws them.</param>
    /// <param name="count">How many are drawn.</param>
    /// <param name="times">A place for each row.</param>
    /// <param name="into">Takes the records.</param>
    /// <returns>The number of records.</returns>
    public int Draw(Draws draws, int count, Span<byte> times, Span<Vector128<byte>> into)
    {
        times.Clear();
        var written = 0;
        for (var i = 0; i < count; i++)
        {
            var drawn = draws.Below(Count);
            if (++times[drawn] == byte.MaxValue)
            {
                // The byte for the times is full: this record is closed, and further draws of the row begin another.
                Write(drawn, byte.MaxValue, into, written++);
                times[drawn] = 0;
            }
        }

        for (var i = 0; i < Count; i++)
        {
            if (times[i] > 0)
            {
                Write(i, times[i], into, written++);
            }
        }

        return written;
    }

    private void Write(int row, byte times, Span<Vector128<byte>> into, int at)
    {
        var record = into.Slice(at * Units, Units);
        all.AsSpan(row * Units, Units).CopyTo(record);
        MemoryMarshal.AsBytes(record)[Columns + 1] = times;
    }
}
