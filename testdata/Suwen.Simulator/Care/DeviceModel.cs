using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

/// <summary>Readings of devices at home: pressure and pulse in the morning and evening, glucose fasting and after supper for diabetics, steps for some.</summary>
internal sealed class DeviceModel(CareTables tables)
{
    // Share of days on which somebody measures at all, and on which the evening is left out (invented).
    private const double DayShare = 0.72, EveningShare = 0.55;

    private readonly LifePlan _plan = new(tables);
    private int _count;
    private DateOnly _day;

    public void Readings(DateOnly day, List<DeviceReading> readings)
    {
        _count = 0;
        _day = day;
        foreach (var user in tables.DeviceUsers)
        {
            var resident = tables.World.Population[new ResidentId(user)];
            if (!resident.IsPresent(day) || day >= resident.DeathDate) continue;
            var random = new RandomStream(tables.Seed, RandomPurpose.Device, user, day.DayNumber);
            if (!random.Chance(DayShare)) continue;
            OfResident(resident, ref random, readings);
        }
    }

    private void OfResident(in Resident resident, ref RandomStream random, List<DeviceReading> readings)
    {
        _plan.Make(resident);
        var age = resident.Age(_day);
        var set = Body.SetPoint(tables.Seed, resident, age);
        double systolic = set.Systolic, diastolic = set.Diastolic, pulse = set.Pulse, glucose = double.NaN;
        foreach (ref readonly var condition in _plan.Conditions)
        {
            if (condition.OnsetDay > _day.DayNumber) continue;
            var level = condition.Level(_day.DayNumber);
            foreach (var vital in tables.Diseases[condition.Disease].Disease.Vitals)
            {
                var shift = vital.Untreated + (vital.Controlled - vital.Untreated) * level;
                // Pressure at home is some 5 mmHg below that of the clinic.
                if (vital.Vital == "systolic") systolic += shift - 4;
                else if (vital.Vital == "diastolic") diastolic += shift - 3;
                else if (vital.Vital == "pulse") pulse += shift;
            }
            // Fasting glucose about 9.6 mmol/L untreated and 6.6 under good control.
            if (tables.IsDiabetes[condition.Disease]) glucose = 9.6 - 3.0 * level;
        }
        Pressure(resident.Id, _day.ToDateTime(new TimeOnly(6, 30)).AddMinutes(random.Below(90)), systolic + 3, diastolic + 2, pulse, ref random, readings);
        if (!double.IsNaN(glucose)) Glucose(resident.Id, _day.ToDateTime(new TimeOnly(6, 20)).AddMinutes(random.Below(60)), glucose, 3.9, 7.0, ref random, readings);
        if (!random.Chance(EveningShare)) return;
        Pressure(resident.Id, _day.ToDateTime(new TimeOnly(19, 30)).AddMinutes(random.Below(120)), systolic - 1, diastolic - 1, pulse + 2, ref random, readings);
        if (!double.IsNaN(glucose)) Glucose(resident.Id, _day.ToDateTime(new TimeOnly(19, 40)).AddMinutes(random.Below(80)), glucose * 1.25 + 0.8, 3.9, 10.0, ref random, readings);
        if ((resident.Id.Value & 3) == 0)
            Add(resident.Id, "运动手环", "steps", _day.ToDateTime(new TimeOnly(22, 0)).AddMinutes(random.Below(60)), FixedNumber.Of(Math.Clamp(random.LogNormal(age > 70 ? 4200 : 6800, 0.45), 150, 32_000), 0), "步", "", readings);
    }

    private void Pressure(ResidentId resident, DateTime at, double systolic, double diastolic, double pulse, ref RandomStream random, List<DeviceReading> readings)
    {
        var high = Math.Clamp(systolic + random.Normal() * 6.5, 72, 230);
        var low = Math.Clamp(diastolic + random.Normal() * 5, 40, Math.Min(135, high - 12));
        var beat = Math.Clamp(pulse + random.Normal() * 6, 42, 150);
        Add(resident, "电子血压计", "systolic", at, FixedNumber.Of(high, 0), "mmHg", high >= 135 ? "H" : high < 90 ? "L" : "", readings);
        Add(resident, "电子血压计", "diastolic", at, FixedNumber.Of(low, 0), "mmHg", low >= 85 ? "H" : low < 60 ? "L" : "", readings);
        Add(resident, "电子血压计", "heart-rate", at, FixedNumber.Of(beat, 0), "次/分", beat > 100 ? "H" : beat < 60 ? "L" : "", readings);
    }

    private void Glucose(ResidentId resident, DateTime at, double mean, double low, double high, ref RandomStream random, List<DeviceReading> readings)
    {
        var value = Math.Clamp(mean * random.LogNormal(1, 0.13), 2.6, 28);
        Add(resident, "血糖仪", "glucose", at, FixedNumber.Of(value, 1), "mmol/L", value > high ? "H" : value < low ? "L" : "", readings);
    }

    private void Add(ResidentId resident, string device, string type, DateTime at, FixedNumber value, string unit, string flag, List<DeviceReading> readings)
    {
        _count++;
        Span<char> number = stackalloc char[16];
        number[0] = 'W';
        var day = _day.Year % 100 * 10_000 + _day.Month * 100 + _day.Day;
        for (var i = 6; i >= 1; i--) { number[i] = (char)('0' + day % 10); day /= 10; }
        var count = _count;
        for (var i = 15; i >= 7; i--) { number[i] = (char)('0' + count % 10); count /= 10; }
        readings.Add(new DeviceReading(new string(number), resident, device, type, at, value, unit, flag));
    }
}
