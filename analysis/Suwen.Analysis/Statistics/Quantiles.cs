namespace Suwen.Analysis.Statistics;

/// <summary>Quantiles as R's default (type 7) by selection, in linear time.</summary>
internal static class Quantiles
{
    public static double Median(ReadOnlySpan<double> values) => Select(values.ToArray(), 0.5);

    /// <summary>A quantile; the order of the values changes. Later calls with a larger share are fast because the values stay parted.</summary>
    public static double Select(Span<double> values, double share)
    {
        var position = share * (values.Length - 1);
        var index = (int)Math.Floor(position + 4e-15);
        var lower = Nth(values, index);
        var fraction = position - index;
        if (fraction < 4e-15 || index + 1 >= values.Length)
        {
            return lower;
        }

        var upper = double.PositiveInfinity;
        foreach (var value in values[(index + 1)..])
        {
            upper = value < upper ? value : upper;
        }

        return lower == upper ? lower : ((1 - fraction) * lower) + (fraction * upper);
    }

    /// <summary>Quickselect with the median of three; what is left of n is not larger, what is right not smaller.</summary>
    public static double Nth(Span<double> values, int n)
    {
        var low = 0;
        var high = values.Length - 1;
        while (high > low)
        {
            var pivot = Pivot(values[low], values[(low + high) >> 1], values[high]);
            var i = low;
            var j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (n <= j)
            {
                high = j;
            }
            else if (n >= i)
            {
                low = i;
            }
            else
            {
                return values[n];
            }
        }

        return values[n];
    }

    private static double Pivot(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
