using System.Runtime.Intrinsics;
using MathNet.Numerics.Distributions;

namespace Suwen.Analysis.Surveillance;

/// <summary>
/// A quasi-Poisson regression of counts on a level per block and, where wanted, one common trend. Levels and trend are an arrow-shaped
/// system, so a step of the iteration takes one pass over the counts and no matrix. Start, steps and the criterion of convergence are
/// those of R's glm.fit, and so are the weights that standard errors and leverages use: those of the last step, not of the fit after it.
/// </summary>
internal sealed class PoissonTrend
{
    private const int MaximumSteps = 25;
    private const double Tolerance = 1e-8;
    private const double LeastMean = 2.220446049250313e-16;

    private double[] counts = [];
    private double[] times = [];
    private double[] offsets = [];
    private double[] logCounts = [];
    private double[] means = [];
    private double[] predictors = [];
    private double[] working = [];
    private double[] omega = [];
    private int[] blocks = [];
    private double[] blockWeight = [];
    private double[] blockTime = [];
    private double[] blockResponse = [];
    private int blockCount;

    /// <summary>Number of counts taken in.</summary>
    public int Count { get; private set; }

    public double LargestCount { get; private set; }

    public double Slope { get; private set; }

    public bool HasSlope { get; private set; }

    public bool IsConverged { get; private set; }

    /// <summary>Residual degrees of freedom.</summary>
    public int FreeCount { get; private set; }

    /// <summary>Pearson's estimate of dispersion, as summary.glm has it.</summary>
    public double Dispersion { get; private set; }

    /// <summary>The estimate with the prior weights in the place of the working ones, as farringtonFlexible has it after reweighting.</summary>
    public double PriorDispersion { get; private set; }

    private double timeSpread;

    /// <summary>Begins a new regression.</summary>
    /// <param name="capacity">Most counts that will be added.</param>
    /// <param name="levels">Number of blocks.</param>
    public void Begin(int capacity, int levels)
    {
        if (counts.Length < capacity + 4)
        {
            counts = new double[capacity + 4];
            times = new double[capacity + 4];
            offsets = new double[capacity + 4];
            logCounts = new double[capacity + 4];
            means = new double[capacity + 4];
            predictors = new double[capacity + 4];
            working = new double[capacity + 4];
            omega = new double[capacity + 4];
            blocks = new int[capacity + 4];
        }

        if (blockWeight.Length < levels)
        {
            blockWeight = new double[levels];
            blockTime = new double[levels];
            blockResponse = new double[levels];
        }

        blockCount = levels;
        Count = 0;
        LargestCount = double.NegativeInfinity;
    }

    /// <summary>Adds a count; a missing one is passed over.</summary>
    /// <param name="count">The count.</param>
    /// <param name="time">Its time, best from the time to be predicted, for precision.</param>
    /// <param name="block">Its block, from 0.</param>
    /// <param name="offset">Logarithm of its population; 0 without.</param>
    public void Add(double count, double time, int block, double offset)
    {
        if (double.IsNaN(count))
        {
            return;
        }

        counts[Count] = count;
        times[Count] = time;
        blocks[Count] = block;
        offsets[Count] = offset;
        logCounts[Count] = count > 0 ? Math.Log(count) : 0;
        omega[Count] = 1;
        LargestCount = Math.Max(LargestCount, count);
        Count++;
    }

    /// <summary>Gives all counts the weight 1 again.</summary>
    public void ResetWeights() => omega.AsSpan(0, Count).Fill(1);

    /// <summary>Fits; false where no fit exists, as when no block holds a count.</summary>
    public bool Fit(bool withSlope)
    {
        HasSlope = withSlope;
        IsConverged = false;
        for (var i = 0; i < Count; i++)
        {
            means[i] = counts[i] + 0.1;
            predictors[i] = Math.Log(means[i]);
        }

        var deviance = Deviance();
        for (var step = 0; step < MaximumSteps; step++)
        {
            if (!Solve())
            {
                return false;
            }

            Predict();
            var before = deviance;
            deviance = Deviance();
            if (!double.IsFinite(deviance))
            {
                return false;
            }

            if (Math.Abs(deviance - before) / (Math.Abs(deviance) + 0.1) < Tolerance)
            {
                IsConverged = true;
                break;
            }
        }

        Spread();
        return true;
    }

    /// <summary>Two-sided p-value of the trend.</summary>
    /// <param name="dispersion">The dispersion to use.</param>
    public double SlopePValue(double dispersion) => FreeCount > 0 && dispersion > 0
        ? 2 * StudentT.CDF(0, 1, FreeCount, -Math.Abs(Slope / Math.Sqrt(dispersion / timeSpread)))
        : double.NaN;

