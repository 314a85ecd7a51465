namespace Suwen.Analysis;

/// <summary>
/// A named method of analysis: takes tables and parameters, gives tables. The same operator is called from packs, from the API
/// and from <c>suwen op NAME</c>. Every public or internal class of this assembly that implements it is in the catalogue.
/// </summary>
/// <remarks>
/// An operator holds no state between runs. What cannot be computed is an <see cref="OperatorException"/> that says why; a part of
/// the result that cannot be computed is null with a note. NaN is never written.
/// </remarks>
public interface IOperator
{
    OperatorDescription Description { get; }

    /// <exception cref="OperatorException">The parameters or the data do not allow the method, in words for the caller.</exception>
    Task RunAsync(OperatorCall call, CancellationToken cancellationToken);
}

/// <summary>What an operator is: all that help, documentation, forms and checks need.</summary>
/// <param name="Name">Its name, for example <c>kaplan-meier</c>.</param>
/// <param name="Area">The shelf it stands on, for example <c>survival</c>.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Summary">What it answers, in one or two sentences.</param>
/// <param name="Parameters">Its parameters, in the order in which help shows them.</param>
/// <param name="Outputs">Tables it gives; the first is the main one.</param>
public sealed record OperatorDescription(
    string Name, string Area, Words Title, Words Summary, IReadOnlyList<OperatorParameter> Parameters, IReadOnlyList<OperatorOutput> Outputs)
{
    /// <summary>Tables that it reads beside the main one; none for most.</summary>
    public IReadOnlyList<OperatorInput> Inputs { get; init; } = [];

    /// <summary>Other usual names, by which it is found too.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Papers, standards and the function of R or scikit-learn with which the numbers agree.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>True when it reads no main input.</summary>
    public bool NeedsNoInput { get; init; }

    /// <summary>True when it can give a model that is kept and applied again.</summary>
    public bool GivesModel { get; init; }

    /// <summary>True when it applies a model that is given to it.</summary>
    public bool TakesModel { get; init; }
}

/// <summary>A further table that an operator reads.</summary>
public sealed record OperatorInput(string Name, bool IsRequired, Words Summary);

/// <summary>A table that an operator gives.</summary>
/// <param name="Name"><c>result</c> for the main one.</param>
/// <param name="Summary">What one row is.</param>
/// <param name="Columns">Name, unit and meaning of columns, one after another; broom's names where they have one.</param>
public sealed record OperatorOutput(string Name, Words Summary, string Columns);
