using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

internal sealed partial class VisitMaker
{
    private bool Dies => _visit.Kind == VisitKind.Inpatient && DateOnly.FromDateTime(_visit.End) == _resident.DeathDate;

    private const int MostAdmissions = 4096;

    private readonly Dictionary<long, int> _admissions = [];

    private bool IsHanging => _detail.Reason == VisitReason.HangingBed;

    private void Stay()
    {
        if (_table is null) return;
        var random = Stream(RandomPurpose.Severity);
        Bed(ref random);
        _visit.DischargeWay = Dies ? 5 : random.Weighted([0.93, 0.025, 0.012, 0.03, 0.003]) switch { 0 => 1, 1 => 2, 2 => 3, 3 => 4, _ => 9 };
        _visit.AdmissionCount = AdmissionCount();
        var days = Math.Max(1, _visit.LengthOfStayDays);
        StayVitals(days);
        var first = _visit.Start.AddMinutes(random.Between(25, 70));
        Panels(_table, Occasion.Admission, first, 1, ref random, 0);
        Exams(_table, Occasion.Admission, first, 1, ref random);
        foreach (ref readonly var condition in _plan.Conditions)
        {
            if (condition.Disease != _detail.Disease && condition.OnsetDay <= _day.DayNumber) Panels(_tables.Diseases[condition.Disease], Occasion.Admission, first, 0.35, ref random, 20);
        }
        StayDrugs(days, first);
        if (!IsHanging)
        {
            Operations(ref random);
            IntensiveCare(days, ref random);
            for (var d = 2; d < days; d += 2) Panels(_table, Occasion.Daily, _visit.Start.Date.AddDays(d).AddMinutes(random.Between(6 * 60, 7 * 60)), 1, ref random, 40 + d * 8);
            if (days > 2 && !Dies) Panels(_table, Occasion.Discharge, _visit.End.Date.AddDays(-1).AddHours(6.5), 1, ref random, 900);
            Nursing(days, ref random);
        }
        NursingOrders(days);
        StayNotes(days, ref random);
    }

    /// <summary>Those before the period, drawn by what somebody has, and those of the period. A stay is made on each of its days, and the count looked up once.</summary>
    private int AdmissionCount()
    {
        if (_admissions.TryGetValue(_seed.Key, out var count)) return count;
        var own = new RandomStream(_tables.Seed, RandomPurpose.FrontPage, _resident.Id.Value, _visit.Institution.Index);
        count = 1 + (int)(_plan.Count * 0.9 * own.Unit()) + _planner.StaysBefore(_resident, _visit.Institution.Index, _seed.Start);
        if (_admissions.Count == MostAdmissions) _admissions.Clear();
        _admissions.Add(_seed.Key, count);
        return count;
    }

    private void Bed(ref RandomStream random)
    {
        var department = _visit.Department;
        _visit.Ward = department.Name + "病区";
        _visit.Bed = (1 + random.Below(Math.Max(1, department.Beds))).ToString("D2", System.Globalization.CultureInfo.InvariantCulture) + "床";
    }

    private void StayVitals(int days)
    {
        _visit.Vitals.Add(Vital(Capped(_visit.Start.AddMinutes(12)), 1, withSize: true));
        if (IsHanging) return;
        for (var d = 0; d <= days; d++)
        {
            var date = _visit.Start.Date.AddDays(d);
            for (var round = 0; round < (d < 3 ? 2 : 1); round++)
            {
                var at = date.AddMinutes((round == 0 ? 8 * 60 : 16 * 60) + (d * 7 + round * 3) % 20);
                if (at > _visit.Start.AddMinutes(20) && at < _visit.End) _visit.Vitals.Add(Vital(at, 2 + d * 2 + round, withSize: false));
            }
        }
    }

    private void StayDrugs(int days, DateTime at)
    {
        var chronic = _table!.Disease.Kind == DiseaseKind.Chronic;
        Drugs(_table, Occasion.Inpatient, at.AddMinutes(20), days, chronic);
        Herbs(at.AddMinutes(25));
        if (IsHanging) return;
        foreach (ref readonly var condition in _plan.Conditions)
        {
            if (condition.Disease != _detail.Disease && condition.IsTreated(_day.DayNumber)) Drugs(_tables.Diseases[condition.Disease], Occasion.FollowUp, at.AddMinutes(30), days, true);
        }
        if (!Dies) Drugs(_table, Occasion.Discharge, _visit.End.AddMinutes(-70), 14, chronic);
    }

