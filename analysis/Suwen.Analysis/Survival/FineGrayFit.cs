using Suwen.Analysis.Regression;

namespace Suwen.Analysis.Survival;

/// <summary>
/// Fine and Gray's regression of the subdistribution hazard (JASA 1999;94:496). Rows with another event stay at risk with the weight
/// G(t-)/G(T-), G being the Kaplan–Meier estimate of not being censored. Ties as Breslow. The variance is the paper's sandwich, with the
/// part that comes from estimating G.
/// </summary>
internal sealed class FineGrayFit
{
    private const int MaximumIterations = 50;

    private readonly int n;
    private readonly int size;
    private readonly double[][] x;
    private readonly double[] time;
    private readonly int[] kind;
    private readonly double[] censoring;
    private readonly double[] riskOf;
    private readonly double[] sum0;
    private readonly double[][] sums;
    private readonly int[] firstOfTime;
    private readonly int[] eventTimes;
    private readonly double[] eventCounts;
    private double[] startVariance = [];

    private FineGrayFit(double[] time, int[] kind, double[][] columns)
    {
        n = time.Length;
        size = columns.Length;
        var order = new int[n];
        for (var i = 0; i < n; i++)
        {
            order[i] = i;
        }

        Array.Sort((double[])time.Clone(), order);
        this.time = Array.ConvertAll(order, r => time[r]);
        this.kind = Array.ConvertAll(order, r => kind[r]);
        var scaled = new ScaledColumns(columns);
        Scales = scaled.Scale;
        IsConstant = scaled.IsConstant;
        x = Array.ConvertAll(scaled.Values, c => Array.ConvertAll(order, r => c[r]));
        (firstOfTime, eventTimes, eventCounts) = Times();
        censoring = CensoringBefore();
        riskOf = new double[n];
        sum0 = new double[eventTimes.Length];
        sums = [.. Enumerable.Range(0, size).Select(_ => new double[eventTimes.Length])];
        Inner = new double[size];
        Aliased = new bool[size];
        IsInfinite = new bool[size];
    }

    public double[] Scales { get; }

    public bool[] IsConstant { get; }

    public bool[] Aliased { get; private set; }

    public bool[] IsInfinite { get; }

    public bool HasConverged { get; private set; }

    public int Iterations { get; private set; }

    public double NullLogLikelihood { get; private set; }

    public double LogLikelihood { get; private set; }

    /// <summary>Coefficients; NaN where aliased.</summary>
    public double[] Coefficients { get; private set; } = [];

    /// <summary>Sandwich variance, row after row.</summary>
    public double[] Variance { get; private set; } = [];

    private double[] Inner { get; set; }

    private double[] Score { get; set; } = [];

    private double[] Information { get; set; } = [];

    /// <param name="time">Times.</param>
    /// <param name="kind">0 censored, 1 the event of interest, 2 another.</param>
    /// <param name="columns">Covariates by column.</param>
    public static FineGrayFit Of(double[] time, int[] kind, double[][] columns)
    {
        var fit = new FineGrayFit(time, kind, columns);
        fit.Iterate();
        fit.Finish();
        return fit;
    }

    /// <summary>First row of each row's time, rows at which a time with the event begins, and numbers of events there.</summary>
    private (int[] First, int[] Events, double[] Counts) Times()
    {
        var first = new int[n];
        var events = new List<int>();
        var counts = new List<double>();
        for (var i = 0; i < n; i++)
        {
            first[i] = i > 0 && time[i] == time[i - 1] ? first[i - 1] : i;
            if (kind[i] != 1)
            {
                continue;
            }

            if (events.Count == 0 || events[^1] != first[i])
            {
                events.Add(first[i]);
                counts.Add(0);
            }

            counts[^1]++;
        }

        return (first, [.. events], [.. counts]);
    }

    /// <summary>Probability of not being censored before the time of each row; events at a time come before its censoring.</summary>
    private double[] CensoringBefore()
    {
        var result = new double[n];
        var g = 1.0;
        for (var i = 0; i < n;)
        {
            var end = i;
            double censored = 0;
            for (; end < n && firstOfTime[end] == i; end++)
            {
                result[end] = g;
                censored += kind[end] == 0 ? 1 : 0;
            }

            // cmprsk counts all rows of the time as at risk of censoring.
            g *= 1 - (censored / (n - i));
            i = end;
        }

        return result;
    }