    /// <summary>Predicts at time 0: the linear predictor and its standard error for a dispersion of 1; null where the block held no count.</summary>
    public (double Predictor, double Error)? PredictNow(int block, double offset)
    {
        if (blockWeight[block] <= 0)
        {
            return null;
        }

        var distance = HasSlope ? blockTime[block] : 0;
        var predictor = blockResponse[block] - (Slope * distance) + offset;
        return (predictor, Math.Sqrt((1 / blockWeight[block]) + (HasSlope ? distance * distance / timeSpread : 0)));
    }

    /// <summary>Weighs down counts whose scaled Anscombe residual is above a threshold, as algo.farrington.assign.weights.</summary>
    public void Reweight(double dispersion, double threshold)
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            var b = blocks[i];
            var distance = times[i] - blockTime[b];
            var leverage = working[i] * ((1 / blockWeight[b]) + (HasSlope ? distance * distance / timeSpread : 0));
            var (y, mu) = (counts[i], means[i]);
            var root = Math.Cbrt(y);
            var anscombe = 1.5 * ((root * root / Math.Pow(mu, 1.0 / 6)) - Math.Sqrt(mu));

            // A count that alone decides its level fits it: no residual to judge.
            var residual = leverage > 1 - 2.2e-15 ? 0 : anscombe / Math.Sqrt(dispersion * (1 - leverage));
            var weight = residual > threshold ? 1 / (residual * residual) : 1;
            omega[i] = weight;
            sum += weight;
        }

        var gamma = Count / sum;
        for (var i = 0; i < Count; i++)
        {
            omega[i] *= gamma;
        }
    }

    /// <summary>One step of iteratively reweighted least squares: means of working response and time by block, then the slope within blocks.</summary>
    private bool Solve()
    {
        var weight = blockWeight.AsSpan(0, blockCount);
        var time = blockTime.AsSpan(0, blockCount);
        var response = blockResponse.AsSpan(0, blockCount);
        weight.Clear();
        time.Clear();
        response.Clear();
        for (var i = 0; i < Count; i++)
        {
            var mean = means[i];
            var w = omega[i] * mean;
            var z = predictors[i] - offsets[i] + ((counts[i] - mean) / mean);
            working[i] = w;

            // From here on the predictor's place holds the working response; Predict fills it anew.
            predictors[i] = z;
            var b = blocks[i];
            weight[b] += w;
            time[b] += w * times[i];
            response[b] += w * z;
        }

        for (var b = 0; b < blockCount; b++)
        {
            if (weight[b] > 0)
            {
                time[b] /= weight[b];
                response[b] /= weight[b];
            }
        }

        Slope = 0;
        return !HasSlope || SolveSlope();
    }

    private bool SolveSlope()
    {
        var (spread, together, size) = (0.0, 0.0, 0.0);
        for (var i = 0; i < Count; i++)
        {
            var distance = times[i] - blockTime[blocks[i]];
            var w = working[i] * distance;
            spread += w * distance;
            together += w * (predictors[i] - blockResponse[blocks[i]]);
            size += working[i] * times[i] * times[i];
        }

        timeSpread = spread;
        if (!(spread > 1e-22 * size))
        {
            return false;
        }

        Slope = together / spread;
        return double.IsFinite(Slope);
    }

    private void Predict()
    {
        for (var i = 0; i < Count; i++)
        {
            var b = blocks[i];
            predictors[i] = blockResponse[b] + (Slope * (times[i] - blockTime[b])) + offsets[i];
        }

        // The arrays have room for a whole vector after the last count.
        var least = Vector256.Create(LeastMean);
        for (var i = 0; i < Count; i += Vector256<double>.Count)
        {
            Vector256.Max(Vector256.Exp(Vector256.Create(predictors.AsSpan(i))), least).CopyTo(means.AsSpan(i));
        }
    }

    private double Deviance()
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            sum += omega[i] * ((counts[i] * (logCounts[i] - predictors[i])) - (counts[i] - means[i]));
        }

        return 2 * sum;
    }

    private void Spread()
    {
        var used = 0;
        for (var b = 0; b < blockCount; b++)
        {
            used += blockWeight[b] > 0 ? 1 : 0;
        }

        FreeCount = Count - used - (HasSlope ? 1 : 0);
        var (pearson, prior) = (0.0, 0.0);
        for (var i = 0; i < Count; i++)
        {
            var residual = (counts[i] - means[i]) / means[i];
            pearson += working[i] * residual * residual;
            prior += omega[i] * residual * residual;
        }

        Dispersion = FreeCount > 0 ? pearson / FreeCount : double.NaN;
        PriorDispersion = FreeCount > 0 ? prior / FreeCount : double.NaN;
    }
}
