using System.Globalization;
using System.Text.Json.Nodes;

namespace Suwen.Analysis;

/// <summary>A parameter of an operator, by name and type. Made by <see cref="Parameter"/>.</summary>
public abstract class OperatorParameter
{
    private protected OperatorParameter(string name, Words summary, bool isRequired, JsonObject schema)
    {
        Name = name;
        Summary = summary;
        IsRequired = isRequired;
        Schema = schema;
    }

    public string Name { get; }

    public Words Summary { get; }

    public bool IsRequired { get; }

    /// <summary>True when its value names a column of the input, or several.</summary>
    public bool IsColumn { get; internal init; }

    /// <summary>JSON schema of the value: type, enum, minimum, maximum, default.</summary>
    public JsonObject Schema { get; }

    /// <summary>The value as help shows it when the caller gives none; null where there is none.</summary>
    public string? DefaultText => Schema["default"]?.ToString();

    /// <summary>Reads a value as it stands behind <c>--set NAME=</c>.</summary>
    internal abstract object? Read(string text);

    internal abstract object? Default { get; }
}

/// <summary>A parameter whose value has the type <typeparamref name="T"/>.</summary>
public sealed class OperatorParameter<T> : OperatorParameter
{
    private readonly Func<string, T> read;
    private readonly T whenAbsent;

    internal OperatorParameter(string name, Words summary, bool isRequired, T whenAbsent, JsonObject schema, Func<string, T> read)
        : base(name, summary, isRequired, schema)
    {
        this.read = read;
        this.whenAbsent = whenAbsent;
    }

    internal override object? Default => whenAbsent;

    internal override object? Read(string text) => read(text);
}

/// <summary>Makes parameters.</summary>
public static class Parameter
{
    /// <summary>The seed of methods that draw at random; the same seed gives the same result.</summary>
    public static OperatorParameter<long> Seed { get; } = Integer("seed", 1, 0, long.MaxValue, "随机种子;相同种子结果相同", "Seed of random draws; the same seed gives the same result");

    /// <summary>Confidence level of intervals.</summary>
    public static OperatorParameter<double> Confidence { get; } = Number("confidence", 0.95, 0.5, 0.9999, "置信水平", "Confidence level of intervals");

    /// <summary>A column of the input that must be named.</summary>
    public static OperatorParameter<string> Column(string name, string zh, string en) =>
        new(name, new Words(zh, en), true, "", Schema("string"), static t => t) { IsColumn = true };

    /// <summary>A column of the input that may be named.</summary>
    public static OperatorParameter<string?> OptionalColumn(string name, string zh, string en) =>
        new(name, new Words(zh, en), false, null, Schema("string"), static t => t) { IsColumn = true };

    /// <summary>Columns of the input, separated by commas.</summary>
    public static OperatorParameter<IReadOnlyList<string>> Columns(string name, bool isRequired, string zh, string en) =>
        new(name, new Words(zh, en), isRequired, [], new JsonObject { ["type"] = "array", ["items"] = Schema("string") }, Split) { IsColumn = true };

    /// <summary>Texts, separated by commas.</summary>
    public static OperatorParameter<IReadOnlyList<string>> Texts(string name, string zh, string en) =>
        new(name, new Words(zh, en), false, [], new JsonObject { ["type"] = "array", ["items"] = Schema("string") }, Split);

