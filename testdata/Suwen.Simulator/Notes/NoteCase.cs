using System.Runtime.InteropServices;
using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Notes;

/// <summary>An illness that the person has had for years.</summary>
internal readonly record struct PastIllness(string Name, string Code, Disease? Disease, int Years);

/// <summary>
/// What is told of one visit in all its notes: the symptoms that the patient has of those the disease may give, and the history, which is the same in every visit of the person.
/// Refilled for each visit.
/// </summary>
internal sealed class NoteCase(ulong seed, CatalogueIndex index)
{
    private const int SymptomPart = 1_000_000, HistoryPart = 1_000_001;

    private readonly List<char> _said = new(256), _known = new(256);

    public Disease? Disease { get; private set; }
    public List<DiseaseSymptom> Complaints { get; } = [];
    public List<DiseaseSymptom> Symptoms { get; } = [];
    public List<DiseaseSymptom> Signs { get; } = [];
    public List<string> Negatives { get; } = [];
    public List<DiseaseSymptom> Histories { get; } = [];
    public List<PastIllness> Past { get; } = [];
    /// <summary>Since when; 0 if there is nothing to count from.</summary>
    public int Duration { get; private set; }
    public string DurationUnit { get; private set; } = "";
    /// <summary>A complaint given by the visit that holds none of the disease's own.</summary>
    public string FreeComplaint { get; private set; } = "";
    public int Age { get; private set; }
    public int AgeDays { get; private set; }
    public bool IsFemale { get; private set; }
    public double HighestTemperature { get; private set; }
    public int HighestSystolic { get; private set; }
    public bool Smokes { get; private set; }
    public int SmokingYears { get; private set; }
    public int CigarettesDaily { get; private set; }
    public bool Drinks { get; private set; }
    public int DrinkingYears { get; private set; }
    public int AlcoholGramsDaily { get; private set; }
    public int Menarche { get; private set; }
    public int MarriageAge { get; private set; }
    public int Children { get; private set; }
    public bool HadAppendectomy { get; private set; }
    public string FamilyIllness { get; private set; } = "";
    public string FamilyMember { get; private set; } = "";
    public SyndromeSigns? Pattern { get; private set; }

    public void Fill(Visit visit, IReadOnlyList<SyndromeSigns> patterns)
    {
        var day = DateOnly.FromDateTime(visit.Start);
        Age = visit.Resident.Age(day);
        AgeDays = visit.Resident.AgeDays(day);
        IsFemale = visit.Resident.Sex == Sex.Female;
        Disease = visit.Disease ?? (visit.Diagnoses.Count > 0 ? index.DiseaseOf(visit.Diagnoses[0].Standard.Code) : null);
        HighestTemperature = 0;
        HighestSystolic = 0;
        foreach (var vitals in visit.Vitals)
        {
            if (vitals.TemperatureC > HighestTemperature) HighestTemperature = vitals.TemperatureC;
            if (vitals.Systolic > HighestSystolic) HighestSystolic = vitals.Systolic;
        }
        FillPast(visit);
        FillSymptoms(visit);
        Collect(visit);
        FillHistory(visit);
        Pattern = PatternOf(visit, patterns);
    }

    private void FillPast(Visit visit)
    {
        Past.Clear();
        foreach (var diagnosis in visit.Diagnoses)
        {
            if (diagnosis.System != CodeSystem.Icd10 || diagnosis.Role is DiagnosisRole.Main or DiagnosisRole.Complication or DiagnosisRole.Admission) continue;
            if (index.DiseaseOf(diagnosis.Standard.Code) is not { Kind: DiseaseKind.Chronic } disease || disease.Id == Disease?.Id) continue;
            if (Past.Exists(illness => illness.Disease?.Id == disease.Id)) continue;
            Past.Add(new PastIllness(disease.NameZh, diagnosis.Standard.Code, disease, YearsOf(visit, disease)));
        }
    }

    /// <summary>Years since an illness that lasts was found: a year of the calendar that is fixed for the person and the illness.</summary>
    private int YearsOf(Visit visit, Disease disease)
    {
        var random = new RandomStream(seed, RandomPurpose.Note, visit.Resident.Id.Value, HistoryPart + 16 + disease.Index);
        var found = Math.Max(visit.Resident.BirthDate.Year + 1, 2023 - random.Below(15));
        return Math.Max(1, visit.Start.Year - found);
    }

