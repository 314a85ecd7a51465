using System.Collections.Frozen;
using static Suwen.Analysis.Cohorts.AttributeKind;

namespace Suwen.Analysis.Cohorts;

/// <summary>The domains of OMOP CDM 5.4 that a cohort can speak of.</summary>
/// <remarks>An event without an end ends as in OHDSI's tools: on the next day, a drug after its days of supply.</remarks>
internal static class CohortDomains
{
    private const string StartYears = "{age:c.start_date}";
    private const string EndYears = "{age:c.end_date}";
    private const string Length = "(c.end_date - c.start_date)";

    public static FrozenDictionary<string, CohortDomain> ByName { get; } = All().ToFrozenDictionary(static d => d.Name, StringComparer.Ordinal);

    public static FrozenDictionary<string, CohortDomain> ByCirce { get; } = ByName.Values.Where(static d => d.Circe is not null).ToFrozenDictionary(static d => d.Circe!, StringComparer.Ordinal);

    /// <summary>Attributes of the person at the entry.</summary>
    public static FrozenDictionary<string, DomainAttribute> Person { get; } = Named(
        new("age", Number, StartYears, [], EventJoins.Person, "Age"),
        new("sex", AttributeKind.Concept, "p.gender_concept_id", [], EventJoins.Person, "Gender"),
        new("race", AttributeKind.Concept, "p.race_concept_id", [], EventJoins.Person, "Race"),
        new("ethnicity", AttributeKind.Concept, "p.ethnicity_concept_id", [], EventJoins.Person, "Ethnicity"),
        new("start_date", Date, "c.start_date", [], EventJoins.None, "OccurrenceStartDate"),
        new("end_date", Date, "c.end_date", [], EventJoins.None, "OccurrenceEndDate"));

    private static IEnumerable<CohortDomain> All()
    {
        yield return Event("condition", "ConditionOccurrence", "condition_occurrence", "condition", "condition_start_date", "coalesce(t.condition_end_date, t.condition_start_date + 1)",
            [Concept("status", "condition_status_concept_id", "ConditionStatus"), Text("stop_reason", "stop_reason", "StopReason"), Lasts(null)]);
        yield return Event("drug", "DrugExposure", "drug_exposure", "drug", "drug_exposure_start_date", "coalesce(t.drug_exposure_end_date, t.drug_exposure_start_date + t.days_supply, t.drug_exposure_start_date + 1)",
            [Text("stop_reason", "stop_reason", "StopReason"), Value("refills", "refills", "Refills"), Value("quantity", "quantity", "Quantity"), Value("days_supply", "days_supply", "DaysSupply"), Concept("route", "route_concept_id", "RouteConcept"), Text("lot_number", "lot_number", "LotNumber"), Value("dose", "dose_value", null), Lasts(null)],
            ("days_supply", "days_supply"), ("quantity", "quantity"), ("refills", "refills"));
        yield return Event("procedure", "ProcedureOccurrence", "procedure_occurrence", "procedure", "procedure_date", "(t.procedure_date + 1)",
            [Concept("modifier", "modifier_concept_id", "Modifier"), Value("quantity", "quantity", "Quantity")], ("quantity", "quantity"));
        yield return Event("measurement", "Measurement", "measurement", "measurement", "measurement_date", "(t.measurement_date + 1)",
            [
                Concept("operator", "operator_concept_id", "Operator"), Value("value", "value_as_number", "ValueAsNumber"), Concept("value_concept", "value_as_concept_id", "ValueAsConcept"), Concept("unit", "unit_concept_id", "Unit"),
                Text("unit_code", "unit_source_value", null), Value("range_low", "range_low", "RangeLow"), Value("range_high", "range_high", "RangeHigh"),
                new("range_low_ratio", Number, "(c.value_as_number / nullif(c.range_low, 0))", ["value_as_number", "range_low"], EventJoins.None, "RangeLowRatio"),
                new("range_high_ratio", Number, "(c.value_as_number / nullif(c.range_high, 0))", ["value_as_number", "range_high"], EventJoins.None, "RangeHighRatio"),
                // 4155142 abnormally low and 4155143 abnormally high: the concepts by which OHDSI's tools know an abnormal result.
                new("abnormal", Flag, "(c.value_as_number < c.range_low or c.value_as_number > c.range_high or c.value_as_concept_id in (4155142, 4155143))", ["value_as_number", "range_low", "range_high", "value_as_concept_id"], EventJoins.None, "Abnormal"),
                Text("flag", "abnormal_flag_source_value", null),
            ],
            ("value", "value_as_number"), ("range_low", "range_low"), ("range_high", "range_high"), ("unit", "unit_concept_id"), ("value_concept", "value_as_concept_id"));
        yield return Event("observation", "Observation", "observation", "observation", "observation_date", "(t.observation_date + 1)",
            [Value("value", "value_as_number", "ValueAsNumber"), Text("value_text", "value_as_string", "ValueAsString"), Concept("value_concept", "value_as_concept_id", "ValueAsConcept"), Concept("qualifier", "qualifier_concept_id", "Qualifier"), Concept("unit", "unit_concept_id", "Unit")],
            ("value", "value_as_number"), ("unit", "unit_concept_id"), ("value_concept", "value_as_concept_id"));
        yield return Event("device", "DeviceExposure", "device_exposure", "device", "device_exposure_start_date", "coalesce(t.device_exposure_end_date, t.device_exposure_start_date + 1)",
            [Text("unique_device_id", "unique_device_id", "UniqueDeviceId"), Value("quantity", "quantity", "Quantity"), Lasts(null)], ("quantity", "quantity"));
        yield return Visit("visit", "VisitOccurrence", "visit_occurrence", "visit", "VisitType", "VisitLength") with { Vocabulary = "visit_source_vocabulary" };
        yield return Visit("visit_detail", "VisitDetail", "visit_detail", "visit_detail", "VisitDetailType", "VisitDetailLength");
        yield return Specimen();
        yield return Death();
        foreach (var period in Periods())
        {
            yield return period;
        }
    }

