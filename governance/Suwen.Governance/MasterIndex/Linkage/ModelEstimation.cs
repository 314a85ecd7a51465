namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>
/// Estimates a model by expectation–maximisation (Dempster, Laird and Rubin 1977) over the outcomes of compared pairs. What strangers show comes from random
/// pairs and from how often values occur. Pairs that no blocking rule yields count as not being of one person, so that blocking does not bend the rest.
/// </summary>
internal sealed class ModelEstimation
{
    private const int Iterations = 60;

    private const double Converged = 1e-5;

    // Pseudo-pairs that keep a level never seen from being impossible.
    private const double Smoothing = 1.0, LocalitySmoothing = 20;

    /// <summary>
    /// What two of a household share without being one, beyond chance: twins their birthday, children a parent's e-mail or insurance, a junior his father's name.
    /// Shares of pairs, assumed: there are too few such pairs in most files to learn them, and they may only ever weaken evidence.
    /// </summary>
    private const double SharedName = 0.02, SharedBirthday = 0.02, SharedAccount = 0.05;

    /// <summary>Pairs that the assumed share of twins, and of names with something in common, counts for; from there on the file is believed.</summary>
    private const double AssumedPairs = 50, MostTwins = 0.4;

    /// <summary>How often one person's records hold two numbers that are both valid: somebody else's card was shown, or the desk took the wrong line.</summary>
    private const double TwoValidNumbers = 0.002;

    /// <summary>
    /// How often two records of one person may differ in a field, at most. Estimation is free below it; beyond, the class would be of pairs that merely share
    /// something, and no longer of one person's.
    /// </summary>
    private static double MostDifferent(LinkageField field) => field switch
    {
        LinkageField.Sex => 0.1,
        LinkageField.BirthDate or LinkageField.GivenName or LinkageField.NationalId => 0.25,
        LinkageField.FamilyName => 0.35,
        _ => 0.8,
    };

    private readonly ulong[] patterns;
    private readonly double[] weights;
    private readonly double totalPairs;
    private readonly LinkageModel model;
    private double twins = SharedBirthday;
    private double relatedNames = double.NaN;
    private readonly bool[] isStated = new bool[LinkageModel.FieldCount];

    /// <param name="outcomes">Weight of each outcome among the compared pairs.</param>
    /// <param name="random">Outcomes of random pairs.</param>
    /// <param name="chance">By field: probability that two strangers state the same value.</param>
    /// <param name="records">Number of records.</param>
    public ModelEstimation(Dictionary<ulong, double> outcomes, Dictionary<ulong, double> random, double[] chance, int records)
    {
        // In order, so that sums of floating-point numbers are the same in every run.
        patterns = [.. outcomes.Keys];
        Array.Sort(patterns);
        weights = Array.ConvertAll(patterns, p => outcomes[p]);
        totalPairs = Math.Max(1, records * (records - 1.0) / 2);
        model = new LinkageModel { Records = records };
        SetStrangers(random, chance);
        Start(records);
    }

    public LinkageModel Run(CancellationToken cancellationToken)
    {
        for (var i = 0; i < Iterations; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Step() < Converged)
            {
                break;
            }
        }

