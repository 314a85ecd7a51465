namespace Suwen.Analysis.Forecasting;

/// <summary>The simplex search of Nelder and Mead (1965) in the form of Nash (1990), with the first simplex, order of steps and criterion of R's, so that a search that stops at the same count stops at the same point.</summary>
internal sealed class NelderMead
{
    private const double Bad = 1e35;
    private const double Reflection = 1;
    private const double Contraction = 0.5;
    private const double Expansion = 2;

    private readonly Func<double[], double> function;
    private readonly int n;
    private readonly double[][] vertices;
    private readonly double[] heights;
    private readonly double[] centre;
    private readonly double[] trial;
    private int calls;
    private int lowest;

    private NelderMead(Func<double[], double> function, double[] start)
    {
        this.function = function;
        n = start.Length;
        vertices = [.. Enumerable.Range(0, n + 1).Select(_ => (double[])start.Clone())];
        heights = new double[n + 1];
        centre = new double[n];
        trial = new double[n];
    }

    /// <summary>The lowest vertex; null where the function has no value at the start.</summary>
    public static double[]? Minimise(Func<double[], double> function, double[] start, int mostCalls)
    {
        var search = new NelderMead(function, start);
        var first = function(start);
        return double.IsFinite(first) ? search.Run(first, mostCalls) : null;
    }

    private double[] Run(double first, int mostCalls)
    {
        var precision = Math.Sqrt(Math.BitIncrement(1.0) - 1);
        var close = precision * (Math.Abs(first) + precision);
        heights[0] = first;
        calls = 1;
        var size = Spread();
        var isNew = true;
        do
        {
            if (isNew)
            {
                Measure();
                isNew = false;
            }

            var highest = Rank();
            var (low, high) = (heights[lowest], heights[highest]);
            if (high <= low + close)
            {
                break;
            }

            if (Move(highest, low, high))
            {
                var shrunk = Shrink();
                if (shrunk >= size)
                {
                    break;
                }

                size = shrunk;
                isNew = true;
            }
        }
        while (calls <= mostCalls);
        return vertices[lowest];
    }

    /// <summary>Sets the other vertices off from the start along each axis.</summary>
    private double Spread()
    {
        var step = 0.0;
        foreach (var value in vertices[0])
        {
            step = Math.Max(step, 0.1 * Math.Abs(value));
        }

        step = step == 0 ? 0.1 : step;
        var size = 0.0;
        for (var i = 0; i < n; i++)
        {
            var attempt = step;
            while (vertices[i + 1][i] == vertices[0][i])
            {
                vertices[i + 1][i] = vertices[0][i] + attempt;
                attempt *= 10;
            }

            size += attempt;
        }

        return size;
    }

    private void Measure()
    {
        for (var j = 0; j <= n; j++)
        {
            if (j != lowest)
            {
                heights[j] = Evaluate(vertices[j]);
            }
        }
    }

    private double Evaluate(double[] at)
    {
        calls++;
        var value = function(at);
        return double.IsFinite(value) ? value : Bad;
    }

    /// <summary>Finds the lowest and answers the highest vertex.</summary>
    private int Rank()
    {
        var before = lowest;
        var highest = lowest;
        for (var j = 0; j <= n; j++)
        {
            if (j == before)
            {
                continue;
            }

            lowest = heights[j] < heights[lowest] ? j : lowest;
            highest = heights[j] > heights[highest] ? j : highest;
        }

        return highest;
    }

    /// <summary>Moves the highest vertex; true where nothing helped and the simplex must shrink.</summary>
    private bool Move(int highest, double low, double high)
    {
        var worst = vertices[highest];
        for (var i = 0; i < n; i++)
        {
            var sum = -worst[i];
            for (var j = 0; j <= n; j++)
            {
                sum += vertices[j][i];
            }

            centre[i] = sum / n;
            trial[i] = ((1 + Reflection) * centre[i]) - (Reflection * worst[i]);
        }

        var reflected = Evaluate(trial);
        if (reflected < low)
        {
            Expand(highest, reflected);
            return false;
        }

        if (reflected < high)
        {
            trial.CopyTo(worst, 0);
            heights[highest] = reflected;
        }

        for (var i = 0; i < n; i++)
        {
            trial[i] = ((1 - Contraction) * worst[i]) + (Contraction * centre[i]);
        }

        var contracted = Evaluate(trial);
        if (contracted < heights[highest])
        {
            trial.CopyTo(worst, 0);
            heights[highest] = contracted;
            return false;
        }

        return reflected >= high;
    }

    private void Expand(int highest, double reflected)
    {
        for (var i = 0; i < n; i++)
        {
            var further = (Expansion * trial[i]) + ((1 - Expansion) * centre[i]);
            centre[i] = trial[i];
            trial[i] = further;
        }

        var expanded = Evaluate(trial);
        (expanded < reflected ? trial : centre).CopyTo(vertices[highest], 0);
        heights[highest] = Math.Min(expanded, reflected);
    }

    private double Shrink()
    {
        var size = 0.0;
        for (var j = 0; j <= n; j++)
        {
            for (var i = 0; i < n && j != lowest; i++)
            {
                vertices[j][i] = (Contraction * (vertices[j][i] - vertices[lowest][i])) + vertices[lowest][i];
                size += Math.Abs(vertices[j][i] - vertices[lowest][i]);
            }
        }

        return size;
    }
}