    private double Evaluate(bool withDerivatives)
    {
        var eta = new double[n];
        for (var j = 0; j < size; j++)
        {
            Vectors.AddScaled(Inner[j], x[j], eta);
        }

        var highest = eta.Max();
        var logLikelihood = 0.0;
        for (var i = 0; i < n; i++)
        {
            riskOf[i] = Math.Exp(eta[i] - highest);
            logLikelihood += kind[i] == 1 ? eta[i] - highest : 0;
        }

        RiskSums(null, sum0);
        for (var k = 0; k < eventTimes.Length; k++)
        {
            logLikelihood = sum0[k] > 0 ? logLikelihood - (eventCounts[k] * Math.Log(sum0[k])) : double.NegativeInfinity;
        }

        if (withDerivatives)
        {
            Derive();
        }

        return logLikelihood;
    }

    /// <summary>Sums of risk (times a column) over the weighted risk set of each event time.</summary>
    private void RiskSums(double[]? column, double[] result)
    {
        var later = 0.0;
        var place = n - 1;
        for (var k = eventTimes.Length - 1; k >= 0; k--)
        {
            for (; place >= eventTimes[k]; place--)
            {
                later += riskOf[place] * (column?[place] ?? 1);
            }

            result[k] = later;
        }

        var others = 0.0;
        place = 0;
        for (var k = 0; k < eventTimes.Length; k++)
        {
            for (; place < eventTimes[k]; place++)
            {
                others += kind[place] == 2 ? riskOf[place] * (column?[place] ?? 1) / censoring[place] : 0;
            }

            result[k] += others * censoring[eventTimes[k]];
        }
    }

    private void Derive()
    {
        Score = new double[size];
        Information = new double[size * size];
        for (var j = 0; j < size; j++)
        {
            RiskSums(x[j], sums[j]);
            for (var i = 0; i < n; i++)
            {
                Score[j] += kind[i] == 1 ? x[j][i] : 0;
            }
        }

        var hazard = new double[eventTimes.Length];
        var means = new double[size][];
        var scaled = new double[eventTimes.Length];
        for (var k = 0; k < hazard.Length; k++)
        {
            hazard[k] = eventCounts[k] / sum0[k];
        }

        for (var j = 0; j < size; j++)
        {
            means[j] = new double[hazard.Length];
            for (var k = 0; k < hazard.Length; k++)
            {
                means[j][k] = sums[j][k] / sum0[k];
            }

            Score[j] -= Vectors.Dot(eventCounts, means[j]);
        }

        var met = HazardMet(hazard);
        var weighted = new double[n];
        for (var j = 0; j < size; j++)
        {
            for (var i = 0; i < n; i++)
            {
                weighted[i] = riskOf[i] * met[i] * x[j][i];
            }

            for (var k = 0; k < hazard.Length; k++)
            {
                scaled[k] = eventCounts[k] * means[j][k];
            }

            for (var l = j; l < size; l++)
            {
                Information[(j * size) + l] = Information[(l * size) + j] = Vectors.Dot(weighted, x[l]) - Vectors.Dot(scaled, means[l]);
            }
        }
    }

    /// <summary>Sum of increments over the times at which each row is in the risk set, with its weight there.</summary>
    private double[] HazardMet(double[] increments)
    {
        var result = new double[n];
        var sum = 0.0;
        var k = 0;
        for (var i = 0; i < n; i++)
        {
            for (; k < eventTimes.Length && eventTimes[k] <= i; k++)
            {
                sum += increments[k];
            }

            result[i] = sum;
        }

        sum = 0;
        k = eventTimes.Length - 1;
        for (var i = n - 1; i >= 0; i--)
        {
            // Strictly later times: those that begin behind the rows tied with this one.
            for (; k >= 0 && eventTimes[k] > i; k--)
            {
                sum += increments[k] * censoring[eventTimes[k]];
            }

            result[i] += kind[i] == 2 ? sum / censoring[i] : 0;
        }

        return result;
    }

