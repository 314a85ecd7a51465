using System.Globalization;

namespace Suwen.Analysis.Comorbidity;

/// <summary>A category of an index.</summary>
/// <param name="Name">Its column in results.</param>
/// <param name="Weight">Its weight in the score.</param>
/// <param name="UpdatedWeight">Its weight in the updated score; 0 where the index has none.</param>
/// <param name="Overrides">Bit of the milder category that does not count beside it; 0 for none.</param>
internal sealed record ComorbidityCategory(string Name, int Weight, int UpdatedWeight, uint Overrides);

/// <summary>
/// Categories of an index with their ICD-10 codes, read from content that has them as the papers print them. Codes match by their
/// beginning, so that national extensions (E11.900x001) belong where their international code belongs.
/// </summary>
internal sealed class ComorbidityIndex
{
    private readonly Dictionary<string, uint> prefixes = new(StringComparer.Ordinal);

    private ComorbidityIndex(IReadOnlyList<ComorbidityCategory> categories) => Categories = categories;

    /// <summary>Coding of Quan 2005 with the weights of Charlson 1987 and of Quan 2011.</summary>
    public static ComorbidityIndex Charlson { get; } = Read("charlson");

    /// <summary>Coding of Quan 2005 with the weights of van Walraven 2009.</summary>
    public static ComorbidityIndex Elixhauser { get; } = Read("elixhauser");

    public IReadOnlyList<ComorbidityCategory> Categories { get; }

    /// <summary>Categories of a field that holds one code or several, as bits; counts codes that do not look like ICD-10.</summary>
    public uint Find(ReadOnlySpan<char> field, ref int codes, ref int unknown)
    {
        uint found = 0;
        Span<char> plain = stackalloc char[16];
        foreach (var range in field.SplitAny('|', ';', ',', '\uFF1B', '\uFF0C', '\u3001'))
        {
            var length = Plain(field[range], plain);
            if (length == 0)
            {
                continue;
            }

            codes++;
            if (length < 3 || !char.IsAsciiLetterUpper(plain[0]) || !char.IsAsciiDigit(plain[1]) || !char.IsAsciiDigit(plain[2]))
            {
                unknown++;
                continue;
            }

            var find = prefixes.GetAlternateLookup<ReadOnlySpan<char>>();
            found |= find.TryGetValue(plain[..3], out var three) ? three : 0;
            found |= length > 3 && find.TryGetValue(plain[..4], out var four) ? four : 0;
        }

        return found;
    }

    /// <summary>Without the milder categories that a graver one stands for.</summary>
    public uint WithHierarchy(uint found)
    {
        var result = found;
        for (var i = 0; i < Categories.Count; i++)
        {
            result &= (found & (1u << i)) != 0 ? ~Categories[i].Overrides : uint.MaxValue;
        }

        return result;
    }

    /// <summary>The sum of weights.</summary>
    public int Score(uint found, bool isUpdated = false)
    {
        var score = 0;
        for (var i = 0; i < Categories.Count; i++)
        {
            score += (found & (1u << i)) == 0 ? 0 : isUpdated ? Categories[i].UpdatedWeight : Categories[i].Weight;
        }

        return score;
    }

    /// <summary>Letters and digits in upper case, at most as many as fit: dots, blanks, daggers and asterisks carry no meaning here.</summary>
    private static int Plain(ReadOnlySpan<char> code, Span<char> plain)
    {
        var length = 0;
        foreach (var c in code)
        {
            // Full-width letters and digits come from Chinese input methods.
            var narrow = c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - '\uFF01' + '!') : c;
            if (char.IsAsciiLetterOrDigit(narrow) && length < plain.Length)
            {
                plain[length++] = char.ToUpperInvariant(narrow);
            }
        }

        return length;
    }

    private static ComorbidityIndex Read(string name)
    {
        using var stream = typeof(ComorbidityIndex).Assembly.GetManifestResourceStream($"Comorbidity/Content/{name}.csv")
            ?? throw new InvalidOperationException($"The content {name}.csv is missing.");
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var columns = lines[0].Split(',').ToList();
        var rows = lines.Skip(1).Select(static l => l.Split(',')).ToList();
        string Field(string[] row, string column) => columns.IndexOf(column) is >= 0 and var at ? row[at] : "0";
        var names = rows.ConvertAll(r => Field(r, "category"));
        var index = new ComorbidityIndex([.. rows.Select(r => new ComorbidityCategory(
            Field(r, "category"), int.Parse(Field(r, "weight"), CultureInfo.InvariantCulture), int.Parse(Field(r, "weight_updated"), CultureInfo.InvariantCulture),
            Field(r, "overrides") is { Length: > 0 } milder ? 1u << names.IndexOf(milder) : 0))]);
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var code in Field(rows[i], "codes").Split(' ').SelectMany(Expand))
            {
                index.prefixes[code] = index.prefixes.GetValueOrDefault(code) | (1u << i);
            }
        }

        return index;
    }

    /// <summary><c>I42.5-I42.9</c> as its codes without dots.</summary>
    private static IEnumerable<string> Expand(string written)
    {
        var ends = written.Replace(".", "", StringComparison.Ordinal).Split('-');
        if (ends.Length == 1)
        {
            return ends;
        }

        var (first, last) = (int.Parse(ends[0].AsSpan(1), CultureInfo.InvariantCulture), int.Parse(ends[1].AsSpan(1), CultureInfo.InvariantCulture));
        var digits = ends[0].Length - 1;
        return Enumerable.Range(first, last - first + 1).Select(n => ends[0][0] + n.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'));
    }
}
