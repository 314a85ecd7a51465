using Suwen.Simulator.Care;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Notes;

public sealed partial class NoteWriter
{
    private MedicalOrder? _order;
    private PerformedProcedure? _procedure;

    private bool FillDrug(Node node)
    {
        switch (node.Slot)
        {
            case Slot.Drugs: return AppendDrugs(Course.Now, _drugPhrase, node.Value == 0 ? 8 : node.Value);
            case Slot.NewDrugs: return AppendDrugs(Course.New, _drugPhrase, 4);
            case Slot.AllDrugs: return AppendDrugs(Course.All, _drugPhrase, node.Value == 0 ? 10 : node.Value);
            case Slot.HomeDrugs: return AppendDrugs(Course.Home, _homeDrugPhrase, 10);
            case Slot.DrugName: Append(_order!.Item.Name); return true;
            case Slot.DrugDose:
                if (_order!.Dose.Units <= 0) return false;
                AppendDose(_order.Dose);
                Append(_order.DoseUnit);
                return true;
            case Slot.DrugRoute: Append(_order!.Route); return _order.Route.Length > 0;
            case Slot.DrugFrequency: return AppendFrequency(_order!.Frequency);
            case Slot.DrugDays:
                if (_order!.Days <= 0) return false;
                AppendCount(_order.Days);
                return true;
            case Slot.Formula: return AppendFormula(isWithHerbs: false);
            case Slot.Herbs: return AppendFormula(isWithHerbs: true);
            case Slot.HerbDoses:
                if (Herbal() is not { Days: > 0 } herbal) return false;
                AppendCount(herbal.Days);
                return true;
            default: return false;
        }
    }

    private enum Course : byte { Now, New, All, Home }

    private bool IsGiven(MedicalOrder order, Course course)
    {
        if (order.Kind != OrderKind.Drug) return false;
        var isHome = IsHome(order);
        if (_visit.Kind != VisitKind.Inpatient) return course != Course.Home || order.Days > 0;
        return course switch
        {
            Course.Home => isHome,
            Course.All => !isHome && order.At <= _now,
            Course.New => !isHome && order.At > _before && order.At <= _now && _before != DateTime.MinValue,
            // The plan of the first hours holds what is ordered along with it.
            _ => !isHome && order.At <= (_kind is TextKind.Admission or TextKind.FirstProgress ? _now.AddHours(8) : _now) && (order.Stop is null || order.Stop > _now),
        };
    }

    /// <summary>To be taken after the stay: prescribed for days on the last day.</summary>
    private bool IsHome(MedicalOrder order) => _visit.Kind == VisitKind.Inpatient && order.Days > 0 && !order.IsLongTerm && order.Stop is null && order.At >= _visit.End.AddHours(-30);

    private bool HasDrugs()
    {
        foreach (var order in _visit.Orders) if (IsGiven(order, Course.Now)) return true;
        return false;
    }

    private bool HasHomeDrugs()
    {
        foreach (var order in _visit.Orders) if (IsGiven(order, Course.Home)) return true;
        return false;
    }

    private bool AppendDrugs(Course course, int phrase, int most)
    {
        var count = 0;
        var orders = _visit.Orders;
        for (var i = 0; i < orders.Count && count < most; i++)
        {
            var order = orders[i];
            if (order.Kind != OrderKind.Drug || !IsGiven(order, course) || IsNamedBefore(i, course)) continue;
            if (count++ > 0) Append(_style.IsHalfWidth ? "," : "，");
            _order = order;
            var start = _length;
            if (Include(phrase)) Fact(start, "drug", order.Atc, order.Item.Name, order.Dose.Units > 0 ? Dose(order.Dose) : "", order.DoseUnit);
        }
        return count > 0;
    }

    private string Dose(FixedNumber dose)
    {
        var start = _length;
        AppendDose(dose);
        var text = Written(start);
        _length = start;
        return text;
    }

    private bool IsNamedBefore(int at, Course course)
    {
        var orders = _visit.Orders;
        var name = orders[at].Item.Name;
        for (var i = 0; i < at; i++) if (orders[i].Kind == OrderKind.Drug && (ReferenceEquals(orders[i].Item.Name, name) || orders[i].Item.Name == name) && IsGiven(orders[i], course)) return true;
        return false;
    }

    private bool AppendFrequency(string frequency)
    {
        if (frequency.Length == 0) return false;
        var words = frequency switch
        {
            "qd" => "每日1次", "bid" => "每日2次", "tid" => "每日3次", "qid" => "每日4次", "qn" => "每晚1次", "qod" => "隔日1次", "qw" => "每周1次", "biw" => "每周2次",
            "q12h" => "每12小时1次", "q8h" => "每8小时1次", "q6h" => "每6小时1次", "q4h" => "每4小时1次", "st" => "立即", "prn" => "必要时", _ => frequency,
        };
        Append(_style.LatinAbbreviations ? frequency : words);
        return true;
    }

