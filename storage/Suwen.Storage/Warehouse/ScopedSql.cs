using System.Collections.Concurrent;
using System.Text;
using Suwen.Storage.Schema;

namespace Suwen.Storage;

/// <summary>Applies a <see cref="ReadScope"/> to a statement; the one place that does so, for every engine.</summary>
/// <remarks>
/// Each reference to a table becomes, at its place in the text, a subquery that has only the reader's columns and rows. The
/// statement is parsed for that, names of WITH are told from tables, and whatever is not understood is refused.
/// </remarks>
internal static class ScopedSql
{
    private const int CacheSize = 2000;

    private static readonly ConcurrentDictionary<(string Text, SqlDialect Dialect), SelectShape> Shapes = new();

    /// <summary>The statement as its reader may run it. An unrestricted scope leaves it untouched.</summary>
    /// <exception cref="WarehouseException">It refers to a table that does not exist for the reader, or is no plain SELECT.</exception>
    public static SqlStatement Apply(SqlStatement statement, ReadScope scope, SqlDialect dialect) =>
        scope.IsUnrestricted ? statement : statement with { Text = Rewrite(statement.Text, scope, dialect) };

    /// <summary>Checks that every table of a statement exists for its reader.</summary>
    public static void Check(string text, ReadScope scope, SqlDialect dialect)
    {
        foreach (var reference in Shape(text, dialect).Tables)
        {
            Resolve(reference, scope);
        }
    }

    /// <summary>The columns of data that a statement may read, with what the reader sees of each.</summary>
    public static IReadOnlyList<ColumnRead> Reads(string text, ReadScope scope, SqlDialect dialect)
    {
        var shape = Shape(text, dialect);
        var reads = new List<ColumnRead>();
        foreach (var resolved in shape.Tables.Select(r => Resolve(r, scope)).Where(static r => r.Table is not null))
        {
            foreach (var column in resolved.Table!.Columns.Select(static c => c.Name).Where(c => (resolved.Scope?.Columns is null || resolved.Scope.Columns.Contains(c)) && shape.MayRead(c)))
            {
                reads.Add(new ColumnRead(resolved.Schema, resolved.Name, column, resolved.Scope?.Masks?.ContainsKey(column) ?? false, resolved.Scope?.RowPredicate is null));
            }
        }

        return reads;
    }

    private static SelectShape Shape(string text, SqlDialect dialect)
    {
        if (Shapes.TryGetValue((text, dialect), out var known))
        {
            return known;
        }

        var shape = SelectShape.Of(text, dialect);
        if (Shapes.Count >= CacheSize)
        {
            // The texts of one's own statements come back at once; those of users rarely repeat.
            Shapes.Clear();
        }

        Shapes[(text, dialect)] = shape;
        return shape;
    }

    private static string Rewrite(string text, ReadScope scope, SqlDialect dialect)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var sql = new StringBuilder();
        var done = 0;
        foreach (var reference in Shape(text, dialect).Tables.OrderBy(r => r.Location))
        {
            var resolved = Resolve(reference, scope);
            var end = EndOfName(bytes, reference);
            sql.Append(Encoding.UTF8.GetString(bytes, done, reference.Location - done))
                .Append('(').Append(resolved.Source()).Append("\n)");
            if (!reference.HasAlias)
            {
                sql.Append(" as ").Append(SqlName.Quote(reference.Name.ToLowerInvariant()));
            }

            done = end;
        }

