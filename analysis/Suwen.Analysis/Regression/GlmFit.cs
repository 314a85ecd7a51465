namespace Suwen.Analysis.Regression;

/// <summary>A generalised linear model fitted by Fisher scoring.</summary>
/// <param name="Coefficients">By column of the design.</param>
/// <param name="Covariance">Of the coefficients at dispersion 1, row after row.</param>
/// <param name="Predictor">Linear predictor by row.</param>
/// <param name="Deviance">Residual deviance.</param>
/// <param name="Iterations">Steps taken.</param>
internal sealed record GlmFit(double[] Coefficients, double[] Covariance, double[] Predictor, double Deviance, int Iterations)
{
    private const int BlockRows = 1024;
    private const int ChunkRows = 1 << 16;
    private const int MaximumIterations = 60;

    /// <summary>Below this many products per step, each step is a QR decomposition as R's; above, a Cholesky decomposition of the information, which is much faster.</summary>
    private const double SmallWork = 4e6;

    /// <summary>Fits.</summary>
    /// <param name="design">Without aliased columns.</param>
    /// <param name="y">The response.</param>
    /// <param name="prior">Prior weights.</param>
    /// <param name="family">Family and link.</param>
    /// <param name="start">Coefficients to start from; null for the family's own start.</param>
    /// <exception cref="OperatorException">The fit runs off to infinity (separation), or does not converge.</exception>
    public static GlmFit Fit(DesignMatrix design, double[] y, double[] prior, GlmFamily family, double[]? start = null)
    {
        var fitting = new Fitting(design, y, prior, family);
        return fitting.Run(start);
    }

    /// <summary>The deviance of the model with an intercept only (and the offset).</summary>
    public static double NullDeviance(DesignMatrix design, double[] y, double[] prior, GlmFamily family)
    {
        if (design.Offset is null)
        {
            // The mean is the estimate of every family with an intercept only.
            double events = 0, weights = 0;
            for (var i = 0; i < y.Length; i++)
            {
                events += prior[i] * y[i];
                weights += prior[i];
            }

            var mean = events / weights;
            var predictor = new double[BlockRows];
            predictor.AsSpan().Fill(family is LogisticFamily ? Math.Log(mean / (1 - mean)) : Math.Log(mean));
            var (weight, score) = (new double[BlockRows], new double[BlockRows]);
            var deviance = family.SaturatedPart(y, prior);
            for (var i = 0; i < y.Length; i += BlockRows)
            {
                var count = Math.Min(BlockRows, y.Length - i);
                deviance += family.Evaluate(predictor.AsSpan(0, count), y.AsSpan(i, count), prior.AsSpan(i, count), weight, score);
            }

            return deviance;
        }

        return Fit(design.Keep([.. design.Columns.Select(static c => c.Parts.Count > 0)]), y, prior, family).Deviance;
    }

    private sealed class Fitting(DesignMatrix design, double[] y, double[] prior, GlmFamily family)
    {
        private readonly int p = design.ColumnCount;
        private readonly double saturated = family.SaturatedPart(y, prior);
        private readonly double[] scales = Array.ConvertAll(design.Values, Vectors.LargestMagnitude);

        private bool IsSmall => (double)y.Length * p * p < SmallWork;

        public GlmFit Run(double[]? start)
        {
            var beta = start ?? Solve(null, out _);
            var step = Evaluate(beta);
            for (var iteration = 1; iteration <= MaximumIterations; iteration++)
            {
                var delta = step.Solve();
                if (delta is null)
                {
                    throw Separated(null);
                }

                var (next, found) = Take(beta, delta, step.Deviance);
                var change = Change(next, beta);
                var gain = Math.Abs(found.Deviance - step.Deviance);
                (beta, step) = (next, found);
                if (change < 1e-8 * Math.Max(1, Size(beta)))
                {
                    return Finish(beta, step, iteration);
                }

                if (iteration >= 10 && change > 0.1 && gain < 1e-7 * (Math.Abs(step.Deviance) + 0.1))
                {
                    throw Separated(delta);
                }
            }

            throw OperatorException.BadData($"The fit did not converge in {MaximumIterations} steps.", "Leave out covariates that hardly vary or that nearly say the same, or scale extreme values.");
        }

