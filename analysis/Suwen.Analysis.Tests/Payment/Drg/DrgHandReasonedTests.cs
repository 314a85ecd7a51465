namespace Suwen.Analysis.Tests.Payment.Drg;

/// <summary>Cases whose group was worked out by hand from the lists and the rules of 1.1; each row cites the rule and says why.</summary>
public sealed class DrgHandReasonedTests
{
    [Fact]
    public void Every_case_reasoned_by_hand_is_grouped_as_reasoned()
    {
        var rows = Oracle.Read("Payment/Drg/Oracle/hand-reasoned-1.1.csv");
        var outcomes = DrgLists.Of("chs-drg-1.1").Group(
            [.. rows.Select(static r => new TextCase(r["diagnoses"], r["procedures"], r["sex"], r["age_years"], r["age_days"], r["birth_weight_g"]))]);

        rows.Count.ShouldBeGreaterThanOrEqualTo(200);
        var wrong = rows.Zip(outcomes).Where(static p => Told(p.First) != Found(p.Second)).Select(static p => $"{p.First["case_id"]} {p.First["diagnoses"]} {p.First["procedures"]}: {Found(p.Second)} where {Told(p.First)} was reasoned ({p.First["rule"]})");
        string.Join('\n', wrong).ShouldBe("");
    }

    private static string Told(IReadOnlyDictionary<string, string> row) => $"{row["mdc"]}/{row["adrg"]}/{row["drg"]}/{row["status"]}/{row["reason"]}";

    private static string Found(TextOutcome outcome) => $"{outcome.Mdc}/{outcome.Adrg}/{outcome.Drg}/{outcome.Status}/{outcome.Reason?.Split(':')[0]}";
}
