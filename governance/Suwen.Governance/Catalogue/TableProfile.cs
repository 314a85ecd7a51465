namespace Suwen.Governance.Catalogue;

/// <summary>What a table held when it was looked at.</summary>
/// <param name="Table">The table of schema <c>cdr</c>.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="LoadId">The newest load in it: the next profile is made when there is a newer one.</param>
/// <param name="ProfiledAt">When.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="SampledRows">Rows that numbers marked as estimates were made of, where not all.</param>
/// <param name="From">First day of its time column; null without time.</param>
/// <param name="To">Last day of its time column.</param>
/// <param name="Years">Rows by year of its time column.</param>
/// <param name="Sources">Rows by source.</param>
/// <param name="Columns">Its columns, those of the platform's bookkeeping left out.</param>
public sealed record TableProfile(
    string Table,
    long Rows,
    long LoadId,
    DateTimeOffset ProfiledAt,
    double Seconds,
    long? SampledRows,
    string? From,
    string? To,
    IReadOnlyList<YearCount> Years,
    IReadOnlyList<SourceCount> Sources,
    IReadOnlyList<ColumnProfile> Columns);

/// <summary>Rows of a year.</summary>
public sealed record YearCount(int Year, long Rows);

/// <summary>Rows of a source.</summary>
public sealed record SourceCount(int SourceId, string Source, long Rows);

/// <summary>What a column held. Of columns that identify a person nothing is kept that is a value.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">Its type.</param>
/// <param name="Filled">Rows with a value.</param>
/// <param name="Distinct">Different values; null where it was not counted.</param>
/// <param name="IsEstimate">True where distinct values and percentiles are estimates: by the engine's sketch, or of a sample.</param>
/// <param name="Min">Smallest value of a number or time; null for text, for identifying columns, and below the least number of rows.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Mean">Mean of a number; of a text its mean length.</param>
/// <param name="Percentiles">5th, 25th, 50th, 75th and 95th percentile of a number.</param>
/// <param name="TopValues">The most frequent values of a code, each of at least <see cref="Profiler.SmallestCell"/> rows and persons.</param>
/// <param name="Patterns">Shapes of a text: 9 for a digit, A for a letter, 汉 for Chinese characters.</param>
/// <param name="FilledBySource">Rows with a value, by source, in the order of <see cref="TableProfile.Sources"/>.</param>
/// <param name="IsIdentifying">True where the column names a person or leads to one.</param>
public sealed record ColumnProfile(
    string Name,
    string Type,
    long Filled,
    long? Distinct,
    bool IsEstimate,
    string? Min,
    string? Max,
    double? Mean,
    IReadOnlyList<double>? Percentiles,
    IReadOnlyList<ValueCount> TopValues,
    IReadOnlyList<ValueCount> Patterns,
    IReadOnlyList<long> FilledBySource,
    bool IsIdentifying);

/// <summary>A value, or a shape of values, and its rows.</summary>
public sealed record ValueCount(string Value, long Rows);
