using System.Globalization;
using System.Text;
using Suwen.Storage;

namespace Suwen.Analysis.Cohorts;

/// <summary>
/// The text of one statement as it grows: named subqueries and parameters. The same value is one parameter and the same subquery one name,
/// so that what a definition says twice is computed once.
/// </summary>
internal sealed class SqlText
{
    private readonly StringBuilder with = new();
    private readonly List<object?> parameters = [];
    private readonly Dictionary<string, string> parameterNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>A text as a parameter.</summary>
    public string Parameter(string value)
    {
        if (!parameterNames.TryGetValue(value, out var name))
        {
            parameters.Add(value);
            name = string.Create(CultureInfo.InvariantCulture, $"${parameters.Count}");
            parameterNames[value] = name;
        }

        return name;
    }

    /// <summary>Many texts as one parameter, for <c>in</c>: a list of thousands stays one value, and a statement of the same shape the same text.</summary>
    public string TextList(IEnumerable<string> values) => $"(select unnest(string_to_array({Parameter(string.Join('\u001f', values))}, chr(31))))";

    /// <summary>Numbers for <c>in</c>. They are typed, so that they stand in the text where they are few.</summary>
    public string NumberList(IReadOnlyCollection<long> values)
    {
        const int few = 200;
        return values.Count switch
        {
            0 => "(select cast(null as bigint))",
            <= few => "(" + string.Join(", ", values.Select(static v => v.ToString(CultureInfo.InvariantCulture))) + ")",
            _ => $"(select cast(u.value as bigint) from (select unnest(string_to_array({Parameter(string.Join(',', values.Select(static v => v.ToString(CultureInfo.InvariantCulture))))}, ',')) as value) as u)",
        };
    }

    public static string Date(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"date '{date:yyyy-MM-dd}'");

    public static string Number(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A day so many days after another.</summary>
    public static string AddDays(string date, int days) => days == 0 ? date : string.Create(CultureInfo.InvariantCulture, $"({date} {(days < 0 ? '-' : '+')} {Math.Abs((long)days)})");

    /// <summary>Names a subquery, and answers its name; the same body has one name.</summary>
    /// <param name="name">The name, if it is free; a number is added where it is not.</param>
    /// <param name="body">A SELECT.</param>
    /// <param name="isOnce">True when it must be computed once, because its numbering of rows need not come out the same twice.</param>
    public string Subquery(string name, string body, bool isOnce = false)
    {
        if (names.TryGetValue(body, out var known))
        {
            return known;
        }

        var free = name;
        for (var n = 2; !taken.Add(free); n++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}_{n}");
        }

        with.Append(with.Length == 0 ? "with " : ",\n").Append(free).Append(isOnce ? " as materialized (\n" : " as (\n").Append(body).Append("\n)");
        names[body] = free;
        return free;
    }

    /// <summary>The statement that ends in this SELECT.</summary>
    public SqlStatement Statement(string select) => new(with.Length == 0 ? select : $"{with}\n{select}", [.. parameters]);
}
