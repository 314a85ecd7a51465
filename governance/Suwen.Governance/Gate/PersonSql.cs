using Suwen.Governance.MasterIndex.Clusters;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <summary>Statements about persons, in the portable subset.</summary>
internal static class PersonSql
{
    /// <summary>Grain: one active link of a staged person, or to a staged identity number or person.</summary>
    public const string LinksOfStaged =
        """
        select l.source_person_id, l.linked_to_id, l.link_kind, coalesce(l.link_weight, 0)
        from sys.person_link l join stage_person s on l.source_person_id = s.id
        where l.active
        union
        select l.source_person_id, l.linked_to_id, l.link_kind, coalesce(l.link_weight, 0)
        from sys.person_link l join stage_person s on l.linked_to_id = s.id
        where l.active
        """;

    public const string EndLink = "delete from sys.person_link where source_person_id = $1 and linked_to_id = $2 and link_kind = $3";

    public const string DropAliases = "delete from cdr.cn_person_alias where retired_person_id in (select id from stage_moved)";

    public const string AddAliases =
        "insert into cdr.cn_person_alias (retired_person_id, person_id, load_id) select id, person_id, $1 from stage_moved where id <> person_id";

    public const string DropGolden = "delete from cdr.person where person_id in (select id from stage_golden)";

    /// <summary>
    /// What the holders of an identity number say of themselves, for the numbers of staged persons and staged numbers that have two holders
    /// or have had a contradiction. A number without a described holder has one row of nulls. Grain: one holder that a source describes.
    /// </summary>
    public static readonly string StatementsOfHolders =
        $"""
        with numbers as (
          select l.linked_to_id as id from sys.person_link l join stage_identity s on l.source_person_id = s.id where l.link_kind = '{LinkKinds.NationalId}'
          union
          select l.linked_to_id as id from sys.person_link l join stage_identity s on l.linked_to_id = s.id where l.link_kind = '{LinkKinds.NationalId}'
          union
          select c.identity_id as id from sys.person_conflict c join stage_identity s on c.identity_id = s.id
        ),
        shared as (
          select n.id
          from numbers n join sys.person_link l on l.linked_to_id = n.id and l.link_kind = '{LinkKinds.NationalId}'
          group by n.id having count(*) > 1
          union
          select n.id from numbers n join sys.person_conflict c on c.identity_id = n.id
        )
        select h.id, p.source_person_id, p.gender_concept_id, p.birth_date, coalesce(p.full_name, p.family_name || coalesce(p.given_name, ''))
        from shared h
        left join sys.person_link l on l.linked_to_id = h.id and l.link_kind = '{LinkKinds.NationalId}'
        left join cdr.cn_source_person p on p.source_person_id = l.source_person_id
        order by 1, 2
        """;

    public const string DropConflicts = "delete from sys.person_conflict where identity_id in (select id from stage_conflict)";

    public const string DropGoldenRecords = "delete from cdr.cn_golden_person where person_id in (select id from stage_golden)";

    /// <summary>
    /// OMOP's rows of staged persons. Sex and birth are those of the golden record, by its rules of survivorship; each other field is the latest
    /// stated one, by the version order of the sources' rows; a concept 0 says nothing and gives way to one that does. Grain: one golden person.
    /// </summary>
    public static readonly string MakeGolden = BuildMakeGolden();

    private static string BuildMakeGolden()
    {
        string[] concepts = ["race_concept_id", "ethnicity_concept_id"];
        string[] latest =
        [
            "birth_datetime", "location_id", "provider_id", "care_site_id", "person_source_value", "gender_source_value", "gender_source_concept_id",
            "race_source_value", "race_source_concept_id", "ethnicity_source_value", "ethnicity_source_concept_id",
            "utc_offset_minutes", "time_precision", "record_id", "source_id", "entry_position", "record_number", "mapping_version", "version_order",
        ];
        const string order = "order by s.version_order desc, s.entry_position desc, s.record_number desc, s.source_person_id desc";
        var columns = new List<string> { "person_id", "gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth" };
        var values = new List<string> { "g.id", "coalesce(max(r.gender_concept_id), 0)", "max(r.year_of_birth)", "max(r.month_of_birth)", "max(r.day_of_birth)" };
        foreach (var concept in concepts)
        {
            columns.Add(concept);
            values.Add($"coalesce((array_agg(s.{concept} {order}) filter (where s.{concept} <> 0))[1], 0)");
        }

        foreach (var column in latest)
        {
            columns.Add(column);
            values.Add($"(array_agg(s.{column} {order}) filter (where s.{column} is not null))[1]");
        }

        var table = CanonicalModel.Table("person");
        var unknown = columns.FirstOrDefault(c => !table.TryFind(c, out _));
        return unknown is not null
            ? throw new InvalidOperationException($"person has no column {unknown}")
            : $"insert into cdr.person ({string.Join(", ", columns)}, load_id) select {string.Join(", ", values)}, $1 from cdr.cn_source_person s join stage_golden g on s.person_id = g.id join cdr.cn_golden_person r on r.person_id = g.id group by g.id";
    }
}
