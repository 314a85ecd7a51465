using System.Collections;
using System.Globalization;
using Suwen.Governance.MasterIndex.Linkage;

namespace Suwen.Bench.Inputs;

/// <summary>Invented people by number, one in twenty of the records a second one of somebody, with a slip of the desk. Every profile is made when asked for.</summary>
internal sealed class LinkagePeople : IReadOnlyList<PersonProfile>
{
    private const string Surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";
    private const string Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文辉建国红梅志鹏飞海燕晶波宇浩然轩梓涵雨欣怡佳琪思远博嘉俊子晨睿雪琳凯瑞旭阳婷慧莹颖岩峰松柏春秋冬夏云天成功德才福贵祥瑶璐倩蕾薇洁琼珍珠宝凤龙虎彪彬斌帆航宁安康健乐欢";
    private const string CheckCharacters = "10X98765432";
    private const double DuplicateShare = 0.05;

    public LinkagePeople(int records)
    {
        Count = records;
        Persons = (int)(records * (1 - DuplicateShare));
        Truth = [.. Enumerable.Range(0, Persons), .. Enumerable.Range(0, records - Persons).Select(i => (int)((long)i * Persons / Math.Max(1, records - Persons)))];
    }

    public int Persons { get; }

    public int Count { get; }

    /// <summary>By record the number of its person.</summary>
    public IReadOnlyList<int> Truth { get; }

    public PersonProfile this[int index] => index < Persons ? Person(index) with { Id = index + 1 } : Careless(Truth[index]) with { Id = index + 1 };

    public IEnumerator<PersonProfile> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A person's second record: without its number, and with a slip in one field.</summary>
    public static PersonProfile Careless(int person)
    {
        var random = new Random((person * 31) + 7);
        var written = Person(person) with { Id = -1 };
        written = random.Next(2) == 0 ? written with { NationalId = null } : written;
        return random.Next(6) switch
        {
            0 => written with { FullName = string.Concat(written.FullName.AsSpan(0, written.FullName!.Length - 1), Given[random.Next(Given.Length)].ToString()) },
            1 => written with { Phone = Phone(random) },
            2 => written with { BirthDate = string.Concat(written.BirthDate.AsSpan(0, 8), random.Next(1, 29).ToString("D2", CultureInfo.InvariantCulture)) },
            3 when written.NationalId is { } id => written with { NationalId = string.Concat(id.AsSpan(0, 12), id.AsSpan(13, 1), id.AsSpan(12, 1), id.AsSpan(14)) },
            4 => written with { Street = null, Phone = null },
            _ => written with { InsuranceNo = null },
        };
    }

    private static PersonProfile Person(int number)
    {
        // Three of a household share family name, street and, now and then, the telephone.
        var home = new Random(number / 3);
        var (surname, street, phone) = (Surnames[Math.Min(home.Next(Surnames.Length), home.Next(Surnames.Length))], home.Next(40_000), Phone(home));
        var random = new Random(number + 1_000_000_007);
        var birth = new DateOnly(1930, 1, 1).AddDays(random.Next(34_000));
        var isMale = random.Next(2) == 0;
        return new PersonProfile
        {
            Id = number + 1,
            FullName = string.Concat(surname.ToString(), Given[random.Next(Given.Length)].ToString(), random.Next(6) == 0 ? "" : Given[random.Next(Given.Length)].ToString()),
            BirthDate = birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Sex = isMale ? "男" : "女",
            NationalId = NationalId(random.Next(100, 160), birth, (random.Next(500) * 2) + (isMale ? 1 : 0)),
            Phone = random.Next(5) == 0 ? phone : Phone(random),
            Street = string.Create(CultureInfo.InvariantCulture, $"示例路{street}号{home.Next(1, 40)}室"),
            District = "33" + (street % 90).ToString("D4", CultureInfo.InvariantCulture),
            InsuranceNo = "A" + number.ToString("D8", CultureInfo.InvariantCulture),
        };
    }

    private static string Phone(Random random) => "13" + random.Next(1_000_000_000).ToString("D9", CultureInfo.InvariantCulture);

    /// <summary>GB 11643-1999 with its check character by ISO 7064 MOD 11-2.</summary>
    private static string NationalId(int county, DateOnly birth, int sequence)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"330{county}{birth:yyyyMMdd}{sequence:D3}");
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            sum += (text[i] - '0') * ((1 << (17 - i)) % 11);
        }

        return text + CheckCharacters[sum % 11];
    }
}
