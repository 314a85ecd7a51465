using MathNet.Numerics;

namespace Suwen.Analysis.Regression;

/// <summary>Maximum likelihood of the negative binomial's theta for known means, as MASS::theta.ml.</summary>
internal static class Theta
{
    /// <summary>The estimate; null where it runs off to infinity, which is Poisson.</summary>
    public static double? Estimate(double[] y, double[] means, double[] prior)
    {
        double total = 0, spread = 0, excess = 0;
        for (var i = 0; i < y.Length; i++)
        {
            total += prior[i];
            spread += prior[i] * ((y[i] / means[i]) - 1) * ((y[i] / means[i]) - 1);
            excess += prior[i] * (((y[i] - means[i]) * (y[i] - means[i])) - y[i]);
        }

        // The likelihood of 1/theta rises from zero only where the counts vary more than Poisson's.
        if (excess <= 0)
        {
            return null;
        }

        var theta = total / spread;
        for (var i = 0; i < 200; i++)
        {
            // On the logarithm of theta, which keeps it above zero.
            var slope = Score(theta, y, means, prior) * theta;
            var bend = (Information(theta, y, means, prior) * theta * theta) - slope;
            var step = bend > 0 ? slope / bend : Math.Sign(slope);
            theta *= Math.Exp(Math.Clamp(step, -2, 2));
            if (theta > 1e9)
            {
                return null;
            }

            if (Math.Abs(step) < 1e-13)
            {
                break;
            }
        }

        return theta;
    }

    /// <summary>Observed information, less than its expectation by nothing that matters; as theta.ml.</summary>
    public static double Information(double theta, double[] y, double[] means, double[] prior)
    {
        var sum = 0.0;
        var constant = Trigamma(theta) - (1 / theta);
        for (var i = 0; i < y.Length; i++)
        {
            var both = means[i] + theta;
            sum += prior[i] * (-Trigamma(theta + y[i]) + constant + (2 / both) - ((y[i] + theta) / (both * both)));
        }

        return sum;
    }

    private static double Score(double theta, double[] y, double[] means, double[] prior)
    {
        var sum = 0.0;
        var constant = Math.Log(theta) + 1 - SpecialFunctions.DiGamma(theta);
        for (var i = 0; i < y.Length; i++)
        {
            var both = means[i] + theta;
            sum += prior[i] * (SpecialFunctions.DiGamma(theta + y[i]) + constant - Math.Log(both) - ((y[i] + theta) / both));
        }

        return sum;
    }

    private static double Trigamma(double x)
    {
        var sum = 0.0;
        for (; x < 20; x++)
        {
            sum += 1 / (x * x);
        }

        var r = 1 / (x * x);
        return sum + (1 / x) + (r / 2) + (r / x * ((1.0 / 6) - (r * ((1.0 / 30) - (r * ((1.0 / 42) - (r * ((1.0 / 30) - (r * 5 / 66)))))))));
    }
}
