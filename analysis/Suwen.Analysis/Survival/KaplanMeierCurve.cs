namespace Suwen.Analysis.Survival;

/// <summary>The product-limit estimate (Kaplan and Meier 1958) of one group, over the distinct times at which observation ended.</summary>
internal sealed class KaplanMeierCurve
{
    private KaplanMeierCurve(int records, int times)
    {
        Records = records;
        Time = new double[times];
        AtRisk = new double[times];
        Events = new double[times];
        Censored = new double[times];
        Survival = new double[times];
        StandardError = new double[times];
    }

    public int Records { get; }

    public double[] Time { get; }

    /// <summary>Weight at risk just before each time.</summary>
    public double[] AtRisk { get; }

    public double[] Events { get; }

    public double[] Censored { get; }

    public double[] Survival { get; }

    /// <summary>Of the logarithm of survival, as R's survfit holds it: Greenwood's, or the infinitesimal jackknife's where weights are no counts.</summary>
    public double[] StandardError { get; }

    /// <param name="times">All rows.</param>
    /// <param name="weights">Null for ones.</param>
    /// <param name="rows">Rows of this group.</param>
    /// <param name="isRobust">True for the infinitesimal jackknife.</param>
    public static KaplanMeierCurve Of(SurvivalTimes times, double[]? weights, int[] rows, bool isRobust)
    {
        var order = (int[])rows.Clone();
        Array.Sort(Array.ConvertAll(order, r => times.Time[r]), order);
        var distinct = 1;
        for (var i = 1; i < order.Length; i++)
        {
            distinct += times.Time[order[i]] != times.Time[order[i - 1]] ? 1 : 0;
        }

        var curve = new KaplanMeierCurve(rows.Length, distinct);
        var ends = curve.Count(times, weights, order);
        curve.Multiply();
        if (isRobust)
        {
            curve.Jackknife(times, weights, order, ends);
        }

        return curve;
    }

    /// <summary>Survival at a time; the value of the last jump before or at it.</summary>
    public int IndexAt(double time)
    {
        var at = Array.BinarySearch(Time, time);
        return at >= 0 ? at : ~at - 1;
    }

    /// <summary>Fills counts; gives for each time the index in the order behind its last row.</summary>
    private int[] Count(SurvivalTimes times, double[]? weights, int[] order)
    {
        var ends = new int[Time.Length];
        for (int i = 0, k = -1; i < order.Length; i++)
        {
            var row = order[i];
            if (i == 0 || times.Time[row] != Time[k])
            {
                Time[++k] = times.Time[row];
            }

            (times.IsEvent[row] ? Events : Censored)[k] += weights?[row] ?? 1;
            ends[k] = i + 1;
        }

        var entries = times.Entry is null ? null : (int[])order.Clone();
        if (entries is not null)
        {
            Array.Sort(Array.ConvertAll(entries, r => times.Entry![r]), entries);
        }

        // From the last time backwards, so that small risk sets at the end are sums of few terms.
        double leaving = 0, notYetIn = 0;
        for (int k = Time.Length - 1, e = (entries?.Length ?? 0) - 1; k >= 0; k--)
        {
            leaving += Events[k] + Censored[k];
            for (; e >= 0 && times.Entry![entries![e]] >= Time[k]; e--)
            {
                notYetIn += weights?[entries[e]] ?? 1;
            }

            AtRisk[k] = leaving - notYetIn;
        }

        return ends;
    }

    private void Multiply()
    {
        double survival = 1, variance = 0;
        for (var k = 0; k < Time.Length; k++)
        {
            if (Events[k] > 0)
            {
                // Rounding of sums of weights must not leave a sliver of survival where all at risk had the event.
                var left = AtRisk[k] - Events[k];
                left = left < 1e-12 * AtRisk[k] ? 0 : left;
                survival *= left / AtRisk[k];
                variance += Events[k] / (AtRisk[k] * left);
            }

            Survival[k] = survival;
            StandardError[k] = Math.Sqrt(variance);
        }
    }

    /// <summary>
    /// The sum of squared influences of rows on log survival. A row at risk has gathered -(A(t) - A(entry)); one that had the event
    /// keeps what it had then plus 1/(Y - d). So sums over those at risk of w², w²A(entry) and w²A(entry)² are enough.
    /// </summary>
    private void Jackknife(SurvivalTimes times, double[]? weights, int[] order, int[] ends)
    {
        var entered = new double[order.Length];
        double atRisk0 = 0, atRisk1 = 0, atRisk2 = 0, gone = 0, hazard = 0;
        var entries = (int[])order.Clone();
        var positions = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            positions[i] = i;
        }

        Array.Sort(Array.ConvertAll(entries, r => times.Entry?[r] ?? double.NegativeInfinity), positions);
        for (int k = 0, i = 0, e = 0; k < Time.Length; k++)
        {
            for (; e < positions.Length && (times.Entry?[order[positions[e]]] ?? double.NegativeInfinity) < Time[k]; e++)
            {
                var w = weights?[order[positions[e]]] ?? 1;
                entered[positions[e]] = hazard;
                atRisk0 += w * w;
                atRisk1 += w * w * hazard;
                atRisk2 += w * w * hazard * hazard;
            }

            var left = AtRisk[k] - Events[k];
            if (Survival[k] <= 0)
            {
                StandardError.AsSpan(k).Fill(double.NaN);
                return;
            }

            hazard += Events[k] > 0 ? Events[k] / (AtRisk[k] * left) : 0;
            for (; i < ends[k]; i++)
            {
                var w = weights?[order[i]] ?? 1;
                var own = (times.IsEvent[order[i]] ? 1 / left : 0) - (hazard - entered[i]);
                gone += w * w * own * own;
                atRisk0 -= w * w;
                atRisk1 -= w * w * entered[i];
                atRisk2 -= w * w * entered[i] * entered[i];
            }

            StandardError[k] = Math.Sqrt(Math.Max(0, gone + (hazard * hazard * atRisk0) - (2 * hazard * atRisk1) + atRisk2));
        }
    }
}
