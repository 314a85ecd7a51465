using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

internal sealed partial class VisitMaker
{
    private void Diagnose()
    {
        if (_table is null) return;
        var stay = _visit.Kind == VisitKind.Inpatient;
        var random = new RandomStream(_tables.Seed, RandomPurpose.Diagnoses, _resident.Id.Value, _detail.Disease);
        var at = stay ? _visit.Start.AddMinutes(Math.Min(90, (_visit.End - _visit.Start).TotalMinutes)) : _visit.Start.AddMinutes(random.Between(5, 20));
        at = Capped(at);
        if (MainTerm(ref random) is { } main) _visit.Diagnoses.Add(new Diagnosis(main, DiagnosisRole.Main, CodeSystem.Icd10, at, stay ? 1 : 0));
        var traditional = _visit.Department.Specialty is "traditional-medicine" or "acupuncture" || _visit.Institution.Kind == InstitutionKind.TraditionalHospital || _table.Disease.Kind == DiseaseKind.Traditional;
        if (traditional)
        {
            if (Pattern(ref random) is { } pattern)
            {
                _pattern = pattern;
                _visit.Diagnoses.Add(new Diagnosis(new Term(pattern.DiseaseCode, pattern.DiseaseName), DiagnosisRole.TcmDisease, CodeSystem.TcmDisease, at, 0));
                _visit.Diagnoses.Add(new Diagnosis(new Term(pattern.SyndromeCode, pattern.SyndromeName), DiagnosisRole.TcmSyndrome, CodeSystem.TcmSyndrome, at, 0));
            }
        }
        if (_table.Complaints.Length > 0) Complain(_table, ref random);
        if (_visit.Kind == VisitKind.Screening) return;
        OtherDiagnoses(stay, at);
    }

    // ICD-10 国临 2.0: supervision of a first and of another normal pregnancy, routine postpartum follow-up.
    private static readonly Term FirstPregnancy = new("Z34.000", "首次正常妊娠的监督"), NormalPregnancy = new("Z34.900", "正常妊娠监督"), Postpartum = new("Z39.200", "常规产后随诊");

    /// <summary>The main diagnosis; that of pregnancy and birth by what it is about.</summary>
    private Term? MainTerm(ref RandomStream random)
    {
        switch (_detail.Reason)
        {
            case VisitReason.Antenatal when _table!.Disease.Kind == DiseaseKind.Pregnancy && _tables.AntenatalDisease == _tables.VaginalBirth: return random.Chance(0.55) ? FirstPregnancy : NormalPregnancy;
            case VisitReason.Postnatal: return Postpartum;
            case VisitReason.Birth when BirthOfStay() is { } birth:
                for (var attempt = 0; attempt < 40; attempt++)
                {
                    if (Pick(_table!.Main, ref random) is not { } term) return null;
                    if (term.Code.StartsWith("O80", StringComparison.Ordinal) != birth.Pregnancy.IsCaesarean) return term;
                }
                break;
        }
        return Pick(_table!.Main, ref random);
    }

    /// <summary>Z37: live birth of one or of twins.</summary>
    private Term? Outcome(int children)
    {
        if (children == 0) return null;
        foreach (var term in _table!.Outcomes.Terms) if (term.Code.StartsWith(children > 1 ? "Z37.2" : "Z37.0", StringComparison.Ordinal)) return term;
        return null;
    }

    private TcmPattern? Pattern(ref RandomStream random)
    {
        var patterns = _table!.Disease.Patterns;
        if (patterns.Count == 0) return null;
        Span<double> weights = stackalloc double[patterns.Count];
        for (var i = 0; i < weights.Length; i++) weights[i] = patterns[i].Weight;
        return patterns[random.Weighted(weights)];
    }

    private void Complain(DiseaseTable table, ref RandomStream random)
    {
        Span<double> weights = stackalloc double[table.Complaints.Length];
        for (var i = 0; i < weights.Length; i++) weights[i] = table.Complaints[i].Probability;
        var complaint = table.Complaints[random.Weighted(weights)];
        _visit.ChiefComplaint = complaint.DurationTo <= 0 ? complaint.TextZh : complaint.TextZh + random.Between(Math.Max(1, complaint.DurationFrom), Math.Max(1, complaint.DurationTo)).ToString(System.Globalization.CultureInfo.InvariantCulture) + complaint.DurationUnit;
    }

