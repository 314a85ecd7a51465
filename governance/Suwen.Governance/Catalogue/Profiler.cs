using System.Globalization;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Catalogue;

/// <summary>Looks at tables column by column: how full, how many different values, which range, which codes, which shapes, from whom and when.</summary>
/// <remarks>
/// A profile is safe to show to whoever may see the catalogue: of columns that identify a person it holds counts and shapes only, and
/// of the others no value that fewer than <see cref="SmallestCell"/> rows or persons have.
/// </remarks>
public static class Profiler
{
    /// <summary>Values of fewer rows, or persons, are not told: the usual limit for published health counts (1 to 10 are suppressed).</summary>
    public const int SmallestCell = 11;

    private const int LongestCode = 64;
    private const int LongestShaped = 200;

    /// <summary>Rows of a table and the newest load in it: a table whose numbers stand needs no new profile.</summary>
    public static async Task<(long Rows, long LoadId)> StateOfAsync(IWarehouse warehouse, Table table, ReadScope scope, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(warehouse, ProfileSql.State(table), scope, cancellationToken);
        return ((long)rows[0][0]!, Convert.ToInt64(rows[0][1], CultureInfo.InvariantCulture));
    }

    /// <summary>Profiles one table.</summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="table">A table of schema <c>cdr</c>.</param>
    /// <param name="sourceNames">Names of sources by their number.</param>
    /// <param name="scope">The platform's own scope.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<TableProfile> RunAsync(IWarehouse warehouse, Table table, IReadOnlyDictionary<int, string> sourceNames, ReadScope scope, TimeProvider time, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var (rows, load) = await StateOfAsync(warehouse, table, scope, cancellationToken);
        var columns = table.Columns.Where(c => c.Role is not ColumnRole.Provenance).ToList();
        var step = warehouse.Dialect == SqlDialect.DuckDb || rows <= ProfileSql.MostExactWithoutSketch ? 1 : (rows + ProfileSql.MostExactWithoutSketch - 1) / ProfileSql.MostExactWithoutSketch;
        var fill = rows == 0 ? [] : await ReadAsync(warehouse, ProfileSql.Fill(table, columns), scope, cancellationToken);
        var counted = columns.Where(c => ProfileSql.KindOf(c) != ValueKind.Opaque && FilledOf(fill, columns.IndexOf(c)) > 0).ToList();
        var values = counted.Count == 0 ? [] : (await ReadAsync(warehouse, ProfileSql.Values(table, counted, warehouse.Dialect, rows, step), scope, cancellationToken))[0];
        var profiles = new List<ColumnProfile>();
        var at = 0;
        foreach (var column in columns)
        {
            var has = counted.Contains(column);
            profiles.Add(ProfileOf(column, fill, columns.IndexOf(column), has ? values.AsSpan(at) : default, rows > ProfileSql.ExactRows));
            at += has ? ProfileSql.ValuesOf(column, warehouse.Dialect, rows).Count : 0;
        }

