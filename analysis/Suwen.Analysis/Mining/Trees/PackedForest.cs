using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Suwen.Analysis.Mining;

/// <summary>A forest as it was grown: trees on parts of the columns, and the thresholds between the parts.</summary>
internal sealed class PackedForest : ILearned
{
    private const int BlockRows = 8192;

    private static readonly JsonTypeInfo<PackedForest> Written = JsonMetadataServices.CreateValueInfo<PackedForest>(new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine() }, new TreeWriter());

    private static readonly JsonTypeInfo<FlatTree[]> Arrays = (JsonTypeInfo<FlatTree[]>)JsonSerializerOptions.Web.GetTypeInfo(typeof(FlatTree[]));

    private readonly IReadOnlyList<PackedTree> trees;
    private readonly double[][] cuts;
    private readonly double[][] search;
    private readonly int outputs;

    /// <param name="trees">The trees.</param>
    /// <param name="cuts">By column the thresholds between its parts.</param>
    /// <param name="outputs">Classes, or 1 for a number.</param>
    /// <param name="importance">Importance of each column.</param>
    public PackedForest(IReadOnlyList<PackedTree> trees, double[][] cuts, int outputs, double[]? importance)
    {
        (this.trees, this.cuts, this.outputs, Importance) = (trees, cuts, outputs, importance);
        search = Array.ConvertAll(cuts, static c =>
        {
            var filled = new double[Binned.MaximumBins];
            Array.Fill(filled, double.PositiveInfinity);
            c.CopyTo(filled, 0);
            return filled;
        });
    }

    public double[]? Importance { get; }

    public double[][] Predict(double[][] columns)
    {
        var rows = columns[0].Length;
        var result = new double[outputs][];
        for (var o = 0; o < outputs; o++)
        {
            result[o] = new double[rows];
        }

        Parallel.For(
            0, (rows + BlockRows - 1) / BlockRows, () => new Scratch(columns.Length, outputs),
            (block, _, own) =>
            {
                var start = block * BlockRows;
                PredictBlock(columns, start, Math.Min(BlockRows, rows - start), own, result);
                return own;
            },
            static _ => { });
        return result;
    }

    /// <summary>Trees are written as they are wanted: as nodes of JSON in memory they would take a hundred times as much.</summary>
    public JsonObject ToJson() => new() { ["outputs"] = outputs, ["trees"] = JsonValue.Create(this, Written) };

    /// <summary>The forest of a model that was not written since it was made, or one that was read.</summary>
    public static ILearned FromJson(JsonObject json)
    {
        if (json["trees"] is JsonValue value && value.TryGetValue<PackedForest>(out var own))
        {
            return own;
        }

        var outputs = json["outputs"]!.GetValue<int>();
        var trees = json["trees"]!.Deserialize(Arrays)!;
        return FlatTree.CutsOf(trees) is { } cuts
            ? new PackedForest(Array.ConvertAll(trees, t => t.Pack(cuts)), cuts, outputs, null)
            : TreeEnsemble.FromJson(json);
    }

    private void PredictBlock(double[][] columns, int start, int count, Scratch scratch, double[][] result)
    {
        var (codes, sums) = (scratch.Codes, scratch.Sums);
        for (var c = 0; c < Math.Min(columns.Length, search.Length); c++)
        {
            // A model that was read has no thresholds of columns behind the last that it compares.
            var own = search[c];
            var values = columns[c].AsSpan(start, count);
            for (var i = 0; i < values.Length; i++)
            {
                codes[(i * columns.Length) + c] = CodeOf(own, values[i]);
            }
        }

        Array.Clear(sums);
        foreach (var tree in trees)
        {
            tree.AddEstimates(codes.AsSpan(0, count * columns.Length), columns.Length, scratch.At, scratch.Walking, sums);
        }

        for (var o = 0; o < outputs; o++)
        {
            var into = result[o].AsSpan(start, count);
            for (var i = 0; i < into.Length; i++)
            {
                into[i] = sums[(i * outputs) + o] / trees.Count;
            }
        }
    }

    /// <summary>The number of thresholds below a value, by halving without a branch; the 255 places are filled with infinity.</summary>
    private static byte CodeOf(double[] cuts, double value)
    {
        var code = 0;
        for (var step = 128; step > 0; step >>= 1)
        {
            code += cuts[code + step - 1] < value ? step : 0;
        }

        return (byte)code;
    }

    /// <summary>What a thread needs to predict a block of rows.</summary>
    private sealed class Scratch(int columns, int outputs)
    {
        public byte[] Codes { get; } = new byte[BlockRows * columns];

        public double[] Sums { get; } = new double[BlockRows * outputs];

        public int[] At { get; } = new int[BlockRows];

        public int[] Walking { get; } = new int[BlockRows];
    }

    /// <summary>Writes trees in the form that <see cref="Tree.FromJson"/> reads; a node that is split has no estimates.</summary>
    private sealed class TreeWriter : JsonConverter<PackedForest>
    {
        public override PackedForest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Forests are read by FromJson.");

        public override void Write(Utf8JsonWriter writer, PackedForest value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var tree in value.trees)
            {
                WriteTree(writer, tree, value.cuts, value.outputs);

                // To a stream, what is written leaves memory here and not at the end of the forest.
                writer.Flush();
            }

            writer.WriteEndArray();
        }

        private static void WriteTree(Utf8JsonWriter writer, PackedTree tree, double[][] cuts, int outputs)
        {
            writer.WriteStartObject();
            WriteWhole(writer, "feature", tree, static (t, node) => t.IsLeaf(node) ? -1 : t.TestOf(node).Column);
            writer.WriteStartArray("threshold");
            for (var node = 0; node < tree.Count; node++)
            {
                var (column, bin, _) = tree.TestOf(node);
                writer.WriteNumberValue(tree.IsLeaf(node) ? 0 : cuts[column][bin]);
            }

            writer.WriteEndArray();
            WriteWhole(writer, "left", tree, static (t, node) => t.IsLeaf(node) ? -1 : t.TestOf(node).Left);
            WriteWhole(writer, "right", tree, static (t, node) => t.IsLeaf(node) ? -1 : t.TestOf(node).Left + 1);
            writer.WriteStartArray("value");
            var estimate = new double[outputs];
            for (var node = 0; node < tree.Count; node++)
            {
                writer.WriteStartArray();
                if (tree.IsLeaf(node))
                {
                    tree.EstimateOf(node, estimate);
                    foreach (var own in estimate)
                    {
                        writer.WriteNumberValue(own);
                    }
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        private static void WriteWhole(Utf8JsonWriter writer, string name, PackedTree tree, Func<PackedTree, int, int> of)
        {
            writer.WriteStartArray(name);
            for (var node = 0; node < tree.Count; node++)
            {
                writer.WriteNumberValue(of(tree, node));
            }

            writer.WriteEndArray();
        }
    }
}
