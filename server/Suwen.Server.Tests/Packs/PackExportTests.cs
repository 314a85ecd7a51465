using System.Net;
using System.Xml.Linq;
using Suwen.Server.Packs;
using Suwen.Server.Packs.Export;
using Suwen.Server.Tests.Http;

namespace Suwen.Server.Tests.Packs;

/// <summary>A pack's page as a file: what is drawn, what is withheld, and who may take it.</summary>
public sealed class PackExportTests(ServedSample served) : IClassFixture<ServedSample>
{
    [Fact]
    public async Task A_page_leaves_with_what_its_reader_may_take_and_says_what_is_withheld()
    {
        Write();
        (await SuwenProcess.RunAsync(served.Folder.Path, "pack", "run", "named", "--data", served.Data)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out + r.Error));

        // Names in clear are of level 4: the clinician sees them on the screen, and they do not leave without an approval.
        var clinician = await TextAsync(await served.Clinician.GetAsync("/api/packs/named/export"));
        clinician.ShouldContain("须经审批");
        clinician.ShouldNotContain("王示例");
        clinician.ShouldContain("<b>");

        // For the researcher names are masked, which is of level 3.
        var researcher = await TextAsync(await served.Researcher.GetAsync("/api/packs/named/export?lang=en"));
        researcher.ShouldContain("王*");
        researcher.ShouldNotContain("王示例");
        researcher.ShouldContain("Columns masked by their grade");
        researcher.ShouldContain("lang=\"en\"");
        researcher.ShouldNotContain("<script");

        using var nobody = served.NewClient();
        (await nobody.GetAsync("/api/packs/named/export")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await served.Researcher.GetAsync("/api/packs/nothing/export")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await served.Researcher.GetAsync("/api/packs/named/export?lang=fr")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var audit = string.Concat(Directory.EnumerateFiles(Path.Combine(served.Data, "audit"), "*", SearchOption.AllDirectories).Select(ReadShared));
        audit.ShouldContain("GET /api/packs/{id}/export");
    }

