using Suwen.Simulator.Answers;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;
using Suwen.Simulator.Writing.Tables;

namespace Suwen.Simulator.Care;

internal sealed partial class VisitMaker
{
    // Planted bills by kind: shares of the settlements (of the stays, for the last three). Invented: a few per ten thousand residents and year each, enough to score by.
    private const double DuplicateShare = 0.0012, NoOrderShare = 0.0012, UnbundledShare = 0.0008, ExcessShare = 0.001, SexShare = 0.0004, BedShare = 0.01, UpcodedShare = 0.012;

    private void Charge(string category, Term item, DateTime at, int quantityThousandths, long unitFen, string level, string order)
    {
        if (unitFen <= 0) return;
        _visit.Fees.Add(new FeeLine(Part('S', ref _fees), category, item, at, quantityThousandths, unitFen, unitFen * quantityThousandths / 1000, level, order));
    }

    private void Charge(ChargeItem item, DateTime at) => Charge(item.Category, item.Term, at, 1000, item.PriceFen, item.Level, "");

    private void Bill()
    {
        if (_visit.Kind == VisitKind.Vaccination)
        {
            var vaccine = _world.Catalogue.Vaccines[_detail.Aux];
            if (vaccine.PriceFen <= 0) return;
            Charge("西药费", new Term(vaccine.Id, vaccine.NameZh), _visit.Start, 1000, vaccine.PriceFen, "丙", "");
            Charge(_tables.VaccinationService, _visit.Start);
        }
        else if (_visit.Kind == VisitKind.FollowUp) return;
        else if (_visit.Kind != VisitKind.Inpatient) Charge(RegistrationItem(), _visit.Start);
        if (_detail.Reason == VisitReason.Ghost) GhostFees();
        var random = Stream(RandomPurpose.Billing);
        var number = Part('J', ref _fees);
        Plant(number, ref random);
        Settle(number, ref random);
    }

    private ChargeItem RegistrationItem()
    {
        if (_visit.Institution.Kind == InstitutionKind.CommunityCentre) return _tables.CommunityRegistration;
        if (_visit.Kind == VisitKind.Emergency) return _tables.EmergencyRegistration;
        if (_pattern is not null) return _tables.TraditionalRegistration;
        return _visit.Doctor.Title switch { "主任医师" => _tables.ChiefRegistration, "副主任医师" => _tables.ExpertRegistration, _ => _tables.Registration };
    }

    private void GhostFees()
    {
        var drugs = _table!.Drugs[(int)Occasion.FollowUp].Length > 0 ? _table.Drugs[(int)Occasion.FollowUp] : _table.Drugs[(int)Occasion.Outpatient];
        foreach (var (_, drug) in drugs)
        {
            Charge(drug.Drug.FeeCategory, drug.Term, _visit.Start.AddMinutes(6), 3000, drug.Drug.PriceFen, drug.Drug.InsuranceLevel, "");
            if (_visit.Fees.Count > 4) break;
        }

        if (_visit.Fees.Count > 1 || _tables.PanelList.Length == 0) return;
        var tests = Stream(RandomPurpose.Billing, 1);
        for (var i = 0; i < 2; i++)
        {
            var panel = _tables.PanelList[tests.Below(_tables.PanelList.Length)];
            Charge("化验费", panel.Term, _visit.Start.AddMinutes(6), 1000, panel.Panel.PriceFen, panel.Panel.InsuranceLevel, "");
        }
    }

    private void Settle(string number, ref RandomStream random)
    {
        long total = 0, own = 0, covered = 0;
        foreach (var fee in _visit.Fees)
        {
            total += fee.AmountFen;
            if (fee.InsuranceLevel == "丙") own += fee.AmountFen;
            // Of class B items a tenth is borne by the patient before the fund's share is reckoned.
            else covered += fee.InsuranceLevel == "乙" ? fee.AmountFen * 9 / 10 : fee.AmountFen;
        }
        if (total == 0) return;
        var stay = _visit.Kind == VisitKind.Inpatient;
        var insurance = _visit.Person.Details.Insurance;
        // Shares in percent and deductibles of stays in fen, invented near those of a prefecture of Zhejiang.
        var percent = insurance switch { InsuranceType.Employee => stay ? 86 : 68, InsuranceType.Resident => stay ? 70 : 48, _ => 0 };
        if (percent > 0 && _visit.Institution.Kind == InstitutionKind.CommunityCentre) percent += 10;
        long deductible = stay ? _visit.Institution.Level == "三级" ? 80_000 : 40_000 : 0;
        var fund = percent == 0 ? 0 : Math.Max(0, covered - deductible) * percent / 100;
        var self = total - fund;
        var account = insurance == InsuranceType.Employee ? Math.Min(self - own, stay ? 30_000 + random.Below(120_000) : 5_000 + random.Below(60_000)) : 0;
        account = Math.Max(0, account);
        var type = stay ? _detail.Reason == VisitReason.Birth ? "52" : "21"
            : _visit.Kind == VisitKind.Emergency ? "13"
            : _detail.Reason is VisitReason.Antenatal or VisitReason.Postnatal ? "51"
            : _table?.Disease.Kind == DiseaseKind.Chronic ? "14" : "11";
        var at = stay ? _visit.End : Capped(_visit.End.AddMinutes(-2));
        _visit.Settlement = new Settlement(number, at, type, total, fund, self, Math.Min(own, self), account, self - account);
    }