        private double[] Solve(double[]? beta, out Step step)
        {
            step = Evaluate(beta);
            return step.Solve() ?? throw Separated(null);
        }

        /// <summary>A step, halved until the deviance does not grow.</summary>
        private (double[] Beta, Step Step) Take(double[] beta, double[] delta, double deviance)
        {
            for (var factor = 1.0; ; factor /= 2)
            {
                var next = new double[p];
                for (var i = 0; i < p; i++)
                {
                    next[i] = beta[i] + (factor * delta[i]);
                }

                var step = Evaluate(next);
                if (factor < 1e-6 || (double.IsFinite(step.Deviance) && step.Deviance <= deviance + (1e-7 * (Math.Abs(deviance) + 1))))
                {
                    return double.IsFinite(step.Deviance) ? (next, step) : throw Separated(delta);
                }
            }
        }

        private double Change(double[] a, double[] b)
        {
            var most = 0.0;
            for (var i = 0; i < p; i++)
            {
                most = Math.Max(most, Math.Abs(a[i] - b[i]) * scales[i]);
            }

            return most;
        }

        private double Size(double[] beta)
        {
            var most = 0.0;
            for (var i = 0; i < p; i++)
            {
                most = Math.Max(most, Math.Abs(beta[i]) * scales[i]);
            }

            return most;
        }

        private GlmFit Finish(double[] beta, Step step, int iterations)
        {
            var predictor = design.LinearPredictor(beta);
            return new GlmFit(beta, step.Inverse(), predictor, step.Deviance, iterations);
        }

        private OperatorException Separated(double[]? delta)
        {
            var names = new List<string>();
            for (var i = 0; i < p && delta is not null; i++)
            {
                if (design.Columns[i].Parts.Count > 0 && Math.Abs(delta[i]) * scales[i] > 0.05)
                {
                    names.Add(design.Columns[i].Name);
                }
            }

            var which = names.Count == 0 ? "the covariates" : string.Join(", ", names);
            return family is LogisticFamily
                ? OperatorException.BadData($"Perfect separation: {which} tell outcomes apart without error (wholly or in part), so the estimates are infinite.", "Leave these terms out, merge levels in which all outcomes are the same, or gather more data.")
                : OperatorException.BadData($"The estimates run off to infinity because of {which}: there are levels or combinations without any event.", "Leave these terms out, or merge levels without events.");
        }

        /// <summary>Weights, scores, deviance and information at coefficients; null for the family's start.</summary>
        private Step Evaluate(double[]? beta)
        {
            var n = y.Length;
            var chunks = (n + ChunkRows - 1) / ChunkRows;
            var parts = new Chunk[chunks];
            var weights = IsSmall ? new double[n] : [];
            var working = IsSmall ? new double[n] : [];
            if (chunks == 1)
            {
                parts[0] = Sum(beta, 0, n, weights, working);
            }
            else
            {
                Parallel.For(0, chunks, c => parts[c] = Sum(beta, c * ChunkRows, Math.Min(ChunkRows, n - (c * ChunkRows)), weights, working));
            }

            // In the order of rows, so that the result does not depend on the number of processors.
            var all = parts[0];
            for (var c = 1; c < chunks; c++)
            {
                Vectors.AddScaled(1, parts[c].Gram, all.Gram);
                Vectors.AddScaled(1, parts[c].Gradient, all.Gradient);
                all.Deviance += parts[c].Deviance;
            }

            return new Step(design, p, all.Gram, all.Gradient, all.Deviance + saturated, weights, working);
        }

