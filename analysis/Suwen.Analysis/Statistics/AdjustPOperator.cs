using Suwen.Storage.Schema;

namespace Suwen.Analysis.Statistics;

/// <summary>Correction of p-values for the number of tests.</summary>
internal sealed class AdjustPOperator : IOperator
{
    private static readonly OperatorParameter<string> PValue = Parameter.Column("p_value", "p 值列", "Column of p-values");
    private static readonly OperatorParameter<string> Method =
        Parameter.Choice("method", ["holm", "hochberg", "hommel", "bonferroni", "BH", "BY", "fdr", "none"], "holm", "校正方法;fdr 即 BH", "Method of correction; fdr is BH");

    private static readonly OperatorParameter<long?> N = Parameter.OptionalInteger("n", 1, int.MaxValue, "比较次数;默认为 p 值个数", "Number of comparisons; the number of p-values where none is given");

    public OperatorDescription Description { get; } = new(
        "adjust-p",
        "statistics",
        new("多重比较校正", "Multiple testing correction"),
        new("对一列 p 值做多重比较校正。", "Corrects a column of p-values for the number of tests."),
        [PValue, Method, N],
        [new OperatorOutput("result", new("每行为一个 p 值,顺序同输入", "One row per p-value, in the order of the input"), "row: row of the input from 1; p_value; p_adjusted; method")])
    {
        Aliases = ["multiple-testing", "multiple-testing-correction", "p-adjust"],
        References = ["R stats::p.adjust"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var frame = await Frame.ReadAsync(call.Input, [(call.Get(PValue), FrameKind.Number)], cancellationToken);
        var values = frame.Numbers(call.Get(PValue));
        var bad = Array.FindIndex(values, static p => p < 0 || p > 1);
        if (bad >= 0)
        {
            throw OperatorException.BadData($"Row {bad + 1} of the column {call.Get(PValue)} is not between 0 and 1.", "Name a column of p-values.");
        }

        var present = Array.FindAll(values, static p => !double.IsNaN(p));
        var n = call.Get(N) ?? present.Length;
        if (n < present.Length)
        {
            throw OperatorException.BadParameters($"The parameter n is {n}, and there are {present.Length} p-values.", "Set it to the number of tests, which cannot be smaller.");
        }

        var adjusted = Adjustment.Adjust(present, call.Get(Method), n);
        var table = new ResultTable("result", ("row", ColumnType.Int64), ("p_value", ColumnType.Double), ("p_adjusted", ColumnType.Double), ("method", ColumnType.Text));
        for (int i = 0, k = 0; i < values.Length; i++)
        {
            var isMissing = double.IsNaN(values[i]);
            table.Add(i + 1, isMissing ? null : values[i], isMissing ? null : adjusted[k++], call.Get(Method));
        }

        if (present.Length < values.Length)
        {
            call.Note($"{values.Length - present.Length} 行没有 p 值。", $"{values.Length - present.Length} rows have no p-value.");
        }

        await call.WriteAsync(table, cancellationToken);
        var significant = adjusted.Count(static p => p < 0.05);
        call.Sentence($"{n} 次检验经 {call.Get(Method)} 校正后,{significant} 次 P < 0.05。", $"Of {n} tests, {significant} had P < 0.05 after correction ({call.Get(Method)}).");
    }
}

/// <summary>Corrections of p-values.</summary>
internal static class Adjustment
{
    /// <param name="p">P-values without NaN.</param>
    /// <param name="method">holm, hochberg, hommel, bonferroni, BH or fdr, BY, none.</param>
    /// <param name="n">Number of tests, not below the number of values.</param>
    public static double[] Adjust(double[] p, string method, double n)
    {
        if (method == "none" || n <= 1 || p.Length == 0)
        {
            return (double[])p.Clone();
        }

        // For one comparison of two, Hommel is Hochberg.
        method = method == "hommel" && n == 2 ? "hochberg" : method;
        var order = new int[p.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var sorted = (double[])p.Clone();
        Array.Sort(sorted, order);
        var adjusted = method == "hommel" ? Hommel(sorted, (int)n) : StepWise(sorted, method, n);
        var result = new double[p.Length];
        for (var i = 0; i < order.Length; i++)
        {
            result[order[i]] = adjusted[i];
        }

        return result;
    }

    private static double[] StepWise(double[] sorted, string method, double n)
    {
        var result = new double[sorted.Length];
        var harmonic = 0.0;
        for (var i = 1; method == "BY" && i <= n; i++)
        {
            harmonic += 1.0 / i;
        }

        for (var i = 0; i < sorted.Length; i++)
        {
            result[i] = sorted[i] * (method switch
            {
                "bonferroni" => n,
                "holm" or "hochberg" => n - i,
                "BY" => harmonic * n / (i + 1),
                _ => n / (i + 1),
            });
        }

        // Holm steps down, Hochberg and the false discovery rates step up.
        for (var i = 1; method == "holm" && i < result.Length; i++)
        {
            result[i] = Math.Max(result[i], result[i - 1]);
        }

        for (var i = result.Length - 2; method is not ("holm" or "bonferroni") && i >= 0; i--)
        {
            result[i] = Math.Min(result[i], result[i + 1]);
        }

        return Array.ConvertAll(result, static v => Math.Min(1, v));
    }

    private static double[] Hommel(double[] sorted, int n)
    {
        var p = new double[n];
        p.AsSpan().Fill(1);
        sorted.CopyTo(p, 0);
        var least = double.PositiveInfinity;
        for (var i = 0; i < n; i++)
        {
            least = Math.Min(least, n * p[i] / (i + 1));
        }

        var q = new double[n];
        var adjusted = new double[n];
        q.AsSpan().Fill(least);
        adjusted.AsSpan().Fill(least);
        for (var m = n - 1; m >= 2; m--)
        {
            // The m smallest of the joint test: the last m − 1 values bound it.
            var bound = double.PositiveInfinity;
            for (var k = 2; k <= m; k++)
            {
                bound = Math.Min(bound, m * p[n - m + k - 1] / k);
            }

            for (var i = 0; i <= n - m; i++)
            {
                q[i] = Math.Min(m * p[i], bound);
            }

            for (var i = n - m + 1; i < n; i++)
            {
                q[i] = q[n - m];
            }

            for (var i = 0; i < n; i++)
            {
                adjusted[i] = Math.Max(adjusted[i], q[i]);
            }
        }

        return [.. adjusted.Select((v, i) => Math.Max(v, p[i])).Take(sorted.Length)];
    }
}
