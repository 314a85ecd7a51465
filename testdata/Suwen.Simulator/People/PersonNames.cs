using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.People;

/// <summary>A person's name. <paramref name="IsGivenFirst"/>: written given name · father's name, as the Uyghur do.</summary>
internal readonly record struct PersonName(ReadName Family, ReadName Given, bool IsGivenFirst)
{
    public string Full => IsGivenFirst ? string.Concat(Given.Text, "·", Family.Text) : string.Concat(Family.Text, Given.Text);

    public string Pinyin => IsGivenFirst ? string.Concat(Given.Pinyin, " ", Family.Pinyin) : Family.Pinyin.Length == 0 ? Given.Pinyin : string.Concat(Family.Pinyin, " ", Given.Pinyin);
}

/// <summary>Names and ethnic groups. Family names and groups go from father to child; all else is drawn for each.</summary>
internal sealed class PersonNames
{
    /// <summary>How many names hold a rare character, how many children bear the mother's name; invented.</summary>
    private const double RareShare = 0.012, MothersName = 0.05, OwnKindOfName = 0.85;

    private const byte Tibetan = 4, Uyghur = 5, Mongol = 2, Kazakh = 17;

    private readonly NameTables _tables = NameTables.Instance;
    private readonly ulong _seed;
    private readonly ResidentRow[] _rows;
    private readonly BirthPlaces _places;
    private readonly byte[][] _groups = new byte[100][];
    private readonly int[][] _groupTotals = new int[100][];
    private readonly string[] _ethnicCodes = new string[100];
    private readonly string[] _ethnicNames = new string[100];

    public PersonNames(ulong seed, ResidentRow[] rows, BirthPlaces places)
    {
        (_seed, _rows, _places) = (seed, rows, places);
        foreach (var row in PeopleContent.Rows("ethnic_groups.csv"))
        {
            var pairs = row[1].Split(' ');
            var province = PeopleContent.Whole(row[0]);
            _groups[province] = [.. pairs.Select(pair => (byte)PeopleContent.Whole(pair[..2]))];
            _groupTotals[province] = new int[pairs.Length];
            var sum = 0;
            for (var i = 0; i < pairs.Length; i++) _groupTotals[province][i] = sum += PeopleContent.Whole(pairs[i][3..]);
        }

        foreach (var row in PeopleContent.Rows("gb3304_ethnic.csv"))
        {
            _ethnicCodes[PeopleContent.Whole(row[0])] = row[0];
            _ethnicNames[PeopleContent.Whole(row[0])] = row[1];
        }
    }

    public (string Code, string Name) Ethnic(int resident)
    {
        var group = Group(resident);
        return (_ethnicCodes[group], _ethnicNames[group]);
    }

    /// <summary>The name of a resident from the day of registration on.</summary>
    public PersonName Name(int resident)
    {
        var group = Group(resident);
        if (group == 1) return new PersonName(Family(resident), Given(resident), false);
        if (group is Uyghur or Kazakh or Tibetan or Mongol && new RandomStream(_seed, RandomPurpose.Name, resident, 5).Chance(OwnKindOfName)) return OwnKind(resident, group);
        return new PersonName(Family(resident), Given(resident), false);
    }

    /// <summary>Somebody who is no resident: a relative elsewhere.</summary>
    public string Relative(int resident, long part)
    {
        var stream = new RandomStream(_seed, RandomPurpose.Name, resident, part);
        var year = DateOnly.FromDayNumber(_rows[resident].BirthDay).Year;
        var given = _tables.GivenOf(_rows[resident].Sex, year);
        return Family(resident).Text + stream.Pick<ReadName>(given.Pairs).Text;
    }

