using System.Text.Json;

namespace Suwen.Analysis.Cohorts;

internal sealed partial class CirceReader
{
    private List<EventCriterion> Criteria(CirceObject parent, string name) => [.. parent.Objects(name).Select(Criterion).OfType<EventCriterion>()];

    /// <summary>An object with one property, named for its domain.</summary>
    private EventCriterion? Criterion(CirceObject wrapper)
    {
        foreach (var name in wrapper.Names)
        {
            var domain = CohortDomains.ByCirce.Values.FirstOrDefault(d => d.Circe!.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (domain is null)
            {
                var why = name switch
                {
                    "LocationRegion" => "OMOP CDM 5.4 has no regions of locations (LOCATION_HISTORY, region_concept_id).",
                    "Episode" => "Episodes are not supported.",
                    _ => "There is no such domain.",
                };
                wrapper.Fault(name, why, "Supported are: " + string.Join(", ", CohortDomains.ByCirce.Keys.Order(StringComparer.Ordinal)) + ".");
                return null;
            }

            return Criterion(wrapper.Object(name)!, domain);
        }

        wrapper.Fault("", "A criterion names its domain.");
        return null;
    }

    private EventCriterion Criterion(CirceObject criterion, CohortDomain domain)
    {
        if (domain.Name == "dose_era")
        {
            warnings.Add(new CohortFault(criterion.Path, "Dose eras are read as the warehouse has them; they are not derived where it has none."));
        }

        if (criterion.Text("IntervalUnit") is { } unit && unit != "day")
        {
            criterion.Fault("IntervalUnit", "Only days are supported.");
        }

        var set = domain.Concept is null ? null : SetOf(criterion, "CodesetId");
        var source = domain.CirceSource is null ? null : SetOf(criterion, domain.CirceSource);
        var tests = domain.Attributes.Values.Where(static a => a.Circe is not null).SelectMany(a => Tests(criterion, a)).ToList();
        var shift = Shift(criterion);
        var period = domain.IsPeriod && criterion.Object("UserDefinedPeriod") is { } fixedPeriod ? Period(fixedPeriod) : null;
        var having = criterion.Object("CorrelatedCriteria") is { } group ? Group(group) : null;
        var read = new EventCriterion(domain.Name) { ValueSet = set, SourceValueSet = source, First = criterion.Flag("First"), Tests = tests, Shift = shift, Period = period, Having = having, Where = criterion.Path };
        criterion.Finish();
        return read;
    }

    private static FixedPeriod Period(CirceObject period)
    {
        var read = new FixedPeriod(period.Date("StartDate"), period.Date("EndDate"));
        period.Finish();
        return read;
    }

    private static DateShift? Shift(CirceObject criterion)
    {
        if (criterion.Object("DateAdjustment") is not { } adjustment)
        {
            return null;
        }

        var shift = new DateShift(IsEnd("StartWith", false), adjustment.Whole("StartOffset") ?? 0, !IsEnd("EndWith", true), adjustment.Whole("EndOffset") ?? 0);
        adjustment.Finish();
        return shift;

        bool IsEnd(string name, bool otherwise)
        {
            switch (adjustment.Text(name)?.ToUpperInvariant())
            {
                case null:
                    return otherwise;
                case "START_DATE":
                    return false;
                case "END_DATE":
                    return true;
                default:
                    adjustment.Fault(name, "This is START_DATE or END_DATE.");
                    return otherwise;
            }
        }
    }

    private CriteriaGroup Group(CirceObject group)
    {
        var type = group.Text("Type")?.ToUpperInvariant();
        var count = group.Whole("Count") ?? 0;
        var kind = type switch { null or "ALL" => GroupKind.All, "ANY" => GroupKind.Any, "AT_LEAST" => GroupKind.AtLeast, "AT_MOST" => GroupKind.AtMost, _ => (GroupKind?)null };
        if (kind is null)
        {
            group.Fault("Type", "A group is ALL, ANY, AT_LEAST or AT_MOST.");
        }

        var members = new List<GroupMember>();
        members.AddRange(group.Objects("CriteriaList").Select(Counted).OfType<GroupMember>());
        members.AddRange(group.Objects("DemographicCriteriaList").Select(Person));
        members.AddRange(group.Objects("Groups").Select(Group));
        group.Finish();
        return new CriteriaGroup(kind ?? GroupKind.All, count, members);
    }

    private PersonCriterion Person(CirceObject person)
    {
        var tests = CohortDomains.Person.Values.SelectMany(a => Tests(person, a)).ToList();
        person.Finish();
        return new PersonCriterion(tests);
    }

    private CountedCriterion? Counted(CirceObject correlated)
    {
        var wrapper = correlated.Object("Criteria");
        var criterion = wrapper is null ? null : Criterion(wrapper);
        if (wrapper is null)
        {
            correlated.Fault("Criteria", "A criterion is missing here.");
        }

        var occurrence = correlated.Object("Occurrence");
        if (occurrence is null)
        {
            correlated.Fault("Occurrence", "How many events there must be is missing.");
        }

        var kind = occurrence?.Whole("Type") switch { 0 => CountKind.Exactly, 1 => CountKind.AtMost, 2 or null => CountKind.AtLeast, _ => (CountKind?)null };
        if (kind is null)
        {
            occurrence!.Fault("Type", "This is 0 (exactly), 1 (at most) or 2 (at least).");
        }

        var count = occurrence?.Whole("Count") ?? 1;
        var distinct = occurrence is not null && criterion is not null ? DistinctBy(occurrence, criterion) : null;
        occurrence?.Finish();
        var read = criterion is null ? null : new CountedCriterion(criterion, kind ?? CountKind.AtLeast, count)
        {
            DistinctBy = distinct,
            Window = correlated.Object("StartWindow") is { } start ? Window(start, false) : null,

            // Without the flag the window of an end is one of the event's end.
            SecondWindow = correlated.Object("EndWindow") is { } end ? Window(end, true) : null,
            SameVisit = correlated.Flag("RestrictVisit"),
            OutsideObservation = correlated.Flag("IgnoreObservationPeriod"),
        };
        correlated.Finish();
        return read;
    }

    private static string? DistinctBy(CirceObject occurrence, EventCriterion criterion)
    {
        var isDistinct = occurrence.Flag("IsDistinct");
        var column = occurrence.Text("CountColumn");
        if (!isDistinct)
        {
            return null;
        }

        var name = column switch
        {
            null or "DOMAIN_CONCEPT" => "concept",
            "START_DATE" => "start_date",
            "END_DATE" => "end_date",
            "DURATION" => "length_days",
            "VISIT_ID" => "visit",
            "VISIT_DETAIL_ID" => "visit_detail",
            "ERA_OCCURRENCES" => "occurrences",
            "GAP_DAYS" => "gap_days",
            "DAYS_SUPPLY" => "days_supply",
            "QUANTITY" => "quantity",
            "REFILLS" => "refills",
            "VALUE_AS_NUMBER" => "value",
            "RANGE_LOW" => "range_low",
            "RANGE_HIGH" => "range_high",
            "UNIT" => "unit",
            _ => "?",
        };
        var domain = CohortDomains.ByName[criterion.Domain];
        if (name is not ("start_date" or "end_date" or "length_days") && !domain.Distinct.ContainsKey(name))
        {
            occurrence.Fault("CountColumn", $"Events of {domain.Circe} cannot be counted by {column ?? "DOMAIN_CONCEPT"}.");
            return null;
        }

        return name;
    }

    private static TimeWindow Window(CirceObject window, bool ofEventEnd)
    {
        var read = new TimeWindow(Bound(window, "Start", false), Bound(window, "End", true), window.Flag("UseIndexEnd"), window.Flag("UseEventEnd", ofEventEnd));
        window.Finish();
        return read;
    }

    private static WindowBound Bound(CirceObject window, string name, bool isEnd)
    {
        if (window.Object(name) is not { } bound)
        {
            return new WindowBound(null, isEnd);
        }

        var unit = bound.Text("TimeUnit");
        if (unit is not (null or "" or "day"))
        {
            bound.Fault("TimeUnit", "Only days are supported.", "Give the length in days.");
        }

        var days = bound.Whole("Days") ?? bound.Whole("TimeUnitValue");
        bound.Ignore("TimeUnitValue");
        var side = bound.Whole("Coeff") ?? (isEnd ? 1 : -1);
        if (side is not (1 or -1))
        {
            bound.Fault("Coeff", "This is -1 (before) or 1 (after).");
        }

        bound.Finish();
        return days is { } count ? new WindowBound(side * count, false) : new WindowBound(null, side == 1);
    }

    private IEnumerable<AttributeTest> Tests(CirceObject criterion, DomainAttribute attribute)
    {
        var name = attribute.Circe!;
        switch (attribute.Kind)
        {
            case AttributeKind.Number when criterion.Object(name) is { } range:
                return NumberOf(range, attribute.Name);
            case AttributeKind.Date when criterion.Object(name) is { } range:
                return DateOf(range, attribute.Name);
            case AttributeKind.Text when criterion.Object(name) is { } text:
                return TextOf(text, attribute.Name);
            case AttributeKind.Flag when criterion.Flag(name):
                return [new FlagTest(attribute.Name)];
            case AttributeKind.Concept:
                return ConceptsOf(criterion, attribute);
            default:
                return [];
        }
    }

    private static IEnumerable<AttributeTest> NumberOf(CirceObject range, string attribute)
    {
        var comparison = ComparisonOf(range);
        var value = range.Number("Value");
        var upper = range.Number("Extent");
        range.Finish();
        if (comparison is not { } known || !IsComplete(range, known, value is not null, upper is not null))
        {
            return [];
        }

        return [new NumberTest(attribute, known, value!.Value, known is Comparison.Between or Comparison.NotBetween ? upper : null)];
    }

    private static IEnumerable<AttributeTest> DateOf(CirceObject range, string attribute)
    {
        var comparison = ComparisonOf(range);
        var value = range.Date("Value");
        var upper = range.Date("Extent");
        range.Finish();
        if (comparison is not { } known || !IsComplete(range, known, value is not null, upper is not null))
        {
            return [];
        }

        return [new DateTest(attribute, known, value!.Value, known is Comparison.Between or Comparison.NotBetween ? upper : null)];
    }

    private static bool IsComplete(CirceObject range, Comparison comparison, bool hasValue, bool hasUpper)
    {
        if (!hasValue)
        {
            range.Fault("Value", "The value to compare with is missing.");
        }

        var needsUpper = comparison is Comparison.Between or Comparison.NotBetween;
        if (needsUpper && !hasUpper)
        {
            range.Fault("Extent", "The upper end of the range is missing.");
        }

        return hasValue && (hasUpper || !needsUpper);
    }

    private static Comparison? ComparisonOf(CirceObject range)
    {
        Comparison? comparison = range.Text("Op") switch
        {
            "lt" => Comparison.Less,
            "lte" => Comparison.AtMost,
            "eq" => Comparison.Equal,
            "!eq" => Comparison.NotEqual,
            "gt" => Comparison.Greater,
            "gte" => Comparison.AtLeast,
            "bt" => Comparison.Between,
            "!bt" => Comparison.NotBetween,
            _ => null,
        };
        if (comparison is null)
        {
            range.Fault("Op", "The comparison is lt, lte, eq, !eq, gt, gte, bt or !bt.");
        }

        return comparison;
    }

    private static IEnumerable<AttributeTest> TextOf(CirceObject text, string attribute)
    {
        var op = text.Text("Op") ?? "";
        var value = text.Text("Text");
        text.Finish();
        TextComparison? comparison = op.TrimStart('!') switch
        {
            "eq" => TextComparison.Equals,
            "contains" => TextComparison.Contains,
            "startsWith" => TextComparison.StartsWith,
            "endsWith" => TextComparison.EndsWith,
            _ => null,
        };
        if (comparison is null)
        {
            text.Fault("Op", "The comparison is eq, contains, startsWith or endsWith, with ! before it for the contrary.");
        }

        return comparison is { } known && value is { Length: > 0 } ? [new TextTest(attribute, known, [value], op.StartsWith('!'))] : [];
    }

    /// <summary>An array of concepts, the number of a concept set, or a choice of a concept set with its contrary.</summary>
    private List<AttributeTest> ConceptsOf(CirceObject criterion, DomainAttribute attribute)
    {
        var tests = new List<AttributeTest>();
        var name = attribute.Circe!;
        var excludes = criterion.Flag(name + "Exclude");
        if (criterion.TryGet(name, out var value))
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                var ids = criterion.Objects(name).Select(static c => c.Number("CONCEPT_ID")).OfType<decimal>().Select(static d => (long)d).ToList();
                if (ids.Count < value.GetArrayLength())
                {
                    criterion.Fault(name, "Each concept has its CONCEPT_ID.");
                }

                if (ids.Count > 0)
                {
                    tests.Add(new ConceptTest(attribute.Name, ids, null, excludes));
                }
            }
            else if (SetOf(criterion, name) is { } set)
            {
                tests.Add(new ConceptTest(attribute.Name, [], set, excludes));
            }
        }

        if (criterion.TryGet(name + "CS", out var choice))
        {
            if (choice.ValueKind == JsonValueKind.Number)
            {
                tests.AddRange(SetOf(criterion, name + "CS") is { } set ? [new ConceptTest(attribute.Name, [], set, excludes)] : []);
            }
            else if (criterion.Object(name + "CS") is { } selection)
            {
                var set = SetOf(selection, "CodesetId");
                var isContrary = selection.Flag("IsExclusion");
                selection.Finish();
                tests.AddRange(set is null ? [] : [new ConceptTest(attribute.Name, [], set, isContrary || excludes)]);
            }
        }

        return tests;
    }
}
