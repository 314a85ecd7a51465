using Suwen.Security.Deidentification;

namespace Suwen.Security.Tests.Deidentification.Text;

public sealed class LabelledTextReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("""{"text":"患者王强，男","spans":[{"start":2,"end":4,"kind":"name"}]}""")]
    [InlineData("""{"text":"患者王强，男","entities":[{"start_offset":2,"end_offset":4,"label":"PATIENT"}]}""")]
    [InlineData("""{"content":"患者王强，男","label":[[2,4,"NAME"]]}""")]
    [InlineData("""{"note":"患者王强，男","annotations":[{"offset":"2","length":2,"entity_type":"PERSON"}]}""")]
    [InlineData("""{"kind":"note","set":"A","text":"患者王强，男","spans":[[2,2,"name"]],"facts":[]}""")]
    public void Lines_of_JSON_are_read_in_their_usual_forms(string line)
    {
        var text = ReadOne("a.jsonl", line);
        text.Spans.ShouldBe([new LabelledSpan(2, 2, text.Spans[0].Label, IdentifierKind.PersonName)]);
    }

    [Theory]
    [InlineData(OffsetUnit.CodePoint, 3, 5)]
    [InlineData(OffsetUnit.Utf16, 4, 6)]
    [InlineData(OffsetUnit.Utf8, 10, 16)]
    public void Places_count_code_points_units_or_bytes(OffsetUnit unit, int start, int end)
    {
        // 𠮷 is one code point, two UTF-16 units and four bytes; the other characters are three bytes each.
        var text = ReadOne("a.jsonl", $$"""{"text":"𠮷患者王强，","spans":[{"start":{{start}},"end":{{end}},"kind":"name"}]}""", unit);
        text.Text.Substring(text.Spans[0].Start, text.Spans[0].Length).ShouldBe("王强");
    }

    [Fact]
    public void A_folder_of_BRAT_files_is_read()
    {
        File.WriteAllText(Path.Combine(folder.Path, "n1.txt"), "Seen by Dr. Smith.");
        File.WriteAllText(Path.Combine(folder.Path, "n1.ann"), "T1\tDOCTOR 12 17\tSmith\nR1\tx Arg1:T1\n");
        var text = new LabelledTextReader(KindNames.With([], out _), OffsetUnit.CodePoint).Read(folder.Path).ShouldHaveSingleItem();
        text.Spans.ShouldBe([new LabelledSpan(12, 5, "DOCTOR", IdentifierKind.ClinicianName)]);
    }

    [Fact]
    public void The_XML_of_the_2014_i2b2_task_is_read()
    {
        var text = ReadOne("n.xml", "<?xml version=\"1.0\"?><deIdi2b2><TEXT><![CDATA[Mr. Poe, 45]]></TEXT><TAGS><NAME id=\"P0\" start=\"4\" end=\"7\" text=\"Poe\" TYPE=\"PATIENT\"/></TAGS></deIdi2b2>");
        text.Spans.ShouldBe([new LabelledSpan(4, 3, "PATIENT", IdentifierKind.PersonName)]);
    }

    [Fact]
    public void A_column_of_CSV_holds_the_spans()
    {
        var text = ReadOne("n.csv", "id,text,spans\n1,患者王强,\"[{\"\"start\"\":2,\"\"end\"\":4,\"\"label\"\":\"\"name\"\"}]\"\n");
        text.Spans.Count.ShouldBe(1);
    }

    [Fact]
    public void What_cannot_be_read_is_told_by_place_and_left_out()
    {
        var path = Path.Combine(folder.Path, "bad.jsonl");
        File.WriteAllText(path, "{\"text\":\"ab\",\"spans\":[{\"start\":1,\"end\":9}]}\nnot json\n{\"text\":\"c\"}\n[1]\n");
        var reader = new LabelledTextReader(KindNames.With([], out _), OffsetUnit.CodePoint);
        reader.Read(path).Count().ShouldBe(1);
        reader.Faults.Select(f => f.Place).ShouldBe(["bad.jsonl:1", "bad.jsonl:2", "bad.jsonl:3", "bad.jsonl:4"]);
    }

    [Fact]
    public void A_caller_names_the_kinds_of_a_file()
    {
        var names = KindNames.With(["WHO=name", "HOSP=Institution"], out var fault);
        fault.ShouldBeNull();
        names.KindOf("who").ShouldBe(IdentifierKind.PersonName);
        names.KindOf("B-HOSP").ShouldBe(IdentifierKind.Institution);
        names.KindOf("unheard").ShouldBeNull();
        KindNames.With(["A=nothing"], out fault);
        fault.ShouldBe("A=nothing");
    }

    public void Dispose() => folder.Dispose();

    private LabelledText ReadOne(string file, string content, OffsetUnit unit = OffsetUnit.CodePoint)
    {
        var path = Path.Combine(folder.Path, file);
        File.WriteAllText(path, content);
        return new LabelledTextReader(KindNames.With([], out _), unit).Read(path).ShouldHaveSingleItem();
    }
}
