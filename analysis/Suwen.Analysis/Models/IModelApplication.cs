using Suwen.Storage;

namespace Suwen.Analysis.Models;

/// <summary>How the models of a family are applied to new rows. Classes that implement it are found by reflection, as operators are.</summary>
internal interface IModelApplication
{
    /// <summary>Names of the operators whose models it applies.</summary>
    IReadOnlyList<string> Operators { get; }

    /// <summary>Columns that the model reads.</summary>
    IReadOnlyList<(string Column, FrameKind Kind)> Wanted(OperatorModel model);

    /// <summary>Columns that it answers, for example <c>prediction</c>.</summary>
    IReadOnlyList<ResultColumn> Outputs(OperatorModel model);

    /// <summary>Appends one value per row to each column of <see cref="Outputs"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Complete cases.</param>
    /// <param name="outputs">Empty columns in the order of <see cref="Outputs"/>.</param>
    /// <exception cref="OperatorException">A category has a level that the model does not know.</exception>
    void Apply(OperatorModel model, Frame rows, IReadOnlyList<ColumnVector> outputs);
}

/// <summary>All applications, by the operator whose models they apply.</summary>
internal static class ModelApplications
{
    private static readonly Lazy<Dictionary<string, IModelApplication>> ByOperator = new(static () => typeof(ModelApplications).Assembly.GetTypes()
        .Where(static t => t is { IsClass: true, IsAbstract: false } && typeof(IModelApplication).IsAssignableFrom(t))
        .Select(static t => (IModelApplication)Activator.CreateInstance(t, nonPublic: true)!)
        .SelectMany(static a => a.Operators.Select(o => (o, a)))
        .ToDictionary(static p => p.o, static p => p.a, StringComparer.Ordinal));

    /// <exception cref="OperatorException">No application knows models of this operator.</exception>
    public static IModelApplication For(OperatorModel model) => ByOperator.Value.GetValueOrDefault(model.Operator)
        ?? throw OperatorException.BadData($"Models of {model.Operator} cannot be applied here.", $"Those of these operators can: {string.Join(", ", ByOperator.Value.Keys.Order(StringComparer.Ordinal))}.");
}
