using System.Collections.Frozen;
using System.Text;

namespace Suwen.Simulator.People;

/// <summary>A name or part of one, with its reading without tones.</summary>
internal readonly record struct ReadName(string Text, string Pinyin);

/// <summary>The given names of one sex and time of birth, made whole beforehand so that naming somebody makes no string.</summary>
internal sealed record GivenNames(int FromYear, ReadName[] Whole, ReadName[] Pairs, int Seconds, ReadName[] Single, int SinglePercent);

/// <summary>What a desk may mistake a character for.</summary>
internal sealed record CharacterFacts(string Pinyin, string[] Homophones, string[] Lookalikes, string Variant);

/// <summary>Names from Content/people. Read once.</summary>
internal sealed class NameTables
{
    private static readonly Lazy<NameTables> Loaded = new(() => new NameTables());

    private readonly FrozenDictionary<string, CharacterFacts> _characters;
    private readonly FrozenDictionary<string, ReadName[]> _special;
    private readonly GivenNames[][] _given;

    private NameTables()
    {
        _characters = PeopleContent.Rows("characters.csv").ToFrozenDictionary(row => row[0], row => new CharacterFacts(row[1], Words(row[2]), Words(row[3]), row[4]), StringComparer.Ordinal);
        var families = PeopleContent.Rows("family_names.csv");
        Families = [.. families.Select(row => new ReadName(row[0], row[1]))];
        FamilyTotals = new int[families.Count];
        var sum = 0;
        for (var i = 0; i < families.Count; i++) FamilyTotals[i] = sum += PeopleContent.Whole(families[i][2]);
        _special = PeopleContent.Rows("special_names.csv").ToFrozenDictionary(row => row[0], row => Words(row[1]).Select(Read).ToArray(), StringComparer.Ordinal);
        var rows = PeopleContent.Rows("given_names.csv");
        _given = [Given(rows, "male"), Given(rows, "female")];
    }

    public static NameTables Instance => Loaded.Value;

    public ReadName[] Families { get; }

    /// <summary>Running totals of the family names' weights.</summary>
    public int[] FamilyTotals { get; }

    public GivenNames GivenOf(Sex sex, int birthYear)
    {
        var lists = _given[(int)sex - 1];
        var at = lists.Length - 1;
        while (at > 0 && lists[at].FromYear > birthYear) at--;
        return lists[at];
    }

    public ReadName[] Special(string kind) => _special[kind];

    /// <summary>What is known of a character (one rune as a string); null for one that no list holds.</summary>
    public CharacterFacts? Character(string character) => _characters.GetValueOrDefault(character);

    /// <summary>Reads a text character by character, first letter large.</summary>
    public ReadName Read(string text)
    {
        var pinyin = new StringBuilder();
        foreach (var rune in text.EnumerateRunes()) pinyin.Append(Character(rune.ToString())?.Pinyin);
        if (pinyin.Length > 0) pinyin[0] = char.ToUpperInvariant(pinyin[0]);
        return new ReadName(text, pinyin.ToString());
    }

    private GivenNames[] Given(List<string[]> rows, string sex) => [.. rows.Where(row => row[0] == sex).Select(row =>
    {
        var (first, second) = (Words(row[3]), Words(row[4]));
        var pairs = new ReadName[first.Length * second.Length];
        for (var i = 0; i < pairs.Length; i++)
        {
            var (a, b) = (i / second.Length, i % second.Length);
            // 明明 is a pet name: the next character of the list stands in.
            pairs[i] = Read(first[a] + (first[a] == second[b] ? second[(b + 1) % second.Length] : second[b]));
        }

        return new GivenNames(PeopleContent.Whole(row[1]), [.. Words(row[2]).Select(Read)], pairs, second.Length, [.. Words(row[5]).Select(Read)], PeopleContent.Whole(row[6]));
    })];

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
