namespace Suwen.Simulator.Care;

/// <summary>A thing that is charged.</summary>
internal sealed record ChargeItem(Term Term, string Category, int PriceFen, string Level);

internal sealed partial class CareTables
{
    public ChargeItem BedItem { get; private set; } = null!;
    public ChargeItem WardRoundItem { get; private set; } = null!;
    /// <summary>Special, first, second class.</summary>
    public ChargeItem[] NursingItems { get; private set; } = [];
    public ChargeItem Registration { get; private set; } = null!;
    public ChargeItem ExpertRegistration { get; private set; } = null!;
    public ChargeItem ChiefRegistration { get; private set; } = null!;
    public ChargeItem EmergencyRegistration { get; private set; } = null!;
    public ChargeItem TraditionalRegistration { get; private set; } = null!;
    public ChargeItem CommunityRegistration { get; private set; } = null!;
    public ChargeItem VaccinationService { get; private set; } = null!;
    /// <summary>Index of fasting glucose among the items, or −1.</summary>
    public int GlucoseItem { get; private set; }
    /// <summary>Examinations of an organ that the other sex has not: of women, of men.</summary>
    public ExamTable? WomensExam { get; private set; }
    public ExamTable? MensExam { get; private set; }

    public SignalTable[] Signals { get; private set; } = [];

    private void MakeSignals()
    {
        var signals = new List<SignalTable>();
        foreach (var signal in World.Catalogue.AdverseSignals)
        {
            if (Drug(signal.DrugId) is { } drug) signals.Add(new SignalTable(signal, drug, new Term(signal.ReactionId, signal.NameZh)));
        }
        Signals = [.. signals];
    }

    private void MakeFees()
    {
        BedItem = Charge("bed-three", "床位费", 4500);
        WardRoundItem = Charge("inpatient-visit", "诊察费", 2400);
        NursingItems = [Charge("nursing-1", "护理费", 3600), Charge("nursing-1", "护理费", 3600), Charge("nursing-2", "护理费", 2400)];
        Registration = Charge("reg-outpatient", "诊察费", 2000);
        ExpertRegistration = Charge("reg-expert", "诊察费", 3000);
        ChiefRegistration = Charge("reg-chief", "诊察费", 5000);
        EmergencyRegistration = Charge("reg-emergency", "诊察费", 2500);
        TraditionalRegistration = Charge("reg-tcm", "诊察费", 2800);
        CommunityRegistration = Charge("general-visit", "一般诊疗费", 1200);
        VaccinationService = Charge("vaccination-service", "其他费", 2800);
        GlucoseItem = Math.Max(-1, ItemIndex("glu"));
        foreach (var id in DiseaseTable.Sorted(World.Catalogue.Exams))
        {
            var exam = World.Catalogue.Exams[id];
            if (WomensExam is null && (exam.NameZh.Contains("子宫", StringComparison.Ordinal) || exam.NameZh.Contains("妇科", StringComparison.Ordinal) || exam.NameZh.Contains("产科", StringComparison.Ordinal))) WomensExam = Exam(id);
            if (MensExam is null && exam.NameZh.Contains("前列腺", StringComparison.Ordinal)) MensExam = Exam(id);
        }
    }

    private ChargeItem Charge(string id, string category, int otherwiseFen) => World.Catalogue.FeeItems.TryGetValue(id, out var item)
        ? new ChargeItem(new Term(item.Code, item.NameZh), item.FeeCategory, item.PriceFen, item.InsuranceLevel)
        : new ChargeItem(new Term(id, category), category, otherwiseFen, "甲");
}
