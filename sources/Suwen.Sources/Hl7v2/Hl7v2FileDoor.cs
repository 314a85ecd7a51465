using System.Globalization;
using Suwen.Sources.Files;
using Suwen.Standards.Hl7v2;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Hl7v2;

/// <summary>
/// Lands files of HL7 v2 messages: one or many, with or without MLLP frames, single or as batches. The bytes land as they are, in
/// entries of some 4 MiB that end where a message ends.
/// </summary>
public sealed class Hl7v2FileDoor : IFileDoor
{
    private const int EntryBytes = 4 << 20;
    private const int MaxMessageBytes = 64 << 20;
    private const int HeadBytes = 64 << 10;

    public string Kind => Hl7v2Source.FormatName;

    public bool Recognises(string path, ReadOnlySpan<byte> head) => Hl7CharacterSets.IsUtf16(head, out _, out _) ? IsUtf16Message(head) : Hl7Splitter.BeginsMessage(head);

    public async Task<FileOutcome> LandAsync(FileToLand file, LandingJournal journal, IProgress<long> bytesRead, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file.Path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        var landing = new Landing(file, journal);
        var buffer = new byte[EntryBytes];
        var filled = await FillAsync(stream, buffer, 0, cancellationToken);
        if (RefuseHead(buffer.AsSpan(0, Math.Min(filled, HeadBytes))) is { } refusal)
        {
            return landing.Outcome(refusal);
        }

        var isUtf16 = Hl7CharacterSets.IsUtf16(buffer.AsSpan(0, filled), out _, out _);
        var isEnd = filled < buffer.Length;
        while (!isEnd)
        {
            // The last part may go on in the next block; UTF-16 has no byte at which it could be cut.
            var cut = isUtf16 ? 0 : Hl7Splitter.LastStart(buffer.AsSpan(0, filled));
            if (cut > 0)
            {
                await landing.AppendAsync(buffer.AsMemory(0, cut), cancellationToken);
                buffer.AsSpan(cut, filled - cut).CopyTo(buffer);
                filled -= cut;
                bytesRead.Report(landing.Bytes);
            }
            else if (buffer.Length >= MaxMessageBytes)
            {
                return landing.Outcome(TooLarge(landing, isUtf16));
            }
            else
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MaxMessageBytes));
            }

            filled = await FillAsync(stream, buffer, filled, cancellationToken);
            isEnd = filled < buffer.Length;
        }

        if (filled > 0)
        {
            await landing.AppendAsync(buffer.AsMemory(0, filled), cancellationToken);
        }

        bytesRead.Report(landing.Bytes);
        return landing.Outcome(null);
    }

    private static async Task<int> FillAsync(Stream stream, byte[] buffer, int filled, CancellationToken cancellationToken)
    {
        return filled + await stream.ReadAtLeastAsync(buffer.AsMemory(filled), buffer.Length - filled, throwOnEndOfStream: false, cancellationToken);
    }

    private static FileRefusal? RefuseHead(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            return new FileRefusal("byte 0", "The file is empty.", "Check the export that wrote it; there is nothing to land.");
        }

        if (Hl7CharacterSets.IsUtf16(head, out _, out _) ? IsUtf16Message(head) : HoldsMessage(head))
        {
            return null;
        }

        return new FileRefusal(
            "byte 0",
            string.Create(CultureInfo.InvariantCulture, $"No HL7 v2 message begins in the first {HeadBytes >> 10} KiB: no line begins with MSH."),
            "Name the file's true kind with --as, or take the packing (zip, base64) off first.");
    }

    private static bool HoldsMessage(ReadOnlySpan<byte> head)
    {
        foreach (var part in new Hl7Splitter(head))
        {
            if (part.Kind == Hl7PartKind.Message)
            {
                return true;
            }
        }

        return Hl7Splitter.BeginsMessage(head);
    }

    private static bool IsUtf16Message(ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length & ~1, 16)];
        return head.IndexOf("M\0S\0H"u8) >= 0 || head.IndexOf("\0M\0S\0H"u8) >= 0 || head.IndexOf("F\0H\0S"u8) >= 0 || head.IndexOf("B\0H\0S"u8) >= 0;
    }

    private static FileRefusal TooLarge(Landing landing, bool isUtf16) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"message {landing.NextMessage}, from byte {landing.Bytes}"),
            string.Create(CultureInfo.InvariantCulture, $"It does not end within {MaxMessageBytes >> 20} MiB."),
            isUtf16 ? "Convert the file from UTF-16 to UTF-8 and ingest it again: UTF-16 cannot be cut into parts." : "Check that its segments end with CR or LF and that each message begins with MSH; send large documents as files, not inside a message.");

    /// <summary>What is landed of one file so far.</summary>
    private sealed class Landing(FileToLand file, LandingJournal journal)
    {
        private readonly string name = Path.GetFileName(file.Path);
        private long entries;
        private long messages;
        private long batchMessages;
        private long batches;

        public long Bytes { get; private set; }

        /// <summary>Number of the next message, from 1.</summary>
        public long NextMessage => messages + 1;

        public FileOutcome Outcome(FileRefusal? refusal) => new(entries, Bytes, refusal);

        public async Task AppendAsync(ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await journal.AppendAsync(new LandingHeader(file.Source, "file", Hl7v2Source.FormatName, Metadata()), part, cancellationToken);
            entries++;
            Bytes += part.Length;
            Count(part.Span);
        }

        private Dictionary<string, string> Metadata()
        {
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["file"] = name,
                ["first-message"] = NextMessage.ToString(CultureInfo.InvariantCulture),
            };
            if (batchMessages > 0)
            {
                metadata[Hl7v2Source.BatchMessagesBefore] = batchMessages.ToString(CultureInfo.InvariantCulture);
            }

            if (batches > 0)
            {
                metadata[Hl7v2Source.FileBatchesBefore] = batches.ToString(CultureInfo.InvariantCulture);
            }

            return metadata;
        }

        private void Count(ReadOnlySpan<byte> part)
        {
            foreach (var piece in new Hl7Splitter(part))
            {
                switch (piece.Kind)
                {
                    case Hl7PartKind.Message:
                        messages++;
                        batchMessages++;
                        break;
                    case Hl7PartKind.Header:
                        batchMessages = 0;
                        batches = piece.Part[0] == 'F' ? 0 : batches;
                        break;
                    case Hl7PartKind.BatchTrailer:
                        batchMessages = 0;
                        batches++;
                        break;
                    case Hl7PartKind.FileTrailer:
                        batches = 0;
                        break;
                }
            }
        }
    }
}
