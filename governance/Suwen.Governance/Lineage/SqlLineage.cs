using System.Text.Json;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Lineage;

/// <summary>A column that a statement reads, as the model names it.</summary>
/// <param name="Table">Schema and table: <c>cdr.person</c>.</param>
/// <param name="Column">The column.</param>
public readonly record struct SqlColumn(string Table, string Column)
{
    /// <summary>The place of the column: in schema <c>cdm</c> a view's.</summary>
    public LineageNode Node =>
        Table.StartsWith("cdm.", StringComparison.Ordinal) ? LineageNode.View(Table, Column)
        : Table.StartsWith("pack_", StringComparison.Ordinal) ? LineageNode.Result(Table, Column)
        : LineageNode.Column(Table, Column);

    public override string ToString() => Table + "." + Column;
}

/// <summary>One column of a statement's result, and the columns of tables that its value is made of.</summary>
/// <param name="Name">Name of the output.</param>
/// <param name="Values">The columns that its value is made of.</param>
/// <param name="Single">Those among them that reach it other than through a count, sum or mean over many persons.</param>
public sealed record SqlOutput(string Name, IReadOnlyCollection<SqlColumn> Values, IReadOnlyCollection<SqlColumn> Single);

/// <summary>
/// Which columns of which tables the columns of a SELECT come from, read from its syntax: what each output is made of, and what decides
/// about rows (conditions, joins, groups). Names of WITH, derived tables, set operations, correlated subqueries and stars are followed.
/// </summary>
/// <remarks>A table that the model does not know (a staged one) gives columns under its own name, since its columns cannot be told.</remarks>
public sealed class SqlLineage
{
    private readonly HashSet<SqlColumn> conditions = [];
    private readonly HashSet<string> tables = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>>? results;

    /// <summary>True while only what reaches an output singly is followed.</summary>
    private readonly bool isSingle;

    private SqlLineage(IReadOnlyDictionary<string, IReadOnlyList<string>>? results, bool isSingle)
    {
        this.results = results;
        this.isSingle = isSingle;
    }

    /// <summary>The columns of the result, in their order.</summary>
    public IReadOnlyList<SqlOutput> Outputs { get; private set; } = [];

    /// <summary>The columns that decide which rows there are, whichever output is looked at.</summary>
    public IReadOnlyCollection<SqlColumn> Conditions => conditions;

    /// <summary>The tables read, with their schemas.</summary>
    public IReadOnlyCollection<string> Tables => tables;

    /// <summary>Reads a statement.</summary>
    /// <param name="sql">One SELECT; names without a schema are of <c>cdr</c>.</param>
    /// <param name="results">Columns of tables that the model does not know, by schema and name.</param>
    /// <exception cref="FormatException">It is no single SELECT.</exception>
    public static SqlLineage Of(string sql, IReadOnlyDictionary<string, IReadOnlyList<string>>? results = null)
    {
        using var json = SelectSyntax.Parse(sql);
        var root = json.RootElement;
        if (root.TryGetProperty("error", out var error) && error.GetBoolean())
        {
            throw new FormatException(root.GetProperty("error_message").GetString());
        }

        var statements = root.GetProperty("statements");
        if (statements.GetArrayLength() != 1)
        {
            throw new FormatException("Exactly one statement has a lineage.");
        }

        var lineage = new SqlLineage(results, isSingle: false);
        var relation = lineage.Query(statements[0].GetProperty("node"), Scope.Empty);
        var single = new SqlLineage(results, isSingle: true).Query(statements[0].GetProperty("node"), Scope.Empty);
        lineage.Outputs = [.. relation.Columns.Select((c, i) => new SqlOutput(c.Name, c.Values, single.Columns[i].Values))];
        return lineage;
    }

    /// <summary>The edges into a named result or view.</summary>
    /// <param name="target">Makes the place of an output by its name.</param>
    public IEnumerable<LineageEdge> EdgesInto(Func<string, LineageNode> target)
    {
        foreach (var output in Outputs)
        {
            foreach (var column in output.Values)
            {
                yield return new LineageEdge(column.Node, target(output.Name), LineageRelation.Value, "sql");
            }
        }

        foreach (var column in conditions)
        {
            yield return new LineageEdge(column.Node, target("*"), LineageRelation.Selects, "sql");
        }
    }

