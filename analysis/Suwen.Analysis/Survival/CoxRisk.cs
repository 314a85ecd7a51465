using Suwen.Analysis.Regression;

namespace Suwen.Analysis.Survival;

/// <summary>
/// The partial likelihood of Cox's model, its score and information at given coefficients. Rows lie by stratum and by time backwards, so
/// that a risk set is a running sum. The information is Σ r·H·xx' over rows (H the hazard each row has met) less the outer products of
/// the means at events: two cross products of columns instead of a matrix per risk set. Efron's correction for d tied events takes
/// d risk sets from which the share k/d of the tied is gone (Efron 1977); Breslow's takes one.
/// </summary>
internal sealed partial class CoxRisk
{
    private const int Block = 1024;

    private readonly double[][] x;
    private readonly double[]? weights;
    private readonly double[]? offset;
    private readonly bool isEfron;
    private readonly bool[] isEvent;
    private readonly int[]? entryOrder;
    private readonly double[] relative;
    private readonly double[] eta;
    private readonly double[] cumulated;
    private readonly double[] total;
    private readonly double[] tied;
    private readonly double[] entryOf;
    private readonly bool[] isSummedAnew;

    /// <param name="input">The data.</param>
    /// <param name="columns">Standardised columns in the order of rows of the input.</param>
    public CoxRisk(CoxInput input, double[][] columns)
    {
        isEfron = input.IsEfron;
        var n = input.Times.RowCount;
        Order = SortRows(input);
        x = Array.ConvertAll(columns, c => Permute(c, Order));
        weights = input.Weights is null ? null : Permute(input.Weights, Order);
        offset = input.Offset is null ? null : Permute(input.Offset, Order);
        isEvent = Array.ConvertAll(Order, r => input.Times.IsEvent[r]);
        entryOrder = input.Times.Entry is null ? null : SortEntries(input, Order);
        RowGroup = new int[n];
        EntryGroup = input.Times.Entry is null ? null : new int[n];
        Groups = FindGroups(input);
        relative = new double[n];
        eta = new double[n];
        cumulated = new double[Groups.Length];
        total = new double[Groups.Length];
        tied = new double[Groups.Length];
        isSummedAnew = new bool[Groups.Length];
        entryOf = input.Times.Entry is null ? [] : Permute(input.Times.Entry, Order);
        HazardOfRow = new double[n];
        Hazard = new double[Groups.Length];
        HazardOfTied = new double[Groups.Length];
    }

    /// <summary>A time of a stratum at which events happened.</summary>
    internal readonly record struct EventGroup(int Stratum, double Time, int FirstRow, int EndRow, int EndEntry, int FirstEntry, int FirstEvent, int EventCount, double EventWeight, bool BeginsStratum);

    /// <summary>Row of the input at each place.</summary>
    public int[] Order { get; }

    /// <summary>Places by stratum and entry time backwards; null where all began at the origin.</summary>
    public int[]? EntryOrder => entryOrder;

    /// <summary>By stratum, times backwards.</summary>
    public EventGroup[] Groups { get; }

    /// <summary>At each place the group of the latest event time not after the row's end; -1 where none is.</summary>
    public int[] RowGroup { get; }

    /// <summary>The same for entry times.</summary>
    public int[]? EntryGroup { get; }

    /// <summary>Increment of the hazard at each group at the last coefficients, relative to <see cref="Shift"/>.</summary>
    public double[] Hazard { get; }

    /// <summary>The part of <see cref="Hazard"/> that those tied at the group do not meet.</summary>
    public double[] HazardOfTied { get; }

    /// <summary>Hazard met by the row at each place.</summary>
    public double[] HazardOfRow { get; }

    /// <summary>Subtracted from linear predictors before they are raised to a power.</summary>
    public double Shift { get; private set; }

    public double LogLikelihood { get; private set; }

    public double[] Score { get; private set; } = [];

    /// <summary>Information, symmetric, row after row.</summary>
    public double[] Information { get; private set; } = [];

    public ReadOnlySpan<double> LinearPredictor => eta;

    public bool IsEventAt(int place) => isEvent[place];

    public double WeightAt(int place) => weights?[place] ?? 1;

    /// <summary>exp(linear predictor - shift) without weights.</summary>
    public double RiskAt(int place) => relative[place] / WeightAt(place);

    public double ValueAt(int column, int place) => x[column][place];

    /// <summary>Evaluates the likelihood; with score and information if wanted.</summary>
    public void Evaluate(ReadOnlySpan<double> coefficients, bool withInformation)
    {
        Array.Clear(eta);
        offset?.CopyTo(eta, 0);
        for (var j = 0; j < x.Length; j++)
        {
            if (coefficients[j] != 0)
            {
                Vectors.AddScaled(coefficients[j], x[j], eta);
            }
        }

        SumRisks();
        if (withInformation)
        {
            MeetHazards();
            (Score, Information) = Derive(null, true);
        }
    }

