using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

internal sealed partial class VisitMaker
{
    private const int MostPanels = 14, MostDrugs = 9;

    private void Panels(DiseaseTable table, Occasion occasion, DateTime at, double share, ref RandomStream random, int salt)
    {
        var choices = table.Panels[(int)occasion];
        for (var i = 0; i < choices.Length; i++)
        {
            if (!random.Chance(choices[i].Choice.Probability * share) || IsOrdered(choices[i].Panel.Term, at)) continue;
            if (_visit.LabReports.Count < MostPanels || occasion == Occasion.Daily) Panel(choices[i].Panel, at, ref random, salt + i);
        }
    }

    private bool IsOrdered(Term item, DateTime at)
    {
        foreach (var order in _visit.Orders) if (ReferenceEquals(order.Item, item) && Math.Abs((order.At - at).TotalHours) < 12) return true;
        return false;
    }

    private void Panel(PanelTable panel, DateTime at, ref RandomStream random, int salt)
    {
        at = Capped(at);
        var order = new MedicalOrder(Part('D', ref _orders), OrderKind.Laboratory, panel.Term, at, _visit.Doctor, false);
        _visit.Orders.Add(order);
        var collected = Capped(at.AddMinutes(random.Between(4, 25)));
        var wait = Math.Max(15, panel.Panel.MinutesToReport) * (0.7 + 0.6 * random.Unit());
        var report = new LabReport
        {
            Number = Part('L', ref _reports),
            OrderNumber = order.Number,
            Panel = panel.Term,
            Specimen = panel.Panel.Specimen,
            CollectedAt = collected,
            ReportedAt = Capped(collected.AddMinutes((int)wait)),
            Reporter = Reporter("laboratory", salt),
        };
        foreach (var item in panel.Items) report.Results.Add(_values.Measure(item, collected, _reports));
        _visit.LabReports.Add(report);
        Charge("化验费", panel.Term, at, 1000, panel.Panel.PriceFen, panel.Panel.InsuranceLevel, order.Number);
    }

    private void Exams(DiseaseTable table, Occasion occasion, DateTime at, double share, ref RandomStream random)
    {
        foreach (var (choice, exam) in table.Exams[(int)occasion])
        {
            if (!random.Chance(choice.Probability * share) || IsOrdered(exam.Term, at)) continue;
            Exam(choice, exam, at, ref random);
        }
    }

    private void Exam(DiseaseExam choice, ExamTable exam, DateTime at, ref RandomStream random)
    {
        at = Capped(at);
        var order = new MedicalOrder(Part('D', ref _orders), OrderKind.Examination, exam.Term, at, _visit.Doctor, false);
        _visit.Orders.Add(order);
        var abnormal = random.Chance(choice.AbnormalShare);
        var performed = Capped(at.AddMinutes(random.Between(8, _visit.Kind == VisitKind.Inpatient ? 600 : 40)));
        var imaging = exam.Exam.Modality is "CR" or "DX" or "CT" or "MR" or "US" or "MG" or "NM" or "XA";
        _visit.Exams.Add(new ExamReport
        {
            Number = Part('E', ref _exams),
            OrderNumber = order.Number,
            Exam = exam.Term,
            Modality = exam.Exam.Modality,
            BodyPart = exam.Exam.BodyPartZh,
            PerformedAt = performed,
            ReportedAt = Capped(performed.AddMinutes(Math.Max(10, exam.Exam.MinutesToReport))),
            Reporter = Reporter(exam.Exam.Modality switch { "US" => "ultrasound", "PATH" => "pathology", _ => "radiology" }, _exams),
            Findings = abnormal && choice.Findings.Length > 0 ? choice.Findings : exam.Exam.NormalFindings,
            Conclusion = abnormal && choice.Conclusion.Length > 0 ? choice.Conclusion : exam.Exam.NormalConclusion,
            IsAbnormal = abnormal && choice.Findings.Length > 0,
            StudyUid = imaging ? "2.25." + Stream(RandomPurpose.Imaging, _exams).Next().ToString(System.Globalization.CultureInfo.InvariantCulture) : "",
        });
        Charge("检查费", exam.Term, at, 1000, exam.Exam.PriceFen, exam.Exam.InsuranceLevel, order.Number);
    }

