using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

/// <summary>A person's body as it is without illness; from age, sex and the person's own set-points.</summary>
internal static class Body
{
    // Medians by completed years, rounded from the WHO growth standards and references and the Chinese adult means; between them linearly.
    private static readonly double[] GrowthAges = [0, 0.5, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18];
    private static readonly double[] BoyHeights = [50, 67, 76, 88, 103, 117, 129, 140, 152, 165, 171, 173];
    private static readonly double[] GirlHeights = [49.5, 65.5, 74.5, 86.5, 102, 116, 128, 140, 152, 158, 160, 161];
    private static readonly double[] BoyWeights = [3.3, 7.9, 9.8, 12.5, 16.6, 21, 27, 34, 43, 54, 61, 65];
    private static readonly double[] GirlWeights = [3.2, 7.3, 9.2, 12, 16, 20.3, 26, 33, 42, 48, 52, 53];

    public static (double HeightCm, double WeightKg) Size(ulong seed, in Resident resident, DateOnly day)
    {
        var years = Math.Max(0, resident.AgeDays(day) / 365.25);
        var own = new RandomStream(seed, RandomPurpose.VitalSigns, resident.Id.Value, -1);
        double tall = Math.Clamp(own.Normal(), -2.5, 2.5), broad = Math.Clamp(own.Normal(), -2.2, 2.8);
        var male = resident.Sex == Sex.Male;
        var height = Between(male ? BoyHeights : GirlHeights, years) * (1 + tall * 0.036);
        double weight;
        if (years < 18) weight = Between(male ? BoyWeights : GirlWeights, years) * (1 + broad * 0.13) * (1 + tall * 0.04);
        else
        {
            // The old were shorter when young and shrink: about 1.2 cm a decade after 35.
            height -= Math.Clamp((years - 35) * 0.12, 0, 7);
            weight = height * height / 10_000 * (23.6 + broad * 3.2);
        }
        return (Math.Floor(height + 0.5), Math.Floor(weight * 10 + 0.5) / 10);
    }

    /// <summary>Healthy pressure, pulse and breathing at the age; the person's own pressure differs by the draw.</summary>
    public static (double Systolic, double Diastolic, double Pulse, double Respiration) SetPoint(ulong seed, in Resident resident, int age)
    {
        var own = new RandomStream(seed, RandomPurpose.VitalSigns, resident.Id.Value, -2);
        double pressure = Math.Clamp(own.Normal(), -2, 2), rate = Math.Clamp(own.Normal(), -2, 2);
        var systolic = age < 18 ? 82 + age * 1.9 : 113 + (age - 18) * 0.27;
        var diastolic = age < 18 ? 50 + age * 1.2 : 72 + Math.Min(age - 18, 35) * 0.13 - Math.Max(0, age - 60) * 0.1;
        var pulse = age < 1 ? 125 : age < 6 ? 104 - age : age < 14 ? 92 - age * 0.8 : 75;
        var breath = age < 1 ? 36 : age < 6 ? 25 : age < 14 ? 20 : 17.5;
        return (systolic + pressure * 7, diastolic + pressure * 5, pulse + rate * 6, breath);
    }

    private static double Between(double[] values, double years)
    {
        if (years >= GrowthAges[^1]) return values[^1];
        var i = 1;
        while (GrowthAges[i] < years) i++;
        var part = (years - GrowthAges[i - 1]) / (GrowthAges[i] - GrowthAges[i - 1]);
        return values[i - 1] + (values[i] - values[i - 1]) * Math.Max(0, part);
    }
}

internal sealed partial class VisitMaker
{
    private VitalSigns Vital(DateTime at, int number, bool withSize)
    {
        var random = Stream(RandomPurpose.VitalSigns, number);
        var set = Body.SetPoint(_tables.Seed, _resident, _age);
        double temperature = 36.5, pulse = set.Pulse, breath = set.Respiration, systolic = set.Systolic, diastolic = set.Diastolic, oxygen = 98;
        var conditions = _plan.Conditions;
        var main = false;
        for (var i = 0; i < conditions.Length; i++)
        {
            if (conditions[i].OnsetDay > _day.DayNumber) continue;
            var isMain = conditions[i].Disease == _detail.Disease;
            main |= isMain;
            Shift(_tables.Diseases[conditions[i].Disease].Disease, _values.Level(isMain, i, at, false), conditions[i].Disease, ref temperature, ref pulse, ref breath, ref systolic, ref diastolic, ref oxygen);
        }
        if (!main && _table is not null) Shift(_table.Disease, _values.Level(true, -1, at, false), _detail.Disease, ref temperature, ref pulse, ref breath, ref systolic, ref diastolic, ref oxygen);
        temperature = Math.Clamp(temperature + random.Normal() * 0.18, 35.2, 41.2);
        pulse += random.Normal() * 5 + Math.Max(0, temperature - 37.2) * 9;
        breath += random.Normal() * 1.2;
        systolic = Math.Clamp(systolic + random.Normal() * 6, 60, 235);
        diastolic = Math.Clamp(diastolic + random.Normal() * 4.5, 35, Math.Min(140, systolic - 12));
        oxygen = Math.Clamp(oxygen + random.Normal() * 0.7, 70, 100);
        var (height, weight) = withSize ? Body.Size(_tables.Seed, _resident, _day) : (double.NaN, double.NaN);
        var pain = _table?.Disease.Kind == DiseaseKind.Event && _visit.Kind == VisitKind.Inpatient ? Math.Clamp((int)(5 - 5 * (at - _visit.Start) / (_visit.End - _visit.Start) + random.Normal()), 0, 10) : 0;
        // Nobody puts a cuff on a small child.
        var pressure = _age >= 3;
        return new VitalSigns(at, Math.Floor(temperature * 10 + 0.5) / 10, (int)Math.Clamp(pulse, 40, 190), (int)Math.Clamp(breath + 0.5, 10, 60), pressure ? (int)systolic : 0, pressure ? (int)diastolic : 0, (int)(oxygen + 0.5), weight, height, pain);
    }

