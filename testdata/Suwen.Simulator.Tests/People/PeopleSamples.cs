using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Region;

namespace Suwen.Simulator.Tests.People;

/// <summary>Populations made once and asked by many tests.</summary>
internal static class PeopleSamples
{
    public static SimulationOptions Options { get; } = new() { Residents = 20_000, Seed = 7 };

    private static readonly Lazy<Population> OfTwentyThousand = new(() => Make(Options));
    private static readonly Lazy<Population> OfTwoHundredThousand = new(() => Make(Options with { Residents = 200_000 }));

    public static DateOnly Midway { get; } = new(2025, 1, 1);

    public static Population Small => OfTwentyThousand.Value;

    public static Population Large => OfTwoHundredThousand.Value;

    public static IReadOnlyList<Institution> Institutions { get; } =
    [
        .. new[] { "first-hospital", "tcm-hospital", "county-hospital", "second-hospital", "maternal-hospital", "community", "disease-control", "insurance", "population", "wearables" }
            .Select((source, index) => new Institution(index, source, source, "", Kind(source), "", 0, 0, [])),
    ];

    public static Population Make(SimulationOptions options) => Population.Create(options, RegionMap.Create(options), CancellationToken.None);

    public static IEnumerable<Resident> All(this Population population) => Enumerable.Range(0, population.Count).Select(i => population[new ResidentId(i)]);

    private static InstitutionKind Kind(string source) => source switch
    {
        "community" => InstitutionKind.CommunityCentre,
        "tcm-hospital" => InstitutionKind.TraditionalHospital,
        "maternal-hospital" => InstitutionKind.MaternalHospital,
        "disease-control" => InstitutionKind.DiseaseControl,
        "insurance" => InstitutionKind.Insurance,
        "population" => InstitutionKind.PopulationOffice,
        "wearables" => InstitutionKind.DevicePlatform,
        _ => InstitutionKind.GeneralHospital,
    };
}
