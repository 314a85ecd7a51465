using Suwen.Analysis.Payment.Dip;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>What groups pay.</summary>
/// <param name="Weights">Weight of each DRG.</param>
/// <param name="Rate">Payment of weight 1, in yuan.</param>
/// <param name="Low">A case whose cost is below this many times the payment is a low outlier (低倍率).</param>
/// <param name="High">A case whose cost is above this many times the payment is a high outlier (高倍率).</param>
public sealed record PaymentTerms(IReadOnlyDictionary<string, double> Weights, double Rate, double Low = 0.4, double High = 2)
{
    /// <summary>The estimate for a group; null where it has no weight. Outliers are named and not paid differently: how is a matter of each city.</summary>
    public PaymentEstimate? Of(string drg, double? cost)
    {
        if (!Weights.TryGetValue(drg, out var weight))
        {
            return null;
        }

        var payment = weight * Rate;
        double? ratio = cost is { } spent && payment > 0 ? spent / payment : null;
        return new PaymentEstimate(weight, payment, cost is { } c ? payment - c : null, ratio is null ? "unknown" : ratio < Low ? "low" : ratio > High ? "high" : "normal");
    }

    /// <summary>Weights as mean cost of a group over the mean cost of all, and the rate that pays what was spent: budget-neutral, for want of a published table.</summary>
    /// <param name="cases">Group and cost of each case.</param>
    /// <param name="minimum">Groups with fewer cases have no weight.</param>
    public static PaymentTerms? FromCosts(IEnumerable<(string Drg, double Cost)> cases, int minimum)
    {
        var sums = new Dictionary<string, (int Count, double Sum)>(StringComparer.Ordinal);
        foreach (var (drg, cost) in cases)
        {
            if (cost > 0 && drg != "0000")
            {
                var (count, sum) = sums.GetValueOrDefault(drg);
                sums[drg] = (count + 1, sum + cost);
            }
        }

        var all = sums.Values.Sum(static s => s.Count);
        if (all == 0)
        {
            return null;
        }

        var mean = sums.Values.Sum(static s => s.Sum) / all;
        return new PaymentTerms(sums.Where(s => s.Value.Count >= minimum).ToDictionary(static s => s.Key, s => s.Value.Sum / s.Value.Count / mean, StringComparer.Ordinal), mean);
    }
}

/// <summary>What a group pays against what was spent.</summary>
/// <param name="Weight">Its weight.</param>
/// <param name="Payment">Weight times rate, in yuan.</param>
/// <param name="Balance">Payment less cost; null where the cost is not known.</param>
/// <param name="Outlier">low, normal, high or unknown.</param>
public sealed record PaymentEstimate(double Weight, double Payment, double? Balance, string Outlier);

/// <summary>The score of a case by a DIP catalogue.</summary>
/// <param name="Code">The group's code.</param>
/// <param name="Type">core, comprehensive or what the catalogue calls it.</param>
/// <param name="Score">Its score.</param>
public sealed record FrontPageDipScore(string Code, string Type, double Score);

/// <summary>Scores pages by a DIP catalogue. Not thread-safe: a reader of cases is used again and again.</summary>
public sealed class FrontPageDip
{
    private static readonly ResultColumn[] Columns = [new("case_id", ColumnType.Text), new("diagnoses", ColumnType.Text), new("procedures", ColumnType.Text)];

    private readonly DipCatalogue catalogue;
    private readonly DipColumns columns = new(new MemoryTable("cases", [], Columns));
    private readonly DipCase reader = new(isMapping: true);

    private FrontPageDip(DipCatalogue catalogue) => this.catalogue = catalogue;

    /// <summary>Cities whose tables are built in as samples.</summary>
    public static IReadOnlyList<string> Cities => DipCatalogue.Cities;

    /// <summary>A catalogue that dip-build wrote or a city's table.</summary>
    /// <exception cref="OperatorException">The table is no catalogue.</exception>
    public static async Task<FrontPageDip> ReadAsync(IOperatorTable table, CancellationToken cancellationToken) => new(await DipCatalogue.ReadAsync(table, cancellationToken));

    /// <summary>The table of a city that is built in.</summary>
    public static Task<FrontPageDip> CityAsync(string city, CancellationToken cancellationToken) => ReadAsync(DipCatalogue.City(city), cancellationToken);

    /// <summary>The group of a page; null where the catalogue has none for it.</summary>
    public FrontPageDipScore? Score(FrontPageCase page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var batch = new ColumnBatch(Columns, 1);
        batch[0].Append(page.CaseId);
        batch[1].Append(string.Join('|', page.Diagnoses));
        batch[2].Append(string.Join('|', page.Procedures.Select(static p => p.Code)));
        lock (reader)
        {
            return reader.Read(batch, columns, 0) == DipFault.None && catalogue.Find(reader, out _) is { } entry ? new FrontPageDipScore(entry.Code, entry.Type, entry.Score) : null;
        }
    }
}