    private void Shift(Disease disease, double level, int index, ref double temperature, ref double pulse, ref double breath, ref double systolic, ref double diastolic, ref double oxygen)
    {
        foreach (var vital in disease.Vitals)
        {
            var own = new RandomStream(_tables.Seed, RandomPurpose.VitalSigns, _resident.Id.Value, 64 + index);
            var shift = vital.Untreated + (vital.Controlled - vital.Untreated) * level;
            // The spread shrinks with the shift, so that who is well again differs no more from others.
            var spread = vital.Untreated == 0 ? 0 : Math.Clamp(Math.Abs(shift / vital.Untreated), 0.2, 1.3);
            shift += vital.Sigma * own.Normal() * spread;
            switch (vital.Vital)
            {
                case "temperature": temperature += shift; break;
                case "pulse": pulse += shift; break;
                case "respiration": breath += shift; break;
                case "systolic": systolic += shift; break;
                case "diastolic": diastolic += shift; break;
                case "spo2": oxygen += shift; break;
            }
        }
    }

    private void FollowUp()
    {
        var random = Stream(RandomPurpose.Visits);
        Diagnose();
        _values.Begin(_resident, _seed, _detail, _plan, _age);
        var vital = Vital(Capped(_visit.Start.AddMinutes(5)), 1, withSize: true);
        _visit.Vitals.Add(vital);
        var glucose = double.NaN;
        var type = _detail.Reason == VisitReason.HomeVisit ? "新生儿家庭访视" : _tables.IsHypertension[_detail.Disease] ? "高血压随访" : "糖尿病随访";
        var well = vital.Systolic is > 0 and < 140 && vital.Diastolic < 90;
        var adherence = "规律";
        if (_table is not null && _tables.IsDiabetes[_detail.Disease])
        {
            glucose = Glucose(_visit.Start);
            well = glucose < 7.0;
        }
        if (_plan.Find(_detail.Disease, _day.DayNumber) is var place and >= 0)
        {
            var condition = _plan.Conditions[place];
            adherence = !condition.IsTreated(_day.DayNumber) ? "不服药" : condition.IsAdherent ? "规律" : "间断";
        }
        _values.End();
        var outcome = _detail.Reason == VisitReason.HomeVisit ? "正常" : well ? "控制满意" : "控制不满意";
        DateOnly? next = _detail.Reason == VisitReason.HomeVisit ? null : _day.AddDays(well ? 90 : 14);
        var way = _detail.Reason == VisitReason.HomeVisit ? "家庭" : random.Chance(0.8) ? "门诊" : random.Chance(0.6) ? "电话" : "家庭";
        _visit.FollowUp = new FollowUpFact(Part('F', ref _reports), type, way, well ? "无症状" : random.Chance(0.6) ? "无症状" : "头晕", vital.Systolic, vital.Diastolic, vital.WeightKg, vital.HeightCm, glucose, adherence, outcome, next);
    }

    /// <summary>Fasting glucose as the laboratory would find it; NaN if the catalogue has no such item.</summary>
    private double Glucose(DateTime at) => _tables.GlucoseItem >= 0 ? _values.Measure(_tables.Items[_tables.GlucoseItem], at, 0).Number.Value : double.NaN;

    private void Vaccinate()
    {
        var vaccine = _world.Catalogue.Vaccines[_detail.Aux];
        var random = Stream(RandomPurpose.Vaccination);
        var month = _visit.Start.Year % 100 * 100 + _visit.Start.Month;
        var lot = vaccine.Id[..Math.Min(2, vaccine.Id.Length)].ToUpperInvariant() + month.ToString("D4", System.Globalization.CultureInfo.InvariantCulture) + random.Below(40).ToString("D3", System.Globalization.CultureInfo.InvariantCulture);
        _visit.Vaccination = new VaccinationFact(new Term(vaccine.Cvx, vaccine.NameZh), _detail.Ordinal + 1, lot, vaccine.Maker, vaccine.Site, Capped(_visit.Start.AddMinutes(random.Between(3, 10))));
    }
}
