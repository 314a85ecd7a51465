using System.Globalization;

namespace Suwen.Security.Deidentification;

/// <summary>What a word means to the detectors; a word can mean several things.</summary>
[Flags]
internal enum WordRole
{
    None = 0,

    /// <summary>An ordinary word with a cost: it competes with names for the same characters.</summary>
    Word = 1,

    /// <summary>A label that a name follows, such as 姓名.</summary>
    NameLabel = 1 << 1,

    /// <summary>A word that a name may follow at once, such as 患者 or 由.</summary>
    NameLead = 1 << 2,

    /// <summary>A title or verb behind a name, such as 医师, Mr before one.</summary>
    Title = 1 << 3,
    NumberLabel = 1 << 4,
    AddressLabel = 1 << 5,
    OrganisationLabel = 1 << 6,
    InstitutionLabel = 1 << 7,
    DateLabel = 1 << 8,
    AgeLabel = 1 << 9,

    /// <summary>Province, city or county by its whole name.</summary>
    Division = 1 << 10,

    /// <summary>Province or city without its last character, which is a place only where a word before it says so.</summary>
    DivisionStem = 1 << 11,
    InstitutionSuffix = 1 << 12,
    OrganisationSuffix = 1 << 13,

    /// <summary>The name of an institution or road does not reach back over this word.</summary>
    Stop = 1 << 14,

    /// <summary>Says no more than what sort of institution: 上级, 当地.</summary>
    Generic = 1 << 15,
    NotName = 1 << 16,
    Festival = 1 << 17,
    NotNumber = 1 << 18,
    PlaceLead = 1 << 19,
    Credential = 1 << 20,
    Street = 1 << 21,
    Unit = 1 << 22,
    Month = 1 << 23,
    State = 1 << 24,
    Eponym = 1 << 25,
    Common = 1 << 26,
    FirstName = 1 << 27,
    LastName = 1 << 28,
    Ambiguous = 1 << 29,

    /// <summary>Part of the name of an Uygur, Tibetan or Mongol, who have no surname.</summary>
    NamePart = 1 << 30,

    /// <summary>What is often said of somebody by name: 因, 代诉, 签字.</summary>
    NameFollow = 1 << 31,

    /// <summary>Any role of a label, which ends what the label before it asked for.</summary>
    AnyLabel = NameLabel | NumberLabel | AddressLabel | OrganisationLabel | InstitutionLabel | DateLabel | AgeLabel,
}

/// <summary>An entry of the lexicon.</summary>
/// <param name="Roles">What it means.</param>
/// <param name="Kind">Kind of the identifier that its role speaks of.</param>
/// <param name="Cost">Ten times the negative logarithm of the word's frequency.</param>
internal readonly record struct WordEntry(WordRole Roles, IdentifierKind Kind, short Cost);

/// <summary>
/// The words, characters and names that the detectors know, from the tables in Content (sources in NOTICE and Content/SOURCES.md) and the division
/// tables. Read once, at first use.
/// </summary>
internal sealed class Lexicon
{
    /// <summary>Cost of a character that no table knows, as a word or within a given name: rarer than one in 50,000.</summary>
    public const short UnknownCost = 115;

    private static readonly Lazy<Lexicon> Shared = new(static () => new Lexicon());

    private const short WholeLeadCost = 40;

    private readonly short[] characterCosts = new short[char.MaxValue + 1];
    private readonly short[] surnameCosts = new short[char.MaxValue + 1];
    private readonly bool[] beginsCompound = new bool[char.MaxValue + 1];
    private readonly Dictionary<int, short> compoundSurnames = [];
    private readonly GivenCost[] givenCosts = new GivenCost[char.MaxValue + 1];

    private Lexicon()
    {
        Array.Fill(characterCosts, UnknownCost);
        Array.Fill(givenCosts, new GivenCost(UnknownCost, UnknownCost, UnknownCost));
        LoadCosts();
        LoadWords();
        LoadDivisions();
        foreach (var row in ContentTable.Read("labels.csv"))
        {
            AddRole(Chinese, RoleOf(row[0]), Enum.Parse<IdentifierKind>(row[1]), row[2].Split(' '));
        }

        foreach (var row in ContentTable.Read("short_institutions.csv"))
        {
            AddRole(ShortInstitutions, RoleOf(row[0]), IdentifierKind.Institution, row[1].Split(' '));
        }

        foreach (var row in ContentTable.Read("latin.csv"))
        {
            AddRole(Latin, RoleOf(row[0]), Enum.Parse<IdentifierKind>(row[1]), row[2].Split('|'));
            AddRole(LatinPhrases, RoleOf(row[0]), Enum.Parse<IdentifierKind>(row[1]), row[2].Split('|'));
        }

        foreach (var row in ContentTable.Read("latin_sites.csv"))
        {
            AddRole(LatinSites, RoleOf(row[0]), Enum.Parse<IdentifierKind>(row[1]), row[2].Split('|'));
        }

        foreach (var row in ContentTable.Read("latin_words.csv"))
        {
            AddRole(Latin, RoleOf(row[0]), IdentifierKind.PersonName, row[1].Split(' '));
        }

        foreach (var row in ContentTable.Read("latin_names.csv"))
        {
            AddRole(Latin, RoleOf(row[0]), IdentifierKind.PersonName, row[1].Split(' '));
        }

    }

