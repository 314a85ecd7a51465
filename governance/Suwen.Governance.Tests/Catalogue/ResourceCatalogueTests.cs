using System.Text.Json;
using Suwen.Governance.Catalogue;
using Suwen.Standards.DataElements;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Tests.Catalogue;

public sealed class ResourceCatalogueTests : IDisposable
{
    private static readonly FeedResource Feed = new(2, "second", "第二医院", "hospital", ["hl7v2"], 12, new DateOnly(2026, 1, 2), new DateOnly(2026, 3, 4));
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-resources-").FullName;
    private readonly CatalogueState state;

    public ResourceCatalogueTests() => state = CatalogueState.Open(Path.Combine(folder, "app.db"), TimeProvider.System);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private IReadOnlyList<Resource> List(string? root = null) => new ResourceCatalogue(state, root, []).List([Feed]);

    [Fact]
    public void The_tree_has_the_categories_of_the_national_design()
    {
        // 类目 and their number of 亚目 as the issue of the project lists them.
        CatalogueContent.Categories.Where(c => c.Level == 1).Select(c => (c.NameZh, CatalogueContent.Categories.Count(d => d.Parent == c.Code)))
            .ShouldBe([("基础信息", 3), ("公共卫生", 5), ("计划生育", 2), ("医疗服务", 4), ("医疗保障", 5), ("药品管理", 5), ("综合管理", 4), ("新型业态", 5)]);
        CatalogueContent.Categories.Where(c => c.Level == 2).ShouldAllBe(c => CatalogueContent.Categories.Any(d => d.Parent == c.Code));
    }

    [Fact]
    public void Content_names_tables_columns_elements_and_categories_that_there_are()
    {
        var elements = DataElementTables.Elements.Select(e => e.Id).ToHashSet();
        CatalogueContent.Placements.ShouldAllBe(p => p.TimeColumn == null || CanonicalModel.Table(p.Table).Columns.Any(c => c.Name == p.TimeColumn));
        CatalogueContent.Placements.ShouldAllBe(p => CatalogueContent.Categories.Any(c => c.Code == p.Category));
        CatalogueContent.Placements.Select(p => p.Serial).ShouldBeUnique();
        CatalogueContent.Links.Where(l => !elements.Contains(l.Element)).ShouldBeEmpty();
        CatalogueContent.Links.ShouldAllBe(l => CanonicalModel.Table(l.Table).Columns.Any(c => c.Name == l.Column) && (l.FilterColumn == null || CanonicalModel.Table(l.Table).Columns.Any(c => c.Name == l.FilterColumn)));
    }

    [Fact]
    public void Every_resource_has_an_identifier_of_its_own_that_checks()
    {
        var resources = List("1.2.156.112604");
        resources.Select(r => r.Identifier).ShouldBeUnique();
        resources.ShouldAllBe(r => ResourceIdentifier.FaultOf(r.Identifier) == null);
        resources.Single(r => r.Name == "cdr.measurement").Identifier.ShouldStartWith("1.2.156.112604:040201-00013-");
    }

    [Fact]
    public void An_identifier_stays_when_resources_are_added()
    {
        var before = List().Single(r => r.Name == "feed:second").Identifier;
        state.SerialOf("feed:third").ShouldNotBe(state.SerialOf("feed:second"));
        List().Single(r => r.Name == "feed:second").Identifier.ShouldBe(before);
    }

    [Theory]
    [InlineData("2.999.1:040201-00013")]
    [InlineData("2.999.1:040201-00031-X")]
    [InlineData("3.1:040201-00013-0")]
    public void A_wrong_identifier_is_found(string text) => ResourceIdentifier.FaultOf(text).ShouldNotBeNull();

    [Fact]
    public void What_people_say_is_kept_with_its_history_and_found()
    {
        state.Describe("cdr.measurement", "检验科", "检验结果与体征", ["重点"], "chen");
        state.Describe("cdr.measurement", null, "改过的说明", null, "rui");
        var resource = List().Single(r => r.Name == "cdr.measurement");
        (resource.Owner, resource.Abstract).ShouldBe(("检验科", "改过的说明"));
        resource.Keywords.ShouldContain("重点");
        state.NotesOf("cdr.measurement").Select(n => n.UpdatedBy).ShouldBe(["rui", "chen"]);
        ResourceCatalogue.Search(List(), "检验科").ShouldHaveSingleItem().Name.ShouldBe("cdr.measurement");
        ResourceCatalogue.Search(List(), "value_as_number 检验").Select(r => r.Name).ShouldContain("cdr.measurement");
        ResourceCatalogue.Search(List(), "nothing-of-this").ShouldBeEmpty();
    }

    [Fact]
    public void A_feed_is_placed_by_what_its_source_is_and_by_when_it_sent()
    {
        var feed = List().Single(r => r.Name == "feed:second");
        (feed.Category, feed.Subject, feed.From, feed.To, feed.Rows).ShouldBe(("040101", "institution", "2026-01-02", "2026-03-04", 12L));
    }

    [Fact]
    public void The_sites_own_elements_take_the_place_of_the_sample()
    {
        state.UsesSample.ShouldBeTrue();
        state.Replace([new DataElement("X01", "自有数据元", "", "S1", "AN..10", "")]);
        state.UsesSample.ShouldBeFalse();
        state.Elements().ShouldHaveSingleItem().Name.ShouldBe("自有数据元");
    }

    [Fact]
    public void The_export_is_dcat_with_what_its_recommendation_asks()
    {
        using var json = JsonDocument.Parse(DcatExport.ToJsonLd(List(), "目录"));
        json.RootElement.GetProperty("@context").GetProperty("dcat").GetString().ShouldBe("http://www.w3.org/ns/dcat#");
        var nodes = json.RootElement.GetProperty("@graph").EnumerateArray().ToList();
        var ids = nodes.Select(n => n.GetProperty("@id").GetString()).ToHashSet();
        ids.Count.ShouldBe(nodes.Count);
        var catalogue = nodes.Single(n => n.GetProperty("@type").GetString() == "dcat:Catalog");
        catalogue.GetProperty("dcat:dataset").EnumerateArray().ShouldAllBe(d => ids.Contains(d.GetProperty("@id").GetString()));
        foreach (var dataset in nodes.Where(n => n.GetProperty("@type").GetString() == "dcat:Dataset"))
        {
            dataset.GetProperty("dct:title").GetArrayLength().ShouldBe(2);
            ids.ShouldContain(dataset.GetProperty("dcat:theme").GetProperty("@id").GetString());
            dataset.GetProperty("dcat:distribution").GetProperty("@type").GetString().ShouldBe("dcat:Distribution");
        }
    }

    [Fact]
    public void Texts_in_turtle_are_escaped()
    {
        state.Describe("cdr.death", "a \"b\"\\c\nd", null, null, "chen");
        var turtle = DcatExport.ToTurtle(List(), "目录");
        turtle.ShouldContain("foaf:name \"a \\\"b\\\"\\\\c\\nd\"");
        turtle.Split('\n').Count(l => l.StartsWith("@prefix", StringComparison.Ordinal)).ShouldBe(7);
    }
}
