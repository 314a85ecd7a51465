namespace Suwen.Analysis.Tests.Payment.Drg;

/// <summary>Cases whose group was worked out by hand from the lists and the rules; each row cites the rule and says why. Those of 2.0 were derived once more from the gathered tables by another program.</summary>
public sealed class DrgHandReasonedTests
{
    [Theory]
    [InlineData("1.1", 200)]
    [InlineData("2.0", 60)]
    public void Every_case_reasoned_by_hand_is_grouped_as_reasoned(string version, int atLeast)
    {
        var rows = Oracle.Read($"Payment/Drg/Oracle/hand-reasoned-{version}.csv");
        var outcomes = DrgLists.Of("chs-drg-" + version).Group(
            [.. rows.Select(static r => new TextCase(r["diagnoses"], r["procedures"], r["sex"], r["age_years"], r["age_days"], r["birth_weight_g"]))]);

        rows.Count.ShouldBeGreaterThanOrEqualTo(atLeast);
        var wrong = rows.Zip(outcomes).Where(static p => Told(p.First) != Found(p.Second)).Select(static p => $"{p.First["case_id"]} {p.First["diagnoses"]} {p.First["procedures"]}: {Found(p.Second)} where {Told(p.First)} was reasoned ({p.First["rule"]})");
        string.Join('\n', wrong).ShouldBe("");
    }

    private static string Told(IReadOnlyDictionary<string, string> row) => $"{row["mdc"]}/{row["adrg"]}/{row["drg"]}/{row["status"]}/{row["reason"]}";

    private static string Found(TextOutcome outcome) => $"{outcome.Mdc}/{outcome.Adrg}/{outcome.Drg}/{outcome.Status}/{outcome.Reason?.Split(':')[0]}";
}