    public static Lexicon Instance => Shared.Value;

    /// <summary>Chinese words, labels and places.</summary>
    public WordTrie Chinese { get; } = new();

    /// <summary>What hospitals are called for short, and words of what is done there.</summary>
    public WordTrie ShortInstitutions { get; } = new();

    /// <summary>Words in Latin letters, folded to small ones.</summary>
    public WordTrie Latin { get; } = new();

    /// <summary>Labels, titles and sorts of places alone: small, so that it stays near at hand for the words of running text.</summary>
    public WordTrie LatinPhrases { get; } = new();

    /// <summary>What ends the names of English practices and firms, words of the landscape in them, and words of work.</summary>
    public WordTrie LatinSites { get; } = new();

    public short CharacterCost(char c) => characterCosts[c];

    /// <summary>Cost of a surname of one character; 0 where it is none.</summary>
    public short SurnameCost(char c) => surnameCosts[c];

    /// <summary>Cost of a surname of two characters; 0 where it is none.</summary>
    public short CompoundCost(char first, char second) => beginsCompound[first] && compoundSurnames.TryGetValue((first << 16) | second, out var cost) ? cost : (short)0;

    public GivenCost Given(char c) => givenCosts[c];

    private static WordRole RoleOf(string name) => name switch
    {
        "name-label" => WordRole.NameLabel,
        "name-lead" => WordRole.NameLead,
        "title" or "title-before" => WordRole.Title,
        "stop" => WordRole.Stop,
        "generic" => WordRole.Generic,
        "institution-suffix" or "practice" => WordRole.InstitutionSuffix,
        "organisation-suffix" => WordRole.OrganisationSuffix,
        "address-label" => WordRole.AddressLabel,
        "organisation-label" or "work" => WordRole.OrganisationLabel,
        "institution-label" => WordRole.InstitutionLabel,
        "number-label" or "online-label" => WordRole.NumberLabel,
        "date-label" => WordRole.DateLabel,
        "age-label" => WordRole.AgeLabel,
        "not-a-name" => WordRole.NotName,
        "festival" => WordRole.Festival,
        "not-a-number" => WordRole.NotNumber,
        "place-lead" => WordRole.PlaceLead,
        "credential" => WordRole.Credential,
        "street-suffix" or "landmark" => WordRole.Street,
        "unit" => WordRole.Unit,
        "month" => WordRole.Month,
        "state" => WordRole.State,
        "city" => WordRole.DivisionStem,
        "eponym" => WordRole.Eponym,
        "common" => WordRole.Common,
        "first" => WordRole.FirstName,
        "last" => WordRole.LastName,
        "ambiguous" => WordRole.Ambiguous,
        "word" => WordRole.Word,
        "name-part" => WordRole.NamePart,
        "name-follow" => WordRole.NameFollow,
        _ => throw new InvalidOperationException($"A content table names the role {name}, which is none."),
    };

    private static void AddRole(WordTrie trie, WordRole role, IdentifierKind kind, string[] words)
    {
        foreach (var word in words)
        {
            // A label is a word as well: the lattice must be able to step over it at a fair price.
            trie.Add(Fold(word), entry => new WordEntry(entry.Roles | role, KindAfter(entry, role, kind), entry.Cost > 0 ? entry.Cost : IsWholeLead(word, role) ? WholeLeadCost : (short)100));
        }
    }

    /// <summary>就职于, 家住在: the preposition belongs to such a word and begins no name.</summary>
    private static bool IsWholeLead(string word, WordRole role) => (role & (WordRole.OrganisationLabel | WordRole.AddressLabel)) != 0 && word.Length >= 3 && word[^1] is '于' or '在' or '至';

