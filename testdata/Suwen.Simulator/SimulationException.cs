namespace Suwen.Simulator;

/// <summary>A simulation that cannot be run as asked, or that was broken off. The message says what is wrong, where, and what to do.</summary>
/// <param name="isCallersFault">True for options and folders that don't do; false for a full disk and the like.</param>
public sealed class SimulationException(string message, string where, string advice, bool isCallersFault = true, Exception? inner = null) : Exception(message, inner)
{
    public string Where { get; } = where;
    public string Advice { get; } = advice;
    public bool IsCallersFault { get; } = isCallersFault;
}