        return sql.Append(Encoding.UTF8.GetString(bytes, done, bytes.Length - done)).ToString();
    }

    private static ScopedTable Resolve(TableReference reference, ReadScope scope)
    {
        var schema = reference.Schema.Length == 0 ? "cdr" : reference.Schema.ToLowerInvariant();
        var name = reference.Name.ToLowerInvariant();
        var key = schema is "cdr" or "cdm" ? name : schema + "." + name;
        var table = schema switch
        {
            "cdr" when CanonicalModel.TryFind(name, out var found) && found.Schema == "cdr" => found,
            "cdm" when CanonicalModel.TryFind(name, out var found) && found.Schema == "cdr" && found.Columns.Any(c => c.IsOmop) => found,
            "history" when CanonicalModel.TryFind(name, out var found) && found.IsLoaded => found.History,
            "sys" when CanonicalModel.TryFind(key, out var found) => found,
            _ => scope.Derived?.GetValueOrDefault(key),
        };

        TableScope? allowed = null;
        var exists = table is not null || key is "sys.migration" or "information_schema.tables" or "information_schema.columns";
        if (!exists || (scope.Tables is not null && !scope.Tables.TryGetValue(key, out allowed)))
        {
            throw new WarehouseException(WarehouseFault.Statement, $"The table {(reference.Schema.Length == 0 ? name : schema + "." + name)} is not available to you.");
        }

        return new ScopedTable(schema, name, table, allowed);
    }

    /// <summary>Finds where a reference ends in the text, and makes sure that what stands there is the name which the parser read.</summary>
    private static int EndOfName(byte[] text, TableReference reference)
    {
        var at = reference.Location;
        if (reference.Schema.Length > 0)
        {
            at = EndOfIdentifier(text, at, reference.Schema);
            at = SkipBlanks(text, at);
            if (at >= text.Length || text[at] != '.')
            {
                throw NotPlain(reference);
            }

            at = SkipBlanks(text, at + 1);
        }

        return EndOfIdentifier(text, at, reference.Name);
    }

    private static int EndOfIdentifier(byte[] text, int at, string expected)
    {
        var quoted = Encoding.UTF8.GetBytes(SqlName.Quote(expected));
        if (text.AsSpan(at).StartsWith(quoted))
        {
            return at + quoted.Length;
        }

        var plain = Encoding.UTF8.GetBytes(expected);
        var end = at + plain.Length;
        var agrees = text.AsSpan(at).StartsWith(plain) && (end == text.Length || !IsLetter(text[end]));
        return agrees ? end : throw NotPlain(new TableReference("", expected, false, at));
    }

    private static bool IsLetter(byte c) => c >= 0x80 || char.IsAsciiLetterOrDigit((char)c) || c is (byte)'_' or (byte)'$';

    private static int SkipBlanks(byte[] text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            at++;
        }

        return at;
    }

    private static WarehouseException NotPlain(TableReference reference) =>
        new(WarehouseFault.Statement, $"Write the table {reference.Name} plainly: schema, a dot, and the name.");

    /// <summary>A table as it exists for a reader.</summary>
    private readonly record struct ScopedTable(string Schema, string Name, Table? Table, TableScope? Scope)
    {
        public string Source()
        {
            // A strict view has fewer columns than a policy's predicate may need, so it is taken from its table.
            var strict = Schema == "cdm";
            var masked = Scope?.Masks is not null;
            var sql = new StringBuilder("select ").Append(Columns(strict)).Append(" from ");
            if (masked)
            {
                // Rows are chosen before values are masked: the policy's predicate sees values, whatever name an engine looks up first.
                sql.Append("(select * from ");
            }

            sql.Append(Scope?.Source ?? SqlName.Quote(strict ? "cdr" : Schema) + "." + SqlName.Quote(Name)).Append(" where true");
            if (strict)
            {
                foreach (var column in Table!.Columns.Where(c => c.IsOmop && c.Required))
                {
                    sql.Append(" and ").Append(SqlName.Quote(column.Name)).Append(" is not null");
                }
            }

            if (Scope?.RowPredicate is { } predicate)
            {
                sql.Append(" and (").Append(predicate).Append("\n)");
            }

            return (masked ? sql.Append(") as ").Append(SqlName.Quote(Name)) : sql).ToString();
        }

        private string Columns(bool strict)
        {
            if (!strict && Scope?.Columns is null && Scope?.Masks is null)
            {
                return "*";
            }

            var masks = Scope?.Masks;
            var allowed = Scope?.Columns?.ToHashSet(StringComparer.Ordinal);
            var columns = Table is null
                ? allowed!.Select(SqlName.Quote)
                : Table.Columns.Where(c => (!strict || c.IsOmop) && (allowed is null || allowed.Contains(c.Name))).Select(c => Column(c.Name, masks));
            var list = string.Join(", ", columns);
            return list.Length > 0 ? list : throw new WarehouseException(WarehouseFault.Statement, $"The table {Name} has no column that is available to you.");
        }

        private static string Column(string name, IReadOnlyDictionary<string, string>? masks) =>
            masks?.GetValueOrDefault(name) is { } mask ? $"{mask} as {SqlName.Quote(name)}" : SqlName.Quote(name);
    }
}
