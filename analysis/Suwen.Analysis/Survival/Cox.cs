using Suwen.Analysis.Regression;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Survival;

/// <summary><c>cox</c>: proportional hazards regression, as R's coxph, cox.zph and basehaz.</summary>
internal sealed class Cox : IOperator
{
    private static readonly OperatorParameter<string> Ties =
        Parameter.Choice("ties", ["efron", "breslow"], "efron", "同时发生事件的处理方法", "How tied events are treated");

    private static readonly OperatorParameter<IReadOnlyList<string>> Strata =
        Parameter.Columns("strata", false, "分层列,各层基线风险不同", "Columns whose combinations have a baseline hazard of their own");

    private static readonly OperatorParameter<string?> Cluster =
        Parameter.OptionalColumn("cluster", "聚类列(如患者号),给出稳健标准误", "Column of clusters, such as the person: standard errors become robust");

    private static readonly OperatorParameter<string> Robust =
        Parameter.Choice("robust", ["auto", "true", "false"], "auto", "稳健标准误;auto 为有聚类列或权重非整数时采用", "Robust standard errors; auto: with cluster or where a weight is no whole number, as in R");

    private static readonly OperatorParameter<string> Transform =
        Parameter.Choice("transform", ["km", "identity", "rank", "log"], "km", "比例风险检验的时间函数", "Function of time in the test of proportional hazards");

    private static readonly OperatorParameter<bool> Baseline =
        Parameter.Flag("baseline", false, "输出基线累积风险", "Also give the baseline cumulative hazard");

    public OperatorDescription Description { get; } = new(
        "cox", "survival", new Words("Cox 比例风险回归", "Cox proportional hazards regression"),
        new Words("估计协变量的风险比,可分层、加权、稳健方差和计数过程数据,并检验比例风险假定。", "Hazard ratios of covariates, with strata, weights, robust variance and counting process data, and the test of proportional hazards."),
        [
            SurvivalTimes.TimeParameter, SurvivalTimes.EventParameter, SurvivalTimes.EventValueParameter, DesignTerms.CovariatesParameter, DesignTerms.FactorsParameter, DesignTerms.ReferenceParameter,
            DesignTerms.InteractionsParameter, Strata, SurvivalTimes.EntryParameter, DesignTerms.WeightsParameter, DesignTerms.OffsetParameter, Ties, Cluster, Robust, Transform, Baseline, Parameter.Confidence,
        ],
        [
            new OperatorOutput("result", new Words("每项一行", "A row per term"), "term, estimate: log hazard ratio, std_error: model-based, robust_se, statistic: z, p_value, conf_low, conf_high, hazard_ratio, hazard_ratio_low, hazard_ratio_high"),
            new OperatorOutput("fit", new Words("模型一行", "One row for the model"), "n, nevent, df, loglik_null, loglik, statistic_log, p_value_log, statistic_wald, p_value_wald, statistic_sc, p_value_sc, statistic_robust, p_value_robust: score test with robust variance, concordance, std_error_concordance, aic, bic, iterations, converged"),
            new OperatorOutput("ph", new Words("比例风险检验,每项一行", "Test of proportional hazards, a row per term and GLOBAL"), "term, statistic: chi-squared, df, p_value"),
            new OperatorOutput("baseline", new Words("基线累积风险;仅当 baseline=true", "Baseline cumulative hazard; only where baseline is set"), "time, hazard: at the means of columns (0 for columns of -1, 0 and 1), survival, strata"),
        ])
    {
        Aliases = ["coxph", "cox-regression"],
        References = ["Cox DR. JRSS B 1972;34:187", "Efron B. JASA 1977;72:557", "Lin DY, Wei LJ. JASA 1989;84:1074", "Grambsch PM, Therneau TM. Biometrika 1994;81:515", "R survival 3.5 coxph, cox.zph, basehaz"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var terms = DesignTerms.Of(call) with { HasIntercept = false };
        var strataColumns = call.Get(Strata);
        var clusterColumn = call.Get(Cluster);
        var wanted = SurvivalTimes.Wanted(call).Concat(strataColumns.Select(static c => (c, FrameKind.Factor))).ToList();
        wanted.AddRange(clusterColumn is null ? [] : [(clusterColumn, FrameKind.Factor)]);
        CheckColumns(call, terms, wanted);
        wanted.AddRange(terms.Wanted());
        var frame = await Frame.ReadAsync(call.Input, wanted, cancellationToken);
        frame = DesignMatrix.WithWeight(frame.CompleteCases(call), terms.Weights, call);
        var times = SurvivalTimes.Read(frame, call);
        if (times.EventCount == 0)
        {
            throw OperatorException.BadData($"None of the {times.RowCount} rows has the event, so no hazard ratio can be estimated.", "Check the event column and event_value.");
        }

        var design = DesignMatrix.Of(frame, terms);
        var strata = RowGroups.Of(frame, strataColumns);
        var input = new CoxInput(times, design.Values) { Weights = design.Weights, Offset = design.Offset, Strata = strata.Codes, StratumCount = strata.Count, IsEfron = call.Get(Ties) == "efron" };
        var clusters = Clusters(call, frame, input.Weights);
        var fit = CoxFit.Of(input, clusters);
        CoxReport.NoteProblems(call, design, strata, fit);
        await call.WriteAsync(CoxReport.Terms(design, fit, Tails.TwoSidedQuantile(call.Get(Parameter.Confidence))), cancellationToken);
        await call.WriteAsync(CoxReport.Fit(input, fit, Concordance.Of(input, fit.Risk, clusterColumn is null ? null : clusters)), cancellationToken);
        await call.WriteAsync(CoxReport.ProportionalHazards(call, call.Get(Transform), design, times, fit), cancellationToken);
        if (call.Get(Baseline))
        {
            await call.WriteAsync(CoxReport.Baseline(input, design, strata, fit), cancellationToken);
        }

        CoxReport.Say(call, design, times, fit);
    }

    /// <summary>A column that says when or whether the event happened must not be a covariate too.</summary>
    private static void CheckColumns(OperatorCall call, DesignTerms terms, List<(string Column, FrameKind Kind)> others)
    {
        var outcome = new[] { call.Get(SurvivalTimes.TimeParameter), call.Get(SurvivalTimes.EventParameter) };
        if (terms.Covariates.FirstOrDefault(outcome.Contains) is { } both)
        {
            throw OperatorException.BadParameters($"The column {both} is named as a covariate and as time or event.", "Leave it out of the covariates.");
        }

        if (terms.Covariates.FirstOrDefault(c => others.Any(o => o.Column == c && o.Kind == FrameKind.Factor)) is { } stratum)
        {
            throw OperatorException.BadParameters($"The column {stratum} is named as a covariate and as stratum or cluster.", "Name it once.");
        }
    }

    private static int[]? Clusters(OperatorCall call, Frame frame, double[]? weights)
    {
        var isRobust = call.Get(Robust) switch
        {
            "true" => true,
            "false" => false,
            _ => call.Get(Cluster) is not null || (weights?.Any(static w => w != Math.Floor(w)) ?? false),
        };
        return !isRobust ? null : call.Get(Cluster) is { } column ? frame.Factor(column).Codes : [.. Enumerable.Range(0, frame.RowCount)];
    }
}
