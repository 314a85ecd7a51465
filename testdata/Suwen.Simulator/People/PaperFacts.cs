using System.Globalization;
using Suwen.Simulator.Randomness;
using Suwen.Simulator.Region;

namespace Suwen.Simulator.People;

/// <summary>Education, occupation, employer, insurance, address: tables by age and place, all shares invented unless the table says otherwise.</summary>
internal sealed class PaperFacts
{
    private static readonly string[] Roads = [.. "中山路 人民路 建设路 解放路 新华路 文昌路 环城路 南湖路 东升路 中环路 城南路 勤俭路 禾兴路 广益路 府前街 学府路 迎宾路 长虹路 振兴路 和平街".Split(' ')];

    private static readonly string[] EducationCodes = ["10", "20", "30", "40", "60", "70", "80", "90"];

    private static readonly string[] EducationNames = ["研究生教育", "大学本科教育", "大学专科教育", "中等职业教育", "普通高级中学教育", "初级中学教育", "小学教育", "其他"];

    /// <summary>The first two digits of postcodes by province.</summary>
    private static readonly PostcodeTable Postcodes = new();

    private static readonly string[] EmployerStems = [.. "恒达 华盛 天元 嘉隆 宏业 瑞丰 鑫源 永泰 新联 振兴 万利 金鼎 凯达 通宇 康泰 立新 众合 三江 大成 海纳".Split(' ')];

    private static readonly string[] EmployerTrades = [.. "纺织 皮革 机械 电子 服装 包装 食品 五金 物流 科技 建材 商贸".Split(' ')];

    private readonly ulong _seed;
    private readonly RegionMap _map;
    private readonly int[] _cohorts;
    private readonly int[][] _educationTotals;
    private readonly string[] _prefixes;
    private readonly string[] _streets;
    private readonly string[] _postcodes;
    private readonly string[][] _employers;
    private readonly string[] _schools;

    public PaperFacts(SimulationOptions options, RegionMap map)
    {
        (_seed, _map) = (options.Seed, map);
        var rows = PeopleContent.Rows("education.csv");
        _cohorts = [.. rows.Select(row => PeopleContent.Whole(row[0]))];
        _educationTotals = [.. rows.Select(row => Running(row.AsSpan(1)))];
        var city = map.CityName == map.ProvinceName ? map.CityName : map.ProvinceName + map.CityName;
        _prefixes = [.. map.Communities.Select(community => city + community.County.Name + community.Town.Name)];
        _streets = [.. map.Communities.Select(community => Street(options.Seed, community))];
        _postcodes = [.. map.Communities.Select(community => Postcodes.Of(community.County))];
        _employers = [.. map.Counties.Select(county => Employers(options.Seed, county))];
        _schools = new string[map.Communities.Count * 3];
        foreach (var place in map.Gatherings)
        {
            if (place.Kind <= GatheringKind.MiddleSchool) _schools[place.Community.Index * 3 + (int)place.Kind] = place.Name;
        }
    }

    public string Postcode(int community) => _postcodes[community];

    /// <summary>Street and door within the town, the same for everybody of the household and for no other household of the community.</summary>
    public string Door(int community, int ordinal)
    {
        var street = _streets[community];
        if (!_map.Communities[community].IsUrban)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{street}{ordinal / 45 + 1}组{ordinal % 45 + 1}号");
        }

