using System.Globalization;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.People;

public sealed partial class Population
{
    /// <summary>Days after birth on which a newborn is registered and gets name and number; invented, the rule says within one month.</summary>
    private const int EarliestRegistration = 14, LatestRegistration = 75;

    /// <summary>From which age somebody has a telephone; how many of the old have none of their own.</summary>
    private const int PhoneAge = 13, OldAge = 72;

    private const double OldWithoutPhone = 0.35;

    /// <summary>First digits that the carriers hold (Ministry of Industry and Information Technology's numbering plan).</summary>
    private static readonly string[] PhonePrefixes = [.. "130 131 132 133 134 135 136 137 138 139 150 151 152 153 155 156 157 158 159 166 173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 191 193 195 198 199".Split(' ')];

    private const string CheckCharacters = "10X98765432";

    private readonly PersonNames _names;
    private readonly PaperFacts _paper;

    /// <summary>The person as he would truly state himself on the day.</summary>
    public PersonDetails Details(ResidentId id, DateOnly day)
    {
        var resident = id.Value;
        ref readonly var row = ref _rows[resident];
        var birth = DateOnly.FromDayNumber(row.BirthDay);
        var age = AgeOn(birth, day);
        var isRegistered = IsRegistered(resident, day);
        var name = isRegistered ? _names.Name(resident) : NewbornName(resident);
        var stream = new RandomStream(_options.Seed, RandomPurpose.Details, resident);
        var (educationCode, educationName) = _paper.Education(ref stream, birth.Year, age);
        var (occupation, employer, insurance) = _paper.Work(ref stream, row, age, educationCode);
        var (ethnicCode, ethnicName) = _names.Ethnic(resident);
        var (contact, relation) = Contact(resident, age, day);
        var door = _paper.Door(row.Community, row.Household - _firstHousehold[row.Community]);
        return new PersonDetails
        {
            Id = id,
            FullName = name.Full,
            FamilyName = name.Family.Text,
            GivenName = name.Given.Text,
            Pinyin = name.Pinyin,
            Sex = row.Sex,
            BirthDate = birth,
            NationalId = isRegistered ? NationalId(row, birth) : "",
            EthnicCode = ethnicCode,
            EthnicName = ethnicName,
            MaritalCode = Marital(resident, age, day),
            EducationCode = educationCode,
            EducationName = educationName,
            Occupation = occupation,
            Employer = employer,
            Phone = Phone(resident, age),
            Address = _paper.Town(row.Community) + door,
            Street = door,
            CountyCode = Map.Communities[row.Community].County.Code,
            Postcode = _paper.Postcode(row.Community),
            NativePlace = _places.Name(row.BirthPlace),
            Insurance = insurance,
            InsuranceNumber = isRegistered && insurance is InsuranceType.Employee or InsuranceType.Resident && isRegistered ? CardNumber(resident) : "",
            BloodType = BloodType(resident),
            RhPositive = !new RandomStream(_options.Seed, RandomPurpose.Details, resident, 3).Chance(0.004),
            ContactName = contact >= 0 ? _names.Name(contact).Full : _names.Relative(resident, 9),
            ContactRelation = relation,
            ContactPhone = contact >= 0 ? Phone(contact, AgeOn(DateOnly.FromDayNumber(_rows[contact].BirthDay), day)) : PhoneOf((long)Count * 2 + resident),
            HouseholdNumber = HouseholdNumber(row),
        };
    }

    /// <summary>Whether the child is registered and has a number; everybody but newborns of the last weeks.</summary>
    public bool IsRegistered(ResidentId id, DateOnly day) => IsRegistered(id.Value, day);

    private bool IsRegistered(int resident, DateOnly day)
    {
        ref readonly var row = ref _rows[resident];
        var ageDays = day.DayNumber - row.BirthDay;
        if (ageDays > LatestRegistration || row.Mother < 0) return true;
        // Twins are registered together.
        return ageDays >= new RandomStream(_options.Seed, RandomPurpose.Details, row.Mother, row.BirthDay).Between(EarliestRegistration, LatestRegistration);
    }

    private static int AgeOn(DateOnly birth, DateOnly day)
    {
        var years = day.Year - birth.Year;
        return Math.Max(0, day.Month < birth.Month || (day.Month == birth.Month && day.Day < birth.Day) ? years - 1 : years);
    }

    /// <summary>王芳之女; twins 王芳之长女 and 王芳之次女.</summary>
    private PersonName NewbornName(int resident)
    {
        ref readonly var row = ref _rows[resident];
        var mother = _names.Name(row.Mother);
        var twin = _names.Twin(resident);
        var rank = twin < 0 ? "" : twin > resident ? "长" : "次";
        var child = row.Sex == Sex.Male ? "子" : "女";
        var reading = (rank.Length == 0 ? "zhi" : rank == "长" ? "zhizhang" : "zhici") + (row.Sex == Sex.Male ? "zi" : "nv");
        return new PersonName(mother.Family, new ReadName(string.Concat(mother.Given.Text, "之", rank, child), mother.Given.Pinyin + reading), mother.IsGivenFirst);
    }

