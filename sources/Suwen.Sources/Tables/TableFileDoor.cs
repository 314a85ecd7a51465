using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Suwen.Sources.Files;
using Suwen.Sources.Tables.Mapping;
using Suwen.Standards.Csv;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tables;

/// <summary>
/// Lands text tables (CSV, TSV, any delimiter and character set, packed with gzip or not) and workbooks through a mapping file, which is
/// checked whole against the model and the table's header before anything lands, and lands itself before the table.
/// </summary>
public sealed class TableFileDoor : IFileDoor
{
    private const string MappingEnding = ".mapping.yaml";
    private const string MappingOfFolder = "mapping.yaml";

    private readonly KeyedHash hash;

    /// <summary>Positions of the mappings that this process has landed, by journal: source, name and hash of the text.</summary>
    private readonly ConditionalWeakTable<object, ConcurrentDictionary<(string Source, string Name, UInt128 Text), string>> landedMappings = [];

    /// <param name="hash">The key ledger's keyed hash, for the identity of files.</param>
    public TableFileDoor(KeyedHash hash) => this.hash = hash;

    public string Kind => "table";

    public bool Recognises(string path, ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            return false;
        }

        var ending = Path.GetExtension(path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path).ToLowerInvariant();
        var kind = WorkbookGuard.KindOf(head);
        return ending switch
        {
            ".xlsx" or ".xls" or ".xlsm" => kind != WorkbookKind.None || LooksLikeText(head),
            ".csv" or ".tsv" => LooksLikeText(head),
            ".txt" => MappingBeside(path) is not null && LooksLikeText(head),
            _ => false,
        };
    }

    public Task<FileOutcome> LandAsync(FileToLand file, LandingJournal journal, IProgress<long> bytesRead, CancellationToken cancellationToken) =>
        LandAsync(file, () => TextFile.Open(file.Path), journal.AppendAsync, bytesRead, cancellationToken);

    /// <summary>The mapping of a table: <c>results.mapping.yaml</c> or <c>results.csv.mapping.yaml</c> beside <c>results.csv</c>, else <c>mapping.yaml</c>, which is that of all tables in its folder.</summary>
    internal static string? MappingBeside(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        var name = Path.GetFileName(path);
        while (true)
        {
            var mapping = Path.Combine(folder, name + MappingEnding);
            if (File.Exists(mapping))
            {
                return mapping;
            }

            var shorter = Path.GetFileNameWithoutExtension(name);
            if (shorter == name || shorter.Length == 0)
            {
                var ofFolder = Path.Combine(folder, MappingOfFolder);
                return File.Exists(ofFolder) ? ofFolder : null;
            }

            name = shorter;
        }
    }

    internal async Task<FileOutcome> LandAsync(FileToLand file, Func<Stream> open, AppendEntry append, IProgress<long> bytesRead, CancellationToken cancellationToken)
    {
        if ((file.MappingPath ?? MappingBeside(file.Path)) is not { } mappingPath || !File.Exists(mappingPath))
        {
            return Refused(new FileRefusal("mapping", "There is no mapping for the table.", $"Write {Path.GetFileNameWithoutExtension(file.Path)}{MappingEnding} beside it, as docs/table-mapping.md shows, or name one with --mapping."));
        }

        if (new FileInfo(mappingPath).Length > MappingReader.MaximumBytes)
        {
            return Refused(new FileRefusal(Path.GetFileName(mappingPath), $"The mapping is larger than {MappingReader.MaximumBytes >> 20} MiB.", "Check that it is the mapping and not the table."));
        }

        var yaml = await File.ReadAllBytesAsync(mappingPath, cancellationToken);
        var faults = new MappingFaults();
        var mapping = MappingReader.Read(yaml, faults);
        var landing = new TableLanding(file, Path.GetFileName(mappingPath), yaml, mapping ?? new TableMapping(), faults, append, bytesRead);
        try
        {
            var head = new byte[64];
            await using (var stream = open())
            {
                head = head[..await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken)];
            }

            return WorkbookGuard.KindOf(head) switch
            {
                WorkbookKind.Markup => Refused(new FileRefusal("byte 0", "The file is a web page or XML, whatever its name says.", "Open it in a spreadsheet program and save it as .xlsx or CSV.")),
                WorkbookKind.Xlsx or WorkbookKind.Xls => await LandWorkbookAsync(landing, open, cancellationToken),
                _ => await LandTextAsync(landing, open, cancellationToken),
            };
        }
        catch (InvalidDataException)
        {
            return Refused(TextFile.DamagedGzip);
        }
    }

    /// <summary>What landing one table needs.</summary>
    private sealed record TableLanding(FileToLand File, string MappingName, byte[] Yaml, TableMapping Mapping, MappingFaults Faults, AppendEntry Append, IProgress<long> BytesRead);

    private async Task<FileOutcome> LandTextAsync(TableLanding landing, Func<Stream> open, CancellationToken cancellationToken)
    {
        var mapping = landing.Mapping;
        TableEncoding? encoding;
        FileRefusal? refusal;
        await using (var whole = open())
        {
            (encoding, refusal) = await EncodingSniffer.SniffAsync(whole, mapping.Encoding, cancellationToken);
        }

        if (refusal is not null || encoding is null)
        {
            return Refused(refusal ?? new FileRefusal("character set", "The file is neither UTF-8 nor GB 18030 throughout.", $"State encoding: in the mapping; rows that do not hold to it are then set aside. Known: {TableEncoding.KnownNames}."));
        }

        var quote = mapping.IsQuoted ? CsvReader.DoubleQuote : CsvReader.NoQuote;
        var head = await CsvLander.ReadHeadAsync(open, encoding, mapping.Delimiter, quote, mapping.SkipRows, cancellationToken);
        if (head.Refusal is not null)
        {
            return Refused(head.Refusal);
        }

        var first = TableHeader.Read(head.Header!, head.Delimiter, quote);
        if (Check(landing, first, isWorkbook: false) is { } faulty)
        {
            return Refused(faulty);
        }

        var position = await LandMappingAsync(landing, cancellationToken);
        var more = new Dictionary<string, string>(StringComparer.Ordinal) { [TableMetadata.Mapping] = position };
        var skip = mapping.SkipRows + (mapping.HasHeader ? 1 : 0);
        var text = new CsvLanding(landing.File.Source, Kind, Path.GetFileName(landing.File.Path), encoding, head.Delimiter, quote, mapping.HasHeader ? head.Header : null, skip, more);
        await using var stream = open();
        return await CsvLander.LandAsync(stream, text, hash, landing.Append, landing.BytesRead, cancellationToken);
    }

    private async Task<FileOutcome> LandWorkbookAsync(TableLanding landing, Func<Stream> open, CancellationToken cancellationToken)
    {
        await using var stream = open();
        if (stream.Length > WorkbookGuard.MaximumBytes)
        {
            return Refused(new FileRefusal("workbook", $"The workbook is larger than {WorkbookGuard.MaximumBytes >> 20} MiB.", "Export the sheet as CSV and ingest that: a CSV file may be of any size."));
        }

        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        using var sheet = WorkbookSheet.Open(bytes, landing.Mapping.Sheet, out var refusal);
        if (sheet is null)
        {
            return Refused(refusal!);
        }

        for (var row = 0; row <= landing.Mapping.SkipRows; row++)
        {
            if (!sheet.Read())
            {
                return Refused(sheet.Fault is { } fault
                    ? new FileRefusal($"row {row + 1}", fault, "Save the workbook again, or export the sheet as CSV.")
                    : new FileRefusal($"row {row + 1}", "The sheet ends before its header row.", "State sheet: in the mapping if another sheet is meant."));
            }
        }

        var header = Encoding.UTF8.GetString(sheet.Row);
        if (Check(landing, TableHeader.Read(header, (byte)',', CsvReader.DoubleQuote), isWorkbook: true) is { } faulty)
        {
            return Refused(faulty);
        }

        var position = await LandMappingAsync(landing, cancellationToken);
        await landing.Append(new LandingHeader(landing.File.Source, "file", Kind, Describe(landing, bytes, header, position)), bytes, cancellationToken);
        landing.BytesRead.Report(bytes.Length);
        return new FileOutcome(1, bytes.Length, null);
    }

    private Dictionary<string, string> Describe(TableLanding landing, byte[] bytes, string header, string position)
    {
        var name = Path.GetFileName(landing.File.Path);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [TableMetadata.File] = name,
            [TableMetadata.FileId] = CsvLander.FileId(hash, name, bytes),
            [TableMetadata.Chunk] = "0",
            [TableMetadata.FirstRow] = "1",
            [TableMetadata.Last] = "true",
            [TableMetadata.Workbook] = "xlsx",
            [TableMetadata.Mapping] = position,
        };
        if (landing.Mapping.HasHeader)
        {
            metadata[TableMetadata.Header] = header;
        }

        return metadata;
    }

    /// <summary>Checks the mapping against the header; all its faults are one refusal.</summary>
    private static FileRefusal? Check(TableLanding landing, string[] first, bool isWorkbook)
    {
        var mapping = landing.Mapping;
        if (!mapping.HasHeader && mapping.Columns.Count != first.Length && mapping.Columns.Count > 0)
        {
            landing.Faults.Add(mapping.Columns[0].Line, $"columns: names {mapping.Columns.Count} columns, and the first row of the file has {first.Length}.");
        }

        PlanBinder.Bind(mapping, mapping.HasHeader ? first : [.. mapping.Columns.Select(c => c.Name)], isWorkbook, landing.Faults);
        if (landing.Faults.Count == 0)
        {
            return null;
        }

        var where = $"{landing.MappingName}, {(landing.Faults.Count == 1 ? "1 fault" : string.Create(CultureInfo.InvariantCulture, $"{landing.Faults.Count} faults"))}";
        return new FileRefusal(where, landing.Faults.Describe(landing.MappingName), "Correct the mapping; nothing of the table has landed. docs/table-mapping.md shows a complete one.");
    }

    /// <summary>Lands the mapping, once for each text of it: thousands of daily tables share one entry, and so one mapping version.</summary>
    private async Task<string> LandMappingAsync(TableLanding landing, CancellationToken cancellationToken)
    {
        var landed = landing.Append.Target is { } journal ? landedMappings.GetValue(journal, static _ => []) : [];
        var identity = (landing.File.Source, landing.MappingName, hash.Compute(landing.Yaml));
        if (landed.TryGetValue(identity, out var position))
        {
            return position;
        }

        var header = new LandingHeader(landing.File.Source, "file", "mapping", new Dictionary<string, string>(StringComparer.Ordinal) { [TableMetadata.File] = landing.MappingName });
        var entry = await landing.Append(header, landing.Yaml, cancellationToken);
        return landed[identity] = entry.Position.Value.ToString(CultureInfo.InvariantCulture);
    }

    private static bool LooksLikeText(ReadOnlySpan<byte> head) =>
        TextFile.IsGzip(head) || TableEncoding.FromByteOrderMark(head, out _) is not null || !head.ContainsAnyInRange((byte)0, (byte)8);

    private static FileOutcome Refused(FileRefusal refusal) => new(0, 0, refusal);
}