    private void Plant(string settlement, ref RandomStream random)
    {
        var draw = random.Unit();
        switch (_detail.Reason)
        {
            case VisitReason.Ghost: Billing("ghost-visit", settlement, ("why", "费用与结算俱在而无医嘱、病历、检查")); return;
            case VisitReason.HangingBed: Billing("hanging-bed", settlement, ("why", "住院期间无每日病程、护理与体征记录")); return;
            case VisitReason.SplitFirst or VisitReason.SplitSecond: Billing("split-stay", settlement, ("part", _detail.Reason == VisitReason.SplitFirst ? "1" : "2"), ("resident", Text(_resident.Id.Value))); return;
            case VisitReason.Stockpile: return;
        }
        if (!IsBillSeen) return;
        if (_visit.Kind == VisitKind.Inpatient)
        {
            var stay = random.Unit();
            if (stay < BedShare) { ExtraBedDays(settlement, ref random); return; }
            if (stay < BedShare + UpcodedShare) { Upcode(settlement, ref random); return; }
            draw /= 3;
        }
        if (draw < DuplicateShare) Duplicate(settlement, ref random);
        else if ((draw -= DuplicateShare) < NoOrderShare) WithoutOrder(settlement, ref random);
        else if ((draw -= NoOrderShare) < UnbundledShare) Unbundle(settlement);
        else if ((draw -= UnbundledShare) < ExcessShare) Excess(settlement, ref random);
        else if (draw - ExcessShare < SexShare) OtherSex(settlement);
    }

    /// <summary>A bill shows in the settlement lists of the insurance office; that of somebody without insurance only with the visit, where the house sends its fees.</summary>
    private void Billing(string variety, string settlement, params IReadOnlyList<(string Name, string Value)> truth)
    {
        if (IsInsured) _visit.Answers.Add(new Answer("abnormal-billing", variety, InstitutionList.Insurance, "settlement", settlement, [("institution", _visit.Institution.Source), ("visit", _visit.Number), .. truth]));
        else AddAnswer("abnormal-billing", variety, "visit", _visit.Number, [("institution", _visit.Institution.Source), ("visit", _visit.Number), .. truth]);
    }

    private bool IsInsured => _visit.Person.Details.Insurance is InsuranceType.Employee or InsuranceType.Resident;

    /// <summary>Whether anybody can see the bill: hospitals with an interface send their fees, the others leave that to the insurance office.</summary>
    private bool IsBillSeen => IsInsured || _visit.Institution.Source is not ("second-hospital" or "community");

    /// <summary>The fee line's number where the bill shows.</summary>
    private string NumberOf(in FeeLine fee) => IsInsured ? InsuranceFeed.NumberOf(_visit.Institution, fee) : fee.Number;

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Place of the first line of a category from a random place on, or −1.</summary>
    private int Line(Func<FeeLine, bool> isOne, ref RandomStream random)
    {
        var count = _visit.Fees.Count;
        if (count == 0) return -1;
        var start = random.Below(count);
        for (var i = 0; i < count; i++) if (isOne(_visit.Fees[(start + i) % count])) return (start + i) % count;
        return -1;
    }

    private void Duplicate(string settlement, ref RandomStream random)
    {
        var at = Line(static f => f.Category is "化验费" or "检查费" or "手术费", ref random);
        if (at < 0) return;
        var line = _visit.Fees[at];
        _visit.Fees.Add(line with { Number = Part('S', ref _fees) });
        Billing("duplicate-charge", settlement, ("fee", NumberOf(_visit.Fees[^1])), ("duplicate_of", NumberOf(line)), ("item", line.Item.Name), ("amount_fen", Text(line.AmountFen)));
    }

