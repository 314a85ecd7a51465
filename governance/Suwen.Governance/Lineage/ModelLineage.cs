using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Lineage;

/// <summary>The steps that the platform itself makes: to the strict views, to history, and from the senders' persons to the golden person.</summary>
public static class ModelLineage
{
    /// <summary>Evidence of the steps by which rows find their golden person: everything about a person hangs on them.</summary>
    public const string IdentityEvidence = "identity";

    /// <summary>Every such step. Those made by SQL are read from that SQL.</summary>
    public static IEnumerable<LineageEdge> Edges() => Views().Concat(History()).Concat(GoldenPersons()).Concat(GoldenRecords()).Concat(Persons());

    /// <summary>The views of schema cdm take OMOP's columns as they are, and only rows that have every required one.</summary>
    private static IEnumerable<LineageEdge> Views()
    {
        foreach (var table in CanonicalModel.Tables.Where(t => t.Schema == "cdr" && t.Columns.Any(c => c.IsOmop)))
        {
            foreach (var column in table.Columns.Where(c => c.IsOmop))
            {
                var from = LineageNode.Column(table.ToString(), column.Name);
                yield return new LineageEdge(from, LineageNode.View("cdm." + table.Name, column.Name), LineageRelation.Value, "model");
                if (column.Required)
                {
                    yield return new LineageEdge(from, LineageNode.View("cdm." + table.Name, "*"), LineageRelation.Selects, "model");
                }
            }
        }
    }

    private static IEnumerable<LineageEdge> History() => CanonicalModel.Tables.Where(t => t.IsLoaded)
        .SelectMany(t => t.Columns.Select(c => new LineageEdge(LineageNode.Column(t.ToString(), c.Name), LineageNode.Column(t.History.ToString(), c.Name), LineageRelation.Value, "model")));

    /// <summary>The golden person's fields, from the statement that makes them.</summary>
    private static IEnumerable<LineageEdge> GoldenPersons()
    {
        var text = PersonSql.MakeGolden;
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.IndexOf(')', open);
        var columns = text[(open + 1)..close].Split(',', StringSplitOptions.TrimEntries);
        var lineage = SqlLineage.Of(text[(close + 1)..].Trim());
        for (var i = 0; i < columns.Length; i++)
        {
            foreach (var from in lineage.Outputs[i].Values.Where(c => c.Table.StartsWith("cdr.", StringComparison.Ordinal)))
            {
                yield return new LineageEdge(from.Node, LineageNode.Column("cdr.person", columns[i]), LineageRelation.Value, "sql");
            }
        }
    }

    /// <summary>
    /// The golden record's fields survive from those of the senders' persons of the same name; the parts of the birth date are those of the
    /// date, and a valid identity number gives both sex and birth (MasterIndex/Survivorship/GoldenRecord.cs).
    /// </summary>
    private static IEnumerable<LineageEdge> GoldenRecords()
    {
        var (source, golden) = (CanonicalModel.Table("cn_source_person"), CanonicalModel.Table("cn_golden_person"));
        string[] birth = ["birth_date", "year_of_birth", "month_of_birth", "day_of_birth"];
        var fields = golden.Columns.Where(c => c.Role == ColumnRole.Value && source.TryFind(c.Name, out _)).Select(static c => (From: c.Name, To: c.Name))
            .Concat(birth.Skip(1).Select(static b => (From: "birth_date", To: b)))
            .Concat(birth.Append("gender_concept_id").Select(static b => (From: "national_id", To: b)));
        return fields.Select(f => new LineageEdge(LineageNode.Column(source.ToString(), f.From), LineageNode.Column(golden.ToString(), f.To), LineageRelation.Value, "model"));
    }

    /// <summary>person_id of every row is that of its sender's person today, which follows the links between persons.</summary>
    private static IEnumerable<LineageEdge> Persons()
    {
        var golden = LineageNode.Column("cdr.cn_source_person", "person_id");
        foreach (var column in new[] { "national_id", "source_person_id" })
        {
            yield return new LineageEdge(LineageNode.Column("cdr.cn_source_person", column), golden, LineageRelation.Key, IdentityEvidence);
        }

        yield return new LineageEdge(golden, LineageNode.Column("cdr.person", "person_id"), LineageRelation.Key, IdentityEvidence);
        foreach (var table in CanonicalModel.Tables.Where(t => t is { IsLoaded: true, PersonColumn: not null, SourcePersonColumn: not null } && t.Name != "cn_source_person"))
        {
            yield return new LineageEdge(LineageNode.Column(table.ToString(), table.SourcePersonColumn!.Name), LineageNode.Column(table.ToString(), table.PersonColumn!.Name), LineageRelation.Key, IdentityEvidence);
            yield return new LineageEdge(golden, LineageNode.Column(table.ToString(), table.PersonColumn!.Name), LineageRelation.Key, IdentityEvidence);
        }
    }
}