        // Buildings of two stairs, six floors, two doors to a floor.
        var within = ordinal % 24;
        return string.Create(CultureInfo.InvariantCulture, $"{street}{ordinal / 24 + 1}幢{within / 12 + 1}单元{within % 12 / 2 + 1}0{within % 2 + 1}室");
    }

    public string Town(int community) => _prefixes[community];

    public (string Code, string Name) Education(ref RandomStream stream, int birthYear, int age)
    {
        var at = _cohorts.Length - 1;
        while (at > 0 && _cohorts[at] > birthYear) at--;
        var level = stream.Cumulative(_educationTotals[at]);
        // Nobody is ahead of the years that a level takes.
        var highest = age < 6 ? 7 : age < 13 ? 6 : age < 16 ? 5 : age < 19 ? 4 : age < 22 ? 2 : age < 25 ? 1 : 0;
        level = age < 13 ? highest : Math.Max(level, highest);
        return (EducationCodes[level], EducationNames[level]);
    }

    public (string Occupation, string Employer, InsuranceType Insurance) Work(ref RandomStream stream, in ResidentRow row, int age, string education)
    {
        var community = _map.Communities[row.Community];
        var isLearned = education is "10" or "20" or "30";
        var hasJob = stream.Chance(community.IsUrban ? 0.78 : 0.6);
        var unit = stream.Unit();
        var insured = stream.Unit();
        if (age < 3) return ("其他", "无", Covered(insured, InsuranceType.Resident));
        if (age < 18 || (age < 22 && isLearned)) return ("学生", age < 6 ? _schools[community.Index * 3] : age < 12 ? _schools[community.Index * 3 + 1] : age < 18 ? _schools[community.Index * 3 + 2] : "在校学生", Covered(insured, InsuranceType.Resident));
        var pensionAge = row.Sex == Sex.Male ? 60 : 53;
        if (age >= pensionAge)
        {
            if (stream.Chance(community.IsUrban ? 0.7 : 0.3)) return ("退（离）休人员", "退休", Covered(insured, InsuranceType.Employee));
            return age < 75 && !community.IsUrban ? ("农民", "务农", Covered(insured, InsuranceType.Resident)) : ("无业人员", "无", Covered(insured, InsuranceType.Resident));
        }

        if (!hasJob)
        {
            if (!community.IsUrban && age > 40) return ("农民", "务农", Covered(insured, InsuranceType.Resident));
            return unit < 0.5 ? ("自由职业者", "无", Covered(insured, InsuranceType.Resident)) : unit < 0.8 ? ("个体经营者", "个体", Covered(insured, InsuranceType.Resident)) : ("无业人员", "无", Covered(insured, InsuranceType.Resident));
        }

        var employer = stream.Pick<string>(_employers[community.County.Index]);
        if (isLearned)
        {
            if (unit < 0.08) return ("国家公务员", community.County.Name + "机关单位（合成）", Covered(insured, InsuranceType.Employee));
            return (unit < 0.4 ? "专业技术人员" : unit < 0.88 ? "职员" : "企业管理人员", employer, Covered(insured, InsuranceType.Employee));
        }

        return (unit < 0.68 ? "工人" : unit < 0.93 ? "职员" : "个体经营者", employer, Covered(insured, InsuranceType.Employee));
    }

    /// <summary>Some 95 in 100 are covered by the basic insurance; of the others half pay for themselves.</summary>
    private static InsuranceType Covered(double unit, InsuranceType usual) => unit < 0.96 ? usual : unit < 0.97 ? InsuranceType.Commercial : unit < 0.985 ? InsuranceType.None : InsuranceType.Resident;

    private static string Street(ulong seed, Community community)
    {
        if (!community.IsUrban) return community.Name;
        var stream = new RandomStream(seed, RandomPurpose.Address, community.Index);
        return string.Create(CultureInfo.InvariantCulture, $"{community.Name}{stream.Pick<string>(Roads)}{stream.Between(2, 980)}号");
    }

    private static string[] Employers(ulong seed, County county)
    {
        var stream = new RandomStream(seed, RandomPurpose.Details, county.Index, -1);
        var employers = new string[60];
        for (var i = 0; i < employers.Length; i++) employers[i] = $"{county.Name}{stream.Pick<string>(EmployerStems)}{stream.Pick<string>(EmployerTrades)}有限公司（合成）";
        return employers;
    }

    private static int[] Running(ReadOnlySpan<string> shares)
    {
        var totals = new int[shares.Length];
        var sum = 0;
        for (var i = 0; i < shares.Length; i++) totals[i] = sum += PeopleContent.Whole(shares[i]);
        return totals;
    }
}

/// <summary>Postcodes: the first two digits are the province's real ones, the rest is invented by county.</summary>
internal sealed class PostcodeTable
{
    private readonly string[] _byProvince = new string[100];

    public PostcodeTable()
    {
        foreach (var pair in "11:10 12:30 13:05 14:03 15:01 21:11 22:13 23:15 31:20 32:21 33:31 34:23 35:35 36:33 37:25 41:45 42:43 43:41 44:51 45:53 46:57 50:40 51:61 52:55 53:65 54:85 61:71 62:73 63:81 64:75 65:83".Split(' '))
        {
            _byProvince[PeopleContent.Whole(pair[..2])] = pair[3..];
        }
    }

    public string Of(County county) => string.Create(CultureInfo.InvariantCulture, $"{_byProvince[PeopleContent.Whole(county.Code[..2])]}4{county.Index % 10}{county.Index / 10 % 10}0");
}
