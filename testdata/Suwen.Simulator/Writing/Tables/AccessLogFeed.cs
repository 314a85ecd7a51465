using System.Globalization;
using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Tables;

/// <summary>
/// Who opened whose record when in a house. Doctors and nurses open those of their patients; planted among them: the curious about a well-known patient, somebody looking up a colleague, an account of somebody who has left, an export of many at night.
/// No table of the model holds it yet, so it has no mapping and is not loaded.
/// </summary>
internal sealed class AccessLogFeed : TableFeed
{
    private readonly TableFormat _log;
    private readonly List<Answer> _unused = [];
    private int _number;

    public AccessLogFeed(World world, Institution institution)
        : base(world, institution) => _log = Table("access-log", "access", FilePeriod.Day, "日志号,时间,工号,姓名,科室,操作,患者号,就诊号,终端", null);

    public override bool Wants(Visit visit) => visit.Institution.Index == House.Institution.Index;

    public override void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
        Sink = sink;
        _number = 0;
        var random = new RandomStream(House.Seed, RandomPurpose.Access, visit.Key, day.DayNumber);
        var opened = House.IsFirstDay(visit, day) ? visit.Start : day.ToDateTime(new TimeOnly(8, random.Below(50)));
        Open(visit, day, opened.AddMinutes(1), visit.Doctor, visit.Department, "查看病历", ref random);
        Open(visit, day, opened.AddMinutes(3), visit.Nurse, visit.Department, "查看医嘱", ref random);
        if (visit.Notes.Count > 0) Open(visit, day, opened.AddMinutes(12), visit.Doctor, visit.Department, "书写病历", ref random);
        if (random.Below(2500) == 0) PlantCurious(visit, day, opened, ref random);
        if (random.Below(4000) == 0) PlantOne(visit, day, opened, "colleague-lookup", ref random);
        if (random.Below(5000) == 0) PlantLeft(visit, day, ref random);
    }

    public override void WriteDay(DateOnly day, IFeedSink sink)
    {
        Sink = sink;
        var random = new RandomStream(House.Seed, RandomPurpose.Access, ((long)House.Institution.Index << 32) | (uint)day.DayNumber, 1);
        if (random.Below(90) != 0 || World.Population.Count == 0) return;
        var department = random.Pick(House.Institution.Departments);
        var who = random.Pick(department.Staff);
        var at = day.ToDateTime(new TimeOnly(2, random.Below(40)));
        var count = random.Between(40, 90);
        for (var i = 0; i < count; i++)
        {
            at = at.AddSeconds(random.Between(4, 15));
            _unused.Clear();
            var id = new ResidentId(random.Below(World.Population.Count));
            while (!World.Population[id].IsPresent(day)) id = new ResidentId((id.Value + 1) % World.Population.Count);
            var person = World.Population.RegisterAt(id, House.Institution, 0, day, _unused);
            Line(string.Create(CultureInfo.InvariantCulture, $"{House.Authority}N{day.DayNumber}-{i + 1}"), at, who, department.Name, "导出病历", person.RecordNumber, "", "10.9.8." + random.Between(2, 250).ToString(CultureInfo.InvariantCulture));
        }

        sink.Plant(new Answer("unusual-access", "bulk-export-at-night", House.Institution.Source, "access", string.Create(CultureInfo.InvariantCulture, $"{House.Authority}N{day.DayNumber}-1"), ("staff", who.Number), ("count", count.ToString(CultureInfo.InvariantCulture)), ("day", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))));
    }

    private string Open(Visit visit, DateOnly day, DateTime at, Clinician who, Department department, string what, ref RandomStream random)
    {
        var number = string.Create(CultureInfo.InvariantCulture, $"{House.Authority}{visit.Key}-{day.DayNumber - visit.Start.Date.Ticks / TimeSpan.TicksPerDay}-{++_number}");
        Line(number, at, who, department.Name, what, visit.Person.RecordNumber, visit.Number, "10.1." + department.Index.ToString(CultureInfo.InvariantCulture) + "." + random.Between(2, 99).ToString(CultureInfo.InvariantCulture));
        return number;
    }

    private void Line(string number, DateTime at, Clinician who, string department, string what, string patient, string visit, string terminal)
    {
        Row().Cell(number).Cell(at).Cell(who.Number).Cell(who.Name).Cell(department).Cell(what).Cell(patient).Cell(visit).Cell(terminal);
        Send(_log, at);
    }

    /// <summary>Several of other departments look at one record within a day.</summary>
    private void PlantCurious(Visit visit, DateOnly day, DateTime opened, ref RandomStream random)
    {
        var count = random.Between(4, 9);
        var first = "";
        for (var i = 0; i < count; i++)
        {
            var department = OtherDepartment(visit, ref random);
            var number = Open(visit, day, opened.AddMinutes(random.Between(20, 400)), random.Pick(department.Staff), department, "查看病历", ref random);
            first = first.Length == 0 ? number : first;
        }

        Plant("vip-snooping", first, visit, ("count", count.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>A department that has nothing to do with the visit.</summary>
    private Department OtherDepartment(Visit visit, ref RandomStream random)
    {
        var departments = House.Institution.Departments;
        if (departments.Count == 1) return departments[0];
        return departments[(visit.Department.Index + 1 + random.Below(departments.Count - 1)) % departments.Count];
    }

    private void PlantOne(Visit visit, DateOnly day, DateTime opened, string variety, ref RandomStream random)
    {
        var department = OtherDepartment(visit, ref random);
        var who = random.Pick(department.Staff);
        var number = Open(visit, day, opened.AddMinutes(random.Between(60, 300)), who, department, "查看检验结果", ref random);
        Plant(variety, number, visit, ("staff", who.Number));
    }

    private void PlantLeft(Visit visit, DateOnly day, ref RandomStream random)
    {
        var who = new Clinician("LZ" + random.Between(100, 999).ToString(CultureInfo.InvariantCulture), "离职人员", "", false);
        var number = Open(visit, day, day.ToDateTime(new TimeOnly(22, random.Below(60))), who, visit.Department, "查看病历", ref random);
        Plant("left-employee", number, visit, ("staff", who.Number));
    }

    private void Plant(string variety, string number, Visit visit, (string Name, string Value) more) =>
        Sink.Plant(new Answer("unusual-access", variety, House.Institution.Source, "access", number, ("patient", visit.Person.RecordNumber), ("visit", visit.Number), more));
}
