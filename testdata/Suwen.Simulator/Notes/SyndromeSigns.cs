using Suwen.Simulator.Care.Catalogue;

namespace Suwen.Simulator.Notes;

/// <summary>
/// tcm_patterns.csv: tongue, coating, pulse, principle of treatment and pathogenesis of the syndromes whose name holds the keyword.
/// The catalogue's own words for a disease's syndrome go before these.
/// </summary>
internal sealed record SyndromeSigns(string Keyword, string Tongue, string Coating, string Pulse, string Principle, string Pathogenesis)
{
    /// <summary>The first of the list whose keyword is in the name.</summary>
    public static SyndromeSigns? Find(IReadOnlyList<SyndromeSigns> list, string syndrome)
    {
        foreach (var signs in list) if (syndrome.Contains(signs.Keyword, StringComparison.Ordinal)) return signs;
        return null;
    }

    /// <summary>The catalogue says tongue and pulse in one: 舌红，苔黄，脉弦.</summary>
    public static SyndromeSigns Of(TcmPattern pattern, IReadOnlyList<SyndromeSigns> usual)
    {
        var found = Find(usual, pattern.SyndromeName);
        string tongue = "", coating = "", pulse = "";
        foreach (var part in pattern.TonguePulseZh.Split('，', '；', '、'))
        {
            if (part.StartsWith("舌苔", StringComparison.Ordinal)) coating = part[2..];
            else if (part.StartsWith("舌质", StringComparison.Ordinal)) tongue = part[2..];
            else if (part.StartsWith('舌')) tongue = part[1..];
            else if (part.StartsWith('苔')) coating = part[1..];
            else if (part.StartsWith('脉')) pulse = part[1..];
        }
        return new SyndromeSigns(pattern.SyndromeName, Or(tongue, found?.Tongue), Or(coating, found?.Coating), Or(pulse, found?.Pulse), Or(pattern.TherapyZh.Replace('，', '、'), found?.Principle), found?.Pathogenesis ?? "");
    }

    private static string Or(string words, string? otherwise) => words.Length > 0 ? words : otherwise ?? "";
}
