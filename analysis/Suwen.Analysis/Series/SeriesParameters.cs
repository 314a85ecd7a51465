namespace Suwen.Analysis.Series;

/// <summary>Parameters that every operator on time series has, under the same names.</summary>
internal static class SeriesParameters
{
    public static readonly OperatorParameter<string> Date = Parameter.Column("date", "日期列:日期,或 2026-01、2026Q1、2026-W05、2026,或整数序号", "Column of dates: days, or 2026-01, 2026Q1, 2026-W05, 2026, or whole numbers 1, 2, 3");

    public static readonly OperatorParameter<string> Count = Parameter.Column("count", "计数列(病例数、门诊量等)", "Column of counts, or of any quantity where the method allows it");

    public static readonly OperatorParameter<string?> Group = Parameter.OptionalColumn("group", "分组列:每组一条序列", "Column of groups: each group is a series");

    public static readonly OperatorParameter<string> Frequency = Parameter.Choice(
        "frequency", ["auto", "day", "week", "month", "quarter", "year"], "auto", "时间步长;比数据粗时按期合计,auto 由日期判断", "Step of the series; counts are summed where it is coarser than the dates; auto finds it from the dates");

    public static readonly OperatorParameter<string> Duplicates = Parameter.Choice(
        "duplicates", ["fault", "sum"], "fault", "同组同日多行:报错或合计", "Several rows with one date and group: a fault, or summed");

    /// <summary>What a date without a row is, for methods that can work round it.</summary>
    public static readonly OperatorParameter<string> Gaps = Parameter.Choice(
        "gaps", ["missing", "zero"], "missing", "无记录日期:视为缺失或零", "Dates without a row: missing, or zero");

    /// <summary>What a date without a row is, for methods that need every value.</summary>
    public static readonly OperatorParameter<string> FilledGaps = Parameter.Choice(
        "gaps", ["missing", "zero", "interpolate"], "missing", "无记录日期:视为缺失、零或线性插值", "Dates without a row: missing, zero, or drawn in a straight line between neighbours");

    public static readonly OperatorParameter<long?> Season = Parameter.OptionalInteger(
        "season", 1, 3660, "季节长度(步数);默认日数据 7、周 52、月 12、季 4", "Steps in a season; 7 for days, 52 for weeks, 12 for months, 4 for quarters unless set");

    public static readonly OperatorParameter<long?> YearLength = Parameter.OptionalInteger(
        "season", 1, 3660, "一年的步数;默认日 365、周 52、月 12", "Steps in a year; 365 for days, 52 for weeks, 12 for months unless set");
}