    private void Operations(ref RandomStream random)
    {
        var stay = _visit.End - _visit.Start;
        var birth = BirthOfStay();
        foreach (var (choice, table) in _table!.Procedures)
        {
            var procedure = table.Procedure;
            // Of a birth the way is known already: 74 are the caesareans of ICD-9-CM-3, 72 and 73 what belongs to a vaginal birth.
            var chance = choice.Probability;
            if (birth is { } known && procedure.Code is ['7', '2' or '3' or '4', ..]) chance = (procedure.Code[1] == '4') != known.Pregnancy.IsCaesarean ? 0 : choice.IsMain ? 1 : chance * 2;
            if (!random.Chance(chance)) continue;
            var wait = Math.Max(1, choice.HoursAfterAdmission) * random.LogNormal(1, 0.35);
            var start = _visit.Start.AddMinutes((int)Math.Max(75, wait * 60));
            // What can wait is done by day.
            if (wait > 12 && start.Hour is < 8 or > 17) start = start.Date.AddMinutes(random.Between(8 * 60, 16 * 60));
            var latest = _visit.Start + stay * 0.8;
            if (start > latest) start = latest;
            if (birth is { } event1) start = event1.Pregnancy.Birth.AddMinutes(choice.IsMain ? -Math.Max(5, procedure.Minutes / 2) : 10);
            if (start < _visit.Start.AddMinutes(10)) start = _visit.Start.AddMinutes(10);
            start = new DateTime(start.Ticks - start.Ticks % TimeSpan.TicksPerMinute);
            var end = Capped(start.AddMinutes(Math.Max(5, procedure.Minutes * (0.75 + 0.5 * random.Unit()))));
            end = new DateTime(end.Ticks - end.Ticks % TimeSpan.TicksPerSecond);
            var surgeon = _doctors[random.Below(Math.Max(1, _doctors.Length / 2))];
            var assistant = _doctors[^(1 + random.Below(Math.Max(1, _doctors.Length / 2)))];
            var operation = procedure.Level > 0;
            var order = new MedicalOrder(Part('D', ref _orders), OrderKind.Procedure, table.Term, Capped(start.AddMinutes(-45)), _visit.Doctor, false);
            _visit.Orders.Add(order);
            var incision = operation && procedure.Incision.Length > 0 ? procedure.Incision.Contains('/', StringComparison.Ordinal) ? procedure.Incision : procedure.Incision + "/" + (random.Chance(0.96) ? "甲" : "乙") : "";
            _visit.Procedures.Add(new PerformedProcedure(table.Term, start, end, surgeon, assistant, Reporter("anaesthesiology", _orders), procedure.Level, incision, procedure.Anaesthesia, choice.IsMain && !HasMainProcedure()));
            Charge(procedure.FeeCategory, table.Term, start, 1000, procedure.PriceFen, "甲", order.Number);
            if (procedure.ConsumablesFen > 0) Charge("卫生材料费", new Term(procedure.Id, procedure.NameZh + "材料"), start, 1000, procedure.ConsumablesFen, "乙", order.Number);
        }
    }

    private bool HasMainProcedure()
    {
        foreach (var procedure in _visit.Procedures) if (procedure.IsMain) return true;
        return false;
    }

    /// <summary>The pregnancy that ends in this stay, and of how many children; null if none does.</summary>
    private (Pregnancy Pregnancy, int Children)? BirthOfStay()
    {
        if (_detail.Reason != VisitReason.Birth) return null;
        var (first, end) = _tables.BirthsOf(_resident.Id.Value);
        (Pregnancy, int)? found = null;
        var count = 0;
        for (var i = first; i < end; i++)
        {
            var pregnancy = VisitPlanner.PregnancyOf(_tables, _tables.Child(i), _world.Population[new ResidentId(_tables.Child(i))].BirthDate);
            if (pregnancy.Birth.Date < _visit.Start.Date || pregnancy.Birth > _visit.End) continue;
            count++;
            found = (found?.Item1 ?? pregnancy, count);
        }
        return found;
    }

    /// <summary>The gravest go to intensive care for a part of the stay.</summary>
    private void IntensiveCare(int days, ref RandomStream random)
    {
        var chance = Dies ? 0.35 : Math.Min(0.2, _table!.Disease.InpatientFatality * 1.5);
        if (!random.Chance(chance) || days < 3 || !CareTables.HasDepartment(_visit.Institution, "icu")) return;
        var icu = CareTables.DepartmentOf(_visit.Institution, "icu");
        if (icu.Index == _visit.Department.Index) return;
        var to = _visit.Start.AddHours(random.Between(3, 20));
        var bed = "ICU" + (1 + random.Below(Math.Max(1, icu.Beds))).ToString("D2", System.Globalization.CultureInfo.InvariantCulture);
        _visit.Moves.Add(new DepartmentMove(to, _visit.Department, icu, bed));
        var back = to.AddHours(random.Between(30, Math.Max(40, days * 12)));
        if (!Dies && back < _visit.End.AddHours(-20)) _visit.Moves.Add(new DepartmentMove(back, icu, _visit.Department, _visit.Bed));
    }

