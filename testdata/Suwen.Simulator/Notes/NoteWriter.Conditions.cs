using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;

namespace Suwen.Simulator.Notes;

public sealed partial class NoteWriter
{
    private bool Holds(Condition condition) => condition switch
    {
        Condition.Male => !_case.IsFemale,
        Condition.Female => _case.IsFemale,
        Condition.Child => _case.Age < 14,
        Condition.Infant => _case.AgeDays < 366,
        Condition.Newborn => _case.AgeDays < 28,
        Condition.Adult => _case.Age >= 18,
        Condition.Elderly => _case.Age >= 65,
        Condition.Fever => VitalsAt(_now).TemperatureC >= 37.3,
        Condition.Afebrile => VitalsAt(_now).TemperatureC is > 30 and < 37.3,
        Condition.HighPressure => VitalsAt(_now).Systolic >= 140,
        Condition.Terse => _style.IsTerse,
        Condition.Pregnant => _case.Disease?.Kind == DiseaseKind.Pregnancy,
        // From the first bleeding to 50 years of age; the pregnant are asked otherwise.
        Condition.Menstruates => _case.IsFemale && _case.Age > _case.Menarche && _case.Age < 50 && _case.Disease?.Kind != DiseaseKind.Pregnancy,
        Condition.Menopausal => _case.IsFemale && _case.Age >= 50,
        Condition.Married => _case.Age >= 20 && !_visit.Person.Details.MaritalCode.StartsWith('1') && _case.Age > _case.MarriageAge,
        Condition.Allergic => _visit.Allergies.Count > 0,
        Condition.Smokes => _case.Smokes,
        Condition.Drinks => _case.Drinks,
        Condition.HasSigns => _case.Signs.Count > 0,
        Condition.HasPast => _case.Past.Count > 0,
        Condition.HasComplaint => _case.Complaints.Count > 0,
        _ => HoldsOfCourse(condition),
    };

    private bool HoldsOfCourse(Condition condition) => condition switch
    {
        Condition.Died => _visit.Died,
        Condition.AgainstAdvice => _visit.DischargeWay == 4,
        Condition.Transferred => _visit.DischargeWay is 2 or 3,
        Condition.Inpatient => _visit.Kind == VisitKind.Inpatient,
        Condition.FirstStay => _visit.AdmissionCount <= 1,
        Condition.Operated => OperationBefore(_now) is not null,
        Condition.AfterOperation => OperationBefore(_now) is { } operation && (_now - operation.End).TotalDays < 4,
        Condition.Moved => MoveBefore(_now) is not null,
        Condition.HasDrugs => HasDrugs(),
        Condition.HasHome => HasHomeDrugs(),
        Condition.HasLabs => HasLabs(false),
        Condition.AbnormalLabs => HasLabs(true),
        Condition.HasExams => HasExams(),
        Condition.HasNext => _visit.FollowUp?.Next is not null,
        Condition.Chronic => _case.Disease?.Kind == DiseaseKind.Chronic,
        Condition.Event => _case.Disease?.Kind == DiseaseKind.Event,
        Condition.Traditional => _case.Disease?.Kind == DiseaseKind.Traditional || _specialty is "traditional-medicine" or "acupuncture",
        // C00–D09 are malignant and in-situ neoplasms, S00–T98 injuries and poisonings (ICD-10, chapters II and XIX).
        Condition.Cancer => MainCode().Length > 0 && (MainCode()[0] == 'C' || MainCode().StartsWith("D0", StringComparison.Ordinal)),
        Condition.Injury => MainCode().Length > 0 && MainCode()[0] is 'S' or 'T',
        Condition.Revisit => _visit.CourseDay > 4 && _case.Disease?.Kind is DiseaseKind.Acute or DiseaseKind.Event or DiseaseKind.Traditional,
        Condition.Worse => IsGettingWorse(),
        Condition.Early => !IsGettingWorse() && ShareOfStay() < 0.34,
        Condition.Middle => !IsGettingWorse() && ShareOfStay() is >= 0.34 and < 0.7,
        Condition.Late => !IsGettingWorse() && ShareOfStay() >= 0.7,
        Condition.HasVitals => _vitals.TemperatureC > 0 || _vitals.Pulse > 0 || _vitals.Systolic > 0,
        Condition.HasOperation => Operation() is not null,
        Condition.Arrival => ShareOfStay() < 0.03 || (_now - _visit.Start).TotalHours < 8,
        Condition.Leaving => (_visit.End - _now).TotalHours < 6 && !_visit.Died,
        _ => false,
    };

    private string MainCode() => _visit.Diagnoses.Count > 0 ? _visit.Diagnoses[0].Standard.Code : "";

    private bool IsGettingWorse() => _visit.Died && ShareOfStay() > 0.3;

    /// <summary>How much of the stay is over at the time of the text.</summary>
    private double ShareOfStay()
    {
        var whole = (_visit.End - _visit.Start).TotalHours;
        return whole <= 0 ? 0 : Math.Clamp((_now - _visit.Start).TotalHours / whole, 0, 1);
    }
}
