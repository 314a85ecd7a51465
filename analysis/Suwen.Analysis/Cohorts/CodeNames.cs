using System.Collections.Frozen;
using Suwen.Standards.Terminology;

namespace Suwen.Analysis.Cohorts;

/// <summary>What an author's name of a code system stands for in rows.</summary>
/// <param name="Names">Every name under which senders state it.</param>
/// <param name="Vocabularies">Its ids in OMOP's vocabulary table.</param>
/// <param name="LongerIsNarrower">True where a code that begins with another stands below it.</param>
/// <param name="IsKnown">False for a name that only a source may use.</param>
internal sealed record CodeSystemNames(IReadOnlyList<string> Names, IReadOnlyList<string> Vocabularies, bool LongerIsNarrower, bool IsKnown);

/// <summary>Names of code systems: those built in, and those of OMOP and FHIR.</summary>
internal static class CodeNames
{
    private static readonly FrozenDictionary<string, CodeSystemNames> International = new Dictionary<string, CodeSystemNames>(StringComparer.OrdinalIgnoreCase)
    {
        ["LOINC"] = Known(false, "LOINC", "LN", "http://loinc.org", "urn:oid:2.16.840.1.113883.6.1"),
        ["SNOMED"] = Known(false, "SNOMED", "SCT", "SNOMED CT", "SNOMED-CT", "http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96"),
        ["RxNorm"] = Known(false, "RxNorm", "http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88"),
        ["ATC"] = Known(true, "ATC", "WHO ATC", "http://www.whocc.no/atc", "urn:oid:2.16.840.1.113883.6.73"),
        ["CVX"] = Known(false, "CVX", "http://hl7.org/fhir/sid/cvx", "urn:oid:2.16.840.1.113883.12.292"),
        ["ICD10CM"] = Known(true, "ICD10CM", "ICD-10-CM", "http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90"),
        ["ICD9Proc"] = Known(true, "ICD9Proc"),
        ["NDC"] = Known(false, "NDC", "http://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69"),
        ["CPT4"] = Known(false, "CPT4", "CPT", "http://www.ama-assn.org/go/cpt"),
        ["HCPCS"] = Known(false, "HCPCS"),
        ["UCUM"] = Known(false, "UCUM", "http://unitsofmeasure.org"),
        ["Read"] = Known(true, "Read"),
    }.SelectMany(static p => p.Value.Names.Select(n => (Name: n, p.Value))).DistinctBy(static p => p.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(static p => p.Name, static p => p.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The systems that both national editions of ICD-10 and their headings are, for an author who says ICD-10 and no more.</summary>
    private static readonly string[] Icd10 = ["icd10-gl2", "icd10-yb2"];

    /// <summary>What a name stands for; a name that is not known stands for itself.</summary>
    public static CodeSystemNames Of(string system)
    {
        var name = system.Trim();
        if (International.TryGetValue(name, out var known))
        {
            return known;
        }

        string[] ids = name.Equals("ICD-10", StringComparison.OrdinalIgnoreCase) || name.Equals("ICD10", StringComparison.OrdinalIgnoreCase)
            ? Icd10
            : (BuiltInTerms.System(name.ToLowerInvariant()) ?? BuiltInTerms.SystemCalled(name)) is { } one ? [one.Id] : [];
        if (ids.Length == 0)
        {
            return new CodeSystemNames([name], [name], true, false);
        }

        string[] names = [.. ids.SelectMany(static id => BuiltInTerms.System(id)!.Aliases.Prepend(id).Concat(BuiltInTerms.System(id)!.Oid is { } oid ? [oid] : [])).Distinct(StringComparer.OrdinalIgnoreCase)];
        return new CodeSystemNames(names, names, true, true);
    }

    private static CodeSystemNames Known(bool longerIsNarrower, string id, params string[] others) => new([id, .. others], [id], longerIsNarrower, true);
}
