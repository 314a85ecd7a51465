using Suwen.Standards.Terminology;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Quality;

/// <summary>
/// The checks that follow from the model itself: every table and column of <c>columns.csv</c> with what it says of type, requirement and
/// reference, and from the CSV files beside it what the OMOP CDM 5.4 specification says of domains.
/// </summary>
internal static class FieldChecks
{
    private const string All = "true";

    /// <summary>A visit's records may be written some days before or after it (OHDSI's convention for withinVisitDates).</summary>
    private const int VisitSlackDays = 7;

    /// <summary>What belongs to a death is written down up to so many days later (OHDSI's convention for plausibleBeforeDeath).</summary>
    private const int DeathSlackDays = 60;

    /// <summary>Keys of tables that come with a vocabulary: they are given from outside, not by the key ledger.</summary>
    private static readonly (string Table, string Column)[] VocabularyKeys =
    [
        ("concept", "concept_id"), ("vocabulary", "vocabulary_id"), ("domain", "domain_id"), ("concept_class", "concept_class_id"),
        ("relationship", "relationship_id"), ("cohort_definition", "cohort_definition_id"),
    ];

    /// <summary>Names of columns whose dates are no events in a person's life.</summary>
    private static readonly string[] NoEvents = ["birth", "valid_", "next_", "move_", "nlp_"];

    /// <summary>The tables whose rows are judged: all of the data, not Suwen's bookkeeping and not the list of retired ids.</summary>
    public static IReadOnlyList<Table> Tables { get; } = [.. CanonicalModel.Tables.Where(t => t.Schema == "cdr" && t.Name != "cn_person_alias")];

    public static IEnumerable<QualityCheck> Create() => Tables.SelectMany(OfTable).Concat(OfBounds()).Concat(OfOrder()).Concat(OfDomains());

    /// <summary>True for the columns that sources fill: neither provenance nor the precision of clocks.</summary>
    public static bool IsJudged(Column column) => column.Role is not (ColumnRole.Provenance or ColumnRole.Clock);

    /// <summary>The column that says when a row happened: the first date, or else the first time; null where it has none.</summary>
    public static Column? EventColumn(Table table) =>
        table.Columns.FirstOrDefault(c => IsEvent(table, c) && c.Type == ColumnType.Date) ?? table.Columns.FirstOrDefault(c => IsEvent(table, c));

    private static bool IsEvent(Table table, Column column) =>
        column.Type is ColumnType.Date or ColumnType.Timestamp && IsJudged(column) && table.Kind != "vocabulary" && !NoEvents.Any(n => column.Name.Contains(n, StringComparison.Ordinal));

    private static bool IsConcept(Column column) => column.Name.Contains("concept_id", StringComparison.Ordinal) && column.Type == ColumnType.Int64;

    private static bool IsSourceConcept(Column column) => column.Name.EndsWith("_source_concept_id", StringComparison.Ordinal);

    private static string Name(Column column) => "t." + SqlName.Quote(column.Name);

    private static IEnumerable<QualityCheck> OfTable(Table table)
    {
        yield return CheckType.Of("cdmTable").On(table, null, new CatalogueBody("table"));
        if (table.PersonColumn is not null && table.Name is not ("person" or "cn_source_person"))
        {
            yield return CheckType.Of("measurePersonCompleteness").On(table, null, new ScanBody(
                $"exists (select 1 from {SqlName.Of(table)})",
                $"t.person_id not in (select person_id from {SqlName.Of(table)} where person_id is not null)"));
        }

        foreach (var check in OfSpecialTable(table).Concat(table.Columns.Where(IsJudged).SelectMany(c => OfColumn(table, c))))
        {
            yield return check;
        }
    }

    private static IEnumerable<QualityCheck> OfSpecialTable(Table table)
    {
        if (table.Name == "condition_era")
        {
            yield return CheckType.Of("measureConditionEraCompleteness").On(table, null, new ScanBody(
                "exists (select 1 from cdr.condition_era) and t.person_id in (select person_id from cdr.condition_occurrence where person_id is not null)",
                "t.person_id not in (select person_id from cdr.condition_era where person_id is not null)"));
        }

        if (table.Name == "observation_period")
        {
            yield return CheckType.Of("measureObservationPeriodOverlap").On(table, null, new QueryBody(QualityContent.Text("observation-period-overlap.sql")));
        }
    }

