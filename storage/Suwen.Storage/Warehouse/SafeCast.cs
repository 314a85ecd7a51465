using Suwen.Storage.Schema;

namespace Suwen.Storage;

/// <summary>
/// A cast of text that is null where the text has no such form. The forms are written down, since engines differ in what they
/// accept (DuckDB rounds '1.6' to an integer, PostgreSQL takes 'yesterday' for a date).
/// </summary>
internal static class SafeCast
{
    private const string DateForm = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
    private const string TimeForm = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?";

    public static string Expression(string value, string type, SqlDialect dialect)
    {
        var text = $"trim(cast({value} as varchar))";
        return type switch
        {
            "text" or "varchar" => $"cast({value} as varchar)",
            "boolean" => $"case lower({text}) when 'true' then true when 't' then true when '1' then true when 'false' then false when 'f' then false when '0' then false end",
            "integer" => Integer(text, type, "-2147483648", "2147483647"),
            "bigint" => Integer(text, type, "-9223372036854775808", "9223372036854775807"),
            "double" or "double precision" => When(text, "^[+-]?([0-9]{1,150}[.]?[0-9]{0,50}|[.][0-9]{1,50})([eE][+-]?[0-9]{1,2})?$", $"cast({text} as double precision)"),
            "decimal" => When(text, "^[+-]?[0-9]{1,13}([.][0-9]{1,20})?$", $"cast({text} as {SqlName.Of(ColumnType.Decimal, dialect)})"),
            "date" => Calendar(text, $"^{DateForm}$", "date"),
            "timestamp" => Calendar(text, $"^{DateForm}([ T]{TimeForm})?$", "timestamp"),
            _ => throw new FormatException($"safe_cast knows no type {type}."),
        };
    }

    /// <summary>The text is compared as a number before it is cast, so that none is out of range.</summary>
    private static string Integer(string text, string type, string first, string last) =>
        When(text, "^[+-]?[0-9]{1,19}$", $"case when cast({text} as decimal(20,0)) between {first} and {last} then cast({text} as {type}) end");

    /// <summary>The day must be in its month: the 30th of February has the form of a date.</summary>
    private static string Calendar(string text, string form, string type) =>
        When(
            text,
            form,
            $"case when substr({text}, 1, 4) <> '0000' then case when cast(substr({text}, 9, 2) as integer) <= extract(day from make_date(cast(substr({text}, 1, 4) as integer), cast(substr({text}, 6, 2) as integer), 1) + interval '1 month' - interval '1 day') then cast({text} as {type}) end end");

    // With both ends anchored, DuckDB's ~ (whole match) and PostgreSQL's (search) mean the same.
    private static string When(string text, string form, string value) => $"case when {text} ~ '{form}' then {value} end";
}
