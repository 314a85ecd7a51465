namespace Suwen.Simulator;

/// <summary>The region cannot be made as asked: the caller's option is at fault. The message says which, what is wrong with it, and what to do.</summary>
public sealed class SimulationException : Exception
{
    public SimulationException()
    {
    }

    public SimulationException(string message)
        : base(message)
    {
    }

    public SimulationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <param name="option">Name of the option as it is written on the command line, such as --residents.</param>
    /// <param name="problem">What is wrong, a clause.</param>
    /// <param name="remedy">What to do, a sentence.</param>
    public SimulationException(string option, string problem, string remedy)
        : base($"{option}: {problem}. {remedy}")
    {
        Option = option;
    }

    /// <summary>The option at fault, if it is one.</summary>
    public string? Option { get; }
}
