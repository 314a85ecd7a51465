using System.Globalization;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;
using Suwen.Simulator.Region;

namespace Suwen.Simulator.Care;

/// <summary>The region's institutions with their departments and staff.</summary>
public sealed class InstitutionList
{
    /// <summary>The sources whose lists show what others did: cards and bills.</summary>
    internal const string DiseaseControl = "disease-control", Insurance = "insurance";

    // Beds and doctors per thousand residents: near those of China in 2022 (6.9 and 3.2), less what the ten institutions leave to others; nurses about one and a half a bed's doctor.
    private const double BedsPer1000 = 5.2, DoctorsPer1000 = 2.4, NursesPer1000 = 2.9;

    public required IReadOnlyList<Institution> All { get; init; }

    public static InstitutionList Create(SimulationOptions options, RegionMap map) => Create(options, map, MedicalCatalogue.Load());

    /// <summary>The ten institutions: shares of the region's beds and staff, departments by the flags of departments.csv.</summary>
    internal static InstitutionList Create(SimulationOptions options, RegionMap map, MedicalCatalogue catalogue)
    {
        var counties = map.Counties;
        var city = map.CityName;
        string County(int index) => counties[index % counties.Count].Name;
        var plans = new Plan[]
        {
            new("first-hospital", city + "第一医院（合成）", InstitutionKind.GeneralHospital, "三级", 0, 0.38, 0.30),
            new("tcm-hospital", city + "中医医院（合成）", InstitutionKind.TraditionalHospital, "三级", 1, 0.14, 0.13),
            new("county-hospital", County(2) + "人民医院（合成）", InstitutionKind.GeneralHospital, "二级", 2, 0.20, 0.16),
            new("second-hospital", County(3) + "第二人民医院（合成）", InstitutionKind.GeneralHospital, "二级", 3, 0.18, 0.14),
            new("maternal-hospital", city + "妇幼保健院（合成）", InstitutionKind.MaternalHospital, "三级", 0, 0.10, 0.10),
            new("community", city + "社区卫生服务平台（合成）", InstitutionKind.CommunityCentre, "一级", -1, 0, 0.17),
            new(DiseaseControl, city + "疾病预防控制中心（合成）", InstitutionKind.DiseaseControl, "", -1, 0, 0),
            new(Insurance, city + "医疗保障局（合成）", InstitutionKind.Insurance, "", -1, 0, 0),
            new("population", city + "全员人口信息平台（合成）", InstitutionKind.PopulationOffice, "", -1, 0, 0),
            new("wearables", city + "居民健康设备平台（合成）", InstitutionKind.DevicePlatform, "", -1, 0, 0),
        };
        var all = new Institution[plans.Length];
        for (var i = 0; i < plans.Length; i++)
        {
            var plan = plans[i];
            var beds = plan.Beds > 0 ? Math.Max(30, (int)(options.Residents / 1000.0 * BedsPer1000 * plan.Beds)) : 0;
            var departments = plan.Kind <= InstitutionKind.CommunityCentre ? Departments(options, catalogue, plan, i, beds) : [];
            var counted = 0;
            foreach (var department in departments) counted += department.Beds;
            // 9 in front and the region's number in the middle: a range that no register gives out.
            var code = "99" + options.RegionCode.PadRight(6, '0')[..6] + (i + 1).ToString("D4", CultureInfo.InvariantCulture);
            all[i] = new Institution(i, plan.Source, plan.Name, code, plan.Kind, plan.Level, plan.County < 0 ? -1 : plan.County % counties.Count, counted, departments);
        }
        return new InstitutionList { All = all };
    }

