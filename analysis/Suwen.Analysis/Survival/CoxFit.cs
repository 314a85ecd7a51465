namespace Suwen.Analysis.Survival;

/// <summary>Cox's model fitted by Newton's method with halved steps where the likelihood falls.</summary>
internal sealed class CoxFit
{
    private const int MaximumIterations = 50;

    private readonly CoxInput input;
    private readonly CoxRisk risk;
    private readonly double[] scales;
    private readonly int size;
    private double[] startVariance = [];

    private CoxFit(CoxInput input, ScaledColumns scaled)
    {
        this.input = input;
        size = input.Columns.Length;
        scales = scaled.Scale;
        Centres = scaled.Centre;
        risk = new CoxRisk(input, scaled.Values);
        IsInfinite = new bool[size];
        IsUndetermined = new bool[size];
        Aliased = (bool[])scaled.IsConstant.Clone();
        IsConstant = scaled.IsConstant;
        Inner = new double[size];
    }

    public bool[] IsConstant { get; }

    /// <summary>Columns that cannot be told apart from those before them in any risk set; their coefficients are NaN.</summary>
    public bool[] Aliased { get; private set; }

    /// <summary>Coefficients that grow without bound (monotone likelihood); the sign of <see cref="Coefficients"/> says where to.</summary>
    public bool[] IsInfinite { get; }

    /// <summary>Coefficients that differ from others only by ones that are infinite, so that any value is as likely.</summary>
    public bool[] IsUndetermined { get; }

    public bool HasConverged { get; private set; }

    public int Iterations { get; private set; }

    public double NullLogLikelihood { get; private set; }

    public double LogLikelihood { get; private set; }

    /// <summary>Rao's score statistic at coefficients of zero.</summary>
    public double ScoreStatistic { get; private set; }

    /// <summary>The same with the variance of scores of clusters; NaN without.</summary>
    public double RobustScoreStatistic { get; private set; } = double.NaN;

    public double[] Coefficients { get; private set; } = [];

    /// <summary>Inverse information, row after row.</summary>
    public double[] Variance { get; private set; } = [];

    /// <summary>Sandwich variance by cluster; null without.</summary>
    public double[]? RobustVariance { get; private set; }

    /// <summary>True where every coefficient has an estimate or is aliased.</summary>
    public bool IsRegular => !IsInfinite.Contains(true) && !IsUndetermined.Contains(true);

    public int DegreesOfFreedom => size - Aliased.AsSpan().Count(true);

    /// <summary>The likelihood at the solution.</summary>
    internal CoxRisk Risk => risk;

    /// <summary>Coefficients of the scaled columns.</summary>
    internal double[] Inner { get; private set; }

    /// <summary>Means taken from columns before the fit.</summary>
    internal double[] Centres { get; }

    /// <param name="input">The data.</param>
    /// <param name="clusters">Cluster of each row for the sandwich variance; null for none.</param>
    public static CoxFit Of(CoxInput input, int[]? clusters)
    {
        var fit = new CoxFit(input, new ScaledColumns(input.Columns));
        fit.Start(clusters);
        fit.Iterate();
        fit.Finish(clusters);
        return fit;
    }

    /// <summary>Statistic of the test that all coefficients are zero, from their variance.</summary>
    public double Wald()
    {
        var used = Enumerable.Range(0, size).Where(j => !Aliased[j]).ToArray();
        var variance = RobustVariance ?? Variance;
        var matrix = new double[used.Length * used.Length];
        for (var i = 0; i < used.Length; i++)
        {
            for (var j = 0; j < used.Length; j++)
            {
                matrix[(i * used.Length) + j] = variance[(used[i] * size) + used[j]];
            }
        }

        return Quadratic(matrix, Array.ConvertAll(used, j => Coefficients[j]));
    }

