namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Turns levels of agreement into posterior odds by a model. Immutable, so that any number of threads may ask.</summary>
internal sealed class PairScorer
{
    private const int District = (int)LinkageField.District, Postcode = (int)LinkageField.Postcode;

    /// <summary>No more than this speaks for or against: beyond it the model's assumptions, not the data, would.</summary>
    private const double MostBits = 60;

    // By field × level × class: log2 of the probability; 0 for missing.
    private readonly double[] logs = new double[LinkageModel.FieldCount * 16 * LinkageModel.ClassCount];
    private readonly double[] locality;
    private readonly double[] priors = new double[LinkageModel.ClassCount];

    public PairScorer(LinkageModel model)
    {
        Model = model;
        for (var f = 0; f < LinkageModel.FieldCount; f++)
        {
            for (var l = 1; l < LinkageModel.LevelCount; l++)
            {
                for (var c = 0; c < LinkageModel.ClassCount; c++)
                {
                    logs[(((f * 16) + l) * LinkageModel.ClassCount) + c] = IsLocality(f) ? 0 : Log(model.Levels[f][c][l]);
                }
            }
        }

        locality = LocalityTable.Logs(model.Locality);
        for (var c = 0; c < LinkageModel.ClassCount; c++)
        {
            priors[c] = Log(model.Priors[c]);
        }
    }

    public LinkageModel Model { get; }

    public static bool IsLocality(int field) => field is >= District and <= Postcode;

    /// <summary>Fields whose agreement is rarer or commoner with the value: a family name of few people says more than 王.</summary>
    public static bool HasFrequencies(int field) => field is not ((int)LinkageField.Sex or (int)LinkageField.Province or (int)LinkageField.City or (int)LinkageField.District or (int)LinkageField.Postcode);

    /// <summary>True where the class expects the field to agree by chance only.</summary>
    public static bool IsByChance(int field, int @class) => (LinkageField)field switch
    {
        LinkageField.FamilyName or LinkageField.Phone or LinkageField.GuardianName => @class == LinkageModel.Strangers,
        LinkageField.StreetNumber or LinkageField.Street => @class is LinkageModel.Strangers or LinkageModel.SameMoved,
        LinkageField.Email or LinkageField.InsuranceNo => @class == LinkageModel.Strangers,
        _ => @class is LinkageModel.Strangers or LinkageModel.Household,
    };

    /// <summary>Posterior log2 odds of two records being one person's.</summary>
    public double Weight(PersonRecord a, PersonRecord b, ulong levels)
    {
        Span<double> sums = stackalloc double[LinkageModel.ClassCount];
        priors.CopyTo(sums);
        for (var f = 0; f < LinkageModel.FieldCount; f++)
        {
            var level = (int)(levels >> (f * 4)) & 15;
            if (level != 0 && !IsLocality(f))
            {
                Add(sums, f, level, a, b);
            }
        }

        AddLocality(sums, LocalityTable.CodeOf(levels));
        return Odds(sums, 0);
    }

    /// <summary>Fields that speak for themselves, and the locality as one.</summary>
    public const int EvidenceFields = LinkageModel.FieldCount + 1;

    /// <summary>Adds what a pair says, by field and class, and that it says it.</summary>
    /// <param name="a">One record.</param>
    /// <param name="b">The other.</param>
    /// <param name="levels">Their outcome.</param>
    /// <param name="sums">Field × class.</param>
    /// <param name="stated">By field, how many pairs say something.</param>
    public void AddEvidence(PersonRecord a, PersonRecord b, ulong levels, Span<float> sums, Span<float> stated)
    {
        Span<double> one = stackalloc double[LinkageModel.ClassCount];
        for (var f = 0; f < EvidenceFields; f++)
        {
            one.Clear();
            if (f == LinkageModel.FieldCount)
            {
                var code = LocalityTable.CodeOf(levels);
                if (code == 0)
                {
                    continue;
                }

                AddLocality(one, code);
            }
            else
            {
                var level = (int)(levels >> (f * 4)) & 15;
                if (level == 0 || IsLocality(f))
                {
                    continue;
                }

                Add(one, f, level, a, b);
            }

            stated[f]++;
            for (var c = 0; c < LinkageModel.ClassCount; c++)
            {
                sums[(f * LinkageModel.ClassCount) + c] += (float)one[c];
            }
        }
    }

    /// <summary>Log2 odds of many pairs as of one: of each field what those pairs that state it say in the mean, with the prior once.</summary>
    public double WeightOf(ReadOnlySpan<float> sums, ReadOnlySpan<float> stated)
    {
        Span<double> all = stackalloc double[LinkageModel.ClassCount];
        priors.CopyTo(all);
        for (var f = 0; f < EvidenceFields; f++)
        {
            for (var c = 0; stated[f] > 0 && c < LinkageModel.ClassCount; c++)
            {
                all[c] += sums[(f * LinkageModel.ClassCount) + c] / stated[f];
            }
        }

        return Odds(all, 0);
    }

