using System.Globalization;
using System.Text.Json.Nodes;

namespace Suwen.Analysis.Mining;

/// <summary>One predictor as a model knows it: a number, or categories of which each becomes a column of 0 and 1.</summary>
/// <param name="Column">Column of the input.</param>
/// <param name="Levels">Its categories; null for a number.</param>
internal sealed record Feature(string Column, IReadOnlyList<string>? Levels);

/// <summary>The columns on which a method of learning works: numbers as they are, categories as columns of 0 and 1, in the order of the covariates.</summary>
internal sealed class FeatureSpace
{
    private FeatureSpace(IReadOnlyList<Feature> features)
    {
        Features = features;
        Names = [.. features.SelectMany(static f => f.Levels is null ? [f.Column] : f.Levels.Select(l => f.Column + l))];
        Owners = [.. features.SelectMany(static (f, i) => Enumerable.Repeat(i, f.Levels?.Count ?? 1))];
    }

    public IReadOnlyList<Feature> Features { get; }

    /// <summary>Names of the columns made, as R names them: column and level.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>For each column made, the number of its feature.</summary>
    public IReadOnlyList<int> Owners { get; }

    public int Count => Names.Count;

    /// <summary>The space of the rows of a frame that was read with <see cref="FrameKind.Either"/>.</summary>
    public static FeatureSpace Of(Frame frame, IReadOnlyList<string> covariates) =>
        new([.. covariates.Distinct().Select(c => new Feature(c, frame.IsNumber(c) ? null : frame.Factor(c).Levels))]);

    public static FeatureSpace FromJson(JsonNode json) =>
        new([.. json.AsArray().Select(static f => new Feature(f!["column"]!.GetValue<string>(), f["levels"]?.AsArray().Select(static l => l!.GetValue<string>()).ToList()))]);

    public JsonArray ToJson() => new([.. Features.Select(static f => new JsonObject
    {
        ["column"] = f.Column,
        ["levels"] = f.Levels is null ? null : new JsonArray([.. f.Levels.Select(static l => (JsonNode)l)]),
    })]);

    /// <summary>The kinds in which a frame must be read to be encoded.</summary>
    public IEnumerable<(string Column, FrameKind Kind)> Wanted() => Features.Select(static f => (f.Column, f.Levels is null ? FrameKind.Number : FrameKind.Factor));

    /// <summary>Values by column. A category that the model did not meet has 0 in every column of its feature.</summary>
    public double[][] Encode(Frame frame)
    {
        var columns = new List<double[]>(Count);
        foreach (var feature in Features)
        {
            if (feature.Levels is not { } levels)
            {
                columns.Add(frame.Numbers(feature.Column));
                continue;
            }

            var factor = frame.Factor(feature.Column);
            foreach (var level in levels)
            {
                var code = factor.Levels.ToList().IndexOf(level);
                columns.Add(Array.ConvertAll(factor.Codes, c => c == code && c >= 0 ? 1.0 : 0.0));
            }
        }

        return [.. columns];
    }

    /// <summary>Categories of the frame that the space does not know.</summary>
    public int CountUnknown(Frame frame) => Features.Where(static f => f.Levels is not null).Sum(f => frame.Factor(f.Column).Levels.Count(l => !f.Levels!.Contains(l)));
}

/// <summary>What is learned: a number, or one of some classes.</summary>
/// <param name="Column">Column of the input.</param>
/// <param name="Classes">The classes in ascending order; null for a number. Of two, the later is the event.</param>
/// <param name="Values">The number, or the class's index.</param>
internal sealed record Target(string Column, IReadOnlyList<string>? Classes, double[] Values)
{
    /// <summary>Takes a column as classes where it is text or has at most two values, unless the task is named.</summary>
    public static Target Of(Frame frame, string column, string task)
    {
        if (!frame.IsNumber(column))
        {
            return task == "regression"
                ? throw OperatorException.BadData($"The outcome {column} is not a number.", "Choose task=classification, or an outcome that is a number.")
                : OfFactor(column, frame.Factor(column));
        }

        var values = frame.Numbers(column);
        var distinct = new SortedSet<double>();
        foreach (var value in values)
        {
            distinct.Add(value);
            if (distinct.Count > 100)
            {
                break;
            }
        }

        var isClass = task == "classification" || (task == "auto" && distinct.Count <= 2);
        if (isClass && distinct.Count > 100)
        {
            throw OperatorException.BadData($"The outcome {column} has more than 100 different numbers.", "Choose task=regression, or an outcome with fewer classes.");
        }

        if (distinct.Count < 2)
        {
            throw OperatorException.BadData($"The outcome {column} has one value only: there is nothing to learn.", "Take rows in which the outcome differs.");
        }

        if (!isClass)
        {
            return new Target(column, null, values);
        }

        var classes = distinct.ToList();
        return new Target(column, [.. classes.Select(static c => c.ToString("R", CultureInfo.InvariantCulture))], Array.ConvertAll(values, v => (double)classes.BinarySearch(v)));
    }

    private static Target OfFactor(string column, Factor factor) => factor.Levels.Count switch
    {
        < 2 => throw OperatorException.BadData($"The outcome {column} has one value only: there is nothing to learn.", "Take rows in which the outcome differs."),
        > 100 => throw OperatorException.BadData($"The outcome {column} has {factor.Levels.Count} classes.", "Take an outcome with at most 100 classes."),
        _ => new Target(column, factor.Levels, Array.ConvertAll(factor.Codes, static c => (double)c)),
    };

    public bool IsClass => Classes is not null;

    public bool IsBinary => Classes is { Count: 2 };
}
