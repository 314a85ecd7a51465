using System.Text.Json;
using Suwen.Server.Tests.Commands;

namespace Suwen.Server.Tests.Catalogue;

/// <summary>Each command, once opening the folder itself and once beside a server on it.</summary>
public sealed class CatalogCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    public static TheoryData<bool> BesideServer => [false, true];

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Resources_are_listed_found_and_checked(bool besideServer)
    {
        var list = await folders.RunAsync(besideServer, "catalog", "list", "--category", "0402");
        list.Code.ShouldBe(0, list.Error);
        list.Out.ShouldContain("cdr.measurement");
        list.Out.ShouldNotContain("cdr.visit_occurrence");
        (await folders.RunAsync(besideServer, "catalog", "search", "病案首页")).Out.ShouldContain("cdr.cn_inpatient_case");
        (await folders.RunAsync(besideServer, "catalog", "search", "nothing-of-this")).Code.ShouldBe(1);
        (await folders.RunAsync(besideServer, "catalog", "check")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out), r => r.Out.ShouldContain("Every identifier is in order."));
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task A_profile_a_note_and_elements_show_on_the_resource(bool besideServer)
    {
        var profile = await folders.RunAsync(besideServer, "catalog", "profile", "--again");
        profile.Code.ShouldBe(0, profile.Error);
        profile.Out.ShouldContain("visit_occurrence                            3 rows");
        (await folders.RunAsync(besideServer, "catalog", "profile", "visit_occurrence")).Out.ShouldContain("0 tables with 0 rows profiled");
        (await folders.RunAsync(besideServer, "catalog", "describe", "visit_occurrence", "--owner", "医务处", "--tag", "重点")).Code.ShouldBe(0);
        var shown = await folders.RunAsync(besideServer, "catalog", "show", "cdr.visit_occurrence");
        shown.Out.ShouldContain("医务处");
        shown.Out.ShouldContain("3 rows");
        shown.Out.ShouldContain("DE06.00.062.00");
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task The_assessment_and_the_export_can_be_read_by_machines(bool besideServer)
    {
        using var assessment = JsonDocument.Parse((await folders.RunAsync(besideServer, "catalog", "assess", "--format", "json")).Out);
        assessment.RootElement.GetProperty("items").EnumerateArray().ShouldContain(i => i.GetProperty("status").GetString() == "needs a person");
        (await folders.RunAsync(besideServer, "catalog", "assess")).Out.ShouldStartWith("# 互联互通标准化自评");
        var file = folders.Folder[$"catalogue-{besideServer}.jsonld"];
        (await folders.RunAsync(besideServer, "catalog", "export", "--out", file)).Code.ShouldBe(0);
        using var export = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        export.RootElement.GetProperty("@graph").GetArrayLength().ShouldBeGreaterThan(200);
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Lineage_leads_from_a_column_to_the_fields_of_its_sources_and_to_its_views(bool besideServer)
    {
        var result = await folders.RunAsync(besideServer, "lineage", "of", "cdr.measurement.value_as_number", "--values");
        result.Code.ShouldBe(0, result.Error);

        // The sample's haemoglobin of 118 g/L is the value of an Observation (Sample.cs); the one with a wrong time is set aside and hides nothing.
        result.Out.ShouldContain("#Observation.valueQuantity.value");
        result.Out.ShouldContain("cdm.measurement.value_as_number");
        (await folders.RunAsync(besideServer, "lineage", "of", "--entry", "1:1")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("received"));
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task The_impact_of_a_feed_names_tables_views_and_screens(bool besideServer)
    {
        var result = await folders.RunAsync(besideServer, "lineage", "impact", "--source", "hospital-b");
        result.Code.ShouldBe(0, result.Error);
        result.Out.ShouldContain("If hospital-b stops:");
        result.Out.ShouldContain("cdm.condition_occurrence");
        result.Out.ShouldContain("screen:");
        (await folders.RunAsync(besideServer, "lineage", "impact", "--column", "cdr.death.death_date")).Out.ShouldContain("cdm.death: death_date");
    }

    [Fact]
    public async Task Wrong_usage_and_unknown_names_are_told_apart()
    {
        (await folders.RunAsync(false, "lineage", "impact")).Code.ShouldBe(2);
        (await folders.RunAsync(false, "catalog", "describe", "cdr.person")).Code.ShouldBe(2);
        (await folders.RunAsync(false, "catalog", "show", "cdr.nothing")).Code.ShouldBe(3);
        (await folders.RunAsync(false, "lineage", "of", "cdr.person.nothing")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(3), r => r.Error.ShouldStartWith("caller: "));
        (await folders.RunAsync(false, "lineage", "impact", "--source", "nobody")).Code.ShouldBe(3);
    }

    [Fact]
    public async Task A_sites_own_elements_are_imported_whole_or_not_at_all()
    {
        var file = folders.Folder["elements.csv"];
        await File.WriteAllTextAsync(file, "element_id,name_zh,value_set_id,data_type,format,unit\nX1,一,,S1,,\nX1,二,,S1,,\n");
        var refused = await folders.RunAsync(false, "catalog", "import", "--elements", file);
        refused.Code.ShouldBe(3);
        refused.Error.ShouldContain("line 3");
        await File.WriteAllTextAsync(file, "element_id,name_zh\nDE06.00.062.00,就诊时间\n");
        (await folders.RunAsync(false, "catalog", "import", "--elements", file)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldStartWith("1 elements"));
    }
}
