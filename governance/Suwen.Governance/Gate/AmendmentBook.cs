namespace Suwen.Governance.Gate;

/// <summary>
/// The rows that amendments speak of: the gate's working copy of <c>cn_amendment</c>, which is asked for every row that a record of
/// such a table states again. It holds no more than the rows' ids; whether an amendment counts is read from the table.
/// </summary>
internal sealed class AmendmentBook
{
    private readonly Dictionary<string, HashSet<long>> rowsByTable = new(StringComparer.Ordinal);

    public bool IsEmpty => rowsByTable.Count == 0;

    public void Add(string table, long row)
    {
        if (!rowsByTable.TryGetValue(table, out var rows))
        {
            rowsByTable[table] = rows = [];
        }

        rows.Add(row);
    }

    /// <summary>The rows of a table; null where none is amended.</summary>
    public HashSet<long>? RowsOf(string table) => rowsByTable.GetValueOrDefault(table);
}
