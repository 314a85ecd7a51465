using Suwen.Analysis.Regression;

namespace Suwen.Analysis.Survival;

/// <summary>
/// The Weibull model of R's <c>survreg</c>: log t = x'β + σ·ε with ε of the least extreme value distribution, by Newton's method on β and
/// log σ with the exact second derivatives. Exponential where σ is fixed at 1.
/// </summary>
internal sealed class WeibullFit
{
    private const int MaximumIterations = 60;

    private readonly double[] logTime;
    private readonly bool[] isEvent;
    private readonly double[]? weights;
    private readonly double[] offset;
    private readonly double[][] x;
    private readonly bool hasScale;
    private readonly int size;

    private WeibullFit(double[] logTime, bool[] isEvent, double[][] columns, double[]? weights, double[]? offset, bool hasScale)
    {
        this.logTime = logTime;
        this.isEvent = isEvent;
        this.weights = weights;
        this.offset = offset ?? new double[logTime.Length];
        this.hasScale = hasScale;
        x = columns;
        size = columns.Length + (hasScale ? 1 : 0);
        At = new double[size];
        Steps = new double[size];
    }

    /// <summary>Coefficients of columns, then log σ.</summary>
    public double[] At { get; private set; }

    /// <summary>Inverse of the observed information.</summary>
    public double[] Variance { get; private set; } = [];

    public double LogLikelihood { get; private set; }

    public int Iterations { get; private set; }

    public bool HasConverged { get; private set; }

    /// <summary>Parameters that grow without bound.</summary>
    public bool IsInfinite { get; private set; }

    /// <summary>The last step, for what still moved.</summary>
    public double[] Steps { get; private set; }

    /// <param name="time">Times above zero.</param>
    /// <param name="isEvent">True for events.</param>
    /// <param name="columns">Columns of which the first is the intercept, the others centred and scaled.</param>
    /// <param name="weights">Null for ones.</param>
    /// <param name="offset">Null for none.</param>
    /// <param name="hasScale">False for the exponential model.</param>
    public static WeibullFit Of(double[] time, bool[] isEvent, double[][] columns, double[]? weights, double[]? offset, bool hasScale)
    {
        var fit = new WeibullFit(Array.ConvertAll(time, Math.Log), isEvent, columns, weights, offset, hasScale);
        double total = 0, events = 0;
        for (var i = 0; i < time.Length; i++)
        {
            total += time[i] * (weights?[i] ?? 1);
            events += isEvent[i] ? weights?[i] ?? 1 : 0;
        }

        fit.At[0] = Math.Log(total / events);
        fit.Iterate();
        return fit;
    }

    private void Iterate()
    {
        var gradient = new double[size];
        var information = new double[size * size];
        LogLikelihood = Evaluate(At, gradient, information);
        var stalled = 0;
        for (Iterations = 1; Iterations < MaximumIterations; Iterations++)
        {
            Steps = Solve(information, gradient);
            var before = LogLikelihood;
            Advance(gradient, information);
            var largest = 0.0;
            for (var j = 0; j < size; j++)
            {
                largest = Math.Max(largest, Math.Abs(Steps[j]) / (1 + Math.Abs(At[j])));
            }

            if (largest < 1e-10)
            {
                HasConverged = true;
                break;
            }

            stalled = Math.Abs(LogLikelihood - before) <= 1e-9 * (1 + Math.Abs(before)) ? stalled + 1 : 0;
            if (stalled >= 4)
            {
                HasConverged = largest < 1e-6;
                IsInfinite = largest > 1e-4;
                break;
            }
        }

        Variance = new SymmetricSystem(information, size).Inverse();
    }

    /// <summary>The Newton step; where the information is not positive the diagonal is raised until it is.</summary>
    private double[] Solve(double[] information, double[] gradient)
    {
        for (var extra = 0.0; ; extra = extra == 0 ? 1e-3 : extra * 10)
        {
            var matrix = (double[])information.Clone();
            for (var j = 0; j < size; j++)
            {
                matrix[(j * size) + j] += extra * (1 + Math.Abs(matrix[(j * size) + j]));
            }

            var system = new SymmetricSystem(matrix, size);
            if (!system.IsSingular || extra > 1e9)
            {
                return system.Solve(gradient);
            }
        }
    }

    private void Advance(double[] gradient, double[] information)
    {
        var start = At;
        for (var half = 0; half <= 40; half++)
        {
            At = new double[size];
            for (var j = 0; j < size; j++)
            {
                At[j] = start[j] + (Steps[j] * Math.Pow(0.5, half));
            }

            var value = Evaluate(At, gradient, information);
            if (value >= LogLikelihood - (1e-11 * (1 + Math.Abs(LogLikelihood))))
            {
                LogLikelihood = value;
                return;
            }
        }

        At = start;
        LogLikelihood = Evaluate(At, gradient, information);
    }

    private double Evaluate(double[] at, double[] gradient, double[] information)
    {
        var p = x.Length;
        var sigma = hasScale ? Math.Exp(at[p]) : 1;
        var eta = (double[])offset.Clone();
        for (var j = 0; j < p; j++)
        {
            Vectors.AddScaled(at[j], x[j], eta);
        }

        var first = new double[eta.Length];
        var second = new double[eta.Length];
        var mixed = new double[eta.Length];
        double sum = 0, scaleFirst = 0, scaleSecond = 0;
        for (var i = 0; i < eta.Length; i++)
        {
            var w = weights?[i] ?? 1;
            var z = (logTime[i] - eta[i]) / sigma;
            var e = Math.Exp(z);
            var d = isEvent[i] ? 1 : 0;
            sum += w * ((d * (z - Math.Log(sigma) - logTime[i])) - e);
            first[i] = w * (e - d) / sigma;
            second[i] = w * e / (sigma * sigma);
            mixed[i] = w * ((z * e) + e - d) / sigma;
            scaleFirst += w * ((z * (e - d)) - d);
            scaleSecond += w * ((z * (e - d)) + (z * z * e));
        }

        for (var j = 0; j < p; j++)
        {
            gradient[j] = Vectors.Dot(first, x[j]);
            var scaled = new double[eta.Length];
            for (var i = 0; i < scaled.Length; i++)
            {
                scaled[i] = second[i] * x[j][i];
            }

            for (var k = j; k < p; k++)
            {
                information[(j * size) + k] = information[(k * size) + j] = Vectors.Dot(scaled, x[k]);
            }

            if (hasScale)
            {
                information[(j * size) + p] = information[(p * size) + j] = Vectors.Dot(mixed, x[j]);
            }
        }

        if (hasScale)
        {
            gradient[p] = scaleFirst;
            information[(p * size) + p] = scaleSecond;
        }

        return double.IsNaN(sum) ? double.NegativeInfinity : sum;
    }
}
