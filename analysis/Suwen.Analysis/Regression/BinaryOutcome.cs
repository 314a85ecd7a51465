namespace Suwen.Analysis.Regression;

/// <summary>An outcome of two values.</summary>
internal static class BinaryOutcome
{
    public static OperatorParameter<string> OutcomeParameter { get; } = Parameter.Column("outcome", "结局列:0/1、true/false 或两个水平(设 outcome_value)", "Column of the outcome: 0/1, true/false, or two levels (set outcome_value)");

    public static OperatorParameter<string?> ValueParameter { get; } = Parameter.OptionalText("outcome_value", "表示事件发生的水平", "The level that stands for the event");

    /// <summary>How the column is read.</summary>
    public static (string Column, FrameKind Kind) Wanted(string column, string? value) => (column, value is null ? FrameKind.Either : FrameKind.Factor);

    /// <summary>The outcome as 0 and 1.</summary>
    /// <exception cref="OperatorException">It is neither 0/1 nor a factor of two levels with the event named, or only one of its values occurs.</exception>
    public static double[] Read(Frame frame, string column, string? value)
    {
        double[] y;
        if (value is null)
        {
            if (!frame.IsNumber(column))
            {
                throw OperatorException.BadParameters($"The outcome {column} holds {frame.Factor(column).Levels.Count} levels.", $"Say which stands for the event with outcome_value; its levels are: {string.Join(", ", frame.Factor(column).Levels.Take(20))}.");
            }

            y = frame.Numbers(column);
            var bad = Array.FindIndex(y, static v => v is not (0 or 1));
            if (bad >= 0)
            {
                throw OperatorException.BadData($"Row {(frame.InputRows is { } rows ? rows[bad] : bad) + 1} of the outcome {column} is neither 0 nor 1.", "Say which value stands for the event with outcome_value, or name another column.");
            }
        }
        else
        {
            var factor = frame.Factor(column);
            var code = factor.Levels.ToList().IndexOf(value);
            if (code < 0)
            {
                throw OperatorException.BadParameters($"The level {value} does not occur in the outcome {column}.", $"Its levels are: {string.Join(", ", factor.Levels.Take(20))}.");
            }

            if (factor.Levels.Count > 2)
            {
                throw OperatorException.BadData($"The outcome {column} has {factor.Levels.Count} levels where the method takes two.", "Filter the table to two levels, or make a column of 0 and 1.");
            }

            y = Array.ConvertAll(factor.Codes, c => c == code ? 1.0 : 0);
        }

        return y.AsSpan().IndexOfAnyExcept(y[0]) < 0
            ? throw OperatorException.BadData($"The outcome {column} is the same in all {y.Length} rows that are analysed.", "There must be rows with and without the event.")
            : y;
    }
}
