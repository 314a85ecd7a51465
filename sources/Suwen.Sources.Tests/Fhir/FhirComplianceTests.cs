using System.IO.Compression;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Files;
using Suwen.Sources.Fhir;
using Suwen.Sources.Tests.Compliance;
using Suwen.Storage.Keys;

namespace Suwen.Sources.Tests.Fhir;

public class FhirSourceComplianceTests : SourceCompliance
{
    protected override ISource Source { get; } = new FhirSource();

    protected override IReadOnlyList<SampleEntry> Samples => FhirSamples.All;

    protected override IReadOnlyList<string> Secrets => ["沈怀瑾", "怀瑾", "330106197804125012", "13900000001", "虚构路1号", "顾南枝", "ZY0042317", "1978-04-12"];

    protected override byte[] Delimiters => "{}[]\",:\\"u8.ToArray();
}

public class FhirFileDoorComplianceTests : FileDoorCompliance
{
    protected override IFileDoor Door { get; } = new FhirFileDoor(new KeyedHash(new byte[16]));

    protected override ISource Source { get; } = new FhirSource();

    protected override (string Name, byte[] Bytes) WrongKind => ("scan.json", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);

    protected override IReadOnlyList<(string Path, int Records)> WriteSamples() =>
    [
        (Write("bundle.json", Encoding.UTF8.GetBytes("\uFEFF" + FhirSamples.Transaction)), 5),
        (Write("Patient.json", Encoding.UTF8.GetBytes(FhirSamples.Patient)), 1),
        (Write("export.ndjson", Encoding.UTF8.GetBytes(FhirSamples.Lines)), 4),
        (Write("export-named-json.json", Encoding.UTF8.GetBytes(FhirSamples.Lines)), 4),
        (Write("export.jsonl.gz", Zip(FhirSamples.Lines)), 4),
        (Write("bundle.json.gz", Zip(FhirSamples.Transaction)), 5),
        (Write("list.json", Encoding.UTF8.GetBytes(FhirSamples.Array)), 2),
    ];

    protected override (string Path, int Records) WriteLarge(long bytes)
    {
        var path = Path.Combine(Folder, "Observation.ndjson");
        using var writer = new StreamWriter(path);
        var lines = 0;
        for (; writer.BaseStream.Position < bytes; lines++)
        {
            writer.Write($$$"""{"resourceType":"Observation","id":"o-{{{lines}}}","status":"final","code":{"text":"{{{new string('血', 400)}}}"},"subject":{"reference":"Patient/p-1"},"valueInteger":{{{lines}}}}""" + (lines % 3 == 0 ? "\r\n" : "\n"));
        }

        return (path, lines);
    }

    [Fact]
    public async Task The_lines_of_all_chunks_are_numbered_through_the_file()
    {
        var (path, lines) = WriteLarge(9 << 20);
        File.AppendAllText(path, "{\"resourceType\":\"Observation\"");
        await using var journal = await TestJournal.OpenAsync();
        await LandAsync(path, journal);
        var entries = await journal.EntriesAsync();
        entries.Select(e => e.Header.Metadata["chunk"]).ShouldBe(Enumerable.Range(0, entries.Count).Select(i => $"{i}"));
        entries.Select(e => e.Header.Metadata.GetValueOrDefault("last")).Last().ShouldBe("true");
        entries.SkipLast(1).ShouldAllBe(e => !e.Header.Metadata.ContainsKey("last"));
        var sink = SinkSnapshot.NewSink();
        SinkSnapshot.Parse(Source, sink, entries[^1]);
        sink.Rejections.ShouldHaveSingleItem().Path.ShouldBe($"line {lines + 1}: Observation.resourceType");
    }

    [Fact]
    public async Task A_line_of_many_megabytes_lands_whole_and_one_of_more_than_64_is_refused_with_its_number()
    {
        var path = Path.Combine(Folder, "big.ndjson");
        File.WriteAllText(path, FhirSamples.Patient + "\n{\"resourceType\":\"Binary\",\"id\":\"b\",\"data\":\"" + new string('A', 12 << 20) + "\"}\n");
        await using var journal = await TestJournal.OpenAsync();
        (await LandAsync(path, journal)).Refusal.ShouldBeNull();
        (await journal.EntriesAsync()).Sum(e => e.Payload.Length).ShouldBe((int)new FileInfo(path).Length);

        File.AppendAllText(path, "{\"resourceType\":\"Binary\",\"data\":\"" + new string('A', 65 << 20) + "\"}\n");
        (await LandAsync(path, journal)).Refusal.ShouldNotBeNull().Where.ShouldBe("line 3");
    }

    [Fact]
    public async Task A_gzip_file_cut_short_is_refused()
    {
        var zipped = Zip(FhirSamples.Transaction);
        await using var journal = await TestJournal.OpenAsync();
        (await LandAsync(Write("cut.json.gz", zipped[..(zipped.Length / 2)]), journal)).Refusal.ShouldNotBeNull().Where.ShouldBe("gzip");
    }

    [Fact]
    public async Task A_file_in_UTF_16_is_refused_with_advice() =>
        await AssertRefusedAsync(Write("utf16.json", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(FhirSamples.Patient)).ToArray()));

    [Fact]
    public void Other_JSON_is_not_taken_for_FHIR() =>
        Door.Recognises("package.json", "{\"name\":\"x\",\"version\":\"1\"}"u8).ShouldBeFalse();

    private static byte[] Zip(string text)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return zipped.ToArray();
    }
}
