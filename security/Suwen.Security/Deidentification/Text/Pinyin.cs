using System.Collections.Frozen;

namespace Suwen.Security.Deidentification;

/// <summary>Chinese names in Latin letters, after the syllables of GB/T 16159-2012.</summary>
internal static class Pinyin
{
    private const int LongestSyllable = 6;

    private static readonly FrozenSet<string> Syllables = MakeSyllables();

    /// <summary>Readings of the common surnames.</summary>
    public static FrozenSet<string> Surnames { get; } =
        """
        wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang han deng feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye
        cheng wei su lv lyu lu ding ren yao shen zhong cui tan fan liao shi jin jia xia fu fang zou xiong bai meng qin qiu hou yin xue yan duan lei long tao mao hao gu gong shao wan qin qian
        dai mo kong xiang chang kang yi qiao lai wen hong xin ke niu ge xing an qi pang zhai ni nie ji shen jiao lan zuo tong zhu yue geng you zhan zhuo ouyang zhuge shangguan sima situ
        luo tu bi ruan mei shu weng sheng ling fei ning bao hua rao huo gan miao qu chi zou
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    /// <summary>Whether small letters are one to three syllables, as a given name has.</summary>
    public static bool IsGivenName(ReadOnlySpan<char> folded)
    {
        var lookup = Syllables.GetAlternateLookup<ReadOnlySpan<char>>();
        return folded.Length is >= 2 and <= 18 && Fits(folded, 2, lookup);
    }

    public static bool IsSurname(ReadOnlySpan<char> folded) => Surnames.GetAlternateLookup<ReadOnlySpan<char>>().Contains(folded);

    private static bool Fits(ReadOnlySpan<char> rest, int syllables, FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup)
    {
        if (lookup.Contains(rest))
        {
            return true;
        }

        for (var length = Math.Min(LongestSyllable, rest.Length - 1); syllables > 1 && length > 0; length--)
        {
            if (lookup.Contains(rest[..length]) && Fits(rest[length..].TrimStart('\'').TrimStart('-'), syllables - 1, lookup))
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenSet<string> MakeSyllables()
    {
        string[] rows =
        [
            "b a o ai ei ao an en ang eng i ie iao ian in ing u", "p a o ai ei ao ou an en ang eng i ie iao ian in ing u", "m a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
            "f a o ei ou an en ang eng u", "d a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un", "t a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
            "n a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve", "l a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve yu",
            "g a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang", "k a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang", "h a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
            "j i ia ie iao iu ian in iang ing iong u ue uan un", "q i ia ie iao iu ian in iang ing iong u ue uan un", "x i ia ie iao iu ian in iang ing iong u ue uan un",
            "zh i a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang", "ch i a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang", "sh i a e ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
            "r i e ao ou an en ang eng ong u uo ui uan un", "z i a e ai ei ao ou an en ang eng ong u uo ui uan un", "c i a e ai ao ou an en ang eng ong u uo ui uan un", "s i a e ai ao ou an en ang eng ong u uo ui uan un",
            "y a o e ao ou an ang i in ing ong u ue uan un", "w a o ai ei an en ang eng u",
        ];
        var all = new HashSet<string> { "a", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "er" };
        foreach (var row in rows)
        {
            var parts = row.Split(' ');
            all.UnionWith(parts.Skip(1).Select(f => parts[0] + f));
        }

        return all.ToFrozenSet();
    }
}