    private MedicalOrder? Herbal()
    {
        foreach (var order in _visit.Orders) if (order.Kind == OrderKind.Herbal) return order;
        return null;
    }

    private bool AppendFormula(bool isWithHerbs)
    {
        if (Herbal() is not { } order) return false;
        // The herbs are ordered one by one, each under the code of its formula.
        if (_index.FormulaOf(order.Item.Code, order.Item.Name) is not { } formula) return false;
        if (!isWithHerbs)
        {
            var start = _length;
            Append(formula.NameZh);
            Fact(start, "drug", "", formula.NameZh);
            return true;
        }
        for (var i = 0; i < formula.Herbs.Count; i++)
        {
            var (herb, grams) = formula.Herbs[i];
            if (i > 0) Append(_style.IsHalfWidth ? " " : "、");
            var start = _length;
            Append(herb);
            var amount = FixedNumber.Of(grams, 1);
            AppendDose(amount);
            Append('g');
            Fact(start, "herb", "", herb, Dose(amount), "g");
        }
        return formula.Herbs.Count > 0;
    }

    private bool FillProcedure(Node node)
    {
        switch (node.Slot)
        {
            case Slot.Procedures: return AppendProcedures();
            case Slot.ProcedureName: Append(_procedure!.Standard.Name); return true;
            case Slot.ProcedureDate: return AppendDate(_procedure!.Start);
            default: return Operation() is { } operation && FillOperation(node, operation);
        }
    }

    private bool FillOperation(Node node, PerformedProcedure operation)
    {
        var start = _length;
        switch (node.Slot)
        {
            case Slot.Operation: Append(operation.Standard.Name); Fact(start, "procedure", operation.Standard.Code, operation.Standard.Name, assertion: operation.Start > _now ? NoteAssertion.Possible : NoteAssertion.Present); return true;
            case Slot.Anaesthesia: Append(operation.Anaesthesia); Fact(start, "anaesthesia", "", operation.Anaesthesia); return operation.Anaesthesia.Length > 0;
            case Slot.OperationStart: return AppendTime(operation.Start);
            case Slot.OperationEnd: return AppendTime(operation.End);
            case Slot.OperationMinutes: return AppendMeasured((int)(operation.End - operation.Start).TotalMinutes, "手术时间", "分钟", "min");
            case Slot.BloodLoss:
                var random = new RandomStream(_seed, RandomPurpose.Note, _visit.Key, 7_000_000);
                return AppendMeasured(5 * random.Between(1, 4 + 8 * Math.Max(1, operation.Level)), "术中出血量", "毫升", "ml");
            case Slot.Surgeon: return AppendPrivate(operation.Surgeon.Name, PrivateKind.Clinician);
            case Slot.Assistant: return AppendPrivate(operation.Assistant.Name, PrivateKind.Clinician);
            case Slot.Anaesthetist: return AppendPrivate(operation.Anaesthetist.Name, PrivateKind.Clinician);
            case Slot.Incision: Append(operation.Incision); return operation.Incision.Length > 0;
            case Slot.OperationFindings: return AppendCompiled(_index.ProcedureOf(operation.Standard.Code)?.Findings, operation.Standard.Name, "operation-finding");
            case Slot.OperationSteps: return AppendCompiled(_index.ProcedureOf(operation.Standard.Code)?.Steps, operation.Standard.Name, "operation-finding");
            default: return false;
        }
    }

    private bool AppendMeasured(int number, string name, string chineseUnit, string unit)
    {
        if (number <= 0) return false;
        var start = _length;
        AppendNumber(number);
        var value = Written(start);
        Append(_style.ChineseUnits ? chineseUnit : unit);
        Fact(start, "measure", "", name, value, unit);
        return true;
    }

    /// <summary>The operation of the visit: the main one, else the first that is more than a procedure.</summary>
    private PerformedProcedure? Operation()
    {
        PerformedProcedure? found = null;
        foreach (var procedure in _visit.Procedures)
        {
            if (procedure.IsMain && procedure.Level > 0) return procedure;
            if (procedure.Level > 0) found ??= procedure;
        }
        return found ?? (_kind is TextKind.Operation or TextKind.Preoperative && _visit.Procedures.Count > 0 ? _visit.Procedures[0] : null);
    }

    private PerformedProcedure? OperationBefore(DateTime time) => Operation() is { } operation && operation.End <= time ? operation : null;

    private bool AppendProcedures()
    {
        var count = 0;
        foreach (var procedure in _visit.Procedures)
        {
            if (procedure.Start > _now && _kind is not (TextKind.Outpatient or TextKind.Emergency or TextKind.Tcm)) continue;
            if (count++ > 0) Append('、');
            _procedure = procedure;
            var start = _length;
            if (Include(_procedurePhrase)) Fact(start, "procedure", procedure.Standard.Code, procedure.Standard.Name);
        }
        return count > 0;
    }
}
