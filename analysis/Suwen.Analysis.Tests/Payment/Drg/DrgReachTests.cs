using Suwen.Analysis.Payment.Drg;

namespace Suwen.Analysis.Tests.Payment.Drg;

/// <summary>Every group of the schemes is reached by a case built from its lists, or is named with the reason why it cannot be.</summary>
public sealed class DrgReachTests
{
    // What no case can reach, and why.
    private static readonly Dictionary<string, string> Unreachable11 = [];

    private static readonly Dictionary<string, string> Unreachable20 = [];

    [Theory]
    [InlineData("chs-drg-1.1", 26, 376, 628)]
    [InlineData("chs-drg-2.0", 26, 409, 634)]
    public void A_scheme_has_the_groups_that_its_plan_counts(string scheme, int categories, int cores, int splits)
    {
        var all = DrgSchemeReader.Find(scheme, null).Categories;

        all.Length.ShouldBe(categories);
        all.Sum(static c => c.Groups.Count()).ShouldBe(cores);
        all.Sum(static c => c.Groups.Sum(static g => g.Splits.Length)).ShouldBe(splits);
    }

    [Theory]
    [InlineData("chs-drg-1.1")]
    [InlineData("chs-drg-2.0")]
    public void Every_core_group_and_every_DRG_is_reached_by_a_case_from_its_lists(string scheme)
    {
        var lists = DrgLists.Of(scheme);
        var known = scheme == "chs-drg-1.1" ? Unreachable11 : Unreachable20;
        var missed = new List<string>();
        foreach (var category in lists.Scheme.Categories)
        {
            foreach (var core in category.Groups)
            {
                var found = lists.CasesFor(category, core).Chunk(50).SelectMany(chunk => chunk.Zip(lists.Group(chunk))).FirstOrDefault(p => p.Second.Drg == core.Splits[^1].Code).First;
                missed.AddRange(found is null ? [core.Code] : Splits(lists, core, found));
            }
        }

        missed.Order().ShouldBe(known.Keys.Order(), "groups that no case reached");
    }

    /// <summary>The splits of a group that no complication brings the case into.</summary>
    private static IEnumerable<string> Splits(DrgLists lists, DrgCore core, TextCase found)
    {
        var main = found.Diagnoses.Split('|')[0];
        var plain = lists.Group(found).Drg;
        var variants = new List<TextCase> { found };
        foreach (var level in new[] { 1, 2 })
        {
            variants.AddRange(lists.Complications(main, level).Take(5).Select(c => found with { Diagnoses = found.Diagnoses + "|" + c }));
        }

        var reached = lists.Group(variants).Where(o => o.Adrg == core.Code).Select(static o => o.Drg).ToHashSet();
        reached.Add(plain);
        return core.Splits.Select(static s => s.Code).Where(c => !reached.Contains(c));
    }

    [Fact]
    public void Every_group_for_unrelated_surgery_of_1_1_is_reached()
    {
        var lists = DrgLists.Of("chs-drg-1.1");
        var operations = lists.Procedures("valid");
        foreach (var category in lists.Scheme.Categories.Where(static c => c.UnrelatedCode is not null && c.Code != "MDCP"))
        {
            var sex = category.Code is "MDCN" or "MDCO" ? "2" : "1";
            var main = lists.Diagnoses(category.Code)[0] + (category.Code == "MDCZ" ? "|" + string.Join('|', lists.Diagnoses("MDCZ.chest")[..1].Concat(lists.Diagnoses("MDCZ.abdomen")[..1])) : "");
            var reached = lists.Group([.. operations.Select(o => new TextCase(main, o, sex))]);

            reached.ShouldContain(o => o.Drg == category.UnrelatedCode && o.Adrg == category.UnrelatedCode && o.Mdc == category.Code && o.Status == "ambiguous");
        }
    }
}