    private static CohortDomain Event(string name, string circe, string table, string stem, string start, string end, DomainAttribute[] own, params (string Name, string Column)[] distinct) => new()
    {
        Name = name,
        Circe = circe,
        Table = table,
        Id = table + "_id",
        Start = start,
        End = end,
        Concept = stem + "_concept_id",
        SourceConcept = stem + "_source_concept_id",
        Code = stem + "_source_value",
        Vocabulary = stem + "_source_vocabulary",
        CirceSource = char.ToUpperInvariant(stem[0]) + stem[1..] + "SourceConcept",
        Attributes = Named([.. Common(stem + "_type_concept_id", char.ToUpperInvariant(stem[0]) + stem[1..] + "Type"), Concept("visit_type", "v.visit_concept_id", "VisitType", EventJoins.Visit), Site(EventJoins.VisitCareSite), .. own]),
        Distinct = DistinctBy([("concept", stem + "_concept_id"), ("visit", "visit_occurrence_id"), ("visit_detail", "visit_detail_id"), .. distinct]),
    };

    private static CohortDomain Visit(string name, string circe, string table, string stem, string circeType, string circeLength) => new()
    {
        Name = name,
        Circe = circe,
        Table = table,
        Id = table + "_id",
        Start = stem + "_start_date",
        End = $"coalesce(t.{stem}_end_date, t.{stem}_start_date)",
        Concept = stem + "_concept_id",
        SourceConcept = stem + "_source_concept_id",
        Code = stem + "_source_value",
        CirceSource = stem == "visit" ? "VisitSourceConcept" : "VisitDetailSourceConcept",
        Attributes = Named([.. Common(stem + "_type_concept_id", circeType, stem == "visit" ? "Occurrence" : "VisitDetail"), Lasts(circeLength), Concept("place_of_service", "s.place_of_service_concept_id", "PlaceOfService", EventJoins.CareSite), Concept("admitted_from", "admitted_from_concept_id", null), Concept("discharged_to", "discharged_to_concept_id", null), Site(EventJoins.CareSite)]),
        Distinct = DistinctBy([("concept", stem + "_concept_id"), ("visit", "visit_occurrence_id")]),
    };

    private static CohortDomain Specimen() => new()
    {
        Name = "specimen",
        Circe = "Specimen",
        Table = "specimen",
        Id = "specimen_id",
        Start = "specimen_date",
        End = "(t.specimen_date + 1)",
        Concept = "specimen_concept_id",
        Code = "specimen_source_value",
        HasVisit = false,
        Attributes = Named([
            .. Common("specimen_type_concept_id", "SpecimenType").Where(static a => a.Name != "provider_specialty"), Value("quantity", "quantity", "Quantity"), Concept("unit", "unit_concept_id", "Unit"),
            Concept("anatomic_site", "anatomic_site_concept_id", "AnatomicSite"), Concept("disease_status", "disease_status_concept_id", "DiseaseStatus"), Text("specimen_id", "specimen_source_id", "SourceId"),
        ]),
        Distinct = DistinctBy([("concept", "specimen_concept_id")]),
    };

    private static CohortDomain Death() => new()
    {
        Name = "death",
        Circe = "Death",
        Table = "death",
        // OMOP gives a death no id of its own: there is one for a person.
        Id = "person_id",
        Start = "death_date",
        End = "(t.death_date + 1)",
        Concept = "cause_concept_id",
        SourceConcept = "cause_source_concept_id",
        Code = "cause_source_value",
        CirceSource = "DeathSourceConcept",
        HasVisit = false,
        Attributes = Named([.. Common("death_type_concept_id", "DeathType").Where(static a => a.Name != "provider_specialty")]),
        Distinct = DistinctBy([("concept", "cause_concept_id")]),
    };

