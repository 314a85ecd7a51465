namespace Suwen.Analysis.Survival;

/// <summary>Times that end in one of several events or in censoring.</summary>
/// <param name="Time">When observation ended.</param>
/// <param name="Entry">When it began; null where all began at the origin.</param>
/// <param name="Causes">Names of the events, in ascending order.</param>
/// <param name="Cause">Per row 0 for censored, else 1 + index of the event.</param>
internal sealed record CompetingTimes(double[] Time, double[]? Entry, IReadOnlyList<string> Causes, int[] Cause)
{
    public static OperatorParameter<string> EventParameter { get; } =
        Parameter.Column("event", "结局列:0 为删失,其余取值各为一种事件", "Column of how observation ended: 0 censored, every other value a kind of event");

    public static OperatorParameter<string?> CensoredParameter { get; } =
        Parameter.OptionalText("censor_value", "表示删失的取值,缺省为 0", "The value that means censored; 0 where none is given");

    public static OperatorParameter<string?> InterestParameter { get; } =
        Parameter.OptionalText("event_of_interest", "关注的事件取值", "The value of the event of interest");

    public static IEnumerable<(string Column, FrameKind Kind)> Wanted(OperatorCall call)
    {
        yield return (call.Get(SurvivalTimes.TimeParameter), FrameKind.Number);
        yield return (call.Get(EventParameter), FrameKind.Factor);
        if (call.Description.Parameters.Contains(SurvivalTimes.EntryParameter) && call.Get(SurvivalTimes.EntryParameter) is { } entry)
        {
            yield return (entry, FrameKind.Number);
        }
    }

    /// <summary>Reads and checks complete cases.</summary>
    public static CompetingTimes Read(Frame frame, OperatorCall call)
    {
        var (time, entry) = SurvivalTimes.ReadTimes(frame, call);
        var column = call.Get(EventParameter);
        var factor = frame.Factor(column);
        var given = call.Get(CensoredParameter);
        var censored = given is null ? factor.Levels.ToList().FindIndex(static l => l is "0" or "0.0") : factor.Levels.ToList().IndexOf(given);
        if (censored < 0 && given is not null)
        {
            throw OperatorException.BadData($"The value {given} does not occur in the column {column}.", $"Its values are: {string.Join(", ", factor.Levels.Take(20))}.");
        }

        if (factor.Levels.Count > 50)
        {
            throw OperatorException.BadData($"The column {column} has {factor.Levels.Count} values, too many to be kinds of events.", "Name the column that says how observation ended.");
        }

        if (censored < 0 && factor.Levels.Any(static l => !double.TryParse(l, System.Globalization.CultureInfo.InvariantCulture, out _)))
        {
            throw OperatorException.BadData($"The column {column} holds text, and none of its values is 0.", $"Set censor_value to the value that means censored; the values are: {string.Join(", ", factor.Levels.Take(20))}.");
        }

        var codes = Enumerable.Range(0, factor.Levels.Count).Select(l => l == censored ? 0 : censored >= 0 && l > censored ? l : l + 1).ToArray();
        var causes = factor.Levels.Where((_, l) => l != censored).ToList();
        return causes.Count > 0
            ? new CompetingTimes(time, entry, causes, Array.ConvertAll(factor.Codes, c => codes[c]))
            : throw OperatorException.BadData($"All {time.Length} rows are censored, so there is no incidence to estimate.", "Check the event column and censor_value.");
    }

    /// <summary>Number of the event of interest, from 1.</summary>
    public int Find(string cause)
    {
        var found = Causes.ToList().IndexOf(cause);
        return found >= 0 ? found + 1 : throw OperatorException.BadData($"The event {cause} does not occur.", $"The events are: {string.Join(", ", Causes)}.");
    }
}
