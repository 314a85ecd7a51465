namespace Suwen.Analysis.Survival;

/// <summary>Columns brought to mean 0 and standard deviation 1, so that a fit does not depend on their units.</summary>
internal sealed class ScaledColumns
{
    public ScaledColumns(double[][] columns)
    {
        Centre = new double[columns.Length];
        Scale = new double[columns.Length];
        IsConstant = new bool[columns.Length];
        Values = new double[columns.Length][];
        for (var j = 0; j < columns.Length; j++)
        {
            Add(j, columns[j]);
        }
    }

    public double[] Centre { get; }

    public double[] Scale { get; }

    public bool[] IsConstant { get; }

    public double[][] Values { get; }

    private void Add(int j, double[] column)
    {
        double sum = 0, squares = 0, low = column[0], high = column[0];
        foreach (var value in column)
        {
            sum += value;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        var centre = sum / column.Length;
        foreach (var value in column)
        {
            squares += (value - centre) * (value - centre);
        }

        IsConstant[j] = low == high;
        Centre[j] = IsConstant[j] ? low : centre;
        Scale[j] = IsConstant[j] ? 1 : Math.Sqrt(squares / column.Length);
        Values[j] = Array.ConvertAll(column, v => (v - Centre[j]) / Scale[j]);
    }
}
