using System.Globalization;

namespace Suwen.Analysis.Tests;

/// <summary>Outputs of reference programs, committed beside the script that wrote them.</summary>
internal static class Oracle
{
    public static string PathOf(string path) => Path.Combine(AppContext.BaseDirectory, path);

    /// <summary>Rows of a CSV file that R's <c>write.csv</c> or pandas wrote, by column name.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string path)
    {
        var lines = File.ReadAllLines(PathOf(path)).Where(static l => l.Length > 0).Select(static l => l.Split(',').Select(static f => f.Trim('"')).ToArray()).ToList();
        return [.. lines.Skip(1).Select(l => (IReadOnlyDictionary<string, string>)lines[0].Zip(l).ToDictionary(static p => p.First, static p => p.Second))];
    }

    /// <summary>Every column of the oracle that the result has too must agree in every row: numbers within a relative tolerance, all else to the letter.</summary>
    public static void ShouldAgree(IReadOnlyList<IReadOnlyDictionary<string, object?>> result, string path, double relative = 1e-6, double absolute = 1e-12)
    {
        var expected = Read(path);
        result.Count.ShouldBe(expected.Count, path);
        var columns = expected[0].Keys.Where(c => result[0].ContainsKey(c)).ToList();
        columns.ShouldNotBeEmpty(path);
        for (var row = 0; row < expected.Count; row++)
        {
            foreach (var column in columns)
            {
                Compare(result[row][column], expected[row][column], $"{path}, row {row + 1}, {column}", relative, absolute);
            }
        }
    }

    private static void Compare(object? actual, string expected, string where, double relative, double absolute)
    {
        if (expected is "NA" or "" or "NaN" or "nan")
        {
            actual.ShouldBeNull(where);
            return;
        }

        actual.ShouldNotBeNull(where);
        if (actual is double or long or int && TryNumber(expected, out var wanted))
        {
            var value = Convert.ToDouble(actual, CultureInfo.InvariantCulture);
            var agrees = value.Equals(wanted) || Math.Abs(value - wanted) <= absolute + (relative * Math.Abs(wanted));
            agrees.ShouldBeTrue($"{where}: {value:R} where the reference has {wanted:R}");
            return;
        }

        (actual is IFormattable f ? f.ToString(actual is DateOnly ? "yyyy-MM-dd" : null, CultureInfo.InvariantCulture) : actual.ToString()).ShouldBe(expected, where);
    }

    private static bool TryNumber(string text, out double value)
    {
        value = text is "Inf" or "inf" ? double.PositiveInfinity : text is "-Inf" or "-inf" ? double.NegativeInfinity : 0;
        return value != 0 || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