    /// <summary>b' M⁻¹ b, the matrix brought to a unit diagonal first.</summary>
    internal static double Quadratic(double[] matrix, double[] b)
    {
        var n = b.Length;
        var roots = new double[n];
        for (var i = 0; i < n; i++)
        {
            roots[i] = Math.Sqrt(matrix[(i * n) + i]);
            roots[i] = roots[i] > 0 ? roots[i] : 1;
        }

        var unit = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                unit[(i * n) + j] = matrix[(i * n) + j] / roots[i] / roots[j];
            }
        }

        var right = b.Zip(roots, static (v, r) => v / r).ToArray();
        var solved = new SymmetricSystem(unit, n, 1e-13).Solve(right);
        return solved.Zip(right, static (s, r) => s * r).Sum();
    }

    private void Start(int[]? clusters)
    {
        risk.Evaluate(Inner, true);
        NullLogLikelihood = risk.LogLikelihood;
        // Columns are scaled, so the information of an event about a column that differs within its risk set is near 1: less than a
        // 1e-12th of the number of events is rounding.
        var least = 1e-12 * risk.Groups.Sum(static g => g.EventWeight);
        var information = (double[])risk.Information.Clone();
        for (var j = 0; j < size; j++)
        {
            if (IsConstant[j] || information[(j * size) + j] <= least)
            {
                for (var k = 0; k < size; k++)
                {
                    information[(j * size) + k] = information[(k * size) + j] = 0;
                }
            }
        }

        var system = new SymmetricSystem(information, size, 1e-12);
        Aliased = system.Aliased;
        var score = MaskedScore();
        var solved = system.Solve(score);
        startVariance = system.Inverse();
        for (var j = 0; j < size; j++)
        {
            ScoreStatistic += solved[j] * score[j];
        }

        if (clusters is not null)
        {
            RobustScoreStatistic = RobustScore(clusters, score);
        }
    }

    private double RobustScore(int[] clusters, double[] score)
    {
        var used = Enumerable.Range(0, size).Where(j => !Aliased[j]).ToArray();
        var meat = CoxResiduals.Meat(input, risk, clusters, size);
        var matrix = new double[used.Length * used.Length];
        for (var i = 0; i < used.Length; i++)
        {
            for (var j = 0; j < used.Length; j++)
            {
                matrix[(i * used.Length) + j] = meat[(used[i] * size) + used[j]];
            }
        }

        return Quadratic(matrix, Array.ConvertAll(used, j => score[j]));
    }

    private double[] MaskedScore()
    {
        var score = (double[])risk.Score.Clone();
        for (var j = 0; j < size; j++)
        {
            score[j] = Aliased[j] ? 0 : score[j];
        }

        return score;
    }

    /// <summary>The system of the information at the last coefficients, without aliased columns.</summary>
    private SymmetricSystem System()
    {
        var information = (double[])risk.Information.Clone();
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size && Aliased[j]; k++)
            {
                information[(j * size) + k] = information[(k * size) + j] = 0;
            }
        }

        return new SymmetricSystem(information, size);
    }

    private void Iterate()
    {
        var current = risk.LogLikelihood;
        var stalled = 0;
        for (Iterations = 1; Iterations <= MaximumIterations; Iterations++)
        {
            var step = System().Solve(MaskedScore());
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

            // The likelihood has reached its limit while a coefficient still moves: it is monotone in that direction.
            stalled = Math.Abs(current - before) <= 1e-9 * (1 + Math.Abs(current)) ? stalled + 1 : 0;
            if (stalled >= 3 && largest > 1e-4)
            {
                MarkInfinite(step);
                break;
            }

            if (stalled >= 8)
            {
                HasConverged = largest < 1e-6;
                break;
            }
        }

        Iterations = Math.Min(Iterations, MaximumIterations);
        LogLikelihood = current;
    }

    private void MarkInfinite(double[] step)
    {
        for (var j = 0; j < size; j++)
        {
            IsInfinite[j] = Math.Abs(step[j]) > 1e-4 * (1 + Math.Abs(Inner[j]));
        }

        HasConverged = true;
    }

    /// <summary>Takes a step, halved as long as the likelihood falls; gives the likelihood reached.</summary>
    private double Advance(double[] step, double current)
    {
        var start = Inner;
        for (var half = 0; ; half++)
        {
            Inner = new double[size];
            for (var j = 0; j < size; j++)
            {
                Inner[j] = start[j] + (step[j] * Math.Pow(0.5, half));
            }

            risk.Evaluate(Inner, false);
            // Rounding of the sum must not count as a fall.
            if (risk.LogLikelihood >= current - (1e-10 * (1 + Math.Abs(current))))
            {
                break;
            }

            if (half == 30)
            {
                Inner = start;
                break;
            }
        }

        risk.Evaluate(Inner, true);
        return risk.LogLikelihood;
    }

    private void Finish(int[]? clusters)
    {
        Coefficients = new double[size];
        var system = System();
        var inverse = system.Inverse();
        Variance = new double[size * size];
        for (var j = 0; j < size; j++)
        {
            Coefficients[j] = Aliased[j] ? double.NaN : Inner[j] / scales[j];
        }

        MarkCollapsed(system, inverse);
        Rescale(inverse, Variance);
        if (clusters is null)
        {
            return;
        }

        var meat = CoxResiduals.Meat(input, risk, clusters, size);
        var sandwich = new double[size * size];
        var half = new double[size * size];
        Multiply(inverse, meat, half);
        Multiply(half, inverse, sandwich);
        RobustVariance = new double[size * size];
        Rescale(sandwich, RobustVariance);
    }

    /// <summary>Where the likelihood is flat the information about a coefficient has vanished with the risks of its rows.</summary>
    private void MarkCollapsed(SymmetricSystem system, double[] inverse)
    {
        for (var j = 0; j < size; j++)
        {
            var limit = (IsInfinite.Contains(true) ? 1e5 : 1e7) * startVariance[(j * size) + j];
            if (!Aliased[j] && !IsInfinite[j] && (system.Aliased[j] || !(inverse[(j * size) + j] < limit)))
            {
                IsInfinite[j] = Math.Abs(Inner[j]) > 5;
                IsUndetermined[j] = !IsInfinite[j];
            }
        }
    }

    private void Rescale(double[] from, double[] to)
    {
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                to[(i * size) + j] = from[(i * size) + j] / scales[i] / scales[j];
            }
        }
    }

    private void Multiply(double[] a, double[] b, double[] to)
    {
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < size; k++)
                {
                    sum += a[(i * size) + k] * b[(k * size) + j];
                }

                to[(i * size) + j] = sum;
            }
        }
    }
}
