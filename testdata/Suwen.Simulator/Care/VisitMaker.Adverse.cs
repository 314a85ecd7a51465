using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

internal sealed partial class VisitMaker
{
    /// <summary>
    /// The planted effects of drugs. Whoever comes while on a drug shows its reaction with background × relative risk, anybody else with the background: as a further diagnosis, a shifted laboratory value, or a word in the complaint.
    /// Who is on a drug: those whose lasting treatment has it, and those in a stay with it.
    /// </summary>
    private void Adverse()
    {
        var signals = _tables.Signals;
        if (signals.Length == 0 || _table is null || _visit.Diagnoses.Count == 0) return;
        var random = Stream(RandomPurpose.AdverseDrugEvent);
        for (var i = 0; i < signals.Length; i++)
        {
            var signal = signals[i].Signal;
            // The rates are per user and year. A user comes some six times a year, but has the value measured about once.
            var background = signal.BackgroundPer10000 / 10_000 / (signal.ReactionKind == "lab" ? 1 : 6);
            var draw = random.Unit();
            if (draw >= background * signal.RelativeRisk) continue;
            var exposed = HasDrug(signals[i].Drug.Term);
            if (!exposed && draw >= background) continue;
            if (!React(signals[i], ref random)) continue;
            if (exposed) _visit.Answers.Add(SignalAnswer(signal, _visit.Institution.Source, "visit", _visit.Number));
        }
    }

    private bool React(SignalTable signal, ref RandomStream random)
    {
        switch (signal.Signal.ReactionKind)
        {
            case "diagnosis":
                if (HasCode(signal.Term.Code)) return false;
                var stay = _visit.Kind == VisitKind.Inpatient;
                _visit.Diagnoses.Add(new Diagnosis(signal.Term, DiagnosisRole.Other, CodeSystem.Icd10, Capped(_visit.Start.AddMinutes(25)), stay ? 4 : 0));
                return true;
            case "lab":
                foreach (var report in _visit.LabReports)
                {
                    for (var i = 0; i < report.Results.Count; i++)
                    {
                        var result = report.Results[i];
                        if (result.Item.Id != signal.Signal.ReactionId || result.Text is not null) continue;
                        report.Results[i] = Shifted(result, signal.Signal.NameZh.Contains('减', StringComparison.Ordinal) || signal.Signal.NameZh.Contains('低', StringComparison.Ordinal) || signal.Signal.NameZh.Contains("下降", StringComparison.Ordinal), ref random);
                        return true;
                    }
                }
                return false;
            default:
                // Whoever comes to be screened complains of nothing.
                if (_visit.Kind == VisitKind.Screening) return false;
                _visit.Reactions.Add(signal.Signal.NameZh);
                _visit.ChiefComplaint = _visit.ChiefComplaint.Length == 0 ? signal.Signal.NameZh : _visit.ChiefComplaint + "，伴" + signal.Signal.NameZh;
                return true;
        }
    }

    private static LabResult Shifted(LabResult result, bool down, ref RandomStream random)
    {
        var bound = down ? result.Low : result.High;
        if (double.IsNaN(bound)) bound = result.Number.Value;
        var value = down ? bound * (0.45 + 0.4 * random.Unit()) : bound * (1.3 + 2.2 * random.Unit());
        return result with { Number = FixedNumber.Of(value, result.Item.Decimals), Flag = down ? "L" : "H" };
    }
}

/// <summary>A planted signal with its drug and term.</summary>
internal sealed record SignalTable(AdverseSignal Signal, DrugTable Drug, Term Term);
