using System.Text;

namespace Suwen.Storage;

/// <summary>
/// Expands <c>{{name(arguments)}}</c> in shipped SQL where engines differ. Names and meaning follow dbt's cross-database macros;
/// an engine with another dialect is one more case per macro.
/// </summary>
/// <remarks>
/// <c>datediff(part, from, to)</c> counts the boundaries crossed, as a bigint · <c>dateadd(part, n, time)</c> and <c>date_trunc(part, time)</c> answer a timestamp ·
/// <c>last_day(time)</c> · <c>safe_cast(x, type)</c> is null where the text has no such form · <c>int_div(a, b)</c> truncates and is null for b = 0 ·
/// <c>round_half_away(x, places)</c> · <c>string_agg(x, separator, order by …)</c> · <c>regexp_like(x, pattern)</c> finds the pattern anywhere · <c>order_nulls_last</c>.
/// </remarks>
public static class SqlMacros
{
    private const int MaxDepth = 32;

    /// <summary>The text for one engine.</summary>
    /// <exception cref="FormatException">A macro is unknown, has the wrong number of arguments, or is not closed: a fault of whoever wrote the SQL.</exception>
    public static string Expand(string template, SqlDialect dialect) => Expand(template, dialect, 0);

    private static string Expand(string template, SqlDialect dialect, int depth)
    {
        var start = template.IndexOf("{{", StringComparison.Ordinal);
        if (start < 0)
        {
            return template;
        }

        if (depth > MaxDepth)
        {
            throw new FormatException("Macros are nested too deeply.");
        }

        var sql = new StringBuilder();
        var done = 0;
        while (start >= 0)
        {
            var end = EndOf(template, start);
            sql.Append(template, done, start - done);
            sql.Append(Call(template[(start + 2)..(end - 2)].Trim(), dialect, depth));
            done = end;
            start = template.IndexOf("{{", done, StringComparison.Ordinal);
        }

        return sql.Append(template, done, template.Length - done).ToString();
    }

    private static int EndOf(string template, int start)
    {
        var depth = 0;
        for (var i = start; i + 1 < template.Length; i++)
        {
            if (template[i] == '{' && template[i + 1] == '{')
            {
                depth++;
                i++;
            }
            else if (template[i] == '}' && template[i + 1] == '}')
            {
                depth--;
                i++;
                if (depth == 0)
                {
                    return i + 1;
                }
            }
        }

        throw new FormatException($"A macro is not closed: {template.AsSpan(start, Math.Min(40, template.Length - start))}");
    }

    private static string Call(string call, SqlDialect dialect, int depth)
    {
        var open = call.IndexOf('(', StringComparison.Ordinal);
        var name = (open < 0 ? call : call[..open]).Trim();
        if (open >= 0 && !call.EndsWith(')'))
        {
            throw new FormatException($"The arguments of {name} are not closed.");
        }

        var arguments = open < 0 ? [] : Split(call[(open + 1)..^1]);
        for (var i = 0; i < arguments.Count; i++)
        {
            arguments[i] = Expand(arguments[i].Trim(), dialect, depth + 1);
        }

        return (name, arguments.Count) switch
        {
            ("order_nulls_last", 0) => "nulls last",
            ("datediff", 3) => DateDiff(Part(arguments[0]), arguments[1], arguments[2], dialect),
            ("dateadd", 3) => DateAdd(Part(arguments[0]), arguments[1], arguments[2]),
            ("date_trunc", 2) => $"date_trunc('{Part(arguments[0])}', cast({arguments[1]} as timestamp))",
            ("last_day", 1) => $"cast(date_trunc('month', cast({arguments[0]} as timestamp)) + interval '1 month' - interval '1 day' as date)",
            ("safe_cast", 2) => SafeCast.Expression(arguments[0], arguments[1], dialect),
            ("string_agg", 2) => $"string_agg(cast({arguments[0]} as varchar), {arguments[1]})",
            ("string_agg", 3) => $"string_agg(cast({arguments[0]} as varchar), {arguments[1]} {arguments[2]})",
            ("int_div", 2) => IntegerDivision(arguments[0], arguments[1], dialect),
            ("round_half_away", 2) => $"cast(round(cast({arguments[0]} as decimal(38,10)), {arguments[1]}) as double precision)",
            ("regexp_like", 2) => dialect == SqlDialect.DuckDb ? $"regexp_matches({arguments[0]}, {arguments[1]})" : $"({arguments[0]} ~ {arguments[1]})",
            _ => throw new FormatException($"There is no macro {name} with {arguments.Count} arguments."),
        };
    }

    /// <summary>Splits at commas outside of parentheses, quotes and macros.</summary>
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                continue;
            }

            switch (c)
            {
                case '\'' or '"': quote = c; break;
                case '(' or '{' or '[': depth++; break;
                case ')' or '}' or ']': depth--; break;
                case ',' when depth == 0:
                    parts.Add(text[start..i]);
                    start = i + 1;
                    break;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static string Part(string part) => part is "year" or "quarter" or "month" or "week" or "day" or "hour" or "minute" or "second"
        ? part
        : throw new FormatException($"There is no date part {part}.");

    private static string DateAdd(string part, string count, string time)
    {
        var unit = part == "quarter" ? "3 month" : "1 " + part;
        return $"(cast({time} as timestamp) + cast({count} as integer) * interval '{unit}')";
    }

    private static string DateDiff(string part, string from, string to, SqlDialect dialect)
    {
        if (dialect == SqlDialect.DuckDb)
        {
            // DuckDB counts whole weeks where it counts boundaries of every other part.
            return part == "week"
                ? $"(date_diff('day', date_trunc('week', cast({from} as timestamp)), date_trunc('week', cast({to} as timestamp))) // 7)"
                : $"date_diff('{part}', cast({from} as timestamp), cast({to} as timestamp))";
        }

        // PostgreSQL only subtracts; the boundaries are those of the numbered unit.
        return part switch
        {
            "day" => $"cast(cast({to} as date) - cast({from} as date) as bigint)",
            "week" => $"cast((cast(date_trunc('week', cast({to} as timestamp)) as date) - cast(date_trunc('week', cast({from} as timestamp)) as date)) / 7 as bigint)",
            "year" => $"({Field("year", to)} - {Field("year", from)})",
            "quarter" => $"({Field("year", to)} * 4 + {Field("quarter", to)} - {Field("year", from)} * 4 - {Field("quarter", from)})",
            "month" => $"({Field("year", to)} * 12 + {Field("month", to)} - {Field("year", from)} * 12 - {Field("month", from)})",
            _ => $"cast((extract(epoch from date_trunc('{part}', cast({to} as timestamp))) - extract(epoch from date_trunc('{part}', cast({from} as timestamp)))) / {Seconds(part)} as bigint)",
        };

        static string Field(string field, string time) => $"cast(extract({field} from cast({time} as timestamp)) as bigint)";
        static string Seconds(string part) => part switch { "hour" => "3600", "minute" => "60", _ => "1" };
    }

    private static string IntegerDivision(string dividend, string divisor, SqlDialect dialect) =>
        $"(cast({dividend} as bigint) {(dialect == SqlDialect.DuckDb ? "//" : "/")} nullif(cast({divisor} as bigint), 0))";
}
