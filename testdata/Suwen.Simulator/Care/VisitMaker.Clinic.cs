using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

internal sealed partial class VisitMaker
{
    /// <summary>What happens at a visit without a stay.</summary>
    private void Clinic()
    {
        if (_table is null) return;
        var random = Stream(RandomPurpose.Visits);
        var emergency = _visit.Kind == VisitKind.Emergency;
        if (emergency || _visit.Kind == VisitKind.Screening || _age < 14 || random.Chance(0.55)) _visit.Vitals.Add(Vital(Capped(_visit.Start.AddMinutes(3)), 1, withSize: _visit.Kind == VisitKind.Screening || random.Chance(0.4)));
        if (_detail.Reason == VisitReason.Stockpile)
        {
            Stockpile();
            return;
        }
        var occasion = emergency ? Occasion.Emergency : _detail.Reason is VisitReason.ChronicFollowUp or VisitReason.Repeat or VisitReason.PostDischarge ? Occasion.FollowUp : Occasion.Outpatient;
        var seen = _visit.Start.AddMinutes(random.Between(8, 18));
        var repeats = _detail.Reason is VisitReason.Repeat or VisitReason.PostDischarge;
        var (tests, drugs) = Occasions(occasion);
        Panels(_table, tests, seen, repeats && tests == Occasion.Outpatient ? 0.25 : 1, ref random, 0);
        Exams(_table, tests, seen, repeats && tests == Occasion.Outpatient ? 0.12 : 1, ref random);
        if (_visit.Kind != VisitKind.Screening)
        {
            var chronic = _table.Disease.Kind == DiseaseKind.Chronic;
            var late = Capped(seen.AddMinutes(Math.Min(90, (_visit.End - seen).TotalMinutes * 0.6)));
            Drugs(_table, drugs, late, 7, chronic);
            if (chronic) Comorbid(late, ref random);
            Herbs(late);
            SmallProcedures(late, ref random);
        }
        var title = emergency ? "急诊病历" : _visit.Kind == VisitKind.Screening ? "健康检查记录" : "门诊病历";
        var kind = emergency ? NoteKind.EmergencyRecord : HasTcm() ? NoteKind.TcmRecord : NoteKind.OutpatientRecord;
        if (kind == NoteKind.TcmRecord) title = "中医门诊病历";
        Note(kind, title, seen.AddMinutes(random.Between(4, 15)), _visit.Doctor);
    }

    /// <summary>The occasion for which the content has tests, and drugs: where it has none for follow-ups or emergencies, those of the outpatient.</summary>
    private (Occasion Tests, Occasion Drugs) Occasions(Occasion occasion)
    {
        var tests = _table!.Panels[(int)occasion].Length + _table.Exams[(int)occasion].Length > 0 ? occasion : Occasion.Outpatient;
        var drugs = _table.Drugs[(int)occasion].Length > 0 ? occasion : Occasion.Outpatient;
        return (tests, drugs);
    }

    /// <summary>One visit looks after the other chronic diseases too.</summary>
    private void Comorbid(DateTime at, ref RandomStream random)
    {
        foreach (ref readonly var condition in _plan.Conditions)
        {
            var own = condition.Disease == _detail.Disease;
            if (!condition.IsTreated(_day.DayNumber)) continue;
            var table = _tables.Diseases[condition.Disease];
            if (!condition.IsControlled) Drugs(table, Occasion.AddOn, at, 30, true);
            if (own || !random.Chance(0.5)) continue;
            Drugs(table, Occasion.FollowUp, at, 30, true);
            Panels(table, Occasion.FollowUp, at, 0.3, ref random, 40);
        }
    }

    private void SmallProcedures(DateTime at, ref RandomStream random)
    {
        // Mere procedures (plasters, sutures, injections) of those who are not admitted; operations are for stays.
        foreach (var (choice, procedure) in _table!.Procedures)
        {
            if (procedure.Procedure.Level > 0 || _detail.Reason is VisitReason.Repeat or VisitReason.ChronicFollowUp || !random.Chance(choice.Probability * 0.7)) continue;
            var order = new MedicalOrder(Part('D', ref _orders), OrderKind.Procedure, procedure.Term, at, _visit.Doctor, false);
            _visit.Orders.Add(order);
            var end = Capped(at.AddMinutes(Math.Clamp(procedure.Procedure.Minutes, 5, 60)));
            _visit.Procedures.Add(new PerformedProcedure(procedure.Term, at, end, _visit.Doctor, _visit.Nurse, _visit.Doctor, 0, "", procedure.Procedure.Anaesthesia, choice.IsMain && _visit.Procedures.Count == 0));
            Charge(procedure.Procedure.FeeCategory, procedure.Term, at, 1000, procedure.Procedure.PriceFen, "甲", order.Number);
            if (procedure.Procedure.ConsumablesFen > 0) Charge("卫生材料费", procedure.Term, at, 1000, procedure.Procedure.ConsumablesFen, "乙", order.Number);
        }
    }

    private bool HasTcm()
    {
        foreach (var diagnosis in _visit.Diagnoses) if (diagnosis.System == CodeSystem.TcmSyndrome) return true;
        return false;
    }

    /// <summary>A patient who gathers one drug at house after house.</summary>
    private void Stockpile()
    {
        var drugs = _table!.Drugs[(int)Occasion.FollowUp];
        if (drugs.Length == 0) drugs = _table.Drugs[(int)Occasion.Outpatient];
        if (drugs.Length == 0) return;
        var order = Drug(drugs[0].Drug, _visit.Start.AddMinutes(12), 30, Occasion.FollowUp);
        Note(NoteKind.OutpatientRecord, "门诊病历", _visit.Start.AddMinutes(15), _visit.Doctor);
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        AddAnswer("abnormal-billing", "drug-stockpiling", "visit", _visit.Number,
            ("resident", _resident.Id.Value.ToString(culture)), ("drug", order.Item.Name), ("visit_of", (_detail.Ordinal + 1).ToString(culture)), ("visits", VisitPlanner.StockpileVisits.ToString(culture)));
    }
}
