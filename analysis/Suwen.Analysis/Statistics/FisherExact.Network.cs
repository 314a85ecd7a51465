using System.Runtime.InteropServices;

namespace Suwen.Analysis.Statistics;

internal static partial class FisherExact
{
    /// <summary>The network of tables with given margins.</summary>
    /// <param name="steps">Column sums.</param>
    /// <param name="start">Row sums.</param>
    /// <param name="factorials">ln i! by i.</param>
    /// <param name="observed">−Σ ln x! of the observed table.</param>
    private sealed class Network(int[] steps, int[] start, double[] factorials, double observed)
    {
        private const int MaximumEdges = 8_000_000;
        private const int MaximumPasts = 20_000_000;

        private readonly double limit = observed + Distributions.LogOnePlus(Slack);
        private long edges;

        public double? Run()
        {
            var stages = Build();
            if (stages is null)
            {
                return null;
            }

            for (var stage = stages.Length - 2; stage >= 0; stage--)
            {
                foreach (var node in stages[stage].Values)
                {
                    foreach (var ((next, delta), _) in node.Edges)
                    {
                        node.Most = Math.Max(node.Most, delta + next.Most);
                        node.Least = Math.Min(node.Least, delta + next.Least);
                    }
                }
            }

            var root = stages[0].Values.First();
            root.Pasts[0] = 1;
            var logTotal = LogMass(root, 0);
            double sum = 0;
            for (var stage = 0; stage < stages.Length - 1; stage++)
            {
                foreach (var node in stages[stage].Values)
                {
                    if (!Follow(node, stage, logTotal, ref sum))
                    {
                        return null;
                    }
                }

                stages[stage].Clear();
            }

            foreach (var (past, count) in stages[^1].Values.SelectMany(static n => n.Pasts))
            {
                sum += past <= limit ? count * Math.Exp(past - logTotal) : 0;
            }

            return Math.Min(1, sum);
        }

        /// <summary>The logarithm of Σ Π 1/x! over all tables below a node: multinomial coefficients.</summary>
        private double LogMass(Node node, int stage)
        {
            var total = 0;
            var log = 0.0;
            foreach (var row in node.Rows)
            {
                total += row;
                log -= factorials[row];
            }

            for (var i = stage; i < steps.Length; i++)
            {
                log -= factorials[steps[i]];
            }

            return log + factorials[total];
        }

        private bool Follow(Node node, int stage, double logTotal, ref double sum)
        {
            var mass = LogMass(node, stage);
            foreach (var (past, count) in node.Pasts)
            {
                if (past + node.Most <= limit)
                {
                    sum += count * Math.Exp(past + mass - logTotal);
                }
                else if (past + node.Least <= limit)
                {
                    foreach (var ((next, delta), times) in node.Edges)
                    {
                        // Rounded so that products in another order are the same path.
                        CollectionsMarshal.GetValueRefOrAddDefault(next.Pasts, Math.Round(past + delta, 10), out _) += count * times;
                    }
                }
            }

            node.Pasts.Clear();
            return node.Edges.Keys.Sum(static e => (long)e.Next.Pasts.Count) < MaximumPasts;
        }

        private Dictionary<string, Node>[]? Build()
        {
            var stages = new Dictionary<string, Node>[steps.Length + 1];
            stages[0] = new() { [Pack(start)] = new Node([.. start]) };
            for (var stage = 0; stage < steps.Length; stage++)
            {
                stages[stage + 1] = [];
                foreach (var node in stages[stage].Values)
                {
                    Distribute(node, (int[])node.Rows.Clone(), 0, steps[stage], 0, stages[stage + 1]);
                    if (edges > MaximumEdges)
                    {
                        return null;
                    }
                }
            }

            // Behind the last column nothing follows.
            foreach (var node in stages[^1].Values)
            {
                (node.Most, node.Least) = (0, 0);
            }

            return stages;
        }

        private void Distribute(Node from, int[] rows, int index, int left, double delta, Dictionary<string, Node> nodes)
        {
            if (index == rows.Length - 1)
            {
                rows[index] -= left;
                var sorted = (int[])rows.Clone();
                Array.Sort(sorted);
                ref var node = ref CollectionsMarshal.GetValueRefOrAddDefault(nodes, Pack(sorted), out _);
                node ??= new Node(sorted);
                CollectionsMarshal.GetValueRefOrAddDefault(from.Edges, (node, Math.Round(delta - factorials[left], 11)), out var exists) += 1;
                edges += exists ? 0 : 1;
                rows[index] += left;
                return;
            }

            var room = 0;
            for (var i = index + 1; i < rows.Length; i++)
            {
                room += rows[i];
            }

            for (var x = Math.Max(0, left - room); x <= Math.Min(left, rows[index]) && edges <= MaximumEdges; x++)
            {
                rows[index] -= x;
                Distribute(from, rows, index + 1, left - x, delta - factorials[x], nodes);
                rows[index] += x;
            }
        }

        private static string Pack(int[] rows) => string.Create(rows.Length * 2, rows, static (span, values) =>
        {
            for (var i = 0; i < values.Length; i++)
            {
                span[2 * i] = (char)(values[i] >> 15);
                span[(2 * i) + 1] = (char)(values[i] & 0x7FFF);
            }
        });

        private sealed class Node(int[] rows)
        {
            public int[] Rows => rows;

            public double Most { get; set; } = double.NegativeInfinity;

            public double Least { get; set; } = double.PositiveInfinity;

            public Dictionary<(Node Next, double Delta), double> Edges { get; } = [];

            public Dictionary<double, double> Pasts { get; } = [];
        }
    }
}