    private SymmetricSystem System(double tolerance)
    {
        var information = (double[])Information.Clone();
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size && (Aliased[j] || IsConstant[j] || information[(j * size) + j] <= 0); k++)
            {
                information[(j * size) + k] = information[(k * size) + j] = 0;
            }
        }

        return new SymmetricSystem(information, size, tolerance);
    }

    private void Iterate()
    {
        NullLogLikelihood = Evaluate(true);
        var system = System(1e-12);
        Aliased = system.Aliased;
        startVariance = system.Inverse();
        var current = NullLogLikelihood;
        var stalled = 0;
        for (Iterations = 1; Iterations < MaximumIterations; Iterations++)
        {
            var step = System(0).Solve(Score);
            var before = current;
            current = Advance(step, current);
            var largest = 0.0;
            for (var j = 0; j < size; j++)
            {
                largest = Math.Max(largest, Math.Abs(step[j]) / (1 + Math.Abs(Inner[j])));
            }

            if (largest < 1e-9)
            {
                HasConverged = true;
                break;
            }

            stalled = Math.Abs(current - before) <= 1e-9 * (1 + Math.Abs(current)) ? stalled + 1 : 0;
            if (stalled >= 3 && largest > 1e-4)
            {
                for (var j = 0; j < size; j++)
                {
                    IsInfinite[j] = Math.Abs(step[j]) > 1e-4 * (1 + Math.Abs(Inner[j]));
                }

                HasConverged = true;
                break;
            }
        }

        LogLikelihood = current;
    }

    private double Advance(double[] step, double current)
    {
        var start = Inner;
        for (var half = 0; half <= 30; half++)
        {
            Inner = new double[size];
            for (var j = 0; j < size; j++)
            {
                Inner[j] = start[j] + (step[j] * Math.Pow(0.5, half));
            }

            if (Evaluate(false) >= current - (1e-10 * (1 + Math.Abs(current))))
            {
                return Evaluate(true);
            }
        }

        Inner = start;
        return Evaluate(true);
    }

    private void Finish()
    {
        Coefficients = new double[size];
        for (var j = 0; j < size; j++)
        {
            Coefficients[j] = Aliased[j] ? double.NaN : Inner[j] / Scales[j];
        }

        var inverse = System(0).Inverse();
        for (var j = 0; j < size && IsInfinite.Contains(true); j++)
        {
            // The information about a coefficient that differs from others only by infinite ones vanishes with the risks of its rows.
            IsInfinite[j] |= !Aliased[j] && !(inverse[(j * size) + j] < 1e5 * startVariance[(j * size) + j]);
        }

        var influences = new double[size][];
        for (var j = 0; j < size; j++)
        {
            influences[j] = Influence(j);
        }

        var meat = new double[size * size];
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size; k++)
            {
                meat[(j * size) + k] = Vectors.Dot(influences[j], influences[k]);
            }
        }

        Variance = new double[size * size];
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size; k++)
            {
                var sum = 0.0;
                for (var a = 0; a < size; a++)
                {
                    for (var b = 0; b < size; b++)
                    {
                        sum += inverse[(j * size) + a] * meat[(a * size) + b] * inverse[(b * size) + k];
                    }
                }

                Variance[(j * size) + k] = sum / Scales[j] / Scales[k];
            }
        }
    }

    /// <summary>Per row η + ψ of the paper for one column.</summary>
    private double[] Influence(int column)
    {
        var count = eventTimes.Length;
        var hazard = new double[count];
        var meanHazard = new double[count];
        for (var k = 0; k < count; k++)
        {
            hazard[k] = eventCounts[k] / sum0[k];
            meanHazard[k] = hazard[k] * sums[column][k] / sum0[k];
        }

        var met = HazardMet(hazard);
        var metMean = HazardMet(meanHazard);
        var result = new double[n];
        for (var i = 0; i < n; i++)
        {
            result[i] = -riskOf[i] * ((x[column][i] * met[i]) - metMean[i]);
        }

        for (int i = 0, k = 0; i < n; i++)
        {
            while (k < count - 1 && eventTimes[k] < firstOfTime[i])
            {
                k++;
            }

            result[i] += kind[i] == 1 ? x[column][i] - (sums[column][k] / sum0[k]) : 0;
        }

        AddCensoring(column, hazard, meanHazard, result);
        return result;
    }

    /// <summary>ψ: the integral of q(u)/π(u) over each row's martingale of censoring.</summary>
    private void AddCensoring(int column, double[] hazard, double[] meanHazard, double[] result)
    {
        // q(u) = Σ over event times t ≥ u of G(t-)·[Σ over other events before u of r(x - mean(t))/G(T-)]·dΛ(t)
        double plain = 0, valued = 0, others = 0, othersValued = 0, cumulated = 0;
        for (var k = 0; k < hazard.Length; k++)
        {
            plain += hazard[k] * censoring[eventTimes[k]];
            valued += meanHazard[k] * censoring[eventTimes[k]];
        }

        for (int i = 0, k = 0; i < n;)
        {
            for (; k < hazard.Length && eventTimes[k] < i; k++)
            {
                plain -= hazard[k] * censoring[eventTimes[k]];
                valued -= meanHazard[k] * censoring[eventTimes[k]];
            }

            var q = (othersValued * plain) - (others * valued);
            double atRisk = n - i, censored = 0;
            var end = i;
            for (; end < n && firstOfTime[end] == i; end++)
            {
                censored += kind[end] == 0 ? 1 : 0;
            }

            cumulated -= censored * q / (atRisk * atRisk);
            for (var r = i; r < end; r++)
            {
                result[r] += cumulated + (kind[r] == 0 ? q / atRisk : 0);
                if (kind[r] == 2)
                {
                    others += riskOf[r] / censoring[r];
                    othersValued += riskOf[r] * x[column][r] / censoring[r];
                }
            }

            i = end;
        }
    }
}
