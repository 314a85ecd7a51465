namespace Suwen.Analysis.Statistics;

/// <summary>Fisher's exact test.</summary>
internal static class FisherExact
{
    // Tables whose probability differs from the observed one by rounding only count as equal; the bound is that of R's fisher.test.
    private const double Slack = 1e-7;
    private const int MaximumStates = 4_000_000;

    /// <summary>The two-sided p-value of a table of any size; null where the table is too large to be enumerated.</summary>
    /// <remarks>
    /// Columns are added one after another. States are the row sums that remain (their order does not matter) with the product of
    /// 1/x! so far; equal ones are merged, which is the idea of Mehta and Patel's network (1983).
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

        return new Enumeration([.. steps.Select(static s => (int)s).OrderDescending()], [.. sums.Select(static s => (int)s).Order()], factorials, observed).Run();
    }

    /// <summary>The tables that can still follow.</summary>
    private sealed class Enumeration(int[] steps, int[] start, double[] factorials, double observed)
    {
        private Dictionary<State, double> states = [];
        private Dictionary<State, double> next = [];

        public double? Run()
        {
            var limit = observed + Distributions.LogOnePlus(Slack);
            double atMost = 0;
            states[new State(Pack(start), 0)] = 1;
            var logTotal = factorials[start.Sum()];
            foreach (var sum in start)
            {
                logTotal -= factorials[sum];
            }

            foreach (var sum in steps)
            {
                logTotal -= factorials[sum];
            }

            for (var step = 0; step < steps.Length; step++)
            {
                next = [];
                foreach (var (state, weight) in states)
                {
                    var rows = Unpack(state.Rows);
                    if (step == steps.Length - 1)
                    {
                        var last = state.Past;
                        foreach (var row in rows)
                        {
                            last -= factorials[row];
                        }

                        atMost += last <= limit ? weight * Math.Exp(last - logTotal) : 0;
                        continue;
                    }

                    Distribute(rows, 0, steps[step], state.Past, weight);
                    if (next.Count > MaximumStates)
                    {
                        return null;
                    }
                }

                (states, next) = (next, states);
            }

            return Math.Min(1, atMost);
        }

        private void Distribute(int[] rows, int index, int left, double past, double weight)
        {
            if (index == rows.Length - 1)
            {
                if (left <= rows[index])
                {
                    rows[index] -= left;
                    Put(rows, past - factorials[left], weight);
                    rows[index] += left;
                }

                return;
            }

            var room = 0;
            for (var i = index + 1; i < rows.Length; i++)
            {
                room += rows[i];
            }

            for (var x = Math.Max(0, left - room); x <= Math.Min(left, rows[index]); x++)
            {
                rows[index] -= x;
                Distribute(rows, index + 1, left - x, past - factorials[x], weight);
                rows[index] += x;
            }
        }

        private void Put(int[] rows, double past, double weight)
        {
            // Rounded so that products in another order are the same state.
            var state = new State(Pack([.. rows.Order()]), Math.Round(past, 10));
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(next, state, out _) += weight;
        }

        private static string Pack(int[] rows) => string.Create(rows.Length * 2, rows, static (span, values) =>
        {
            for (var i = 0; i < values.Length; i++)
            {
                span[2 * i] = (char)(values[i] >> 15);
                span[(2 * i) + 1] = (char)(values[i] & 0x7FFF);
            }
        });

        private static int[] Unpack(string rows)
        {
            var values = new int[rows.Length / 2];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (rows[2 * i] << 15) | rows[(2 * i) + 1];
            }

            return values;
        }

        private readonly record struct State(string Rows, double Past);
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
            var low = alternative == "less" || x == family.Least ? 0 : Math.Exp(family.Solve(odds => family.Upper(x, odds) - tail));
            var high = alternative == "greater" || x == family.Most ? double.PositiveInfinity : Math.Exp(family.Solve(odds => family.Lower(x, odds) - tail));
            var estimate = x == family.Least ? 0 : x == family.Most ? double.PositiveInfinity : Math.Exp(family.Solve(odds => family.Mean(odds) - x));
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
        public double Solve(Func<double, double> function)
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
