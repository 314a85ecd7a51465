using System.Collections.Frozen;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Notes;

public sealed partial class NoteWriter
{
    private bool FillPerson(Node node)
    {
        var details = _visit.Person.Details;
        switch (node.Slot)
        {
            case Slot.Name: return AppendPrivate(details.FullName, PrivateKind.Name);
            case Slot.Sex: Append(_case.IsFemale ? "女" : "男"); return true;
            case Slot.Age: return AppendAge(_case.Age, _case.AgeDays);
            case Slot.RecordedAge:
                var day = DateOnly.FromDateTime(_visit.Start);
                var years = day.Year - details.BirthDate.Year - (day.DayOfYear < details.BirthDate.DayOfYear ? 1 : 0);
                // A birth date written down wrongly may lie after the visit: then the age is what the doctor sees.
                return years < 3 || years > 120 ? AppendAge(_case.Age, _case.AgeDays) : AppendAge(years, years * 365);
            case Slot.Id: return AppendPrivate(details.NationalId, PrivateKind.NationalId);
            case Slot.Phone: return AppendPrivate(details.Phone, PrivateKind.Phone);
            case Slot.Address: return AppendPrivate(details.Address, PrivateKind.Address);
            case Slot.Native: return AppendPrivate(details.NativePlace, PrivateKind.Address);
            case Slot.Birth: AppendDate(details.BirthDate); return true;
            case Slot.Ethnic: Append(details.EthnicName); return details.EthnicName.Length > 0;
            case Slot.Marital: Append(details.MaritalCode switch { "10" => "未婚", "30" => "丧偶", "40" => "离异", _ => details.MaritalCode.StartsWith('2') ? "已婚" : "未说明" }); return true;
            case Slot.Occupation: Append(details.Occupation); return details.Occupation.Length > 0;
            case Slot.Employer: return AppendEmployer(details.Employer);
            case Slot.Record: return AppendPrivate(_visit.Person.RecordNumber, PrivateKind.RecordNumber);
            case Slot.Number: return AppendPrivate(_visit.Number, PrivateKind.RecordNumber);
            case Slot.Contact: return AppendPrivate(details.ContactName, PrivateKind.Relative);
            case Slot.Relation: Append(details.ContactRelation); return details.ContactRelation.Length > 0;
            case Slot.ContactPhone: return AppendPrivate(details.ContactPhone, PrivateKind.Phone);
            default: return FillHouse(node);
        }
    }

    /// <summary>What stands in the field of the employer and names none: it fits a whole street, so nobody is known by it and no span marks it.</summary>
    internal static readonly FrozenSet<string> NoEmployer = FrozenSet.Create(StringComparer.Ordinal, "无", "退休", "务农", "个体", "在校学生");

    private bool AppendEmployer(string employer)
    {
        if (!NoEmployer.Contains(employer)) return AppendPrivate(employer, PrivateKind.Employer);
        Append(employer);
        return true;
    }

    private bool FillHouse(Node node)
    {
        switch (node.Slot)
        {
            case Slot.Patient: Append(_style.PatientWord); return true;
            case Slot.Bed: Append(_visit.Bed); return _visit.Bed.Length > 0;
            case Slot.Ward: Append(_visit.Ward); return _visit.Ward.Length > 0;
            case Slot.Dept: Append(_visit.Department.Name); return true;
            case Slot.Hospital: return AppendPrivate(_visit.Institution.Name, PrivateKind.Institution);
            case Slot.OtherHospital: return AppendPrivate(OtherHospital(), PrivateKind.Institution);
            case Slot.Author: return AppendPrivate(_author.Name, PrivateKind.Clinician);
            case Slot.AuthorTitle: Append(_author.Title); return true;
            case Slot.Senior: return AppendPrivate(Senior().Name, PrivateKind.Clinician);
            case Slot.SeniorTitle: Append(Senior().Title); return true;
            case Slot.ConsultDept: return AppendConsultDepartment();
            default: return false;
        }
    }

