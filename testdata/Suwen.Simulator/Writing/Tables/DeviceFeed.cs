using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Tables;

/// <summary>The platform of wearables and devices at home: readings each day, and its users, who are written once a week each (on the weekday of their number) when they had a reading.</summary>
internal sealed class DeviceFeed : TableFeed
{
    private readonly TableFormat _readings;
    private readonly TableFormat _users;
    private CareModel? _care;
    private readonly List<DeviceReading> _today = [];

    public DeviceFeed(World world, Institution institution)
        : base(world, institution)
    {
        _users = Table("users", "device-user", FilePeriod.Day, "用户编号,昵称,姓名,性别,出生日期,手机号,身份证号,更新日期", UsersMapping);
        _readings = Table("readings", "device-reading", FilePeriod.Day, "读数编号,用户编号,设备,类型,时间,数值,单位,质量", ReadingsMapping);
    }

    public override bool Wants(Visit visit) => false;

    public override void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
    }

    public override void WriteDay(DateOnly day, IFeedSink sink)
    {
        Sink = sink;
        _today.Clear();
        _care ??= new CareModel(World);
        _care.Readings(day, _today);
        var last = ResidentId.None;
        foreach (var reading in _today)
        {
            if (reading.Resident != last && (reading.Resident.Value + day.DayNumber) % 7 == 0) WriteUser(reading.Resident, day);
            last = reading.Resident;
        }

        foreach (var reading in _today)
        {
            Row().Cell(reading.Number).Cell(User(reading.Resident)).Cell(reading.Device).Cell(reading.Type).Cell(reading.At).Cell(reading.Value).Cell(reading.Unit).Cell(reading.Flag);
            Send(_readings, reading.At);
        }
    }

    private static string User(ResidentId resident) => string.Create(CultureInfo.InvariantCulture, $"U{resident.Value * 7L + 1_000_003}");

    private void WriteUser(ResidentId resident, DateOnly day)
    {
        var details = World.Population.Details(resident, day);
        Row().Cell(User(resident)).Joined("用户", "", resident.Value).Cell(details.FullName).Cell(details.Sex == Sex.Male ? "M" : "F").Cell(details.BirthDate).Cell(details.Phone).Cell(details.NationalId).Cell(day);
        Send(_users, day.ToDateTime(new TimeOnly(0, 5)));
    }

    private const string UsersMapping = """
        key: 用户编号
        person: 用户编号
        updated_at: 更新日期
        rows:
          - table: cn_source_person
            columns:
              person_source_value: 用户编号
              full_name: 姓名
              gender_source_value: 性别
              gender_concept_id: { column: 性别, values: { M: 8507, F: 8532 }, otherwise: 0 }
              birth_date: 出生日期
              phone: 手机号
              national_id: 身份证号

        """;

    private const string ReadingsMapping = """
        key: 读数编号
        person: 用户编号
        rows:
          - table: cn_device_reading
            columns:
              device_source_value: 设备
              reading_type: 类型
              reading_datetime: 时间
              reading_value: 数值
              unit_source_value: 单位
              quality_flag: 质量

        """;
}