    private static Department[] Departments(SimulationOptions options, MedicalCatalogue catalogue, Plan plan, int institution, int beds)
    {
        var entries = new List<DepartmentEntry>();
        var weights = 0.0;
        foreach (var entry in catalogue.Departments)
        {
            var has = plan.Kind switch
            {
                InstitutionKind.TraditionalHospital => entry.InTraditional,
                InstitutionKind.MaternalHospital => entry.InMaternal,
                InstitutionKind.CommunityCentre => entry.InCommunity,
                _ => plan.Level == "三级" ? entry.InTertiaryGeneral : entry.InSecondaryGeneral,
            };
            if (!has) continue;
            entries.Add(entry);
            weights += entry.BedWeight;
        }
        var doctors = options.Residents / 1000.0 * DoctorsPer1000 * plan.Staff;
        var nurses = options.Residents / 1000.0 * NursesPer1000 * plan.Staff;
        var departments = new Department[entries.Count];
        var number = 0;
        for (var d = 0; d < entries.Count; d++)
        {
            var entry = entries[d];
            // Half of the staff go by beds, half evenly: clinics and laboratories have staff too.
            var share = 0.5 / entries.Count + (weights > 0 ? 0.5 * entry.BedWeight / weights : 0.5 / entries.Count);
            var staff = Staff(options.Seed, institution, ref number, Math.Max(4, (int)(doctors * share)), Math.Max(3, (int)(nurses * share)), entry.Kind == "technical");
            var own = beds == 0 || entry.BedWeight <= 0 ? 0 : Math.Max(4, (int)Math.Round(beds * entry.BedWeight / weights, MidpointRounding.AwayFromZero));
            departments[d] = new Department(d, DepartmentCode(institution, d), entry.StandardCode, entry.NameZh, entry.Specialty, own, staff);
        }
        return departments;
    }

    private static string DepartmentCode(int institution, int index) => institution switch
    {
        0 => "K" + (101 + index * 3).ToString(CultureInfo.InvariantCulture),
        1 => (2000 + index * 10).ToString(CultureInfo.InvariantCulture),
        2 => "DEP-" + (index + 1).ToString("D3", CultureInfo.InvariantCulture),
        3 => (index + 1).ToString("D2", CultureInfo.InvariantCulture) + "01",
        4 => "FY" + (index + 11).ToString(CultureInfo.InvariantCulture),
        _ => "SQ" + (index + 1).ToString("D2", CultureInfo.InvariantCulture),
    };

    /// <summary>Doctors from the senior to the junior, then nurses.</summary>
    private static Clinician[] Staff(ulong seed, int institution, ref int number, int doctors, int nurses, bool technical)
    {
        var staff = new Clinician[doctors + nurses];
        for (var i = 0; i < staff.Length; i++)
        {
            number++;
            var nurse = i >= doctors;
            var random = new RandomStream(seed, RandomPurpose.Staff, institution, number);
            var place = nurse ? (i - doctors) / (double)nurses : i / (double)doctors;
            var title = nurse ? place < 0.08 ? "主任护师" : place < 0.4 ? "主管护师" : place < 0.7 ? "护师" : "护士"
                : technical ? place < 0.2 ? "主任技师" : place < 0.6 ? "主管技师" : "技师"
                : place < 0.18 ? "主任医师" : place < 0.42 ? "副主任医师" : place < 0.75 ? "主治医师" : "住院医师";
            var code = institution switch
            {
                0 => (10_000 + number).ToString(CultureInfo.InvariantCulture),
                1 => "Z" + number.ToString("D4", CultureInfo.InvariantCulture),
                2 => "X" + number.ToString("D5", CultureInfo.InvariantCulture),
                3 => number.ToString("D6", CultureInfo.InvariantCulture),
                4 => "F" + number.ToString("D4", CultureInfo.InvariantCulture),
                _ => "S" + number.ToString("D5", CultureInfo.InvariantCulture),
            };
            staff[i] = new Clinician(code, StaffName(ref random, nurse), title, nurse);
        }
        return staff;
    }

    private static string StaffName(ref RandomStream random, bool nurse)
    {
        var family = Families[random.Below(Families.Length)];
        var woman = nurse ? random.Chance(0.96) : random.Chance(0.46);
        var given = woman ? WomenGiven : MenGiven;
        var first = given[random.Below(given.Length)];
        return random.Chance(0.3) ? string.Concat([family, first]) : string.Concat([family, first, given[random.Below(given.Length)]]);
    }

    // Common family names and characters of given names; the names made of them are invented.
    private const string Families = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严";
    private const string MenGiven = "伟强磊军勇杰涛明超辉华刚建国平志鹏斌浩宇俊峰海波宁鑫飞文博晨阳毅诚远航新民东林成康德庆凯翔睿哲恒";
    private const string WomenGiven = "芳娜敏静丽艳娟霞秀英燕玲红梅婷雪琳慧颖莹洁晶倩雯佳怡欣蕾萍云珊岚璐瑶凤兰春蓉菲琴芸嘉思雨晓";

    private sealed record Plan(string Source, string Name, InstitutionKind Kind, string Level, int County, double Beds, double Staff);
}