    /// <summary>Score and information in which each event time counts with a factor: for the test of proportional hazards.</summary>
    public (double[] Score, double[] Information) Derive(double[]? factors, bool isPlain)
    {
        var p = x.Length;
        var score = new double[p];
        var information = new double[p * p];
        SubtractMeans(factors, score, information);
        var rowFactors = isPlain ? HazardOfRow : HazardWith(factors!);
        AddRows(rowFactors, information);
        for (var g = 0; g < Groups.Length; g++)
        {
            var factor = factors?[g] ?? 1;
            for (var i = Groups[g].FirstEvent; i < Groups[g].FirstEvent + Groups[g].EventCount; i++)
            {
                for (var j = 0; j < p; j++)
                {
                    score[j] += factor * WeightAt(i) * x[j][i];
                }
            }
        }

        for (var j = 0; j < p; j++)
        {
            for (var k = 0; k < j; k++)
            {
                information[(j * p) + k] = information[(k * p) + j];
            }
        }

        return (score, information);
    }

    /// <summary>For one column and each group the sum over its risk sets of mean × hazard, and the parts for those tied there.</summary>
    public void Means(int column, double[] meanTimesHazard, double[] ofTied, double[] meanOfEvents)
    {
        double sum = 0;
        for (var g = 0; g < Groups.Length; g++)
        {
            var group = Groups[g];
            sum = Accumulate(g, x[column], group.BeginsStratum ? 0 : sum, out var own);
            var (steps, step) = Steps(group);
            meanTimesHazard[g] = ofTied[g] = meanOfEvents[g] = 0;
            for (var k = 0; k < steps; k++)
            {
                var share = (double)k / steps;
                var risk = total[g] - (share * tied[g]);
                var mean = (sum - (share * own)) / risk;
                meanTimesHazard[g] += step / risk * mean;
                ofTied[g] += share * step / risk * mean;
                meanOfEvents[g] += mean / steps;
            }
        }
    }

    private (int Steps, double Weight) Steps(in EventGroup group) =>
        isEfron ? (group.EventCount, group.EventWeight / group.EventCount) : (1, group.EventWeight);

    /// <summary>Risk sets, log likelihood and increments of the hazard.</summary>
    private void SumRisks()
    {
        Shift = 0;
        var highest = double.NegativeInfinity;
        foreach (var value in eta)
        {
            highest = Math.Max(highest, value);
        }

        Shift = highest;
        for (var i = 0; i < eta.Length; i++)
        {
            relative[i] = Math.Exp(eta[i] - highest) * (weights?[i] ?? 1);
        }

        double logLikelihood = 0, sum = 0, peak = 0;
        var hasVanished = false;
        for (var g = 0; g < Groups.Length; g++)
        {
            var group = Groups[g];
            sum = group.BeginsStratum ? 0 : sum;
            peak = group.BeginsStratum ? 0 : peak;
            for (var i = group.FirstRow; i < group.EndRow; i++)
            {
                sum += relative[i];
            }

            peak = Math.Max(peak, sum);
            for (var e = group.FirstEntry; e < group.EndEntry; e++)
            {
                sum -= relative[entryOrder![e]];
            }

            // What is left after larger risks were taken off again has lost its digits, and is summed anew.
            peak = Math.Max(peak, sum);
            isSummedAnew[g] = sum < 1e-6 * peak;
            if (isSummedAnew[g])
            {
                sum = peak = SumAnew(g, null);
            }

            total[g] = sum;
            double own = 0;
            for (var i = group.FirstEvent; i < group.FirstEvent + group.EventCount; i++)
            {
                own += relative[i];
                logLikelihood += WeightAt(i) * (eta[i] - highest);
            }

            tied[g] = own;
            var (steps, step) = Steps(group);
            Hazard[g] = HazardOfTied[g] = 0;
            for (var k = 0; k < steps; k++)
            {
                var share = (double)k / steps;
                var risk = sum - (share * own);
                hasVanished |= !(risk > 0);
                logLikelihood -= step * Math.Log(risk);
                Hazard[g] += step / risk;
                HazardOfTied[g] += share * step / risk;
            }
        }

        // A risk set below the smallest double has no logarithm; such coefficients are no better than any before them.
        LogLikelihood = hasVanished ? double.NegativeInfinity : logLikelihood;
    }

    private void MeetHazards()
    {
        Cumulate(Hazard);
        for (var i = 0; i < HazardOfRow.Length; i++)
        {
            HazardOfRow[i] = Met(i, Hazard) - (isEvent[i] ? HazardOfTied[RowGroup[i]] : 0);
        }
    }

    private double[] HazardWith(double[] factors)
    {
        var scaled = new double[Hazard.Length];
        for (var g = 0; g < scaled.Length; g++)
        {
            scaled[g] = Hazard[g] * factors[g];
        }

        Cumulate(scaled);
        var result = new double[HazardOfRow.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Met(i, scaled) - (isEvent[i] ? HazardOfTied[RowGroup[i]] * factors[RowGroup[i]] : 0);
        }

        return result;
    }

