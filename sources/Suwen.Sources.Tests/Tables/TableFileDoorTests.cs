using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Files;
using Suwen.Sources.Tables;
using Suwen.Sources.Tests.Compliance;
using Suwen.Standards.Text;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Tables;

public class TableFileDoorTests : FileDoorCompliance
{
    private const string SmallMapping = """
        key: no
        person: pid
        rows:
          - table: note
            columns: { note_date: day, note_title: title, note_text: text }
        """;

    private static readonly TableFileDoor TableDoor = new(new KeyedHash(new byte[16]));

    protected override IFileDoor Door => TableDoor;

    protected override ISource Source { get; } = new TableSource();

    protected override (string Name, byte[] Bytes) WrongKind => ("web.csv", "<html><table><tr><td>1</td></tr></table></html>"u8.ToArray());

    protected override int MaxEntryBytes => 64 << 20;

    protected override IReadOnlyList<(string Path, int Records)> WriteSamples()
    {
        Write("results.mapping.yaml", Encoding.UTF8.GetBytes(MappingSamples.Laboratory));
        Write("book.mapping.yaml", Encoding.UTF8.GetBytes(WorkbookSamples.Mapping));
        return
        [
            (Write("results.csv", Encoding.UTF8.GetBytes(MappingSamples.Results)), 3),
            (Write("results.tsv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(MappingSamples.Results.Replace("钱五, \"\"小\"\"", "钱五", StringComparison.Ordinal).Replace(',', '\t'))).ToArray()), 3),
            (Write("results.gbk.csv", Gbk(MappingSamples.Results)), 3),
            (Write("book.xlsx", WorkbookSamples.Laboratory()), 2),
            (Write("book.xls", WorkbookSamples.Fixture("sheetjs.xlsx")), 2),
        ];
    }

    protected override (string Path, int Records) WriteLarge(long bytes)
    {
        Write("large.mapping.yaml", Encoding.UTF8.GetBytes(SmallMapping));
        var path = Path.Combine(Folder, "large.csv");
        using var writer = new StreamWriter(path);
        writer.Write("no,pid,day,title,text\n");
        var rows = 0;
        for (; writer.BaseStream.Position < bytes; rows++)
        {
            // The quoted text holds line ends, delimiters and doubled quotes, so that a cut at any of them would show.
            writer.Write($"{rows},P{rows % 97},2024-02-29,出院小结,\"第一行, \"\"引用\"\"\r\n{new string('文', 300)}\n{rows},x,y,z,w\"\n");
        }

        return (path, rows);
    }

    [Fact]
    public async Task Names_in_GBK_whose_second_byte_is_a_delimiter_or_quote_stay_whole()
    {
        // Second bytes 0x7C |, 0x5C \, 0x5E ^, 0x7E ~, 0x40 @: GB 18030 rows 0x81.. hold them; the characters are found by asking the code page.
        var characters = new List<string>();
        for (var lead = 0x81; lead <= 0xFE; lead += 3)
        {
            foreach (var trail in (byte[])[0x7C, 0x5C, 0x5E, 0x7E, 0x40])
            {
                var utf8 = new byte[8];
                if (CharacterSets.Gb18030.TryTranscode([(byte)lead, trail], utf8, out var length))
                {
                    characters.Add(Encoding.UTF8.GetString(utf8, 0, length));
                }
            }
        }

        characters.Count.ShouldBeGreaterThan(150);
        var rows = characters.Select((c, i) => $"{i}|P{i}|2024-02-29|{c}|\"{c}\"\"{c}|{c}\"");
        Write("names.mapping.yaml", Encoding.UTF8.GetBytes(SmallMapping));
        var path = Write("names.csv", Gbk("no|pid|day|title|text\n" + string.Join("\n", rows)));
        await using var journal = await TestJournal.OpenAsync();
        (await LandAsync(path, journal)).Refusal.ShouldBeNull();
        var entries = await journal.EntriesAsync();
        entries[1].Header.Metadata[TableMetadata.Encoding].ShouldBe("GB18030");
        entries[1].Payload.Span.SequenceEqual(File.ReadAllBytes(path)).ShouldBeTrue("the bytes land as they are");
        var sink = Chunks.Parse(Source, entries);
        sink.Rejections.ShouldBeEmpty();
        var writer = sink.Writers.Single();
        writer.RowCount.ShouldBe(characters.Count);
        for (var i = 0; i < characters.Count; i++)
        {
            writer.Batch[writer.Table["note_title"]].Text(i).ShouldBe(characters[i]);
            writer.Batch[writer.Table["note_text"]].Text(i).ShouldBe($"{characters[i]}\"{characters[i]}|{characters[i]}");
        }
    }

    [Fact]
    public async Task A_mapping_lands_once_for_each_text_of_it()
    {
        Write("mapping.yaml", Encoding.UTF8.GetBytes(SmallMapping));
        await using var journal = await TestJournal.OpenAsync();
        var door = new TableFileDoor(new KeyedHash(new byte[16]));
        async Task LandDayAsync(string name)
        {
            var path = Write(name, Encoding.UTF8.GetBytes("no|pid|day|title|text\n1|P1|2024-02-29|a|b\n"));
            (await door.LandAsync(new FileToLand(path, "lab", null), journal.Journal, new Progress<long>(), default)).Refusal.ShouldBeNull();
        }

        await LandDayAsync("2024-01.csv");
        await LandDayAsync("2024-02.csv");
        Write("mapping.yaml", Encoding.UTF8.GetBytes(SmallMapping + "\n# changed\n"));
        await LandDayAsync("2024-03.csv");

        (await journal.EntriesAsync()).Select(e => e.Header.Format).ShouldBe(["mapping", "table", "table", "mapping", "table"]);
    }

    [Fact]
    public async Task Mapping_of_the_folder_holds_for_tables_without_one_of_their_own()
    {
        Write("mapping.yaml", Encoding.UTF8.GetBytes(SmallMapping));
        var path = Write("2024-01.csv", Encoding.UTF8.GetBytes("no|pid|day|title|text\n1|P1|2024-02-29|a|b\n"));
        await using var journal = await TestJournal.OpenAsync();
        (await LandAsync(path, journal)).Refusal.ShouldBeNull();
        Chunks.Parse(Source, await journal.EntriesAsync()).Writers.Single().RowCount.ShouldBe(1);

        Write("2024-01.mapping.yaml", Encoding.UTF8.GetBytes("record: wrong"));
        (await LandAsync(path, journal)).Refusal.ShouldNotBeNull("its own mapping goes before that of the folder");
    }

    [Fact]
    public async Task Rows_that_do_not_hold_to_the_stated_encoding_are_set_aside_alone()
    {
        Write("broken.mapping.yaml", Encoding.UTF8.GetBytes("encoding: gb18030\n" + SmallMapping));
        var bytes = Gbk("no,pid,day,title,text\n1,P1,2024-01-01,好,好\n2,P2,2024-01-01,坏,坏\n3,P3,2024-01-01,好,好\n");
        var at = bytes.AsSpan().IndexOf(Gbk("坏"));
        bytes[at] = 0xFF;
        var path = Write("broken.csv", bytes);
        await using var journal = await TestJournal.OpenAsync();
        (await LandAsync(path, journal)).Refusal.ShouldBeNull();
        var sink = Chunks.Parse(Source, await journal.EntriesAsync());
        sink.Rejections.ShouldHaveSingleItem().ReasonCode.ShouldBe(RejectReasons.CharacterSet);
        sink.Rejections[0].Path.ShouldBe("row 3");
        sink.Records.Count(r => r.Disposition == Disposition.Loaded).ShouldBe(2);
    }

    [Fact]
    public async Task A_file_in_no_known_encoding_is_refused_until_the_mapping_states_one()
    {
        Write("latin.mapping.yaml", Encoding.UTF8.GetBytes(SmallMapping));
        var path = Write("latin.csv", Encoding.Latin1.GetBytes("no,pid,day,title,text\n1,P1,2024-01-01,caf\u00E9,\u00FC\n"));
        await AssertRefusedAsync(path);
        Write("latin.mapping.yaml", Encoding.UTF8.GetBytes("encoding: iso-8859-1\n" + SmallMapping));
        await using var journal = await TestJournal.OpenAsync();
        (await LandAsync(path, journal)).Refusal.ShouldBeNull();
        Chunks.Rows(Chunks.Parse(Source, await journal.EntriesAsync())).ShouldHaveSingleItem().ShouldContain("note_title=café");
    }

    [Fact]
    public async Task Ragged_rows_are_named_by_their_number_in_the_file()
    {
        Write("ragged.mapping.yaml", Encoding.UTF8.GetBytes(SmallMapping));
        var path = Write("ragged.csv", "no,pid,day,title,text\n1,P1,2024-01-01,a,b\n\n2,P2,2024-01-01,a\n3,P3,2024-01-01,a,b,c\n4,P4,2024-01-01,a,b,,\n"u8.ToArray());
        await using var journal = await TestJournal.OpenAsync();
        await LandAsync(path, journal);
        var sink = Chunks.Parse(Source, await journal.EntriesAsync());
        sink.Rejections.Select(r => r.Path).ShouldBe(["row 4", "row 5"]);
        sink.Records.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_table_without_header_row_is_read_by_the_names_in_the_mapping()
    {
        Write("bare.mapping.yaml", Encoding.UTF8.GetBytes("header: none\nskip_rows: 1\ndelimiter: \";\"\ncolumns: [no, pid, day, title, text]\n" + SmallMapping));
        var path = Write("bare.csv", "exported by LIS\n1;P1;2024-01-01;a;b\n2;P2;2024-01-02;c;d\n"u8.ToArray());
        await using var journal = await TestJournal.OpenAsync();
        (await LandAsync(path, journal)).Refusal.ShouldBeNull();
        Chunks.Parse(Source, await journal.EntriesAsync()).Writers.Single().RowCount.ShouldBe(2);
    }

    [Fact]
    public async Task Without_a_mapping_the_refusal_says_how_to_write_one()
    {
        var path = Write("lonely.csv", "a,b\n1,2\n"u8.ToArray());
        await using var journal = await TestJournal.OpenAsync();
        var refusal = (await LandAsync(path, journal)).Refusal.ShouldNotBeNull();
        refusal.WhatToDo.ShouldContain("lonely.mapping.yaml");
        (await journal.EntriesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_faulty_mapping_is_refused_whole_before_anything_lands()
    {
        Write("faulty.mapping.yaml", """
            key: nr
            person: pid
            delimeter: ","
            rows:
              - table: notes
                columns: { note_date: day }
              - table: note
                columns: { note_date: { column: day, format: DD/MM/YYYY }, note_txt: text, note_title: titel, note_id: no }
            """u8.ToArray());
        var path = Write("faulty.csv", "no,pid,day,title,text\n1,P1,2024-01-01,a,b\n"u8.ToArray());
        await using var journal = await TestJournal.OpenAsync();
        var refusal = (await LandAsync(path, journal)).Refusal.ShouldNotBeNull();
        refusal.Where.ShouldBe("faulty.mapping.yaml, 7 faults");
        refusal.What.ShouldContain("line 1: The file has no column nr. Did you mean no?");
        refusal.What.ShouldContain("line 3: The mapping has no key delimeter. Did you mean delimiter?");
        refusal.What.ShouldContain("line 5: The model has no table notes to load. Did you mean note?");
        refusal.What.ShouldContain("line 8: format: DD/MM/YYYY needs a year of four digits, yyyy");
        refusal.What.ShouldContain("line 8: note has no column note_txt. Did you mean note_text?");
        refusal.What.ShouldContain("line 8: The file has no column titel. Did you mean title?");
        refusal.What.ShouldContain("line 8: note.note_id cannot be set.");
        (await journal.EntriesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_line_of_four_gigabytes_is_refused_in_bounded_memory()
    {
        var path = Write("line.csv", []);
        Write("line.mapping.yaml", Encoding.UTF8.GetBytes(SmallMapping));
        var appended = new AppendedEntries();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = await TableDoor.LandAsync(new FileToLand(path, "s", null), () => new EndlessText("", 4L << 30), appended.Append, new NoProgress(), CancellationToken.None);
        outcome.Refusal.ShouldNotBeNull().What.ShouldContain("no line ends");
        appended.Entries.ShouldBeEmpty();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64L << 20);
    }

    [Fact]
    public async Task A_row_without_end_is_refused_and_what_landed_before_it_stays()
    {
        var path = Write("row.csv", []);
        Write("row.mapping.yaml", Encoding.UTF8.GetBytes(SmallMapping));
        var begin = new StringBuilder("no,pid,day,title,text\n");
        while (begin.Length < 9 << 20)
        {
            begin.Append("1,P1,2024-01-01,a,b\n");
        }

        var rows = begin.ToString().Count(c => c == '\n');
        begin.Append("2,P2,2024-01-01,a,\"open");
        var appended = new AppendedEntries { KeepsPayloads = false };
        var outcome = await TableDoor.LandAsync(new FileToLand(path, "s", null), () => new EndlessText(begin.ToString(), 200L << 20), appended.Append, new NoProgress(), CancellationToken.None);
        var refusal = outcome.Refusal.ShouldNotBeNull();
        refusal.Where.ShouldBe($"row {rows + 1}");
        refusal.What.ShouldContain("a quote opened in it is never closed");
        outcome.Entries.ShouldBe(3);
        appended.LargestPayload.ShouldBeLessThanOrEqualTo(4 << 20);
        appended.Entries.ShouldAllBe(e => !e.Header.Metadata.ContainsKey(TableMetadata.Last));
    }

    private static byte[] Gbk(string text) => CodePagesEncodingProvider.Instance.GetEncoding(54936)!.GetBytes(text);

    /// <summary>A text that begins as given and goes on with one letter.</summary>
    private sealed class EndlessText(string begin, long length) : Stream
    {
        private readonly byte[] head = Encoding.UTF8.GetBytes(begin);
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var take = (int)Math.Min(count, length - position);
            var span = buffer.AsSpan(offset, take);
            span.Fill((byte)'x');
            if (position < head.Length)
            {
                var known = (int)Math.Min(take, head.Length - position);
                head.AsSpan((int)position, known).CopyTo(span);
            }

            position += take;
            return take;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