    /// <summary>A word with two roles keeps the kind of the stronger one: labels before leads and titles.</summary>
    private static IdentifierKind KindAfter(WordEntry entry, WordRole role, IdentifierKind kind) => (entry.Roles & ~WordRole.Word) != 0 && (role & WordRole.AnyLabel) == 0 ? entry.Kind : kind;

    private static string Fold(string word) => string.Create(word.Length, word, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = TextClasses.Fold(text[i]);
        }
    });

    private static short Number(string text) => short.Parse(text, CultureInfo.InvariantCulture);

    private void LoadCosts()
    {
        foreach (var row in ContentTable.Read("surnames.csv"))
        {
            if (row[0].Length == 1)
            {
                surnameCosts[row[0][0]] = Number(row[1]);
            }
            else
            {
                beginsCompound[row[0][0]] = true;
                compoundSurnames[(row[0][0] << 16) | row[0][1]] = Number(row[1]);
            }
        }

        foreach (var row in ContentTable.Read("given_characters.csv"))
        {
            if (row[0].Length == 1)
            {
                givenCosts[row[0][0]] = new GivenCost(Number(row[1]), Number(row[2]), Number(row[3]));
            }
        }
    }

    private void LoadWords()
    {
        foreach (var row in ContentTable.Read("words.csv"))
        {
            var cost = Number(row[1]);
            if (row[0].Length == 1)
            {
                characterCosts[row[0][0]] = Math.Min(cost, UnknownCost);
            }
            else
            {
                Chinese.Add(row[0], entry => new WordEntry(entry.Roles | WordRole.Word, entry.Kind, cost));
            }
        }
    }

    private void LoadDivisions()
    {
        foreach (var province in Standards.Divisions.DivisionTables.Provinces)
        {
            AddDivision(province.Name, WordRole.Division);
            AddDivision(ShortOfProvince(province.Name), WordRole.DivisionStem);
            foreach (var city in Standards.Divisions.DivisionTables.CitiesUnder(province.Code))
            {
                AddDivision(city.Name, WordRole.Division);
                AddShortPrefecture(city.Name);
                if (city.Name.Length >= 3 && city.Name[^1] == '市')
                {
                    AddDivision(city.Name[..^1], WordRole.DivisionStem);
                }
            }
        }

        AddCounties(Standards.Divisions.DivisionTables.Counties);
        AddCounties(Standards.Divisions.DivisionTables.FormerCounties);
    }

    private void AddCounties(ReadOnlySpan<Standards.Divisions.Division> counties)
    {
        foreach (var county in counties)
        {
            AddDivision(county.Name, WordRole.Division);
        }
    }

    /// <summary>凉山彝族自治州 is called 凉山州.</summary>
    private void AddShortPrefecture(string name)
    {
        var people = name.IndexOf('族', StringComparison.Ordinal);
        if (!name.EndsWith("自治州", StringComparison.Ordinal) || people < 3)
        {
            return;
        }

        foreach (var ethnic in (ReadOnlySpan<string>)["土家族", "朝鲜族", "哈尼族", "傈僳族", "景颇族", "布依族", "哈萨克", "柯尔克孜", "蒙古", "藏族", "羌族", "彝族", "苗族", "侗族", "壮族", "傣族", "白族", "回族"])
        {
            var at = name.IndexOf(ethnic, StringComparison.Ordinal);
            if (at >= 2)
            {
                AddDivision(name[..at] + "州", WordRole.Division);
                AddDivision(name[..at], WordRole.DivisionStem);
                return;
            }
        }
    }

    private static string ShortOfProvince(string name) => name.StartsWith("内蒙古", StringComparison.Ordinal) ? "内蒙古" : name.StartsWith("黑龙江", StringComparison.Ordinal) ? "黑龙江" : name[..2];

    private void AddDivision(string name, WordRole role)
    {
        // 市辖区, 县 and the like stand for no place; two characters such as 城区 or 郊区 are words of every city.
        if (name.Length < 2 || name is "市辖区" or "城区" or "郊区" or "矿区" or "省直辖县级行政区划" or "自治区直辖县级行政区划" || (role == WordRole.Division && name.Length < 3 && name[^1] is not ('县' or '市')))
        {
            return;
        }

        Chinese.Add(name, entry => new WordEntry(entry.Roles | role, IdentifierKind.Address, entry.Cost > 0 ? Math.Min(entry.Cost, (short)110) : (short)110));
    }
}

/// <summary>Cost of a character as first or second of two, or as the only one of a given name.</summary>
internal readonly record struct GivenCost(short First, short Second, short Single);
