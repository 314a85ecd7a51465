namespace Suwen.Analysis.DrugSafety;

/// <summary>The information component: the base-2 logarithm of observed to expected reporting, shrunk towards zero.</summary>
internal static class InformationComponent
{
    /// <summary>log2((O + ½)/(E + ½)) with limits from the gamma distribution of the ratio (Norén, Hopstadius and Bate 2013).</summary>
    public static Measure Shrunk(double count, double expected, double confidence)
    {
        var posterior = GammaMixture.Single(count + 0.5, expected + 0.5);
        var tail = (1 - confidence) / 2;
        return new Measure(Math.Log2((count + 0.5) / (expected + 0.5)), double.NaN, Math.Log2(posterior.Quantile(tail)), Math.Log2(posterior.Quantile(1 - tail)));
    }

    /// <summary>Expectation of the Bayesian confidence propagation neural network with limits of two standard deviations (Bate et al. 1998).</summary>
    public static Measure Neural(double count, double ofDrug, double ofEvent, double total)
    {
        // Priors of the paper: beta(1, 1) for drug and event, and for the pair one report that agrees with independence.
        var gamma = (total + 2) * (total + 2) / ((ofDrug + 1) * (ofEvent + 1));
        var mean = Math.Log2((count + 1) * (total + 2) * (total + 2) / ((total + gamma) * (ofDrug + 1) * (ofEvent + 1)));
        var variance = ((total - count + gamma - 1) / ((count + 1) * (1 + total + gamma)))
            + ((total - ofDrug + 1) / ((ofDrug + 1) * (3 + total)))
            + ((total - ofEvent + 1) / ((ofEvent + 1) * (3 + total)));
        var deviation = Math.Sqrt(variance) / Math.Log(2);
        return new Measure(mean, deviation, mean - (2 * deviation), mean + (2 * deviation));
    }
}
