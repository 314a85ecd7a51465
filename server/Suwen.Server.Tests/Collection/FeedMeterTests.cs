using Suwen.Server.Collection;
using Suwen.Storage.Landing;

namespace Suwen.Server.Tests.Collection;

public sealed class FeedMeterTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_rate_is_that_of_the_last_ten_whole_seconds()
    {
        var feed = new FeedCount();
        for (var i = 0; i < 300; i++)
        {
            feed.Add(new LandingPosition(1, i + 1), Start.AddMilliseconds(100 * i));
        }

        feed.Read(Start.AddSeconds(30), LandingPosition.Start).PerSecond.ShouldBe(10);
        feed.Read(Start.AddSeconds(35), LandingPosition.Start).PerSecond.ShouldBe(5);
        feed.Read(Start.AddSeconds(50), LandingPosition.Start).PerSecond.ShouldBe(0);
    }

    [Fact]
    public void Minutes_stay_for_a_day_and_quiet_ones_are_zero()
    {
        var feed = new FeedCount();
        feed.Add(new LandingPosition(1, 1), Start);
        feed.Add(new LandingPosition(1, 2), Start.AddMinutes(3));
        feed.Add(new LandingPosition(1, 3), Start.AddMinutes(3));
        feed.Read(Start.AddMinutes(4), LandingPosition.Start).ByMinute[^5..].ShouldBe([1, 0, 0, 2, 0]);
        var later = feed.Read(Start.AddMinutes(FeedCount.Minutes + 2), LandingPosition.Start).ByMinute;
        later.Sum().ShouldBe(2);
        later[0].ShouldBe(2, "1,440 minutes end with minute 1,442, so they begin with minute 3.");
        feed.Read(Start.AddDays(3), LandingPosition.Start).ByMinute.Sum().ShouldBe(0);
    }

    [Fact]
    public void What_is_not_loaded_yet_waits_and_says_how_long()
    {
        var feed = new FeedCount();
        for (var i = 0; i < 10; i++)
        {
            feed.Add(new LandingPosition(1, 100 + i), Start.AddSeconds(2 * i));
        }

        var now = Start.AddSeconds(60);
        feed.Read(now, new LandingPosition(1, 99)).ShouldSatisfyAllConditions(r => r.Waiting.ShouldBe(10), r => r.Lag.ShouldBe(TimeSpan.FromSeconds(60)));
        feed.Read(now, new LandingPosition(1, 103)).ShouldSatisfyAllConditions(r => r.Waiting.ShouldBe(6), r => r.Lag.ShouldBe(TimeSpan.FromSeconds(52)));
        feed.Read(now, new LandingPosition(1, 500)).ShouldSatisfyAllConditions(r => r.Waiting.ShouldBe(0), r => r.Lag.ShouldBeNull());
    }

    [Fact]
    public void Mappings_and_decisions_are_no_feed()
    {
        var meter = new FeedMeter(TimeProvider.System);
        meter.Count(new LandingHeader("clinic", "file", "mapping", LandingHeader.NoMetadata), 10, new LandingPosition(1, 1), Start);
        meter.Count(new LandingHeader("clinic", "file", "table", LandingHeader.NoMetadata), 10, new LandingPosition(1, 2), Start);
        meter.Feeds.ShouldBe([new FeedName("clinic", "file")]);
        meter.Find(new FeedName("clinic", "file"))!.Read(Start, LandingPosition.Start).Waiting.ShouldBe(1);
    }

    [Fact]
    public void Nights_that_have_been_seen_are_no_silence_and_little_history_says_nothing()
    {
        new FeedRhythm(4000, TimeSpan.FromDays(6), TimeSpan.FromHours(10)).ExpectedWithin.ShouldBe(TimeSpan.FromHours(15));
        new FeedRhythm(4000, TimeSpan.FromDays(6), TimeSpan.FromSeconds(60)).ExpectedWithin.ShouldBe(TimeSpan.FromMinutes(5));
        new FeedRhythm(9, TimeSpan.FromDays(6), TimeSpan.FromHours(10)).ExpectedWithin.ShouldBeNull();
        new FeedRhythm(25, TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(1)).ExpectedWithin.ShouldBeNull();
    }
}
