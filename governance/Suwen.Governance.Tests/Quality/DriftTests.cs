using FsCheck;
using FsCheck.Fluent;
using Suwen.Governance.Quality;

namespace Suwen.Governance.Tests.Quality;

public sealed class DriftTests
{
    /// <summary>By hand: p = (0.5, 0.5), q = (0.9, 0.1): 0.4 ln 1.8 − 0.4 ln 0.2 = 0.4 ln 9 = 0.8789.</summary>
    [Fact]
    public void The_stability_index_is_that_of_its_definition() =>
        Drift.StabilityIndex([50, 50], [90, 10]).ShouldBe(0.4 * Math.Log(9), 1e-12);

    [Fact]
    public void The_distance_is_the_largest_gap_of_the_cumulative_shares() =>
        Drift.KolmogorovSmirnov([25, 25, 25, 25], [0, 50, 25, 25]).ShouldBe(0.25, 1e-12);

    /// <summary>Smirnov's table for large samples: 1.63 √((n + m) / nm) at 1 %; n = m = 200 gives 0.163.</summary>
    [Fact]
    public void The_critical_distance_is_that_of_the_table() => Drift.CriticalDistance(200, 200).ShouldBe(0.163, 0.001);

    [Fact]
    public void A_distribution_has_no_distance_from_itself_in_any_classes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNegativeInt[]>(), counts =>
        {
            long[] same = [.. counts.Select(c => (long)c.Get)];
            return Drift.StabilityIndex(same, same) == 0 && Drift.KolmogorovSmirnov(same, same) == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Joining_classes_loses_no_row() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(NonNegativeInt, NonNegativeInt)[]>(), counts =>
        {
            List<(long Reference, long Current)> classes = [.. counts.Select(c => ((long)c.Item1.Get, (long)c.Item2.Get))];
            var (reference, current) = Drift.Deciles(classes);
            return reference.Length <= 12 && reference.Sum() == classes.Sum(c => c.Reference) && current.Sum() == classes.Sum(c => c.Current);
        }).QuickCheckThrowOnFailure();
}