    /// <summary>Drugs of the disease on an occasion. The chronically ill keep theirs: what is drawn hangs on the person and the disease, not on the visit.</summary>
    private void Drugs(DiseaseTable table, Occasion occasion, DateTime at, int stayDays, bool keeps)
    {
        var random = keeps
            ? new RandomStream(_tables.Seed, RandomPurpose.Medication, _resident.Id.Value, table.Disease.Index * 16 + (int)(occasion is Occasion.Discharge or Occasion.Inpatient or Occasion.Outpatient ? Occasion.FollowUp : occasion))
            : Stream(RandomPurpose.Medication, table.Disease.Index * 16 + (int)occasion);
        var line = 0;
        var given = 0;
        // Penicillins and cephalosporins are kept from those allergic to them (group J01C or J01D), others by their own code.
        var allergy = AllergyOf(out _) is { } told ? told.Atc[..Math.Min(4, told.Atc.Length)] : null;
        foreach (var (choice, drug) in table.Drugs[(int)occasion])
        {
            var draw = random.Unit();
            // Of one line mostly one or two drugs: each further one halves the chance.
            if (choice.Line != line) { line = choice.Line; given = 0; }
            if (draw >= choice.Probability * (given switch { 0 => 1, 1 => 0.7, _ => 0.35 }) || _visit.Orders.Count > 60 || CountDrugs() >= MostDrugs || HasDrug(drug.Term)) continue;
            if (_age < drug.Drug.FromAge || _age > drug.Drug.ToAge) continue;
            if (allergy is not null && drug.Drug.Atc.StartsWith(allergy, StringComparison.Ordinal)) continue;
            given++;
            Drug(drug, at, choice.Days > 0 ? choice.Days : stayDays, occasion);
        }
    }

    private int CountDrugs()
    {
        var count = 0;
        foreach (var order in _visit.Orders) if (order.Kind == OrderKind.Drug) count++;
        return count;
    }

    private bool HasDrug(Term term)
    {
        foreach (var order in _visit.Orders) if (order.Kind == OrderKind.Drug && ReferenceEquals(order.Item, term)) return true;
        return false;
    }

    private MedicalOrder Drug(DrugTable table, DateTime at, int days, Occasion occasion)
    {
        var drug = table.Drug;
        at = Capped(at);
        days = Math.Clamp(days, 1, 90);
        // Children get a part of the adult's dose by age.
        var part = _age >= 14 ? 1 : _age >= 7 ? 0.6 : _age >= 3 ? 0.4 : _age >= 1 ? 0.25 : 0.15;
        var decimals = part < 1 ? Math.Max(2, table.Decimals) : table.Decimals;
        var dose = FixedNumber.Of(drug.Dose * part, Math.Min(6, decimals));
        var packs = Math.Clamp((int)Math.Ceiling(days * table.TimesPerDay * drug.Dose * part / Math.Max(1e-6, drug.DosesPerPack) - 1e-9), 1, 400);
        var isStay = _visit.Kind == VisitKind.Inpatient && occasion == Occasion.Inpatient;
        var stop = at.AddDays(days);
        var order = new MedicalOrder(Part('D', ref _orders), OrderKind.Drug, table.Term, at, _visit.Doctor, isStay && days > 1)
        {
            Stop = isStay ? Capped(stop) : null,
            Dose = dose,
            DoseUnit = drug.DoseUnit,
            Frequency = drug.Frequency,
            Route = drug.Route,
            Days = days,
            Quantity = new FixedNumber(packs, 0),
            QuantityUnit = drug.PackUnit,
            Specification = drug.Specification,
            Atc = drug.Atc,
        };
        _visit.Orders.Add(order);
        Charge(drug.FeeCategory, table.Term, at, packs * 1000, drug.PriceFen, drug.InsuranceLevel, order.Number);
        return order;
    }

    private void Herbs(DateTime at)
    {
        if (_pattern is null || !_world.Catalogue.Formulas.TryGetValue(_pattern.FormulaId, out var formula)) return;
        var random = Stream(RandomPurpose.Medication, 7);
        if (!random.Chance(0.8)) return;
        var doses = _visit.Kind == VisitKind.Inpatient ? Math.Max(3, _visit.LengthOfStayDays) : random.Chance(0.7) ? 7 : 5;
        at = Capped(at);
        var first = "";
        foreach (var (herb, grams) in formula.Herbs)
        {
            var order = new MedicalOrder(Part('D', ref _orders), OrderKind.Herbal, new Term(formula.Id, herb), at, _visit.Doctor, false)
            {
                Dose = FixedNumber.Of(grams, 0),
                DoseUnit = "g",
                Frequency = "bid",
                Route = "口服",
                Days = doses,
                Quantity = new FixedNumber(doses, 0),
                QuantityUnit = "剂",
                Specification = formula.NameZh,
            };
            if (first.Length == 0) first = order.Number;
            _visit.Orders.Add(order);
        }
        Charge("中药饮片费", new Term(formula.Id, formula.NameZh), at, doses * 1000, formula.PriceFen, "甲", first);
    }

    private void Note(NoteKind kind, string title, DateTime at, Clinician author)
    {
        _visit.Notes.Add(new ClinicalNote { Number = Part('N', ref _notes), Kind = kind, Title = title, At = Capped(at), Author = author });
    }
}
