using System.Globalization;
using Suwen.Governance.MasterIndex.Linkage;

namespace Suwen.Governance.Tests.MasterIndex.Linkage;

/// <summary>Invented people by number: everything about them follows from it.</summary>
internal static class People
{
    private const string Surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕";
    private const string Given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文辉建国红梅志鹏飞海燕晶波宇浩然轩梓涵雨欣怡佳琪思远博嘉俊";
    private const string CheckCharacters = "10X98765432";

    public static PersonProfile Person(int number, long id)
    {
        var random = new Random(number * 7919);
        var birth = new DateOnly(1935, 1, 1).AddDays(random.Next(31_000));
        var given = string.Concat(Given[random.Next(Given.Length)], random.Next(5) == 0 ? "" : Given[random.Next(Given.Length)].ToString());
        var isMale = random.Next(2) == 0;
        return new PersonProfile
        {
            Id = id,
            FullName = Surnames[random.Next(Surnames.Length)] + given,
            BirthDate = birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Sex = isMale ? "男" : "女",
            NationalId = NationalId(birth, (random.Next(500) * 2) + (isMale ? 1 : 0)),
            Phone = "139" + random.Next(100_000_000).ToString("D8", CultureInfo.InvariantCulture),
            Street = $"示例路{random.Next(1, 900)}号{random.Next(1, 40)}室",
            District = "33040" + random.Next(1, 6),
        };
    }

    /// <summary>The same person as a careless desk writes him: without number, or with a slip in it, in the name, in the date, or with another telephone.</summary>
    public static PersonProfile Careless(int number, long id)
    {
        var person = Person(number, id);
        return (number % 5) switch
        {
            0 => person with { NationalId = null },
            1 => person with { NationalId = null, Phone = "13800001111" },
            2 => person with { NationalId = Swap(person.NationalId!, 10) },
            3 => person with { NationalId = null, BirthDate = person.BirthDate![..8] + (person.BirthDate[8..] == "01" ? "02" : "01") },
            _ => person with { FullName = person.FullName![..^1] + "囡", Phone = null },
        };
    }

    /// <summary>GB 11643-1999 with its check character by ISO 7064 MOD 11-2.</summary>
    public static string NationalId(DateOnly birth, int sequence)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"330402{birth:yyyyMMdd}{sequence:D3}");
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            sum += (text[i] - '0') * ((1 << (17 - i)) % 11);
        }

        return text + CheckCharacters[sum % 11];
    }

    private static string Swap(string text, int at) => text[..at] + text[at + 1] + text[at] + text[(at + 2)..];
}
