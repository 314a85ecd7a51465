namespace Suwen.Analysis.Survival;

/// <summary>Confidence limits of a survival probability or of a cumulative incidence on R's scales.</summary>
internal static class SurvivalInterval
{
    public static OperatorParameter<string> ConfidenceTypeParameter { get; } =
        Parameter.Choice("conf_type", ["log", "log-log", "plain"], "log", "置信区间的尺度", "Scale of the intervals: log (R's default), log-log, plain");

    /// <param name="type">log, log-log or plain.</param>
    /// <param name="p">The estimate.</param>
    /// <param name="logError">Standard error of its logarithm.</param>
    /// <param name="z">Quantile of the normal distribution.</param>
    /// <returns>NaN where there is no limit.</returns>
    public static (double Low, double High) Of(string type, double p, double logError, double z)
    {
        if (double.IsNaN(logError) || p <= 0)
        {
            return (double.NaN, double.NaN);
        }

        if (type == "plain")
        {
            return (Math.Max(0, p - (z * logError * p)), Math.Min(1, p + (z * logError * p)));
        }

        if (type == "log" || p >= 1)
        {
            return p >= 1 && logError == 0 ? (1, 1) : (p * Math.Exp(-z * logError), Math.Min(1, p * Math.Exp(z * logError)));
        }

        var centre = Math.Log(-Math.Log(p));
        var width = z * logError / Math.Log(p);
        return (Math.Exp(-Math.Exp(centre - width)), Math.Exp(-Math.Exp(centre + width)));
    }
}