    private Relation Query(JsonElement node, Scope outer)
    {
        var scope = outer;
        if (node.TryGetProperty("cte_map", out var map) && map.TryGetProperty("map", out var entries))
        {
            foreach (var entry in entries.EnumerateArray())
            {
                var value = entry.GetProperty("value");
                var relation = Query(value.GetProperty("query").GetProperty("node"), scope).Renamed(Names(value, "aliases"));
                scope = scope.WithName(entry.GetProperty("key").GetString()!, relation);
            }
        }

        return node.GetProperty("type").GetString() switch
        {
            "SELECT_NODE" => Select(node, scope),
            "SET_OPERATION_NODE" => SetOperation(node, scope),
            "RECURSIVE_CTE_NODE" => Recursive(node, scope),
            var other => throw new FormatException($"The form {other} has no lineage."),
        };
    }

    private Relation SetOperation(JsonElement node, Scope scope)
    {
        if (node.TryGetProperty("children", out var children) && children.GetArrayLength() > 0)
        {
            return children.EnumerateArray().Select(c => Query(c, scope)).Aggregate(static (a, b) => a.Union(b));
        }

        return Query(node.GetProperty("left"), scope).Union(Query(node.GetProperty("right"), scope));
    }

    private Relation Recursive(JsonElement node, Scope scope)
    {
        var first = Query(node.GetProperty("left"), scope);
        return first.Union(Query(node.GetProperty("right"), scope.WithName(node.GetProperty("cte_name").GetString()!, first)));
    }

    private Relation Select(JsonElement node, Scope outer)
    {
        var scope = outer.Inner();
        if (node.TryGetProperty("from_table", out var from))
        {
            From(from, scope);
        }

        var columns = new List<Output>();
        var outerIsOverMany = isOverMany;
        isOverMany = false;
        isOverMany = isSingle && !GroupsByPerson(node, scope);
        foreach (var item in node.GetProperty("select_list").EnumerateArray())
        {
            if (item.GetProperty("class").GetString() == "STAR")
            {
                columns.AddRange(Star(item, scope));
            }
            else
            {
                columns.Add(new Output(NameOf(item), ColumnsOf(item, scope)));
            }
        }

        isOverMany = outerIsOverMany;
        foreach (var clause in new[] { "where_clause", "having", "qualify", "group_expressions" })
        {
            if (node.TryGetProperty(clause, out var condition))
            {
                conditions.UnionWith(ColumnsOf(condition, scope.WithOutputs(columns)));
            }
        }

        return new Relation(columns);
    }

    /// <summary>Functions whose value is of many rows and of none of them.</summary>
    private static readonly HashSet<string> Aggregates = new(StringComparer.Ordinal) { "count", "count_star", "sum", "avg", "stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop", "corr", "regr_slope", "regr_intercept", "regr_r2" };

    /// <summary>True while a select list is read whose groups are of many persons.</summary>
    private bool isOverMany;

    /// <summary>True where a group is one person or one row: a sum over it still says something of a person.</summary>
    private bool GroupsByPerson(JsonElement node, Scope scope) =>
        node.TryGetProperty("group_expressions", out var groups)
        && groups.EnumerateArray().SelectMany(g => ColumnsOf(g, scope)).Any(static c => RoleOf(c) is ColumnRole.Person or ColumnRole.SourcePerson or ColumnRole.Key || c.Column == "person_id");

    private static ColumnRole RoleOf(SqlColumn column) =>
        CanonicalModel.TryFind(column.Table[(column.Table.IndexOf('.', StringComparison.Ordinal) + 1)..], out var table) && table.TryFind(column.Column, out var found) ? found.Role : ColumnRole.Value;

