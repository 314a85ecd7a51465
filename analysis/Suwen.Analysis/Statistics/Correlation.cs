namespace Suwen.Analysis.Statistics;

/// <summary>Correlation of two columns.</summary>
/// <param name="Estimate">r, rho or tau.</param>
/// <param name="Statistic">t, S, T or z, as R's cor.test.</param>
/// <param name="Df">Degrees of freedom of t; NaN otherwise.</param>
/// <param name="PValue">For the alternative asked for.</param>
/// <param name="IsExact">By the distribution of ranks.</param>
internal readonly record struct Correlation(double Estimate, double Statistic, double Df, double PValue, bool IsExact)
{
    public static Correlation Pearson(double[] x, double[] y, string alternative)
    {
        var r = Coefficient(x, y);
        double df = x.Length - 2;
        var t = Math.Sqrt(df) * r / Math.Sqrt((1 - r) * (1 + r));
        return new Correlation(r, t, df, StatisticsParameters.Choose(alternative, Distributions.StudentTail(-t, df), Distributions.StudentTail(t, df)), false);
    }

    /// <summary>Fisher's interval; null below 4 rows.</summary>
    public static (double Low, double High)? Interval(double r, int n, string alternative, double confidence)
    {
        if (n < 4)
        {
            return null;
        }

        var z = Math.Atanh(r);
        var reach = -Distributions.NormalQuantile(alternative == "two.sided" ? (1 - confidence) / 2 : 1 - confidence) / Math.Sqrt(n - 3);
        return (alternative == "less" ? -1 : Math.Tanh(z - reach), alternative == "greater" ? 1 : Math.Tanh(z + reach));
    }

    public static Correlation Spearman(double[] x, double[] y, string alternative)
    {
        double n = x.Length;
        var rx = Ranks.Of(x, out var tiesX);
        var ry = Ranks.Of(y, out var tiesY);
        var rho = Coefficient(rx, ry);
        var q = ((n * n * n) - n) * (1 - rho) / 6;
        if (tiesX == 0 && tiesY == 0 && n <= 1290)
        {
            q = Math.Round(q);
            // A small S is a large rho: P(rho ≥ observed) is the lower tail of S.
            var lower = SpearmanTail(q + 2, (int)n, isUpper: false);
            var upper = SpearmanTail(q, (int)n, isUpper: true);
            return new Correlation(rho, q, double.NaN, StatisticsParameters.Choose(alternative, upper, lower), true);
        }

        var t = rho / Math.Sqrt((1 - (rho * rho)) / (n - 2));
        return new Correlation(rho, q, double.NaN, StatisticsParameters.Choose(alternative, Distributions.StudentTail(-t, n - 2), Distributions.StudentTail(t, n - 2)), false);
    }

    public static Correlation Kendall(double[] x, double[] y, string alternative)
    {
        double n = x.Length;
        var (s, tx, ty) = KendallScore.Of(x, y);
        var pairs = n * (n - 1) / 2;
        var tau = s / (Math.Sqrt(pairs - (tx.Two / 2)) * Math.Sqrt(pairs - (ty.Two / 2)));
        if (n < 50 && tx.Two == 0 && ty.Two == 0)
        {
            var q = Math.Round((tau + 1) * pairs / 2);
            var (lower, upper) = KendallTails((int)n, (int)q);
            return new Correlation(tau, q, double.NaN, StatisticsParameters.Choose(alternative, lower, upper), true);
        }

        var variance = (((n * (n - 1) * ((2 * n) + 5)) - tx.Five - ty.Five) / 18) + (tx.Two * ty.Two / (2 * n * (n - 1))) + (tx.Three * ty.Three / (9 * n * (n - 1) * (n - 2)));
        var z = s / Math.Sqrt(variance);
        return new Correlation(tau, z, double.NaN, StatisticsParameters.Choose(alternative, Distributions.NormalTail(-z), Distributions.NormalTail(z)), false);
    }

    /// <summary>Pearson's coefficient, in two passes.</summary>
    public static double Coefficient(double[] x, double[] y)
    {
        var mx = Moments.Of(x).Mean;
        var my = Moments.Of(y).Mean;
        double xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var a = x[i] - mx;
            var b = y[i] - my;
            xx += a * a;
            yy += b * b;
            xy += a * b;
        }

        return Math.Clamp(xy / (Math.Sqrt(xx) * Math.Sqrt(yy)), -1, 1);
    }

    /// <summary>
    /// P(S &lt; s) or P(S ≥ s) of Spearman's S: by all permutations up to 9 rows, above by the Edgeworth series of algorithm AS 89
    /// (Best and Roberts, Applied Statistics 1975;24:377-379).
    /// </summary>
    private static double SpearmanTail(double s, int n, bool isUpper)
    {
        double size = n;
        var most = size * ((size * size) - 1) / 3;
        if (s <= 0 || s > most)
        {
            return (s <= 0) == isUpper ? 1 : 0;
        }

        if (n <= 9)
        {
            var (below, total) = Permutations(n, s);
            return (isUpper ? total - below : below) / total;
        }

        var b = 1 / size;
        var x = ((6 * (s - 1) * b / ((size * size) - 1)) - 1) * Math.Sqrt(size - 1);
        var y = x * x;
        var inner = 0.0879 + (0.0151 * b) - (y * (0.0072 - (0.0831 * b) + (y * b * (0.0131 - (4.6e-4 * y)))));
        var u = x * b * (0.2274 + (b * (0.2531 + (0.1745 * b))) + (y * (-0.0758 + (b * (0.1033 + (0.3932 * b))) - (y * b * inner))));
        u /= Math.Exp(y / 2);
        var tail = isUpper ? Distributions.NormalTail(x) + u : Distributions.NormalTail(-x) - u;
        return Math.Clamp(tail, 0, 1);
    }

    /// <summary>How many permutations have a sum of squared differences below s, by Heap's order.</summary>
    private static (double Below, double Total) Permutations(int n, double s)
    {
        var values = new int[n];
        var sum = 0;
        for (var i = 0; i < n; i++)
        {
            values[i] = i;
        }

        double below = s > 0 ? 1 : 0, total = 1;
        var counters = new int[n];
        for (var i = 1; i < n;)
        {
            if (counters[i] >= i)
            {
                counters[i++] = 0;
                continue;
            }

            var j = (i & 1) == 0 ? 0 : counters[i];
            (values[i], values[j]) = (values[j], values[i]);
            counters[i]++;
            i = 1;
            sum = 0;
            for (var k = 0; k < n; k++)
            {
                sum += (values[k] - k) * (values[k] - k);
            }

            total++;
            below += sum < s ? 1 : 0;
        }

        return (below, total);
    }

    /// <summary>P(T ≤ q) and P(T ≥ q) of the number of concordant pairs.</summary>
    private static (double Lower, double Upper) KendallTails(int n, int q)
    {
        var mass = new double[(n * (n - 1) / 2) + 1];
        mass[0] = 1;
        var reach = 0;
        for (var i = 2; i <= n; i++)
        {
            var sums = new double[mass.Length];
            reach += i - 1;
            var window = 0.0;
            for (var k = 0; k <= reach; k++)
            {
                window += mass[k];
                window -= k >= i ? mass[k - i] : 0;
                sums[k] = window / i;
            }

            mass = sums;
        }

        double lower = 0, upper = 0;
        for (var k = 0; k < mass.Length; k++)
        {
            lower += k <= q ? mass[k] : 0;
            upper += k >= q ? mass[k] : 0;
        }

        return (lower, upper);
    }
}

