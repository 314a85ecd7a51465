using System.Text.Json;

namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>
/// A Fellegi–Sunter model (JASA 64, 1969): how probable each level of agreement is in pairs of one person and of two, how many pairs are of one person, and
/// from which evidence on a pair is linked. Pairs come in four classes: one person or two, in one household or two. The household's fields (address,
/// telephone, family name) agree among relatives as they do in one person's records, so that they cannot pass for evidence that two relatives are one.
/// </summary>
public sealed class LinkageModel
{
    /// <summary>Classes of a pair: one person at one address, one person who moved, two of a household, two strangers.</summary>
    internal const int SameStayed = 0, SameMoved = 1, Household = 2, Strangers = 3, ClassCount = 4;

    internal const int LevelCount = 11, FieldCount = 16, LocalityCells = 81;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, IncludeFields = false };

    /// <summary>Version of the file's form; a file of a later form is refused.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>Name that results refer to: a digest of what was estimated.</summary>
    public string Version { get; set; } = "";

    /// <summary>Records it was estimated from.</summary>
    public int Records { get; init; }

    /// <summary>Share of each class among all pairs: one person at one address, one person who moved, two of a household, strangers.</summary>
    public double[] Priors { get; init; } = new double[ClassCount];

    /// <summary>By field, class and level: probability of the level where both records state the field.</summary>
    public double[][][] Levels { get; init; } = NewTables(FieldCount, LevelCount);

    /// <summary>
    /// By class: probability of each joint outcome of district, city, province and postcode, which depend on each other. A cell's number has a ternary digit
    /// for each of the four: 0 the same, 1 nearly, 2 different.
    /// </summary>
    public double[][] Locality { get; init; } = NewTables(1, LocalityCells)[0];

    /// <summary>True where dates with the year last have the month first.</summary>
    public bool IsMonthFirst { get; set; }

    /// <summary>True where the first of January is also written when only the year, or the age, is known.</summary>
    public bool IsNewYearYearOnly { get; set; }

    /// <summary>Fields that the estimating records state.</summary>
    public LinkageField[] Fields { get; set; } = [];

    /// <summary>By field: relative frequency of its common values. Values below <see cref="RareFrequency"/> are not listed.</summary>
    public Dictionary<LinkageField, Dictionary<string, double>> Frequencies { get; init; } = [];

    /// <summary>By field: frequency to assume of a value that is not listed.</summary>
    public Dictionary<LinkageField, double> RareFrequency { get; init; } = [];

    /// <summary>Values that identify nobody, by field; taken as not stated.</summary>
    public Dictionary<LinkageField, string[]> Placeholders { get; init; } = [];

    /// <summary>Posterior log2 odds from which a pair is linked: the cut with the highest F1 that the model itself expects.</summary>
    public double LinkWeight { get; set; }

    /// <summary>Posterior log2 odds from which a pair that is not linked goes to a steward.</summary>
    public double GreyWeight { get; set; }

    /// <summary>What must agree for a pair to be compared: names of keys, joined by +, a rule each.</summary>
    public string[] Rules { get; set; } = [];

    /// <summary>Writes the model as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <returns>Null when the text is not a model of this or an earlier form.</returns>
    public static LinkageModel? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<LinkageModel>(json, Json) is { Format: <= CurrentFormat } model && model.IsWhole() ? model : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsWhole() => Priors.Length == ClassCount && Levels.Length == FieldCount && Locality.Length == ClassCount
        && Array.TrueForAll(Locality, l => l.Length == LocalityCells)
        && Array.TrueForAll(Levels, f => f.Length == ClassCount && Array.TrueForAll(f, c => c.Length == LevelCount));

    private static double[][][] NewTables(int fields, int width)
    {
        var tables = new double[fields][][];
        for (var f = 0; f < fields; f++)
        {
            tables[f] = new double[ClassCount][];
            for (var c = 0; c < ClassCount; c++)
            {
                tables[f][c] = new double[width];
            }
        }

        return tables;
    }
}
