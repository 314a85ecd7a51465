using System.Globalization;

namespace Suwen.Analysis.Payment.Drg;

/// <summary>
/// Reads the rules of a scheme: tests joined by <c>and</c>, <c>or</c>, <c>not</c> and brackets. Tests are <c>main in LIST</c>, <c>secondary in LIST</c>,
/// <c>any diagnosis in LIST</c>, <c>main procedure in LIST</c>, <c>any procedure in LIST</c>, <c>regions PREFIX >= 2</c>, <c>sex = male</c>,
/// <c>age_days &lt;= 28</c> (also age_years, birth_weight, length_of_stay, discharge_way), <c>mcc</c>, <c>cc</c>, <c>always</c>, <c>otherwise</c>.
/// </summary>
internal sealed class DrgRuleParser
{
    private readonly IReadOnlyDictionary<string, int> diagnosisLists;
    private readonly IReadOnlyDictionary<string, int> procedureLists;
    private readonly int diagnosisWords;
    private readonly int procedureWords;
    private string[] tokens = [];
    private int at;

    public DrgRuleParser(IReadOnlyDictionary<string, int> diagnosisLists, IReadOnlyDictionary<string, int> procedureLists, int diagnosisWords, int procedureWords)
    {
        this.diagnosisLists = diagnosisLists;
        this.procedureLists = procedureLists;
        this.diagnosisWords = diagnosisWords;
        this.procedureWords = procedureWords;
    }

    /// <exception cref="FormatException">The rule cannot be read; the message says why.</exception>
    public DrgRule Parse(string rule)
    {
        tokens = rule.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        at = 0;
        var parsed = Or();
        return at == tokens.Length ? parsed : throw new FormatException($"\"{tokens[at]}\" is not expected");
    }

    private DrgRule Or()
    {
        var parts = new List<DrgRule> { And() };
        while (Take("or"))
        {
            parts.Add(And());
        }

        return parts.Count == 1 ? parts[0] : new OrRule([.. parts]);
    }

    private DrgRule And()
    {
        var parts = new List<DrgRule> { One() };
        while (Take("and"))
        {
            parts.Add(One());
        }

        return parts.Count == 1 ? parts[0] : new AndRule([.. parts]);
    }

    private DrgRule One()
    {
        var start = at;
        if (Take("not"))
        {
            var inner = One();
            return new NotRule(TextFrom(start), inner);
        }

        if (Take("("))
        {
            var inner = Or();
            return Take(")") ? inner : throw new FormatException("a bracket is not closed");
        }

        return Test();
    }

    private DrgTest Test()
    {
        var start = at;
        switch (Next())
        {
            case "always" or "otherwise": return new AlwaysTest(TextFrom(start));
            case "mcc": return new ComplicationTest("mcc", isMajor: true);
            case "cc": return new ComplicationTest("cc", isMajor: false);
            case "main" when Take("procedure"): return List(start, DrgPart.MainProcedure);
            case "main": return List(start, DrgPart.MainDiagnosis);
            case "secondary": return List(start, DrgPart.SecondaryDiagnosis);
            case "any" when Take("procedure"): return List(start, DrgPart.AnyProcedure);
            case "any" when Take("diagnosis"): return List(start, DrgPart.AnyDiagnosis);
            case "regions": return Regions(start);
            case "sex": return Sex(start);
            case "age_years": return Number(start, DrgNumber.AgeYears);
            case "age_days": return Number(start, DrgNumber.AgeDays);
            case "birth_weight": return Number(start, DrgNumber.BirthWeight);
            case "length_of_stay": return Number(start, DrgNumber.LengthOfStay);
            case "discharge_way": return Number(start, DrgNumber.DischargeWay);
            default: throw new FormatException($"\"{tokens[start]}\" begins no test");
        }
    }

    private ListTest List(int start, DrgPart part)
    {
        Expect("in");
        var name = Next();
        var isProcedure = part >= DrgPart.MainProcedure;
        if (!(isProcedure ? procedureLists : diagnosisLists).TryGetValue(name, out var list))
        {
            throw new FormatException($"there is no list {name} of {(isProcedure ? "procedures" : "diagnoses")}");
        }

        return new ListTest(TextFrom(start), part, list, FirstWord(part) + (list >> 6));
    }

    private int FirstWord(DrgPart part) => part <= DrgPart.AnyDiagnosis ? (int)part * diagnosisWords : (3 * diagnosisWords) + (((int)part - 3) * procedureWords);

    private RegionsTest Regions(int start)
    {
        var prefix = Next() + ".";
        var lists = diagnosisLists.Where(l => l.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(static l => l.Value).ToArray();
        return lists.Length == 0
            ? throw new FormatException($"there is no list of diagnoses whose name begins with {prefix}")
            : new RegionsTest(Comparison(start, out var comparison), lists, FirstWord(DrgPart.AnyDiagnosis), comparison);
    }

    private SexTest Sex(int start)
    {
        Expect("=");
        var sex = Next() switch { "male" => 1, "female" => 2, var other => throw new FormatException($"the sex \"{other}\" is neither male nor female") };
        return new SexTest(TextFrom(start), sex);
    }

    private NumberTest Number(int start, DrgNumber number) => new(Comparison(start, out var comparison), number, comparison);

    private string Comparison(int start, out DrgComparison comparison)
    {
        var sign = Next();
        var value = Next();
        if (sign is not ("<" or "<=" or ">" or ">=" or "=") || !int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw new FormatException($"\"{sign} {value}\" is no comparison with a whole number");
        }

        comparison = new DrgComparison(sign, number);
        return TextFrom(start);
    }

    private bool Take(string token)
    {
        if (at >= tokens.Length || tokens[at] != token)
        {
            return false;
        }

        at++;
        return true;
    }

    private string Next() => at < tokens.Length ? tokens[at++] : throw new FormatException("the rule ends too early");

    private void Expect(string token)
    {
        if (!Take(token))
        {
            throw new FormatException($"\"{token}\" is missing");
        }
    }

    private string TextFrom(int start) => string.Join(' ', tokens[start..at]);
}
