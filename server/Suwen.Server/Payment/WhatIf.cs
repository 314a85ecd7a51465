using Suwen.Analysis.Payment.FrontPage;

namespace Suwen.Server.Payment;

/// <summary>A month under other terms.</summary>
internal static class WhatIf
{
    /// <summary>Sums of each department before and after, the largest change first.</summary>
    public static IReadOnlyList<MonthRow> Months(IReadOnlyList<StayPage> pages, FrontPageGrouper grouper, PaymentTerms? terms, FrontPageGrouper other, PaymentTerms? after)
    {
        List<FrontPageCase> cases = [.. pages.Select(static p => p.Page)];
        var groups = grouper.Group(cases, withPath: false);
        var others = other.Scheme == grouper.Scheme ? groups : other.Group(cases, withPath: false);
        var rows = pages.Select((p, i) => (Page: p, Before: Side(groups[i], terms, p.Page.Cost), After: Side(others[i], after, p.Page.Cost)))
            .GroupBy(static c => (Institution: c.Page.Institution ?? "", Department: c.Page.Department ?? ""))
            .Select(static d => new MonthRow(
                d.Key.Institution, d.Key.Department, d.Count(), Math.Round(d.Sum(static c => c.Page.Page.Cost ?? 0), 2), Math.Round(d.Sum(static c => c.Before.Payment), 2), Math.Round(d.Sum(static c => c.After.Payment), 2),
                Math.Round(d.Average(static c => c.Before.Weight), 4), Math.Round(d.Average(static c => c.After.Weight), 4), d.Count(static c => c.Before.IsOutlier), d.Count(static c => c.After.IsOutlier),
                d.Count(static c => c.Before.IsUngrouped), d.Count(static c => c.After.IsUngrouped)));
        return [.. rows.OrderByDescending(static r => Math.Abs(r.PaymentAfter - r.PaymentBefore)).ThenBy(static r => r.Institution, StringComparer.Ordinal).ThenBy(static r => r.Department, StringComparer.Ordinal)];
    }

    private static (double Weight, double Payment, bool IsOutlier, bool IsUngrouped) Side(FrontPageGroup group, PaymentTerms? terms, double? cost)
    {
        var estimate = terms?.Of(group.Drg, cost);
        return (estimate?.Weight ?? 0, estimate?.Payment ?? 0, estimate?.Outlier is "low" or "high", group.Status is not "grouped");
    }
}
