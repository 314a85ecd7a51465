using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis;

/// <summary>How a column is read into a <see cref="Frame"/>.</summary>
public enum FrameKind
{
    /// <summary>Numbers; text where a number must be is a fault of the data. True and false are 1 and 0.</summary>
    Number,

    /// <summary>Categories.</summary>
    Factor,

    /// <summary>Days.</summary>
    Day,

    /// <summary>Numbers where every value is one, else categories: how R and pandas read a file.</summary>
    Either,
}

/// <summary>A column of categories.</summary>
/// <param name="Levels">In ascending order: by number where all are numbers, else by code point, as R does in the C locale.</param>
/// <param name="Codes">Per row the index of its level; -1 where missing.</param>
public sealed record Factor(IReadOnlyList<string> Levels, int[] Codes);

/// <summary>Columns of a table in memory: what most methods work on. Missing is NaN for numbers, -1 for categories, <see cref="MissingDay"/> for days.</summary>
public sealed partial class Frame
{
    public const int MissingDay = int.MinValue;

    private readonly Dictionary<string, double[]> numbers;
    private readonly Dictionary<string, Factor> factors;
    private readonly Dictionary<string, int[]> days;

    private Frame(int rowCount, Dictionary<string, double[]> numbers, Dictionary<string, Factor> factors, Dictionary<string, int[]> days, int[]? inputRows, string name)
    {
        RowCount = rowCount;
        this.numbers = numbers;
        this.factors = factors;
        this.days = days;
        InputRows = inputRows;
        Name = name;
    }

    /// <summary>Name of the table in messages.</summary>
    public string Name { get; }

    public int RowCount { get; }

    /// <summary>For each row, its number in the input from 0; null while no row was left out.</summary>
    public int[]? InputRows { get; }

    public bool IsNumber(string column) => numbers.ContainsKey(column);

    /// <exception cref="OperatorException">The column was read as categories, being named for another purpose too.</exception>
    public double[] Numbers(string column) => numbers.TryGetValue(column, out var values)
        ? values
        : throw OperatorException.BadParameters($"The column {column} is named for two purposes, of which one takes numbers and the other categories.", "Name another column for one of them.");

    /// <summary>The categories of a column; of one that was read as numbers, being named for another purpose too, its different values.</summary>
    public Factor Factor(string column) => factors.TryGetValue(column, out var factor) ? factor : OfNumbers(Numbers(column));

    /// <summary>Days since 1970-01-01.</summary>
    public int[] Days(string column) => days[column];

    /// <summary>Reads columns. A column named twice is read once, in the kind named first.</summary>
    /// <exception cref="OperatorException">A column is missing, or holds text where a number or a date must be.</exception>
    public static async Task<Frame> ReadAsync(IOperatorTable table, IEnumerable<(string Column, FrameKind Kind)> wanted, CancellationToken cancellationToken)
    {
        var columns = wanted.DistinctBy(static w => w.Column).Select(static w => new Gathering(w.Column, w.Kind)).ToArray();
        await GatherAsync(table, columns, cancellationToken);
        var mixed = columns.Where(static c => c.IsMixed).ToArray();
        if (mixed.Length > 0)
        {
            // Text came after numbers: such columns are categories after all, and are read again as they stand.
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i] = columns[i].IsMixed ? new Gathering(columns[i].Column, FrameKind.Factor) : columns[i];
            }

