using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <summary>Statements about persons, in the portable subset.</summary>
internal static class PersonSql
{
    /// <summary>Grain: one active link of a staged person, or to a staged identity number or person.</summary>
    public const string LinksOfStaged =
        """
        select l.source_person_id, l.linked_to_id, l.link_kind
        from sys.person_link l join stage_person s on l.source_person_id = s.id
        where l.active
        union
        select l.source_person_id, l.linked_to_id, l.link_kind
        from sys.person_link l join stage_person s on l.linked_to_id = s.id
        where l.active
        """;

    public const string EndLink = "delete from sys.person_link where source_person_id = $1 and linked_to_id = $2 and link_kind = $3";

    public const string DropAliases = "delete from cdr.cn_person_alias where retired_person_id in (select id from stage_moved)";

    public const string AddAliases =
        "insert into cdr.cn_person_alias (retired_person_id, person_id, load_id) select id, person_id, $1 from stage_moved where id <> person_id";

    public const string DropGolden = "delete from cdr.person where person_id in (select id from stage_golden)";

    /// <summary>Links of clusters of two and more, for the working copy. Grain: one link.</summary>
    public const string ClusterLinks =
        """
        select l.source_person_id, l.linked_to_id, l.link_kind
        from sys.person_link l
        where l.active and (l.link_kind <> 'national-id' or l.linked_to_id in
          (select linked_to_id from sys.person_link where active and link_kind = 'national-id' group by linked_to_id having count(*) > 1))
        """;

    /// <summary>
    /// The golden rows of staged persons. Each field is the latest stated one, by the version order of the sources' rows;
    /// a concept 0 says nothing and gives way to one that does. Grain: one golden person.
    /// </summary>
    public static readonly string MakeGolden = BuildMakeGolden();

    private static string BuildMakeGolden()
    {
        (string Target, string Source)[] concepts = [("gender_concept_id", "gender_concept_id"), ("race_concept_id", "race_concept_id"), ("ethnicity_concept_id", "ethnicity_concept_id")];
        string[] latest =
        [
            "birth_datetime", "location_id", "provider_id", "care_site_id", "person_source_value", "gender_source_value", "gender_source_concept_id",
            "race_source_value", "race_source_concept_id", "ethnicity_source_value", "ethnicity_source_concept_id",
            "utc_offset_minutes", "time_precision", "record_id", "source_id", "entry_position", "record_number", "mapping_version", "version_order",
        ];
        (string Target, string Expression)[] birth =
        [
            ("year_of_birth", "coalesce(s.year_of_birth, cast(extract(year from s.birth_date) as integer))"),
            ("month_of_birth", "coalesce(s.month_of_birth, cast(extract(month from s.birth_date) as integer))"),
            ("day_of_birth", "coalesce(s.day_of_birth, cast(extract(day from s.birth_date) as integer))"),
        ];
        const string order = "order by s.version_order desc, s.entry_position desc, s.record_number desc, s.source_person_id desc";
        var columns = new List<string> { "person_id" };
        var values = new List<string> { "g.id" };
        foreach (var (target, source) in concepts)
        {
            columns.Add(target);
            values.Add($"coalesce((array_agg(s.{source} {order}) filter (where s.{source} <> 0))[1], 0)");
        }

        foreach (var (target, expression) in birth)
        {
            columns.Add(target);
            values.Add($"(array_agg({expression} {order}) filter (where {expression} is not null))[1]");
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
            : $"insert into cdr.person ({string.Join(", ", columns)}, load_id) select {string.Join(", ", values)}, $1 from cdr.cn_source_person s join stage_golden g on s.person_id = g.id group by g.id";
    }
}