/// <summary>Concordant less discordant pairs in O(n log n): Knight's method (JASA 1966;61:436-439).</summary>
internal static class KendallScore
{
    public static (double Score, (double Two, double Three, double Five) X, (double Two, double Three, double Five) Y) Of(double[] x, double[] y)
    {
        var n = x.Length;
        var order = new int[n];
        for (var i = 0; i < n; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => x[a] != x[b] ? x[a].CompareTo(x[b]) : y[a] != y[b] ? y[a].CompareTo(y[b]) : a.CompareTo(b));
        double both = 0, run = 1;
        for (var i = 1; i <= n; i++)
        {
            if (i < n && x[order[i]] == x[order[i - 1]] && y[order[i]] == y[order[i - 1]])
            {
                run++;
                continue;
            }

            both += run * (run - 1) / 2;
            run = 1;
        }

        var sorted = Array.ConvertAll(order, i => y[i]);
        var exchanges = Exchanges(sorted, new double[n], 0, n);
        var tx = Ranks.TieSums(x);
        var ty = Ranks.TieSums(y);
        var pairs = (double)n * (n - 1) / 2;
        return (pairs - (tx.Two / 2) - (ty.Two / 2) + both - (2 * exchanges), tx, ty);
    }

    /// <summary>Sorts by merging and counts the exchanges of neighbours that this is worth.</summary>
    private static double Exchanges(double[] values, double[] room, int low, int high)
    {
        if (high - low < 2)
        {
            return 0;
        }

        var middle = (low + high) >> 1;
        var count = Exchanges(values, room, low, middle) + Exchanges(values, room, middle, high);
        for (int i = low, j = middle, k = low; k < high; k++)
        {
            if (i < middle && (j >= high || values[i] <= values[j]))
            {
                room[k] = values[i++];
            }
            else
            {
                count += middle - i;
                room[k] = values[j++];
            }
        }

        room.AsSpan(low, high - low).CopyTo(values.AsSpan(low));
        return count;
    }
}