    private void WithoutOrder(string settlement, ref RandomStream random)
    {
        if (_table is null || _tables.PanelList.Length == 0) return;
        var panel = _tables.PanelList[random.Below(_tables.PanelList.Length)];
        if (IsOrdered(panel.Term, _visit.Start)) return;
        Charge("化验费", panel.Term, Capped(_visit.Start.AddMinutes(15)), 1000, panel.Panel.PriceFen, panel.Panel.InsuranceLevel, "");
        Billing("charge-without-order", settlement, ("fee", NumberOf(_visit.Fees[^1])), ("item", panel.Term.Name));
    }

    private void Unbundle(string settlement)
    {
        for (var i = 0; i < _visit.Fees.Count; i++)
        {
            var line = _visit.Fees[i];
            if (line.Category != "化验费" || _tables.Panel(line.Item.Code) is not { } panel || panel.Items.Length < 3) continue;
            _visit.Fees.RemoveAt(i);
            var each = Math.Max(100, line.AmountFen * 16 / 10 / panel.Items.Length);
            foreach (var item in panel.Items) Charge("化验费", new Term(item.Entry.Item.Id, item.Entry.Item.Name), line.At, 1000, each, line.InsuranceLevel, line.OrderNumber);
            Billing("unbundling", settlement, ("panel", line.Item.Name), ("items", Text(panel.Items.Length)), ("order", line.OrderNumber), ("package_fen", Text(line.AmountFen)));
            return;
        }
    }

    private void Excess(string settlement, ref RandomStream random)
    {
        var at = Line(static f => f.Category is "西药费" or "治疗费" or "卫生材料费", ref random);
        if (at < 0) return;
        var line = _visit.Fees[at];
        var times = random.Between(6, 15);
        _visit.Fees[at] = line with { QuantityThousandths = line.QuantityThousandths * times, AmountFen = line.AmountFen * times };
        Billing("excessive-quantity", settlement, ("fee", NumberOf(line)), ("item", line.Item.Name), ("true_quantity", Text(line.QuantityThousandths / 1000)), ("charged_quantity", Text(line.QuantityThousandths / 1000 * times)));
    }

    private void OtherSex(string settlement)
    {
        var exam = _resident.Sex == Sex.Male ? _tables.WomensExam : _tables.MensExam;
        if (exam is null) return;
        Charge("检查费", exam.Term, Capped(_visit.Start.AddMinutes(20)), 1000, exam.Exam.PriceFen, exam.Exam.InsuranceLevel, "");
        Billing("sex-mismatched-item", settlement, ("fee", NumberOf(_visit.Fees[^1])), ("item", exam.Term.Name), ("sex", _resident.Sex == Sex.Male ? "男" : "女"));
    }

    private void ExtraBedDays(string settlement, ref RandomStream random)
    {
        var extra = random.Between(1, 4);
        for (var i = 0; i < extra; i++) Charge("床位费", _tables.BedItem.Term, _visit.End, 1000, _tables.BedItem.PriceFen, _tables.BedItem.Level, "");
        Billing("bed-days-beyond-stay", settlement, ("stay_days", Text(_visit.LengthOfStayDays)), ("charged_days", Text(_visit.LengthOfStayDays + extra)));
    }

    /// <summary>A graver disease of the same department is put in front, with nothing in the record to show for it.</summary>
    private void Upcode(string settlement, ref RandomStream random)
    {
        if (_table is null || _visit.Diagnoses.Count == 0 || _detail.Reason is VisitReason.Birth or VisitReason.NewbornStay) return;
        DiseaseTable? graver = null;
        foreach (var table in _tables.Diseases)
        {
            if (table.Disease.InpatientSpecialty != _table.Disease.InpatientSpecialty || table.Main.Terms.Length == 0 || table.Disease.Kind is DiseaseKind.Pregnancy or DiseaseKind.Newborn || HasCode(table.Main.Terms[0].Code)) continue;
            if (_plan.Find(table.Disease.Index, int.MaxValue) >= 0) continue;
            if (table.Disease.InpatientFatality > Math.Max(_table.Disease.InpatientFatality, graver?.Disease.InpatientFatality ?? 0) && CareTables.RateOf(table.Disease, "incidence", CareTables.SexIndex(_resident.Sex), _age) > 0) graver = table;
        }
        if (graver is null || Pick(graver.Main, ref random) is not { } term) return;
        var true1 = _visit.Diagnoses[0];
        _visit.Diagnoses[0] = true1 with { Role = DiagnosisRole.Other };
        _visit.Diagnoses.Insert(0, new Diagnosis(term, DiagnosisRole.Main, CodeSystem.Icd10, true1.At, 1));
        Billing("upcoded-diagnosis", settlement, ("coded", term.Code), ("true", true1.Standard.Code));
    }
}
