using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Region;

/// <summary>Which schools, care homes and factories a community has. All are invented.</summary>
internal static class GatheringPlaces
{
    private const double CareHomeShare = 0.35, FactoryShare = 0.6;

    private static readonly string[] FactoryStems = ["恒达", "华盛", "天元", "嘉隆", "宏业", "瑞丰", "鑫源", "永泰", "东方", "新联", "振兴", "万利", "金鼎", "凯达", "通宇", "康泰"];

    private static readonly string[] FactoryTrades = ["纺织", "皮革", "机械", "电子", "服装", "包装", "食品", "五金", "化纤", "汽车部件"];

    public static IReadOnlyList<Gathering> Of(ulong seed, IReadOnlyList<Community> communities)
    {
        var all = new List<Gathering>();
        foreach (var community in communities)
        {
            var stream = new RandomStream(seed, RandomPurpose.Community, community.Index, 2);
            var stem = community.Name.Replace("社区", "", StringComparison.Ordinal).Replace("村", "", StringComparison.Ordinal);
            Add(GatheringKind.Kindergarten, $"{stem}幼儿园（合成）", 3, 5);
            Add(GatheringKind.PrimarySchool, $"{stem}小学（合成）", 6, 11);
            Add(GatheringKind.MiddleSchool, $"{stem}中学（合成）", 12, 17);
            if (stream.Chance(CareHomeShare)) Add(GatheringKind.CareHome, $"{stem}养老院（合成）", 65, 120);
            var factory = stream.Pick<string>(FactoryStems) + stream.Pick<string>(FactoryTrades);
            if (stream.Chance(FactoryShare)) Add(GatheringKind.Factory, $"{community.County.Name}{factory}有限公司（合成）", 20, 59);
            if (!community.IsUrban) Add(GatheringKind.Village, community.Name, 0, 120);

            void Add(GatheringKind kind, string name, int firstAge, int lastAge) => all.Add(new Gathering(all.Count, kind, name, community, firstAge, lastAge));
        }

        return all;
    }
}
