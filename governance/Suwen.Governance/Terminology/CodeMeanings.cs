using Suwen.Standards.Terminology;
using Suwen.Storage;

namespace Suwen.Governance.Terminology;

/// <summary>A source's code: what rows say in <c>X_source_vocabulary</c> and <c>X_source_value</c>, and where that is empty in <c>X_source_name</c>.</summary>
/// <param name="Vocabulary">What the source calls its code system; empty where it does not say.</param>
/// <param name="Code">The code, or the wording where there is no code.</param>
public readonly record struct SourceCode(string Vocabulary, string Code);

/// <summary>A decided mapping as it stands.</summary>
/// <param name="Source">The source whose code it is; empty for the code of all sources.</param>
/// <param name="Code">The code.</param>
/// <param name="ConceptId">The standard concept; 0 where there is no equivalent.</param>
public sealed record StandingMap(string Source, SourceCode Code, long ConceptId);

/// <summary>What a code means: the concept of the code itself, and the standard concept.</summary>
/// <param name="ConceptId">The standard concept; 0 where none is known.</param>
/// <param name="SourceConceptId">The concept of the source's own code; 0 where its vocabulary or the code is not known.</param>
public readonly record struct Meaning(long ConceptId, long SourceConceptId);

/// <summary>
/// What codes mean at one moment: decided mappings, the site's own tables and the built-in systems. Immutable.
/// </summary>
/// <remarks>
/// A code's standard concept is that of the mapping decided for its source, else of the mapping decided for all sources, else the code itself
/// where its vocabulary is a standard system of the domain. Diagnoses stand in ICD-10 国临 2.0, and those of Chinese medicine in
/// GB/T 15657 and GB/T 16751.2; procedures in ICD-9-CM-3 医保 2.0, since the names of 国临 3.0 are not to be had; results and observations in LOINC.
/// </remarks>
public sealed class CodeMeanings
{
    private static readonly Dictionary<string, string[]> StandardSystems = new(StringComparer.Ordinal)
    {
        ["condition"] = ["icd10-gl2", "tcm-disease-gb15657", "tcm-syndrome-gb16751-2"],
        ["procedure"] = ["icd9cm3-yb2"],
        ["measurement"] = ["loinc-selection"],
        ["observation"] = ["loinc-selection"],
    };

    private readonly Dictionary<(string Source, SourceCode Code), StandingMap> maps = [];
    private readonly Dictionary<string, string> siteAliases = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<string>> aliasesOfSite = new(StringComparer.Ordinal);
    private readonly Dictionary<(string System, string Code), long> siteTerms = [];
    private readonly HashSet<string> mappedVocabularies = new(StringComparer.Ordinal);

    /// <summary>No decision and no table of the site.</summary>
    public static CodeMeanings Empty { get; } = new();

    /// <summary>Ids of the systems that are standard for a domain; none where the site has to say it code by code.</summary>
    public static IReadOnlyList<string> StandardsOf(string stem) => StandardSystems.GetValueOrDefault(stem) ?? [];

    /// <summary>Reads what stands in the warehouse.</summary>
    public static async Task<CodeMeanings> ReadAsync(Func<SqlStatement, Task<IQueryResult>> query, CancellationToken cancellationToken)
    {
        var meanings = new CodeMeanings();
        await ForEachAsync(query, TerminologySql.StandingSystems, (rows, i) => meanings.AddSystem(rows[0].Text(i), rows[1].IsNull(i) ? "" : rows[1].Text(i)), cancellationToken);
        await ForEachAsync(query, TerminologySql.StandingTerms, (rows, i) => meanings.siteTerms[(rows[0].Text(i), rows[1].Text(i))] = rows[2].Lane(i), cancellationToken);
        await ForEachAsync(query, TerminologySql.StandingMaps, (rows, i) => meanings.AddMap(
            new StandingMap(rows[0].IsNull(i) ? "" : rows[0].Text(i), new SourceCode(rows[1].IsNull(i) ? "" : rows[1].Text(i), rows[2].Text(i)), rows[3].Lane(i))), cancellationToken);
        return meanings;
    }

