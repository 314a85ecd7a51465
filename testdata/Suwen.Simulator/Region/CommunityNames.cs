using System.Globalization;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Region;

/// <summary>Invented names of neighbourhoods and villages: two common characters and the kind. No two of a town are alike.</summary>
internal static class CommunityNames
{
    private static readonly string[] First = [.. "新 永 建 民 长 东 南 西 北 中 和 平 安 福 双 庆 红 向 金 文 清 龙 凤 石 胜 春 光 华 友 前"
        .Split(' ')];

    private static readonly string[] Second = [.. "安 丰 乐 兴 明 桥 塘 港 浜 湖 庄 园 星 阳 和 宁 康 联 溪 泾 林 湾 墩 渡 荡"
        .Split(' ')];

    /// <param name="seed">Seed of the run.</param>
    /// <param name="townCode">Code of the town, nine digits.</param>
    /// <param name="ordinal">Which community of the town, from 0.</param>
    /// <param name="isUrban">Neighbourhood or village.</param>
    public static string Name(ulong seed, string townCode, int ordinal, bool isUrban)
    {
        var choices = First.Length * Second.Length;
        var shuffle = new Permutation(seed, long.Parse(townCode, CultureInfo.InvariantCulture), choices);
        var drawn = (int)shuffle.Apply(ordinal % choices);
        var (first, second) = (First[drawn / Second.Length], Second[drawn % Second.Length]);
        var round = ordinal / choices;
        // 安安 and the like are no place names; the doubled one takes a third character.
        var stem = first == second ? first + "家" + second : first + second;
        var suffix = round == 0 ? "" : (round + 1).ToString(CultureInfo.InvariantCulture);
        return stem + suffix + (isUrban ? "社区" : "村");
    }
}
