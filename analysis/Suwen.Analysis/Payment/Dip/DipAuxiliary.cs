using Suwen.Analysis.Payment.Drg;

namespace Suwen.Analysis.Payment.Dip;

/// <summary>
/// The features by which auxiliary catalogues tell cases of one group apart: comorbidity index, severity of the disease, severity of tumours, age, and
/// secondary diagnoses. Every feature has a value for each case or does not apply to it.
/// </summary>
internal static class DipAuxiliary
{
    public const int KindCount = 5;

    private static readonly string[][] Values =
    [
        ["0", "1-2", "3-4", "5+"],
        ["plain", "moderate", "severe", "death_within_3_days", "death"],
        ["other", "treated", "metastatic", "death"],
        ["under_1", "1-5", "6-17", "18-64", "65-79", "80+"],
        ["none", "1-2", "3+"],
    ];

    private static readonly int[] Starts = [0, 4, 9, 13, 19];

    /// <summary>Names of the catalogues.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["cci", "severity", "tumour_severity", "age", "secondary_diagnoses"];

    /// <summary>Every value of every catalogue, as <c>kind</c> and <c>value</c>.</summary>
    public static IReadOnlyList<(string Kind, string Value)> Names { get; } = [.. Values.SelectMany(static (v, kind) => v.Select(value => (Kinds[kind], value)))];

    /// <summary>Fills the features of a case: one index of <see cref="Names"/> per catalogue, or -1.</summary>
    public static void Fill(int[] features, ReadOnlySpan<char> diagnoses, List<string> procedures, double age, double stay, bool isDead)
    {
        var conditions = 0;
        var (secondary, mcc, cc, isMetastatic) = (0, false, false, false);
        var isTumour = diagnoses.Length > 0 && diagnoses.TrimStart()[0] is 'C' or 'c';
        var first = true;
        foreach (var range in diagnoses.Split('|'))
        {
            var code = diagnoses[range].Trim();
            if (code.IsEmpty)
            {
                continue;
            }

            isMetastatic |= code.StartsWith("C77") || code.StartsWith("C78") || code.StartsWith("C79");
            if (!first)
            {
                secondary++;
                var condition = DipPrefixes.Charlson.Find(code);
                conditions |= condition < 0 ? 0 : 1 << condition;
                var level = DipSeverity.Level(code);
                mcc |= level == 2;
                cc |= level == 1;
            }

            first = false;
        }

        features[0] = Starts[0] + Index(DipSeverity.Score(conditions));
        features[1] = Starts[1] + (isDead ? (stay <= 3 ? 3 : 4) : mcc ? 2 : cc ? 1 : 0);
        features[2] = !isTumour ? -1 : Starts[2] + (isDead ? 3 : isMetastatic ? 2 : IsTumourTreated(procedures) ? 1 : 0);
        features[3] = double.IsNaN(age) ? -1 : Starts[3] + (age switch { < 1 => 0, < 6 => 1, < 18 => 2, < 65 => 3, < 80 => 4, _ => 5 });
        features[4] = Starts[4] + (secondary switch { 0 => 0, <= 2 => 1, _ => 2 });
    }

    private static int Index(int score) => score switch { 0 => 0, <= 2 => 1, <= 4 => 2, _ => 3 };

    /// <summary>Radiotherapy (92.2) or chemotherapy and immunotherapy of tumours (99.25, 99.28).</summary>
    private static bool IsTumourTreated(List<string> procedures)
    {
        foreach (var code in procedures)
        {
            if (code.StartsWith("92.2", StringComparison.Ordinal) || code.StartsWith("99.25", StringComparison.Ordinal) || code.StartsWith("99.28", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>How grave single secondary diagnoses are.</summary>
internal static class DipSeverity
{
    /// <summary>Lists of complications, and the tables that map codes.</summary>
    public static Lazy<DrgScheme> Scheme { get; } = new(static () => DrgSchemeReader.Find("chs-drg-1.1", null));

    /// <summary>2 for a major complication, 1 for another, by the list of CHS-DRG 1.1; 0 otherwise.</summary>
    public static int Level(ReadOnlySpan<char> code)
    {
        if (code.Length > 32)
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[32];
        for (var i = 0; i < code.Length; i++)
        {
            bytes[i] = (byte)code[i];
        }

        var number = Scheme.Value.Diagnoses.Find(bytes[..code.Length]);
        return number < 0 ? 0 : Scheme.Value.Complications.Level(number);
    }

    /// <summary>The index of a set of conditions; of a mild and a severe form of one disease the severe one counts.</summary>
    public static int Score(int conditions)
    {
        var score = 0;
        for (var i = 0; i < DipPrefixes.Conditions.Count; i++)
        {
            score += (conditions & (1 << i)) == 0 ? 0 : DipPrefixes.Conditions[i].Weight;
        }

        return score - Both(conditions, "mild_liver", "severe_liver", 1) - Both(conditions, "diabetes", "diabetes_complicated", 1) - Both(conditions, "malignancy", "metastatic", 2);
    }

    private static int Both(int conditions, string mild, string severe, int weight) => Has(conditions, mild) && Has(conditions, severe) ? weight : 0;

    private static bool Has(int conditions, string name)
    {
        for (var i = 0; i < DipPrefixes.Conditions.Count; i++)
        {
            if (DipPrefixes.Conditions[i].Name == name)
            {
                return (conditions & (1 << i)) != 0;
            }
        }

        return false;
    }
}
