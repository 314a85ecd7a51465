namespace Suwen.Analysis.Rates;

/// <summary>Published standard populations by age group.</summary>
/// <param name="Name">As the parameter names it.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Lower">First year of each age group.</param>
/// <param name="Share">Persons of each age group; any scale.</param>
internal sealed record StandardPopulation(string Name, string Source, int[] Lower, double[] Share)
{
    private static readonly int[] FiveYears = [.. Enumerable.Range(0, 18).Select(static i => 5 * i)];

    public static IReadOnlyList<StandardPopulation> All { get; } =
    [
        new(
            "who",
            "Ahmad OB et al. Age standardization of rates: a new WHO standard. GPE Discussion Paper 31, WHO 2001, table 4",
            FiveYears,
            [8.86, 8.69, 8.60, 8.47, 8.22, 7.93, 7.61, 7.15, 6.59, 6.04, 5.37, 4.55, 3.72, 2.96, 2.21, 1.52, 0.91, 0.63]),
        new(
            "segi",
            "Segi M. Cancer mortality for selected sites in 24 countries (1950-57), 1960, as modified by Doll R et al. 1966",
            FiveYears,
            [12000, 10000, 9000, 9000, 8000, 8000, 6000, 6000, 6000, 6000, 5000, 4000, 4000, 3000, 2000, 1000, 500, 500]),
        new(
            "european2013",
            "Eurostat. Revision of the European Standard Population, 2013",
            FiveYears,
            [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 2500]),
    ];

    /// <summary>Persons of the standard by level, where each level names an age group such as <c>0-4</c>, <c>85+</c> or the first year <c>40</c>.</summary>
    /// <exception cref="OperatorException">A level names no age group, or its bounds cut through groups of the standard.</exception>
    public double[] For(IReadOnlyList<string> levels, string column)
    {
        var bounds = levels.Select(l => LowerOf(l, column)).ToArray();
        if (bounds.Distinct().Count() != bounds.Length)
        {
            throw OperatorException.BadData($"Two levels of the column {column} begin at the same age.", "Write age groups as 0-4, 5-9, … 85+.");
        }

        var persons = new double[levels.Count];
        for (var i = 0; i < Lower.Length; i++)
        {
            // The group with the largest first year that is not above.
            var at = -1;
            for (var k = 0; k < bounds.Length; k++)
            {
                at = bounds[k] <= Lower[i] && (at < 0 || bounds[k] > bounds[at]) ? k : at;
            }

            if (at >= 0)
            {
                persons[at] += Share[i];
            }
        }

        var cut = Array.FindIndex(bounds, b => Array.IndexOf(Lower, b) < 0);
        if (cut >= 0)
        {
            throw OperatorException.BadData($"The age group {levels[cut]} of the column {column} does not begin where a group of the standard {Name} begins.", "Use groups of five years (0-4, 5-9, … 85+) or unions of them, or give the standard as a column.");
        }

        return persons;
    }

    private static int LowerOf(string level, string column)
    {
        var digits = new string([.. level.TrimStart('[', '(', ' ', '>', '≥', '=').TakeWhile(char.IsAsciiDigit)]);
        return digits.Length is > 0 and < 4
            ? int.Parse(digits, System.Globalization.CultureInfo.InvariantCulture)
            : throw OperatorException.BadData($"A level of the column {column} does not begin with an age.", "Write age groups as 0-4, 5-9, … 85+.");
    }
}
