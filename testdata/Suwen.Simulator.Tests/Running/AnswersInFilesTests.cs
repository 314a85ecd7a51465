using System.Text;
using System.Text.Json;
using Suwen.Simulator.Running;

namespace Suwen.Simulator.Tests.Running;

/// <summary>A region as written, with its answers; made once for the tests of the class.</summary>
public sealed class WrittenRegion : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _texts = [];

    public WrittenRegion()
    {
        Run().GetAwaiter().GetResult();
        foreach (var line in File.ReadLines(Path.Combine(Root, "answers", "answers.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            string Of(string name) => json.RootElement.GetProperty(name).GetString()!;
            Answers.Add((Of("kind"), Of("variety"), Of("source"), Of("record"), Of("number"), json.RootElement.GetProperty("truth").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!)));
        }
    }

    public string Root => _folder["r"];

    public List<(string Kind, string Variety, string Source, string Record, string Number, Dictionary<string, string> Truth)> Answers { get; } = [];

    private Task<SimulationOutcome> Run() =>
        RegionWriter.WriteAsync(new SimulationOptions { Residents = 2500, Seed = 5, From = new DateOnly(2024, 1, 1), To = new DateOnly(2024, 4, 15) }, Root, static _ => { }, CancellationToken.None);

    /// <summary>All that a source sent in one channel, or in all; what is sent in GB 18030 is ASCII as far as numbers go.</summary>
    public string Text(string source, string channel = "")
    {
        var path = Path.Combine(Root, "sources", source, channel);
        if (_texts.TryGetValue(path, out var text)) return text;
        var all = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".xlsx", StringComparison.Ordinal))) all.Append(Encoding.UTF8.GetString(File.ReadAllBytes(file)));
        return _texts[path] = all.ToString();
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>What the answers say of a region as written: each names a record that is in the files of its source.</summary>
public sealed class AnswersInFilesTests(WrittenRegion region) : IClassFixture<WrittenRegion>
{
    [Fact]
    public void Bills_are_in_the_settlement_lists_with_their_fee_lines()
    {
        var bills = region.Answers.Where(a => a.Kind == "abnormal-billing").ToList();
        bills.Count.ShouldBeGreaterThan(10);
        foreach (var bill in bills)
        {
            if (bill.Record == "settlement")
            {
                bill.Source.ShouldBe("insurance");
                region.Text("insurance", "settlements").ShouldContain(bill.Number);
                if (bill.Truth.TryGetValue("fee", out var fee)) region.Text("insurance", "fee-lines").ShouldContain(fee + "," + bill.Number);
            }
            else
            {
                region.Text(bill.Source).ShouldContain(bill.Number);
            }
        }
    }

    [Fact]
    public void Late_cards_are_among_the_report_cards_and_missed_ones_are_not()
    {
        var cards = region.Text("disease-control", "report-cards");
        var answers = region.Answers.Where(a => a.Kind == "report-card").ToList();
        answers.ShouldContain(a => a.Variety == "late");
        answers.ShouldContain(a => a.Variety == "missed");
        foreach (var answer in answers)
        {
            answer.Source.ShouldBe("disease-control");
            cards.Contains(answer.Number, StringComparison.Ordinal).ShouldBe(answer.Variety == "late", answer.Number);
        }
    }

    [Fact]
    public void A_duplicate_identity_says_whether_its_other_number_is_in_the_files()
    {
        var identities = region.Answers.Where(a => a.Kind == "duplicate-identity").ToList();
        identities.ShouldContain(a => a.Truth["other_occurs"] == "true");
        identities.ShouldContain(a => a.Truth["other_occurs"] == "false");
        foreach (var identity in identities)
        {
            var text = identity.Source is "second-hospital" or "community" ? region.Text(identity.Source, "persons") : identity.Source is "county-hospital" or "maternal-hospital" ? region.Text(identity.Source, "fhir") : region.Text(identity.Source, "hl7v2");
            text.Contains(identity.Number, StringComparison.Ordinal).ShouldBeTrue(identity.Number);
            text.Contains(identity.Truth["other_number"], StringComparison.Ordinal).ShouldBe(identity.Truth["other_occurs"] == "true", identity.ToString());
        }

        region.Answers.ShouldAllBe(a => a.Kind != "registered");
    }

    [Fact]
    public void Answers_of_notes_are_those_of_the_notes_that_were_sent()
    {
        var answered = new HashSet<(string, string)>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(region.Root, "answers", "notes")))
        {
            foreach (var line in File.ReadLines(file))
            {
                using var json = JsonDocument.Parse(line);
                answered.Add((json.RootElement.GetProperty("source").GetString()!, json.RootElement.GetProperty("number").GetString()!)).ShouldBeTrue();
            }
        }

        answered.Select(a => a.Item1).Distinct().Order(StringComparer.Ordinal).ShouldBe(["county-hospital", "first-hospital", "maternal-hospital", "second-hospital", "tcm-hospital"]);
        var lost = answered.Count(a => !region.Text(a.Item1, a.Item1 == "second-hospital" ? "notes" : a.Item1 is "county-hospital" or "maternal-hospital" ? "fhir" : "hl7v2").Contains(a.Item2, StringComparison.Ordinal));

        // A message of a note may be cut off on purpose, before its number.
        lost.ShouldBeLessThan(answered.Count / 500);
    }

    [Fact]
    public void Damaged_fee_lines_are_named_by_their_number_in_the_table()
    {
        var errors = region.Answers.Where(a => a.Kind == "data-error" && a.Truth.GetValueOrDefault("table") == "fee-lines").ToList();
        errors.ShouldNotBeEmpty();
        foreach (var error in errors) region.Text("insurance", "fee-lines").ShouldContain("\n" + error.Number + ",");
    }
}
