namespace Suwen.Analysis.Regression;

/// <summary>Which columns a model reads and how it takes them; what R's formula says.</summary>
/// <param name="Covariates">Columns of the model in their order: numbers as they are, everything else as categories.</param>
public sealed record DesignTerms(IReadOnlyList<string> Covariates)
{
    /// <summary>The covariates, separated by commas.</summary>
    public static OperatorParameter<IReadOnlyList<string>> CovariatesParameter { get; } =
        Parameter.Columns("covariates", true, "协变量列,逗号分隔;非数值列按分类处理", "Columns of the model, separated by commas; columns that are not numbers are categories");

    /// <summary>Covariates that hold numbers but mean categories.</summary>
    public static OperatorParameter<IReadOnlyList<string>> FactorsParameter { get; } =
        Parameter.Columns("factors", false, "虽为数值但按分类处理的列", "Columns that hold numbers but are to be taken as categories");

    /// <summary>Reference levels.</summary>
    public static OperatorParameter<IReadOnlyList<string>> ReferenceParameter { get; } =
        Parameter.Texts("reference", "分类列的参照水平,写作 列=水平,逗号分隔", "Reference levels of categories as column=level, separated by commas; the first level where none is named");

    /// <summary>Products of columns.</summary>
    public static OperatorParameter<IReadOnlyList<string>> InteractionsParameter { get; } =
        Parameter.Texts("interactions", "交互项,写作 列:列,逗号分隔", "Interactions as column:column, separated by commas");

    /// <summary>Weights of rows.</summary>
    public static OperatorParameter<string?> WeightsParameter { get; } =
        Parameter.OptionalColumn("weights", "权重列", "Column of weights");

    /// <summary>A column added to the linear predictor as it stands.</summary>
    public static OperatorParameter<string?> OffsetParameter { get; } =
        Parameter.OptionalColumn("offset", "偏移量列(线性预测尺度)", "Column added to the linear predictor as it stands");

    /// <summary>Whether the model has an intercept.</summary>
    public static OperatorParameter<bool> InterceptParameter { get; } =
        Parameter.Flag("intercept", true, "含截距;false 为过原点的模型(R 的 y ~ 0 + x)", "The model has an intercept; false fits through the origin (R's y ~ 0 + x)");

    /// <summary>Columns taken as categories though they hold numbers.</summary>
    public IReadOnlyList<string> Factors { get; init; } = [];

    /// <summary>Reference levels, each as <c>column=level</c>.</summary>
    public IReadOnlyList<string> Reference { get; init; } = [];

    /// <summary>Interactions, each as <c>a:b</c>; their columns must be covariates too.</summary>
    public IReadOnlyList<string> Interactions { get; init; } = [];

    /// <summary>False for models without an intercept, such as Cox's.</summary>
    public bool HasIntercept { get; init; } = true;

    /// <summary>True for a fit through the origin that the caller asked for: the first category then has a column for every level, as in R.</summary>
    public bool IsThroughOrigin { get; init; }

    public string? Weights { get; init; }

    public string? Offset { get; init; }

    /// <summary>Reads those of the parameters above that the operator has.</summary>
    public static DesignTerms Of(OperatorCall call)
    {
        var parameters = call.Description.Parameters;
        var isThroughOrigin = parameters.Contains(InterceptParameter) && !call.Get(InterceptParameter);
        return new DesignTerms(call.Get(CovariatesParameter))
        {
            HasIntercept = !isThroughOrigin,
            IsThroughOrigin = isThroughOrigin,
            Factors = parameters.Contains(FactorsParameter) ? call.Get(FactorsParameter) : [],
            Reference = parameters.Contains(ReferenceParameter) ? call.Get(ReferenceParameter) : [],
            Interactions = parameters.Contains(InteractionsParameter) ? call.Get(InteractionsParameter) : [],
            Weights = parameters.Contains(WeightsParameter) ? call.Get(WeightsParameter) : null,
            Offset = parameters.Contains(OffsetParameter) ? call.Get(OffsetParameter) : null,
        };
    }

    /// <summary>What to read into the frame, the covariates first.</summary>
    public IEnumerable<(string Column, FrameKind Kind)> Wanted()
    {
        foreach (var column in Covariates)
        {
            yield return (column, Factors.Contains(column) ? FrameKind.Factor : FrameKind.Either);
        }

        if (Weights is not null)
        {
            yield return (Weights, FrameKind.Number);
        }

        if (Offset is not null)
        {
            yield return (Offset, FrameKind.Number);
        }
    }

    /// <summary>The reference level of a column; null where none was named.</summary>
    /// <exception cref="OperatorException">A reference is not written as column=level.</exception>
    public string? ReferenceOf(string column)
    {
        foreach (var text in Reference)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 0 || !Covariates.Contains(text[..at].Trim()))
            {
                throw OperatorException.BadParameters($"The parameter reference has \"{text}\".", "Write column=level, where the column is one of the covariates.");
            }

            if (text[..at].Trim() == column)
            {
                return text[(at + 1)..].Trim();
            }
        }

        return null;
    }

    /// <summary>Interactions as lists of columns.</summary>
    /// <exception cref="OperatorException">An interaction names a column that is no covariate.</exception>
    public IEnumerable<string[]> InteractionColumns()
    {
        foreach (var text in Interactions)
        {
            var columns = text.Split([':', '*'], StringSplitOptions.TrimEntries);
            if (columns.Length < 2 || columns.Any(c => !Covariates.Contains(c)))
            {
                throw OperatorException.BadParameters($"The parameter interactions has \"{text}\".", "Write column:column, where both are covariates.");
            }

            yield return columns;
        }
    }
}
