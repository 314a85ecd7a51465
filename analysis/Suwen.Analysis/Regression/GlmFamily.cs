using System.Numerics;
using System.Runtime.InteropServices;
using Suwen.Analysis.Statistics;

namespace Suwen.Analysis.Regression;

/// <summary>A family of generalised linear models with its link: what one step of the fit needs of a block of rows.</summary>
internal abstract class GlmFamily
{
    /// <summary>The linear predictor at the starting means of R's family objects.</summary>
    public abstract double StartingPredictor(double y, double weight);

    /// <summary>Fills weights (information) and scores of rows; answers the deviance less <see cref="SaturatedPart"/>.</summary>
    public abstract double Evaluate(ReadOnlySpan<double> predictor, ReadOnlySpan<double> y, ReadOnlySpan<double> prior, Span<double> weight, Span<double> score);

    /// <summary>The part of the deviance that does not depend on the model.</summary>
    public abstract double SaturatedPart(ReadOnlySpan<double> y, ReadOnlySpan<double> prior);

    public abstract double LogLikelihood(ReadOnlySpan<double> predictor, ReadOnlySpan<double> y, ReadOnlySpan<double> prior);

    /// <summary>The mean for a linear predictor.</summary>
    public abstract double Mean(double predictor);

    /// <summary>The variance of the mean.</summary>
    public abstract double Variance(double mean);
}

/// <summary>Binomial with logit link; y is a share, the prior weight its number of trials.</summary>
internal sealed class LogisticFamily : GlmFamily
{
    public static LogisticFamily Instance { get; } = new();

    public override double StartingPredictor(double y, double weight)
    {
        var mean = ((weight * y) + 0.5) / (weight + 1);
        return Math.Log(mean / (1 - mean));
    }

    public override double Evaluate(ReadOnlySpan<double> predictor, ReadOnlySpan<double> y, ReadOnlySpan<double> prior, Span<double> weight, Span<double> score)
    {
        var sum = 0.0;
        var etas = MemoryMarshal.Cast<double, Vector<double>>(predictor);
        var ys = MemoryMarshal.Cast<double, Vector<double>>(y[..predictor.Length]);
        var priors = MemoryMarshal.Cast<double, Vector<double>>(prior[..predictor.Length]);
        var weights = MemoryMarshal.Cast<double, Vector<double>>(weight[..predictor.Length]);
        var scores = MemoryMarshal.Cast<double, Vector<double>>(score[..predictor.Length]);
        var total = Vector<double>.Zero;
        for (var k = 0; k < etas.Length; k++)
        {
            // e to minus the absolute value never overflows, and both tails keep their digits.
            var eta = etas[k];
            var t = Vector.Exp(-Vector.Abs(eta));
            var d = Vector<double>.One + t;
            var mean = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(eta, Vector<double>.Zero), Vector<double>.One / d, t / d);
            weights[k] = priors[k] * t / (d * d);
            scores[k] = priors[k] * (ys[k] - mean);
            total += priors[k] * ((ys[k] * Vector.Min(eta, Vector<double>.Zero)) + ((Vector<double>.One - ys[k]) * Vector.Min(-eta, Vector<double>.Zero)) - Vector.Log(d));
        }

        sum += Vector.Sum(total);
        for (var i = etas.Length * Vector<double>.Count; i < predictor.Length; i++)
        {
            var t = Math.Exp(-Math.Abs(predictor[i]));
            var d = 1 + t;
            weight[i] = prior[i] * t / (d * d);
            score[i] = prior[i] * (y[i] - (predictor[i] >= 0 ? 1 / d : t / d));
            sum += prior[i] * ((y[i] * Math.Min(predictor[i], 0)) + ((1 - y[i]) * Math.Min(-predictor[i], 0)) - Math.Log(d));
        }