    private void FillSymptoms(Visit visit)
    {
        Complaints.Clear(); Symptoms.Clear(); Signs.Clear(); Negatives.Clear(); Histories.Clear();
        Duration = 0;
        DurationUnit = "";
        FreeComplaint = "";
        var random = new RandomStream(seed, RandomPurpose.Note, visit.Key, SymptomPart);
        if (Disease is not null) foreach (var symptom in Disease.Symptoms) Add(symptom, visit, random.Unit());
        if (visit.ChiefComplaint.Length == 0)
        {
            FillComplaint(visit, ref random);
            visit.ChiefComplaint = ComplaintText();
        }
        if (visit.ChiefComplaint.Length > 0) ReadComplaint(visit.ChiefComplaint);
        // What a drug does is no symptom of the disease: it stands in the complaint alone, and the note tells it too.
        foreach (var reaction in visit.Reactions)
            if (!Mentions(reaction)) Symptoms.Insert(0, new DiseaseSymptom("", "symptom", reaction, 1, 0, 0, ""));
        var isIll = visit.Kind is VisitKind.Outpatient or VisitKind.Emergency or VisitKind.Inpatient;
        if (isIll && HighestTemperature >= 37.5 && !Mentions("热"))
            Symptoms.Add(new DiseaseSymptom("", "symptom", "发热", 1, 0, 0, ""));
        // Nobody denies what he complains of, nor a fever that the thermometer shows.
        for (var i = Negatives.Count - 1; i >= 0; i--)
            if (Mentions(Negatives[i]) || (HighestTemperature >= 37.3 && (Negatives[i].Contains('热') || Negatives[i].Contains("寒战", StringComparison.Ordinal)))) Negatives.RemoveAt(i);
    }

    private void Add(DiseaseSymptom symptom, Visit visit, double unit)
    {
        if (!Fits(symptom.TextZh)) return;
        switch (symptom.Kind)
        {
            case "complaint" when unit < symptom.Probability || visit.ChiefComplaint.Contains(symptom.TextZh, StringComparison.Ordinal): Complaints.Add(symptom); break;
            case "symptom" when unit < symptom.Probability: Symptoms.Add(symptom); break;
            case "sign" when unit < symptom.Probability: Signs.Add(symptom); break;
            case "history" when unit < symptom.Probability: Histories.Add(symptom); break;
            case "negative" when unit < symptom.Probability: Negatives.Add(Denied(symptom.TextZh)); break;
        }
    }

    /// <summary>Small children do not say what they feel.</summary>
    private bool Fits(string text)
    {
        if (Age >= 3) return true;
        foreach (var felt in (ReadOnlySpan<string>)["痛", "头晕", "心悸", "胸闷", "乏力", "恶心", "酸"]) if (text.Contains(felt, StringComparison.Ordinal)) return false;
        return true;
    }

    private static string Denied(string text)
    {
        foreach (var word in (ReadOnlySpan<string>)["否认", "未诉", "未见", "无"])
            if (text.StartsWith(word, StringComparison.Ordinal) && text.Length > word.Length) return text[word.Length..];
        return text;
    }

    /// <summary>At most three complaints, one at least where the disease has any; the others become symptoms.</summary>
    private void FillComplaint(Visit visit, ref RandomStream random)
    {
        if (Complaints.Count == 0 && Disease is not null)
        {
            DiseaseSymptom? likeliest = null;
            foreach (var symptom in Disease.Symptoms)
                if (symptom.Kind == "complaint" && (likeliest is null || symptom.Probability > likeliest.Probability)) likeliest = symptom;
            if (likeliest is not null) Complaints.Add(likeliest);
        }
        while (Complaints.Count > 3)
        {
            Symptoms.Insert(0, Complaints[^1]);
            Complaints.RemoveAt(Complaints.Count - 1);
        }
        if (Complaints.Count == 0 || Complaints[0].DurationTo <= 0) return;
        var first = Complaints[0];
        DurationUnit = first.DurationUnit;
        Duration = DurationUnit == "年" ? Math.Clamp(YearsOf(visit, Disease!), Math.Max(1, first.DurationFrom), Math.Max(first.DurationTo, 1)) : Math.Max(1, random.Between(first.DurationFrom, first.DurationTo));
        Limit();
    }

