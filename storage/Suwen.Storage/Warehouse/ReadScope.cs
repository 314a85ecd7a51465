namespace Suwen.Storage;

/// <summary>
/// Who reads, for what purpose, and what of the warehouse exists for that reader. Made only by the one authorisation point
/// (<c>Suwen.Security.Authorisation</c>); every read takes one and there is no overload without it.
/// </summary>
public sealed class ReadScope
{
    internal ReadScope(string principal, string purpose, IReadOnlyDictionary<string, TableScope>? tables)
    {
        Principal = principal;
        Purpose = purpose;
        Tables = tables;
    }

    /// <summary>Name of the user or of the platform's own work, for audit.</summary>
    public string Principal { get; }

    public string Purpose { get; }

    /// <summary>The tables this reader may see, by name; null means every table, whole.</summary>
    public IReadOnlyDictionary<string, TableScope>? Tables { get; }

    public bool IsUnrestricted => Tables is null;
}

/// <summary>What of one table a reader may see.</summary>
/// <param name="Columns">The columns that exist for the reader; null means all.</param>
/// <param name="RowPredicate">A boolean SQL expression over the table's columns, from policy and never from input; null means all rows.</param>
/// <param name="Masks">For some of the columns, the SQL expression over the table's columns that the reader sees in their place, from policy and never from input; null means none.</param>
public sealed record TableScope(IReadOnlyList<string>? Columns, string? RowPredicate, IReadOnlyDictionary<string, string>? Masks = null);
