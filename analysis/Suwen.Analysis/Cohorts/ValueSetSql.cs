namespace Suwen.Analysis.Cohorts;

/// <summary>Turns value sets into tests of a row's concept and code.</summary>
internal sealed class ValueSetSql(CohortDefinition definition, SqlText sql)
{
    /// <summary>Ranges of codes are quicker than cutting every code, as long as they are few.</summary>
    private const int FewPrefixes = 24;

    /// <summary>The test that a row is in a value set.</summary>
    /// <param name="name">The value set.</param>
    /// <param name="concept">The row's concept column, with its alias.</param>
    /// <param name="codes">The row's code column; null where only concepts are tested.</param>
    /// <param name="vocabulary">The column of its code system; null where the table has none.</param>
    /// <param name="sourceConcept">The row's source concept, by which rows of OMOP data say their code; null for none.</param>
    /// <param name="date">The day on which items that are valid for a time must be valid.</param>
    public string Test(string name, string concept, string? codes, string? vocabulary, string? sourceConcept, string date)
    {
        var items = definition.ValueSets[name].Items;
        var included = AnyOf(items.Where(static i => !i.Excludes), name, concept, codes, vocabulary, sourceConcept, date);
        var excluded = AnyOf(items.Where(static i => i.Excludes), name, concept, codes, vocabulary, sourceConcept, date);
        return included is null ? "false" : excluded is null ? included : $"({included} and not coalesce({excluded}, false))";
    }

    /// <summary>The concepts of a value set, as a subquery of one column; the time of validity does not count here.</summary>
    public string Concepts(string name)
    {
        var items = definition.ValueSets[name].Items;
        var included = ConceptQuery([.. items.Where(static i => !i.Excludes)]);
        var excluded = ConceptQuery([.. items.Where(static i => i.Excludes)]);
        return sql.Subquery(
            "set_" + Identifier(name),
            included is null ? "select concept_id from cdr.concept where false" : $"select i.concept_id from (\n{included}\n) as i{(excluded is null ? "" : $"\nwhere i.concept_id not in (\n{excluded}\n)")}",
            isOnce: true);
    }

    private string? AnyOf(IEnumerable<ValueSetItem> items, string name, string concept, string? codes, string? vocabulary, string? sourceConcept, string date)
    {
        var tests = new List<string>();
        foreach (var valid in items.GroupBy(static i => (i.ValidFrom, i.ValidTo)))
        {
            var some = OfOneTime([.. valid], name, concept, codes, vocabulary, sourceConcept);
            if (some is null)
            {
                continue;
            }

            var from = valid.Key.ValidFrom is { } first ? $" and {date} >= {SqlText.Date(first)}" : "";
            var to = valid.Key.ValidTo is { } last ? $" and {date} <= {SqlText.Date(last)}" : "";
            tests.Add(from.Length + to.Length == 0 ? some : $"({some}{from}{to})");
        }

        return tests.Count switch { 0 => null, 1 => tests[0], _ => "(" + string.Join(" or ", tests) + ")" };
    }

    private string? OfOneTime(List<ValueSetItem> items, string name, string concept, string? codes, string? vocabulary, string? sourceConcept)
    {
        var tests = new List<string>();
        if (ConceptQuery([.. items.Where(static i => i.Concept is not null || i.Mapped)]) is { } query)
        {
            tests.Add($"{concept} in (select concept_id from {sql.Subquery("concepts_" + Identifier(name), query, isOnce: true)})");
        }

        var coded = items.Where(static i => i.Code is not null).ToList();
        if (coded.Count > 0 && CodeConcepts(coded) is { } ownConcepts)
        {
            var own = sql.Subquery("codes_" + Identifier(name), ownConcepts, isOnce: true);
            tests.Add($"{concept} in (select concept_id from {own})");
            if (sourceConcept is not null)
            {
                tests.Add($"{sourceConcept} in (select concept_id from {own})");
            }
        }

        if (codes is not null)
        {
            tests.AddRange(coded.GroupBy(static i => i.System).Select(g => OfSystem(g.Key, [.. g], codes, vocabulary)));
        }

        return tests.Count switch { 0 => null, 1 => tests[0], _ => "(" + string.Join(" or ", tests) + ")" };
    }

    private string OfSystem(string? system, List<ValueSetItem> items, string codes, string? vocabulary)
    {
        var tests = new List<string>();
        var names = system is null ? null : CodeNames.Of(system);
        var whole = items.Where(i => !IsPrefix(i, names)).Select(static i => i.Code!).Distinct(StringComparer.Ordinal).ToList();
        if (whole.Count > 0)
        {
            tests.Add($"{codes} in {sql.TextList(whole)}");
        }

        var prefixes = items.Where(i => IsPrefix(i, names)).Select(static i => i.Code!).Distinct(StringComparer.Ordinal).ToList();
        if (prefixes.Count <= FewPrefixes)
        {
            // The collation is "C" on either engine: the codes that begin with a prefix lie between it and its successor.
            tests.AddRange(prefixes.Select(p => $"({codes} >= {sql.Parameter(p)} and {codes} < {sql.Parameter(Successor(p))})"));
        }
        else
        {
            tests.AddRange(prefixes.GroupBy(static p => p.Length).Select(g => FormattableString.Invariant($"left({codes}, {g.Key}) in {sql.TextList(g)}")));
        }

        var any = tests.Count == 1 ? tests[0] : "(" + string.Join(" or ", tests) + ")";
        return names is null || vocabulary is null ? any : $"({vocabulary} in {sql.TextList(Spellings(names.Names))} and {any})";
    }

