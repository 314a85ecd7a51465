using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;


namespace Suwen.Analysis.Regression;

/// <summary>Loops over whole columns.</summary>
internal static class Vectors
{
    /// <summary>y += a x.</summary>
    public static void AddScaled(double a, ReadOnlySpan<double> x, Span<double> y)
    {
        var i = 0;
        if (Vector.IsHardwareAccelerated && x.Length >= Vector<double>.Count)
        {
            var xs = MemoryMarshal.Cast<double, Vector<double>>(x);
            var ys = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
            var factor = new Vector<double>(a);
            for (var k = 0; k < xs.Length; k++)
            {
                ys[k] += factor * xs[k];
            }

            i = xs.Length * Vector<double>.Count;
        }

        for (; i < x.Length; i++)
        {
            y[i] += a * x[i];
        }
    }

    /// <summary>result = x · y, element by element.</summary>
    public static void Multiply(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> result)
    {
        var xs = MemoryMarshal.Cast<double, Vector<double>>(x);
        var ys = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        var results = MemoryMarshal.Cast<double, Vector<double>>(result[..x.Length]);
        for (var k = 0; k < xs.Length; k++)
        {
            results[k] = xs[k] * ys[k];
        }

        for (var i = xs.Length * Vector<double>.Count; i < x.Length; i++)
        {
            result[i] = x[i] * y[i];
        }
    }

    /// <summary>The largest absolute value.</summary>
    public static double LargestMagnitude(double[] x)
    {
        var most = 0.0;
        foreach (var value in x)
        {
            most = Math.Max(most, Math.Abs(value));
        }

        return most;
    }

    /// <summary>The sum of products, in four partial sums per lane, which also keeps rounding errors small.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        var i = 0;
        if (Vector.IsHardwareAccelerated && x.Length >= Vector<double>.Count)
        {
            var xs = MemoryMarshal.Cast<double, Vector<double>>(x);
            var ys = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
            Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
            var k = 0;
            for (; k + 3 < xs.Length; k += 4)
            {
                s0 += xs[k] * ys[k];
                s1 += xs[k + 1] * ys[k + 1];
                s2 += xs[k + 2] * ys[k + 2];
                s3 += xs[k + 3] * ys[k + 3];
            }

            for (; k < xs.Length; k++)
            {
                s0 += xs[k] * ys[k];
            }

            sum = Vector.Sum((s0 + s1) + (s2 + s3));
            i = xs.Length * Vector<double>.Count;
        }

        for (; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
