using Suwen.Governance.Quality;

namespace Suwen.Governance.Tests.Quality;

/// <summary>The loop: failing check, ticket, mended, run again.</summary>
public sealed class QualityStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-tickets-").FullName;
    private readonly Clock clock = new();
    private readonly QualityStore store;

    public QualityStoreTests()
    {
        store = QualityStore.Open(Path.Combine(folder, "app.db"), clock);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_failing_check_opens_one_ticket_for_its_source_with_owner_and_deadline()
    {
        store.SetOwner(new QualityOwner("", "b", "信息科", 5));
        store.SetOwner(new QualityOwner("id-checksum", "b", "挂号处", 3));
        Keep(violated: 2, openTickets: true);
        Keep(violated: 3, openTickets: true);
        var ticket = store.Tickets(null, null).ShouldHaveSingleItem();
        (ticket.CheckId, ticket.Source, ticket.Owner, ticket.State, ticket.OpenedViolated, ticket.Violated).ShouldBe(("id-checksum", "b", "挂号处", "open", 2, 3));
        ticket.DueAt.ShouldBe(clock.GetUtcNow().AddDays(3));
    }

    [Fact]
    public void The_owner_of_a_check_comes_before_that_of_its_table_and_that_before_the_sources_own()
    {
        store.SetOwner(new QualityOwner("", "b", "信息科", 5));
        store.SetOwner(new QualityOwner("", "", "公卫科", 9, "cn_source_person"));
        OwnerOfNewTicket().ShouldBe("公卫科");
        store.SetOwner(new QualityOwner("", "b", "挂号处", 9, "cn_source_person"));
        OwnerOfNewTicket().ShouldBe("挂号处");
        store.SetOwner(new QualityOwner("id-checksum", "", "病案室", 9));
        OwnerOfNewTicket().ShouldBe("病案室");
        store.RemoveOwner("id-checksum", "", "").ShouldBeTrue();
        store.RemoveOwner("id-checksum", "", "").ShouldBeFalse();
        OwnerOfNewTicket().ShouldBe("挂号处");
        store.RemoveOwner("", "cn_source_person", "b").ShouldBeTrue();
        store.RemoveOwner("", "cn_source_person", "").ShouldBeTrue();
        OwnerOfNewTicket().ShouldBe("信息科");
        store.Owners().ShouldBe([new QualityOwner("", "b", "信息科", 5)]);

        string? OwnerOfNewTicket()
        {
            using var fresh = new QualityStoreTests();
            foreach (var owner in store.Owners())
            {
                fresh.store.SetOwner(owner);
            }

            fresh.Keep(violated: 2, openTickets: true);
            return fresh.store.Tickets(null, null)[0].Owner;
        }
    }

    [Fact]
    public void A_run_that_passes_settles_the_ticket_and_a_later_one_that_fails_reopens_it()
    {
        Keep(violated: 2, openTickets: true);
        var id = store.Tickets(null, null)[0].Id;
        store.ChangeTicket(id, new TicketChange("sent", null, null, "told them"), "chen");
        Keep(violated: 0, openTickets: true);
        store.Tickets("fixed", null).ShouldHaveSingleItem().Id.ShouldBe(id);
        Keep(violated: 1, openTickets: true);
        store.Tickets(null, null).ShouldHaveSingleItem().State.ShouldBe("reopened");
        store.FindTicket(id)!.Value.Events.Select(e => (e.Kind, e.State)).ShouldBe([("opened", "open"), ("state", "sent"), ("evaluated", "fixed"), ("evaluated", "reopened")]);
    }

    [Fact]
    public void What_a_person_calls_fixed_is_reopened_when_the_check_still_fails()
    {
        Keep(violated: 2, openTickets: true);
        store.ChangeTicket(store.Tickets(null, null)[0].Id, new TicketChange("fixed", null, null, null), "chen");
        Keep(violated: 2, openTickets: false);
        store.Tickets(null, null).ShouldHaveSingleItem().State.ShouldBe("reopened");
    }

    [Fact]
    public void An_accepted_ticket_needs_a_reason_and_stays_through_runs_that_fail()
    {
        Keep(violated: 2, openTickets: true);
        var id = store.Tickets(null, null)[0].Id;
        Should.Throw<ArgumentException>(() => store.ChangeTicket(id, new TicketChange("accepted", null, null, " "), "chen"));
        store.ChangeTicket(id, new TicketChange("accepted", null, null, "old archive"), "chen")!.State.ShouldBe("accepted");
        Keep(violated: 4, openTickets: true);
        var ticket = store.Tickets(null, null).ShouldHaveSingleItem();
        (ticket.State, ticket.Violated).ShouldBe(("accepted", 4));
    }

    [Fact]
    public void A_check_that_failed_to_run_settles_nothing()
    {
        Keep(violated: 2, openTickets: true);
        Keep(violated: 0, openTickets: true, status: CheckStatus.Error);
        store.Tickets(null, null).ShouldHaveSingleItem().State.ShouldBe("open");
    }

    [Fact]
    public void History_keeps_each_run_and_the_newest_result_stands()
    {
        Keep(violated: 2);
        clock.Now = clock.Now.AddDays(1);
        Keep(violated: 1);
        store.Trend("id-checksum", "b", 10).Select(p => p.Tally.Violated).ShouldBe([2, 1]);
        store.LatestResults().Single(r => r.Tally.Source == "b").Tally.Violated.ShouldBe(1);
        store.Runs(10).Count.ShouldBe(2);
        store.Scores(10).Select(s => s.Score.Value).ShouldBe([25, 25]);
    }

    private void Keep(long violated, bool openTickets = false, CheckStatus? status = null)
    {
        QualityCatalogue.BuiltIn.TryFind("id-checksum", out var check).ShouldBeTrue();
        var state = status ?? (violated > 0 ? CheckStatus.Failed : CheckStatus.Passed);
        var result = new CheckResult(check, new CheckTally(null, violated, 10, 0, state), state == CheckStatus.Error ? [] : [new CheckTally("b", violated, 10, 0, state)], null);
        var now = clock.GetUtcNow();
        store.Keep(new QualityRun(now, now.AddSeconds(1), 1, [result], [new QualityScore(null, null, null, null, 1, 4)]), new QualityRequest(), "chen", openTickets);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
