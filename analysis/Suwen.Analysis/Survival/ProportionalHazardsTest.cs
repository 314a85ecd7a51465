namespace Suwen.Analysis.Survival;

/// <summary>
/// The score test that coefficients do not change with a function of time (Grambsch and Therneau 1994, in the exact form that R's
/// cox.zph has had since survival 3.0): each term is extended by itself times g(t), whose score and information are sums over event times.
/// </summary>
internal static class ProportionalHazardsTest
{
    /// <param name="fit">The fitted model.</param>
    /// <param name="times">Values of g by event group.</param>
    /// <param name="terms">Columns of each term; aliased columns are left out.</param>
    /// <returns>Statistic and degrees of freedom of each term, then of all together.</returns>
    public static List<(double Statistic, int DegreesOfFreedom)> Of(CoxFit fit, double[] times, IReadOnlyList<int[]> terms)
    {
        var size = fit.Aliased.Length;
        var used = Enumerable.Range(0, size).Where(j => !fit.Aliased[j]).ToArray();
        var plain = fit.Risk.Information;
        var (score, once) = fit.Risk.Derive(times, false);
        var (_, twice) = fit.Risk.Derive(Array.ConvertAll(times, static t => t * t), false);
        var results = new List<(double, int)>();
        foreach (var term in terms.Append(used))
        {
            var tested = term.Where(j => !fit.Aliased[j]).ToArray();
            var n = used.Length + tested.Length;
            var matrix = new double[n * n];
            var right = new double[n];
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    var row = i < used.Length ? used[i] : tested[i - used.Length];
                    var column = j < used.Length ? used[j] : tested[j - used.Length];
                    var source = (i < used.Length, j < used.Length) switch { (true, true) => plain, (false, false) => twice, _ => once };
                    matrix[(i * n) + j] = source[(row * size) + column];
                }

                right[i] = i < used.Length ? 0 : score[tested[i - used.Length]];
            }

            results.Add((CoxFit.Quadratic(matrix, right), tested.Length));
        }

        return results;
    }

    /// <summary>Values of g(t) by event group, less their mean over events.</summary>
    public static double[] Transform(string transform, SurvivalTimes times, CoxRisk risk)
    {
        Func<double, double> function = transform switch
        {
            "identity" => static t => t,
            "log" => Math.Log,
            "rank" => Rank(times.Time),
            _ => KaplanMeier(times),
        };
        var values = Array.ConvertAll(risk.Groups, g => function(g.Time));
        double sum = 0, count = 0;
        for (var g = 0; g < values.Length; g++)
        {
            sum += values[g] * risk.Groups[g].EventCount;
            count += risk.Groups[g].EventCount;
        }

        return Array.ConvertAll(values, v => v - (sum / count));
    }

    private static Func<double, double> Rank(double[] times)
    {
        var sorted = (double[])times.Clone();
        Array.Sort(sorted);
        return t =>
        {
            var first = Array.BinarySearch(sorted, t);
            var last = first;
            while (first > 0 && sorted[first - 1] == t)
            {
                first--;
            }

            while (last + 1 < sorted.Length && sorted[last + 1] == t)
            {
                last++;
            }

            return 1 + ((first + last) / 2.0);
        };
    }

    private static Func<double, double> KaplanMeier(SurvivalTimes times)
    {
        var rows = new int[times.RowCount];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = i;
        }

        var curve = KaplanMeierCurve.Of(times, null, rows, false);
        return t =>
        {
            var before = curve.IndexAt(t) - 1;
            return before < 0 ? 0 : 1 - curve.Survival[before];
        };
    }
}
