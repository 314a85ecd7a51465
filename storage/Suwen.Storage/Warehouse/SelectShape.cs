using System.Text.Json;
using Suwen.Storage.DuckDb;

namespace Suwen.Storage;

/// <summary>A reference to a table, as it stands in a statement's text.</summary>
/// <param name="Schema">As written; empty when the name is not qualified.</param>
/// <param name="Name">As written, without quotes.</param>
/// <param name="HasAlias">Whether the text gives the reference a name of its own.</param>
/// <param name="Location">Offset of the reference in the UTF-8 text.</param>
internal readonly record struct TableReference(string Schema, string Name, bool HasAlias, int Location);

/// <summary>What one SELECT refers to. Made only of statements whose every part is known to be harmless.</summary>
internal sealed class SelectShape
{
    // Deep enough for anything written by hand, and far from what would exhaust the stack.
    private const int MaxDepth = 1000;
    private const int MaxLength = 200_000;

    private readonly List<TableReference> tables = [];
    private readonly HashSet<string> columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> aliases = new(StringComparer.OrdinalIgnoreCase);
    private readonly SqlDialect dialect;

    private SelectShape(SqlDialect dialect)
    {
        this.dialect = dialect;
    }

    /// <summary>References to tables, without those to names of WITH.</summary>
    public IReadOnlyList<TableReference> Tables => tables;

    /// <summary>True when the statement names the column somewhere, or takes every column: by a star, or by a table's name as a value.</summary>
    public bool MayRead(string column) => takesAll || columns.Contains(column) || columns.Overlaps(aliases);

    private bool takesAll;

    /// <summary>Parses and checks a statement: exactly one SELECT, with known clauses, and with functions of <see cref="SqlFunctions"/> only.</summary>
    /// <exception cref="WarehouseException">It is anything else; the message says what.</exception>
    public static SelectShape Of(string sql, SqlDialect dialect)
    {
        CheckText(sql);
        using var json = Parse(sql);
        var root = json.RootElement;
        if (root.TryGetProperty("error", out var error) && error.GetBoolean())
        {
            var message = root.GetProperty("error_message").GetString()!;
            throw Refused(message.StartsWith("Only SELECT", StringComparison.Ordinal) ? "Only SELECT statements are possible here." : message);
        }

        var statements = root.GetProperty("statements");
        if (statements.GetArrayLength() != 1)
        {
            throw Refused("Exactly one statement is possible here.");
        }

        var shape = new SelectShape(dialect);
        shape.Walk(statements[0].GetProperty("node"), new Names(null, []));
        return shape;
    }

    private static void CheckText(string sql)
    {
        if (sql.Length > MaxLength)
        {
            throw new WarehouseException(WarehouseFault.Limit, $"The statement is longer than {MaxLength} characters.");
        }

        foreach (var c in sql)
        {
            // The parser takes other spaces for blanks where PostgreSQL takes them for letters: the two would read different names.
            if (c == '\0' || c == '\uFEFF' || (c > 127 && char.IsWhiteSpace(c)) || (c > 127 && char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format))
            {
                throw Refused("The statement holds a special space or control character; write an ordinary space, or pass the text as a parameter.");
            }
        }
    }

