using Suwen.Storage.Schema;

namespace Suwen.Storage;

/// <summary>
/// Who reads, for what purpose, and what of the warehouse exists for that reader. Made only by the one authorisation point
/// (<c>Suwen.Security.Authorisation</c>); every read takes one and there is no overload without it.
/// </summary>
public sealed class ReadScope
{
    internal ReadScope(string principal, string purpose, IReadOnlyDictionary<string, TableScope>? tables, IReadOnlyDictionary<string, Table>? derived = null)
    {
        Principal = principal;
        Purpose = purpose;
        Tables = tables;
        Derived = derived;
    }

    /// <summary>Name of the user or of the platform's own work, for audit.</summary>
    public string Principal { get; }

    public string Purpose { get; }

    /// <summary>The tables this reader may see, by name; null means every table, whole.</summary>
    public IReadOnlyDictionary<string, TableScope>? Tables { get; }

    /// <summary>Derived tables that this scope knows beside those of the model, by schema and name (<c>pack_x.monthly</c>); null means none.</summary>
    public IReadOnlyDictionary<string, Table>? Derived { get; }

    public bool IsUnrestricted => Tables is null;
}

/// <summary>What of one table a reader may see.</summary>
/// <param name="Columns">The columns that exist for the reader; null means all.</param>
/// <param name="RowPredicate">A boolean SQL expression over the table's columns, from policy and never from input; null means all rows.</param>
/// <param name="Masks">For some of the columns, the SQL expression over the table's columns that the reader sees in their place, from policy and never from input; null means none.</param>
/// <param name="Source">What stands behind <c>from</c> in place of the table's own name: where a run keeps a result until all are done, or where a test keeps its rows. Made by the platform and never from input; null for the table itself.</param>
public sealed record TableScope(IReadOnlyList<string>? Columns, string? RowPredicate, IReadOnlyDictionary<string, string>? Masks = null, string? Source = null);