    /// <summary>Posterior probability of each class, without regard to how common the values are.</summary>
    public void Posterior(ulong levels, Span<double> classes)
    {
        priors.CopyTo(classes);
        for (var f = 0; f < LinkageModel.FieldCount; f++)
        {
            var level = (int)(levels >> (f * 4)) & 15;
            var at = ((f * 16) + level) * LinkageModel.ClassCount;
            for (var c = 0; level != 0 && c < LinkageModel.ClassCount; c++)
            {
                classes[c] += logs[at + c];
            }
        }

        AddLocality(classes, LocalityTable.CodeOf(levels));
        var most = Math.Max(Math.Max(classes[0], classes[1]), Math.Max(classes[2], classes[3]));
        var sum = 0.0;
        for (var c = 0; c < LinkageModel.ClassCount; c++)
        {
            classes[c] = Math.Exp((classes[c] - most) * Ln2);
            sum += classes[c];
        }

        for (var c = 0; c < LinkageModel.ClassCount; c++)
        {
            classes[c] /= sum;
        }
    }

    private void Add(Span<double> sums, int field, int level, PersonRecord a, PersonRecord b)
    {
        var at = ((field * 16) + level) * LinkageModel.ClassCount;
        var adjustment = 0.0;
        if ((level == (int)MatchLevel.Exact || IsSwappedName(field, level)) && HasFrequencies(field) && Frequency(field, a, b) is > 0 and var frequency)
        {
            // Names in each other's place agree as far as names do: what counts is how common they are.
            var exact = ((field * 16) + (int)MatchLevel.Exact) * LinkageModel.ClassCount;
            adjustment = Math.Log2(frequency) - logs[exact + LinkageModel.Strangers];
        }

        for (var c = 0; c < LinkageModel.ClassCount; c++)
        {
            sums[c] += logs[at + c] + (adjustment != 0 && IsByChance(field, c) ? adjustment : 0);
        }
    }

    private static bool IsSwappedName(int field, int level) => level == (int)MatchLevel.Swapped && field <= (int)LinkageField.GivenName;

    /// <summary>How often the value occurs that both records state; 0 where it is not known.</summary>
    private static double Frequency(int field, PersonRecord a, PersonRecord b)
    {
        var x = a[(LinkageField)field];
        var y = b[(LinkageField)field];
        return Math.Max(x?.Frequency ?? 0, y?.Frequency ?? 0);
    }

    private void AddLocality(Span<double> sums, int code)
    {
        if (code != 0)
        {
            for (var c = 0; c < LinkageModel.ClassCount; c++)
            {
                sums[c] += locality[(code * LinkageModel.ClassCount) + c];
            }
        }
    }

    private static double Odds(ReadOnlySpan<double> sums, double otherwise)
    {
        var same = LogSum(sums[LinkageModel.SameStayed], sums[LinkageModel.SameMoved]);
        var different = LogSum(sums[LinkageModel.Household], sums[LinkageModel.Strangers]);
        return double.IsNaN(same - different) ? otherwise : Math.Clamp(same - different, -MostBits, MostBits);
    }

    /// <summary>
    /// What each field said: the change of the odds when the field is left out. The fields together with the prior need not add up exactly to the weight,
    /// since what one says depends on whether the others show a household.
    /// </summary>
    public List<MatchReason> Explain(PersonRecord a, PersonRecord b, ulong levels)
    {
        var whole = Weight(a, b, levels);
        var reasons = new List<MatchReason>();
        for (var f = 0; f < LinkageModel.FieldCount; f++)
        {
            var level = (MatchLevel)((levels >> (f * 4)) & 15);
            if (level != MatchLevel.Missing)
            {
                reasons.Add(new MatchReason((LinkageField)f, level, Math.Round(whole - Weight(a, b, levels & ~(15UL << (f * 4))), 2)));
            }
        }

        reasons.Sort(static (x, y) => Math.Abs(y.Weight).CompareTo(Math.Abs(x.Weight)) is not 0 and var order ? order : x.Field.CompareTo(y.Field));
        return reasons;
    }

    private static double Log(double probability) => Math.Log2(Math.Max(probability, 1e-18));

    private static double LogSum(double a, double b)
    {
        var most = Math.Max(a, b);
        return most + Math.Log2(Math.Exp((a - most) * Ln2) + Math.Exp((b - most) * Ln2));
    }

    private const double Ln2 = 0.6931471805599453;
}