    private static IEnumerable<CohortDomain> Periods()
    {
        yield return Period("condition_era", "ConditionEra", "condition_era", "condition_era", "condition_concept_id", [Value("occurrences", "condition_occurrence_count", "OccurrenceCount")], "Era") with { Distinct = DistinctBy([("concept", "condition_concept_id"), ("occurrences", "condition_occurrence_count")]) };
        yield return Period("drug_era", "DrugEra", "drug_era", "drug_era", "drug_concept_id", [Value("occurrences", "drug_exposure_count", "OccurrenceCount"), Value("gap_days", "gap_days", "GapDays")], "Era") with { Distinct = DistinctBy([("concept", "drug_concept_id"), ("occurrences", "drug_exposure_count"), ("gap_days", "gap_days")]) };
        yield return Period("dose_era", "DoseEra", "dose_era", "dose_era", "drug_concept_id", [Value("dose", "dose_value", "DoseValue"), Concept("unit", "unit_concept_id", "Unit")], "Era") with { Distinct = DistinctBy([("concept", "drug_concept_id"), ("unit", "unit_concept_id")]) };
        yield return Period("observation_period", "ObservationPeriod", "observation_period", "observation_period", null, [Concept("type", "period_type_concept_id", "PeriodType")], "Period") with { Distinct = DistinctBy([("concept", "period_type_concept_id")]) };
        yield return Period("payer_plan", "PayerPlanPeriod", "payer_plan_period", "payer_plan_period", null, [.. Payer()], "Period") with { Distinct = DistinctBy([("concept", "payer_concept_id")]) };
    }

    private static CohortDomain Period(string name, string circe, string table, string stem, string? concept, DomainAttribute[] own, string circeStem) => new()
    {
        Name = name,
        Circe = circe,
        Table = table,
        Id = table + "_id",
        Start = stem + "_start_date",
        End = "t." + stem + "_end_date",
        Concept = concept,
        HasVisit = false,
        Attributes = Named([
            new("age", Number, StartYears, [], EventJoins.Person, "AgeAtStart"), new("age_at_end", Number, EndYears, [], EventJoins.Person, "AgeAtEnd"), Sex(),
            new("start_date", Date, "c.start_date", [], EventJoins.None, circeStem + "StartDate"), new("end_date", Date, "c.end_date", [], EventJoins.None, circeStem + "EndDate"), Lasts(circeStem + "Length"), .. own,
        ]),
        Distinct = FrozenDictionary<string, string>.Empty,
    };

    /// <summary>In an OHDSI expression these name a concept set, not concepts.</summary>
    private static IEnumerable<DomainAttribute> Payer()
    {
        foreach (var (name, circe) in new[] { ("payer", "Payer"), ("plan", "Plan"), ("sponsor", "Sponsor"), ("stop_reason", "StopReason") })
        {
            yield return Concept(name, name + "_concept_id", circe + "Concept");
            yield return Concept(name + "_source", name + "_source_concept_id", circe + "SourceConcept");
        }
    }

    private static IEnumerable<DomainAttribute> Common(string type, string circeType, string circeDates = "Occurrence") =>
    [
        new("age", Number, StartYears, [], EventJoins.Person, "Age"), Sex(), new("start_date", Date, "c.start_date", [], EventJoins.None, circeDates + "StartDate"), new("end_date", Date, "c.end_date", [], EventJoins.None, circeDates + "EndDate"),
        Concept("type", type, circeType), Concept("provider_specialty", "r.specialty_concept_id", "ProviderSpecialty", EventJoins.Provider),
        new("source", AttributeKind.Text, "{source}", ["source_id"], EventJoins.None, null),
    ];

    private static DomainAttribute Sex() => new("sex", AttributeKind.Concept, "p.gender_concept_id", [], EventJoins.Person, "Gender");

    private static DomainAttribute Site(EventJoins join) => new("care_site", AttributeKind.Text, "{care_site}", [], join, null);

    private static DomainAttribute Lasts(string? circe) => new("length_days", Number, Length, [], EventJoins.None, circe);

    private static DomainAttribute Value(string name, string column, string? circe) => new(name, Number, "c." + column, [column], EventJoins.None, circe);

    private static DomainAttribute Text(string name, string column, string? circe) => new(name, AttributeKind.Text, "c." + column, [column], EventJoins.None, circe);

    private static DomainAttribute Concept(string name, string column, string? circe, EventJoins join = EventJoins.None) =>
        join == EventJoins.None ? new(name, AttributeKind.Concept, "c." + column, [column], join, circe) : new(name, AttributeKind.Concept, column, [], join, circe);

    private static FrozenDictionary<string, DomainAttribute> Named(params IEnumerable<DomainAttribute> attributes) => attributes.ToFrozenDictionary(static a => a.Name, StringComparer.Ordinal);

    private static FrozenDictionary<string, string> DistinctBy(params IEnumerable<(string Name, string Column)> columns) => columns.ToFrozenDictionary(static c => c.Name, static c => c.Column, StringComparer.Ordinal);
}