    [Fact]
    public async Task The_command_writes_the_file_and_refuses_what_is_no_page()
    {
        Write();
        await SuwenProcess.RunAsync(served.Folder.Path, "pack", "run", "named", "--data", served.Data);
        var file = served.Folder["page.html"];
        (await SuwenProcess.RunAsync(served.Folder.Path, "pack", "export", "named", "--out", file, "--data", served.Data)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out + r.Error), r => r.Out.ShouldContain("withheld"));
        (await File.ReadAllTextAsync(file)).ShouldContain("人员名单");
        (await SuwenProcess.RunAsync(served.Folder.Path, "pack", "export", "named", "--out", served.Folder["page.txt"], "--data", served.Data)).Code.ShouldBe(2);
        (await SuwenProcess.RunAsync(served.Folder.Path, "pack", "export", "nothing", "--out", file, "--data", served.Data)).Code.ShouldBe(3);
    }

    [Fact]
    public void A_browser_is_found_where_it_is_named_or_on_the_path_and_else_not()
    {
        using var folder = new TemporaryFolder();
        var browser = folder["chromium"];
        PdfPrinter.Find(browser, folder.Path).ShouldBeNull();
        File.WriteAllText(browser, "");
        PdfPrinter.Find(browser, null).ShouldBe(browser);
        PdfPrinter.Find(null, folder.Path).ShouldBe(browser);
    }

    [Theory]
    [InlineData("line")]
    [InlineData("bar")]
    [InlineData("pie")]
    [InlineData("heat")]
    [InlineData("sankey")]
    [InlineData("box")]
    [InlineData("points")]
    public void Every_picture_is_one_SVG_that_holds_text_of_data_as_text(string kind)
    {
        var rows = new ViewRows(Rows("a", "n", "m", [["<b>&x", 3.5, 1.0], ["乙", 2.0, null], [null, -1.0, 4.0]]), isEnglish: true);
        var view = View(kind == "points" ? "map" : kind, x: kind == "points" ? "n" : "a", y: kind is "heat" or "sankey" ? ["a"] : kind == "points" ? ["m"] : ["n"], value: "n");
        var drawn = kind switch
        {
            "line" => AxisPicture.Line(view, rows, 500),
            "bar" => AxisPicture.Bar(view, rows, 500),
            "pie" => ShapePicture.Pie(view, rows, 500),
            "heat" => ShapePicture.Heat(view, rows, 500),
            "sankey" => ShapePicture.Sankey(view, rows, 500),
            "box" => AxisPicture.Box(view, rows, 500),
            _ => MapPicture.Points(view, rows, 500),
        };
        var svg = XElement.Parse(drawn);
        svg.Name.LocalName.ShouldBe("svg");
        svg.Descendants().ShouldNotContain(e => e.Name.LocalName == "b");
        drawn.ShouldNotContain("NaN");
        drawn.ShouldNotContain("Infinity");
    }

    [Fact]
    public void Stacked_bars_go_up_and_down_from_nothing()
    {
        var rows = new ViewRows(Rows("a", "n", "m", [["甲", 4.0, -4.0]]), isEnglish: true);
        var bars = XElement.Parse(AxisPicture.Bar(View("bar", "a", ["n", "m"], "n") with { Stacked = true }, rows, 500)).Elements().Where(e => e.Name.LocalName == "rect" && e.HasElements).ToList();
        var (up, down) = (bars[0], bars[1]);
        double At(XElement bar, string name) => double.Parse(bar.Attribute(name)!.Value, System.Globalization.CultureInfo.InvariantCulture);
        At(up, "height").ShouldBe(At(down, "height"), 0.02);
        At(down, "y").ShouldBe(At(up, "y") + At(up, "height"), 0.02);
    }

    [Fact]
    public void A_map_draws_the_counties_of_the_cities_shown()
    {
        // GB/T 2260: 1101 is the municipal districts of Beijing, 110101 Dongcheng.
        var svg = MapPicture.Counties(View("map", "a", [], "n"), new ViewRows(Rows("a", "n", "m", [["110101", 5.0, null], ["110105", 9.0, null]]), isEnglish: false), 500)!;
        svg.ShouldContain("东城区 5");
        XElement.Parse(svg).Descendants().Count(e => e.Name.LocalName == "path").ShouldBe(16);
        MapPicture.Counties(View("map", "a", [], "n"), new ViewRows(Rows("a", "n", "m", [["999999", 5.0, null]]), isEnglish: false), 500).ShouldBeNull();
    }

    [Theory]
    [InlineData(0, 93, 0, 100, 20)]
    [InlineData(0.2, 0.9, 0, 1, 0.2)]
    [InlineData(-3, 12, -5, 15, 5)]
    [InlineData(7, 7, 7, 14, 2)]
    public void An_axis_goes_from_a_round_number_to_a_round_number(double least, double most, double from, double to, double step)
    {
        var scale = new Scale([least, most], fromZero: false, 0, 100);
        scale.Step.ShouldBe(step, 1e-9);
        scale.Least.ShouldBeLessThanOrEqualTo(least);
        scale.Most.ShouldBeGreaterThanOrEqualTo(most);
        scale.Least.ShouldBeInRange(from - step, from + 1e-9);
        scale.Most.ShouldBeInRange(to - 1e-9, to + step);
        scale.Of(scale.Least).ShouldBe(100);
        scale.Of(scale.Most).ShouldBe(0);
    }

    private static PackRows Rows(string first, string second, string third, IReadOnlyList<IReadOnlyList<object?>> rows) =>
        new("r", [Column(first, "text"), Column(second, "double"), Column(third, "double")], rows, false, [], "2026-01-31", null, 2);

    private static PackColumnView Column(string name, string type) => new(name, type, new TextView(name, name), new TextView("", ""));

    private static PackViewView View(string kind, string x, IReadOnlyList<string> y, string value) =>
        new("v", new TextView("图", "<i>picture</i>"), kind, "r", x, y, null, value, [], [], "none", false, [], [], null, null, new TextView("", ""), new TextView("", ""), 2, null, 12);

    private static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            return text;
        }
    }

    private void Write()
    {
        void Put(string name, string text)
        {
            var path = Path.Combine(served.Data, "packs", "named", name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Put("pack.yaml", "id: named\ntitle: {zh: 人员名单, en: People by name}\nserves: [{zh: 测试, en: Tests}]\nversion: \"1.0.0\"\nauthority: [none, 2026]\n");
        Put("README.md", "People.");
        Put("inputs.yaml", "cn_source_person:\n  why: names\n  columns: [source_person_id, full_name]\n");
        Put("models/people.sql", "-- title: 人员 | People\n-- grain: one row per person of a source\n-- column source_person_id: 人员 | Person\n-- column full_name: 姓名 | Name\nselect p.source_person_id, p.full_name from {{input('cn_source_person')}} p\n");
        Put("models/counted.sql", "-- title: 人数 | Number\n-- grain: one row\n-- column people: 人数 | People\nselect count(p.full_name) as people from {{ref('people')}} p\n");
        Put("views.yaml", "- {id: number, title: {zh: 人数, en: People}, kind: indicators, of: counted, columns: [people], explain: {zh: 人数, en: People}}\n- {id: names, title: {zh: 姓名, en: Names}, kind: table, of: people, columns: [full_name], explain: {zh: 姓名, en: Names}}\n");
        Put("tests/people.yaml", "name: counts\nas_of: 2026-01-01\ngiven:\n  cn_source_person:\n    - {source_person_id: 1, full_name: 测试}\nexpect:\n  counted: [{people: 1}]\n");
    }
}