    private void Nursing(int days, ref RandomStream random)
    {
        _visit.Nursing.Add(new NursingEntry(Capped(_visit.Start.AddMinutes(20)), _visit.Nurse, "", 0, 0));
        for (var d = 1; d < days; d++)
        {
            var at = _visit.Start.Date.AddDays(d).AddMinutes(random.Between(14 * 60, 16 * 60));
            if (at >= _visit.End) break;
            var grave = _table!.Disease.InpatientFatality > 0.02 || _visit.Procedures.Count > 0;
            if (d > 4 && !grave && (d & 1) == 1) continue;
            _visit.Nursing.Add(new NursingEntry(at, _nurses[random.Below(_nurses.Length)], "", grave ? random.Between(120, 250) * 10 : 0, grave ? random.Between(90, 220) * 10 : 0));
        }
        foreach (var procedure in _visit.Procedures) if (procedure.Level > 0) _visit.Nursing.Add(new NursingEntry(Capped(procedure.End.AddMinutes(20)), _visit.Nurse, "", 500, 300));
        _visit.Nursing.Add(new NursingEntry(Capped(_visit.End.AddMinutes(-30)), _visit.Nurse, "", 0, 0));
    }

    private void NursingOrders(int days)
    {
        var at = Capped(_visit.Start.AddMinutes(25));
        var level = Dies || _visit.Moves.Count > 0 ? 0 : _table!.Disease.InpatientFatality > 0.02 || _visit.Procedures.Count > 0 ? 1 : 2;
        var item = _tables.NursingItems[level];
        var order = new MedicalOrder(Part('D', ref _orders), OrderKind.Nursing, item.Term, at, _visit.Doctor, true) { Stop = _visit.End };
        _visit.Orders.Add(order);
        for (var d = 0; d < days; d++)
        {
            var day = Capped(_visit.Start.Date.AddDays(d).AddHours(23));
            Charge("床位费", _tables.BedItem.Term, day, 1000, _tables.BedItem.PriceFen, _tables.BedItem.Level, "");
            Charge("护理费", item.Term, day, 1000, item.PriceFen, item.Level, order.Number);
            Charge("诊察费", _tables.WardRoundItem.Term, day, 1000, _tables.WardRoundItem.PriceFen, _tables.WardRoundItem.Level, "");
        }
    }

    private void StayNotes(int days, ref RandomStream random)
    {
        var resident = _doctors[^1];
        var senior = _doctors[0];
        Note(NoteKind.Admission, "入院记录", _visit.Start.AddMinutes(random.Between(120, 22 * 60)), resident);
        Note(NoteKind.FirstProgress, "首次病程记录", _visit.Start.AddMinutes(random.Between(40, 7 * 60)), resident);
        if (IsHanging) return;
        for (var d = 1; d < days; d += d < 3 ? 1 : random.Between(2, 3))
        {
            var at = _visit.Start.Date.AddDays(d).AddMinutes(random.Between(8 * 60 + 30, 11 * 60));
            if (at <= _visit.Start.AddHours(8) || at >= _visit.End.AddHours(-2)) continue;
            if (d == 2 || d % 7 == 0) Note(NoteKind.WardRound, "上级医师查房记录", at, senior);
            else Note(NoteKind.Progress, "日常病程记录", at, _visit.Doctor);
        }
        foreach (var procedure in _visit.Procedures)
        {
            if (procedure.Level == 0) continue;
            Note(NoteKind.PreoperativeSummary, "术前小结", procedure.Start.AddMinutes(-random.Between(60, 300)), _visit.Doctor);
            Note(NoteKind.Operation, "手术记录", procedure.End.AddMinutes(random.Between(15, 120)), procedure.Surgeon);
        }
        if (_visit.Moves.Count > 0) Note(NoteKind.Consultation, "会诊记录", _visit.Moves[0].At.AddMinutes(-20), senior);
        if (Dies) Note(NoteKind.DeathRecord, "死亡记录", _visit.End, _visit.Doctor);
        else Note(NoteKind.Discharge, "出院记录", _visit.End.AddMinutes(-random.Between(10, 90)), _visit.Doctor);
    }
}
