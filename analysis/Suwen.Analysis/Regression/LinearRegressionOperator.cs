using Suwen.Analysis.Statistics;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Regression;

/// <summary>Least squares.</summary>
internal sealed class LinearRegressionOperator : IOperator
{
    // R's lm stops at 1e-7, at which it gives up the last term of NIST's Filip. Sums of other columns leave 1e-13 at most, so
    // 1e-10 tells the two apart.
    private static readonly OperatorParameter<double> Tolerance = Parameter.Number(
        "tolerance", 1e-10, 1e-14, 0.1, "某列减去前面各列可解释部分后的剩余长度占比低于此值时,视为其线性组合(R lm 为 1e-7)", "Share of a column's length, not told by the columns before it, below which it counts as their combination (R's lm: 1e-7)");

    public OperatorDescription Description { get; } = new(
        "linear-regression",
        "regression",
        new("线性回归", "Linear regression"),
        new("最小二乘线性回归,可加权,可用稳健或聚类标准误。", "Linear regression by least squares, weighted if asked, with robust or clustered errors if asked."),
        [StatisticsParameters.Outcome, DesignTerms.CovariatesParameter, DesignTerms.FactorsParameter, DesignTerms.ReferenceParameter, DesignTerms.InteractionsParameter, DesignTerms.WeightsParameter, DesignTerms.OffsetParameter, DesignTerms.InterceptParameter, Tolerance, RegressionRows.Robust, RegressionRows.Cluster, Parameter.Confidence],
        [
            new OperatorOutput("result", new("每行为一项", "One row per term"), RegressionRows.Columns),
            new OperatorOutput("fit", new("模型一行", "One row for the model"), "n; r_squared; adj_r_squared; sigma; statistic: F; p_value; df; df_residual; log_lik; aic; bic; deviance; null_deviance"),
        ])
    {
        Aliases = ["linear", "lm", "ols"],
        References = ["R stats::lm", "NIST StRD, linear regression", "R sandwich::vcovHC, vcovCL"],
        GivesModel = true,
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var outcome = call.Get(StatisticsParameters.Outcome);
        var terms = DesignTerms.Of(call);
        var frame = await RegressionRows.ReadAsync(call, (outcome, FrameKind.Number), terms, [], cancellationToken);
        var whole = DesignMatrix.Of(frame, terms);
        var y = frame.Numbers(outcome);
        var fit = LinearFit.Fit(whole, y, terms.HasIntercept, call.Get(Tolerance));
        whole.NoteAliased(call, fit.Aliased);
        CheckRows(fit, frame.RowCount, outcome);
        if (fit.IsPerfect)
        {
            call.Note($"协变量完全决定 {outcome}:残差为零,标准误为零,无检验统计量。请检查是否有列由其他列算出。", $"The covariates determine {outcome} perfectly: residuals and standard errors are zero, and there are no tests. Perhaps one column is computed from another.");
        }

        var design = whole.Keep(fit.Aliased);
        var covariance = fit.IsPerfect ? new double[fit.Bread.Length] : RegressionRows.Covariance(call, frame, design, fit.Bread, fit.Sigma * fit.Sigma, true, () =>
        {
            var scores = fit.Residuals(design, y);
            Vectors.Multiply((double[])scores.Clone(), fit.Weights, scores);
            return (scores, fit.Weights);
        });
        var confidence = call.Get(Parameter.Confidence);
        await call.WriteAsync(RegressionRows.Table(whole, fit.Aliased, fit.Coefficients, covariance, fit.ResidualDf, confidence, null), cancellationToken);
        await call.WriteAsync(Glance(fit), cancellationToken);
        RegressionRows.Sentence(
            call, design, fit.Coefficients, covariance, fit.ResidualDf, confidence,
            $"{outcome} 的线性回归系数(n = {frame.RowCount},R² = {fit.RSquared:0.000})", $"Coefficients of the linear regression of {outcome} (n = {frame.RowCount}, R² = {fit.RSquared:0.000})", false);
        call.Sink.Keep(new RegressionModel(design.Columns, fit.Coefficients, covariance, design.Levels, "identity", terms.Offset, false, fit.ResidualDf)
            .ToModel(Description.Name, outcome, new Dictionary<string, double> { ["n"] = frame.RowCount, ["r_squared"] = fit.RSquared, ["sigma"] = fit.Sigma }));
    }

    private static void CheckRows(LinearFit fit, int rows, string outcome)
    {
        if (fit.ResidualDf <= 0)
        {
            throw OperatorException.BadData($"The model has {fit.Rank} parameters for {rows} rows; no row is left to estimate errors from.", "Use fewer covariates or more rows.");
        }

        if (!(fit.TotalSumOfSquares > 0))
        {
            throw OperatorException.BadData($"The values of {outcome} do not vary.", "Name an outcome with several values.");
        }
    }