    private static JsonDocument Parse(string sql)
    {
        try
        {
            return JsonDocument.Parse(SelectParser.ToJson(sql), new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException)
        {
            throw new WarehouseException(WarehouseFault.Limit, "The statement is nested too deeply.");
        }
    }

    private void Walk(JsonElement element, Names names)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, names);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            WalkObject(element, names);
        }
    }

    private void WalkObject(JsonElement element, Names names)
    {
        if (element.TryGetProperty("class", out var kind))
        {
            WalkExpression(element, kind.GetString()!, names);
            return;
        }

        var type = element.TryGetProperty("type", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        switch (type)
        {
            case "SUBQUERY":
                aliases.Add(element.TryGetProperty("alias", out var alias) ? alias.GetString()! : "");
                WalkChildren(element, names);
                break;
            case null or "EMPTY" or "JOIN" or "EXPRESSION_LIST"
                or "ORDER_MODIFIER" or "LIMIT_MODIFIER" or "LIMIT_PERCENT_MODIFIER" or "DISTINCT_MODIFIER"
                or "ORDER_DEFAULT" or "ASCENDING" or "DESCENDING":
                WalkChildren(element, names);
                break;
            case "SELECT_NODE" or "SET_OPERATION_NODE":
                WalkChildren(element, WithNames(element, names));
                break;
            case "RECURSIVE_CTE_NODE":
                WalkChildren(element, WithNames(element, names).And(Checked(element.GetProperty("cte_name").GetString()!)));
                break;
            case "BASE_TABLE":
                AddTable(element, names);
                break;
            case "TABLE_FUNCTION":
                WalkTableFunction(element, names);
                break;
            default:
                throw Refused($"This form is not possible here: {type}.");
        }
    }

    private void WalkExpression(JsonElement element, string kind, Names names)
    {
        switch (kind)
        {
            case "CONSTANT":
                return;
            case "FUNCTION" or "WINDOW":
                CheckFunction(element);
                break;
            case "COLUMN_REF":
                columns.UnionWith(element.GetProperty("column_names").EnumerateArray().Select(static n => n.GetString()!).TakeLast(1));
                break;
            case "STAR" or "POSITIONAL_REFERENCE":
                takesAll = true;
                break;
            case "COMPARISON" or "CONJUNCTION" or "OPERATOR" or "CAST" or "CASE" or "BETWEEN"
                or "SUBQUERY" or "PARAMETER" or "COLLATE" or "LAMBDA" or "LAMBDA_REF":
                break;
            default:
                throw Refused($"This form is not possible here: {kind}.");
        }

        WalkChildren(element, names);
    }

    private void WalkChildren(JsonElement element, Names names)
    {
        foreach (var property in element.EnumerateObject())
        {
            // Types of casts are no expressions; a node's WITH was walked before, with growing names.
            if (property.Name is not ("cast_type" or "cte_map"))
            {
                Walk(property.Value, names);
            }
        }
    }

    /// <summary>Walks the queries of a node's WITH, each of which sees the names before it, and answers the names that the node sees.</summary>
    private Names WithNames(JsonElement node, Names names)
    {
        if (!node.TryGetProperty("cte_map", out var map) || !map.TryGetProperty("map", out var entries))
        {
            return names;
        }

        foreach (var entry in entries.EnumerateArray())
        {
            Walk(entry.GetProperty("value"), names);
            names = names.And(Checked(entry.GetProperty("key").GetString()!));
        }

        return names;
    }

    /// <summary>
    /// PostgreSQL tells "Person" from person and folds what is not quoted; DuckDB does neither. A name in lower case means the same to both,
    /// any other could be a name of WITH to the parser and a table to the engine.
    /// </summary>
    private string Checked(string name) =>
        dialect == SqlDialect.DuckDb || !name.Any(char.IsUpper)
            ? name
            : throw Refused($"Write the name {name} after WITH in lower case.");

    private void AddTable(JsonElement element, Names names)
    {
        var schema = element.GetProperty("schema_name").GetString()!;
        var name = element.GetProperty("table_name").GetString()!;
        if (element.GetProperty("catalog_name").GetString()!.Length > 0
            || element.GetProperty("at_clause").ValueKind != JsonValueKind.Null)
        {
            throw Refused("A table is named by its schema and name only.");
        }

        var alias = element.GetProperty("alias").GetString()!;
        aliases.Add(alias.Length > 0 ? alias : name);
        if (schema.Length == 0 && names.Contains(name))
        {
            return;
        }

        tables.Add(new TableReference(schema, name, alias.Length > 0, element.GetProperty("query_location").GetInt32()));
    }

    private void WalkTableFunction(JsonElement element, Names names)
    {
        var function = element.GetProperty("function");
        var name = function.TryGetProperty("function_name", out var value) ? value.GetString()! : "";
        if (!SqlFunctions.Table.Contains(name) || !IsPlain(function))
        {
            throw Refused($"The table function {name} is not available.");
        }

        WalkChildren(function, names);
    }

    private static void CheckFunction(JsonElement element)
    {
        var name = element.GetProperty("function_name").GetString()!;
        if (SqlFunctions.Padding.Contains(name) && IsPlain(element))
        {
            var arguments = element.GetProperty("children");
            if (arguments.GetArrayLength() < 2 || !IsShortLength(arguments[1]))
            {
                throw Refused($"The length given to {name} must be a number up to 10000.");
            }
        }
        else if (!SqlFunctions.Scalar.Contains(name) || !IsPlain(element))
        {
            throw Refused($"The function {name} is not available.");
        }
    }

    private static bool IsShortLength(JsonElement argument) =>
        argument.GetProperty("class").GetString() == "CONSTANT"
        && argument.GetProperty("value").TryGetProperty("value", out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var length)
        && length <= 10_000;

    /// <summary>The parser itself puts "main" before the functions that it makes of syntax; any other schema was written by somebody.</summary>
    private static bool IsPlain(JsonElement function) =>
        (!function.TryGetProperty("schema", out var schema) || schema.GetString() is "" or "main")
        && (!function.TryGetProperty("catalog", out var catalog) || catalog.GetString() is "" or "system");

    private static WarehouseException Refused(string message) => new(WarehouseFault.Statement, message);

    /// <summary>The names of WITH that a place sees.</summary>
    private sealed record Names(Names? Outer, IReadOnlyList<string> Own)
    {
        public Names And(string name) => new(this, [name]);

        public bool Contains(string name) =>
            Own.Contains(name, StringComparer.OrdinalIgnoreCase) || (Outer?.Contains(name) ?? false);
    }
}
