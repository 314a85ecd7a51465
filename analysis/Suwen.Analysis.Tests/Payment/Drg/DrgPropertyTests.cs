using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Suwen.Analysis.Tests.Payment.Drg;

/// <summary>What must hold of every case, on random cases of the lists of 1.1.</summary>
public sealed class DrgPropertyTests
{
    private static readonly Lazy<DrgLists> Lists = new(static () => DrgLists.Of("chs-drg-1.1"));
    private static readonly Lazy<string[]> Names = new(static () => [.. Lists.Value.DiagnosisListNames.Where(static n => !n.StartsWith("MDCZ.", StringComparison.Ordinal))]);

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void A_complication_that_the_main_diagnosis_excludes_never_changes_the_group() => Check(static random =>
    {
        var textCase = Draw(random);
        var main = textCase.Diagnoses.Split('|')[0];
        var excluded = Lists.Value.Complications(main, 2, excluded: true).Concat(Lists.Value.Complications(main, 1, excluded: true))
            .Where(c => !IsInAnyRule(c)).Take(40).ToList();
        return excluded.TrueForAll(c => Same(textCase, textCase with { Diagnoses = textCase.Diagnoses + "|" + c }));
    });

    [Fact]
    public void The_order_of_secondary_diagnoses_never_matters() => Check(static random =>
    {
        var textCase = Draw(random);
        return Same(textCase, textCase with { Diagnoses = ShuffleRest(textCase.Diagnoses, random) });
    });

    [Fact]
    public void The_order_of_further_procedures_never_matters() => Check(static random =>
    {
        var textCase = Draw(random);
        return Same(textCase, textCase with { Procedures = ShuffleRest(textCase.Procedures, random) });
    });

    [Fact]
    public void Duplicates_never_matter() => Check(static random =>
    {
        var textCase = Draw(random);
        var diagnoses = textCase.Diagnoses.Split('|');
        var procedures = textCase.Procedures.Split('|');
        return Same(textCase, textCase with
        {
            Diagnoses = textCase.Diagnoses + "|" + diagnoses[random.Next(diagnoses.Length)] + "|" + diagnoses[0],
            Procedures = textCase.Procedures.Length == 0 ? "" : textCase.Procedures + "|" + procedures[random.Next(procedures.Length)],
        });
    });

    [Fact]
    public void More_complications_never_lead_to_a_split_for_fewer() => Check(static random =>
    {
        var textCase = Draw(random);
        var before = Lists.Value.Group(textCase);
        var main = textCase.Diagnoses.Split('|')[0];
        var mcc = Lists.Value.Complications(main, 2).Where(c => !IsInAnyRule(c)).Skip(random.Next(500)).First();
        var after = Lists.Value.Group(textCase with { Diagnoses = textCase.Diagnoses + "|" + mcc });
        return before.Adrg == after.Adrg && (before.Status != "grouped" || after.Drg[3] <= before.Drg[3]);
    });

    [Fact]
    public void Writing_codes_in_lower_case_and_with_spaces_changes_nothing() => Check(static random =>
    {
        var textCase = Draw(random);
        return Same(textCase, textCase with { Diagnoses = textCase.Diagnoses.ToLowerInvariant().Replace("|", " | ", StringComparison.Ordinal), Procedures = textCase.Procedures.ToUpperInvariant() });
    });

    [Fact]
    public void Every_case_has_a_status_and_whatever_is_not_grouped_has_a_reason() => Check(static random =>
    {
        var outcome = Lists.Value.Group(Draw(random) with { Sex = random.Next(4) < 3 ? "1" : "", AgeYears = random.Next(-1, 200).ToString(CultureInfo.InvariantCulture) });
        return outcome.Status == "grouped" ? outcome.Drg != "0000" : outcome.Reason is { Length: > 0 } && (outcome.Status == "ambiguous") == outcome.Drg.EndsWith("QY", StringComparison.Ordinal);
    });

    private static void Check(Func<Random, bool> holds) =>
        Prop.ForAll(Seeds, seed => holds(new Random(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private static bool Same(TextCase left, TextCase right)
    {
        var (one, other) = (Lists.Value.Group(left), Lists.Value.Group(right));
        return (one.Mdc, one.Adrg, one.Drg, one.Status) == (other.Mdc, other.Adrg, other.Drg, other.Status);
    }

    /// <summary>Codes that rules look for among secondary diagnoses move a case for another reason than being a complication.</summary>
    private static bool IsInAnyRule(string code) => Asked.Value.Contains(code);

    private static readonly Lazy<HashSet<string>> Asked = new(static () =>
        [.. Lists.Value.Diagnoses("MDCZ"), .. Lists.Value.Diagnoses("PS1"), .. Lists.Value.Diagnoses("YC1")]);

    private static TextCase Draw(Random random)
    {
        var lists = Lists.Value;
        var list = Names.Value[random.Next(Names.Value.Length)];
        var main = Any(lists.Diagnoses(list), random);
        var rest = Enumerable.Range(0, random.Next(6)).Select(_ => Any(lists.Diagnoses(Any(Names.Value, random)), random));
        var operations = random.Next(3) == 0
            ? []
            : Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(lists.Procedures(Any([.. lists.Scheme.ProcedureLists.Keys], random)), random));
        var isInfant = list[0] == 'P' || list == "MDCP";
        return new TextCase(
            string.Join('|', new[] { main }.Concat(rest)), string.Join('|', operations), list[0] is 'N' or 'O' || list is "MDCN" or "MDCO" ? "2" : "1",
            isInfant ? "0" : "45", isInfant ? random.Next(60).ToString(CultureInfo.InvariantCulture) : "", isInfant ? "2600" : "");
    }

    private static string Any(string[] codes, Random random) => codes[random.Next(codes.Length)];

    private static string ShuffleRest(string codes, Random random)
    {
        var all = codes.Split('|');
        random.Shuffle(all.AsSpan(1));
        return string.Join('|', all);
    }
}
