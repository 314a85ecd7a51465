using System.Text.Json.Nodes;

namespace Suwen.Analysis.Mining;

/// <summary>What a method has learned: applies to columns made by its <see cref="FeatureSpace"/>.</summary>
internal interface ILearned
{
    /// <summary>By class the probability of each row; for a number, one array with the estimate.</summary>
    double[][] Predict(double[][] columns);

    /// <summary>Importance of each column, of sum 1; null where the method has none.</summary>
    double[]? Importance { get; }

    JsonObject ToJson();
}
