namespace Suwen.Analysis.Survival;

/// <summary>What Cox's model is fitted to, in the order of rows.</summary>
internal sealed record CoxInput(SurvivalTimes Times, double[][] Columns)
{
    public double[]? Weights { get; init; }

    public double[]? Offset { get; init; }

    /// <summary>Stratum of each row, numbered from 0.</summary>
    public int[]? Strata { get; init; }

    public int StratumCount { get; init; } = 1;

    /// <summary>True for Efron's treatment of ties, false for Breslow's.</summary>
    public bool IsEfron { get; init; } = true;

    /// <summary>Weights of a column, none below zero.</summary>
    public static double[] CheckedWeights(Frame frame, string column)
    {
        var weights = frame.Numbers(column);
        var bad = Array.FindIndex(weights, static w => w < 0);
        return bad < 0
            ? weights
            : throw OperatorException.BadData($"Row {SurvivalTimes.RowNumber(frame, bad)} has a weight below zero in the column {column}.", "Weights must not be negative.");
    }
}
