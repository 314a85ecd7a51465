namespace Suwen.Analysis.Statistics;

/// <summary>Fisher's exact test.</summary>
internal static partial class FisherExact
{
    // Tables whose probability differs from the observed one by rounding only count as equal; the bound is that of R's fisher.test.
    private const double Slack = 1e-7;

    /// <summary>The two-sided p-value of a table of any size; null where the table is too large to be enumerated.</summary>
    /// <remarks>
    /// Mehta and Patel's network (1983): columns are added one after another; a node is the row sums that remain, whatever their order.
    /// Where every table that can still follow counts, or none, its mass is known in closed form and the node is not followed.
    /// </remarks>
    public static double? PValue(CrossTable table)
    {
        // The longer side makes the steps, so that states are short.
        var isTall = table.RowCount > table.ColumnCount;
        var sums = isTall ? table.ColumnSums : table.RowSums;
        var steps = isTall ? table.RowSums : table.ColumnSums;
        var observed = 0.0;
        foreach (var count in table.Counts)
        {
            observed -= Distributions.LogGamma(count + 1);
        }

        var factorials = new double[(int)table.Total + 1];
        for (var i = 1; i < factorials.Length; i++)
        {
            factorials[i] = factorials[i - 1] + Math.Log(i);
        }

        return new Network([.. steps.Select(static s => (int)s).OrderDescending()], [.. sums.Select(static s => (int)s).Order()], factorials, observed).Run();
    }

    /// <summary>The 2 × 2 test: odds ratio by conditional maximum likelihood with exact interval.</summary>
    public readonly record struct TwoByTwo(double OddsRatio, double Low, double High, double PValue)
    {
        public static TwoByTwo Of(double[,] counts, string alternative, double confidence)
        {
            var family = new Noncentral(counts[0, 0] + counts[1, 0], counts[0, 1] + counts[1, 1], counts[0, 0] + counts[0, 1]);
            var x = counts[0, 0];
            var p = alternative switch { "less" => family.Lower(x, 0), "greater" => family.Upper(x, 0), _ => family.TwoSided(x) };
            var tail = alternative == "two.sided" ? (1 - confidence) / 2 : 1 - confidence;
            var low = alternative == "less" || x == family.Least ? 0 : Math.Exp(Noncentral.Solve(odds => family.Upper(x, odds) - tail));
            var high = alternative == "greater" || x == family.Most ? double.PositiveInfinity : Math.Exp(Noncentral.Solve(odds => family.Lower(x, odds) - tail));
            var estimate = x == family.Least ? 0 : x == family.Most ? double.PositiveInfinity : Math.Exp(Noncentral.Solve(odds => family.Mean(odds) - x));
            return new TwoByTwo(estimate, low, high, Math.Min(1, p));
        }
    }

    /// <summary>The noncentral hypergeometric distribution of the first cell given the margins.</summary>
    private sealed class Noncentral
    {
        private readonly double[] logs;

        public Noncentral(double m, double n, double k)
        {
            Least = Math.Max(0, k - n);
            Most = Math.Min(k, m);
            logs = new double[(int)(Most - Least) + 1];
            for (var i = 0; i < logs.Length; i++)
            {
                var x = Least + i;
                logs[i] = -(Distributions.LogGamma(x + 1) + Distributions.LogGamma(m - x + 1) + Distributions.LogGamma(k - x + 1) + Distributions.LogGamma(n - k + x + 1));
            }
        }

        public double Least { get; }

        public double Most { get; }

        public double Lower(double x, double logOdds) => Sum(logOdds, i => Least + i <= x ? 1 : 0);

        public double Upper(double x, double logOdds) => Sum(logOdds, i => Least + i >= x ? 1 : 0);

        public double Mean(double logOdds) => Sum(logOdds, i => Least + i);

        public double TwoSided(double x)
        {
            var limit = logs[(int)(x - Least)] + Distributions.LogOnePlus(Slack);
            return Sum(0, i => logs[i] <= limit ? 1 : 0);
        }

        /// <summary>The logarithm of the odds ratio at which a monotone function is zero.</summary>
        public static double Solve(Func<double, double> function)
        {
            double low = -1, high = 1;
            var isRising = function(1e3) > function(-1e3);
            while ((function(low) > 0) == isRising)
            {
                low *= 2;
            }

            while ((function(high) > 0) != isRising)
            {
                high *= 2;
            }

            return Distributions.Brent(function, low, function(low), high, function(high));
        }

        private double Sum(double logOdds, Func<int, double> weight)
        {
            var most = double.NegativeInfinity;
            for (var i = 0; i < logs.Length; i++)
            {
                most = Math.Max(most, logs[i] + (logOdds * i));
            }

            double sum = 0, total = 0;
            for (var i = 0; i < logs.Length; i++)
            {
                var mass = Math.Exp(logs[i] + (logOdds * i) - most);
                total += mass;
                sum += mass * weight(i);
            }

            return sum / total;
        }
    }
}
