using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Overview.Region;

/// <summary>Reads the region's numbers from the warehouse.</summary>
internal static class RegionQueries
{
    private const long MostDiseases = 20;
    private const int CountyCodeLength = 6;

    public static async Task<RegionPicture> ReadAsync(SuwenNode node, ReadScope scope, CancellationToken cancellationToken)
    {
        var asOf = node.Time.GetUtcNow();
        var loaded = node.Gate.LoadedThrough.ToString();

        // Clinical dates are the sender's wall clock, which is China's unless a source says otherwise; "today" is the day there (UTC+8, no summer time).
        var today = DateOnly.FromDateTime(asOf.ToOffset(TimeSpan.FromHours(8)).DateTime);
        var ages = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Overview/Region/pyramid.sql"), today.Year, (today.Month * 100) + today.Day),
            scope,
            static (b, r) => (From: b.LongOrNull(0, r), Male: b[1].Lane(r), Female: b[2].Lane(r), Unknown: b[3].Lane(r)),
            cancellationToken);
        var visits = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Overview/Region/visits.sql"), today),
            scope,
            static (b, r) => new DayCount((DateOnly)b[0].Value(r)!, b[1].Text(r), b[2].Lane(r)),
            cancellationToken);
        var yearTo = visits.Count == 0 ? today : visits[^1].Day;
        var yearFrom = yearTo.AddYears(-1).AddDays(1);
        var diseases = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Overview/Region/diseases.sql"), yearFrom, today, MostDiseases),
            scope,
            static (b, r) => new DiseaseCount(b.TextOrNull(0, r), b[1].Text(r), b.TextOrNull(2, r), b[3].Lane(r), b[4].Lane(r), b[5].Lane(r)),
            cancellationToken);
        var counties = await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Overview/Region/counties.sql"), yearFrom, yearTo),
            scope,
            static (b, r) => new CountyCount(b.TextOrNull(0, r) ?? "", b[1].Lane(r), b[2].Lane(r)),
            cancellationToken);
        return new RegionPicture(
            asOf,
            loaded,
            [.. ages.Where(a => a.From is not null).Select(a => new AgeGroup((int)a.From!.Value, a.Male, a.Female, a.Unknown))],
            ages.Where(a => a.From is null).Sum(a => a.Male + a.Female + a.Unknown),
            visits.Count == 0 ? null : yearFrom,
            visits.Count == 0 ? null : yearTo,
            VisitCalendar.ByDay(visits, today),
            VisitCalendar.ByWeek(visits, today),
            VisitCalendar.ByMonth(visits, today),
            diseases,
            [.. counties.Where(c => IsCode(c.Code))],
            counties.Where(c => !IsCode(c.Code)).Sum(c => c.Residents));
    }

    private static bool IsCode(string text) => text.Length == CountyCodeLength && text.All(char.IsAsciiDigit);
}
