namespace Suwen.Analysis.Statistics;

/// <summary>Mean and variance of one sample, gathered in one pass (Welford), merged by Chan's rule.</summary>
internal struct Moments
{
    private double squares;

    public long Count { get; private set; }

    public double Mean { get; private set; }

    public readonly double Variance => Count > 1 ? squares / (Count - 1) : double.NaN;

    public readonly double SumOfSquares => squares;

    public readonly double StandardDeviation => Math.Sqrt(Variance);

    public void Add(double value)
    {
        Count++;
        var before = value - Mean;
        Mean += before / Count;
        squares += before * (value - Mean);
    }

    public void Merge(in Moments other)
    {
        if (other.Count == 0)
        {
            return;
        }

        var total = Count + other.Count;
        var gap = other.Mean - Mean;
        squares += other.squares + (gap * gap * ((double)Count * other.Count / total));
        Mean += gap * ((double)other.Count / total);
        Count = total;
    }

    /// <summary>The moments of values at hand, in two passes: mean first, then deviations, with the correction for its rounding.</summary>
    public static Moments Of(ReadOnlySpan<double> values)
    {
        if (values.Length == 0)
        {
            return default;
        }

        var mean = Sum(values) / values.Length;
        double first = 0, second = 0;
        foreach (var value in values)
        {
            var d = value - mean;
            first += d;
            second += d * d;
        }

        return new Moments { Count = values.Length, Mean = mean + (first / values.Length), squares = Math.Max(0, second - (first * first / values.Length)) };
    }

    /// <summary>The sum by halves, whose rounding error grows with the logarithm of the count.</summary>
    public static double Sum(ReadOnlySpan<double> values)
    {
        if (values.Length > 128)
        {
            var half = values.Length / 2;
            return Sum(values[..half]) + Sum(values[half..]);
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
