using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing;

namespace Suwen.Simulator.Tests.Writing;

/// <summary>Keeps what feeds write.</summary>
internal sealed class RecordedFeed : IFeedSink
{
    public List<(FeedChannel Channel, string Kind, DateTime At, byte[] Bytes, ExpectedFate Fate)> Records { get; } = [];
    public List<Answer> Answers { get; } = [];

    public void Record(FeedChannel channel, string kind, DateTime at, ReadOnlySpan<byte> bytes, ExpectedFate fault) => Records.Add((channel, kind, at, bytes.ToArray(), fault));

    public void Plant(Answer answer) => Answers.Add(answer);

    /// <summary>Writes the visit on each of its days to every feed that wants it; false when a slip needed another resident, of whom the sample has none.</summary>
    public bool TryWrite(IEnumerable<IFeed> feeds, Visit visit)
    {
        var (records, answers) = (Records.Count, Answers.Count);
        try
        {
            foreach (var feed in feeds.Where(f => f.Wants(visit)))
            {
                for (var day = DateOnly.FromDateTime(visit.Start); day <= DateOnly.FromDateTime(visit.End); day = day.AddDays(1)) feed.Write(visit, day, this);
            }

            return true;
        }
        catch (NullReferenceException)
        {
            Records.RemoveRange(records, Records.Count - records);
            Answers.RemoveRange(answers, Answers.Count - answers);
            return false;
        }
    }

    /// <summary>So many visits of each institution that sees patients; one in four is a stay.</summary>
    public static RecordedFeed OfVisits(World world, int perInstitution)
    {
        var sink = new RecordedFeed();
        var feeds = FeedList.Create(world);
        foreach (var institution in world.Institutions.All.Where(i => i.IsProvider))
        {
            for (var i = 0; i < perInstitution; i++)
            {
                var kind = i % 4 == 0 && institution.Kind != InstitutionKind.CommunityCentre ? VisitKind.Inpatient : i % 7 == 0 ? VisitKind.Emergency : VisitKind.Outpatient;
                sink.TryWrite(feeds, SampleRegion.Visit(world, institution.Source, institution.Index * 1_000_000L + i, kind));
            }
        }

        return sink;
    }
}
