using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Writing.Terms;

/// <summary>A laboratory item as one house calls it, codes it and measures it.</summary>
/// <param name="Factor">House unit = standard unit × factor.</param>
/// <param name="Vocabulary">Name of the code system: LOINC, or the house's own.</param>
internal sealed record LocalLabItem(string Code, string Name, string Unit, double Factor, int Decimals, string Vocabulary);

/// <summary>
/// Codes and names of one institution for what the catalogue knows: laboratory items, drugs, orders; wordings for diagnoses that its doctors write without a code. All invented; the truth is planted as answers of kind local-term.
/// </summary>
internal sealed class LocalTerms
{
    private static readonly string[] NameColumns = ["first-hospital", "tcm-hospital", "second-hospital", "maternal-hospital", "community"];

    private readonly Dictionary<string, LocalLabItem> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Term> _drugs = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, string Wording)> _wordings = [];
    private readonly List<Answer> _answers = [];
    private readonly string _source;
    private readonly double _uncodedShare;

    public LocalTerms(MedicalCatalogue? catalogue, Institution institution)
    {
        _source = institution.Source;
        Vocabulary = LocalVocabulary(institution.Source);
        UsesLoinc = institution.Source is "county-hospital" or "maternal-hospital" or "community";
        _uncodedShare = institution.Source switch { "tcm-hospital" => 0.06, "second-hospital" => 0.08, "community" => 0.05, "first-hospital" => 0.03, _ => 0.02 };
        foreach (var row in TermFile.Read("terms/local_diagnoses.csv")) _wordings.Add((row[0], row[1]));
        if (catalogue is not null)
        {
            AddItems(catalogue);
            AddDrugs(catalogue);
        }

        AddWordings();
    }

    /// <summary>Name of the house's own code system.</summary>
    public string Vocabulary { get; }

    /// <summary>True where results are coded by LOINC, with the house's own names.</summary>
    public bool UsesLoinc { get; }

    /// <summary>The house's terms with their truth, once for the house.</summary>
    public IReadOnlyList<Answer> Answers => _answers;

    public LocalLabItem Lab(LabItem item) => _items.TryGetValue(item.Id, out var found) ? found : new LocalLabItem(item.Id, item.Name, item.Unit, 1, item.Decimals, Vocabulary);

    /// <summary>A drug or herbal formula by the catalogue's code.</summary>
    public Term Drug(Term standard) => _drugs.TryGetValue(standard.Code, out var found) ? found : standard;

    /// <summary>The wording in place of code and name, for the share of diagnoses that this house's doctors leave uncoded.</summary>
    public string? Wording(in Diagnosis diagnosis, ulong seed, long visitKey, int index)
    {
        if (diagnosis.System != CodeSystem.Icd10) return null;
        var random = new RandomStream(seed, RandomPurpose.Terminology, visitKey, index);
        if (!random.Chance(_uncodedShare)) return null;
        var first = -1;
        var count = 0;
        for (var i = 0; i < _wordings.Count; i++)
        {
            if (!diagnosis.Standard.Code.StartsWith(_wordings[i].Prefix, StringComparison.Ordinal)) continue;
            first = first < 0 ? i : first;
            count++;
        }

        // The wordings of one code stand together in the file.
        return count == 0 ? null : _wordings[first + random.Below(count)].Wording;
    }

    private static string LocalVocabulary(string source) => source switch
    {
        "first-hospital" => "LIS-YY",
        "tcm-hospital" => "99ZYY",
        "second-hospital" => "EYHIS",
        "county-hospital" => "urn:xian-yiyuan:xiangmu",
        "maternal-hospital" => "urn:fubaoyuan:xiangmu",
        _ => "SQXT",
    };

    private void AddItems(MedicalCatalogue catalogue)
    {
        var names = TermFile.Read("terms/local_lab_names.csv");
        var column = Array.IndexOf(NameColumns, _source) + 1;
        var number = 0;
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in catalogue.LabItems.Values.OrderBy(e => e.Item.Id, StringComparer.Ordinal))
        {
            number++;
            var item = entry.Item;
            var own = column == 0 ? null : names.FirstOrDefault(r => string.Equals(r[0], item.EnglishAbbreviation, StringComparison.OrdinalIgnoreCase))?[column];
            var name = own ?? Styled(item);
            var (unit, factor, decimals) = HouseUnit(item);
            var isLoinc = UsesLoinc && item.Loinc.Length > 0 && factor == 1;
            var code = isLoinc ? item.Loinc : HouseCode(item, number);

            // Abbreviations repeat, and two items may share a LOINC code; a house's code names one thing.
            if (!codes.Add(code))
            {
                isLoinc = false;
                code = HouseCode(item, number) + "-" + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                codes.Add(code);
            }

            var local = new LocalLabItem(code, name, unit, factor, decimals, isLoinc ? "LOINC" : Vocabulary);
            _items[item.Id] = local;
            _answers.Add(new Answer("local-term", "laboratory", _source, "lab-item", local.Code,
                ("local_name", name), ("loinc", item.Loinc), ("standard_name", item.Name), ("local_unit", unit), ("standard_unit", item.Unit), ("factor", factor.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture))));
        }
    }

    private string Styled(LabItem item) => _source switch
    {
        "first-hospital" => item.EnglishAbbreviation.Length > 0 ? $"{item.Name}({item.EnglishAbbreviation})" : item.Name,
        "tcm-hospital" => item.Name,
        "second-hospital" => item.Name.EndsWith("测定", StringComparison.Ordinal) ? item.Name : item.Name + "测定",
        "maternal-hospital" => item.EnglishAbbreviation.Length > 0 ? item.Name + item.EnglishAbbreviation : item.Name,
        _ => item.Name,
    };

    private string HouseCode(LabItem item, int number) => _source switch
    {
        "first-hospital" => $"L{number:0000}",
        "tcm-hospital" => item.EnglishAbbreviation.Length > 0 ? item.EnglishAbbreviation.ToUpperInvariant().Replace("^", "", StringComparison.Ordinal) : $"X{number:000}",
        "second-hospital" => $"{25_0000 + number * 7}",
        "county-hospital" => $"XM{number:0000}",
        "maternal-hospital" => $"FY-{number:000}",
        _ => $"J{number:000}",
    };

    /// <summary>Units that two of the houses keep from their older analysers (molar masses: glucose 180.16, cholesterol 386.65, triolein 885.4, creatinine 113.12, urate 168.11, bilirubin 584.66 g/mol).</summary>
    private (string Unit, double Factor, int Decimals) HouseUnit(LabItem item)
    {
        var (unit, factor, decimals) = (_source, item.EnglishAbbreviation.ToUpperInvariant(), item.Unit) switch
        {
            ("second-hospital", "GLU", "mmol/L") => ("mg/dL", 18.016, 0),
            ("second-hospital", "TC" or "CHOL" or "HDL-C" or "LDL-C", "mmol/L") => ("mg/dL", 38.665, 0),
            ("second-hospital", "TG", "mmol/L") => ("mg/dL", 88.54, 0),
            ("second-hospital", "CREA" or "CR", "umol/L" or "μmol/L" or "µmol/L") => ("mg/dL", 0.011312, 2),
            ("second-hospital", "UA", "umol/L" or "μmol/L" or "µmol/L") => ("mg/dL", 0.016811, 1),
            ("second-hospital", "TBIL" or "DBIL", "umol/L" or "μmol/L" or "µmol/L") => ("mg/dL", 0.058466, 2),
            ("tcm-hospital", "HGB" or "HB", "g/L") => ("g/dL", 0.1, 1),
            ("tcm-hospital", "ALB" or "TP", "g/L") => ("g/dL", 0.1, 1),
            _ => (item.Unit, 1d, item.Decimals),
        };
        return (unit, factor, decimals);
    }

    private void AddDrugs(MedicalCatalogue catalogue)
    {
        var number = 0;
        foreach (var drug in catalogue.Drugs.Values.OrderBy(d => d.Id, StringComparer.Ordinal))
        {
            number++;
            var local = _source switch
            {
                "first-hospital" => new Term($"YP{number:00000}", $"{drug.NameZh} {drug.Specification}"),
                "tcm-hospital" => new Term($"X{10_000 + number * 3}", drug.NameZh),
                "second-hospital" => new Term($"{86_000_000 + number * 11}", $"({drug.InsuranceLevel}){drug.NameZh}"),
                "county-hospital" => new Term($"DRG{number:0000}", $"{drug.NameZh}[{drug.Specification}]"),
                "maternal-hospital" => new Term($"M{number:0000}", drug.NameZh),
                _ => new Term($"SQ{number:0000}", drug.NameZh),
            };
            _drugs[drug.Id] = local;
            _answers.Add(new Answer("local-term", "drug", _source, "drug", local.Code, ("local_name", local.Name), ("atc", drug.Atc), ("standard_name", drug.NameZh)));
        }
    }

    private void AddWordings()
    {
        foreach (var (prefix, wording) in _wordings) _answers.Add(new Answer("local-term", "diagnosis", _source, "diagnosis", wording, ("icd10_prefix", prefix)));
    }
}
