using System.Collections.Frozen;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Terminology;

/// <summary>
/// Where a table says what happened by a source's code: <c>X_source_value</c>, <c>X_source_vocabulary</c> and <c>X_source_name</c> beside
/// <c>X_concept_id</c> and <c>X_source_concept_id</c>. Found from the model's names; a table that is added later is covered.
/// </summary>
public sealed class CodedColumns
{
    /// <summary>In <c>stated_concepts</c>: the source itself has stated the standard concept.</summary>
    public const long ConceptStated = 1;

    /// <summary>In <c>stated_concepts</c>: the source itself has stated the concept of its code.</summary>
    public const long SourceConceptStated = 2;

    /// <summary>Columns of this beginning are kinds of visit: OMOP fixes their concepts, and the sources' grammars know them.</summary>
    private static readonly FrozenSet<string> FixedByOmop = new[] { "visit", "visit_detail" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly CodedColumns?[] ByTable = [.. CanonicalModel.Tables.Select(Find)];

    private CodedColumns(Table table, string stem)
    {
        Table = table;
        Stem = stem;
        Concept = table[stem + "_concept_id"];
        SourceConcept = table[stem + "_source_concept_id"];
        Value = table[stem + "_source_value"];
        Vocabulary = table[stem + "_source_vocabulary"];
        Name = table[stem + "_source_name"];
        Stated = table["stated_concepts"];
        Source = table["source_id"];
        LoadId = table["load_id"];
    }

    /// <summary>Every table's coded columns, in the order of the model.</summary>
    public static IReadOnlyList<CodedColumns> All { get; } = [.. ByTable.Where(c => c is not null)!];

    public Table Table { get; }

    /// <summary>What the columns' names begin with: <c>condition</c>. It is also the domain of the codes.</summary>
    public string Stem { get; }

    public int Concept { get; }

    public int SourceConcept { get; }

    public int Value { get; }

    public int Vocabulary { get; }

    public int Name { get; }

    public int Stated { get; }

    public int Source { get; }

    public int LoadId { get; }

    /// <summary>The coded columns of a table; null where it has none.</summary>
    public static CodedColumns? Of(Table table) => ByTable[table.Number];

    private static CodedColumns? Find(Table table)
    {
        if (!table.IsLoaded || !table.TryFind("stated_concepts", out _))
        {
            return null;
        }

        const string ending = "_source_vocabulary";
        var stem = table.Columns.Where(c => c.Name.EndsWith(ending, StringComparison.Ordinal)).Select(c => c.Name[..^ending.Length])
            .FirstOrDefault(s => !FixedByOmop.Contains(s) && table.TryFind(s + "_concept_id", out _) && table.TryFind(s + "_source_concept_id", out _)
                && table.TryFind(s + "_source_value", out _) && table.TryFind(s + "_source_name", out _));
        return stem is null ? null : new CodedColumns(table, stem);
    }
}
