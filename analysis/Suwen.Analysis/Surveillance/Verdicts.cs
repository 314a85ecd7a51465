namespace Suwen.Analysis.Surveillance;

/// <summary>What a method says about each date of a series from some date on. NaN where it cannot say.</summary>
/// <param name="first">Index in the series of the first date judged.</param>
/// <param name="count">Number of dates judged.</param>
/// <param name="extras">Number of further columns.</param>
internal sealed class Verdicts(int first, int count, int extras = 0)
{
    public int First => first;

    public int Count => count;

    public double[] Expected { get; } = Missing(count);

    public double[] Threshold { get; } = Missing(count);

    public double[] Statistic { get; } = Missing(count);

    public double[] PValue { get; } = Missing(count);

    /// <summary>Null where there is no threshold to compare with.</summary>
    public bool?[] Alarm { get; } = new bool?[count];

    /// <summary>Further columns that the operator declares.</summary>
    public double[][] Extras { get; } = [.. Enumerable.Range(0, extras).Select(_ => Missing(count))];

    private static double[] Missing(int count)
    {
        var values = new double[count];
        values.AsSpan().Fill(double.NaN);
        return values;
    }
}