    private static IEnumerable<QualityCheck> OfColumn(Table table, Column column)
    {
        var (name, at) = (column.Name, Name(column));
        yield return CheckType.Of("cdmField").On(table, name, new CatalogueBody("field"));
        yield return CheckType.Of("cdmDatatype").On(table, name, new CatalogueBody("type"));
        yield return CheckType.Of("measureValueCompleteness").On(table, name, new ScanBody(All, at + " is null"));
        if (column.Required)
        {
            yield return CheckType.Of("isRequired").On(table, name, new ScanBody(All, at + " is null"));
        }

        if (column.Role == ColumnRole.Key || VocabularyKeys.Contains((table.Name, name)))
        {
            var quoted = SqlName.Quote(name);
            yield return CheckType.Of("isPrimaryKey").On(table, name, new ScanBody(at + " is not null", $"{at} in (select {quoted} from {SqlName.Of(table)} group by {quoted} having count(*) > 1)"));
        }

        foreach (var check in OfReference(table, column).Concat(OfConcept(table, column)).Concat(OfTime(table, column)))
        {
            yield return check;
        }
    }

    private static IEnumerable<QualityCheck> OfReference(Table table, Column column)
    {
        if (column.References is { } target && column.Role != ColumnRole.Key)
        {
            var referenced = CanonicalModel.Table(target);
            var key = SqlName.Quote(referenced.Key!.Name);
            yield return CheckType.Of("isForeignKey").On(table, column.Name, new ScanBody(Name(column) + " is not null", $"{Name(column)} not in (select {key} from {SqlName.Of(referenced)} where {key} is not null)"));
        }
        else if (IsConcept(column) && !VocabularyKeys.Contains((table.Name, column.Name)))
        {
            yield return CheckType.Of("isForeignKey").On(table, column.Name, new ScanBody(Name(column) + " <> 0", IsNoConcept(Name(column)), NeedsVocabulary: true));
        }
    }

    /// <summary>Terms of the built-in dictionaries and of the site's own have concept ids in OMOP's local range, and stand in no vocabulary that is loaded.</summary>
    private static string IsNoConcept(string column) =>
        $"{column} not in (select concept_id from cdr.concept where concept_id is not null) and {column} not between {CodeSystem.FirstConceptId + 1} and {CodeSystem.FirstSiteConceptId - 1} and {column} not in (select term_concept_id from cdr.cn_term where term_concept_id is not null)";

    private static IEnumerable<QualityCheck> OfConcept(Table table, Column column)
    {
        if (!IsConcept(column) || table.Kind == "vocabulary" || table.Name is "fact_relationship" or "cohort_definition" or "metadata")
        {
            yield break;
        }

        var at = Name(column);
        if (IsSourceConcept(column))
        {
            yield return CheckType.Of("sourceConceptRecordCompleteness").On(table, column.Name, new ScanBody(All, $"coalesce({at}, 0) = 0"));
            yield break;
        }

        yield return CheckType.Of("standardConceptRecordCompleteness").On(table, column.Name, new ScanBody(at + " is not null", at + " = 0"));
        yield return CheckType.Of("isStandardValidConcept").On(table, column.Name, new ScanBody(
            at + " <> 0",
            at + " in (select concept_id from cdr.concept where coalesce(standard_concept, '') <> 'S' or coalesce(invalid_reason, '') <> '')",
            NeedsVocabulary: true));
        var source = column.Name.Replace("_concept_id", "_source_value", StringComparison.Ordinal);
        if (table.TryFind(source, out var value) && table.IsLoaded)
        {
            yield return CheckType.Of("sourceValueCompleteness").On(table, source, new QueryBody(DistinctValues(table, value, column)));
        }
    }

    /// <summary>One row per source and distinct value; the row that stands for it is the first.</summary>
    private static string DistinctValues(Table table, Column value, Column concept)
    {
        var key = table.Key is { } k ? $"min(t.{SqlName.Quote(k.Name)})" : "cast(null as bigint)";
        return $"""
            select {key} as row_id, t.source_id, min(t.entry_position) as entry_position, min(t.record_number) as record_number, cast(null as date) as happened_on,
                   max(coalesce({Name(concept)}, 0)) = 0 as violated
            from {SqlName.Of(table)} t
            where {Name(value)} is not null
            group by t.source_id, {Name(value)}
            """;
    }