    /// <summary>Names as written and in one case; to fold the column of every row would cost more than the whole test.</summary>
    private static IEnumerable<string> Spellings(IReadOnlyList<string> names) =>
        names.SelectMany(static n => new[] { n, n.ToUpperInvariant(), n.ToLowerInvariant() }).Distinct(StringComparer.Ordinal);

    private static bool IsPrefix(ValueSetItem item, CodeSystemNames? names) => item.Descendants && (names?.LongerIsNarrower ?? true);

    private static string Successor(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    /// <summary>The concepts that items name: themselves, what stands below them, and what maps to either.</summary>
    private string? ConceptQuery(List<ValueSetItem> items)
    {
        var parts = new List<string>();
        foreach (var kind in items.GroupBy(static i => (i.Descendants, i.Mapped)))
        {
            var roots = Roots([.. kind]);
            if (roots is null)
            {
                continue;
            }

            var all = kind.Key.Descendants ? roots + "\nunion\n" + Below(roots) : roots;
            if (!kind.Key.Mapped)
            {
                parts.Add(all);
                continue;
            }

            var mapped = $"select r.concept_id_1 as concept_id from cdr.concept_relationship as r join (\n{all}\n) as m on r.concept_id_2 = m.concept_id where r.relationship_id = 'Maps to' and coalesce(r.invalid_reason, '') = ''\nunion\n"
                + $"select r.concept_id_2 as concept_id from cdr.concept_relationship as r join (\n{all}\n) as m on r.concept_id_1 = m.concept_id where r.relationship_id = 'Mapped from' and coalesce(r.invalid_reason, '') = ''";

            // A code reaches the standard concept that it maps to, which is the other direction of the same relationship.
            if (kind.Any(static i => i.Code is not null))
            {
                mapped += $"\nunion\nselect r.concept_id_2 as concept_id from cdr.concept_relationship as r join (\n{all}\n) as m on r.concept_id_1 = m.concept_id where r.relationship_id = 'Maps to' and coalesce(r.invalid_reason, '') = ''";
            }

            parts.Add(all + "\nunion\n" + mapped);
        }

        return parts.Count == 0 ? null : string.Join("\nunion\n", parts);
    }

    private string? Roots(List<ValueSetItem> items)
    {
        var parts = new List<string>();
        var ids = items.Where(static i => i.Concept is not null).Select(static i => i.Concept!.Value).Distinct().Order().ToList();
        if (ids.Count > 0)
        {
            // A concept counts also where the vocabulary has not been loaded.
            parts.Add($"select cast(u.value as bigint) as concept_id from (select unnest(string_to_array({sql.Parameter(string.Join(',', ids))}, ',')) as value) as u");
        }

        if (CodeConcepts([.. items.Where(static i => i.Code is not null)]) is { } codes)
        {
            parts.Add(codes);
        }

        return parts.Count == 0 ? null : string.Join("\nunion\n", parts);
    }

    private static string Below(string roots) =>
        $"select a.descendant_concept_id as concept_id from cdr.concept_ancestor as a join (\n{roots}\n) as o on a.ancestor_concept_id = o.concept_id left join cdr.concept as c on c.concept_id = a.descendant_concept_id where coalesce(c.invalid_reason, '') = ''";

    /// <summary>The concepts that codes are in the vocabulary; null where no code says its system.</summary>
    private string? CodeConcepts(List<ValueSetItem> items)
    {
        var parts = new List<string>();
        foreach (var group in items.Where(static i => i.System is not null).GroupBy(static i => i.System!))
        {
            var names = CodeNames.Of(group.Key);
            var vocabularies = sql.TextList(Spellings(names.Vocabularies));
            var whole = group.Select(static i => i.Code!).Distinct(StringComparer.Ordinal).ToList();
            var codes = $"select c.concept_id from cdr.concept as c where c.vocabulary_id in {vocabularies} and c.concept_code in {sql.TextList(whole)}";
            parts.Add(codes);
            var prefixes = group.Where(i => IsPrefix(i, names)).Select(static i => i.Code!).Distinct(StringComparer.Ordinal).ToList();
            if (prefixes.Count > 0)
            {
                parts.AddRange(prefixes.GroupBy(static p => p.Length).Select(g => FormattableString.Invariant($"select c.concept_id from cdr.concept as c where c.vocabulary_id in {vocabularies} and left(c.concept_code, {g.Key}) in {sql.TextList(g)}")));
            }

            if (group.Any(static i => i.Descendants) && !names.LongerIsNarrower)
            {
                parts.Add(Below($"select c.concept_id from cdr.concept as c where c.vocabulary_id in {vocabularies} and c.concept_code in {sql.TextList(group.Where(static i => i.Descendants).Select(static i => i.Code!).Distinct(StringComparer.Ordinal))}"));
            }
        }

        return parts.Count == 0 ? null : string.Join("\nunion\n", parts);
    }

    /// <summary>A name of letters and digits for a subquery.</summary>
    internal static string Identifier(string name)
    {
        Span<char> letters = stackalloc char[Math.Min(name.Length, 40)];
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = char.IsAsciiLetterOrDigit(name[i]) ? char.ToLowerInvariant(name[i]) : '_';
        }

        return new string(letters);
    }
}
