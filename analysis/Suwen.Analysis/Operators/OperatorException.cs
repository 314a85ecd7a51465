namespace Suwen.Analysis;

/// <summary>Whose fault it is that a method cannot be computed.</summary>
public enum OperatorFault
{
    /// <summary>A parameter is missing, unknown or not allowed.</summary>
    Parameters,

    /// <summary>The data do not allow it: a column is missing, text where a number must be, no events, a singular design.</summary>
    Data,
}

/// <summary>What keeps a method from being computed. The text names columns, rows by number and counts, never a value of a person.</summary>
public sealed class OperatorException : Exception
{
    /// <param name="fault">Who is at fault.</param>
    /// <param name="what">What is wrong, a whole sentence.</param>
    /// <param name="whatToDo">What the caller can do, a whole sentence.</param>
    public OperatorException(OperatorFault fault, string what, string whatToDo)
        : base(what)
    {
        Fault = fault;
        WhatToDo = whatToDo;
    }

    public OperatorFault Fault { get; }

    public string WhatToDo { get; }

    /// <summary>A fault of the data.</summary>
    public static OperatorException BadData(string what, string whatToDo) => new(OperatorFault.Data, what, whatToDo);

    /// <summary>A fault of the parameters.</summary>
    public static OperatorException BadParameters(string what, string whatToDo) => new(OperatorFault.Parameters, what, whatToDo);
}
