using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Models;

/// <summary>Where a run finds tables and results, and which rows of them it takes.</summary>
internal sealed class ModelPlaces
{
    /// <summary>What stands behind <c>from</c> for an input or, by schema and name, for a result; the table itself where nothing is said.</summary>
    public Dictionary<string, string> Sources { get; } = new(StringComparer.Ordinal);

    /// <summary>Conditions on rows, by the same names.</summary>
    public Dictionary<string, string> Rows { get; } = new(StringComparer.Ordinal);
}

/// <summary>What a result of a pack may read: the columns that inputs.yaml declares, the pack's own results and value sets, and nothing else.</summary>
internal static class ModelScope
{
    /// <param name="pack">The pack.</param>
    /// <param name="result">The result that is computed.</param>
    /// <param name="results">The results that are there by now.</param>
    /// <param name="places">Where tables are found, and which of their rows; null for all as they stand.</param>
    public static ReadScope Of(Pack pack, PackResult result, IEnumerable<PackResult> results, ModelPlaces? places = null)
    {
        var tables = new Dictionary<string, TableScope>(StringComparer.Ordinal);
        foreach (var input in pack.Inputs)
        {
            // The row predicate may need columns that the model itself does not see; it is applied below them.
            var sensitive = result.ExcludesSensitive ? SensitiveRows.OrdinaryRowsOf(input.Table.Name) : null;
            var part = places?.Rows.GetValueOrDefault(input.Table.Name);
            var predicate = sensitive is not null && part is not null ? $"({sensitive}) and ({part})" : sensitive ?? part;
            tables[input.Table.Schema == "cdr" ? input.Table.Name : input.Table.ToString()] = new TableScope(input.Columns, predicate, null, places?.Sources.GetValueOrDefault(input.Table.Name));
        }

        var own = results.Select(r => Table.Derived(pack.Schema, r.Name, [.. r.Columns.Select(static c => new ResultColumn(c.Name, c.Type))])).ToList();
        foreach (var set in pack.ValueSets)
        {
            own.Add(Table.Derived(pack.Schema, set.TableName, ValueSetSql.ColumnsOf(set)));
            own.Add(Table.Derived(pack.Schema, set.AllTable, ValueSetSql.ColumnsOf(set)));
        }

        foreach (var table in own)
        {
            var name = table.ToString();
            tables[name] = new TableScope([.. table.Columns.Select(static c => c.Name)], places?.Rows.GetValueOrDefault(name), null, places?.Sources.GetValueOrDefault(name));
        }

        return Authorisation.ForPack(pack.Id, tables, own);
    }
}