    /// <summary>Numbers, separated by commas.</summary>
    public static OperatorParameter<IReadOnlyList<double>> Numbers(string name, IReadOnlyList<double> whenAbsent, double minimum, double maximum, string zh, string en)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Bounded("number", minimum, maximum), ["default"] = string.Join(",", whenAbsent.Select(static v => v.ToString("R", CultureInfo.InvariantCulture))) };
        return new(name, new Words(zh, en), false, whenAbsent, schema, t => [.. Split(t).Select(p => ReadNumber(name, p, minimum, maximum))]);
    }

    public static OperatorParameter<double> Number(string name, double whenAbsent, double minimum, double maximum, string zh, string en)
    {
        var schema = Bounded("number", minimum, maximum);
        schema["default"] = whenAbsent;
        return new(name, new Words(zh, en), false, whenAbsent, schema, t => ReadNumber(name, t, minimum, maximum));
    }

    public static OperatorParameter<double> RequiredNumber(string name, double minimum, double maximum, string zh, string en) =>
        new(name, new Words(zh, en), true, double.NaN, Bounded("number", minimum, maximum), t => ReadNumber(name, t, minimum, maximum));

    public static OperatorParameter<double?> OptionalNumber(string name, double minimum, double maximum, string zh, string en) =>
        new(name, new Words(zh, en), false, null, Bounded("number", minimum, maximum), t => ReadNumber(name, t, minimum, maximum));

    public static OperatorParameter<long> Integer(string name, long whenAbsent, long minimum, long maximum, string zh, string en)
    {
        var schema = Bounded("integer", minimum, maximum);
        schema["default"] = whenAbsent;
        return new(name, new Words(zh, en), false, whenAbsent, schema, t => ReadInteger(name, t, minimum, maximum));
    }

    public static OperatorParameter<long?> OptionalInteger(string name, long minimum, long maximum, string zh, string en) =>
        new(name, new Words(zh, en), false, null, Bounded("integer", minimum, maximum), t => ReadInteger(name, t, minimum, maximum));

    /// <summary>One of some words.</summary>
    public static OperatorParameter<string> Choice(string name, IReadOnlyList<string> choices, string whenAbsent, string zh, string en)
    {
        var schema = Schema("string");
        schema["enum"] = new JsonArray([.. choices.Select(static c => (JsonNode)c)]);
        schema["default"] = whenAbsent;
        return new(name, new Words(zh, en), false, whenAbsent, schema, t => choices.Contains(t)
            ? t
            : throw OperatorException.BadParameters($"The parameter {name} is \"{t}\".", $"Set it to one of: {string.Join(", ", choices)}."));
    }

    public static OperatorParameter<bool> Flag(string name, bool whenAbsent, string zh, string en)
    {
        var schema = Schema("boolean");
        schema["default"] = whenAbsent;
        return new(name, new Words(zh, en), false, whenAbsent, schema, t => t switch
        {
            "true" or "yes" or "1" => true,
            "false" or "no" or "0" => false,
            _ => throw OperatorException.BadParameters($"The parameter {name} is \"{t}\".", "Set it to true or false."),
        });
    }

    public static OperatorParameter<string> Text(string name, string zh, string en) =>
        new(name, new Words(zh, en), true, "", Schema("string"), static t => t);

    public static OperatorParameter<string?> OptionalText(string name, string zh, string en) =>
        new(name, new Words(zh, en), false, null, Schema("string"), static t => t);

    public static OperatorParameter<DateOnly?> OptionalDate(string name, string zh, string en)
    {
        var schema = Schema("string");
        schema["format"] = "date";
        return new(name, new Words(zh, en), false, null, schema, t => DateOnly.TryParseExact(t, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw OperatorException.BadParameters($"The parameter {name} is \"{t}\".", "Write a date as 2026-01-31."));
    }

    private static JsonObject Schema(string type) => new() { ["type"] = type };

    private static JsonObject Bounded(string type, double minimum, double maximum)
    {
        var schema = Schema(type);
        if (minimum > -1e15)
        {
            schema["minimum"] = minimum;
        }

        if (maximum < 1e15)
        {
            schema["maximum"] = maximum;
        }

        return schema;
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static double ReadNumber(string name, string text, double minimum, double maximum) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum
            ? value
            : throw OperatorException.BadParameters($"The parameter {name} is \"{text}\".", $"Set it to a number {Range(minimum, maximum)}.");

    private static long ReadInteger(string name, string text, long minimum, long maximum) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum
            ? value
            : throw OperatorException.BadParameters($"The parameter {name} is \"{text}\".", $"Set it to a whole number {Range(minimum, maximum)}.");

    private static string Range(double minimum, double maximum) => (minimum > -1e15, maximum < 1e15) switch
    {
        (true, true) => FormattableString.Invariant($"from {minimum} to {maximum}"),
        (true, false) => FormattableString.Invariant($"of at least {minimum}"),
        (false, true) => FormattableString.Invariant($"of at most {maximum}"),
        _ => "such as 1.5",
    };
}
