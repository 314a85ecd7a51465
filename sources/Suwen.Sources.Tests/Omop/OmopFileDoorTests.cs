using System.IO.Compression;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Files;
using Suwen.Sources.Omop;
using Suwen.Sources.Tables;
using Suwen.Sources.Tests.Compliance;
using Suwen.Sources.Tests.Tables;
using Suwen.Storage.Keys;

namespace Suwen.Sources.Tests.Omop;

public class OmopFileDoorTests : FileDoorCompliance
{
    private static readonly OmopFileDoor OmopDoor = new(new KeyedHash(new byte[16]));

    protected override IFileDoor Door => OmopDoor;

    protected override ISource Source => OmopSamples.Source;

    protected override (string Name, byte[] Bytes) WrongKind => ("person.csv", Encoding.UTF8.GetBytes("{\"resourceType\":\"Bundle\"}\n"));

    protected override IReadOnlyList<(string Path, int Records)> WriteSamples() =>
    [
        (Write("PERSON.csv", Encoding.UTF8.GetBytes(OmopSamples.Person)), 2),
        (Write("measurement.CSV", Encoding.UTF8.GetBytes("\uFEFF" + OmopSamples.Measurement)), 3),
        (Write("concept.tsv", Encoding.UTF8.GetBytes(OmopSamples.Concept)), 2),
        (Write("visit_occurrence.csv.gz", Zip(OmopSamples.Visit53)), 1),
    ];

    protected override (string Path, int Records) WriteLarge(long bytes)
    {
        var path = Path.Combine(Folder, "note.csv");
        using var writer = new StreamWriter(path);
        writer.Write("note_id,person_id,note_date,note_title,note_text\n");
        var rows = 0;
        for (; writer.BaseStream.Position < bytes; rows++)
        {
            writer.Write($"{rows},{rows % 97},2024-02-29,出院小结,\"第一行, with \"\"quotes\"\"\r\n{new string('文', 300)}\n{rows}\"\n");
        }

        return (path, rows);
    }

    [Theory]
    [InlineData("person.csv", "id,name,phone\n1,a,2\n")]
    [InlineData("location.csv", "location_id,colour,size,shape,weight\n1,a,2,3,4\n")]
    [InlineData("patients.csv", "person_id,gender_concept_id,year_of_birth\n1,8507,1950\n")]
    public void Another_systems_table_of_the_same_name_is_not_taken_for_OMOP(string name, string text) =>
        Door.Recognises(name, Encoding.UTF8.GetBytes(text)).ShouldBeFalse();

    [Fact]
    public async Task Columns_that_OMOP_does_not_know_are_named_once_and_kept_in_landing()
    {
        var path = Write("death.csv", "person_id,death_date,favourite_colour\n1,2020-01-01,blue\n"u8.ToArray());
        await using var journal = await TestJournal.OpenAsync();
        var outcome = await LandAsync(path, journal);
        outcome.Warnings.ShouldHaveSingleItem().ShouldContain("favourite_colour");
        Encoding.UTF8.GetString((await journal.EntriesAsync()).Single().Payload.Span).ShouldContain("blue");
    }

    [Fact]
    public async Task A_table_without_its_id_is_refused_before_anything_lands()
    {
        var path = Write("measurement.csv", "person_id,measurement_date\n1,2020-01-01\n"u8.ToArray());
        await AssertRefusedAsync(path);
    }

    [Fact]
    public async Task A_gzip_file_cut_short_is_refused_and_says_so()
    {
        var (large, _) = WriteLarge(12 << 20);
        var packed = Zip(await File.ReadAllTextAsync(large));
        File.Delete(large);
        var path = Write("note.csv.gz", packed[..(packed.Length / 2)]);
        await using var journal = await TestJournal.OpenAsync();
        var outcome = await LandAsync(path, journal);
        outcome.Refusal.ShouldNotBeNull().Where.ShouldContain("gzip");
    }

    [Fact]
    public async Task The_chunks_of_a_file_are_its_bytes()
    {
        var (path, _) = WriteLarge(9 << 20);
        await using var journal = await TestJournal.OpenAsync();
        await LandAsync(path, journal);
        var entries = await journal.EntriesAsync();
        var landed = entries.SelectMany(e => e.Payload.ToArray()).ToArray();
        landed.AsSpan().SequenceEqual(File.ReadAllBytes(path)).ShouldBeTrue();
        entries.Select(e => e.Header.Metadata[TableMetadata.FileId]).Distinct().Count().ShouldBe(1);
        entries.Count(e => e.Header.Metadata.ContainsKey(TableMetadata.Last)).ShouldBe(1);
        entries[^1].Header.Metadata[TableMetadata.Last].ShouldBe("true");
    }

    private static byte[] Zip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