    private void From(JsonElement from, Scope scope)
    {
        switch (from.GetProperty("type").GetString())
        {
            case "BASE_TABLE":
                Base(from, scope);
                break;
            case "JOIN":
                From(from.GetProperty("left"), scope);
                From(from.GetProperty("right"), scope);
                Joined(from, scope);
                break;
            case "SUBQUERY":
                var inner = Query(from.GetProperty("subquery").GetProperty("node"), scope);
                scope.Add(Alias(from), inner.Renamed(Names(from, "column_name_alias")));
                break;
            case "EXPRESSION_LIST":
                scope.Add(Alias(from), Values(from, scope));
                break;
            case "TABLE_FUNCTION":
                var names = Names(from, "column_name_alias");
                var arguments = ColumnsOf(from.GetProperty("function"), scope);
                var function = Alias(from);
                scope.Add(function, new Relation([.. (names.Count > 0 ? names : [function.Length > 0 ? function : "unnest"]).Select(n => new Output(n, arguments))]));
                break;
            default:
                break;
        }
    }

    private void Base(JsonElement from, Scope scope)
    {
        var schema = from.GetProperty("schema_name").GetString()!;
        var name = from.GetProperty("table_name").GetString()!;
        var alias = Alias(from) is { Length: > 0 } given ? given : name;
        if (schema.Length == 0 && scope.Named(name) is { } cte)
        {
            scope.Add(alias, cte.Renamed(Names(from, "column_name_alias")));
            return;
        }

        var table = (schema.Length == 0 ? "cdr" : schema.ToLowerInvariant()) + "." + name.ToLowerInvariant();
        tables.Add(table);
        scope.Add(alias, new Relation([.. (results?.GetValueOrDefault(table) ?? ModelColumns(table)).Select(c => new Output(c, [new SqlColumn(table, c)]))], table));
    }

    private void Joined(JsonElement join, Scope scope)
    {
        if (join.TryGetProperty("condition", out var condition) && condition.ValueKind == JsonValueKind.Object)
        {
            conditions.UnionWith(ColumnsOf(condition, scope));
        }

        foreach (var column in Names(join, "using_columns"))
        {
            conditions.UnionWith(scope.Resolve("", column, everywhere: true));
        }
    }

    private Relation Values(JsonElement list, Scope scope)
    {
        var rows = list.GetProperty("values").EnumerateArray().Select(r => r.EnumerateArray().Select(v => ColumnsOf(v, scope)).ToList()).ToList();
        return rows.Count == 0 ? new Relation([]) : new Relation([.. rows[0].Select((_, i) => new Output($"col{i}", rows.SelectMany(r => r[i]).ToHashSet()))]);
    }

    private static IEnumerable<string> ModelColumns(string table)
    {
        var dot = table.IndexOf('.', StringComparison.Ordinal);
        var (schema, name) = (table[..dot], table[(dot + 1)..]);
        return schema switch
        {
            "cdr" or "cdm" when CanonicalModel.TryFind(name, out var found) => found.Columns.Where(c => schema == "cdr" || c.IsOmop).Select(c => c.Name),
            "history" when CanonicalModel.TryFind(name, out var found) => found.History.Columns.Select(c => c.Name),
            "sys" when CanonicalModel.TryFind(table, out var found) => found.Columns.Select(c => c.Name),
            _ => [],
        };
    }