    private bool AppendAge(int years, int days)
    {
        var start = _length;
        if (years >= 3) { AppendNumber(years); Append('岁'); }
        else if (days < 31) { AppendNumber(Math.Max(days, 0)); Append('天'); }
        else if (years < 1) { AppendNumber(days / 30); Append("个月"); }
        else
        {
            AppendNumber(years);
            Append('岁');
            var months = (days - years * 365) / 31;
            if (months > 0) { AppendNumber(months); Append("个月"); }
        }
        Private(start, PrivateKind.Age);
        return true;
    }

    private string OtherHospital()
    {
        if (_hospitals.Count == 0) return "";
        var at = _random.Below(_hospitals.Count);
        if (_hospitals[at] == _visit.Institution.Name) at = (at + 1) % _hospitals.Count;
        return _hospitals[at] == _visit.Institution.Name ? "" : _hospitals[at];
    }

    private bool AppendConsultDepartment()
    {
        var departments = _visit.Institution.Departments;
        if (departments.Count < 2) return false;
        var random = new RandomStream(_seed, RandomPurpose.Note, _visit.Key, 4_000_000 + (_note is null ? 0 : _note.At.Hour));
        for (var i = 0; i < 8; i++)
        {
            var department = departments[random.Below(departments.Count)];
            if (department.Index == _visit.Department.Index || department.Specialty is "laboratory" or "radiology" or "ultrasound" or "pathology" or "health-check" or "public-health" or "vaccination" or "emergency") continue;
            if (department.Specialty is "obstetrics" or "gynaecology" && !_case.IsFemale || department.Specialty is "paediatrics" or "neonatology" && _case.Age >= 14) continue;
            Append(department.Name);
            return true;
        }
        return false;
    }

    /// <summary>The doctor who leads a ward round: the author if he is senior, else the chief of the front page or the first senior one of the department.</summary>
    private Clinician Senior()
    {
        if (_author.Title.Contains("主任", StringComparison.Ordinal)) return _author;
        if (_visit.FrontPage is { } page) return page.Chief;
        foreach (var clinician in _visit.Department.Staff) if (!clinician.IsNurse && clinician.Title.Contains("主任", StringComparison.Ordinal)) return clinician;
        return _author;
    }

    private bool FillTime(Node node)
    {
        switch (node.Slot)
        {
            case Slot.Date: return AppendDate(_now);
            case Slot.Time: return AppendTime(_now);
            case Slot.AdmitDate: return AppendDate(_visit.Start);
            case Slot.AdmitTime: return AppendTime(_visit.Start);
            case Slot.DischargeDate: return AppendDate(_visit.End);
            case Slot.DischargeTime: return AppendTime(_visit.End);
            case Slot.StayDays: AppendCount(Math.Max(1, (_visit.End.Date - _visit.Start.Date).Days)); return true;
            case Slot.DayNumber: AppendCount((_now.Date - _visit.Start.Date).Days + 1); return true;
            case Slot.PostoperativeDay:
                if (OperationBefore(_now) is not { } done) return false;
                var days = (_now.Date - done.End.Date).Days;
                if (days < 1) return false;
                AppendCount(days);
                return true;
            case Slot.OperationDate: return Operation() is { } operation && AppendDate(operation.Start);
            case Slot.OnsetDate: return Onset() is { } onset && AppendDate(onset);
            case Slot.NextVisit: return _visit.FollowUp?.Next is { } next && AppendDate(next.ToDateTime(TimeOnly.MinValue));
            case Slot.MoveDate: return MoveBefore(_now) is { } moved && AppendDate(moved.At);
            case Slot.MoveDept:
                if (MoveBefore(_now) is not { } move) return false;
                Append(move.To.Name);
                return true;
            default: return false;
        }
    }

    private DateTime? Onset()
    {
        if (_case.Duration == 0) return null;
        return _case.DurationUnit switch
        {
            "分钟" or "小时" => _visit.Start.AddHours(_case.DurationUnit == "小时" ? -_case.Duration : 0),
            "天" or "日" => _visit.Start.AddDays(-_case.Duration),
            "周" => _visit.Start.AddDays(-7 * _case.Duration),
            _ => null,
        };
    }

    private DepartmentMove? MoveBefore(DateTime time)
    {
        for (var i = _visit.Moves.Count - 1; i >= 0; i--) if (_visit.Moves[i].At <= time) return _visit.Moves[i];
        return null;
    }
}