    private static IEnumerable<QualityCheck> OfTime(Table table, Column column)
    {
        if (column.Type is not (ColumnType.Date or ColumnType.Timestamp))
        {
            yield break;
        }

        var at = Name(column);
        if (EndOf(table, column) is { } end)
        {
            yield return CheckType.Of("plausibleStartBeforeEnd").On(table, column.Name, new ScanBody($"{at} is not null and {Name(end)} is not null", $"{at} > {Name(end)}"), what: (end.Name, end.Name));
        }

        if (table.PersonColumn is null || table.Name == "person" || !IsEvent(table, column))
        {
            yield break;
        }

        var day = $"cast({at} as date)";
        yield return CheckType.Of("plausibleAfterBirth").On(table, column.Name, new ScanBody($"{at} is not null and p.birth_date is not null", $"{day} < p.birth_date", ScanJoins.Person));
        if (table.Name != "death")
        {
            yield return CheckType.Of("plausibleBeforeDeath").On(table, column.Name, new ScanBody($"{at} is not null and d.death_date is not null", $"{day} > d.death_date + {DeathSlackDays}", ScanJoins.Death));
        }

        if (EventColumn(table) != column)
        {
            yield break;
        }

        yield return CheckType.Of("plausibleDuringLife").On(table, column.Name, new ScanBody(
            $"{at} is not null and p.birth_date is not null",
            $"{day} < p.birth_date or {day} > coalesce(d.death_date + {DeathSlackDays}, {day})",
            ScanJoins.Person | ScanJoins.Death));
        if (table.TryFind("visit_occurrence_id", out var visit) && visit.Role == ColumnRole.Reference)
        {
            yield return CheckType.Of("withinVisitDates").On(table, column.Name, new ScanBody(
                $"{at} is not null and v.visit_start_date is not null",
                $"{day} < v.visit_start_date - {VisitSlackDays} or {day} > coalesce(v.visit_end_date, v.visit_start_date) + {VisitSlackDays}",
                ScanJoins.Visit));
        }
    }

    /// <summary>The column that ends what this one begins, by their names.</summary>
    private static Column? EndOf(Table table, Column column)
    {
        var name = column.Name switch
        {
            "admission_datetime" => "discharge_datetime",
            "procedure_date" => "procedure_end_date",
            "procedure_datetime" => "procedure_end_datetime",
            "valid_from" => "valid_to",
            "move_in_date" => "move_out_date",
            var n when n.Contains("start", StringComparison.Ordinal) => n.Replace("start", "end", StringComparison.Ordinal),
            _ => null,
        };
        return name is not null && table.TryFind(name, out var end) && end.Type == column.Type ? end : null;
    }

    private static IEnumerable<QualityCheck> OfBounds()
    {
        foreach (var line in QualityContent.Lines("field-bounds.csv"))
        {
            var table = CanonicalModel.Table(line["table"]);
            var column = table.Columns[table[line["field"]]];
            var isTime = column.Type is ColumnType.Date or ColumnType.Timestamp;
            var (at, present) = (Name(column), Name(column) + " is not null");
            if (line["low"] is { Length: > 0 } low)
            {
                yield return CheckType.Of("plausibleValueLow").On(table, column.Name, new ScanBody(present, isTime ? $"{at} < cast('{low}' as {(column.Type == ColumnType.Date ? "date" : "timestamp")})" : $"{at} < {low}"), what: (low, low));
            }

            if (line["high"] is { Length: > 0 } high)
            {
                yield return CheckType.Of("plausibleValueHigh").On(table, column.Name, new ScanBody(present, $"{at} > {high}"), what: (high, high));
            }

            if (line["now_days"] is { Length: > 0 } days)
            {
                // The day of receipt, not that of the check: what was a date in the future when it came stays a fault.
                yield return CheckType.Of("plausibleValueHigh").On(table, column.Name, new ScanBody(present + " and e.received_on is not null", $"cast({at} as date) > e.received_on + {days}", ScanJoins.Entry), what: ("接收日期（未来日期）", "the day of receipt (a date in the future)"));
            }
        }
    }

    private static IEnumerable<QualityCheck> OfOrder()
    {
        foreach (var line in QualityContent.Lines("field-order.csv"))
        {
            var table = CanonicalModel.Table(line["table"]);
            var (later, earlier) = (table.Columns[table[line["field"]]], table.Columns[table[line["after"]]]);
            yield return CheckType.Of("plausibleTemporalAfter").On(
                table, later.Name, new ScanBody($"{Name(later)} is not null and {Name(earlier)} is not null", $"cast({Name(later)} as date) < cast({Name(earlier)} as date)"), what: (earlier.Name, earlier.Name));
        }
    }

    private static IEnumerable<QualityCheck> OfDomains()
    {
        foreach (var line in QualityContent.Lines("field-concepts.csv"))
        {
            var table = CanonicalModel.Table(line["table"]);
            var column = table.Columns[table[line["field"]]];
            yield return CheckType.Of("fkDomain").On(table, column.Name, Other(column, "domain_id", line["domain"]), what: (line["domain"], line["domain"]));
            if (line["class"] is { Length: > 0 } conceptClass)
            {
                yield return CheckType.Of("fkClass").On(table, column.Name, Other(column, "concept_class_id", conceptClass), what: (conceptClass, conceptClass));
            }
        }
    }

    private static ScanBody Other(Column column, string of, string wanted) => new(
        Name(column) + " <> 0", $"{Name(column)} in (select concept_id from cdr.concept where {of} <> '{wanted}')", NeedsVocabulary: true);
}