    /// <summary>GB 11643-1999: county, date of birth, number (odd for men), check character by ISO 7064 MOD 11-2.</summary>
    private string NationalId(in ResidentRow row, DateOnly birth)
    {
        Span<char> text = stackalloc char[18];
        _places.Code(row.BirthPlace).CopyTo(text);
        Digits(text[6..14], birth.Year * 10_000 + birth.Month * 100 + birth.Day);
        Digits(text[14..17], row.Sex == Sex.Male ? row.Sequence * 2 + 1 : row.Sequence * 2);
        var sum = 0;
        // Weights are powers of 2 modulo 11, from 2^17 down to 2^1.
        for (var i = 0; i < 17; i++) sum += (text[i] - '0') * ((1 << (17 - i)) % 11);
        text[17] = CheckCharacters[sum % 11];
        return new string(text);
    }

    private static void Digits(Span<char> text, long value)
    {
        for (var i = text.Length - 1; i >= 0; i--, value /= 10) text[i] = (char)('0' + value % 10);
    }

    /// <summary>One's own telephone; children use a parent's, some of the old that of the household's head.</summary>
    private string Phone(int resident, int age)
    {
        ref readonly var row = ref _rows[resident];
        var owner = resident;
        if (age < PhoneAge) owner = row.Mother >= 0 ? row.Mother : row.Father >= 0 ? row.Father : _householdFirst[row.Household];
        else if (age >= OldAge && new RandomStream(_options.Seed, RandomPurpose.Phone, resident).Chance(OldWithoutPhone)) owner = _householdFirst[row.Household];
        return PhoneOf(owner);
    }

    /// <summary>A telephone number; different for different numbers given.</summary>
    private string PhoneOf(long index)
    {
        var value = _phones.Apply(index);
        Span<char> text = stackalloc char[11];
        PhonePrefixes[value / 100_000_000].CopyTo(text);
        Digits(text[3..], value % 100_000_000);
        return new string(text);
    }

    private readonly Permutation _phones;

    /// <summary>A social security card number: a letter and eight digits, each once.</summary>
    private string CardNumber(int resident)
    {
        Span<char> text = stackalloc char[9];
        text[0] = (char)('A' + _rows[resident].Community % 26);
        Digits(text[1..], _cards.Apply(resident));
        return new string(text);
    }

    private readonly Permutation _cards;

    private string HouseholdNumber(in ResidentRow row)
    {
        Span<char> text = stackalloc char[15];
        Map.Communities[row.Community].County.Code.CopyTo(text);
        Digits(text[6..], row.Household + 1);
        return new string(text);
    }

    private string Marital(int resident, int age, DateOnly day)
    {
        ref readonly var row = ref _rows[resident];
        if (row.Spouse >= 0) return _rows[row.Spouse].Death != ResidentRow.Never && Day(_rows[row.Spouse].Death) <= day ? "30" : "20";
        if (age < 20) return "10";
        var unit = new RandomStream(_options.Seed, RandomPurpose.Details, resident, 1).Unit();
        // Who lives without a spouse; invented, after the usual course: first the unmarried, then the divorced, at last the widowed.
        if (age < 30) return unit < 0.96 ? "10" : "40";
        if (age < 45) return unit < 0.55 ? "10" : unit < 0.93 ? "40" : unit < 0.96 ? "30" : "20";
        if (age < 60) return unit < 0.25 ? "10" : unit < 0.7 ? "40" : unit < 0.95 ? "30" : "20";
        return unit < 0.06 ? "10" : unit < 0.14 ? "40" : "30";
    }

    /// <summary>Whom to call: a parent for the young, the spouse, a child for the old, otherwise a relative who is no resident (−1).</summary>
    private (int Resident, string Relation) Contact(int resident, int age, DateOnly day)
    {
        ref readonly var row = ref _rows[resident];
        if (age < 18 || row.Spouse < 0)
        {
            if (Lives(row.Mother, day) && (age < 18 || !Lives(row.Father, day))) return (row.Mother, "母亲");
            if (Lives(row.Father, day)) return (row.Father, "父亲");
        }

        if (Lives(row.Spouse, day)) return (row.Spouse, "配偶");
        var first = _householdFirst[row.Household];
        for (var other = first; other < _rows.Length && other < first + 12 && _rows[other].Household == row.Household; other++)
        {
            ref readonly var child = ref _rows[other];
            if ((child.Mother == resident || child.Father == resident) && Lives(other, day) && day.DayNumber - child.BirthDay > 18 * 366) return (other, child.Sex == Sex.Male ? "子" : "女");
        }

        return (-1, age < 18 ? "其他亲属" : row.Sex == Sex.Male ? "兄" : "姐");
    }

    private bool Lives(int resident, DateOnly day) => resident >= 0 && (_rows[resident].Death == ResidentRow.Never || Day(_rows[resident].Death) > day);

    /// <summary>Each parent gives one of two alleles; at the end of what is known they are drawn (O 0.575, A 0.213, B 0.212: phenotypes near O 33, A 29, B 29, AB 9 in a hundred).</summary>
    private string BloodType(int resident)
    {
        var (first, second) = (Allele(resident, 0), Allele(resident, 1));
        return (first | second) switch { 0 => "O", 1 => "A", 2 => "B", _ => "AB" };
    }

    private int Allele(int resident, int side)
    {
        while (true)
        {
            var parent = side == 0 ? _rows[resident].Mother : _rows[resident].Father;
            var stream = new RandomStream(_options.Seed, RandomPurpose.Details, resident, 4 + side);
            if (parent < 0)
            {
                var unit = stream.Unit();
                return unit < 0.575 ? 0 : unit < 0.788 ? 1 : 2;
            }

            (resident, side) = (parent, stream.Below(2));
        }
    }
}
