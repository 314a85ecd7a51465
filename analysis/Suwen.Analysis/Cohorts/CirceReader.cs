using System.Globalization;
using System.Text.Json;

namespace Suwen.Analysis.Cohorts;

/// <summary>Reads a cohort expression of OHDSI's tools (Atlas, Capr, the phenotype library) in JSON.</summary>
/// <remarks>
/// What an expression means was learned from OHDSI's circe-be. Ages count by calendar year and observation is demanded, as there. What cannot
/// be expressed is a fault with its JSON path: an expression is taken whole or not at all.
/// </remarks>
internal sealed partial class CirceReader
{
    private readonly List<CohortFault> faults = [];
    private readonly List<CohortFault> warnings = [];
    private readonly Dictionary<int, string> sets = [];
    private readonly Dictionary<string, ValueSet> valueSets = new(StringComparer.Ordinal);

    public static CohortReading Read(string text, string origin)
    {
        var reader = new CirceReader();
        var name = NameOf(origin);
        CohortDefinition? definition;
        try
        {
            using var json = JsonDocument.Parse(text.TrimStart('\uFEFF'), new JsonDocumentOptions { MaxDepth = 256, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            definition = reader.Unwrapped(json.RootElement, name);
        }
        catch (JsonException e)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{origin}:{(e.LineNumber ?? 0) + 1}");
            return new CohortReading(null, [new CohortFault(at, "This is no JSON.", "Export the expression again.")], []);
        }

        return new CohortReading(reader.faults.Count == 0 ? definition : null, reader.faults, reader.warnings);
    }

    private static string NameOf(string origin)
    {
        var name = Path.GetFileNameWithoutExtension(origin);
        return name.Length == 0 ? "cohort" : name;
    }

    /// <summary>Atlas and the phenotype library wrap an expression in an object with its name; the inner one may be a text.</summary>
    private CohortDefinition? Unwrapped(JsonElement root, string name)
    {
        if (root.ValueKind == JsonValueKind.Object && !root.EnumerateObject().Any(static p => p.Name.Equals("PrimaryCriteria", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (var property in root.EnumerateObject().Where(static p => p.Name.Equals("expression", StringComparison.OrdinalIgnoreCase) || p.Name.Equals("json", StringComparison.OrdinalIgnoreCase)))
            {
                var title = root.EnumerateObject().FirstOrDefault(static p => p.Name.Equals("name", StringComparison.OrdinalIgnoreCase)).Value;
                var words = title.ValueKind == JsonValueKind.String ? title.GetString() : null;
                if (property.Value.ValueKind == JsonValueKind.String)
                {
                    using var inner = JsonDocument.Parse(property.Value.GetString()!, new JsonDocumentOptions { MaxDepth = 256 });
                    return Definition(new CirceObject(inner.RootElement, "$." + property.Name, faults), name, words);
                }

                return Definition(new CirceObject(property.Value, "$." + property.Name, faults), name, words);
            }
        }

        return Definition(new CirceObject(root, "$", faults), name, null);
    }

    private CohortDefinition? Definition(CirceObject root, string name, string? title)
    {
        root.Ignore("cdmVersionRange", "id", "name", "description");
        ReadConceptSets(root);
        var primary = root.Object("PrimaryCriteria");
        if (primary is null)
        {
            root.Fault("PrimaryCriteria", "An expression has primary criteria.", "Export the cohort's expression and not only its concept sets.");
            return null;
        }

        var entry = Criteria(primary, "CriteriaList");
        if (entry.Count == 0)
        {
            primary.Fault("CriteriaList", "There is no entry event.");
        }

        var observed = primary.Object("ObservationWindow");
        var observation = new Observation(Math.Max(0, observed?.Whole("PriorDays") ?? 0), Math.Max(0, observed?.Whole("PostDays") ?? 0));
        observed?.Finish();
        var entryLimit = Limit(primary, primary.Has("PrimaryLimit") ? "PrimaryLimit" : "PrimaryCriteriaLimit");
        primary.Finish();
        var qualifying = root.Object("AdditionalCriteria") is { } additional ? Group(additional) : null;
        var definition = new CohortDefinition
        {
            Name = name,
            TitleEn = root.Text("Title") ?? title,
            Age = AgeCounting.CalendarYear,
            ValueSets = valueSets,
            Entry = entry,
            Observation = observation,
            EntryLimit = entryLimit,
            Qualifying = qualifying,
            QualifyingLimit = Limit(root, "QualifiedLimit"),
            Rules = Rules(root),
            Limit = Limit(root, "ExpressionLimit"),
            Exit = Exit(root),
            Censoring = Criteria(root, "CensoringCriteria"),
            CollapseGapDays = Collapse(root),
        };
        var study = root.Object("CensorWindow");
        definition = definition with { StudyStart = study?.Date("StartDate"), StudyEnd = study?.Date("EndDate") };
        study?.Finish();
        root.Finish();
        return definition;
    }

    private void ReadConceptSets(CirceObject root)
    {
        foreach (var set in root.Objects("ConceptSets"))
        {
            var id = set.Whole("id");
            var title = set.Text("name");
            set.Ignore("description", "createdBy", "modifiedBy", "createdDate", "modifiedDate");
            var items = new List<ValueSetItem>();
            if (set.Object("expression") is { } expression)
            {
                items.AddRange(expression.Objects("items").Select(Item).OfType<ValueSetItem>());
                expression.Finish();
            }

            set.Finish();
            if (id is null)
            {
                set.Fault("id", "A concept set has an id.");
                continue;
            }

            var name = string.IsNullOrWhiteSpace(title) ? string.Create(CultureInfo.InvariantCulture, $"set {id}") : title.Trim();
            var free = name;
            for (var n = 2; valueSets.ContainsKey(free); n++)
            {
                free = string.Create(CultureInfo.InvariantCulture, $"{name} ({n})");
            }

            if (!sets.TryAdd(id.Value, free))
            {
                set.Fault("id", "Two concept sets have this id.");
            }

            valueSets[free] = new ValueSet(free, items);
            if (items.Count == 0)
            {
                warnings.Add(new CohortFault(set.Path, $"The concept set {free} is empty: nothing is in it."));
            }
        }
    }

    private static ValueSetItem? Item(CirceObject item)
    {
        var concept = item.Object("concept");
        if (concept?.Number("CONCEPT_ID") is not { } id)
        {
            item.Fault("concept", "An item has a concept with its CONCEPT_ID.");
            return null;
        }

        // The rest of a concept is a copy of the vocabulary, for people.
        var name = concept.TryGet("CONCEPT_NAME", out var words) && words.ValueKind == JsonValueKind.String ? words.GetString() : null;
        var read = new ValueSetItem { Concept = (long)id, Name = name, Excludes = item.Flag("isExcluded"), Descendants = item.Flag("includeDescendants"), Mapped = item.Flag("includeMapped") };
        item.Finish();
        return read;
    }

    /// <summary>Without a limit an expression takes the first event.</summary>
    private static EventLimit Limit(CirceObject parent, string name)
    {
        var limit = parent.Object(name);
        var type = limit?.Text("Type");
        limit?.Finish();
        switch (type?.ToUpperInvariant())
        {
            case null or "FIRST":
                return EventLimit.First;
            case "ALL":
                return EventLimit.All;
            case "LAST":
                return EventLimit.Last;
            default:
                limit!.Fault("Type", "A limit is All, First or Last.");
                return EventLimit.All;
        }
    }

    private List<InclusionRule> Rules(CirceObject root)
    {
        var rules = new List<InclusionRule>();
        foreach (var rule in root.Objects("InclusionRules"))
        {
            var name = rule.Text("name");
            var description = rule.Text("description");
            var group = rule.Object("expression") is { } expression ? Group(expression) : new CriteriaGroup(GroupKind.All, 0, []);
            rule.Finish();
            rules.Add(new InclusionRule(string.IsNullOrWhiteSpace(name) ? string.Create(CultureInfo.InvariantCulture, $"rule {rules.Count + 1}") : name.Trim(), group, false, string.IsNullOrWhiteSpace(description) ? null : description));
        }

        return rules;
    }

    private CohortExit Exit(CirceObject root)
    {
        if (root.Object("EndStrategy") is not { } strategy)
        {
            return CohortExit.EndOfObservation;
        }

        CohortExit exit = CohortExit.EndOfObservation;
        if (strategy.Object("DateOffset") is { } offset)
        {
            var field = offset.Text("DateField");
            if (field is not (null or "StartDate" or "EndDate"))
            {
                offset.Fault("DateField", "The field is StartDate or EndDate.");
            }

            exit = new OffsetExit(Days(offset, "Offset") ?? 0, field == "EndDate");
            offset.Finish();
        }
        else if (strategy.Object("CustomEra") is { } era)
        {
            var set = SetOf(era, "DrugCodesetId");
            if (set is null && !era.Has("DrugCodesetId"))
            {
                era.Fault("DrugCodesetId", "A drug era has its drugs.");
            }

            exit = new DrugExposureExit(set ?? "", Days(era, "Gap", "GapDays") ?? 0, Days(era, "Offset") ?? 0, era.Whole("DaysSupplyOverride"));
            era.Finish();
        }

        strategy.Finish();
        return exit;
    }

    private static int Collapse(CirceObject root)
    {
        if (root.Object("CollapseSettings") is not { } settings)
        {
            return 0;
        }

        if (settings.Text("CollapseType") is { } type && !type.Equals("ERA", StringComparison.OrdinalIgnoreCase))
        {
            settings.Fault("CollapseType", "Only ERA is supported.");
        }

        var pad = Days(settings, "EraPad") ?? 0;
        settings.Finish();
        return pad;
    }

    /// <summary>A number of days, which newer expressions can also write as a unit and a value.</summary>
    private static int? Days(CirceObject parent, string stem, string? name = null)
    {
        var days = parent.Whole(name ?? stem);
        var unit = parent.Text(stem + "Unit");
        var value = parent.Whole(stem + "UnitValue");
        if (unit is not (null or "" or "day"))
        {
            parent.Fault(stem + "Unit", "Only days are supported.", "Give the length in days.");
        }

        return days ?? value;
    }

    private string? SetOf(CirceObject parent, string name)
    {
        if (parent.Whole(name) is not { } id)
        {
            return null;
        }

        if (sets.TryGetValue(id, out var set))
        {
            return set;
        }

        parent.Fault(name, string.Create(CultureInfo.InvariantCulture, $"There is no concept set {id} in the expression."), "Export the expression together with its concept sets.");
        return null;
    }
}
