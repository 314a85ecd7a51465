using Suwen.Simulator.Answers;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

/// <summary>Makes visits from their seeds. One per worker: it holds scratch, and nothing of one visit matters to the next.</summary>
internal sealed partial class VisitMaker
{
    private readonly CareTables _tables;
    private readonly World _world;
    private readonly VisitPlanner _planner;
    private readonly LifePlan _plan;
    private readonly (Clinician[] Doctors, Clinician[] Nurses)[][] _staff;
    private readonly LabValues _values;

    // Of the visit being made.
    private Visit _visit = new();
    private VisitSeed _seed;
    private VisitDetail _detail;
    private Resident _resident;
    private DiseaseTable? _table;
    private TcmPattern? _pattern;
    private DateOnly _day;
    private int _age;
    private int _orders, _reports, _exams, _notes, _fees;
    private Clinician[] _doctors = [], _nurses = [];

    public VisitMaker(CareTables tables, VisitPlanner planner)
    {
        _tables = tables;
        _planner = planner;
        _world = tables.World;
        _plan = new LifePlan(tables);
        _values = new LabValues(tables);
        var all = _world.Institutions.All;
        _staff = new (Clinician[], Clinician[])[all.Count][];
        for (var i = 0; i < all.Count; i++)
        {
            _staff[i] = new (Clinician[], Clinician[])[all[i].Departments.Count];
            for (var d = 0; d < _staff[i].Length; d++) _staff[i][d] = SplitStaff(all[i].Departments[d]);
        }
    }

    public void Fill(VisitSeed seed, Visit visit)
    {
        Begin(seed, visit);
        switch (_detail.Reason)
        {
            case VisitReason.Vaccination: Vaccinate(); break;
            case VisitReason.PublicHealth or VisitReason.HomeVisit: FollowUp(); break;
            case VisitReason.Ghost: Diagnose(); break;
            default:
                Diagnose();
                _values.Begin(_resident, seed, _detail, _plan, _age);
                if (visit.Kind == VisitKind.Inpatient) Stay();
                else Clinic();
                _values.End();
                Adverse();
                break;
        }
        Allergies();
        Bill();
        if (visit.Kind == VisitKind.Inpatient) FrontPage();
        Report();
    }

    private void Begin(VisitSeed seed, Visit visit)
    {
        visit.Clear();
        _visit = visit;
        _seed = seed;
        _detail = VisitDetail.Unpack(seed.Detail);
        _resident = _world.Population[new ResidentId(seed.Resident)];
        _table = _detail.Disease == VisitDetail.NoDisease ? null : _tables.Diseases[_detail.Disease];
        _pattern = null;
        _day = DateOnly.FromDateTime(seed.Start);
        _age = _resident.Age(_day);
        _orders = _reports = _exams = _notes = _fees = 0;
        _plan.Make(_resident);
        var institution = _world.Institutions.All[_detail.Institution];
        visit.Key = seed.Key;
        visit.Resident = _resident;
        visit.Institution = institution;
        visit.Kind = _detail.Kind;
        visit.Start = seed.Start;
        visit.End = seed.End;
        visit.Disease = _table?.Disease;
        visit.CourseDay = _detail.Reason is VisitReason.Repeat or VisitReason.PostDischarge or VisitReason.AcuteAdmission or VisitReason.SplitFirst or VisitReason.SplitSecond or VisitReason.Outbreak ? _detail.Aux : 0;
        visit.Department = Department(institution);
        (_doctors, _nurses) = _staff[institution.Index][visit.Department.Index];
        var random = new RandomStream(_tables.Seed, RandomPurpose.Staff, _resident.Id.Value, _detail.Disease);
        // People go back to their doctor; a stay has the doctor of the ward.
        visit.Doctor = _doctors[random.Below(_doctors.Length)];
        visit.Nurse = _nurses[new RandomStream(_tables.Seed, RandomPurpose.Staff, seed.Key).Below(_nurses.Length)];
        visit.Number = Number(institution, visit.Kind == VisitKind.Inpatient, seed);
        visit.Person = _world.Population.RegisterAt(_resident.Id, institution, seed.Key, _day, visit.Answers);
    }

