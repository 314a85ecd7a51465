using System.Globalization;
using System.Text;
using System.Text.Json;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Tests.Care;
using Suwen.Simulator.Writing;
using Suwen.Simulator.Writing.Fhir;
using Suwen.Simulator.Writing.Tables;

namespace Suwen.Simulator.Tests.Writing;

/// <summary>Feeds of a region with people in it: what they write of its visits and days.</summary>
public sealed class RealFeedTests
{
    private static World World => CareWorld.World;

    private static Institution House(string source) => World.Institutions.All.First(i => i.Source == source);

    private static RecordedFeed Written(IFeed feed, string source, Func<VisitSeed, bool> isWanted)
    {
        var house = House(source);
        var sink = new RecordedFeed();
        var model = new CareModel(World);
        var visit = new Visit();
        foreach (var seed in CareWorld.Seeds.Where(s => s.Institution == house.Index && isWanted(s)))
        {
            model.Fill(seed, visit);
            if (!feed.Wants(visit)) continue;
            for (var day = DateOnly.FromDateTime(visit.Start); day <= DateOnly.FromDateTime(visit.End); day = day.AddDays(1)) feed.Write(visit, day, sink);
        }

        return sink;
    }

    /// <summary>Rows by column; none of the values asked for holds a comma or a quotation mark.</summary>
    private static List<Dictionary<string, string>> Rows(IFeed feed, RecordedFeed sink, string channel)
    {
        var rows = sink.Records.Where(r => r.Channel.Name == channel && r.Fate == ExpectedFate.Loaded).ToList();
        var columns = Encoding.UTF8.GetString(feed.Header(rows[0].Channel)).TrimStart('\uFEFF').TrimEnd().Split(',');
        return [.. rows.Select(r => columns.Zip(Encoding.UTF8.GetString(r.Bytes).TrimEnd('\r', '\n').Split(',')).ToDictionary(p => p.First, p => p.Second))];
    }

    private static decimal Yuan(Dictionary<string, string> row, string column) => decimal.Parse(row[column], CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("first-hospital")]
    [InlineData("tcm-hospital")]
    public void The_costs_of_a_front_page_sum_to_its_total(string source)
    {
        var feed = new FrontPageFeed(World, House(source));
        var pages = Rows(feed, Written(feed, source, s => s.Kind == VisitKind.Inpatient), "front-page");
        pages.Count.ShouldBeGreaterThan(100);
        string[] parts = ["一般医疗服务费", "治疗费", "护理费", "病理诊断费", "实验室诊断费", "影像学诊断费", "手术费", "康复费", "西药费", "中成药费", "中草药费", "血费", "材料费", "其他费"];
        foreach (var page in pages) parts.Sum(part => Yuan(page, part)).ShouldBe(Yuan(page, "总费用"), page["首页编号"]);
        pages.ShouldContain(page => Yuan(page, "手术费") > 0);
    }

    [Fact]
    public void Each_stay_of_a_person_in_a_house_counts_one_more()
    {
        var feed = new FrontPageFeed(World, House("first-hospital"));
        var pages = Rows(feed, Written(feed, "first-hospital", s => s.Kind == VisitKind.Inpatient), "front-page");
        var again = pages.Where(page => page["入院时间"].StartsWith("2024", StringComparison.Ordinal) || page["入院时间"].StartsWith("2025", StringComparison.Ordinal)).GroupBy(page => page["病案号"]).Where(person => person.Count() > 1).ToList();
        again.Count.ShouldBeGreaterThan(20);
        var steps = again.SelectMany(person => person.OrderBy(page => page["入院时间"], StringComparer.Ordinal).Select(page => int.Parse(page["住院次数"], CultureInfo.InvariantCulture)).ToList() is var counts ? counts.Zip(counts.Skip(1), (a, b) => b - a) : []).ToList();

        // A card that was borrowed has the stays of two people under one number, and a slip of the pen may shift a date.
        steps.Count(step => step == 1).ShouldBeGreaterThan(steps.Count * 98 / 100);
    }

    [Fact]
    public void A_swapped_result_stands_under_somebody_else()
    {
        var feed = new SecondHospitalFeed(World, House("second-hospital"));
        var sink = Written(feed, "second-hospital", s => s.Kind != VisitKind.Vaccination);
        var swapped = sink.Answers.Where(a => a.Variety == "swapped-patient" && a.Record == "lab-result").ToList();
        swapped.ShouldNotBeEmpty();
        var rows = Rows(feed, sink, "lab-results");
        foreach (var answer in swapped)
        {
            string Of(string name) => answer.Truth.Single(t => t.Name == name).Value;
            var row = rows.Single(r => r["报告单号"] == answer.Number && r["项目代码"] == Of("item"));
            row["病人ID"].ShouldNotBe(Of("true_patient"));
            row["就诊流水号"].ShouldBe(Of("true_visit"));
            var other = World.Population.TrueResident(House("second-hospital"), row["病人ID"]);
            other.IsNone.ShouldBeFalse();
            other.ShouldNotBe(World.Population.TrueResident(House("second-hospital"), Of("true_patient")));
        }
    }

