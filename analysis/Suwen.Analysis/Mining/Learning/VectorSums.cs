using System.Numerics;

namespace Suwen.Analysis.Mining;

/// <summary>Sums over spans, several values at a time.</summary>
internal static class VectorSums
{
    /// <summary>to += from × factor.</summary>
    public static void AddScaled(Span<double> to, ReadOnlySpan<double> from, double factor)
    {
        var i = 0;
        var wide = new Vector<double>(factor);
        for (; i <= to.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(to[i..]) + (new Vector<double>(from[i..]) * wide)).CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
        {
            to[i] += from[i] * factor;
        }
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var i = 0;
        var sum = Vector<double>.Zero;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            sum += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
        }

        var total = Vector.Sum(sum);
        for (; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }
}