    private void OtherDiagnoses(bool stay, DateTime at)
    {
        var random = Stream(RandomPurpose.Diagnoses);
        var birth = BirthOfStay();
        if (Outcome(birth?.Children ?? 0) is { } outcome) _visit.Diagnoses.Add(new Diagnosis(outcome, DiagnosisRole.Other, CodeSystem.Icd10, at, 4));
        if (_detail.Reason == VisitReason.Birth) PregnancyComplications(at, ref random);
        if (stay)
        {
            for (var i = 0; i < _table!.Complications.Terms.Length; i++)
            {
                var isEarly = _table.Complications.Terms[i].Code.StartsWith("O60", StringComparison.Ordinal);
                if (birth is { } known && isEarly ? known.Pregnancy.IsPreterm : random.Chance(Math.Min(0.5, _table.Complications.Weights[i])))
                    _visit.Diagnoses.Add(new Diagnosis(_table.Complications.Terms[i], DiagnosisRole.Complication, CodeSystem.Icd10, at.AddMinutes(random.Below(60)) is var later && later <= _visit.End ? later : at, random.Chance(0.75) ? 1 : 4));
            }
        }
        var share = stay ? 1 : _detail.Reason == VisitReason.ChronicFollowUp ? 0.5 : 0.12;
        foreach (ref readonly var condition in _plan.Conditions)
        {
            if (condition.Disease == _detail.Disease || condition.OnsetDay > _day.DayNumber) continue;
            // A stay finds two thirds of what nobody knew.
            var known = condition.IsKnown(_day.DayNumber);
            if (!random.Chance(known ? share : stay ? 0.65 : 0) || _visit.Diagnoses.Count >= 11) continue;
            var own = new RandomStream(_tables.Seed, RandomPurpose.Diagnoses, _resident.Id.Value, condition.Disease);
            if (Pick(_tables.Diseases[condition.Disease].Main, ref own) is { } term && !HasCode(term.Code)) _visit.Diagnoses.Add(new Diagnosis(term, DiagnosisRole.Other, CodeSystem.Icd10, at, stay ? known ? 1 : 2 : 0));
        }
    }

    /// <summary>Pregnancy's own diseases other than birth itself come as further diagnoses of the birth, at their rate per 100,000 births.</summary>
    private void PregnancyComplications(DateTime at, ref RandomStream random)
    {
        foreach (var index in _tables.PregnancyDiseases)
        {
            if (index == _tables.AntenatalDisease || index == _tables.VaginalBirth || index == _tables.CaesareanBirth) continue;
            var rate = CareTables.RateOf(_tables.Diseases[index].Disease, "incidence", 1, _age);
            if (double.IsNaN(rate) || !random.Chance(Math.Min(0.2, rate))) continue;
            if (Pick(_tables.Diseases[index].Main, ref random) is { } term && !HasCode(term.Code)) _visit.Diagnoses.Add(new Diagnosis(term, DiagnosisRole.Other, CodeSystem.Icd10, at, random.Chance(0.7) ? 1 : 4));
        }
    }

    private bool HasCode(string code)
    {
        foreach (var diagnosis in _visit.Diagnoses) if (diagnosis.Standard.Code == code) return true;
        return false;
    }

    private static Term? Pick(CodeChoice choice, ref RandomStream random)
    {
        var draw = random.Unit();
        if (choice.Terms.Length == 0) return null;
        var total = 0.0;
        foreach (var weight in choice.Weights) total += weight;
        var left = draw * total;
        for (var i = 0; i < choice.Terms.Length; i++)
        {
            left -= choice.Weights[i];
            if (left < 0) return choice.Terms[i];
        }
        return choice.Terms[^1];
    }

    /// <summary>About one in fourteen tells of an allergy to a drug (invented).</summary>
    private (string Name, string Atc)? AllergyOf(out RandomStream random)
    {
        random = new RandomStream(_tables.Seed, RandomPurpose.AdverseDrugEvent, _resident.Id.Value, -3);
        return random.Chance(0.07) ? AllergyDrugs[random.Below(AllergyDrugs.Length)] : null;
    }

    private void Allergies()
    {
        if (AllergyOf(out var random) is not { } allergy) return;
        var recorded = _tables.From.AddDays(-random.Between(30, 4000));
        if (recorded <= _resident.BirthDate) return;
        _visit.Allergies.Add(new AllergyFact(new Term(allergy.Atc, allergy.Name), "药物", AllergyReactions[random.Below(AllergyReactions.Length)], random.Chance(0.15) ? "重" : random.Chance(0.4) ? "中" : "轻", recorded.ToDateTime(new TimeOnly(9, 0))));
    }

    // Names with their ATC groups; the drugs that allergies are told of most.
    private static readonly (string Name, string Atc)[] AllergyDrugs = [("青霉素", "J01CE01"), ("青霉素", "J01CE01"), ("头孢菌素类", "J01D"), ("头孢曲松", "J01DD04"), ("磺胺类", "J01E"), ("阿司匹林", "N02BA01"), ("左氧氟沙星", "J01MA12"), ("碘对比剂", "V08A"), ("链霉素", "J01GA01")];
    private static readonly string[] AllergyReactions = ["皮疹", "皮肤瘙痒", "荨麻疹", "面部潮红", "呼吸困难", "过敏性休克"];
}
