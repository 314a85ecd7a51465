using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;

namespace Suwen.Simulator.Validation;

/// <summary>Numbers of one laboratory item.</summary>
internal struct ItemStatistics
{
    public long Results;
    public long HealthyResults;
    public long HealthyOutside;
    public double Least;
    public double Most;
    public long FlagsWrong;
}

/// <summary>What is counted over all visits of a region. One for each worker, added up at the end.</summary>
internal sealed class RegionStatistics(World world)
{
    /// <summary>New episodes by disease and month of the calendar (0 … 11).</summary>
    public Dictionary<string, long[]> Episodes { get; } = new(StringComparer.Ordinal);

    /// <summary>Visits by month since the first, by kind.</summary>
    public Dictionary<(int Month, VisitKind Kind), long> Visits { get; } = [];
    public Dictionary<string, ItemStatistics> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>What contradicts itself, by what it is.</summary>
    public SortedDictionary<string, long> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>What was looked at, for the denominators of <see cref="Faults"/>.</summary>
    public SortedDictionary<string, long> Checked { get; } = new(StringComparer.Ordinal);
    public long VisitCount { get; private set; }
    public long StayDays { get; private set; }
    public long Stays { get; private set; }

    public void Add(VisitSeed seed, Visit visit)
    {
        VisitCount++;
        var day = DateOnly.FromDateTime(visit.Start);
        var month = (day.Year - world.Options.From.Year) * 12 + day.Month - world.Options.From.Month;
        Visits[(month, visit.Kind)] = Visits.GetValueOrDefault((month, visit.Kind)) + 1;
        if (visit.Kind == VisitKind.Inpatient)
        {
            Stays++;
            StayDays += visit.LengthOfStayDays;
        }

        var detail = VisitDetail.Unpack(seed.Detail);
        if (detail.Reason == VisitReason.Acute && visit.Disease is { } disease)
        {
            if (!Episodes.TryGetValue(disease.Id, out var months)) Episodes.Add(disease.Id, months = new long[12]);
            months[day.Month - 1]++;
        }

        AddResults(visit);
        Check(visit);
    }

    public void Add(RegionStatistics other)
    {
        foreach (var (id, months) in other.Episodes)
        {
            if (!Episodes.TryGetValue(id, out var own)) Episodes.Add(id, own = new long[12]);
            for (var i = 0; i < 12; i++) own[i] += months[i];
        }

        foreach (var (key, count) in other.Visits) Visits[key] = Visits.GetValueOrDefault(key) + count;
        foreach (var (id, item) in other.Items)
        {
            var own = Items.GetValueOrDefault(id, new ItemStatistics { Least = double.MaxValue, Most = double.MinValue });
            own.Results += item.Results;
            own.HealthyResults += item.HealthyResults;
            own.HealthyOutside += item.HealthyOutside;
            own.FlagsWrong += item.FlagsWrong;
            own.Least = Math.Min(own.Least, item.Least);
            own.Most = Math.Max(own.Most, item.Most);
            Items[id] = own;
        }

        foreach (var (what, count) in other.Faults) Faults[what] = Faults.GetValueOrDefault(what) + count;
        foreach (var (what, count) in other.Checked) Checked[what] = Checked.GetValueOrDefault(what) + count;
        VisitCount += other.VisitCount;
        Stays += other.Stays;
        StayDays += other.StayDays;
    }

    /// <summary>Results of visits without a disease behind them (health checks, screening) are those of people as they come; the others may be ill.</summary>
    private void AddResults(Visit visit)
    {
        var isHealthy = visit.Kind == VisitKind.Screening;
        foreach (var report in visit.LabReports)
        {
            foreach (var result in report.Results)
            {
                if (result.Text is not null) continue;
                var value = result.Number.Value;
                var item = Items.GetValueOrDefault(result.Item.Id, new ItemStatistics { Least = double.MaxValue, Most = double.MinValue });
                var isOutside = value < result.Low || value > result.High;
                item.Results++;
                item.Least = Math.Min(item.Least, value);
                item.Most = Math.Max(item.Most, value);
                if (isHealthy)
                {
                    item.HealthyResults++;
                    if (isOutside) item.HealthyOutside++;
                }

                if (isOutside != result.Flag.Length > 0) item.FlagsWrong++;
                Items[result.Item.Id] = item;
            }
        }
    }

    private void Check(Visit visit)
    {
        Count("visits that end before they begin", visit.End < visit.Start);
        Count("visits before birth or after death", visit.Start.Date < visit.Resident.BirthDate.ToDateTime(TimeOnly.MinValue) || DateOnly.FromDateTime(visit.Start) > visit.Resident.DeathDate);
        Count("visits without a diagnosis", visit.Diagnoses.Count == 0 && visit.Kind <= VisitKind.Inpatient);
        var orders = visit.Orders.Select(o => o.Number).ToHashSet(StringComparer.Ordinal);
        foreach (var report in visit.LabReports)
        {
            Count("laboratory reports of no order of their visit", !orders.Contains(report.OrderNumber));
            Count("laboratory reports before their specimen", report.ReportedAt < report.CollectedAt);
        }

        foreach (var exam in visit.Exams)
        {
            Count("examination reports of no order of their visit", !orders.Contains(exam.OrderNumber));
            Count("examination reports before the examination", exam.ReportedAt < exam.PerformedAt);
        }

        foreach (var procedure in visit.Procedures) Count("procedures outside their visit", procedure.Start < visit.Start || procedure.End > visit.End || procedure.End < procedure.Start);
        foreach (var vitals in visit.Vitals) Count("vital signs outside their visit", vitals.At < visit.Start.AddMinutes(-30) || vitals.At > visit.End.AddMinutes(30));
        if (visit.Settlement is { } settlement)
        {
            Count("settlements whose total is not that of the fee lines", settlement.TotalFen != visit.Fees.Sum(f => f.AmountFen));
            Count("settlements whose parts don't add up", settlement.TotalFen != settlement.FundFen + settlement.SelfPayFen || settlement.SelfPayFen != settlement.AccountFen + settlement.CashFen);
        }

        if (visit.FrontPage is { } page && visit.Settlement is { } bill)
        {
            Count("front pages whose costs are not those of the settlement", page.CostFen.TryGetValue("total", out var total) && total != bill.TotalFen);
        }

        if (visit.ReportCard is { } card) Count("report cards reported before the diagnosis", card.Reported < card.Diagnosed);
    }

    private void Count(string what, bool isFault)
    {
        Checked[what] = Checked.GetValueOrDefault(what) + 1;
        if (isFault) Faults[what] = Faults.GetValueOrDefault(what) + 1;
    }

    /// <summary>Name of a month since the first, for axes.</summary>
    public string MonthName(int month) => world.Options.From.AddMonths(month).ToString("yy-MM", CultureInfo.InvariantCulture);
}
