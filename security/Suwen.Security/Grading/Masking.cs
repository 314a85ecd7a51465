using Suwen.Storage.Schema;

namespace Suwen.Security.Grading;

/// <summary>
/// The SQL that takes a column's place for a reader who may not see it. Every expression keeps the column's type, answers null for null,
/// and runs on every engine, so a reader's own SQL sees and compares the mask and never the value.
/// </summary>
internal static class Masking
{
    /// <summary>What the mask of a column shows of the value.</summary>
    /// <param name="column">A column of the model; its name is an identifier of the catalogue, never input.</param>
    /// <param name="kind">The kind of mask that the column's grade names.</param>
    public static string ExpressionFor(Column column, MaskKind kind)
    {
        var name = '"' + column.Name + '"';
        return column.Type switch
        {
            ColumnType.Text => OfText(name, kind),
            ColumnType.Date when kind == MaskKind.Year => $"cast(date_trunc('year', {name}) as date)",
            ColumnType.Timestamp when kind == MaskKind.Year => $"cast(date_trunc('year', {name}) as timestamp)",

            // PostgreSQL forgets precision and scale in a case, and the number would be read as another type.
            ColumnType.Decimal => $"cast(case when false then {name} end as decimal(18, 4))",

            // A case without a true branch is a null of the column's own type, whatever the engine calls that type.
            _ => $"case when false then {name} end",
        };
    }

    /// <remarks>A short value shows nothing: its first characters would be the value.</remarks>
    private static string OfText(string name, MaskKind kind) => kind switch
    {
        MaskKind.Name => $"case when length({name}) > 1 then substr({name}, 1, 1) || '*' when {name} is not null then '*' end",
        MaskKind.Number => $"case when length({name}) >= 12 then substr({name}, 1, 6) || '************' when {name} is not null then '***' end",
        MaskKind.Phone => $"case when length({name}) >= 7 then substr({name}, 1, 3) || '********' when {name} is not null then '***' end",
        MaskKind.Place => $"case when length({name}) >= 10 then substr({name}, 1, 6) || '***' when {name} is not null then '***' end",
        _ => $"case when {name} is not null then '***' end",
    };
}
