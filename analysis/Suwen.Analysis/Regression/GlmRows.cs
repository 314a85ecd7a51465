using Suwen.Storage.Schema;

namespace Suwen.Analysis.Regression;

/// <summary>A generalised linear model with what its operators write about it.</summary>
internal sealed record GlmRows(DesignMatrix Whole, DesignMatrix Design, bool[] Aliased, double[] Y, double[] Prior, GlmFamily Family, GlmFit Fit)
{
    public const string Columns = "n; df: estimated coefficients; df_residual; log_lik; aic; bic; deviance; null_deviance; df_null; dispersion; n_iter";

    /// <summary>Fits what is not aliased.</summary>
    public static GlmRows Run(OperatorCall call, DesignMatrix whole, double[] y, double[] prior, GlmFamily family)
    {
        var aliased = whole.FindAliased();
        whole.NoteAliased(call, aliased);
        var design = aliased.AsSpan().Contains(true) ? whole.Keep(aliased) : whole;
        return design.ColumnCount <= whole.RowCount
            ? new GlmRows(whole, design, aliased, y, prior, family, GlmFit.Fit(design, y, prior, family))
            : throw OperatorException.BadData($"The model has {design.ColumnCount} parameters for {whole.RowCount} rows.", "Use fewer covariates or more rows.");
    }

    public double ResidualDf => Y.Length - Design.ColumnCount;

    /// <summary>Pearson's X² over its degrees of freedom: the dispersion of quasi-likelihood.</summary>
    public double PearsonDispersion()
    {
        var sum = 0.0;
        for (var i = 0; i < Y.Length; i++)
        {
            var mean = Family.Mean(Fit.Predictor[i]);
            sum += Prior[i] * (Y[i] - mean) * (Y[i] - mean) / Family.Variance(mean);
        }

        return sum / ResidualDf;
    }

    public double[] Covariance(OperatorCall call, Frame frame, double dispersion) =>
        RegressionRows.Covariance(call, frame, Design, Fit.Covariance, dispersion, false, Parts);

    public RegressionModel Model(string link, string? offset, bool isExposure, double[] covariance) =>
        new(Design.Columns, Fit.Coefficients, covariance, Design.Levels, link, offset, isExposure, double.PositiveInfinity);

    /// <summary>The row about the model.</summary>
    /// <param name="dispersion">1, or the estimate of quasi-likelihood, for which there is no likelihood.</param>
    /// <param name="more">Further columns.</param>
    public ResultTable Glance(double dispersion, params ReadOnlySpan<(string Name, ColumnType Type, object? Value)> more)
    {
        List<(string, ColumnType)> columns =
            [("n", ColumnType.Int64), ("df", ColumnType.Double), ("df_residual", ColumnType.Double), ("log_lik", ColumnType.Double), ("aic", ColumnType.Double), ("bic", ColumnType.Double), ("deviance", ColumnType.Double),
            ("null_deviance", ColumnType.Double), ("df_null", ColumnType.Double), ("dispersion", ColumnType.Double), ("n_iter", ColumnType.Int64)];
        var parameters = Design.ColumnCount + (Family is NegativeBinomialFamily ? 1 : 0);
        double? logLikelihood = dispersion == 1 ? Family.LogLikelihood(Fit.Predictor, Y, Prior) : null;
        List<object?> row =
            [Y.Length, Design.ColumnCount, ResidualDf, logLikelihood, (-2 * logLikelihood) + (2 * parameters), (-2 * logLikelihood) + (Math.Log(Y.Length) * parameters), Fit.Deviance,
            GlmFit.NullDeviance(Design, Y, Prior, Family), Y.Length - 1.0, dispersion, Fit.Iterations];
        foreach (var (name, type, value) in more)
        {
            columns.Add((name, type));
            row.Add(value);
        }

        var table = new ResultTable("fit", [.. columns]);
        table.Add([.. row]);
        return table;
    }

    private (double[] Scores, double[] Information) Parts()
    {
        var (scores, information) = (new double[Y.Length], new double[Y.Length]);
        Family.Evaluate(Fit.Predictor, Y, Prior, information, scores);
        return (scores, information);
    }
}
