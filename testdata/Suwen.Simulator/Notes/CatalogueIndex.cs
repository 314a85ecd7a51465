using Suwen.Simulator.Care.Catalogue;

namespace Suwen.Simulator.Notes;

/// <summary>What the note writer looks up in the catalogue, by what a visit holds.</summary>
internal sealed class CatalogueIndex
{
    private readonly Dictionary<string, Disease> _byCode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Exam> _examByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Procedure> _procedureByCode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HerbalFormula> _formulaByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Disease>> _bySpecialty = new(StringComparer.Ordinal);
    private readonly Dictionary<TcmPattern, SyndromeSigns> _signs = new(ReferenceEqualityComparer.Instance);
    private readonly MedicalCatalogue _catalogue;

    public CatalogueIndex(MedicalCatalogue catalogue, IReadOnlyList<SyndromeSigns> usual)
    {
        _catalogue = catalogue;
        foreach (var disease in catalogue.Diseases)
        {
            foreach (var code in disease.Codes) if (code.Role is "main" or "tcm-disease") _byCode.TryAdd(code.Code, disease);
            foreach (var pattern in disease.Patterns) _signs[pattern] = SyndromeSigns.Of(pattern, usual);
            if (disease.Kind is DiseaseKind.Screening or DiseaseKind.Newborn or DiseaseKind.Pregnancy or DiseaseKind.Traditional) continue;
            if (!_bySpecialty.TryGetValue(disease.Specialty, out var list)) _bySpecialty[disease.Specialty] = list = [];
            list.Add(disease);
        }
        foreach (var exam in catalogue.Exams.Values.OrderBy(exam => exam.Id, StringComparer.Ordinal)) _examByName.TryAdd(exam.NameZh, exam);
        foreach (var procedure in catalogue.Procedures.Values.OrderBy(procedure => procedure.Id, StringComparer.Ordinal)) _procedureByCode.TryAdd(procedure.Code, procedure);
        foreach (var formula in catalogue.Formulas.Values.OrderBy(formula => formula.Id, StringComparer.Ordinal)) _formulaByName.TryAdd(formula.NameZh, formula);
    }

    public Disease? DiseaseOf(string code) => _byCode.GetValueOrDefault(code);

    /// <summary>By the catalogue's id, which the visit's term may carry as its code, or else by name.</summary>
    public Exam? ExamOf(string code, string name) => _catalogue.Exams.TryGetValue(code, out var exam) ? exam : _examByName.GetValueOrDefault(name);

    public Procedure? ProcedureOf(string code) => _catalogue.Procedures.TryGetValue(code, out var procedure) ? procedure : _procedureByCode.GetValueOrDefault(code);

    public HerbalFormula? FormulaOf(string code, string name) => _catalogue.Formulas.TryGetValue(code, out var formula) ? formula : _formulaByName.GetValueOrDefault(name);

    /// <summary>What the disease shows in this syndrome.</summary>
    public SyndromeSigns? SignsOf(Disease? disease, string syndromeCode)
    {
        if (disease is not null) foreach (var pattern in disease.Patterns) if (pattern.SyndromeCode == syndromeCode) return _signs[pattern];
        return null;
    }

    /// <summary>Illnesses that the same specialty treats: what a doctor has to tell this one from.</summary>
    public IReadOnlyList<Disease> Neighbours(Disease disease) => _bySpecialty.TryGetValue(disease.Specialty, out var list) ? list : [];
}
