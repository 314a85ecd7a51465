using System.Runtime.InteropServices;
using Suwen.Storage;

namespace Suwen.Analysis.Statistics;

/// <summary>
/// One column while it streams by: moments in one pass, and the values kept in chunks for exact quantiles, two bytes each where
/// all values of a chunk are small whole numbers, four where they are exact in single precision, else eight.
/// </summary>
internal sealed class ColumnSummary(string name, int groupCount)
{
    public const int MaximumLevels = 10_000;
    private const int ChunkValues = 1 << 16;

    private readonly List<(Array Values, int Count)> chunks = [];
    private readonly List<byte[]> chunkGroups = [];
    private readonly double[] open = new double[ChunkValues];
    private readonly byte[] openGroups = new byte[groupCount > 1 ? ChunkValues : 0];
    private readonly Dictionary<string, long[]> levels = new(StringComparer.Ordinal);
    private int openCount;

    public string Name => name;

    /// <summary>By group, then over all.</summary>
    public Moments[] Moments { get; } = new Moments[groupCount];

    public long[] Missing { get; } = new long[groupCount];

    public double[] Least { get; } = Filled(groupCount, double.PositiveInfinity);

    public double[] Most { get; } = Filled(groupCount, double.NegativeInfinity);

    /// <summary>True once text was met: the column is described by its levels.</summary>
    public bool IsText { get; private set; }

    /// <summary>True when it has more levels than are worth listing, such as an identifier.</summary>
    public bool HasTooManyLevels { get; private set; }

    public IReadOnlyDictionary<string, long[]> Levels => levels;

    /// <summary>Takes text from the start: the second reading of a column that began with numbers.</summary>
    public static ColumnSummary OfText(string name, int groupCount) => new(name, groupCount) { IsText = true };

    /// <summary>Takes a batch; false when text came after numbers, and the column must be read again.</summary>
    public bool Add(ColumnVector vector, ReadOnlySpan<byte> groups)
    {
        for (var i = 0; i < vector.Count; i++)
        {
            var group = groups.Length > 0 ? groups[i] : 0;
            if (vector.IsNull(i))
            {
                Missing[group]++;
            }
            else if (IsText)
            {
                AddLevel(Text(vector, i), group);
            }
            else if (Frame.TryReadNumber(vector, i, out var value))
            {
                AddNumber(value, (byte)group);
            }
            else
            {
                IsText = true;
                return false;
            }
        }

        return true;
    }

    /// <summary>The values of one group, or of all where it is negative, in one array for selection.</summary>
    public double[] Values(int group)
    {
        var values = new double[group < 0 ? Moments.Sum(static m => m.Count) : Moments[group].Count];
        var at = 0;
        for (var c = 0; c < chunks.Count; c++)
        {
            Copy(chunks[c].Values, chunks[c].Count, chunkGroups.Count > c ? chunkGroups[c] : [], group, values, ref at);
        }

        Copy(open, openCount, openGroups, group, values, ref at);
        return values;
    }

    private static void Copy(Array chunk, int count, byte[] groups, int group, double[] values, ref int at)
    {
        var isAll = group < 0 || groups.Length == 0;
        for (var i = 0; i < count; i++)
        {
            if (isAll || groups[i] == group)
            {
                values[at++] = chunk switch { short[] s => s[i], float[] f => f[i], _ => ((double[])chunk)[i] };
            }
        }
    }

    private void AddNumber(double value, byte group)
    {
        Moments[group].Add(value);
        Least[group] = Math.Min(Least[group], value);
        Most[group] = Math.Max(Most[group], value);
        if (openGroups.Length > 0)
        {
            openGroups[openCount] = group;
        }

        open[openCount++] = value;
        if (openCount == ChunkValues)
        {
            chunks.Add((Compact(open), openCount));
            if (openGroups.Length > 0)
            {
                chunkGroups.Add((byte[])openGroups.Clone());
            }

            openCount = 0;
        }
    }

    private static Array Compact(double[] values)
    {
        bool isShort = true, isSingle = true;
        foreach (var value in values)
        {
            isShort &= value == (short)value;
            isSingle &= value == (float)value;
        }

        return isShort ? Array.ConvertAll(values, static v => (short)v) : isSingle ? Array.ConvertAll(values, static v => (float)v) : (double[])values.Clone();
    }

    private void AddLevel(string level, int group)
    {
        if (HasTooManyLevels)
        {
            return;
        }

        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(levels, level, out _);
        counts ??= new long[groupCount];
        counts[group]++;
        HasTooManyLevels = levels.Count > MaximumLevels;
    }

    private static string Text(ColumnVector vector, int row) =>
        vector.IsBytes ? vector.Text(row) : Convert.ToString(vector.Value(row), System.Globalization.CultureInfo.InvariantCulture)!;

    private static double[] Filled(int count, double value)
    {
        var result = new double[count];
        result.AsSpan().Fill(value);
        return result;
    }
}