    private static ResultTable Glance(LinearFit fit)
    {
        var table = new ResultTable(
            "fit",
            ("n", ColumnType.Int64), ("r_squared", ColumnType.Double), ("adj_r_squared", ColumnType.Double), ("sigma", ColumnType.Double), ("statistic", ColumnType.Double), ("p_value", ColumnType.Double), ("df", ColumnType.Double),
            ("df_residual", ColumnType.Double), ("log_lik", ColumnType.Double), ("aic", ColumnType.Double), ("bic", ColumnType.Double), ("deviance", ColumnType.Double), ("null_deviance", ColumnType.Double));
        double n = fit.RowCount, df = fit.Rank - fit.InterceptDf;
        var isTested = df > 0 && !fit.IsPerfect;
        double? logLikelihood = fit.IsPerfect ? null : fit.LogLikelihood;
        var f = isTested ? (fit.FittedSumOfSquares / df) / (fit.Sigma * fit.Sigma) : double.NaN;
        var parameters = fit.Rank + 1;
        table.Add(
            fit.RowCount, fit.RSquared, 1 - ((1 - fit.RSquared) * ((n - fit.InterceptDf) / fit.ResidualDf)), fit.Sigma, isTested ? f : null, isTested ? Distributions.FisherTail(f, df, fit.ResidualDf) : null, df, fit.ResidualDf,
            logLikelihood, (-2 * logLikelihood) + (2 * parameters), (-2 * logLikelihood) + (Math.Log(n) * parameters), fit.ResidualSumOfSquares, fit.TotalSumOfSquares);
        return table;
    }
}

/// <summary>A weighted least squares fit.</summary>
internal sealed record LinearFit(double[] Coefficients, double[] Bread, bool[] Aliased, double[] Weights, int RowCount, double ResidualSumOfSquares, double FittedSumOfSquares, double TotalSumOfSquares, double LogLikelihood)
{
    public int Rank => Coefficients.Length;

    public double ResidualDf => RowCount - Rank;

    public double Sigma => Math.Sqrt(ResidualSumOfSquares / ResidualDf);

    /// <summary>The share of the variance that is explained, as R's: of fitted values about their mean.</summary>
    public double RSquared => FittedSumOfSquares / (FittedSumOfSquares + ResidualSumOfSquares);

    /// <summary>1 where the model has an intercept, else 0: sums of squares are then about zero, as R's.</summary>
    public required int InterceptDf { get; init; }

    /// <summary>True where nothing but rounding is left of the residuals, which are then zero.</summary>
    public bool IsPerfect => ResidualSumOfSquares == 0;

    public static LinearFit Fit(DesignMatrix design, double[] y, bool hasIntercept = true, double tolerance = TallQr.StandardTolerance)
    {
        var n = y.Length;
        var weights = design.Weights ?? Ones(n);
        var response = (double[])y.Clone();
        if (design.Offset is { } offset)
        {
            Vectors.AddScaled(-1, offset, response);
        }

        var qr = new TallQr(design.Values, response, design.Weights is null ? [] : Array.ConvertAll(weights, Math.Sqrt), tolerance);
        var all = qr.Solve();
        var fitted = design.LinearPredictor(all);
        double weightSum = 0, mean = 0, meanY = 0, logWeights = 0;
        for (var i = 0; i < n; i++)
        {
            weightSum += weights[i];
            mean += weights[i] * fitted[i];
            meanY += weights[i] * y[i];
            logWeights += Math.Log(weights[i]);
        }

        mean = hasIntercept ? mean / weightSum : 0;
        meanY = hasIntercept ? meanY / weightSum : 0;
        double residual = 0, explained = 0, total = 0;
        for (var i = 0; i < n; i++)
        {
            residual += weights[i] * (y[i] - fitted[i]) * (y[i] - fitted[i]);
            explained += weights[i] * (fitted[i] - mean) * (fitted[i] - mean);
            total += weights[i] * (y[i] - meanY) * (y[i] - meanY);
        }

        // Below this only rounding is left; NIST certifies zeros there (Wampler1, Wampler2).
        residual = residual <= 1e-28 * total ? 0 : residual;
        var logLikelihood = 0.5 * (logWeights - (n * (Math.Log(2 * Math.PI) + 1 - Math.Log(n) + Math.Log(residual))));
        return new LinearFit(Array.FindAll(all, static c => !double.IsNaN(c)), qr.InverseGram(), qr.Aliased, weights, n, residual, explained, total, logLikelihood) { InterceptDf = hasIntercept ? 1 : 0 };
    }

    public double[] Residuals(DesignMatrix kept, double[] y)
    {
        var fitted = kept.LinearPredictor(Coefficients);
        for (var i = 0; i < y.Length; i++)
        {
            fitted[i] = y[i] - fitted[i];
        }

        return fitted;
    }

    internal static double[] Ones(int n)
    {
        var ones = new double[n];
        ones.AsSpan().Fill(1);
        return ones;
    }
}