    [Fact]
    public void Unusual_accesses_are_lines_of_the_log()
    {
        var house = House("first-hospital");
        var feed = new AccessLogFeed(World, house);
        var sink = Written(feed, "first-hospital", s => s.Start.Year == 2024);
        for (var day = new DateOnly(2024, 1, 1); day.Year < 2026; day = day.AddDays(1)) feed.WriteDay(day, sink);
        var log = Rows(feed, sink, "access-log").ToDictionary(r => r["日志号"]);
        var byVisit = log.Values.ToLookup(r => r["就诊号"]);
        foreach (var variety in (string[])["vip-snooping", "colleague-lookup", "left-employee", "bulk-export-at-night"]) sink.Answers.ShouldContain(a => a.Variety == variety);
        foreach (var answer in sink.Answers)
        {
            string Of(string name) => answer.Truth.Single(t => t.Name == name).Value;
            var line = log[answer.Number];
            if (answer.Variety == "bulk-export-at-night")
            {
                var export = log.Values.Where(r => r["操作"] == "导出病历" && r["工号"] == Of("staff") && r["时间"].StartsWith(Of("day"), StringComparison.Ordinal)).ToList();
                export.Count.ToString(CultureInfo.InvariantCulture).ShouldBe(Of("count"));
                export.ShouldAllBe(r => DateTime.Parse(r["时间"], CultureInfo.InvariantCulture).Hour < 6);
                var day = DateOnly.Parse(Of("day"), CultureInfo.InvariantCulture);
                export.ShouldAllBe(r => World.Population[World.Population.TrueResident(house, r["患者号"])].IsPresent(day));
                continue;
            }

            line["患者号"].ShouldBe(Of("patient"));
            line["就诊号"].ShouldBe(Of("visit"));
            if (answer.Variety == "left-employee") house.Departments.SelectMany(d => d.Staff).ShouldNotContain(who => who.Number == line["工号"]);
            if (answer.Variety == "colleague-lookup") line["科室"].ShouldNotBe(byVisit[Of("visit")].First()["科室"]);
            if (answer.Variety == "vip-snooping") byVisit[Of("visit")].Count(r => r["科室"] != byVisit[Of("visit")].First()["科室"]).ShouldBeGreaterThanOrEqualTo(int.Parse(Of("count"), CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void The_register_has_everybody_of_the_first_day_and_the_events_what_came_after()
    {
        var feed = new PopulationFeed(World, House("population"));
        var sink = new RecordedFeed();
        for (var day = World.Options.From; day <= World.Options.To; day = day.AddDays(1)) feed.WriteDay(day, sink);
        var register = Rows(feed, sink, "register").Select(r => r["人口编码"]).ToHashSet();
        var events = Rows(feed, sink, "events");
        var (first, last) = (World.Options.From, World.Options.To);
        var (births, deaths) = (0, 0);
        for (var i = 0; i < World.Population.Count; i++)
        {
            var resident = World.Population[new ResidentId(i)];
            register.Contains($"R{i:00000000}").ShouldBe(resident.IsPresent(first), $"{i}");
            if (resident.BirthDate > first && resident.BirthDate <= last && resident.IsPresent(resident.BirthDate)) births++;
            if (resident.DeathDate >= first && resident.DeathDate <= last && resident.DeathDate < resident.MovedOut) deaths++;
        }

        register.Count.ShouldBeGreaterThan(19_000);
        events.Select(r => r["事件编号"]).ShouldBeUnique();
        events.Count(r => r["事件类型"] == "出生").ShouldBe(births);
        events.Count(r => r["事件类型"] == "死亡").ShouldBe(deaths);
    }

    [Fact]
    public void Each_reading_of_a_device_has_a_user_who_was_written_within_the_week()
    {
        var feed = new DeviceFeed(World, House("wearables"));
        var sink = new RecordedFeed();
        for (var day = World.Options.From; day < World.Options.From.AddDays(60); day = day.AddDays(1)) feed.WriteDay(day, sink);
        var readings = Rows(feed, sink, "readings");
        readings.Count.ShouldBeGreaterThan(1000);
        readings.Select(r => r["读数编号"]).ShouldBeUnique();
        readings.ShouldAllBe(r => double.Parse(r["数值"], CultureInfo.InvariantCulture) > 0);
        var users = Rows(feed, sink, "users").Select(r => r["用户编号"]).ToHashSet();

        // Not everybody has a reading on the weekday on which his own row is written.
        readings.Select(r => r["用户编号"]).Distinct().Count(user => !users.Contains(user)).ShouldBeLessThan(users.Count / 10);
    }

    [Fact]
    public void No_string_of_a_fhir_resource_is_empty_for_names_of_one_part()
    {
        var visit = SampleRegion.Visit(SampleRegion.World(), "county-hospital", 3, VisitKind.Outpatient);
        var mongol = visit.Person.Details with { FullName = "巴特尔", FamilyName = "", GivenName = "巴特尔", Pinyin = "Bateer" };
        visit.Person = new RecordedPerson { RecordNumber = visit.Person.RecordNumber, Truth = visit.Person.Truth, Details = mongol };
        var sink = new RecordedFeed();
        new FhirFeed(SampleRegion.World(), visit.Institution).Write(visit, DateOnly.FromDateTime(visit.Start), sink);
        using var patient = JsonDocument.Parse(sink.Records.First(r => r.Kind == "Patient").Bytes);
        var name = patient.RootElement.GetProperty("name")[0];
        name.TryGetProperty("family", out _).ShouldBeFalse();
        name.GetProperty("given")[0].GetString().ShouldBe("巴特尔");
    }
}
