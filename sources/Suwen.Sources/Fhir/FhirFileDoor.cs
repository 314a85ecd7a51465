using System.Globalization;
using Suwen.Sources.Files;
using Suwen.Sources.Tables;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Fhir;

/// <summary>
/// Lands FHIR JSON files, packed with gzip or not: NDJSON (bulk export) in chunks of whole lines, a bundle, a resource or an array of
/// resources as one entry. The bytes land as they are in the file; what is broken in them is for the gate to set aside.
/// </summary>
public sealed class FhirFileDoor : IFileDoor
{
    /// <summary>A document of more bytes than this is refused: it is parsed as one piece, in memory.</summary>
    public const int MaxDocumentBytes = 256 << 20;

    private const int HeadBytes = 64 << 10;
    private readonly KeyedHash hash;

    /// <param name="hash">The key ledger's keyed hash, for the identity of files.</param>
    public FhirFileDoor(KeyedHash hash) => this.hash = hash;

    public string Kind => FhirSource.FormatName;

    public bool Recognises(string path, ReadOnlySpan<byte> head)
    {
        var text = TextFile.IsGzip(head) ? TextFile.UnpackHead(head) : head;
        return FhirFiles.LooksLikeFhir(text);
    }

    public async Task<FileOutcome> LandAsync(FileToLand file, LandingJournal journal, IProgress<long> bytesRead, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = TextFile.Open(file.Path);
            var head = new byte[HeadBytes];
            var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
            if (FhirFiles.Refuse(head.AsSpan(0, length)) is { } refusal)
            {
                return new FileOutcome(0, 0, refusal);
            }

            var landing = new FhirFileLanding(file, journal, bytesRead, stream, hash);
            return FhirFiles.IsNdjsonName(file.Path) || FhirFiles.LooksLikeLines(head.AsSpan(0, length))
                ? await landing.LandLinesAsync(head.AsMemory(0, length), cancellationToken)
                : await landing.LandDocumentAsync(head.AsMemory(0, length), cancellationToken);
        }
        catch (InvalidDataException)
        {
            return new FileOutcome(0, 0, TextFile.DamagedGzip);
        }
    }
}

/// <summary>The landing of one file.</summary>
internal sealed class FhirFileLanding(FileToLand file, LandingJournal journal, IProgress<long> bytesRead, Stream stream, KeyedHash hash)
{
    private const int ChunkBytes = 4 << 20;
    private const int MaxLineBytes = 64 << 20;
    private readonly string name = Path.GetFileName(file.Path);
    private string fileId = "";
    private int chunk;
    private long firstLine = 1;
    private long landed;

    /// <summary>Lands the whole file as one entry.</summary>
    public async Task<FileOutcome> LandDocumentAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        if (stream is FileStream plain && plain.Length > FhirFileDoor.MaxDocumentBytes)
        {
            return new FileOutcome(0, 0, TooLarge);
        }

        using var whole = new MemoryStream(stream is FileStream known ? (int)known.Length : head.Length * 4);
        whole.Write(head.Span);
        var buffer = new byte[1 << 20];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (whole.Length + read > FhirFileDoor.MaxDocumentBytes)
            {
                return new FileOutcome(0, 0, TooLarge);
            }

            whole.Write(buffer, 0, read);
        }

        var header = new LandingHeader(file.Source, "file", FhirSource.FormatName, new Dictionary<string, string>(StringComparer.Ordinal) { [FhirSource.FileKey] = name });
        await journal.AppendAsync(header, whole.GetBuffer().AsMemory(0, (int)whole.Length), cancellationToken);
        landed = whole.Length;
        Report();
        return new FileOutcome(1, landed, null);
    }

    /// <summary>Lands the file in chunks of whole lines. A chunk waits until the next is known to hold something, as the last one says that it is.</summary>
    public async Task<FileOutcome> LandLinesAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        var current = new byte[ChunkBytes];
        var other = new byte[ChunkBytes];
        head.CopyTo(current);
        var filled = head.Length;
        var pending = ReadOnlyMemory<byte>.Empty;
        try
        {
            for (; ; )
            {
                filled += await stream.ReadAtLeastAsync(current.AsMemory(filled), current.Length - filled, throwOnEndOfStream: false, cancellationToken);
                var isEnd = filled < current.Length;
                var cut = isEnd ? filled : current.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
                if (cut == 0 && !isEnd)
                {
                    if (current.Length >= MaxLineBytes)
                    {
                        await FlushAsync(pending, isLast: true, cancellationToken);
                        return new FileOutcome(chunk, landed, LineTooLong(firstLine));
                    }

                    Array.Resize(ref current, current.Length * 2);
                    continue;
                }

                if (cut > 0)
                {
                    await FlushAsync(pending, isLast: false, cancellationToken);
                    pending = current.AsMemory(0, cut);
                }

                if (isEnd)
                {
                    await FlushAsync(pending, isLast: true, cancellationToken);
                    return new FileOutcome(chunk, landed, null);
                }

                // The pending chunk keeps its buffer; what follows its last line moves to the other one, free since the chunk before has landed.
                filled -= cut;
                other = other.Length < filled ? new byte[Math.Max(filled, ChunkBytes)] : other;
                current.AsSpan(cut, filled).CopyTo(other);
                (current, other) = (other, current);
            }
        }
        catch (InvalidDataException)
        {
            // Only unpacking raises this: the lines before the damage stay.
            await FlushAsync(pending, isLast: true, cancellationToken);
            return new FileOutcome(chunk, landed, new FileRefusal($"after {landed} unpacked bytes", "The compressed file is damaged or cut short.", "Copy or export the file again; what landed so far is kept and is not doubled."));
        }
    }

    private static FileRefusal TooLarge => new(
        "the file as a whole",
        "A bundle or array of more than 256 MB is parsed as one piece and would not fit in memory beside others.",
        "Export it as NDJSON (one resource on each line, as FHIR bulk export does), which has no limit, or as several bundles.");

    private static FileRefusal LineTooLong(long line) => new(
        string.Create(CultureInfo.InvariantCulture, $"line {line}"),
        "A line is longer than 64 MB, more than one resource can be.",
        "Write each resource on a line of its own; large binary content belongs beside the resource and not into it.");

    private async Task FlushAsync(ReadOnlyMemory<byte> lines, bool isLast, CancellationToken cancellationToken)
    {
        if (lines.IsEmpty)
        {
            return;
        }

        if (chunk == 0)
        {
            fileId = CsvLander.FileId(hash, name, lines.Span);
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FhirSource.FileKey] = name,
            [FhirSource.FirstLineKey] = firstLine.ToString(CultureInfo.InvariantCulture),
            [TableMetadata.FileId] = fileId,
            [TableMetadata.Chunk] = chunk.ToString(CultureInfo.InvariantCulture),
        };
        if (isLast)
        {
            metadata[TableMetadata.Last] = "true";
        }

        await journal.AppendAsync(new LandingHeader(file.Source, "file", FhirSource.FormatName, metadata), lines, cancellationToken);
        chunk++;
        landed += lines.Length;
        firstLine += lines.Span.Count((byte)'\n');
        Report();
    }

    private void Report() => bytesRead.Report(stream is GzipText packed ? packed.PackedBytes : landed);
}
