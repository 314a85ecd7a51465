using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Suwen.Standards.Terminology;

namespace Suwen.Standards.Tests.Terminology;

public sealed class ContentTests
{
    /// <summary>
    /// content.snapshot.csv holds, for each table that was shipped, how many codes it had and a hash of them in their order. Concept ids are
    /// places in the table: rows in the field hold them, so codes are only ever added at a table's end.
    /// </summary>
    [Fact]
    public void The_tables_only_grow_at_their_end()
    {
        var shipped = File.ReadAllLines(Path.Combine(Folder(), "content.snapshot.csv")).Skip(1).Select(l => l.Split(',')).ToList();
        shipped.Count.ShouldBe(BuiltInTerms.Systems.Count(s => s.Id != "gb2260-divisions") + 2);
        foreach (var line in shipped)
        {
            var codes = CodesOf(line[0]);
            codes.Count.ShouldBeGreaterThanOrEqualTo(int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture), line[0]);
            HashOf(codes.Take(int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture))).ShouldBe(line[2], line[0]);
        }
    }

    /// <summary>Numbers of codes as the sources of the tables state them: 35,862 of 国临 2.0, 13,686 procedures, 56 peoples of GB/T 3304, 4,750 lines of the drug list below 878 headings.</summary>
    [Theory]
    [InlineData("icd10-gl2", 35_862)]
    [InlineData("icd10-yb2", 33_304)]
    [InlineData("icd9cm3-yb2", 13_686)]
    [InlineData("gb3304-ethnic", 56)]
    [InlineData("gb2261-1-sex", 4)]
    [InlineData("gb2659-countries", 241)]
    [InlineData("nrdl-2024", 4_750 + 878)]
    public void A_system_has_as_many_codes_as_its_publication(string system, int codes)
    {
        BuiltInTerms.Terms(system).Count(t => t.ConceptId < BuiltInTerms.System(system)!.ConceptBase + CodeSystem.FirstHeading).ShouldBe(codes);
    }

    [Fact]
    public void Every_term_has_a_concept_of_its_own_within_its_systems_range_and_a_parent_that_is_there()
    {
        var concepts = new HashSet<long>();
        foreach (var system in BuiltInTerms.Systems)
        {
            var terms = BuiltInTerms.Terms(system.Id);
            terms.ShouldNotBeEmpty(system.Id);
            terms.Where(t => t.ConceptId <= system.ConceptBase || t.ConceptId >= system.ConceptBase + CodeSystem.ConceptsPerSystem).Select(t => t.Code).ShouldBeEmpty(system.Id);
            terms.Where(t => !concepts.Add(t.ConceptId)).Select(t => t.Code).ShouldBeEmpty(system.Id);
            terms.Where(t => t.Parent is not null && BuiltInTerms.Find(system.Id, t.Parent) is null).ShouldBeEmpty(system.Id);
            terms.Select(t => t.Code.ToUpperInvariant()).ShouldBeUnique();
        }
    }

    [Fact]
    public void The_way_up_from_every_term_ends()
    {
        foreach (var term in BuiltInTerms.Systems.SelectMany(s => BuiltInTerms.Terms(s.Id)))
        {
            var steps = 0;
            for (var at = term; at.Parent is { } parent; at = BuiltInTerms.Find(at.System, parent)!)
            {
                (++steps).ShouldBeLessThan(10, term.System + " " + term.Code);
            }
        }
    }

    /// <summary>The hierarchy of ICD-10 (WHO): E11.9 is of E11, which is of chapter IV, E00-E90.</summary>
    [Fact]
    public void Codes_stand_below_their_headings()
    {
        var term = BuiltInTerms.Find("icd10-gl2", "e11.900")!;
        term.Name.ShouldBe("2型糖尿病");
        term.Parent.ShouldBe("E11.9");
        BuiltInTerms.Find("icd10-gl2", "E11.9")!.Parent.ShouldBe("E11");
        BuiltInTerms.Find("icd10-gl2", "E11")!.Parent.ShouldBe("E00-E90");
        BuiltInTerms.Find("icd9cm3-yb2", "36.07")!.Parent.ShouldBe("36.0");
        BuiltInTerms.Find("icd9cm3-yb2", "36.0")!.Parent.ShouldBe("35-39");
    }

    [Theory]
    [InlineData("ICD10CN", "icd10-gl2")]
    [InlineData("urn:oid:2.16.156.10011.2.3.3.12", "icd9cm3-yb2")]
    [InlineData("gb/t 3304", "gb3304-ethnic")]
    [InlineData("http://hl7.org/fhir/sid/icd-10", "icd10-gl2")]
    public void A_system_is_known_by_what_senders_call_it(string alias, string system) => BuiltInTerms.SystemCalled(alias)!.Id.ShouldBe(system);

    [Fact]
    public void A_map_leads_where_the_published_table_does()
    {
        var map = BuiltInMaps.All.Single(m => m.From == "icd10-gl2");
        map.Target("A00.000").ShouldBe("A00.000");
        map.Listed.Count.ShouldBe(4_388 + 275);
        map.Listed.Where(p => p.Value.Length > 0).ShouldAllBe(p => BuiltInTerms.Find("icd10-yb2", p.Value) != null);
        BuiltInMaps.All.Single(m => m.To == "icd9cm3-yb2").Listed.Count.ShouldBe(560);
    }

    /// <summary>A LOINC code ends in its check digit by modulus 10 (LOINC Users' Guide, appendix on the check digit).</summary>
    [Fact]
    public void Every_code_of_LOINC_has_its_check_digit()
    {
        foreach (var code in CodesOf("loinc-selection.csv"))
        {
            var digits = code[..code.IndexOf('-', StringComparison.Ordinal)];
            var odd = string.Concat(digits.Reverse().Where((_, i) => i % 2 == 0));
            var even = string.Concat(digits.Reverse().Where((_, i) => i % 2 == 1));
            var sum = (even + (2 * long.Parse(odd, System.Globalization.CultureInfo.InvariantCulture))).Sum(c => c - '0');
            (((10 - (sum % 10)) % 10) == code[^1] - '0').ShouldBeTrue(code);
        }
    }

    [Fact]
    public void Every_system_says_its_source_and_its_standing()
    {
        BuiltInTerms.Systems.ShouldAllBe(s => s.Source.Length > 10 && s.Licence.Length > 2 && s.Version.Length > 0);
        BuiltInTerms.Systems.ShouldAllBe(s => s.Status == "official table in transcription" || s.Status == "unofficial transcription" || s.Status == "compiled; not official");
    }

    private static List<string> CodesOf(string file)
    {
        var codes = new List<string>();
        BuiltInTerms.ReadTable(file, row => codes.Add(row("code")!));
        return codes;
    }

    private static string HashOf(IEnumerable<string> codes) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', codes))));

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
