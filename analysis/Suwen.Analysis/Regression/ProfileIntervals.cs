using Suwen.Analysis.Statistics;

namespace Suwen.Analysis.Regression;

/// <summary>
/// Profile likelihood intervals of generalised linear models: the values of a coefficient at which the deviance, minimised over the
/// others, is higher than at the estimate by the quantile of chi-squared. R's <c>confint</c> of a glm finds them by a spline; here
/// they are the roots themselves (Venables and Ripley, Modern Applied Statistics with S, 7.2).
/// </summary>
internal static class ProfileIntervals
{
    /// <summary>Wald's intervals where a profile would take more than this many products.</summary>
    private const double MostWork = 2e9;

    public static OperatorParameter<string> Interval { get; } = Parameter.Choice(
        "interval", ["auto", "profile", "wald"], "auto",
        "置信区间:profile 为剖面似然(R 的 confint、broom);wald 为估计 ± 标准误(R 的 confint.default);auto 在数据不大且未用稳健标准误时取 profile",
        "Intervals: profile likelihood (R's confint and broom), or wald (confint.default); auto takes profile unless errors are robust or the data are large");

    /// <summary>The intervals that the caller wants; null for Wald's.</summary>
    /// <exception cref="OperatorException">Profile was asked for together with robust errors.</exception>
    public static (double Low, double High)[]? Of(OperatorCall call, GlmRows run, double dispersion)
    {
        var isRobust = call.Get(RegressionRows.Robust) != "none" || call.Get(RegressionRows.Cluster) is not null;
        var asked = call.Get(Interval);
        if (asked == "profile" && isRobust)
        {
            throw OperatorException.BadParameters("Profile intervals do not go together with robust or clustered errors.", "Set interval=wald, or leave out robust and cluster.");
        }

        var p = run.Design.ColumnCount;
        var isLarge = 50.0 * run.Y.Length * p * p * p > MostWork;
        if (asked == "wald" || isRobust || (asked == "auto" && isLarge))
        {
            if (asked == "auto" && !isRobust)
            {
                call.Note("数据较大,置信区间为 Wald 区间;需要剖面似然区间时设 interval=profile。", "The data are large, so intervals are Wald's; interval=profile gives those of the profile likelihood.");
            }

            return null;
        }

        var limits = new (double Low, double High)[p];
        var reach = Distributions.StudentTailQuantile((1 - call.Get(Parameter.Confidence)) / 2, double.PositiveInfinity);
        Parallel.For(0, p, j => limits[j] = (Limit(run, j, -reach, dispersion), Limit(run, j, reach, dispersion)));
        if (Array.Exists(limits, static l => double.IsNaN(l.Low + l.High)))
        {
            call.Note("部分剖面似然区间的界限不存在(似然趋于平坦),以空值表示。", "Some limits of profile intervals do not exist (the likelihood flattens out) and are null.");
        }

        return limits;
    }

    /// <summary>The value at which the signed root of the deviance's rise is <paramref name="target"/>; NaN where it never is.</summary>
    private static double Limit(GlmRows run, int column, double target, double dispersion)
    {
        const int MostSteps = 60;
        var (estimate, p) = (run.Fit.Coefficients[column], run.Design.ColumnCount);
        var error = Math.Sqrt(run.Fit.Covariance[(column * p) + column] * dispersion);
        var drop = new bool[p];
        drop[column] = true;
        var others = run.Design.Keep(drop);
        double[]? start = null;
        try
        {
            // Secants on the signed root, which is nearly a line; held inside the bracket once there is one.
            var (inside, rootInside) = (estimate, 0.0);
            double outside = double.NaN, rootOutside = 0, value = estimate + (target * error);
            for (var step = 0; step < MostSteps; step++)
            {
                var root = Root(run, others, column, value, dispersion, ref start) * Math.Sign(target);
                if (Math.Abs(root - Math.Abs(target)) < 1e-10 * Math.Abs(target))
                {
                    return value;
                }

                (inside, rootInside, outside, rootOutside) = root < Math.Abs(target) ? (value, root, outside, rootOutside) : (inside, rootInside, value, root);
                var next = double.IsNaN(outside)
                    ? inside + ((inside - estimate) * Math.Clamp((Math.Abs(target) - root) / Math.Max(root, 0.1), 0.05, 2))
                    : inside + ((outside - inside) * (Math.Abs(target) - rootInside) / (rootOutside - rootInside));
                if (!double.IsNaN(outside) && step % 3 == 2)
                {
                    next = (inside + outside) / 2;
                }

                if (Math.Abs(next - value) < 1e-12 * (Math.Abs(value) + error))
                {
                    return next;
                }

                value = next;
            }
        }
        catch (OperatorException)
        {
            // The others run off to infinity before the deviance has risen enough.
        }

        return double.NaN;
    }

    /// <summary>The signed root of the rise of the deviance, with a coefficient held at a value.</summary>
    private static double Root(GlmRows run, DesignMatrix others, int column, double value, double dispersion, ref double[]? start)
    {
        var offset = new double[run.Y.Length];
        run.Design.Offset?.CopyTo(offset, 0);
        Vectors.AddScaled(value, run.Design.Values[column], offset);
        double deviance;
        if (others.ColumnCount == 0)
        {
            var (weight, score) = (new double[offset.Length], new double[offset.Length]);
            deviance = run.Family.Evaluate(offset, run.Y, run.Prior, weight, score) + run.Family.SaturatedPart(run.Y, run.Prior);
        }
        else
        {
            if (start is null)
            {
                start = new double[others.ColumnCount];
                for (int i = 0, k = 0; i < run.Design.ColumnCount; i++)
                {
                    if (i != column)
                    {
                        start[k++] = run.Fit.Coefficients[i];
                    }
                }
            }

            var fit = GlmFit.Fit(others.WithOffset(offset), run.Y, run.Prior, run.Family, start);
            (deviance, start) = (fit.Deviance, fit.Coefficients);
        }

        return Math.Sign(value - run.Fit.Coefficients[column]) * Math.Sqrt(Math.Max(0, deviance - run.Fit.Deviance) / dispersion);
    }
}