        return model;
    }

    private void SetStrangers(Dictionary<ulong, double> random, double[] chance)
    {
        var counts = new double[LinkageModel.FieldCount, LinkageModel.LevelCount];
        var codes = new double[LocalityTable.CodeCount];
        foreach (var (pattern, count) in random.OrderBy(static r => r.Key))
        {
            for (var f = 0; f < LinkageModel.FieldCount; f++)
            {
                counts[f, (int)(pattern >> (f * 4)) & 15] += count;
            }

            codes[LocalityTable.CodeOf(pattern)] += count;
        }

        for (var f = 0; f < LinkageModel.FieldCount; f++)
        {
            var strangers = model.Levels[f][LinkageModel.Strangers];
            var total = 0.0;
            for (var l = 1; l < LinkageModel.LevelCount; l++)
            {
                total += counts[f, l];
            }

            isStated[f] = total > 0 || chance[f] > 0;
            var hasChance = PairScorer.HasFrequencies(f) && chance[f] > 0;
            for (var l = 1; l < LinkageModel.LevelCount; l++)
            {
                var prior = l == (int)MatchLevel.Different ? 1 : 0.01;
                strangers[l] = (counts[f, l] + (0.2 * prior)) / (total + 0.2);
            }

            if (hasChance)
            {
                var rest = 1 - strangers[(int)MatchLevel.Exact];
                strangers[(int)MatchLevel.Exact] = chance[f];
                for (var l = 2; l < LinkageModel.LevelCount; l++)
                {
                    strangers[l] *= (1 - chance[f]) / rest;
                }
            }
        }

        var even = new double[LinkageModel.LocalityCells];
        Array.Fill(even, 1.0 / even.Length);
        var cells = LocalityTable.Estimate(codes, even, LocalitySmoothing);
        for (var i = 0; i < 5; i++)
        {
            cells = LocalityTable.Estimate(codes, cells, LocalitySmoothing);
        }

        cells.CopyTo(model.Locality[LinkageModel.Strangers], 0);
    }

    private bool IsAnyStated(params ReadOnlySpan<LinkageField> fields)
    {
        foreach (var field in fields)
        {
            if (isStated[(int)field])
            {
                return true;
            }
        }

        return false;
    }

    private void Start(int records)
    {
        var n = Math.Max(2, records);
        var hasPlace = IsAnyStated(LinkageField.Street, LinkageField.StreetNumber, LinkageField.Phone, LinkageField.City, LinkageField.District, LinkageField.Postcode);
        var hasHousehold = IsAnyStated(LinkageField.Street, LinkageField.StreetNumber, LinkageField.Phone, LinkageField.GuardianName);
        model.Priors[LinkageModel.SameStayed] = 0.3 / n;
        model.Priors[LinkageModel.SameMoved] = hasPlace ? 0.05 / n : 0;
        model.Priors[LinkageModel.Household] = hasHousehold ? 0.3 / n : 0;
        model.Priors[LinkageModel.Strangers] = 1 - (0.65 / n);
        for (var f = 0; f < LinkageModel.FieldCount; f++)
        {
            for (var l = 1; l < LinkageModel.LevelCount; l++)
            {
                model.Levels[f][LinkageModel.SameStayed][l] = (MatchLevel)l switch { MatchLevel.Exact => 0.8, MatchLevel.Slip => 0.06, MatchLevel.Conflict => 0.001, MatchLevel.Lunar => 0.005, MatchLevel.Different => 0.034, _ => 0.02 };
            }

            Tie(f);
        }

        var same = new double[LinkageModel.LocalityCells];
        for (var cell = 0; cell < same.Length; cell++)
        {
            same[cell] = 1;
            for (var (digit, rest) = (0, cell); digit < 4; digit++, rest /= 3)
            {
                same[cell] *= (rest % 3) switch { 0 => 0.85, 1 => 0.1, _ => 0.05 };
            }
        }

        same.CopyTo(model.Locality[LinkageModel.SameStayed], 0);
        TieLocality();
    }

    /// <summary>Sets the tables of a field that follow from others: chance where the class expects no more, the household's from the person's.</summary>
    private void Tie(int field)
    {
        var tables = model.Levels[field];
        var same = tables[LinkageModel.SameStayed];
        var chance = tables[LinkageModel.Strangers];
        for (var c = LinkageModel.SameMoved; c <= LinkageModel.Household; c++)
        {
            (PairScorer.IsByChance(field, c) ? chance : same).CopyTo(tables[c], 0);
        }

        var shared = (LinkageField)field switch
        {
            LinkageField.GivenName => SharedName,
            LinkageField.BirthDate => twins,
            LinkageField.Email or LinkageField.InsuranceNo => SharedAccount,
            _ => 0,
        };
        if (shared > 0)
        {
            // What is shared agrees as one's own value does, slips included.
            for (var l = 1; l < LinkageModel.LevelCount; l++)
            {
                tables[LinkageModel.Household][l] = (shared * same[l]) + ((1 - shared) * chance[l]);
            }

            if (field == (int)LinkageField.GivenName && relatedNames > 0)
            {
                // Brothers and sisters share a character more often than strangers do.
                var home = tables[LinkageModel.Household];
                var rest = home[(int)MatchLevel.Similar] + home[(int)MatchLevel.Different];
                home[(int)MatchLevel.Similar] = rest * relatedNames;
                home[(int)MatchLevel.Different] = rest * (1 - relatedNames);
            }
        }
        else if ((LinkageField)field is LinkageField.FamilyName or LinkageField.GuardianName)
        {
            for (var l = 1; l < LinkageModel.LevelCount; l++)
            {
                tables[LinkageModel.Household][l] = (0.6 * same[l]) + (0.4 * chance[l]);
            }
        }
        else if (field == (int)LinkageField.Phone)
        {
            for (var l = 1; l < LinkageModel.LevelCount; l++)
            {
                tables[LinkageModel.SameMoved][l] = (0.5 * same[l]) + (0.5 * chance[l]);
                tables[LinkageModel.Household][l] = (0.5 * same[l]) + (0.5 * chance[l]);
            }
        }
    }

    private void TieLocality()
    {
        model.Locality[LinkageModel.SameStayed].CopyTo(model.Locality[LinkageModel.Household], 0);
        model.Locality[LinkageModel.Strangers].CopyTo(model.Locality[LinkageModel.SameMoved], 0);
    }

    /// <summary>One iteration; answers how much the share of pairs of one person has changed, relative to itself.</summary>
    private double Step()
    {
        var scorer = new PairScorer(model);
        var classes = new double[LinkageModel.ClassCount];
        var levels = new double[LinkageModel.FieldCount * 16];
        var codes = new double[LocalityTable.CodeCount];
        Span<double> posterior = stackalloc double[LinkageModel.ClassCount];
        Span<double> relatives = stackalloc double[4];
        for (var i = 0; i < patterns.Length; i++)
        {
            scorer.Posterior(patterns[i], posterior);
            AddRelatives(patterns[i], posterior[LinkageModel.Household] * weights[i], relatives);
            var same = (posterior[LinkageModel.SameStayed] + posterior[LinkageModel.SameMoved]) * weights[i];
            var home = (posterior[LinkageModel.SameStayed] + posterior[LinkageModel.Household]) * weights[i];
            var stayed = posterior[LinkageModel.SameStayed] * weights[i];
            for (var c = 0; c < LinkageModel.ClassCount; c++)
            {
                classes[c] += posterior[c] * weights[i];
            }

            if (same + home < 1e-9)
            {
                continue;
            }

            for (var f = 0; f < LinkageModel.FieldCount; f++)
            {
                var level = (int)(patterns[i] >> (f * 4)) & 15;
                if (level != 0)
                {
                    levels[(f * 16) + level] += (LinkageField)f switch { LinkageField.Street or LinkageField.StreetNumber => home, LinkageField.Phone => stayed, _ => same };
                }
            }

            codes[LocalityTable.CodeOf(patterns[i])] += home;
        }

        twins = Math.Min(MostTwins, (relatives[0] + (SharedBirthday * AssumedPairs)) / (relatives[1] + AssumedPairs));
        var given = model.Levels[(int)LinkageField.GivenName][LinkageModel.Strangers];
        var chance = given[(int)MatchLevel.Similar] / (given[(int)MatchLevel.Similar] + given[(int)MatchLevel.Different]);
        relatedNames = (relatives[2] + (chance * AssumedPairs)) / (relatives[3] + AssumedPairs);
        return Maximise(classes, levels, codes);
    }

    /// <summary>Counts what relatives share: birthdays of twins among stated ones, names with something in common among those that are not the same.</summary>
    private void AddRelatives(ulong pattern, double weight, Span<double> counts)
    {
        var birth = (int)(pattern >> ((int)LinkageField.BirthDate * 4)) & 15;
        if (birth != 0)
        {
            var tables = model.Levels[(int)LinkageField.BirthDate];
            counts[0] += weight * twins * tables[LinkageModel.SameStayed][birth] / tables[LinkageModel.Household][birth];
            counts[1] += weight;
        }

        var given = (MatchLevel)((pattern >> ((int)LinkageField.GivenName * 4)) & 15);
        if (given is MatchLevel.Similar or MatchLevel.Different)
        {
            counts[2] += given == MatchLevel.Similar ? weight : 0;
            counts[3] += weight;
        }
    }

    private double Maximise(double[] classes, double[] levels, double[] codes)
    {
        for (var f = 0; f < LinkageModel.FieldCount; f++)
        {
            SetSame(f, levels.AsSpan(f * 16, 16));
            Tie(f);
        }

        LocalityTable.Estimate(codes, model.Locality[LinkageModel.SameStayed], LocalitySmoothing).CopyTo(model.Locality[LinkageModel.SameStayed], 0);
        TieLocality();
        var before = model.Priors[LinkageModel.SameStayed] + model.Priors[LinkageModel.SameMoved];
        var rest = 1.0;
        for (var c = 0; c < LinkageModel.Strangers; c++)
        {
            if (model.Priors[c] > 0)
            {
                model.Priors[c] = Math.Min(0.3, (classes[c] + 0.1) / (totalPairs + 1));
                rest -= model.Priors[c];
            }
        }

        model.Priors[LinkageModel.Strangers] = rest;
        var after = model.Priors[LinkageModel.SameStayed] + model.Priors[LinkageModel.SameMoved];
        return Math.Abs(after - before) / Math.Max(before, 1e-300);
    }

    private void SetSame(int field, ReadOnlySpan<double> counts)
    {
        var same = model.Levels[field][LinkageModel.SameStayed];
        var chance = model.Levels[field][LinkageModel.Strangers];
        double total = 0;
        for (var l = 1; l < LinkageModel.LevelCount; l++)
        {
            total += counts[l];
        }

        for (var l = 1; l < LinkageModel.LevelCount; l++)
        {
            var prior = (MatchLevel)l switch { MatchLevel.Exact => 0.8, MatchLevel.Slip => 0.05, MatchLevel.Different => 0.05, MatchLevel.Conflict => 0.001, _ => 0.015 };
            same[l] = (counts[l] + (Smoothing * prior)) / (total + Smoothing);
        }

        // Two valid numbers, or the first and the second child of one mother: against one person however rarely two strangers are so.
        same[(int)MatchLevel.Conflict] = Math.Min(same[(int)MatchLevel.Conflict], TwoValidNumbers * chance[(int)MatchLevel.Conflict]);

        var most = MostDifferent((LinkageField)field);
        if (same[(int)MatchLevel.Different] > most)
        {
            var rest = (1 - most) / (1 - same[(int)MatchLevel.Different]);
            for (var l = 1; l < LinkageModel.LevelCount; l++)
            {
                same[l] = l == (int)MatchLevel.Different ? most : same[l] * rest;
            }
        }

        if (field <= (int)LinkageField.GivenName)
        {
            // Strangers whose names agree when changed over: as rare as those whose names agree, and changed over as often as one person's are.
            chance[(int)MatchLevel.Swapped] = same[(int)MatchLevel.Swapped] / same[(int)MatchLevel.Exact] * chance[(int)MatchLevel.Exact];
        }

        // To differ never speaks for one person, nor to agree against.
        same[(int)MatchLevel.Different] = Math.Min(same[(int)MatchLevel.Different], chance[(int)MatchLevel.Different]);
        same[(int)MatchLevel.Exact] = Math.Max(same[(int)MatchLevel.Exact], chance[(int)MatchLevel.Exact]);
    }
}
