using Suwen.Storage.Schema;

namespace Suwen.Analysis.Mining;

/// <summary>How good predictions are: of classes by AUC (with DeLong's interval), accuracy, Brier score, log loss, sensitivity and specificity; of numbers by error and R².</summary>
internal static class Judgement
{
    private const int CalibrationBins = 10;

    /// <summary>Measures by name, for one part of the data.</summary>
    public static IReadOnlyList<(string Metric, double? Estimate, double? Low, double? High)> Of(Target target, double[][] predicted, int[] rows)
    {
        if (!target.IsClass)
        {
            return OfNumbers(target.Values, predicted[0], rows);
        }

        var measures = new List<(string, double?, double?, double?)>();
        var classes = target.Classes!.Count;
        double correct = 0, loss = 0, brier = 0;
        foreach (var row in rows)
        {
            var truth = (int)target.Values[row];
            correct += Best(predicted, row) == truth ? 1 : 0;
            loss -= Math.Log(Math.Max(1e-15, predicted[truth][row]));
            for (var c = classes == 2 ? 1 : 0; c < classes; c++)
            {
                var error = predicted[c][row] - (c == truth ? 1 : 0);
                brier += error * error;
            }
        }

        measures.Add(("accuracy", correct / rows.Length, null, null));
        measures.Add(("log_loss", loss / rows.Length, null, null));
        measures.Add(("brier", brier / rows.Length, null, null));
        if (target.IsBinary)
        {
            AddBinary(measures, target, predicted[1], rows);
        }

        return measures;
    }

    /// <summary>The likeliest class of a row; of equals the first.</summary>
    public static int Best(double[][] probabilities, int row)
    {
        var best = 0;
        for (var c = 1; c < probabilities.Length; c++)
        {
            best = probabilities[c][row] > probabilities[best][row] ? c : best;
        }

        return best;
    }

    /// <summary>Rows by tenth of the predicted probability, with what was predicted and what was observed.</summary>
    public static IEnumerable<(int Bin, int Count, double Predicted, double Observed)> Calibration(Target target, double[] probability, int[] rows)
    {
        for (var bin = 0; bin < CalibrationBins; bin++)
        {
            var low = bin / (double)CalibrationBins;
            var high = (bin + 1) / (double)CalibrationBins;
            var inside = rows.Where(r => probability[r] >= low && (probability[r] < high || bin == CalibrationBins - 1)).ToArray();
            if (inside.Length > 0)
            {
                yield return (bin + 1, inside.Length, inside.Average(r => probability[r]), inside.Average(r => target.Values[r]));
            }
        }
    }

    /// <summary>Area under the ROC curve with its standard error after DeLong (1988), by midranks (Sun and Xu 2014); null where one class is missing.</summary>
    public static (double Auc, double Error)? Auc(double[] truth, double[] score, int[] rows)
    {
        var positives = rows.Where(r => truth[r] > 0.5).ToArray();
        var negatives = rows.Where(r => truth[r] <= 0.5).ToArray();
        if (positives.Length == 0 || negatives.Length == 0)
        {
            return null;
        }

        int[] all = [.. positives, .. negatives];
        var midAll = Midranks(all, score);
        var midPositive = Midranks(positives, score);
        var midNegative = Midranks(negatives, score);
        double m = positives.Length;
        double n = negatives.Length;
        var sum = 0.0;
        for (var i = 0; i < positives.Length; i++)
        {
            sum += midAll[i];
        }

        var auc = ((sum / m) - ((m + 1) / 2)) / n;
        double v10 = 0, v01 = 0;
        for (var i = 0; i < positives.Length; i++)
        {
            var d = ((midAll[i] - midPositive[i]) / n) - auc;
            v10 += d * d;
        }

        for (var i = 0; i < negatives.Length; i++)
        {
            var d = 1 - ((midAll[positives.Length + i] - midNegative[i]) / m) - auc;
            v01 += d * d;
        }

        var variance = (m > 1 ? v10 / (m - 1) / m : 0) + (n > 1 ? v01 / (n - 1) / n : 0);
        return (auc, Math.Sqrt(variance));
    }

    /// <summary>The table of measures, by part of the data.</summary>
    public static ResultTable Table(IEnumerable<(string Part, int[] Rows)> parts, Target target, double[][] predicted)
    {
        var table = new ResultTable("result", ("set", ColumnType.Text), ("n", ColumnType.Int64), ("metric", ColumnType.Text), ("estimate", ColumnType.Double), ("conf_low", ColumnType.Double), ("conf_high", ColumnType.Double));
        foreach (var (part, rows) in parts)
        {
            foreach (var (metric, estimate, low, high) in Of(target, predicted, rows))
            {
                table.Add(part, rows.Length, metric, estimate, low, high);
            }
        }

        return table;
    }

    private static List<(string, double?, double?, double?)> OfNumbers(double[] truth, double[] predicted, int[] rows)
    {
        var mean = rows.Average(r => truth[r]);
        double squared = 0, absolute = 0, total = 0;
        foreach (var row in rows)
        {
            var error = truth[row] - predicted[row];
            squared += error * error;
            absolute += Math.Abs(error);
            total += (truth[row] - mean) * (truth[row] - mean);
        }

        return
        [
            ("rmse", Math.Sqrt(squared / rows.Length), null, null),
            ("mae", absolute / rows.Length, null, null),
            ("r_squared", total > 0 ? 1 - (squared / total) : null, null, null),
        ];
    }

    private static void AddBinary(List<(string, double?, double?, double?)> measures, Target target, double[] probability, int[] rows)
    {
        const double Normal95 = 1.959963984540054;
        if (Auc(target.Values, probability, rows) is { } auc)
        {
            measures.Insert(0, ("auc", auc.Auc, Math.Max(0, auc.Auc - (Normal95 * auc.Error)), Math.Min(1, auc.Auc + (Normal95 * auc.Error))));
        }
        else
        {
            measures.Insert(0, ("auc", null, null, null));
        }

        double tp = 0, tn = 0, fp = 0, fn = 0;
        foreach (var row in rows)
        {
            var isEvent = target.Values[row] > 0.5;
            var isCalled = probability[row] > 0.5;
            tp += isEvent && isCalled ? 1 : 0;
            fn += isEvent && !isCalled ? 1 : 0;
            fp += !isEvent && isCalled ? 1 : 0;
            tn += !isEvent && !isCalled ? 1 : 0;
        }

        double? Share(double part, double whole) => whole > 0 ? part / whole : null;
        measures.Add(("sensitivity", Share(tp, tp + fn), null, null));
        measures.Add(("specificity", Share(tn, tn + fp), null, null));
        measures.Add(("ppv", Share(tp, tp + fp), null, null));
        measures.Add(("npv", Share(tn, tn + fn), null, null));
        measures.Add(("f1", Share(2 * tp, (2 * tp) + fp + fn), null, null));
    }

    private static double[] Midranks(int[] rows, double[] score)
    {
        var order = Enumerable.Range(0, rows.Length).ToArray();
        var keys = Array.ConvertAll(rows, r => score[r]);
        Array.Sort(keys, order);
        var ranks = new double[rows.Length];
        for (var i = 0; i < order.Length;)
        {
            var end = i;
            while (end < order.Length && keys[end].Equals(keys[i]))
            {
                end++;
            }

            for (var j = i; j < end; j++)
            {
                ranks[order[j]] = (i + end + 1) / 2.0;
            }

            i = end;
        }

        return ranks;
    }
}
