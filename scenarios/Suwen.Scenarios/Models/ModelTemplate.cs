using System.Text;
using Suwen.Storage;

namespace Suwen.Scenarios.Models;

/// <summary>What the pack's own macros stand for in one run on one engine.</summary>
internal sealed class TemplateContext
{
    public required SqlDialect Dialect { get; init; }

    public required string Schema { get; init; }

    public required DateOnly AsOf { get; init; }

    /// <summary>Literals of the parameters.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    public required IReadOnlyDictionary<string, ValueSet> ValueSets { get; init; }

    /// <summary>What stands in the text for a result of the pack.</summary>
    public required Func<string, string> Reference { get; init; }
}

/// <summary>One macro of the pack in a text: where it stands, and its arguments.</summary>
internal readonly record struct MacroUse(string Name, IReadOnlyList<string> Arguments, int Line);

/// <summary>
/// The macros of packs: <c>ref('result')</c>, <c>input('table')</c>, <c>param('name')</c>, <c>valueset('name')</c>, <c>in_valueset('name', expression)</c>,
/// <c>valueset_value('name', column, expression)</c> and <c>as_of</c>. The others are those of <see cref="SqlMacros"/>.
/// </summary>
internal static class ModelTemplate
{
    private static readonly Dictionary<string, (int Least, int Most, string Form)> Own = new(StringComparer.Ordinal)
    {
        ["ref"] = (1, 1, "{{ref('result')}}"),
        ["input"] = (1, 1, "{{input('table')}}"),
        ["param"] = (1, 1, "{{param('name')}}"),
        ["valueset"] = (1, 2, "{{valueset('name')}} or {{valueset('name', all)}}"),
        ["in_valueset"] = (2, 3, "{{in_valueset('name', expression)}} or with a third argument, the expression of the code system"),
        ["valueset_value"] = (3, 3, "{{valueset_value('name', column, expression)}}"),
        ["as_of"] = (0, 0, "{{as_of}}"),
    };

    /// <summary>Every macro of the pack in a text. What is wrong with the form of one is told.</summary>
    public static IReadOnlyList<MacroUse> Uses(string text, Action<int, string, string> fault)
    {
        var uses = new List<MacroUse>();
        Walk(text, (name, arguments, line) =>
        {
            var (least, most, form) = Own[name];
            if (arguments.Count < least || arguments.Count > most)
            {
                fault(line, $"The macro {name} has {arguments.Count} arguments.", $"Write {form}.");
            }
            else
            {
                uses.Add(new MacroUse(name, arguments, line));
            }

            return "null";
        }, 1, fault);
        return uses;
    }

    /// <summary>The SQL for one engine, on the same lines.</summary>
    /// <exception cref="FormatException">A macro is unknown or wrong.</exception>
    public static string Render(string text, TemplateContext context)
    {
        var own = Walk(text, (name, arguments, _) => Text(name, arguments, context), 1, static (_, what, _) => throw new FormatException(what));
        return SqlMacros.Expand(own, context.Dialect);
    }

    /// <summary>A name in quotes, as macros take it.</summary>
    public static string Unquote(string argument) => argument.Trim().Trim('\'');

    private static string Text(string name, IReadOnlyList<string> arguments, TemplateContext context)
    {
        var first = arguments.Count > 0 ? Unquote(arguments[0]) : "";
        switch (name)
        {
            case "ref": return context.Reference(first);
            case "input": return (first == "source" ? "\"sys\"." : "\"cdr\".") + SqlName.Quote(first);
            case "param": return context.Parameters.TryGetValue(first, out var literal) ? literal : throw new FormatException($"There is no parameter {first}.");
            case "as_of": return SqlLiteral.Of(context.AsOf);
        }

        var set = context.ValueSets.GetValueOrDefault(first) ?? throw new FormatException($"There is no value set {first}.");
        return name switch
        {
            "valueset" => $"{SqlName.Quote(context.Schema)}.{SqlName.Quote(arguments.Count > 1 ? set.AllTable : set.TableName)}",
            "in_valueset" => ValueSetSql.Contains(set, arguments[1], arguments.Count > 2 ? arguments[2] : null, context),
            _ => ValueSetSql.Value(set, Unquote(arguments[1]), arguments[2], context.AsOf),
        };
    }

    /// <summary>Replaces the pack's own macros, innermost first, and leaves the others as they stand.</summary>
    private static string Walk(string text, Func<string, IReadOnlyList<string>, int, string> replace, int line, Action<int, string, string> fault)
    {
        var start = text.IndexOf("{{", StringComparison.Ordinal);
        if (start < 0)
        {
            return text;
        }

        var result = new StringBuilder();
        var done = 0;
        while (start >= 0)
        {
            line += text.AsSpan(done, start - done).Count('\n');
            result.Append(text, done, start - done);
            var end = EndOf(text, start);
            if (end < 0)
            {
                fault(line, "A macro is not closed.", "Close it with }}.");
                return result.ToString();
            }

            var body = text[(start + 2)..(end - 2)];
            var inner = Walk(body, replace, line, fault);
            var open = inner.IndexOf('(', StringComparison.Ordinal);
            var name = (open < 0 ? inner : inner[..open]).Trim();
            var isClosed = open < 0 || inner.TrimEnd().EndsWith(')');
            result.Append(Own.ContainsKey(name) && isClosed
                ? replace(name, open < 0 ? [] : Split(inner.TrimEnd()[(open + 1)..^1]), line)
                : "{{" + inner + "}}");

            // Text after it stays on its line.
            result.Append('\n', body.AsSpan().Count('\n') - (Own.ContainsKey(name) ? 0 : body.AsSpan().Count('\n')));
            line += body.AsSpan().Count('\n');
            done = end;
            start = text.IndexOf("{{", done, StringComparison.Ordinal);
        }

        return result.Append(text, done, text.Length - done).ToString();
    }

    private static int EndOf(string text, int start)
    {
        var depth = 0;
        for (var i = start; i + 1 < text.Length; i++)
        {
            if (text[i] == '{' && text[i + 1] == '{')
            {
                depth++;
                i++;
            }
            else if (text[i] == '}' && text[i + 1] == '}' && --depth == 0)
            {
                return i + 2;
            }
            else if (text[i] == '}' && text[i + 1] == '}')
            {
                i++;
            }
        }

        return -1;
    }

    /// <summary>Splits at commas outside of parentheses and quotes.</summary>
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var (depth, begun, quote) = (0, 0, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (c is '(' or '[' or '{')
            {
                depth++;
            }
            else if (c is ')' or ']' or '}')
            {
                depth--;
            }
            else if (c == ',' && depth == 0)
            {
                parts.Add(text[begun..i].Trim());
                begun = i + 1;
            }
        }

        parts.Add(text[begun..].Trim());
        return parts.Count == 1 && parts[0].Length == 0 ? [] : parts;
    }
}
