using System.Buffers;
using System.Text;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>Sex of a person, as far as a record tells it.</summary>
public enum PersonSex : byte
{
    Unknown,
    Male,
    Female,
}

/// <summary>
/// Plausible invented names. The name decides by a keyed hash which name takes its place, so the same person keeps one surrogate from file to file
/// whether the name comes as one field, as parts, or in a sentence. Sex is kept: as the record states it, else as the characters of the name suggest.
/// </summary>
internal sealed class SurrogateNames(ProjectKeys keys)
{
    private const string Surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";
    private const string MaleGiven = "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢佳阳建国志文德安博子轩浩然晨峰海山岩松柏瑞祥";
    private const string FemaleGiven = "芳娜敏静丽艳娟霞秀燕玲桂英兰红梅琳雪倩颖慧莹洁婷玉华萍莉丹凤云蕾薇菲月莲珍琴素晶妍茜秋珊莎锦黛青瑶怡婵雁蓓";
    private const string FeminineCharacters = "芳娜敏静丽艳娟霞秀燕玲桂英兰红梅琳雪倩颖慧莹洁婷萍莉丹凤蕾薇菲月莲珍琴晶妍茜珊莎黛瑶怡婵雁蓓淑惠珠翠雅芝玉香娥春菊妹姣媛嫣荷巧美娅琦璐婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希欣飘育滢馥筠柔竹霭凝晓欢霄枫芸寒亚宜可姬舒影荔枝思飘妮娇婉娴";
    private static readonly SearchValues<char> Feminine = SearchValues.Create(FeminineCharacters);
    private static readonly string[] CompoundSurnames = ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒", "端木", "南宫", "长孙", "宇文", "轩辕", "呼延"];
    private static readonly string[] LatinFamily = ["Adams", "Baker", "Carter", "Dawson", "Ellis", "Fisher", "Grant", "Harper", "Irving", "Jensen", "Keller", "Lawson", "Mercer", "Norton", "Osborne", "Parker", "Quinn", "Reeves", "Sawyer", "Turner", "Underwood", "Vaughn", "Walker", "Yates", "Zimmer", "Barton", "Collins", "Doyle", "Emerson", "Foster", "Gibson", "Hughes"];
    private static readonly string[] LatinMale = ["Alan", "Brian", "Colin", "David", "Edwin", "Frank", "George", "Henry", "Ivan", "James", "Kevin", "Leonard", "Martin", "Nathan", "Oliver", "Peter", "Quentin", "Robert", "Simon", "Thomas", "Victor", "Walter"];
    private static readonly string[] LatinFemale = ["Alice", "Beth", "Clara", "Diana", "Ellen", "Fiona", "Grace", "Helen", "Irene", "Julia", "Karen", "Laura", "Maria", "Nora", "Olive", "Paula", "Rachel", "Sarah", "Tessa", "Ursula", "Vera", "Wendy"];

    /// <summary>True for a name in Chinese characters.</summary>
    public static bool IsHan(ReadOnlySpan<char> name) => name.ContainsAnyInRange('\u3400', '\u9FFF');

    /// <summary>How many characters of a Chinese name are the surname.</summary>
    public static int SurnameLength(ReadOnlySpan<char> name)
    {
        if (name.Length > 2)
        {
            foreach (var compound in CompoundSurnames)
            {
                if (name.StartsWith(compound, StringComparison.Ordinal))
                {
                    return 2;
                }
            }
        }

        return Math.Min(1, name.Length);
    }

    /// <summary>The surrogate of a name given in parts; a part that is empty stays empty.</summary>
    public (string Family, string Given) Of(ReadOnlySpan<char> family, ReadOnlySpan<char> given, PersonSex sex)
    {
        Span<char> whole = stackalloc char[128];
        var length = Fold(family, whole, 0);
        var familyLength = length;
        length = Fold(given, whole, length);
        var name = whole[..length];
        var isHan = IsHan(name);
        if (!isHan)
        {
            // Latin names come in either order ("Smith, John", "John Smith"): parts are put in order so that both find the same surrogate.
            name = Ordered(whole, familyLength, length);
        }

        Span<byte> bytes = stackalloc byte[512];
        var used = Encoding.UTF8.GetBytes(name, bytes);
        Span<byte> hash = stackalloc byte[32];
        keys.Name(bytes[..used], hash);
        var isFemale = sex == PersonSex.Female || (sex == PersonSex.Unknown && (isHan ? whole[familyLength..length].ContainsAny(Feminine) : (hash[31] & 1) == 0));
        return isHan ? Han(hash, length - familyLength, isFemale, familyLength) : Latin(hash, isFemale);
    }

    private static (string Family, string Given) Han(ReadOnlySpan<byte> hash, int givenLength, bool isFemale, int familyLength)
    {
        var characters = isFemale ? FemaleGiven : MaleGiven;
        var count = Math.Clamp(givenLength, familyLength == 0 ? 1 : 0, 2);
        Span<char> given = stackalloc char[2];
        for (var i = 0; i < count; i++)
        {
            given[i] = characters[((hash[4 + (2 * i)] << 8) | hash[5 + (2 * i)]) % characters.Length];
        }

        return (Surnames[((hash[0] << 8) | hash[1]) % Surnames.Length].ToString(), new string(given[..count]));
    }

    private static (string Family, string Given) Latin(ReadOnlySpan<byte> hash, bool isFemale)
    {
        var given = isFemale ? LatinFemale : LatinMale;
        return (LatinFamily[((hash[0] << 8) | hash[1]) % LatinFamily.Length], given[((hash[4] << 8) | hash[5]) % given.Length]);
    }

    /// <summary>Letters only, upper case: spaces, points and titles' marks do not make another person.</summary>
    private static int Fold(ReadOnlySpan<char> part, Span<char> whole, int at)
    {
        foreach (var c in part)
        {
            if (at < whole.Length && char.IsLetter(c))
            {
                whole[at++] = char.ToUpperInvariant(c);
            }
        }

        return at;
    }

    private static Span<char> Ordered(Span<char> whole, int familyLength, int length)
    {
        if (whole[..familyLength].SequenceCompareTo(whole[familyLength..length]) <= 0)
        {
            return whole[..length];
        }

        Span<char> family = stackalloc char[familyLength];
        whole[..familyLength].CopyTo(family);
        whole[familyLength..length].CopyTo(whole);
        family.CopyTo(whole[(length - familyLength)..]);
        return whole[..length];
    }
}
