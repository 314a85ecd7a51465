namespace Suwen.Analysis.Mining;

/// <summary>Columns cut into at most 255 parts of about equal rows: what forests and boosting search for thresholds.</summary>
internal sealed class Binned
{
    public const int MaximumBins = 255;

    private Binned(byte[][] codes, double[][] cuts)
    {
        Codes = codes;
        Cuts = cuts;
    }

    /// <summary>By column the part of each row.</summary>
    public byte[][] Codes { get; }

    /// <summary>By column the thresholds between parts: a row is in part b where it is above cut b − 1 and at most cut b.</summary>
    public double[][] Cuts { get; }

    public static Binned Of(double[][] columns, int[] rows)
    {
        var codes = new byte[columns.Length][];
        var cuts = new double[columns.Length][];
        Parallel.For(0, columns.Length, c =>
        {
            cuts[c] = CutsOf(columns[c], rows);
            var own = new byte[columns[c].Length];
            for (var i = 0; i < own.Length; i++)
            {
                var at = Array.BinarySearch(cuts[c], columns[c][i]);
                own[i] = (byte)(at < 0 ? ~at : at);
            }

            codes[c] = own;
        });
        return new Binned(codes, cuts);
    }

    private static double[] CutsOf(double[] column, int[] rows)
    {
        var sorted = Array.ConvertAll(rows, r => column[r]);
        Array.Sort(sorted);
        var distinct = 1;
        for (var i = 1; i < sorted.Length && distinct <= MaximumBins; i++)
        {
            distinct += sorted[i] > sorted[i - 1] ? 1 : 0;
        }

        var cuts = new List<double>();
        if (distinct <= MaximumBins)
        {
            for (var i = 1; i < sorted.Length; i++)
            {
                if (sorted[i] > sorted[i - 1])
                {
                    cuts.Add(Midway(sorted[i - 1], sorted[i]));
                }
            }

            return [.. cuts];
        }

        for (var b = 1; b < MaximumBins; b++)
        {
            var at = (int)((long)b * sorted.Length / MaximumBins);
            if (sorted[at] > sorted[at - 1] && (cuts.Count == 0 || Midway(sorted[at - 1], sorted[at]) > cuts[^1]))
            {
                cuts.Add(Midway(sorted[at - 1], sorted[at]));
            }
        }

        return [.. cuts];
    }

    /// <summary>Between two values; the lower where rounding would reach the higher.</summary>
    public static double Midway(double low, double high)
    {
        var middle = (low / 2) + (high / 2);
        return middle < high ? middle : low;
    }
}
