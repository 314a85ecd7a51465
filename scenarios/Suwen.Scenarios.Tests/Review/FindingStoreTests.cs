using Suwen.Scenarios.Review;

namespace Suwen.Scenarios.Tests.Review;

/// <summary>Findings and what people make of them.</summary>
public sealed class FindingStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-findings-").FullName;
    private readonly Clock clock = new();
    private readonly FindingStore store;

    public FindingStoreTests()
    {
        store = FindingStore.Open(Path.Combine(folder, "app.db"), clock);
        store.Follow("p", "r", 30, "1", [new("a", "A", "一院", 100), new("b", "B", "二院", 50.5), new("c", null, null, null)]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_finding_goes_the_way_of_a_review()
    {
        var finding = store.Find("p", 1)!.Value.Finding;
        (finding.State, finding.DueOn, finding.Amount, finding.KeyHash).ShouldBe(("open", new DateOnly(2026, 3, 3), 100, "a"));
        foreach (var (state, words) in new[] { ("asked", "please explain"), ("explained", "the machine was broken"), ("upheld", "no log of it"), ("recovered", "paid back") })
        {
            store.Change("p", [1], new FindingChange(state, state == "asked" ? "lin" : null, null, words, state == "recovered" ? 80 : null), "mei").ShouldBeNull();
        }

        var (after, events) = store.Find("p", 1)!.Value;
        (after.State, after.Assignee, after.Recovered).ShouldBe(("recovered", "lin", 80));
        events.Select(e => e.Kind + " " + e.State).ShouldBe(["found open", "state asked", "assigned asked", "state explained", "state upheld", "state recovered"]);
        store.Total("p", new FindingFilter(States: ["recovered"])).ShouldBe(new FindingSum(null, 1, 100, 80));
    }

    [Theory]
    [InlineData("recovered", null)]
    [InlineData("nonsense", "x")]
    [InlineData("dismissed", " ")]
    [InlineData(null, null)]
    public void A_change_that_makes_no_sense_is_refused(string? state, string? comment) =>
        store.Change("p", [1], new FindingChange(state, null, null, comment), "mei").ShouldNotBeNull();

    [Fact]
    public void Findings_are_changed_together_or_not_at_all()
    {
        store.Change("p", [2], new FindingChange("dismissed", null, null, "agreed"), "mei").ShouldBeNull();
        store.Change("p", [1, 2], new FindingChange("asked", null, null, null), "mei").ShouldStartWith("Finding 2: From dismissed a finding goes to reopened");
        store.Find("p", 1)!.Value.Finding.State.ShouldBe("open");
        store.Change("p", [1, 99], new FindingChange("asked", null, null, null), "mei").ShouldBe("The pack has no finding 99.");
        store.Find("other", 1).ShouldBeNull();
    }

    [Fact]
    public void Sums_leave_out_the_choice_that_they_are_of()
    {
        store.Follow("p", "s", null, "1", [new("a", null, "一院", 7)]);
        var filter = new FindingFilter(Rules: ["r"], Asks: ["一院"]);
        store.ByRule("p", filter).Select(s => $"{s.Of} {s.Count} {s.Amount}").ShouldBe(["r 1 100", "s 1 7"]);
        store.ByAsk("p", filter).Select(s => $"{s.Of} {s.Count}").Order().ShouldBe([" 1", "一院 1", "二院 1"]);
        store.ByState("p", filter).ShouldBe([new FindingSum("open", 1, 100, 0)]);
        store.List("p", new FindingFilter(), "-amount", 1, 2).Select(f => f.KeyHash).ShouldBe(["b", "a"]);
        store.List("p", new FindingFilter(Least: 60, Label: "A"), "due", 0, 10).Single().Id.ShouldBe(1);
    }

    [Fact]
    public void What_is_overdue_is_neither_settled_nor_without_a_deadline()
    {
        store.Follow("p", "s", null, "1", [new("a", null, null, null)]);
        store.Change("p", [2], new FindingChange("dismissed", null, null, "agreed"), "mei").ShouldBeNull();
        store.Total("p", new FindingFilter(OverdueOn: new DateOnly(2026, 3, 4))).Count.ShouldBe(2);
        store.Total("p", new FindingFilter(OverdueOn: new DateOnly(2026, 3, 3))).Count.ShouldBe(0);
    }

    [Fact]
    public void A_finding_was_last_seen_when_its_rule_was_last_followed()
    {
        var first = clock.Now;
        clock.Now = first.AddDays(1);
        store.IsFollowed("p", "r", "1").ShouldBeTrue();
        store.IsFollowed("p", "r", "2").ShouldBeFalse();
        store.Find("p", 1)!.Value.Finding.LastSeen.ShouldBe(clock.Now);
        clock.Now = first.AddDays(2);
        store.Follow("p", "r", 30, "2", [new("b", "B", "二院", 50.5)]);
        var gone = store.Find("p", 1)!.Value.Finding;
        (gone.LastSeen, gone.GoneAt, gone.FirstSeen).ShouldBe((first.AddDays(1), first.AddDays(2), first));
        store.List("p", new FindingFilter(IsGone: true), "first-seen", 0, 10).Count.ShouldBe(2);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 31, 18, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