            await GatherAsync(table, [.. columns.Where(c => mixed.Any(m => m.Column == c.Column))], cancellationToken);
        }

        var rowCount = columns.Length == 0 ? 0 : columns[0].Count;
        return new Frame(
            rowCount,
            columns.Where(static c => c.IsNumber).ToDictionary(static c => c.Column, static c => c.Numbers()),
            columns.Where(static c => c.IsFactor).ToDictionary(static c => c.Column, static c => c.Factor()),
            columns.Where(static c => c.Kind == FrameKind.Day).ToDictionary(static c => c.Column, static c => c.Days()),
            null,
            table.Name);
    }

    /// <summary>The rows with a value in every column that was read; says in a note how many were left out.</summary>
    /// <exception cref="OperatorException">No row is left.</exception>
    public Frame CompleteCases(OperatorCall call)
    {
        var keep = new bool[RowCount];
        keep.AsSpan().Fill(true);
        foreach (var column in numbers.Values)
        {
            for (var i = 0; i < keep.Length; i++)
            {
                keep[i] &= !double.IsNaN(column[i]);
            }
        }

        foreach (var column in factors.Values)
        {
            for (var i = 0; i < keep.Length; i++)
            {
                keep[i] &= column.Codes[i] >= 0;
            }
        }

        foreach (var column in days.Values)
        {
            for (var i = 0; i < keep.Length; i++)
            {
                keep[i] &= column[i] != MissingDay;
            }
        }

        var count = keep.Count(static k => k);
        if (count == 0)
        {
            throw OperatorException.BadData(
                RowCount == 0 ? $"{Name} has no rows." : $"None of the {RowCount} rows of {Name} has a value in every column that the method reads.",
                RowCount == 0 ? "Give a table with rows." : "Leave out the columns that are mostly missing.");
        }

        if (count == RowCount)
        {
            return this;
        }

        call.Note($"{RowCount} 行中有 {RowCount - count} 行缺少取值,未纳入分析。", $"{RowCount - count} of {RowCount} rows lack a value and were left out.");
        return Where(keep);
    }

    /// <summary>The rows that are kept; levels without rows are dropped.</summary>
    public Frame Where(ReadOnlySpan<bool> keep)
    {
        var rows = new List<int>();
        for (var i = 0; i < keep.Length; i++)
        {
            if (keep[i])
            {
                rows.Add(i);
            }
        }

        return Take([.. rows]);
    }

    /// <summary>Rows by their number, in that order; levels without rows are dropped.</summary>
    public Frame Take(int[] rows) => new(
        rows.Length,
        numbers.ToDictionary(static c => c.Key, c => Array.ConvertAll(rows, r => c.Value[r])),
        factors.ToDictionary(static c => c.Key, c => Compact(new Factor(c.Value.Levels, Array.ConvertAll(rows, r => c.Value.Codes[r])))),
        days.ToDictionary(static c => c.Key, c => Array.ConvertAll(rows, r => c.Value[r])),
        Array.ConvertAll(rows, r => InputRows is null ? r : InputRows[r]),
        Name);

    private static Factor OfNumbers(double[] values)
    {
        double[] distinct = [.. values.Where(static v => !double.IsNaN(v)).Distinct().Order()];
        return new Factor([.. distinct.Select(static d => d.ToString("R", System.Globalization.CultureInfo.InvariantCulture))], Array.ConvertAll(values, v => double.IsNaN(v) ? -1 : Array.BinarySearch(distinct, v)));
    }

    private static Factor Compact(Factor factor)
    {
        var used = new int[factor.Levels.Count];
        foreach (var code in factor.Codes)
        {
            if (code >= 0)
            {
                used[code] = 1;
            }
        }

        var levels = new List<string>();
        for (var i = 0; i < used.Length; i++)
        {
            if (used[i] == 1)
            {
                used[i] = levels.Count;
                levels.Add(factor.Levels[i]);
            }
        }

        return levels.Count == factor.Levels.Count ? factor : new Factor(levels, Array.ConvertAll(factor.Codes, c => c < 0 ? -1 : used[c]));
    }

    private static async Task GatherAsync(IOperatorTable table, Gathering[] columns, CancellationToken cancellationToken)
    {
        var row = 0L;
        await foreach (var batch in table.ReadAsync([.. columns.Select(static c => c.Column)], cancellationToken))
        {
            for (var i = 0; i < columns.Length; i++)
            {
                columns[i].Add(batch[i], table.Name, row);
            }

            row += batch.RowCount;
            if (row > Array.MaxLength / 2)
            {
                throw OperatorException.BadData($"{table.Name} has more than {Array.MaxLength / 2} rows.", "Aggregate it first, or take a sample.");
            }
        }
    }
}
