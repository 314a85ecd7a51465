using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Tables;

/// <summary>The population office: the register of all residents on the first day, once, and each month a workbook of births, deaths and moves.</summary>
internal sealed class PopulationFeed : TableFeed
{
    private const string Columns = "人口编码,姓名,性别,出生日期,身份证号,民族,婚姻,文化程度,职业,户号,与户主关系,户籍地址,现住址,区县,电话,母亲,父亲,配偶";

    private readonly TableFormat _register;
    private readonly TableFormat _events;
    private List<(DateOnly Day, int Resident, char Kind)>? _changes;

    public PopulationFeed(World world, Institution institution)
        : base(world, institution)
    {
        _register = Table("register", "resident", FilePeriod.Once, Columns + ",迁入日期", Mapping("迁入日期", false));
        _events = Table("events", "population-event", FilePeriod.Month, "事件编号," + Columns + ",事件类型,事件日期", Mapping("事件日期", true), false, "xlsx");
    }

    public override bool Wants(Visit visit) => false;

    public override void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
    }

    public override void WriteDay(DateOnly day, IFeedSink sink)
    {
        Sink = sink;
        if (day == House.FirstDay) WriteRegister(day);
        _changes ??= FindChanges();
        var at = FirstOn(day);
        for (; at < _changes.Count && _changes[at].Day == day; at++) WriteEvent(_changes[at], day);
    }

    private void WriteRegister(DateOnly day)
    {
        var population = World.Population;
        var at = day.ToDateTime(new TimeOnly(1, 0));
        for (var i = 0; i < population.Count; i++)
        {
            var resident = population[new ResidentId(i)];
            if (!resident.IsPresent(day)) continue;
            Row();
            Person(resident, day);
            Current.Cell(resident.MovedIn > DateOnly.MinValue ? resident.MovedIn : (DateOnly?)null);
            Send(_register, at);
        }
    }

    private void Person(in Resident resident, DateOnly day)
    {
        var details = World.Population.Details(resident.Id, day);
        Current.Cell(Code(resident.Id)).Cell(details.FullName).Cell(resident.Sex == Sex.Male ? "1" : "2").Cell(resident.BirthDate).Cell(details.NationalId).Cell(details.EthnicName).Cell(details.MaritalCode).Cell(details.EducationName).Cell(details.Occupation)
            .Cell(details.HouseholdNumber).Cell(RoleName(resident.Role)).Cell(details.Address).Cell(details.Address).Cell(details.CountyCode).Cell(details.Phone).Cell(Code(resident.Mother)).Cell(Code(resident.Father)).Cell(Code(resident.Spouse));
    }

    private static string Code(ResidentId id) => id.IsNone ? "" : string.Create(CultureInfo.InvariantCulture, $"R{id.Value:00000000}");

    private static string RoleName(HouseholdRole role) => role switch
    {
        HouseholdRole.Head => "户主",
        HouseholdRole.Spouse => "配偶",
        HouseholdRole.Child => "子女",
        HouseholdRole.ChildInLaw => "子女配偶",
        HouseholdRole.Parent => "父母",
        HouseholdRole.Grandchild => "孙子女",
        _ => "其他",
    };

    private void WriteEvent((DateOnly Day, int Resident, char Kind) change, DateOnly day)
    {
        var resident = World.Population[new ResidentId(change.Resident)];
        var name = change.Kind switch { 'B' => "出生", 'D' => "死亡", 'I' => "迁入", _ => "迁出" };
        Row().Cell(string.Create(CultureInfo.InvariantCulture, $"E{change.Resident:00000000}{change.Kind}"));
        Person(resident, day);
        Current.Cell(name).Cell(day);
        Send(_events, day.ToDateTime(new TimeOnly(17, 30)));
    }

    /// <summary>Births, deaths and moves after the first day, by day and resident; a few in a hundred residents and year.</summary>
    private List<(DateOnly Day, int Resident, char Kind)> FindChanges()
    {
        var population = World.Population;
        var first = House.FirstDay;
        var changes = new List<(DateOnly Day, int Resident, char Kind)>();
        for (var i = 0; i < population.Count; i++)
        {
            var resident = population[new ResidentId(i)];
            if (resident.BirthDate > first && resident.MovedIn <= resident.BirthDate) changes.Add((resident.BirthDate, i, 'B'));
            if (resident.DeathDate >= first && resident.DeathDate < DateOnly.MaxValue && resident.MovedOut > resident.DeathDate) changes.Add((resident.DeathDate, i, 'D'));
            if (resident.MovedIn > first && resident.MovedIn > resident.BirthDate) changes.Add((resident.MovedIn, i, 'I'));
            if (resident.MovedOut >= first && resident.MovedOut < DateOnly.MaxValue && resident.DeathDate >= resident.MovedOut) changes.Add((resident.MovedOut, i, 'O'));
        }

        changes.Sort();
        return changes;
    }

    private int FirstOn(DateOnly day)
    {
        int low = 0, high = _changes!.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (_changes[middle].Day < day) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static string Mapping(string date, bool isEvent) => $$"""
        key: {{(isEvent ? "事件编号" : "人口编码")}}
        person: 人口编码
        rows:
          - table: cn_source_person
            columns:
              person_source_value: 人口编码
              full_name: 姓名
              gender_source_value: 性别
              gender_concept_id: { column: 性别, values: { 1: 8507, 2: 8532 }, otherwise: 0 }
              birth_date: 出生日期
              national_id: 身份证号
              cn_ethnic_group: 民族
              marital_status: 婚姻
              education: 文化程度
              occupation: 职业
              phone: 电话
              address: 现住址
              county_code: 区县
          - table: cn_population
            columns:
              household_number: 户号
              household_relation: 与户主关系
              county_code: 区县
              registered_address: 户籍地址
              current_address: 现住址
              {{(isEvent ? "event_date" : "move_in_date")}}: {{date}}
              {{(isEvent ? "event_type: 事件类型" : "residence_type: { constant: 常住 }")}}
              marital_status: 婚姻
              education: 文化程度
              occupation: 职业
              mother_source_value: 母亲
              father_source_value: 父亲
              spouse_source_value: 配偶

        """;
}
