namespace Suwen.Simulator;

/// <summary>A simulation that cannot be run as asked, or that was broken off: where the fault lies, what it is, what to do.</summary>
/// <param name="where">The option or the folder.</param>
/// <param name="message">What is wrong, a sentence.</param>
/// <param name="advice">What to do, a sentence.</param>
/// <param name="isCallersFault">True for options and folders that don't do; false for a full disk and the like.</param>
public sealed class SimulationException(string where, string message, string advice, bool isCallersFault = true, Exception? inner = null) : Exception(message, inner)
{
    public string Where { get; } = where;
    public string Advice { get; } = advice;
    public bool IsCallersFault { get; } = isCallersFault;
}
