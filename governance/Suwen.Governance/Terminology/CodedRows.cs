using Suwen.Storage;

namespace Suwen.Governance.Terminology;

/// <summary>Rows of one source that have the same code and the same concepts.</summary>
/// <param name="Source">Number of the source.</param>
/// <param name="Code">The code.</param>
/// <param name="Concept">The standard concept on the rows; -1 for null.</param>
/// <param name="SourceConcept">The concept of the source's code on the rows; -1 for null.</param>
/// <param name="Stated">Which of them the source itself has stated.</param>
/// <param name="Rows">How many rows.</param>
internal readonly record struct CodedRows(int Source, SourceCode Code, long Concept, long SourceConcept, long Stated, long Rows)
{
    /// <summary>Reads a row of <see cref="TerminologySql.AllCodedRows"/>.</summary>
    public static CodedRows Read(ColumnBatch rows, int i) =>
        new((int)rows[0].Lane(i), new SourceCode(rows[1].Text(i), rows[2].Text(i)), rows[3].Lane(i), rows[4].Lane(i), rows[5].Lane(i), rows[6].Lane(i));

    /// <summary>The concepts that the rows should have by the meanings; -1 for null.</summary>
    public (long Concept, long SourceConcept) Today(CodeMeanings meanings, string source, string stem)
    {
        var meaning = meanings.Resolve(source, stem, Code);
        return (
            (Stated & CodedColumns.ConceptStated) != 0 ? Concept : meaning.ConceptId,
            (Stated & CodedColumns.SourceConceptStated) != 0 ? SourceConcept : meaning.SourceConceptId == 0 ? -1 : meaning.SourceConceptId);
    }
}