    /// <summary>Sums over the event times of a stratum up to each.</summary>
    private void Cumulate(double[] increments)
    {
        var sum = 0.0;
        for (var g = Groups.Length - 1; g >= 0; g--)
        {
            sum = g + 1 == Groups.Length || Groups[g + 1].BeginsStratum ? increments[g] : sum + increments[g];
            cumulated[g] = sum;
        }
    }

    /// <summary>The running sum of risk × value over a risk set.</summary>
    private double Accumulate(int g, double[] column, double sum, out double own)
    {
        ref readonly var group = ref Groups[g];
        for (var i = group.FirstRow; i < group.EndRow; i++)
        {
            sum += relative[i] * column[i];
        }

        for (var e = group.FirstEntry; e < group.EndEntry; e++)
        {
            sum -= relative[entryOrder![e]] * column[entryOrder[e]];
        }

        sum = isSummedAnew[g] ? SumAnew(g, column) : sum;
        own = 0;
        for (var i = group.FirstEvent; isEfron && i < group.FirstEvent + group.EventCount; i++)
        {
            own += relative[i] * column[i];
        }

        return sum;
    }

    /// <summary>The sum of risk (times a column) over those at risk at a time, row by row.</summary>
    private double SumAnew(int g, double[]? column)
    {
        var first = g;
        while (!Groups[first].BeginsStratum)
        {
            first--;
        }

        var sum = 0.0;
        for (var i = Groups[first].FirstRow; i < Groups[g].EndRow; i++)
        {
            sum += entryOf[i] < Groups[g].Time ? relative[i] * (column?[i] ?? 1) : 0;
        }

        return sum;
    }

    /// <summary>Hazard between the entry and the end of the row at a place.</summary>
    private double Met(int place, double[] increments)
    {
        var last = RowGroup[place];
        if (last < 0)
        {
            return 0;
        }

        var before = EntryGroup is null ? -1 : EntryGroup[place];
        var met = cumulated[last] - (before < 0 ? 0 : cumulated[before]);
        if (before >= 0 && Math.Abs(met) < 1e-6 * Math.Abs(cumulated[last]))
        {
            // The difference of large sums has lost its digits: groups lie by time backwards, so those in between follow the last.
            met = 0;
            for (var g = last; g < before; g++)
            {
                met += increments[g];
            }
        }

        return met;
    }

    /// <summary>Takes the means of risk sets from the score, and their outer products from the information.</summary>
    private void SubtractMeans(double[]? factors, double[] score, double[] information)
    {
        var p = x.Length;
        var sums = new double[p];
        for (var first = 0; first < Groups.Length;)
        {
            var (end, stepCount) = BlockOfGroups(first);
            var means = new double[p][];
            var step = new double[stepCount];
            for (var j = 0; j < p; j++)
            {
                means[j] = new double[stepCount];
                FillMeans(j, first, end, factors, means[j], step, ref sums[j]);
            }

            var scaled = new double[stepCount];
            for (var j = 0; j < p; j++)
            {
                score[j] -= Vectors.Dot(step, means[j]);
                for (var s = 0; s < stepCount; s++)
                {
                    scaled[s] = step[s] * means[j][s];
                }

                for (var k = j; k < p; k++)
                {
                    information[(j * p) + k] -= Vectors.Dot(scaled, means[k]);
                }
            }

            first = end;
        }
    }

    private (int End, int Steps) BlockOfGroups(int first)
    {
        var count = 0;
        var end = first;
        while (end < Groups.Length && (count == 0 || count + Groups[end].EventCount <= Block))
        {
            count += Steps(Groups[end]).Steps;
            end++;
        }

        return (end, count);
    }

    private void FillMeans(int column, int first, int end, double[]? factors, double[] means, double[] step, ref double sum)
    {
        var s = 0;
        for (var g = first; g < end; g++)
        {
            ref readonly var group = ref Groups[g];
            sum = Accumulate(g, x[column], group.BeginsStratum ? 0 : sum, out var own);
            var (steps, weight) = Steps(group);
            for (var k = 0; k < steps; k++, s++)
            {
                var share = (double)k / steps;
                means[s] = (sum - (share * own)) / (total[g] - (share * tied[g]));
                step[s] = factors is null ? weight : weight * factors[g];
            }
        }
    }

    private void AddRows(double[] hazards, double[] information)
    {
        var p = x.Length;
        Span<double> factors = stackalloc double[Block];
        Span<double> scaled = stackalloc double[Block];
        for (var first = 0; first < relative.Length; first += Block)
        {
            var count = Math.Min(Block, relative.Length - first);
            for (var i = 0; i < count; i++)
            {
                factors[i] = relative[first + i] * hazards[first + i];
            }

            for (var j = 0; j < p; j++)
            {
                var column = x[j].AsSpan(first, count);
                for (var i = 0; i < count; i++)
                {
                    scaled[i] = factors[i] * column[i];
                }

                for (var k = j; k < p; k++)
                {
                    information[(j * p) + k] += Vectors.Dot(scaled[..count], x[k].AsSpan(first, count));
                }
            }
        }
    }
}
