using Suwen.Simulator.Care.Catalogue;

namespace Suwen.Simulator.Care;

/// <summary>When something of a disease is done; the words of the content's column "when".</summary>
internal enum Occasion : byte { Outpatient, Emergency, Admission, Daily, Discharge, FollowUp, Inpatient, AddOn }

/// <summary>An item with the bounds and the index by which effects find it.</summary>
internal sealed record LabItemTable(int Index, LabItemEntry Entry);

internal sealed record PanelTable(LabPanel Panel, Term Term, LabItemTable[] Items);

internal sealed record DrugTable(Drug Drug, Term Term, double TimesPerDay, int Decimals);

internal sealed record ExamTable(Exam Exam, Term Term);

internal sealed record ProcedureTable(Procedure Procedure, Term Term);

internal readonly record struct EffectTable(LabEffect Effect, int Item, EffectMode Mode);

internal enum EffectMode : byte { Add, Times, Text }

internal readonly record struct ExamChoice(DiseaseExam Choice, ExamTable Exam);

internal readonly record struct DrugChoice(DiseaseDrug Choice, DrugTable Drug);

internal readonly record struct PanelChoice(DiseasePanel Choice, PanelTable Panel);

internal readonly record struct ProcedureChoice(DiseaseProcedure Choice, ProcedureTable Procedure);

/// <summary>A disease with everything looked up that making a visit needs.</summary>
internal sealed class DiseaseTable
{
    public DiseaseTable(Disease disease, MedicalCatalogue catalogue, CareTables tables)
    {
        Disease = disease;
        Main = Codes(disease, "main");
        Complications = Codes(disease, "complication");
        Outcomes = Codes(disease, "outcome");
        Panels = Split(disease.Panels, p => p.When, p => tables.Panel(p.PanelId) is { } panel ? new PanelChoice(p, panel) : (PanelChoice?)null);
        Drugs = Split(disease.Drugs, d => d.When, d => tables.Drug(d.DrugId) is { } drug ? new DrugChoice(d, drug) : (DrugChoice?)null);
        Exams = Split(disease.Exams, e => e.When, e => tables.Exam(e.ExamId) is { } exam ? new ExamChoice(e, exam) : (ExamChoice?)null);
        var procedures = new List<ProcedureChoice>();
        foreach (var choice in disease.Procedures)
        {
            if (catalogue.Procedures.TryGetValue(choice.ProcedureId, out var procedure)) procedures.Add(new ProcedureChoice(choice, new ProcedureTable(procedure, new Term(procedure.Code, procedure.NameZh))));
        }
        Procedures = [.. procedures];
        var effects = new List<EffectTable>();
        foreach (var effect in disease.LabEffects)
        {
            if (tables.ItemIndex(effect.ItemId) is var index and >= 0)
                effects.Add(new EffectTable(effect, index, effect.Mode switch { "times" => EffectMode.Times, "text" => EffectMode.Text, _ => EffectMode.Add }));
        }
        Effects = [.. effects];
        var complaints = new List<DiseaseSymptom>();
        foreach (var symptom in disease.Symptoms) if (symptom.Kind == "complaint") complaints.Add(symptom);
        Complaints = [.. complaints];
        if (Main.Terms.Length > 0)
        {
            IsCancer = Main.Terms[0].Code[0] == 'C';
            IsInjury = Main.Terms[0].Code[0] is 'S' or 'T';
        }
    }

    public Disease Disease { get; }
    public CodeChoice Main { get; }
    public CodeChoice Complications { get; }
    public CodeChoice Outcomes { get; }
    public PanelChoice[][] Panels { get; }
    public DrugChoice[][] Drugs { get; }
    public ExamChoice[][] Exams { get; }
    public ProcedureChoice[] Procedures { get; }
    public EffectTable[] Effects { get; }
    public DiseaseSymptom[] Complaints { get; }
    public bool IsCancer { get; }
    public bool IsInjury { get; }

    /// <summary>Keys in the order of their code points: dictionaries are never walked in their own order.</summary>
    public static string[] Sorted<T>(IReadOnlyDictionary<string, T> dictionary)
    {
        var keys = new string[dictionary.Count];
        var i = 0;
        foreach (var key in dictionary.Keys) keys[i++] = key;
        Array.Sort(keys, StringComparer.Ordinal);
        return keys;
    }

    private static CodeChoice Codes(Disease disease, string role)
    {
        var terms = new List<Term>();
        var weights = new List<double>();
        foreach (var code in disease.Codes)
        {
            if (code.Role != role) continue;
            terms.Add(new Term(code.Code, code.NameZh));
            weights.Add(code.Weight);
        }
        return new CodeChoice([.. terms], [.. weights]);
    }

    private static TChoice[][] Split<TRow, TChoice>(IReadOnlyList<TRow> rows, Func<TRow, string> when, Func<TRow, TChoice?> choice) where TChoice : struct
    {
        var lists = new List<TChoice>[8];
        for (var i = 0; i < lists.Length; i++) lists[i] = [];
        foreach (var row in rows)
        {
            if (choice(row) is { } made) lists[(int)OccasionOf(when(row))].Add(made);
        }
        var result = new TChoice[8][];
        for (var i = 0; i < lists.Length; i++) result[i] = [.. lists[i]];
        return result;
    }

    private static Occasion OccasionOf(string when) => when switch
    {
        "emergency" => Occasion.Emergency,
        "admission" => Occasion.Admission,
        "daily" => Occasion.Daily,
        "discharge" => Occasion.Discharge,
        "follow-up" => Occasion.FollowUp,
        "inpatient" => Occasion.Inpatient,
        "add-on" => Occasion.AddOn,
        _ => Occasion.Outpatient,
    };
}

/// <summary>Codes to choose from, by weight.</summary>
internal sealed record CodeChoice(Term[] Terms, double[] Weights);