    private static IEnumerable<Output> Star(JsonElement star, Scope scope)
    {
        var relation = star.TryGetProperty("relation_name", out var name) ? name.GetString()! : "";
        var excluded = star.TryGetProperty("exclude_list", out var list)
            ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];
        return scope.Everything(relation).Where(c => !excluded.Contains(c.Name));
    }

    private static string NameOf(JsonElement item)
    {
        if (item.GetProperty("alias").GetString() is { Length: > 0 } alias)
        {
            return alias;
        }

        return item.TryGetProperty("column_names", out var names) && names.GetArrayLength() > 0 ? names[names.GetArrayLength() - 1].GetString()!
            : item.TryGetProperty("child", out var child) && child.ValueKind == JsonValueKind.Object && child.TryGetProperty("class", out _) ? NameOf(child)
            : item.TryGetProperty("function_name", out var function) ? function.GetString()! : "?";
    }

    private HashSet<SqlColumn> ColumnsOf(JsonElement expression, Scope scope)
    {
        var found = new HashSet<SqlColumn>();
        Collect(expression, scope, found);
        return found;
    }

    private void Collect(JsonElement element, Scope scope, HashSet<SqlColumn> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, scope, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("class", out var kind) && kind.GetString() == "COLUMN_REF")
            {
                var names = element.GetProperty("column_names");
                var last = names.GetArrayLength() - 1;
                found.UnionWith(scope.Resolve(last > 0 ? names[last - 1].GetString()! : "", names[last].GetString()!));
                return;
            }

            if (isOverMany && element.TryGetProperty("class", out kind) && kind.GetString() == "FUNCTION" && Aggregates.Contains(element.GetProperty("function_name").GetString()!))
            {
                return;
            }

            foreach (var property in element.EnumerateObject())
            {
                if (property.Name == "subquery" && property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty("node", out var node))
                {
                    found.UnionWith(Query(node, scope).Columns.SelectMany(c => c.Values));
                }
                else if (property.Name is "order_bys" or "orders" or "partitions" or "filter" or "filter_expr")
                {
                    // The order and filter of an aggregate choose among values and are none.
                    Collect(property.Value, scope, conditions);
                }
                else if (property.Name is not ("cast_type" or "cte_map"))
                {
                    Collect(property.Value, scope, found);
                }
            }
        }
    }

    private static string Alias(JsonElement from) => from.TryGetProperty("alias", out var alias) ? alias.GetString()! : "";

    private static List<string> Names(JsonElement element, string property) =>
        element.TryGetProperty(property, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(n => n.GetString()!)] : [];

    private sealed record Output(string Name, HashSet<SqlColumn> Values);

    /// <param name="Columns">The columns that are known.</param>
    /// <param name="Table">For a table of a database, its name: a column that the model does not list is still that table's.</param>
    private sealed record Relation(IReadOnlyList<Output> Columns, string? Table = null)
    {
        public Relation Renamed(List<string> names) => names.Count == 0
            ? this
            : new Relation([.. Columns.Select((c, i) => i < names.Count ? c with { Name = names[i] } : c)], Table);

        public Relation Union(Relation other) =>
            new([.. Columns.Select((c, i) => i < other.Columns.Count ? c with { Values = [.. c.Values, .. other.Columns[i].Values] } : c)]);

        public HashSet<SqlColumn>? Find(string column) =>
            Columns.FirstOrDefault(c => string.Equals(c.Name, column, StringComparison.OrdinalIgnoreCase))?.Values
            ?? (Table is not null && Columns.Count == 0 ? [new SqlColumn(Table, column.ToLowerInvariant())] : null);
    }

    /// <summary>The names that a place in a statement sees: relations of FROM, names of WITH, outputs, and those of the query around it.</summary>
    private sealed class Scope(Scope? outer, IReadOnlyList<Output> outputs)
    {
        private readonly List<(string Alias, Relation Relation)> relations = [];
        private readonly Dictionary<string, Relation> named = new(StringComparer.OrdinalIgnoreCase);

        public static Scope Empty => new(null, []);

        public Scope Inner() => new(this, []);

        public Scope WithOutputs(IReadOnlyList<Output> columns) => new(this, columns);

        public Scope WithName(string name, Relation relation)
        {
            var scope = new Scope(this, []);
            scope.named.Add(name, relation);
            return scope;
        }

        public void Add(string alias, Relation relation) => relations.Add((alias, relation));

        public Relation? Named(string name) => named.TryGetValue(name, out var relation) ? relation : outer?.Named(name);

        public IEnumerable<Output> Everything(string alias) =>
            relations.Where(r => alias.Length == 0 || string.Equals(r.Alias, alias, StringComparison.OrdinalIgnoreCase)).SelectMany(r => r.Relation.Columns);

        public IEnumerable<SqlColumn> Resolve(string alias, string column, bool everywhere = false)
        {
            var hits = relations
                .Where(r => alias.Length == 0 || string.Equals(r.Alias, alias, StringComparison.OrdinalIgnoreCase))
                .Select(r => r.Relation.Find(column)).OfType<HashSet<SqlColumn>>().ToList();
            if (hits.Count > 0)
            {
                return everywhere ? hits.SelectMany(h => h) : hits[0];
            }

            // GROUP BY and HAVING may name a column of the result; what is known nowhere here is of the query around it.
            var output = alias.Length == 0 ? outputs.FirstOrDefault(o => string.Equals(o.Name, column, StringComparison.OrdinalIgnoreCase)) : null;
            return output?.Values ?? outer?.Resolve(alias, column, everywhere) ?? [];
        }
    }
}