    private Department Department(Institution institution)
    {
        if (_detail.Reason == VisitReason.Vaccination) return CareTables.DepartmentOf(institution, "vaccination");
        if (_detail.Kind == VisitKind.FollowUp) return CareTables.DepartmentOf(institution, "public-health");
        if (_detail.Kind == VisitKind.Emergency && CareTables.HasDepartment(institution, "emergency")) return CareTables.DepartmentOf(institution, "emergency");
        if (_detail.Kind == VisitKind.Screening && _table?.Disease.Specialty == "health-check") return CareTables.DepartmentOf(institution, "health-check");
        return _tables.DepartmentOf(institution, _detail.Disease, _detail.Kind == VisitKind.Inpatient);
    }

    private static (Clinician[], Clinician[]) SplitStaff(Department department)
    {
        var doctors = new List<Clinician>();
        var nurses = new List<Clinician>();
        foreach (var person in department.Staff) (person.IsNurse ? nurses : doctors).Add(person);
        return doctors.Count == 0 ? ([.. nurses], [.. nurses]) : nurses.Count == 0 ? ([.. doctors], [.. doctors]) : ([.. doctors], [.. nurses]);
    }

    private RandomStream Stream(RandomPurpose purpose, long part = 0) => new(_tables.Seed, purpose, _seed.Key, part);

    /// <summary>Unique in the institution: year and month, and ten digits that are a shuffle of resident and slot of the month.</summary>
    private string Number(Institution institution, bool stay, VisitSeed seed)
    {
        var shuffled = _tables.Numbers[institution.Index].Apply((long)seed.Resident << 8 | (uint)VisitKey.Slot(seed.Key));
        var month = seed.Start.Year % 100 * 100 + seed.Start.Month;
        Span<char> text = stackalloc char[20];
        var at = 0;
        switch (institution.Index)
        {
            case 0: Put(text, ref at, stay ? "ZY" : "MZ"); Digits(text, ref at, month, 4); Digits(text, ref at, shuffled, 10); break;
            case 1: Put(text, ref at, "T"); Digits(text, ref at, shuffled, 10); Digits(text, ref at, month, 4); Put(text, ref at, stay ? "I" : "O"); break;
            case 2: Digits(text, ref at, month, 4); Put(text, ref at, stay ? "-I" : "-A"); Digits(text, ref at, shuffled, 10); break;
            case 3: Put(text, ref at, stay ? "8" : "2"); Digits(text, ref at, month, 4); Digits(text, ref at, shuffled, 10); break;
            case 4: Put(text, ref at, stay ? "FYZ" : "FYM"); Digits(text, ref at, shuffled, 10); Digits(text, ref at, month, 4); break;
            default: Put(text, ref at, "SQ"); Digits(text, ref at, month, 4); Digits(text, ref at, shuffled, 10); break;
        }
        return new string(text[..at]);
    }

    /// <summary>Number of a part of the visit: the visit's own, a letter and a running number.</summary>
    private string Part(char letter, ref int counter)
    {
        counter++;
        Span<char> text = stackalloc char[28];
        var at = 0;
        Put(text, ref at, _visit.Number);
        text[at++] = letter;
        Digits(text, ref at, counter, counter < 1000 ? 3 : 5);
        return new string(text[..at]);
    }

    private static void Put(Span<char> text, ref int at, string value)
    {
        value.CopyTo(text[at..]);
        at += value.Length;
    }

    private static void Digits(Span<char> text, ref int at, long value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            text[at + i] = (char)('0' + value % 10);
            value /= 10;
        }
        at += count;
    }

    private DateTime Capped(DateTime at) => at > _visit.End ? _visit.End : at < _visit.Start ? _visit.Start : at;

    private Clinician Reporter(string specialty, int salt)
    {
        var department = CareTables.DepartmentOf(_visit.Institution, specialty);
        var doctors = _staff[_visit.Institution.Index][department.Index].Doctors;
        return doctors[(int)((uint)((int)_seed.Key * 31 + salt) % (uint)doctors.Length)];
    }

    private void AddAnswer(string kind, string variety, string record, string number, params IReadOnlyList<(string Name, string Value)> truth) =>
        _visit.Answers.Add(new Answer(kind, variety, _visit.Institution.Source, record, number, truth));
}
