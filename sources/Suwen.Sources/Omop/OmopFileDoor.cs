using Suwen.Sources.Files;
using Suwen.Sources.Tables;
using Suwen.Standards.Csv;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Omop;

/// <summary>
/// Lands CSV files of the OMOP common data model: named as their table in any case, comma or tab separated, packed with gzip or not.
/// </summary>
public sealed class OmopFileDoor : IFileDoor
{
    private readonly KeyedHash hash;

    /// <param name="hash">The key ledger's keyed hash, for the identity of files.</param>
    public OmopFileDoor(KeyedHash hash) => this.hash = hash;

    public string Kind => "omop";

    public bool Recognises(string path, ReadOnlySpan<byte> head)
    {
        if (!OmopModel.TryFindTable(path, out var table, out var name))
        {
            return false;
        }

        var text = TextFile.IsGzip(head) ? TextFile.UnpackHead(head) : head;
        var encoding = TableEncoding.FromByteOrderMark(text, out _) ?? TableEncoding.Utf8;
        var first = CsvLander.ReadHead(text, isWhole: true, encoding, null, CsvReader.DoubleQuote, 0);
        return first.Header is { } header && IsOmopHeader(OmopPlan.Compile(name, table, header, first.Delimiter, CsvReader.DoubleQuote));
    }

    public Task<FileOutcome> LandAsync(FileToLand file, LandingJournal journal, IProgress<long> bytesRead, CancellationToken cancellationToken) =>
        LandAsync(file, () => TextFile.Open(file.Path), journal.AppendAsync, bytesRead, cancellationToken);

    internal async Task<FileOutcome> LandAsync(FileToLand file, Func<Stream> open, AppendEntry append, IProgress<long> bytesRead, CancellationToken cancellationToken)
    {
        if (!OmopModel.TryFindTable(file.Path, out var table, out var name))
        {
            return Refused(new FileRefusal("file name", "No OMOP table has the file's name.", "Name the file as its table, such as person.csv, or ingest it as a table with a mapping."));
        }

        try
        {
            return await LandTableAsync(file, open, table, name, append, bytesRead, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return Refused(TextFile.DamagedGzip);
        }
    }

    private async Task<FileOutcome> LandTableAsync(FileToLand file, Func<Stream> open, Table table, string name, AppendEntry append, IProgress<long> bytesRead, CancellationToken cancellationToken)
    {
        TableEncoding? sniffed;
        FileRefusal? refusal;
        await using (var whole = open())
        {
            (sniffed, refusal) = await EncodingSniffer.SniffAsync(whole, null, cancellationToken);
        }

        if (refusal is not null)
        {
            return Refused(refusal);
        }

        // A file that is neither is most likely UTF-8 with some damaged rows: those are set aside one by one.
        var encoding = sniffed ?? TableEncoding.Utf8;
        var head = await CsvLander.ReadHeadAsync(open, encoding, null, CsvReader.DoubleQuote, 0, cancellationToken);
        if (head.Refusal is not null)
        {
            return Refused(head.Refusal);
        }

        // OHDSI Athena hands out vocabularies separated by tabs and without quoting: a quote there belongs to the text.
        var quote = table.Kind == "vocabulary" && head.Delimiter == '\t' ? CsvReader.NoQuote : CsvReader.DoubleQuote;
        var plan = OmopPlan.Compile(name, table, head.Header!, head.Delimiter, quote);
        if (plan.MissingColumns.Count > 0 || plan.Cells.Length == 0)
        {
            var missing = plan.MissingColumns.Count > 0 ? string.Join(", ", plan.MissingColumns) : "the table's columns";
            return Refused(new FileRefusal("row 1", $"The header lacks {missing}.", $"Export {name} with the columns of OMOP CDM 5.3 or 5.4, or ingest the file as a table with a mapping."));
        }

        var more = new Dictionary<string, string>(StringComparer.Ordinal) { [TableMetadata.Table] = name };
        var landing = new CsvLanding(file.Source, Kind, Path.GetFileName(file.Path), encoding, head.Delimiter, quote, head.Header, 1, more);
        await using var stream = open();
        var outcome = await CsvLander.LandAsync(stream, landing, hash, append, bytesRead, cancellationToken);
        return outcome with { Warnings = Warnings(plan, name) };
    }

    private static IReadOnlyList<string> Warnings(OmopPlan plan, string name) => plan.UnknownColumns.Count == 0
        ? []
        : [$"{name}: OMOP CDM 5.4 has no column {string.Join(", ", plan.UnknownColumns)}; it is kept in landing and not loaded."];

    /// <summary>A file is OMOP when its header has the table's id and most of its columns are known: other systems have a person.csv too.</summary>
    private static bool IsOmopHeader(OmopPlan plan)
    {
        var known = plan.Cells.Length + (plan.KeyField >= 0 ? 1 : 0) + (plan.PersonField >= 0 ? 1 : 0);
        return plan.MissingColumns.Count == 0 && known >= 2 && known * 10 >= plan.Header.Length * 6;
    }

    private static FileOutcome Refused(FileRefusal refusal) => new(0, 0, refusal);
}
