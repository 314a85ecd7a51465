using Suwen.Storage.Schema;

namespace Suwen.Governance.Terminology;

/// <summary>Statements about codes, in the portable subset. Names come from the model; no input enters a text.</summary>
internal static class TerminologySql
{
    /// <summary>Grain: one system of the site.</summary>
    public const string StandingSystems = "select system_code, aliases from cdr.cn_code_system where system_code is not null";

    /// <summary>Grain: one term of the site.</summary>
    public const string StandingTerms = "select system_code, term_code, term_concept_id from cdr.cn_term where term_concept_id is not null";

    /// <summary>Grain: one code with a decided mapping.</summary>
    public const string StandingMaps =
        """
        select map_source, map_vocabulary, map_code, target_concept_id
        from cdr.cn_code_map
        where map_status = 'decided' and not is_proposal
        """;

    /// <summary>The rows of staged codes as they are. Grain: one source, code and meaning.</summary>
    public static string RowsOfStagedCodes(CodedColumns coded) =>
        $"{Meanings(coded)} join stage_code s on {Vocabulary(coded)} = s.vocabulary and {Code(coded)} = s.code {GroupBy}";

    /// <summary>All rows that have a code. Grain: one source, code and meaning.</summary>
    public static string AllCodedRows(CodedColumns coded) => $"{Meanings(coded)} where {Code(coded)} is not null {GroupBy}";

    /// <summary>Keeps the rows whose meaning changes as they were.</summary>
    public static string ArchiveRemapped(CodedColumns coded)
    {
        var names = string.Join(", ", coded.Table.Columns.Select(c => $"\"{c.Name}\""));
        var values = string.Join(", ", coded.Table.Columns.Select(c => $"t.\"{c.Name}\""));
        return $"insert into history.\"{coded.Table.Name}\" ({names}, superseded_by_load_id, superseded_reason) select {values}, $1, 'mapping' from cdr.\"{coded.Table.Name}\" t join stage_remap s on {IsStaged(coded, "t")}";
    }

    /// <summary>Writes the meaning of today on the rows, in the load of the decision.</summary>
    public static string Remap(CodedColumns coded) =>
        $"update cdr.\"{coded.Table.Name}\" set \"{Name(coded, coded.Concept)}\" = s.concept, \"{Name(coded, coded.SourceConcept)}\" = s.source_concept, load_id = $1 from stage_remap s where {IsStaged(coded, $"cdr.\"{coded.Table.Name}\"")}";

    /// <summary>Codes without a standard concept, of the source $1 or of all. Grain: one source and code.</summary>
    public static string Unmapped(CodedColumns coded) =>
        $"""
        select s.source_name, {Vocabulary(coded)}, {Code(coded)}, max(t."{Name(coded, coded.Name)}"), count(*)
        from cdr."{coded.Table.Name}" t
        join sys.source s on s.source_id = t.source_id
        where coalesce(t."{Name(coded, coded.Concept)}", 0) = 0 and {Code(coded)} is not null and (cast($1 as text) is null or s.source_name = cast($1 as text))
        group by 1, 2, 3
        """;

    /// <summary>Codes of rows whose source has not stated the standard concept itself. Grain: one code.</summary>
    public static string Used(CodedColumns coded) =>
        $"""
        select {Vocabulary(coded)}, {Code(coded)}, max(t."{Name(coded, coded.Name)}"), count(*)
        from cdr."{coded.Table.Name}" t
        where {Code(coded)} is not null and coalesce(t.stated_concepts, 0) % 2 = 0
        group by 1, 2
        """;

    /// <summary>Grain: one source.</summary>
    public static string Shares(CodedColumns coded) =>
        $"""
        select s.source_name, count(*), cast(sum(case when coalesce(t."{Name(coded, coded.Concept)}", 0) = 0 then 0 else 1 end) as bigint)
        from cdr."{coded.Table.Name}" t
        join sys.source s on s.source_id = t.source_id
        group by s.source_name
        order by s.source_name
        """;

    /// <summary>Rows that a load has put into history for another meaning. Grain: one code.</summary>
    public static string RemappedRows(CodedColumns coded) =>
        $"""
        select {Vocabulary(coded)}, {Code(coded)}, count(*)
        from history."{coded.Table.Name}" t
        where t.superseded_by_load_id = $1 and t.superseded_reason = 'mapping'
        group by 1, 2
        """;

    private const string GroupBy = "group by 1, 2, 3, 4, 5, 6";

    private static string Meanings(CodedColumns coded) =>
        $"""
        select t.source_id, {Vocabulary(coded)}, {Code(coded)}, coalesce(t."{Name(coded, coded.Concept)}", -1), coalesce(t."{Name(coded, coded.SourceConcept)}", -1), coalesce(t.stated_concepts, 0), count(*)
        from cdr."{coded.Table.Name}" t
        """;

    private static string Vocabulary(CodedColumns coded, string row = "t") => $"coalesce({row}.\"{Name(coded, coded.Vocabulary)}\", '')";

    private static string Code(CodedColumns coded, string row = "t") => $"coalesce({row}.\"{Name(coded, coded.Value)}\", {row}.\"{Name(coded, coded.Name)}\")";

    private static string IsStaged(CodedColumns coded, string row) =>
        $"{row}.source_id = s.source_id and {Vocabulary(coded, row)} = s.vocabulary and {Code(coded, row)} = s.code and coalesce({row}.\"{Name(coded, coded.Concept)}\", -1) = s.old_concept and coalesce({row}.\"{Name(coded, coded.SourceConcept)}\", -1) = s.old_source_concept and coalesce({row}.stated_concepts, 0) = s.stated";

    private static string Name(CodedColumns coded, int column) => coded.Table.Columns[column].Name;
}
