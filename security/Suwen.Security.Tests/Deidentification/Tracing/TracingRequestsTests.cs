using Suwen.Security.Deidentification;
using Suwen.Security.Deidentification.Methods;

namespace Suwen.Security.Tests.Deidentification.Tracing;

public sealed class TracingRequestsTests
{
    [Fact]
    public void An_original_is_shown_to_who_asked_after_somebody_else_approved_and_for_seven_days()
    {
        using var folder = new TemporaryFolder();
        var clock = new StandingClock();
        var keys = new KnownKeys();
        var requests = TracingRequests.Open(Path.Combine(folder.Path, "app.db"), clock);
        var output = new CharBuffer();
        new Pseudonyms(new ProjectKeys(keys, 1, "study")).Identifier("A100031", output);
        var id = requests.Request("study", 1, output.ToString(), "A finding that the patient must know of.", "li").Id;

        requests.Reveal(id, "li", keys).Refusal.ShouldBe(TracingRefusal.NotApproved);
        requests.Decide(id, approves: true, "Agreed.", "li").ShouldBe(TracingRefusal.SamePerson);
        requests.Decide(id, approves: true, "Agreed.", "wang").ShouldBe(TracingRefusal.None);
        requests.Decide(id, approves: false, "No.", "zhao").ShouldBe(TracingRefusal.AlreadyDecided);
        requests.Reveal(id, "wang", keys).Refusal.ShouldBe(TracingRefusal.NotRequester);
        requests.Reveal(id, "li", keys).Originals.ShouldBe(["A100031"]);
        requests.Find(id)!.Revealed.ShouldBe(1);
        clock.Now += TimeSpan.FromDays(7);
        requests.Reveal(id, "li", keys).Refusal.ShouldBe(TracingRefusal.Expired);
    }

    [Fact]
    public void A_declined_request_shows_nothing()
    {
        using var folder = new TemporaryFolder();
        var requests = TracingRequests.Open(Path.Combine(folder.Path, "app.db"), new StandingClock());
        var id = requests.Request("study", 1, "B200017", "Curiosity.", "li").Id;
        requests.Decide(id, approves: false, "No reason.", "wang").ShouldBe(TracingRefusal.None);
        requests.Reveal(id, "li", new KnownKeys()).Refusal.ShouldBe(TracingRefusal.NotApproved);
        requests.Decide("none", approves: true, "", "wang").ShouldBe(TracingRefusal.NotFound);
    }
}