    /// <summary>Nothing has lasted longer than the patient.</summary>
    private void Limit()
    {
        var days = DurationUnit switch { "年" => 365, "月" or "个月" => 30, "周" => 7, "天" => 1, _ => 0 };
        if (days > 0 && Duration * (long)days > AgeDays) (Duration, DurationUnit) = (Math.Max(1, AgeDays), "天");
    }

    /// <summary>What the visit says is true: its symptoms are those of the disease that it names, its duration the number in it.</summary>
    private void ReadComplaint(string complaint)
    {
        foreach (var other in Complaints) if (IsPlain(other.TextZh) && !Symptoms.Exists(symptom => symptom.TextZh == other.TextZh)) Symptoms.Add(other);
        Complaints.Clear();
        if (Disease is not null)
        {
            foreach (var symptom in Disease.Symptoms)
                if (symptom.Kind is "complaint" or "symptom" && complaint.Contains(symptom.TextZh, StringComparison.Ordinal) && !Complaints.Exists(other => other.TextZh == symptom.TextZh)) Complaints.Add(symptom);
        }
        // 腹痛 beside 腹痛腹泻 would be said twice.
        for (var i = Symptoms.Count - 1; i >= 0; i--)
        {
            var text = Symptoms[i].TextZh;
            if (complaint.Contains(text, StringComparison.Ordinal) || Complaints.Exists(other => text.Contains(other.TextZh, StringComparison.Ordinal))
                || Symptoms.Exists(other => other.TextZh.Length > text.Length && other.TextZh.Contains(text, StringComparison.Ordinal))) Symptoms.RemoveAt(i);
        }
        // 咳嗽 beside 咳嗽咳痰 would be said twice.
        if (Complaints.Count > 1) Complaints.Sort((left, right) => complaint.IndexOf(left.TextZh, StringComparison.Ordinal).CompareTo(complaint.IndexOf(right.TextZh, StringComparison.Ordinal)));
        for (var i = Complaints.Count - 1; i >= 0; i--)
            if (Complaints.Exists(other => !ReferenceEquals(other, Complaints[i]) && other.TextZh.Contains(Complaints[i].TextZh, StringComparison.Ordinal))) Complaints.RemoveAt(i);
        var at = complaint.AsSpan().IndexOfAnyInRange('0', '9');
        if (at >= 0)
        {
            var end = at;
            while (end < complaint.Length && char.IsAsciiDigit(complaint[end])) end++;
            var rest = complaint.AsSpan(end).TrimStart("余+多");
            foreach (var unit in (ReadOnlySpan<string>)["分钟", "小时", "天", "日", "周", "个月", "月", "年"])
            {
                if (!rest.StartsWith(unit, StringComparison.Ordinal)) continue;
                Duration = int.Parse(complaint.AsSpan(at, Math.Min(end - at, 4)), System.Globalization.CultureInfo.InvariantCulture);
                DurationUnit = unit;
                break;
            }
        }
        if (Complaints.Count == 0 || at >= 0 && Duration == 0) FreeComplaint = complaint;
    }

    /// <summary>A complaint that can stand as a symptom beside another: not a reason to come, such as 发现血压升高.</summary>
    private static bool IsPlain(string text)
    {
        if (text.Length > 6) return false;
        foreach (var word in (ReadOnlySpan<string>)["发现", "体检", "复查", "要求", "确诊", "术后", "停经"]) if (text.Contains(word, StringComparison.Ordinal)) return false;
        return true;
    }

    private string ComplaintText()
    {
        if (Complaints.Count == 0) return "";
        var names = string.Join('、', Complaints.Select(symptom => symptom.TextZh));
        if (Duration == 0) return names;
        return names + Duration.ToString(System.Globalization.CultureInfo.InvariantCulture) + (DurationUnit == "月" ? "个月" : DurationUnit);
    }