        private Chunk Sum(double[]? beta, int first, int count, double[] weights, double[] working)
        {
            var chunk = new Chunk(new double[p * p], new double[p]);
            Span<double> eta = new double[BlockRows], weight = new double[BlockRows], score = new double[BlockRows], weighted = new double[BlockRows];
            for (var at = first; at < first + count; at += BlockRows)
            {
                var rows = Math.Min(BlockRows, first + count - at);
                var e = eta[..rows];
                Predict(beta, at, e);
                chunk.Deviance += family.Evaluate(e, y.AsSpan(at, rows), prior.AsSpan(at, rows), weight[..rows], score[..rows]);
                if (beta is null)
                {
                    // From the starting means: the whole working response instead of its difference from a fit.
                    for (var i = 0; i < rows; i++)
                    {
                        score[i] += weight[i] * (e[i] - (design.Offset?[at + i] ?? 0));
                    }
                }

                if (weights.Length > 0)
                {
                    Keep(weight[..rows], score[..rows], weights.AsSpan(at, rows), working.AsSpan(at, rows));
                    continue;
                }

                Accumulate(chunk, at, rows, weight, score, weighted);
            }

            return chunk;
        }

        private void Accumulate(Chunk chunk, int at, int rows, ReadOnlySpan<double> weight, ReadOnlySpan<double> score, Span<double> weighted)
        {
            for (var j = 0; j < p; j++)
            {
                var column = design.Values[j].AsSpan(at, rows);
                chunk.Gradient[j] += Vectors.Dot(score[..rows], column);
                Vectors.Multiply(weight[..rows], column, weighted);
                for (var k = 0; k <= j; k++)
                {
                    chunk.Gram[(j * p) + k] += Vectors.Dot(weighted[..rows], design.Values[k].AsSpan(at, rows));
                }
            }
        }

        private void Predict(double[]? beta, int at, Span<double> eta)
        {
            if (beta is null)
            {
                for (var i = 0; i < eta.Length; i++)
                {
                    eta[i] = family.StartingPredictor(y[at + i], prior[at + i]);
                }

                return;
            }

            eta.Clear();
            design.Offset?.AsSpan(at, eta.Length).CopyTo(eta);
            for (var j = 0; j < p; j++)
            {
                Vectors.AddScaled(beta[j], design.Values[j].AsSpan(at, eta.Length), eta);
            }
        }

        private static void Keep(ReadOnlySpan<double> weight, ReadOnlySpan<double> score, Span<double> roots, Span<double> working)
        {
            for (var i = 0; i < weight.Length; i++)
            {
                roots[i] = Math.Sqrt(weight[i]);
                working[i] = weight[i] > 0 ? score[i] / weight[i] : 0;
            }
        }
    }

    private sealed record Chunk(double[] Gram, double[] Gradient)
    {
        public double Deviance { get; set; }
    }

    /// <summary>What a step is solved from.</summary>
    private sealed class Step(DesignMatrix design, int p, double[] gram, double[] gradient, double deviance, double[] roots, double[] working)
    {
        private TallQr? qr;
        private double[]? scaledTriangle;

        public double Deviance => deviance;

        /// <summary>The step; null where the information is singular.</summary>
        public double[]? Solve()
        {
            if (roots.Length > 0)
            {
                qr ??= new TallQr(design.Values, working, roots);
                return qr.Rank == p ? qr.Solve() : null;
            }

            scaledTriangle ??= ScaledCholesky.Decompose(gram, p);
            return scaledTriangle is null ? null : ScaledCholesky.Solve(gram, scaledTriangle, p, gradient);
        }

        public double[] Inverse() => roots.Length > 0
            ? (qr ??= new TallQr(design.Values, working, roots)).InverseGram()
            : ScaledCholesky.Inverse(gram, scaledTriangle ??= ScaledCholesky.Decompose(gram, p)!, p);
    }
}