        return -2 * sum;
    }

    public override double SaturatedPart(ReadOnlySpan<double> y, ReadOnlySpan<double> prior)
    {
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            if (y[i] > 0 && y[i] < 1)
            {
                sum += 2 * prior[i] * ((y[i] * Math.Log(y[i])) + ((1 - y[i]) * Math.Log(1 - y[i])));
            }
        }

        return sum;
    }

    /// <remarks>R's binomial family rounds weights to whole trials here.</remarks>
    public override double LogLikelihood(ReadOnlySpan<double> predictor, ReadOnlySpan<double> y, ReadOnlySpan<double> prior)
    {
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var trials = Math.Round(prior[i]);
            var events = Math.Round(prior[i] * y[i]);
            var log = Distributions.LogOnePlus(Math.Exp(-Math.Abs(predictor[i])));
            sum += (events * (Math.Min(predictor[i], 0) - log)) + ((trials - events) * (Math.Min(-predictor[i], 0) - log));
            if (trials > 1)
            {
                sum += Distributions.LogGamma(trials + 1) - Distributions.LogGamma(events + 1) - Distributions.LogGamma(trials - events + 1);
            }
        }

        return sum;
    }

    public override double Mean(double predictor)
    {
        var t = Math.Exp(-Math.Abs(predictor));
        return predictor >= 0 ? 1 / (1 + t) : t / (1 + t);
    }

    public override double Variance(double mean) => mean * (1 - mean);
}

/// <summary>Poisson with logarithmic link.</summary>
internal sealed class PoissonFamily : GlmFamily
{
    public static PoissonFamily Instance { get; } = new();

    public override double StartingPredictor(double y, double weight) => Math.Log(y + 0.1);

    public override double Evaluate(ReadOnlySpan<double> predictor, ReadOnlySpan<double> y, ReadOnlySpan<double> prior, Span<double> weight, Span<double> score)
    {
        var sum = 0.0;
        for (var i = 0; i < predictor.Length; i++)
        {
            var mean = Math.Exp(predictor[i]);
            weight[i] = prior[i] * mean;
            score[i] = prior[i] * (y[i] - mean);
            sum += prior[i] * (mean - (y[i] * predictor[i]));
        }

        return 2 * sum;
    }

    public override double SaturatedPart(ReadOnlySpan<double> y, ReadOnlySpan<double> prior)
    {
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            sum += y[i] > 0 ? 2 * prior[i] * y[i] * (Math.Log(y[i]) - 1) : 0;
        }

        return sum;
    }

    public override double LogLikelihood(ReadOnlySpan<double> predictor, ReadOnlySpan<double> y, ReadOnlySpan<double> prior)
    {
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            sum += prior[i] * ((y[i] * predictor[i]) - Math.Exp(predictor[i]) - Distributions.LogGamma(y[i] + 1));
        }

        return sum;
    }

    public override double Mean(double predictor) => Math.Exp(predictor);

    public override double Variance(double mean) => mean;
}

/// <summary>Negative binomial (NB2) with logarithmic link and known theta.</summary>
internal sealed class NegativeBinomialFamily(double theta) : GlmFamily
{
    public double Theta => theta;

    public override double StartingPredictor(double y, double weight) => Math.Log(y == 0 ? 1.0 / 6 : y);

    public override double Evaluate(ReadOnlySpan<double> predictor, ReadOnlySpan<double> y, ReadOnlySpan<double> prior, Span<double> weight, Span<double> score)
    {
        var sum = 0.0;
        for (var i = 0; i < predictor.Length; i++)
        {
            var mean = Math.Exp(predictor[i]);
            var factor = prior[i] / (1 + (mean / theta));
            weight[i] = mean * factor;
            score[i] = (y[i] - mean) * factor;
            sum += prior[i] * (((y[i] + theta) * Math.Log((mean + theta) / (y[i] + theta))) - (y[i] * predictor[i]));
        }

        return 2 * sum;
    }

    public override double SaturatedPart(ReadOnlySpan<double> y, ReadOnlySpan<double> prior)
    {
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            sum += y[i] > 0 ? 2 * prior[i] * y[i] * Math.Log(y[i]) : 0;
        }

        return sum;
    }

    public override double LogLikelihood(ReadOnlySpan<double> predictor, ReadOnlySpan<double> y, ReadOnlySpan<double> prior)
    {
        var sum = 0.0;
        var constant = (theta * Math.Log(theta)) - Distributions.LogGamma(theta);
        for (var i = 0; i < y.Length; i++)
        {
            var mean = Math.Exp(predictor[i]);
            sum += prior[i] * (Distributions.LogGamma(theta + y[i]) - Distributions.LogGamma(y[i] + 1) + constant + (y[i] * predictor[i]) - ((theta + y[i]) * Math.Log(theta + mean)));
        }

        return sum;
    }

    public override double Mean(double predictor) => Math.Exp(predictor);

    public override double Variance(double mean) => mean + (mean * mean / theta);
}
