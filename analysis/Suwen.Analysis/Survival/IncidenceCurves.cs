namespace Suwen.Analysis.Survival;

/// <summary>Aalen and Johansen's estimate of cumulative incidences of competing events in one group.</summary>
internal sealed class IncidenceCurves
{
    private IncidenceCurves(int times, int causes)
    {
        Time = new double[times];
        AtRisk = new double[times];
        Censored = new double[times];
        Events = [.. Enumerable.Range(0, causes).Select(_ => new double[times])];
        Incidence = [.. Enumerable.Range(0, causes).Select(_ => new double[times])];
        StandardError = [.. Enumerable.Range(0, causes).Select(_ => new double[times])];
        Survival = new double[times];
    }

    public double[] Time { get; }

    public double[] AtRisk { get; }

    public double[] Censored { get; }

    /// <summary>Probability of no event.</summary>
    public double[] Survival { get; }

    /// <summary>By event, then by time.</summary>
    public double[][] Events { get; }

    public double[][] Incidence { get; }

    public double[][] StandardError { get; }

    /// <param name="times">All rows.</param>
    /// <param name="rows">Rows of the group.</param>
    /// <param name="isGreenwood">True for the multinomial variance, which is the infinitesimal jackknife of R's survfit; false for that of cmprsk.</param>
    public static IncidenceCurves Of(CompetingTimes times, int[] rows, bool isGreenwood)
    {
        var order = (int[])rows.Clone();
        Array.Sort(Array.ConvertAll(order, r => times.Time[r]), order);
        var distinct = 1;
        for (var i = 1; i < order.Length; i++)
        {
            distinct += times.Time[order[i]] != times.Time[order[i - 1]] ? 1 : 0;
        }

        var curves = new IncidenceCurves(distinct, times.Causes.Count);
        curves.Count(times, order);
        for (var cause = 0; cause < times.Causes.Count; cause++)
        {
            curves.Add(cause, isGreenwood);
        }

        return curves;
    }

    private void Count(CompetingTimes times, int[] order)
    {
        for (int i = 0, k = -1; i < order.Length; i++)
        {
            if (i == 0 || times.Time[order[i]] != Time[k])
            {
                Time[++k] = times.Time[order[i]];
            }

            (times.Cause[order[i]] == 0 ? Censored : Events[times.Cause[order[i]] - 1])[k]++;
        }

        var entries = times.Entry is null ? [] : Array.ConvertAll(order, r => times.Entry[r]);
        Array.Sort(entries);
        double leaving = 0;
        var survival = new double[Time.Length];
        for (int k = Time.Length - 1, e = entries.Length - 1; k >= 0; k--)
        {
            leaving += Censored[k] + AllEvents(k);
            while (e >= 0 && entries[e] >= Time[k])
            {
                e--;
            }

            AtRisk[k] = leaving - (entries.Length - 1 - e);
        }

        var left = 1.0;
        for (var k = 0; k < Time.Length; k++)
        {
            left *= (AtRisk[k] - AllEvents(k)) / AtRisk[k];
            Survival[k] = left;
        }
    }

    private double AllEvents(int k)
    {
        var sum = 0.0;
        foreach (var events in Events)
        {
            sum += events[k];
        }

        return sum;
    }

    private void Add(int cause, bool isGreenwood)
    {
        double incidence = 0, before = 1, v1 = 0, v2 = 0, v3 = 0;
        for (var k = 0; k < Time.Length; k++)
        {
            var risk = AtRisk[k];
            var all = AllEvents(k);
            var own = Events[cause][k];
            incidence += before * own / risk;
            Incidence[cause][k] = incidence;
            if (all > 0 && isGreenwood)
            {
                // Var F(t) = Σ S²·var(dΛ1) - 2 S (F(t)-F(s))·cov + (F(t)-F(s))²·var(log S), Andersen, Borgan, Gill and Keiding 1993, (4.4.19).
                var square = before * before * own * (risk - own) / (risk * risk * risk);
                var cross = before * own / (risk * risk);
                var log = risk > all ? all / (risk * (risk - all)) : 0;
                v1 += square + (2 * cross * incidence) + (log * incidence * incidence);
                v2 += cross + (log * incidence);
                v3 += log;
            }
            else if (all > 0)
            {
                AddGray(own, all - own, risk, before, incidence, ref v1, ref v2, ref v3);
            }

            StandardError[cause][k] = Math.Sqrt(Math.Max(0, v1 - (2 * incidence * v2) + (incidence * incidence * v3)));
            before = Survival[k];
        }
    }

    /// <summary>Terms of Gray's variance (1988), in which events of each kind at a time are drawn without replacement and independent of each other.</summary>
    private static void AddGray(double own, double other, double risk, double before, double incidence, ref double v1, ref double v2, ref double v3)
    {
        var left = before * (risk - own - other) / risk;
        if (other > 0 && left > 0)
        {
            var spread = before * before * Drawn(other, risk) * other / (risk * risk);
            v1 += incidence / left * (incidence / left) * spread;
            v2 += incidence / left / left * spread;
            v3 += spread / left / left;
        }

        if (own > 0)
        {
            var spread = before * before * Drawn(own, risk) * own / (risk * risk);
            var inverse = left > 0 ? 1 / left : 0;
            var factor = 1 + (inverse * incidence);
            v1 += factor * factor * spread;
            v2 += inverse * factor * spread;
            v3 += inverse * inverse * spread;
        }
    }

    private static double Drawn(double events, double risk) => events > 1 ? 1 - ((events - 1) / (risk - 1)) : 1;
}
