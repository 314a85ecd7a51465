using Suwen.Storage.Schema;

namespace Suwen.Governance.Quality;

/// <summary>Checks on single concepts, from <c>concept-checks.csv</c>: what a number can be, in which unit, and of which sex a person is.</summary>
internal static class ConceptChecks
{
    private const int Male = 8507;
    private const int Female = 8532;

    public static IEnumerable<QualityCheck> Create()
    {
        foreach (var line in QualityContent.Lines("concept-checks.csv"))
        {
            var table = CanonicalModel.Table(line["table"]);
            var field = table.Name.Replace("_occurrence", "", StringComparison.Ordinal) + "_concept_id";
            var (id, what) = (line["concept_id"], (line["name_zh"], line["name_en"]));
            foreach (var (type, body) in Of(line, "t." + field, id))
            {
                yield return CheckType.Of(type).On(table, field, body, id, what);
            }
        }
    }

    private static IEnumerable<(string Type, ScanBody Body)> Of(ContentLine line, string field, string id)
    {
        switch (line["kind"])
        {
            case "value":
                var considered = $"{field} = {id} and t.unit_concept_id = {line["unit_concept_id"]} and t.value_as_number is not null";
                yield return ("plausibleConceptValueLow", new ScanBody(considered, $"t.value_as_number < {line["low"]}"));
                yield return ("plausibleConceptValueHigh", new ScanBody(considered, $"t.value_as_number > {line["high"]}"));
                break;
            case "unit":
                yield return ("plausibleUnitConceptIds", new ScanBody($"{field} = {id} and t.unit_concept_id is not null and t.value_as_number is not null", $"t.unit_concept_id not in ({line["allowed_units"].Replace(';', ',')})"));
                break;
            case "male" or "female":
                yield return ("plausibleGender", new ScanBody($"{field} = {id} and p.gender_concept_id in ({Male}, {Female})", "p.gender_concept_id <> " + Wanted(line), ScanJoins.Person));
                break;
            case "male-descendants" or "female-descendants":
                yield return ("plausibleGenderUseDescendants", new ScanBody(
                    $"({field} = {id} or {field} in (select descendant_concept_id from cdr.concept_ancestor where ancestor_concept_id = {id})) and p.gender_concept_id in ({Male}, {Female})",
                    "p.gender_concept_id <> " + Wanted(line),
                    ScanJoins.Person));
                break;
            default:
                throw new InvalidOperationException($"{line.Place}: there is no kind {line["kind"]}.");
        }
    }

    private static int Wanted(ContentLine line) => line["kind"].StartsWith("male", StringComparison.Ordinal) ? Male : Female;
}
