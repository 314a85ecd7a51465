namespace Suwen.Analysis.Forecasting;

/// <summary>
/// Six times the median absolute residual, as the published STL program finds it: a partial quicksort (Singleton 1969) that is asked for
/// the two middle ranks in descending order. For an even count it then now and then takes a residual somewhat below the lower middle one.
/// R's stl has inherited that, and the robust weights of both agree only if the same residual is taken.
/// </summary>
internal static class MiddleResidual
{
    private const int FewEnoughToInsert = 10;

    public static double Scale(ReadOnlySpan<double> residuals)
    {
        var n = residuals.Length;
        var sorted = new double[n + 1];
        residuals.CopyTo(sorted.AsSpan(1));
        int[] ranks = [0, (n / 2) + 1, n - (n / 2)];
        Sort(sorted, n, ranks);
        return 3 * (sorted[ranks[1]] + sorted[ranks[2]]);
    }

    /// <summary>Sorts as far as the ranks need it. Positions count from 1.</summary>
    private static void Sort(double[] a, int n, int[] ranks)
    {
        var parts = new Stack<(int From, int To, int FirstRank, int LastRank)>();
        parts.Push((1, n, 1, ranks.Length - 1));
        var isWhole = true;
        while (parts.TryPop(out var part))
        {
            var (i, j, first, last) = part;
            if (first > last)
            {
                continue;
            }

            // The whole array is divided once whatever its length.
            while (j - i > FewEnoughToInsert || (isWhole && i < j))
            {
                isWhole = false;
                var (l, k) = Divide(a, i, j);
                if (l - i <= j - k)
                {
                    var kept = last;
                    while (first <= last && ranks[last] > l)
                    {
                        last--;
                    }

                    // Where no rank is left on this side, the other keeps all that it had.
                    parts.Push((k, j, first > last ? first : last + 1, kept));
                    j = l;
                }
                else
                {
                    var kept = first;
                    while (first <= last && ranks[first] < k)
                    {
                        first++;
                    }

                    parts.Push((i, l, kept, first > last ? last : first - 1));
                    i = k;
                }

                if (first > last)
                {
                    break;
                }
            }

            if (first <= last)
            {
                Insert(a, i, j);
            }
        }
    }

    /// <summary>Divides about the median of first, middle and last; answers where the lower part ends and the upper begins.</summary>
    private static (int End, int Begin) Divide(double[] a, int i, int j)
    {
        var middle = (i + j) / 2;
        if (a[i] > a[middle])
        {
            (a[i], a[middle]) = (a[middle], a[i]);
        }

        if (a[j] < a[middle])
        {
            (a[j], a[middle]) = (a[middle], a[j]);
            if (a[i] > a[middle])
            {
                (a[i], a[middle]) = (a[middle], a[i]);
            }
        }

        var pivot = a[middle];
        var (l, k) = (j, i);
        while (true)
        {
            do
            {
                l--;
            }
            while (a[l] > pivot);
            do
            {
                k++;
            }
            while (a[k] < pivot);
            if (k > l)
            {
                return (l, k);
            }

            (a[l], a[k]) = (a[k], a[l]);
        }
    }

    private static void Insert(double[] a, int i, int j)
    {
        for (var at = i + 1; at <= j; at++)
        {
            var value = a[at];
            var k = at - 1;
            for (; k >= i && a[k] > value; k--)
            {
                a[k + 1] = a[k];
            }

            a[k + 1] = value;
        }
    }
}
