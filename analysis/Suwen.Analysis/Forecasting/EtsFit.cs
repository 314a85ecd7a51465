namespace Suwen.Analysis.Forecasting;

/// <summary>A fitted form of exponential smoothing.</summary>
internal sealed class EtsFit
{
    private EtsFit(EtsForm form, int period, double[] parameters, EtsRecursion run)
    {
        Form = form;
        Period = period;
        Parameters = parameters;
        Run = run;
    }

    public EtsForm Form { get; }

    public int Period { get; }

    /// <summary>Smoothing parameters, then initial states without the last season.</summary>
    public double[] Parameters { get; }

    public EtsRecursion Run { get; }

    public double Alpha => Parameters[0];

    public double Beta => Form.HasTrend ? Parameters[1] : 0;

    public double Gamma => Form.HasSeason ? Parameters[Form.HasTrend ? 2 : 1] : 0;

    public double Phi => Form.IsDamped ? Parameters[Form.SmoothingCount - 1] : 1;

    public double LogLikelihood { get; private init; }

    public double Aic => (-2 * LogLikelihood) + (2 * (Parameters.Length + 1));

    public double Bic => (-2 * LogLikelihood) + (Math.Log(Run.Errors.Length) * (Parameters.Length + 1));

    public double Aicc
    {
        get
        {
            var count = Parameters.Length + 1;
            return Aic + (2.0 * count * (count + 1) / (Run.Errors.Length - count - 1));
        }
    }

    /// <summary>Variance of the errors.</summary>
    public double Sigma2
    {
        get
        {
            var sum = 0.0;
            foreach (var error in Run.Errors)
            {
                sum += error * error;
            }

            return sum / (Run.Errors.Length - Parameters.Length);
        }
    }

    /// <summary>Fits one form; null where there are too few values for its parameters or no likelihood.</summary>
    public static EtsFit? Search(double[] values, EtsForm form, int period, EtsCriterion criterion)
    {
        var m = form.HasSeason ? period : 1;
        double[] start = [.. EtsStart.Smoothing(form, m), .. EtsStart.States(values, form, m)];
        if (start.Length >= values.Length - 1)
        {
            return null;
        }

        var run = new EtsRecursion(form, values, m);
        var states = new double[start.Length - form.SmoothingCount + (form.HasSeason ? 1 : 0)];
        var best = NelderMead.Minimise(p => Objective(p, form, m, run, states, criterion), start, 2000);
        if (best is null)
        {
            return null;
        }

        var fit = new EtsFit(form, m, best, run);
        FillStates(best, form, m, states);
        var value = run.Run(fit.Alpha, fit.Beta, fit.Gamma, fit.Phi, states);
        return double.IsFinite(value) ? new EtsFit(form, m, best, run) { LogLikelihood = -0.5 * value } : null;
    }

    /// <summary>A fit with parameters that are given.</summary>
    public static EtsFit Given(double[] values, EtsForm form, double[] parameters)
    {
        var run = new EtsRecursion(form, values, 1);
        var value = run.Run(parameters[0], 0, 0, 1, parameters.AsSpan(form.SmoothingCount));
        return new EtsFit(form, 1, parameters, run) { LogLikelihood = -0.5 * value };
    }

    private static double Objective(double[] p, EtsForm form, int m, EtsRecursion run, double[] states, EtsCriterion criterion)
    {
        var alpha = p[0];
        var beta = form.HasTrend ? p[1] : 0;
        var gamma = form.HasSeason ? p[form.HasTrend ? 2 : 1] : 0;
        var phi = form.IsDamped ? p[form.SmoothingCount - 1] : 1;
        if (!EtsBounds.IsAllowed(form, m, alpha, beta, gamma, phi))
        {
            return double.PositiveInfinity;
        }

        FillStates(p, form, m, states);
        if (form.Season == 'M')
        {
            foreach (var state in states.AsSpan(form.HasTrend ? 2 : 1))
            {
                if (state < 0)
                {
                    return double.PositiveInfinity;
                }
            }
        }

        var value = run.Run(alpha, beta, gamma, phi, states);
        value = double.IsNaN(value) ? double.PositiveInfinity : Math.Max(value, -1e10);
        return criterion == EtsCriterion.Likelihood || !double.IsFinite(value) ? value : run.SquaredError / run.Errors.Length;
    }

    /// <summary>Initial states with the last season, which makes the seasons add up to 0, or to one each.</summary>
    private static void FillStates(double[] p, EtsForm form, int m, double[] states)
    {
        p.AsSpan(form.SmoothingCount).CopyTo(states);
        if (!form.HasSeason)
        {
            return;
        }

        var sum = form.Season == 'M' ? m : 0.0;
        var first = form.HasTrend ? 2 : 1;
        for (var i = first; i < states.Length - 1; i++)
        {
            sum -= states[i];
        }

        states[^1] = sum;
    }
}
