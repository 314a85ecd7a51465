using System.IO.Compression;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Files;
using Suwen.Sources.Tables;
using Suwen.Sources.Tests.Compliance;
using Suwen.Storage.Keys;

namespace Suwen.Sources.Tests.Tables;

public sealed class WorkbookTests : IDisposable
{
    private static readonly TableFileDoor Door = new(new KeyedHash(new byte[16]));
    private static readonly TableSource Source = new();

    private readonly string folder = Directory.CreateTempSubdirectory("suwen-workbook-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("sheetjs.xlsx")]
    [InlineData("")]
    public async Task Cells_of_all_kinds_are_read_from_the_sheet_that_the_mapping_names(string fixture)
    {
        var rows = Chunks.Rows(await LandAndParseAsync("book.xls", fixture.Length == 0 ? WorkbookSamples.Laboratory() : WorkbookSamples.Fixture(fixture)));
        rows.Count.ShouldBe(4);
        var people = rows.FindAll(r => r.StartsWith("cn_source_person", StringComparison.Ordinal));
        people[0].ShouldContain("full_name=赵四");
        people[1].ShouldContain("full_name=钱五, \"小\"");
        var results = rows.FindAll(r => r.StartsWith("measurement", StringComparison.Ordinal));
        results[0].ShouldContain("measurement_datetime=02/29/2024 08:05:00");
        results[0].ShouldContain("value_as_number=5.6");
        results[1].ShouldContain("measurement_date=03/01/2024");
        results[1].ShouldContain("value_as_number=140");
        results[1].ShouldContain("measurement_source_value=NA");
    }

    [Fact]
    public async Task A_workbook_lands_as_its_bytes()
    {
        var bytes = WorkbookSamples.Laboratory();
        var appended = new AppendedEntries();
        await LandAsync("book.xlsx", bytes, WorkbookSamples.Mapping, appended);
        appended.Entries.Select(e => e.Header.Format).ShouldBe(["mapping", "table"]);
        appended.Entries[1].Payload.Span.SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task A_workbook_renamed_to_csv_and_text_renamed_to_xls_are_read_as_what_they_are()
    {
        (await LandAndParseAsync("book.csv", WorkbookSamples.Laboratory())).Records.Count.ShouldBe(2);
        var text = WorkbookSamples.Header + "\nR1,P1,赵四,20240229080500,GLU,5.6,mmol/L\n";
        (await LandAndParseAsync("book.xls", Encoding.UTF8.GetBytes(text))).Records.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_web_page_named_xls_is_refused_by_name() =>
        (await RefusalAsync("book.xls", "<html><body><table><tr><td>报告号</td></tr></table></body></html>"u8.ToArray())).What.ShouldContain("web page");

    [Fact]
    public async Task A_protected_workbook_is_refused_as_protected() =>
        (await RefusalAsync("book.xlsx", WorkbookSamples.Fixture("protected.xlsx"))).What.ShouldContain("password");

    [Fact]
    public async Task A_workbook_of_Excel_97_is_refused_with_what_to_do()
    {
        byte[] compound = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[2000]];
        (await RefusalAsync("book.xls", compound)).WhatToDo.ShouldContain(".xlsx");
    }

    [Fact]
    public async Task A_workbook_cut_short_is_refused()
    {
        var bytes = WorkbookSamples.Laboratory();
        (await RefusalAsync("book.xlsx", bytes[..(bytes.Length / 2)])).What.ShouldContain("damaged");
    }

    [Fact]
    public async Task A_sheet_that_is_not_there_is_refused_with_those_that_are()
    {
        var mapping = WorkbookSamples.Mapping.Replace("sheet: 检验结果", "sheet: 化验", StringComparison.Ordinal);
        var outcome = await LandAsync("book.xlsx", WorkbookSamples.Laboratory(), mapping, new AppendedEntries());
        outcome.Refusal.ShouldNotBeNull().What.ShouldContain("检验结果");
    }

    [Fact]
    public async Task A_small_workbook_that_unpacks_to_hundreds_of_megabytes_is_refused_in_bounded_memory()
    {
        var bomb = Bomb(600);
        bomb.Length.ShouldBeLessThan(1 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        (await RefusalAsync("book.xlsx", bomb)).What.ShouldContain("unpack");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64L << 20);
    }

    [Fact]
    public async Task A_workbook_that_lies_about_its_size_is_caught_while_it_is_unpacked()
    {
        var bomb = Bomb(300);
        Falsify(bomb);
        (await RefusalAsync("book.xlsx", bomb)).WhatToDo.ShouldContain("CSV");
    }

    [Fact]
    public void A_cell_at_the_far_corner_costs_no_more_than_its_sheet()
    {
        var xml = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>报告号</t></is></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>";
        var bytes = Replace(WorkbookSamples.Laboratory(), "xl/worksheets/sheet2.xml", xml);
        var sink = SinkSnapshot.NewSink(WorkbookSamples.Find);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        SinkSnapshot.Parse(Source, sink, WorkbookSamples.Sample("xlsx", bytes).At(1));
        sink.Rejections.ShouldNotBeEmpty();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    private async Task<RecordSink> LandAndParseAsync(string name, byte[] bytes)
    {
        var appended = new AppendedEntries();
        (await LandAsync(name, bytes, WorkbookSamples.Mapping, appended)).Refusal.ShouldBeNull();
        var sink = Chunks.Parse(Source, appended.Entries);
        sink.Rejections.ShouldBeEmpty();
        return sink;
    }

    private async Task<FileRefusal> RefusalAsync(string name, byte[] bytes)
    {
        var appended = new AppendedEntries();
        var outcome = await LandAsync(name, bytes, WorkbookSamples.Mapping, appended);
        appended.Entries.ShouldBeEmpty();
        return outcome.Refusal.ShouldNotBeNull();
    }

    private async Task<FileOutcome> LandAsync(string name, byte[] bytes, string mapping, AppendedEntries appended)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllBytesAsync(path, bytes);
        await File.WriteAllTextAsync(Path.Combine(folder, Path.GetFileNameWithoutExtension(name) + ".mapping.yaml"), mapping);
        return await Door.LandAsync(new FileToLand(path, "s", null), () => TextFile.Open(path), appended.Append, new NoProgress(), CancellationToken.None);
    }

    private static byte[] Bomb(int mebibytes)
    {
        using var stream = new MemoryStream();
        stream.Write(WorkbookSamples.Laboratory());
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.GetEntry("xl/worksheets/sheet2.xml")!.Delete();
        }

        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var part = zip.CreateEntry("xl/worksheets/sheet2.xml", CompressionLevel.Optimal).Open();
            var block = new byte[1 << 20];
            block.AsSpan().Fill((byte)' ');
            for (var i = 0; i < mebibytes; i++)
            {
                part.Write(block);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Overwrites the stated size of every part in the zip directory (APPNOTE 4.3.12, uncompressed size at offset 24).</summary>
    private static void Falsify(byte[] zip)
    {
        for (var i = 0; i + 28 < zip.Length; i++)
        {
            if (zip.AsSpan(i).StartsWith("PK\u0001\u0002"u8))
            {
                zip.AsSpan(i + 24, 4).Clear();
                zip[i + 24] = 200;
            }
        }
    }

    private static byte[] Replace(byte[] workbook, string name, string content)
    {
        using var stream = new MemoryStream();
        stream.Write(workbook);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.GetEntry(name)!.Delete();
            using var part = new StreamWriter(zip.CreateEntry(name).Open());
            part.Write(content);
        }

        return stream.ToArray();
    }
}
