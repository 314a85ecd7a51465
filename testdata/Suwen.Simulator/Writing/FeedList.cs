using Suwen.Simulator.Care;
using Suwen.Simulator.Writing.Fhir;
using Suwen.Simulator.Writing.Files;
using Suwen.Simulator.Writing.Hl7;
using Suwen.Simulator.Writing.Tables;

namespace Suwen.Simulator.Writing;

/// <summary>The feeds of the region.</summary>
public static class FeedList
{
    /// <summary>One set for one worker.</summary>
    public static IReadOnlyList<IFeed> Create(World world)
    {
        var feeds = new List<IFeed>();
        foreach (var institution in world.Institutions.All) AddFeeds(world, institution, feeds);
        return feeds;
    }

    /// <summary>Who sends the institution's HL7 v2 messages, <c>MSH-4|MSH-3</c>; null where it sends none.</summary>
    public static string? Hl7SenderOf(Institution institution) => institution.Source is "first-hospital" or "tcm-hospital" ? institution.Source + "|" + Hl7Dialect.SendingApplication : null;

    private static void AddFeeds(World world, Institution institution, List<IFeed> feeds)
    {
        feeds.Add(institution.Source switch
        {
            "first-hospital" => new Hl7Feed(world, institution, Hl7Dialect.V24),
            "tcm-hospital" => new Hl7Feed(world, institution, Hl7Dialect.V231),
            "county-hospital" or "maternal-hospital" => new FhirFeed(world, institution),
            "second-hospital" => new SecondHospitalFeed(world, institution),
            "community" => new CommunityFeed(world, institution),
            "disease-control" => new DiseaseControlFeed(world, institution),
            "insurance" => new InsuranceFeed(world, institution),
            "population" => new PopulationFeed(world, institution),
            "wearables" => new DeviceFeed(world, institution),
            _ => throw new InvalidOperationException($"No feed is known for {institution.Source}."),
        });
        if (!institution.IsProvider) return;
        if (institution.Kind != InstitutionKind.CommunityCentre)
        {
            feeds.Add(new FrontPageFeed(world, institution));
            feeds.Add(new StudyFeed(world, institution));
        }

        feeds.Add(new AccessLogFeed(world, institution));
    }
}
