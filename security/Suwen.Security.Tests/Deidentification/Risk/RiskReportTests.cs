using Suwen.Security.Deidentification;

namespace Suwen.Security.Tests.Deidentification.Risk;

public sealed class RiskReportTests
{
    /// <summary>Sweeney, "k-anonymity: a model for protecting privacy", 2002, figure 2: an example of k-anonymity where k = 2 and the quasi-identifier is race, birth, gender, ZIP.</summary>
    private static readonly string[][] Sweeney =
    [
        ["Black", "1965", "m", "0214*", "short breath"], ["Black", "1965", "m", "0214*", "chest pain"],
        ["Black", "1965", "f", "0213*", "hypertension"], ["Black", "1965", "f", "0213*", "hypertension"],
        ["Black", "1964", "f", "0213*", "obesity"], ["Black", "1964", "f", "0213*", "chest pain"],
        ["White", "1964", "m", "0213*", "chest pain"], ["White", "1964", "m", "0213*", "obesity"], ["White", "1964", "m", "0213*", "short breath"],
        ["White", "1967", "m", "0213*", "chest pain"], ["White", "1967", "m", "0213*", "chest pain"],
    ];

    /// <summary>Li, Li and Venkatasubramanian, "t-Closeness", 2007, table 3 without its disease column: the salaries (in thousands) of nine people in three classes.</summary>
    private static readonly string[][] Li =
    [
        ["476**", "2*", "3"], ["476**", "2*", "4"], ["476**", "2*", "5"],
        ["4790*", ">=40", "6"], ["4790*", ">=40", "11"], ["4790*", ">=40", "8"],
        ["476**", "3*", "7"], ["476**", "3*", "9"], ["476**", "3*", "10"],
    ];

    /// <summary>Machanavajjhala et al., "l-Diversity", 2007, figure 2 (4-anonymous) and figure 3 (3-diverse): the inpatients' conditions by group.</summary>
    private static readonly string[][] FourAnonymous = Groups(["Heart", "Heart", "Viral", "Viral"], ["Cancer", "Heart", "Viral", "Viral"], ["Cancer", "Cancer", "Cancer", "Cancer"]);

    private static readonly string[][] ThreeDiverse = Groups(["Heart", "Viral", "Cancer", "Cancer"], ["Cancer", "Heart", "Viral", "Viral"], ["Heart", "Viral", "Cancer", "Cancer"]);

    [Fact]
    public void Sweeneys_table_is_2_anonymous()
    {
        var report = RiskReport.Of(RiskTable.Of(["race", "birth", "gender", "zip"], "problem", Sweeney), threshold: 3);
        report.K.ShouldBe(2);
        report.Classes.ShouldBe(5);
        report.BelowThreshold.ShouldBe(8);
        report.Unique.ShouldBe(0);
        report.ProsecutorHighest.ShouldBe(0.5);
        report.Marketer.ShouldBe(5.0 / 11, 1e-12);
        report.DistinctL.ShouldBe(1);
    }

    [Fact]
    public void The_distance_of_the_first_salary_class_is_0_375_as_published() =>
        RiskReport.Of(RiskTable.Of(["zip", "age"], "salary", Li), 3).T!.Value.ShouldBe(0.375, 1e-9);

    [Fact]
    public void The_distance_of_the_second_salary_class_is_0_167_as_published()
    {
        // With the two others merged into one class, the published 0.167 of {6k, 8k, 11k} is not the greatest; alone beside the whole it is.
        var rows = Li.Select(r => r[1] == ">=40" ? r : ["*", "*", r[2]]).ToList();
        RiskReport.Of(RiskTable.Of(["zip", "age"], "salary", rows), 3).T!.Value.ShouldBe(0.1667, 1e-3);
    }

    [Fact]
    public void The_published_tables_have_their_published_diversity()
    {
        RiskReport.Of(RiskTable.Of(["group"], "condition", FourAnonymous), 4).DistinctL.ShouldBe(1);
        var diverse = RiskReport.Of(RiskTable.Of(["group"], "condition", ThreeDiverse), 4);
        diverse.K.ShouldBe(4);
        diverse.DistinctL.ShouldBe(3);

        // Half, a quarter, a quarter: entropy 1.5 ln 2, so l = 2^1.5.
        diverse.EntropyL!.Value.ShouldBe(Math.Pow(2, 1.5), 1e-9);
    }

    [Fact]
    public void The_search_finds_the_least_coarsening()
    {
        // Birth years differ within each pair and postcodes do not: five-year bands suffice and the postcode stays.
        string[][] rows = [["1960", "314000"], ["1961", "314000"], ["1965", "314001"], ["1966", "314001"], ["1970", "314002"], ["1974", "314002"]];
        var found = GeneralisationSearch.Find(RiskTable.Of(["year", "postcode"], null, rows), 2, 0)!;
        found.Suppressed.ShouldBe(0);
        found.Columns.Single(c => c.Column == "postcode").Level.ShouldBe(0);
        found.Columns.Single(c => c.Column == "year").Meaning.ShouldBe("bands of 5");
    }

    [Fact]
    public void Leaving_out_an_outlier_saves_coarsening()
    {
        var rows = Enumerable.Range(0, 99).Select(i => new[] { "f", "40" }).Append(["m", "101"]).ToList();
        var found = GeneralisationSearch.Find(RiskTable.Of(["sex", "age"], null, rows), 5, 0.01)!;
        found.Loss.ShouldBe(0);
        found.Suppressed.ShouldBe(1);
    }

    private static string[][] Groups(params string[][] groups) => [.. groups.SelectMany((g, i) => g.Select(value => new[] { "group" + i, value }))];
}