    /// <summary>Whether a complaint or symptom says so.</summary>
    public bool Mentions(string text)
    {
        foreach (var symptom in Complaints) if (symptom.TextZh.Contains(text, StringComparison.Ordinal) || text.Contains(symptom.TextZh, StringComparison.Ordinal)) return true;
        foreach (var symptom in Symptoms) if (symptom.TextZh.Contains(text, StringComparison.Ordinal) || text.Contains(symptom.TextZh, StringComparison.Ordinal)) return true;
        return FreeComplaint.Contains(text, StringComparison.Ordinal);
    }

    /// <summary>Whether a sign, symptom or complaint has to do with one of the words.</summary>
    public bool Concerns(string[] words)
    {
        var said = CollectionsMarshal.AsSpan(_said);
        foreach (var word in words) if (said.IndexOf(word) >= 0) return true;
        return false;
    }

    /// <summary>Whether a sign, symptom or complaint holds the words.</summary>
    public bool Says(string words) => CollectionsMarshal.AsSpan(_said).IndexOf(words) >= 0;

    /// <summary>Whether one of the visit's diagnoses or lasting illnesses speaks against denying this one.</summary>
    public bool Has(string illness)
    {
        var stem = illness.AsSpan().TrimEnd("病史症");
        return CollectionsMarshal.AsSpan(_known).IndexOf(stem.Length < 2 ? illness : stem) >= 0;
    }

    /// <summary>All that is said and all that is known in one text each: looked through often, and fast.</summary>
    private void Collect(Visit visit)
    {
        _said.Clear();
        _known.Clear();
        foreach (var symptom in Complaints) Add(_said, symptom.TextZh);
        foreach (var symptom in Symptoms) Add(_said, symptom.TextZh);
        foreach (var sign in Signs) Add(_said, sign.TextZh);
        Add(_said, FreeComplaint);
        foreach (var diagnosis in visit.Diagnoses) Add(_known, diagnosis.Standard.Name);
        foreach (var past in Past) Add(_known, past.Name);
        foreach (var history in Histories) Add(_known, history.TextZh);
        if (Disease is not null) Add(_known, Disease.NameZh);
    }

    private static void Add(List<char> text, string words)
    {
        if (words.Length == 0) return;
        text.AddRange(words.AsSpan());
        text.Add('\n');
    }

    /// <summary>Habits and family, drawn once for the person. Smoking of adults: 50.5 % of men, 2.1 % of women (Global Adult Tobacco Survey China, 2018); the rest is invented.</summary>
    private void FillHistory(Visit visit)
    {
        var random = new RandomStream(seed, RandomPurpose.Note, visit.Resident.Id.Value, HistoryPart);
        Smokes = random.Unit() < (IsFemale ? 0.021 : 0.505) & Age >= 20;
        SmokingYears = Math.Max(1, Age - random.Between(18, 25));
        CigarettesDaily = random.Between(1, 4) * 5;
        Drinks = random.Unit() < (IsFemale ? 0.05 : 0.4) & Age >= 22;
        DrinkingYears = Math.Max(1, Age - random.Between(20, 30));
        AlcoholGramsDaily = random.Between(1, 6) * 20;
        Menarche = random.Between(12, 15);
        MarriageAge = random.Between(21, 28);
        Children = random.Chance(0.6) ? 1 : random.Chance(0.8) ? 2 : 3;
        HadAppendectomy = random.Unit() < 0.05 & Age >= 25;
        var family = random.Below(10);
        FamilyIllness = family switch { 0 or 1 => "高血压", 2 => "2型糖尿病", 3 => "冠心病", 4 when Age > 30 => "脑梗死", _ => "" };
        FamilyMember = random.Chance(0.5) ? "父亲" : "母亲";
    }

    private SyndromeSigns? PatternOf(Visit visit, IReadOnlyList<SyndromeSigns> patterns)
    {
        foreach (var diagnosis in visit.Diagnoses)
        {
            if (diagnosis.System != CodeSystem.TcmSyndrome) continue;
            if ((index.SignsOf(Disease, diagnosis.Standard.Code) ?? SyndromeSigns.Find(patterns, diagnosis.Standard.Name)) is { } signs) return signs;
        }
        return null;
    }
}