    /// <summary>What a code of a source means in a domain.</summary>
    public Meaning Resolve(string source, string stem, SourceCode code)
    {
        var system = SystemOf(code.Vocabulary);
        var own = system is null ? 0 : ConceptOf(system, code.Code);
        if (maps.TryGetValue((source, code), out var map) || maps.TryGetValue(("", code), out map))
        {
            return new Meaning(map.ConceptId, own);
        }

        return new Meaning(own != 0 && StandardSystems.TryGetValue(stem, out var standards) && Array.IndexOf(standards, system) >= 0 ? own : 0, own);
    }

    /// <summary>True when a code of the vocabulary may mean something: otherwise it need not be looked up.</summary>
    public bool Knows(string vocabulary) => mappedVocabularies.Contains(vocabulary) || SystemOf(vocabulary) is not null;

    /// <summary>The standing mapping of a code, for its source or else for all; null when nothing was decided.</summary>
    public StandingMap? MapOf(string source, SourceCode code) => maps.GetValueOrDefault((source, code)) ?? maps.GetValueOrDefault(("", code));

    /// <summary>The id of the system that a source's vocabulary names; null where none is known by that name.</summary>
    public string? SystemOf(string vocabulary) =>
        vocabulary.Length == 0 ? null
        : siteAliases.TryGetValue(vocabulary.Trim(), out var site) ? site
        : BuiltInTerms.SystemCalled(vocabulary)?.Id;

    /// <summary>The codes whose meaning may differ between this moment and another.</summary>
    public IReadOnlySet<SourceCode> DifferencesFrom(CodeMeanings before)
    {
        var codes = new HashSet<SourceCode>();
        AddMapDifferences(this, before, codes);
        AddMapDifferences(before, this, codes);
        AddTermDifferences(this, before, codes);
        AddTermDifferences(before, this, codes);
        return codes;
    }

    private static void AddMapDifferences(CodeMeanings one, CodeMeanings other, HashSet<SourceCode> codes)
    {
        foreach (var (key, map) in one.maps)
        {
            if (!other.maps.TryGetValue(key, out var standing) || standing.ConceptId != map.ConceptId)
            {
                codes.Add(key.Code);
            }
        }
    }

    /// <summary>A term counts under every name that its system goes by, of either moment.</summary>
    private static void AddTermDifferences(CodeMeanings one, CodeMeanings other, HashSet<SourceCode> codes)
    {
        foreach (var (key, concept) in one.siteTerms)
        {
            var aliases = one.aliasesOfSite.GetValueOrDefault(key.System) ?? [];
            var formerAliases = other.aliasesOfSite.GetValueOrDefault(key.System) ?? [];
            var isSame = other.siteTerms.TryGetValue(key, out var former) && former == concept;
            foreach (var alias in aliases)
            {
                if (!isSame || !formerAliases.Contains(alias))
                {
                    codes.Add(new SourceCode(alias, key.Code));
                }
            }
        }
    }

    private long ConceptOf(string system, string code) =>
        siteTerms.TryGetValue((system, code), out var concept) ? concept : BuiltInTerms.Find(system, code)?.ConceptId ?? 0;

    private void AddSystem(string system, string aliases)
    {
        var names = new List<string> { system };
        names.AddRange(aliases.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        aliasesOfSite[system] = names;
        foreach (var name in names)
        {
            siteAliases[name] = system;
        }
    }

    private void AddMap(StandingMap map)
    {
        maps[(map.Source, map.Code)] = map;
        mappedVocabularies.Add(map.Code.Vocabulary);
    }

    private static async Task ForEachAsync(Func<SqlStatement, Task<IQueryResult>> query, string sql, Action<ColumnBatch, int> take, CancellationToken cancellationToken)
    {
        await using var result = await query(sql);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                take(rows, i);
            }
        }
    }
}
