using Suwen.Governance.MasterIndex.Linkage;

namespace Suwen.Governance.Tests.MasterIndex.Linkage;

public class ModelEstimationTests
{
    private static readonly LinkageField[] Three = [LinkageField.FamilyName, LinkageField.GivenName, LinkageField.BirthDate];
    private static readonly MatchLevel[] Levels = [MatchLevel.Exact, MatchLevel.Slip, MatchLevel.Different];
    private static readonly double[][] Same = [[0.92, 0.05, 0.03], [0.9, 0.07, 0.03], [0.85, 0.1, 0.05]];
    private static readonly double[][] Chance = [[0.02, 0.01, 0.97], [0.005, 0.01, 0.985], [0.0001, 0.003, 0.9969]];

    /// <summary>
    /// Outcomes are those expected of 2,000 records with 500 pairs of one person under known probabilities; the likelihood of such a table is highest at these
    /// probabilities (three conditionally independent fields identify a mixture of two classes, Goodman, Biometrika 61, 1974).
    /// </summary>
    [Fact]
    public void The_probabilities_that_made_the_outcomes_are_found_again()
    {
        const int records = 2_000;
        const double pairs = records * (records - 1) / 2.0, matches = 500;
        var outcomes = new Dictionary<ulong, double>();
        var random = new Dictionary<ulong, double>();
        for (var i = 0; i < 27; i++)
        {
            int[] at = [i % 3, i / 3 % 3, i / 9];
            ulong levels = 0;
            double same = 1, chance = 1;
            for (var f = 0; f < 3; f++)
            {
                levels |= (ulong)Levels[at[f]] << ((int)Three[f] * 4);
                same *= Same[f][at[f]];
                chance *= Chance[f][at[f]];
            }

            outcomes[levels] = (matches * same) + ((pairs - matches) * chance);
            random[levels] = 1e7 * chance;
        }

        var byChance = new double[LinkageModel.FieldCount];
        for (var f = 0; f < 3; f++)
        {
            byChance[(int)Three[f]] = Chance[f][0];
        }

        var model = new ModelEstimation(outcomes, random, byChance, records).Run(CancellationToken.None);
        (model.Priors[LinkageModel.SameStayed] * pairs).ShouldBe(matches, 15);
        for (var f = 0; f < 3; f++)
        {
            for (var l = 0; l < 3; l++)
            {
                model.Levels[(int)Three[f]][LinkageModel.SameStayed][(int)Levels[l]].ShouldBe(Same[f][l], 0.012, $"{Three[f]} {Levels[l]}");
            }
        }
    }
}
