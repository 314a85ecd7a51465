using System.Text.Json;
using Suwen.Storage.DuckDb;

namespace Suwen.Storage;

/// <summary>The syntax tree of a SELECT, for work on statements that does not run them (lineage).</summary>
public static class SelectSyntax
{
    private const int MaxDepth = 1000;

    /// <summary>
    /// Parses statements into the form of DuckDB's <c>json_serialize_sql</c>: <c>statements[].node</c>, or <c>error</c> with
    /// <c>error_message</c>. Nothing is run and no table need exist.
    /// </summary>
    /// <exception cref="JsonException">The statement is nested more than a thousand levels deep.</exception>
    public static JsonDocument Parse(string sql) => JsonDocument.Parse(SelectParser.ToJson(sql), new JsonDocumentOptions { MaxDepth = MaxDepth });
}