        profiles = await WithTopValuesAsync(warehouse, table, profiles, counted, values, rows, scope, cancellationToken);
        var placement = CatalogueContent.Placements.FirstOrDefault(p => p.Table == table.Name);
        var (from, to, years) = await SpanAsync(warehouse, table, placement?.TimeColumn, rows, scope, cancellationToken);
        var sources = fill.Where(f => f[0] is not null).Select(f => ((int)(long)Convert.ToInt64(f[0], CultureInfo.InvariantCulture), (long)f[1]!)).ToList();
        return new TableProfile(
            table.Name,
            rows,
            load,
            time.GetUtcNow(),
            Math.Round(time.GetElapsedTime(begun).TotalSeconds, 3),
            step > 1 ? rows / step : null,
            from,
            to,
            years,
            [.. sources.Select(s => new SourceCount(s.Item1, sourceNames.GetValueOrDefault(s.Item1) ?? s.Item1.ToString(CultureInfo.InvariantCulture), s.Item2))],
            profiles);
    }

    /// <summary>Reads a small result whole.</summary>
    internal static async Task<List<object?[]>> ReadAsync(IWarehouse warehouse, SqlStatement statement, ReadScope scope, CancellationToken cancellationToken)
    {
        var rows = new List<object?[]>();
        await using var result = await warehouse.QueryAsync(statement, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                var values = new object?[result.Columns.Count];
                for (var c = 0; c < values.Length; c++)
                {
                    values[c] = batch[c].Value(row);
                }

                rows.Add(values);
            }
        }

        return rows;
    }

    private static long FilledOf(List<object?[]> fill, int column) => fill.Sum(f => (long)f[column + 2]!);

    private static ColumnProfile ProfileOf(Column column, List<object?[]> fill, int index, ReadOnlySpan<object?> values, bool isEstimate)
    {
        var filled = FilledOf(fill, index);
        var kind = ProfileSql.KindOf(column);
        var isIdentifying = Identifying.IsIdentifying(column);
        string? min = null, max = null;
        double? mean = null;
        double[]? percentiles = null;

        // The extremes of a few rows are values of single persons.
        var shows = values.Length > 0 && filled >= SmallestCell && !isIdentifying;
        if (shows && kind == ValueKind.Number)
        {
            (min, max, mean) = (TextOf(values[1]), TextOf(values[2]), (double?)values[3]);
            percentiles = new double[ProfileSql.PercentileCount];
            for (var i = 0; i < percentiles.Length; i++)
            {
                percentiles[i] = Convert.ToDouble(values[4 + i], CultureInfo.InvariantCulture);
            }
        }
        else if (shows && kind == ValueKind.Time)
        {
            (min, max) = (TextOf(values[1]), TextOf(values[2]));
        }
        else if (values.Length > 0 && kind == ValueKind.Text)
        {
            mean = Math.Round((double)values[2]!, 2);
        }

        return new ColumnProfile(
            column.Name,
            column.Type.ToString().ToLowerInvariant(),
            filled,
            values.Length > 0 ? Math.Min(filled, Convert.ToInt64(values[0], CultureInfo.InvariantCulture)) : filled == 0 ? 0 : null,
            isEstimate && values.Length > 0,
            min,
            max,
            mean,
            percentiles,
            [],
            [],
            [.. fill.Where(f => f[0] is not null).Select(f => (long)f[index + 2]!)],
            isIdentifying);
    }

    private static async Task<List<ColumnProfile>> WithTopValuesAsync(
        IWarehouse warehouse, Table table, List<ColumnProfile> profiles, List<Column> counted, object?[] values, long rows, ReadScope scope, CancellationToken cancellationToken)
    {
        var lengths = LengthsOf(counted, values, warehouse.Dialect, rows);
        var byName = profiles.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var codes = counted.Where(c => IsCode(c, byName[c.Name], lengths.GetValueOrDefault(c.Name))).ToList();
        var shaped = counted.Where(c => ProfileSql.KindOf(c) == ValueKind.Text && lengths.GetValueOrDefault(c.Name) <= LongestShaped).ToList();
        var top = codes.Count == 0 ? [] : await ReadAsync(warehouse, ProfileSql.Top(table, codes, SmallestCell, StepFor(rows, ProfileSql.MostExactWithoutSketch)), scope, cancellationToken);
        var shapes = shaped.Count == 0 ? [] : await ReadAsync(warehouse, ProfileSql.Patterns(table, shaped, SmallestCell, StepFor(rows, ProfileSql.PatternRows)), scope, cancellationToken);
        return
        [
            .. profiles.Select(p => p with
            {
                TopValues = CountsOf(top, p.Name),
                Patterns = CountsOf(shapes, p.Name),
            }),
        ];
    }

    private static long StepFor(long rows, long most) => rows <= most ? 1 : (rows + most - 1) / most;

    private static List<ValueCount> CountsOf(List<object?[]> rows, string column) =>
        [.. rows.Where(r => (string)r[0]! == column).Select(r => new ValueCount((string)r[1]!, (long)r[2]!)).OrderByDescending(v => v.Rows).ThenBy(v => v.Value, StringComparer.Ordinal)];

    /// <summary>Few different values for many rows, none of them long: a code. Free text and names are none.</summary>
    private static bool IsCode(Column column, ColumnProfile profile, long longest) => !profile.IsIdentifying && ProfileSql.KindOf(column) switch
    {
        ValueKind.Code => true,
        ValueKind.Text => longest <= LongestCode && profile.Distinct <= Math.Max(500, profile.Filled / 20),
        _ => false,
    };

    private static Dictionary<string, long> LengthsOf(List<Column> counted, object?[] values, SqlDialect dialect, long rows)
    {
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        var at = 0;
        foreach (var column in counted)
        {
            if (ProfileSql.KindOf(column) == ValueKind.Text)
            {
                lengths[column.Name] = Convert.ToInt64(values[at + 1], CultureInfo.InvariantCulture);
            }

            at += ProfileSql.ValuesOf(column, dialect, rows).Count;
        }

        return lengths;
    }

    private static async Task<(string? From, string? To, IReadOnlyList<YearCount> Years)> SpanAsync(IWarehouse warehouse, Table table, string? timeColumn, long rows, ReadScope scope, CancellationToken cancellationToken)
    {
        if (rows < SmallestCell || timeColumn is null || !table.TryFind(timeColumn, out var time) || Identifying.IsIdentifying(time))
        {
            return (null, null, []);
        }

        var span = (await ReadAsync(warehouse, ProfileSql.Span(table, time), scope, cancellationToken))[0];
        var years = await ReadAsync(warehouse, ProfileSql.Years(table, time), scope, cancellationToken);
        return (TextOf(span[0]), TextOf(span[1]), [.. years.Select(y => new YearCount((int)Convert.ToInt64(y[0], CultureInfo.InvariantCulture), (long)y[1]!))]);
    }

    private static string? TextOf(object? value) => value switch
    {
        null => null,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
