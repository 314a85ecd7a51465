using Suwen.Analysis.Regression;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>Analysis of variance with one factor or several.</summary>
internal sealed class AnovaOperator : IOperator
{
    private static readonly OperatorParameter<IReadOnlyList<string>> Groups = Parameter.Columns("group", true, "分组因素列,逗号分隔", "Columns of the factors, separated by commas");
    private static readonly OperatorParameter<IReadOnlyList<string>> Covariates = Parameter.Columns("covariates", false, "数值协变量(协方差分析),先于因素进入", "Numeric covariates (analysis of covariance), entered before the factors");
    private static readonly OperatorParameter<string> Type = Parameter.Choice("type", ["1", "2"], "1", "平方和类型:1 为序贯,2 为各项在其余项之后", "Sums of squares: 1 in sequence, 2 each after all others that do not contain it");
    private static readonly OperatorParameter<bool> VarEqual = Parameter.Flag("var_equal", true, "假定方差相等;false 为 Welch 法(单因素)", "Takes variances as equal; false for Welch's test (one factor)");
    private static readonly OperatorParameter<bool> Tukey = Parameter.Flag("tukey", true, "单因素时给出 Tukey HSD 两两比较", "With one factor, Tukey's honest differences of every two groups");

    public OperatorDescription Description { get; } = new(
        "anova",
        "statistics",
        new("方差分析", "Analysis of variance"),
        new("比较多组均值:单因素、多因素、协方差分析,含 Tukey 两两比较。", "Compares means of several groups: one factor, several, with covariates, and Tukey's comparisons."),
        [StatisticsParameters.Outcome, Groups, Covariates, DesignTerms.InteractionsParameter, Type, VarEqual, Tukey, Parameter.Confidence],
        [
            new OperatorOutput("result", new("每行为一项", "One row per term"), "term; df; sumsq; meansq; statistic: F; p_value; eta_sq_partial"),
            new OperatorOutput("tukey", new("每行为两组之差(单因素)", "One row per two groups (one factor)"), "contrast; estimate; conf_low; conf_high; p_value: adjusted"),
        ])
    {
        Aliases = ["aov", "analysis-of-variance"],
        References = ["R stats::aov, stats::oneway.test, stats::TukeyHSD", "R car::Anova (type 2)"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var outcome = call.Get(StatisticsParameters.Outcome);
        var groups = call.Get(Groups);
        if (groups.Count == 1 && call.Get(Covariates).Count == 0)
        {
            await OneFactorAsync(call, outcome, groups[0], cancellationToken);
            return;
        }

        var terms = new DesignTerms([.. call.Get(Covariates), .. groups]) { Factors = groups, Interactions = call.Get(DesignTerms.InteractionsParameter) };
        var frame = (await Frame.ReadAsync(call.Input, [(outcome, FrameKind.Number), .. terms.Wanted()], cancellationToken)).CompleteCases(call);
        var design = DesignMatrix.Of(frame, terms);
        var y = frame.Numbers(outcome);
        var whole = new TallQr(design.Values, y, []);
        design.NoteAliased(call, whole.Aliased);
        var residualDf = frame.RowCount - whole.Rank;
        if (residualDf <= 0 || !(whole.ResidualSumOfSquares > 0))
        {
            throw OperatorException.BadData($"The model has {whole.Rank} parameters for {frame.RowCount} rows, or fits them perfectly; no variance is left to test against.", "Use fewer factors or leave interactions out.");
        }

        var names = TermNames(terms);
        var table = NewTable();
        for (var term = 1; term <= names.Count; term++)
        {
            var (sum, df) = call.Get(Type) == "1" ? Sequential(design, whole, term) : AfterOthers(design, y, names, term);
            Add(table, names[term - 1], df, sum, whole.ResidualSumOfSquares, residualDf);
        }

        table.Add("Residuals", residualDf, whole.ResidualSumOfSquares, whole.ResidualSumOfSquares / residualDf, null, null, null);
        await call.WriteAsync(table, cancellationToken);
        call.Sentence($"对 {outcome} 做了方差分析({string.Join(" + ", names)}),残差自由度 {residualDf}。", $"An analysis of variance of {outcome} was made ({string.Join(" + ", names)}), with {residualDf} residual degrees of freedom.");
    }

    private static ResultTable NewTable() => new(
        "result", ("term", ColumnType.Text), ("df", ColumnType.Double), ("sumsq", ColumnType.Double), ("meansq", ColumnType.Double), ("statistic", ColumnType.Double), ("p_value", ColumnType.Double), ("eta_sq_partial", ColumnType.Double));

    private static void Add(ResultTable table, string term, double df, double sum, double residual, double residualDf)
    {
        if (df == 0)
        {
            table.Add(term, 0.0, 0.0, null, null, null, null);
            return;
        }

        var f = sum / df / (residual / residualDf);
        table.Add(term, df, sum, sum / df, f, Distributions.FisherTail(f, df, residualDf), sum / (sum + residual));
    }

    private static List<string> TermNames(DesignTerms terms) => [.. terms.Covariates.Distinct(), .. terms.InteractionColumns().Select(static i => string.Join(':', i))];

    private static (double Sum, double Df) Sequential(DesignMatrix design, TallQr whole, int term)
    {
        double sum = 0, df = 0;
        for (int i = 0, k = 0; i < design.ColumnCount; i++)
        {
            if (whole.Aliased[i])
            {
                continue;
            }

            if (design.Columns[i].Term == term)
            {
                sum += whole.Effects[k] * whole.Effects[k];
                df++;
            }

            k++;
        }

        return (sum, df);
    }

    /// <summary>What a term adds to all terms that do not contain it.</summary>
    private static (double Sum, double Df) AfterOthers(DesignMatrix design, double[] y, List<string> names, int term)
    {
        var parts = names[term - 1].Split(':');
        bool Contains(int other) => other != term && other > 0 && parts.All(p => names[other - 1].Split(':').Contains(p)) && names[other - 1].Split(':').Length > parts.Length;
        var without = new TallQr([.. design.Values.Where((_, i) => design.Columns[i].Term != term && !Contains(design.Columns[i].Term))], y, []);
        var with = new TallQr([.. design.Values.Where((_, i) => !Contains(design.Columns[i].Term))], y, []);
        return (without.ResidualSumOfSquares - with.ResidualSumOfSquares, with.Rank - without.Rank);
    }

    private static async Task OneFactorAsync(OperatorCall call, string outcome, string group, CancellationToken cancellationToken)
    {
        var grouped = await GroupedValues.ReadAsync(call, outcome, group, cancellationToken);
        var moments = Array.ConvertAll(grouped.Values, static v => Moments.Of(v));
        Moments all = default;
        double within = 0, between = 0;
        foreach (var one in moments)
        {
            all.Merge(one);
            within += one.SumOfSquares;
        }

        foreach (var one in moments)
        {
            between += one.Count * (one.Mean - all.Mean) * (one.Mean - all.Mean);
        }

        double df = moments.Length - 1, residualDf = all.Count - moments.Length;
        if (residualDf <= 0 || !(within > 1e-28 * all.Count * all.Mean * all.Mean))
        {
            throw OperatorException.BadData($"The values of {outcome} do not vary within the groups of {group}.", "An analysis of variance needs groups of two rows or more whose values differ.");
        }

        var table = NewTable();
        var (f, p, shownDf) = (between / df / (within / residualDf), 0.0, residualDf);
        if (call.Get(VarEqual))
        {
            p = Distributions.FisherTail(f, df, residualDf);
            Add(table, group, df, between, within, residualDf);
            table.Add("Residuals", residualDf, within, within / residualDf, null, null, null);
        }
        else
        {
            grouped.AtLeast(2, group);
            var constant = Array.FindIndex(moments, static m => !(m.Variance > 0));
            if (constant >= 0)
            {
                throw OperatorException.BadData($"The values of the group {grouped.Levels[constant]} of {group} do not vary; Welch's test cannot be computed.", "Leave the group out, or set var_equal=true.");
            }

            (f, shownDf) = Welch(moments);
            p = Distributions.FisherTail(f, df, shownDf);
            table.Add(group, df, null, null, f, p, null);
            table.Add("Residuals", shownDf, null, null, null, null, null);
        }

        await call.WriteAsync(table, cancellationToken);
        if (call.Get(Tukey) && call.Get(VarEqual))
        {
            await call.WriteAsync(Honest(grouped, moments, within / residualDf, residualDf, call.Get(Parameter.Confidence)), cancellationToken);
        }

        call.Sentence(
            $"{outcome} 在 {group} 的 {moments.Length} 组间比较:F({df}, {Say.Number(shownDf)}) = {Say.Number(f)},{Say.P(p)}。",
            $"{outcome} by {group} ({moments.Length} groups): F({df}, {Say.Number(shownDf)}) = {Say.Number(f)}, {Say.P(p)}.");
    }

    /// <summary>Welch's F and its second degrees of freedom; every variance is above zero.</summary>
    internal static (double F, double Df) Welch(Moments[] moments)
    {
        double weights = 0, mean = 0, between = 0, lambda = 0;
        foreach (var one in moments)
        {
            weights += one.Count / one.Variance;
            mean += one.Count / one.Variance * one.Mean;
        }

        mean /= weights;
        foreach (var one in moments)
        {
            var weight = one.Count / one.Variance;
            between += weight * (one.Mean - mean) * (one.Mean - mean);
            lambda += (1 - (weight / weights)) * (1 - (weight / weights)) / (one.Count - 1);
        }

        double k = moments.Length;
        lambda /= (k * k) - 1;
        return (between / ((k - 1) * (1 + (2 * (k - 2) * lambda))), 1 / (3 * lambda));
    }

    private static ResultTable Honest(GroupedValues grouped, Moments[] moments, double variance, double df, double confidence)
    {
        var table = new ResultTable("tukey", ("contrast", ColumnType.Text), ("estimate", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double), ("p_value", ColumnType.Double));
        var reach = Distributions.StudentizedRangeQuantile(1 - confidence, moments.Length, df);
        for (var i = 0; i < moments.Length; i++)
        {
            for (var j = i + 1; j < moments.Length; j++)
            {
                var gap = moments[j].Mean - moments[i].Mean;
                var error = Math.Sqrt(variance / 2 * ((1.0 / moments[i].Count) + (1.0 / moments[j].Count)));
                table.Add($"{grouped.Levels[j]}-{grouped.Levels[i]}", gap, gap - (reach * error), gap + (reach * error), Distributions.StudentizedRangeTail(Math.Abs(gap) / error, moments.Length, df));
            }
        }

        return table;
    }
}