    /// <summary>The resident born of the same mother on the same day; −1 if there is none.</summary>
    public int Twin(int resident)
    {
        ref readonly var row = ref _rows[resident];
        if (row.Mother < 0) return -1;
        for (var other = Math.Max(0, resident - 1); other <= resident + 1 && other < _rows.Length; other++)
        {
            if (other != resident && _rows[other].Mother == row.Mother && _rows[other].BirthDay == row.BirthDay) return other;
        }

        return -1;
    }

    private byte Group(int resident)
    {
        while (_rows[resident].Father >= 0 || _rows[resident].Mother >= 0) resident = _rows[resident].Father >= 0 ? _rows[resident].Father : _rows[resident].Mother;
        var province = _places.Province(_rows[resident].BirthPlace);
        if (_groups[province] is not { } groups) return 1;
        return groups[new RandomStream(_seed, RandomPurpose.Name, resident, 6).Cumulative(_groupTotals[province])];
    }

    private ReadName Family(int resident)
    {
        while (true)
        {
            ref readonly var row = ref _rows[resident];
            if (row.Father < 0 && row.Mother < 0) break;
            // Twins share the decision, since it hangs on the mother and the day.
            var mothers = row.Father < 0 || (row.Mother >= 0 && new RandomStream(_seed, RandomPurpose.Name, row.Mother, row.BirthDay).Chance(MothersName));
            resident = mothers ? row.Mother : row.Father;
        }

        return _tables.Families[new RandomStream(_seed, RandomPurpose.Name, resident).Cumulative(_tables.FamilyTotals)];
    }

    private ReadName Given(int resident)
    {
        ref readonly var row = ref _rows[resident];
        var names = _tables.GivenOf(row.Sex, DateOnly.FromDayNumber(row.BirthDay).Year);
        var twin = Twin(resident);
        if (twin >= 0 && _rows[twin].Sex == row.Sex)
        {
            // Names that differ in the second character only: 子轩 and 子涵.
            var both = new RandomStream(_seed, RandomPurpose.Name, Math.Min(resident, twin), 2);
            var first = both.Below(names.Pairs.Length / names.Seconds);
            var second = both.Below(names.Seconds) + (twin < resident ? 1 + both.Below(names.Seconds - 2) : 0);
            return names.Pairs[first * names.Seconds + second % names.Seconds];
        }

        var stream = new RandomStream(_seed, RandomPurpose.Name, resident, 1);
        var unit = stream.Unit();
        if (unit < RareShare) return stream.Pick<ReadName>(_tables.Special(row.Sex == Sex.Male ? "rare-male" : "rare-female"));
        unit = (unit - RareShare) / (1 - RareShare) * 100;
        if (unit < names.SinglePercent) return stream.Pick<ReadName>(names.Single);
        // A third of the others bear one of the names that everybody bears, the earlier in the list the more.
        if (unit < names.SinglePercent + (100 - names.SinglePercent) * 0.33) return names.Whole[Math.Min(stream.Below(names.Whole.Length), stream.Below(names.Whole.Length))];
        return stream.Pick<ReadName>(names.Pairs);
    }

    private PersonName OwnKind(int resident, byte group)
    {
        ref readonly var row = ref _rows[resident];
        var stream = new RandomStream(_seed, RandomPurpose.Name, resident, 7);
        var sex = row.Sex == Sex.Male ? "male" : "female";
        if (group == Tibetan) return new PersonName(stream.Pick<ReadName>(_tables.Special("tibetan-first")), stream.Pick<ReadName>(_tables.Special("tibetan-" + sex)), false);
        if (group == Mongol) return new PersonName(new ReadName("", ""), stream.Pick<ReadName>(_tables.Special("mongol-" + sex)), false);
        var own = stream.Pick<ReadName>(_tables.Special("uygur-" + sex));
        if (row.Father >= 0)
        {
            var father = Name(row.Father);
            return new PersonName(father.IsGivenFirst ? father.Given : father.Family, own, true);
        }

        return new PersonName(stream.Pick<ReadName>(_tables.Special("uygur-family")), own, true);
    }
}
