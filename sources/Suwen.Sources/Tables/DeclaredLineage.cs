using System.Globalization;
using Suwen.Governance.Lineage;
using Suwen.Sources.Omop;
using Suwen.Sources.Tables.Mapping;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Tables;

/// <summary>Which columns of a file fill which columns of the model: its mapping says so, or the names of OMOP themselves.</summary>
public static class DeclaredLineage
{
    /// <summary>The uses that an entry's own mapping or header states; null for formats that state none.</summary>
    public static IReadOnlyList<FieldUse>? Of(LandedEntry entry, Func<LandingPosition, LandedEntry?> find) => entry.Header.Format switch
    {
        "table" => OfMapping(entry, find),
        "omop" => OfOmop(entry),
        _ => null,
    };

    private static List<FieldUse> OfMapping(LandedEntry entry, Func<LandingPosition, LandedEntry?> find)
    {
        var uses = new List<FieldUse>();
        if (!long.TryParse(entry.Header.Metadata.GetValueOrDefault(TableMetadata.Mapping), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || find(new LandingPosition(position)) is not { } landed
            || MappingReader.Read(landed.Payload.Span, new MappingFaults()) is not { } mapping)
        {
            return uses;
        }

        foreach (var row in mapping.Rows)
        {
            AddRow(uses, entry, mapping, row);
        }

        return uses;
    }

    private static void AddRow(List<FieldUse> uses, LandedEntry entry, TableMapping mapping, MappedRow row)
    {
        var table = row.Table.ToString();
        void Add(string field, string column, LineageRelation relation) =>
            uses.Add(new FieldUse(entry.Header.Source, "table", mapping.RecordKind, field, table, column, relation, "mapping"));

        foreach (var cell in row.Cells.Where(c => c.Source is not null))
        {
            var relation = cell.Column.Role == ColumnRole.Reference ? LineageRelation.Key : LineageRelation.Value;
            Add(cell.Source!.Value.Name, cell.Column.Name, relation);
            foreach (var (companion, _) in cell.Companions)
            {
                Add(cell.Source.Value.Name, companion.Name, LineageRelation.Selects);
            }
        }

        foreach (var condition in row.When)
        {
            Add(condition.Source.Name, "*", LineageRelation.Selects);
        }

        AddKeys(mapping.Person, row.Table.SourcePersonColumn?.Name);
        AddKeys(row.Key.Count > 0 ? row.Key : mapping.Key, row.Table.Key?.Name);
        AddKeys(mapping.Visit, row.Table.TryFind("visit_occurrence_id", out var visit) ? visit.Name : null);
        AddKeys(mapping.Provider, row.Table.TryFind("provider_id", out var provider) ? provider.Name : null);

        void AddKeys(List<ColumnName> names, string? column)
        {
            foreach (var name in column is null ? [] : names)
            {
                Add(name.Name, column!, LineageRelation.Key);
            }
        }
    }

    private static List<FieldUse> OfOmop(LandedEntry entry)
    {
        var uses = new List<FieldUse>();
        var metadata = entry.Header.Metadata;
        if (metadata.GetValueOrDefault(TableMetadata.Table) is not { } name
            || metadata.GetValueOrDefault(TableMetadata.Header) is not { } header
            || !OmopModel.TryFindNamed(name, out var table))
        {
            return uses;
        }

        var delimiter = metadata.GetValueOrDefault(TableMetadata.Delimiter) is [var character] && character < 0x80 ? (byte)character : (byte)',';
        var quote = metadata.GetValueOrDefault(TableMetadata.Quote) == "none" ? Standards.Csv.CsvReader.NoQuote : Standards.Csv.CsvReader.DoubleQuote;
        var plan = OmopPlan.Compile(name, table, header, delimiter, quote);
        foreach (var cell in plan.Cells.Where(c => c.Column >= 0 && c.Field >= 0))
        {
            Add(cell.Field, plan.Table.Columns[cell.Column]);
        }

        if (plan.KeyField >= 0 && plan.Table.Key is { } key)
        {
            Add(plan.KeyField, key);
        }

        if (plan.PersonField >= 0 && plan.Table.SourcePersonColumn is { } person)
        {
            Add(plan.PersonField, person);
        }

        return uses;

        void Add(int field, Column column) => uses.Add(new FieldUse(
            entry.Header.Source, "omop", name, plan.Header[field], plan.Table.ToString(), column.Name, column.Role == ColumnRole.Value ? LineageRelation.Value : LineageRelation.Key, "mapping"));
    }
}
