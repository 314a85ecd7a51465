using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Suwen.Server.Ingest;
using Suwen.Server.Node;

namespace Suwen.Server.Tests.Reliability;

/// <summary>Files that no one should have to think of: each is refused with where, what and what to do, in bounded time and memory.</summary>
public sealed class InputFaultTests : IDisposable
{
    private const long FourGigabytes = 4L << 30;
    private const double MemoryLimitMegabytes = 700;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A sparse file takes no room on the disk; its NUL bytes are read as those of any other file are.</summary>
    [Theory]
    [InlineData("long.ndjson", "{\"resourceType\":\"Patient\",", "fhir", "longer than 64 MB")]
    [InlineData("long.json", "{\"resourceType\":\"Bundle\",", "fhir", "256 MB")]
    [InlineData("long.hl7", "MSH|^~\\&|A|B|C|D|20250101||ADT^A01|1|P|2.5\rPID|1||", "hl7v2", "does not end within 64 MiB")]
    [InlineData("person.csv", "person_id,gender_concept_id,year_of_birth,race_concept_id,ethnicity_concept_id\n", "omop", "NUL bytes")]
    [InlineData("table.csv", "档案号,姓名\n1,", "table", "NUL bytes")]
    public async Task A_file_of_four_gigabytes_in_one_line_is_refused_in_bounded_time_and_memory(string name, string beginning, string kind, string what)
    {
        await using (var file = new FileStream(folder[name], FileMode.CreateNew))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(beginning));
            file.SetLength(FourGigabytes);
        }

        folder.Write("table.mapping.yaml", "key: 档案号\nperson: 档案号\nrows:\n  - table: cn_source_person\n    columns: { full_name: 姓名 }\n");
        var clock = Stopwatch.StartNew();
        using var process = SuwenProcess.Start(folder.Path, "ingest", name, "--source", "x", "--as", kind, "--data", "data");
        var (result, peak) = await MeasureAsync(process);
        Refused(result, what);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        peak.ShouldBeLessThan(MemoryLimitMegabytes);
    }

    [Fact]
    public async Task A_workbook_that_unpacks_to_far_more_than_its_size_is_refused()
    {
        using (var zip = ZipFile.Open(folder["bomb.xlsx"], ZipArchiveMode.Create))
        {
            await using var part = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Optimal).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 512; i++)
            {
                await part.WriteAsync(zeros);
            }
        }

        new FileInfo(folder["bomb.xlsx"]).Length.ShouldBeLessThan(4 << 20);
        folder.Write("bomb.mapping.yaml", "key: a\nperson: a\nrows:\n  - table: cn_source_person\n    columns: { full_name: b }\n");
        using var process = SuwenProcess.Start(folder.Path, "ingest", "bomb.xlsx", "--source", "x", "--data", "data");
        var (result, peak) = await MeasureAsync(process);
        Refused(result, "far more than a workbook of its size holds");
        peak.ShouldBeLessThan(MemoryLimitMegabytes);
    }

    [Fact]
    public async Task A_workbook_or_packed_file_that_was_cut_short_is_refused_and_the_whole_one_taken()
    {
        var clinic = Path.Combine(SampleExpectations.Folder, "clinic-c");
        var workbook = await File.ReadAllBytesAsync(Path.Combine(clinic, "diabetes-follow-ups.xlsx"));
        Directory.CreateDirectory(folder["in"]);
        File.Copy(Path.Combine(clinic, "diabetes-follow-ups.mapping.yaml"), folder["in/diabetes-follow-ups.mapping.yaml"]);
        await File.WriteAllBytesAsync(folder["in/diabetes-follow-ups.xlsx"], workbook.AsMemory(0, workbook.Length / 2));
        Refused(await RunAsync("ingest", "in", "--source", "clinic-c"), "damaged or cut short");

        var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Patients(2000)));
        }

        await File.WriteAllBytesAsync(folder["Patient.ndjson.gz"], packed.ToArray().AsMemory(0, (int)packed.Length / 2));
        Refused(await RunAsync("ingest", "Patient.ndjson.gz", "--source", "hospital-b"), "damaged or cut short");

        await File.WriteAllBytesAsync(folder["in/diabetes-follow-ups.xlsx"], workbook);
        await File.WriteAllBytesAsync(folder["Patient.ndjson.gz"], packed.ToArray());
        (await RunAsync("ingest", "in", "--source", "clinic-c")).Code.ShouldBe(0);
        (await RunAsync("ingest", "Patient.ndjson.gz", "--source", "hospital-b")).Code.ShouldBe(0);
        (await RunAsync("sql", "select count(*) as n from cn_source_person where person_source_value like 'gz%'", "--format", "csv")).Out.ShouldBe("n\n2000\n");
        (await RunAsync("verify")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_folder_without_files_is_bad_input()
    {
        Directory.CreateDirectory(folder["empty"]);
        var result = await RunAsync("ingest", "empty");
        result.Code.ShouldBe(3, result.ToString());
        result.Error.ShouldStartWith("caller: There is no file to take in.");
    }

    [Fact]
    public async Task A_file_that_disappears_is_refused_and_the_others_are_taken()
    {
        folder.Write("in/a.ndjson", Patients(10));
        folder.Write("in/b.ndjson", Patients(20));
        folder.Write("in/c.ndjson", Patients(30));
        await using var node = await SuwenNode.OpenAsync(new DataFolder(folder["data"]), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        var outcome = await FileIngestion.RunAsync(node, new IngestRequest([folder["in"]], "hospital-b", null, null), p => DeleteAfterFirst(p.FilesDone), CancellationToken.None);
        outcome.Files.Count.ShouldBe(3);
        outcome.Files.Where(f => f.Refusal is not null).ShouldHaveSingleItem().Path.ShouldEndWith("b.ndjson");
        outcome.Files[1].Refusal!.WhatToDo.ShouldContain("exists");
        outcome.Of("loaded").ShouldBe(30);
    }

    [Fact]
    public async Task A_damaged_mapping_is_refused_with_its_line()
    {
        folder.Write("t.csv", "a,b\n1,2\n");
        folder.Write("t.mapping.yaml", "key: a\nperson: [a\nrows: {{{");
        Refused(await RunAsync("ingest", "t.csv", "--source", "x"), "YAML");
    }

    private void DeleteAfterFirst(int filesDone)
    {
        if (filesDone == 1)
        {
            File.Delete(folder["in/b.ndjson"]);
        }
    }

    private static string Patients(int count) =>
        string.Concat(Enumerable.Range(1, count).Select(i => $$"""{"resourceType":"Patient","id":"gz{{i}}","name":[{"text":"示例{{i}}"}],"gender":"male"}""" + "\n"));

    private Task<CommandResult> RunAsync(params string[] args) => SuwenProcess.RunAsync(folder.Path, [.. args, "--data", "data"]);

    private static void Refused(CommandResult result, string what)
    {
        result.Code.ShouldBe(3, result.ToString());
        result.Error.ShouldStartWith("refused: ");
        result.Error.ShouldContain(what);
        result.Error.ShouldContain("where: ");
        result.Error.ShouldContain("what to do: ");
        result.Error.ShouldNotContain("   at Suwen");
    }

    /// <summary>Waits for a process and answers the largest resident size seen: the kernel's own high-water mark on Linux.</summary>
    private static async Task<(CommandResult Result, double PeakMegabytes)> MeasureAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(20))
        {
            try
            {
                process.Refresh();
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                // It ended since it was asked about.
                break;
            }
        }

        await process.WaitForExitAsync();

        return (new CommandResult(process.ExitCode, await output, await error), peak / 1048576.0);
    }
}
