namespace Suwen.Analysis.Surveillance;

/// <summary>The CDC's Early Aberration Reporting System, as surveillance::earsC computes it.</summary>
internal static class Ears
{
    /// <summary>Dates before the first one that can be judged.</summary>
    public static int History(string method, int baseline) => method switch { "C1" => baseline, "C2" => baseline + 2, _ => baseline + 4 };

    /// <param name="counts">Counts by date, NaN where missing.</param>
    /// <param name="method">C1, C2 or C3.</param>
    /// <param name="baseline">Dates of the moving baseline.</param>
    /// <param name="leastSigma">Least standard deviation.</param>
    /// <param name="z">Standard normal quantile of the threshold.</param>
    /// <param name="first">Index of the first date to judge.</param>
    public static Verdicts Judge(ReadOnlySpan<double> counts, string method, int baseline, double leastSigma, double z, int first)
    {
        var verdicts = new Verdicts(first, counts.Length - first);
        var lag = method == "C1" ? 0 : 2;
        for (var j = 0; j < verdicts.Count; j++)
        {
            var t = first + j;
            var (mean, sigma) = Moments(counts.Slice(t - lag - baseline, baseline), leastSigma);
            verdicts.Expected[j] = mean;
            var statistic = (counts[t] - mean) / sigma;
            if (method == "C3")
            {
                var carried = Excess(counts, t - 1, baseline, leastSigma) + Excess(counts, t - 2, baseline, leastSigma);
                statistic += carried;

                // As the package has it: the count of the day stands where its mean would, so the alarm asks whether the two days before carry z over.
                verdicts.Threshold[j] = Math.Max(0, counts[t] + (sigma * (z - carried)));
            }
            else
            {
                verdicts.Threshold[j] = mean + (z * sigma);
            }

            verdicts.Statistic[j] = double.IsFinite(statistic) ? statistic : double.NaN;
            verdicts.Alarm[j] = double.IsNaN(verdicts.Threshold[j]) || double.IsNaN(counts[t]) ? null : counts[t] > verdicts.Threshold[j];
        }

        return verdicts;
    }

    /// <summary>What a past day hands on to C3: its C2 statistic less one, where that is positive.</summary>
    private static double Excess(ReadOnlySpan<double> counts, int t, int baseline, double leastSigma)
    {
        var (mean, sigma) = Moments(counts.Slice(t - 2 - baseline, baseline), leastSigma);
        return Math.Max(0, ((counts[t] - mean) / sigma) - 1);
    }

    private static (double Mean, double Sigma) Moments(ReadOnlySpan<double> counts, double leastSigma)
    {
        var sum = 0.0;
        foreach (var count in counts)
        {
            sum += count;
        }

        var mean = sum / counts.Length;
        var squares = 0.0;
        foreach (var count in counts)
        {
            squares += (count - mean) * (count - mean);
        }

        return (mean, Math.Max(leastSigma, Math.Sqrt(squares / (counts.Length - 1))));
    }
}
