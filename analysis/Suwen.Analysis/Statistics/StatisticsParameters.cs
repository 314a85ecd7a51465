namespace Suwen.Analysis.Statistics;

/// <summary>Parameters that several tests share.</summary>
internal static class StatisticsParameters
{
    public static OperatorParameter<string> Outcome { get; } = Parameter.Column("outcome", "结局(数值)列", "Column of the measurement");

    public static OperatorParameter<string> Group { get; } = Parameter.Column("group", "分组列", "Column of the groups");

    public static OperatorParameter<string?> OptionalGroup { get; } = Parameter.OptionalColumn("group", "分组列(两个水平)", "Column of the two groups");

    public static OperatorParameter<string?> PairedWith { get; } =
        Parameter.OptionalColumn("paired_with", "配对的第二列;差值为 outcome 减该列", "Second column of pairs; the difference is outcome minus this column");

    public static OperatorParameter<string> Alternative { get; } =
        Parameter.Choice("alternative", ["two.sided", "less", "greater"], "two.sided", "备择假设", "Alternative hypothesis, of the first level against the second");

    public static OperatorParameter<double> Mu { get; } = Parameter.Number("mu", 0, -1e15, 1e15, "原假设下的值", "Value under the null hypothesis");

    /// <summary>The p-value of a statistic from its two tails.</summary>
    public static double Choose(string alternative, double lower, double upper) => alternative switch
    {
        "less" => lower,
        "greater" => upper,
        _ => Math.Min(1, 2 * Math.Min(lower, upper)),
    };
}
