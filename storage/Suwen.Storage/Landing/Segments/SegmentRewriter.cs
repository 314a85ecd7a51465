using System.Buffers;
using Suwen.Storage.Landing.Files;
using Suwen.Storage.Landing.Format;

namespace Suwen.Storage.Landing.Segments;

/// <summary>
/// Writes a segment anew, compressed or with some frames replaced, and puts it in the place of the old one: temporary file, fsync,
/// rename, fsync of the folder. At every moment either the old or the new file stands under the name. Damaged bytes are carried over
/// as they are: a rewrite hides nothing.
/// </summary>
internal sealed class SegmentRewriter(IJournalFiles files, Segment segment, CancellationToken cancellationToken)
{
    /// <summary>Makes the frame that replaces the scanner's current one; null keeps it.</summary>
    public delegate byte[]? Replacement(FrameScanner scanner);

    /// <summary>Rewrites and answers the segment as it is then.</summary>
    public Segment Rewrite(SegmentKind kind, bool movesFrames, Replacement replace)
    {
        var temporary = segment.Path + ".tmp";
        files.DeleteIfPresent(temporary);
        SegmentHeader header;
        long dataEnd;
        try
        {
            using var content = SegmentContent.Open(files, segment.Path);
            using var sink = SegmentSink.Create(files.Open(temporary, JournalFileMode.Create), kind);
            var last = Copy(content, sink, replace);
            dataEnd = sink.Offset;
            header = segment.Header with
            {
                Kind = kind,
                Generation = segment.Header.Generation + (movesFrames ? 1u : 0u),
                DataEnd = kind == SegmentKind.Blocks ? dataEnd : 0,
                BlockBytes = kind == SegmentKind.Blocks ? Block.DefaultBytes : 0,
                LastSequence = kind == SegmentKind.Blocks ? Math.Max(last, segment.LastExpected) : 0,
            };
            sink.Finish(header);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        files.Rename(temporary, segment.Path);
        files.SyncFolder(Path.GetDirectoryName(segment.Path)!);
        return new Segment(header, Path.GetDirectoryName(segment.Path)!, segment.Name, dataEnd, isSealed: true, movesFrames ? null : segment.Index)
        {
            LastAllowed = segment.LastAllowed,
            LastExpected = segment.LastExpected,
        };
    }

    private long Copy(SegmentContent content, SegmentSink sink, Replacement replace)
    {
        var end = segment.Header.Kind == SegmentKind.Plain ? Math.Min(segment.DataEnd, content.End) : content.End;
        using var scanner = new FrameScanner(content, segment.Header.Salt, SegmentHeader.AreaBytes, end, FrameScanner.SequentialWindow)
        {
            LastSequence = segment.FirstSequence - 1,
        };
        var last = segment.FirstSequence - 1;
        for (var step = scanner.Next(); step != ScanResult.End; step = scanner.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (step == ScanResult.Hole)
            {
                CopyBytes(content, sink, scanner.Offset, scanner.HoleBytes);
                continue;
            }

            if (scanner.Fields.Sequence > segment.LastAllowed)
            {
                // Void: an append that failed. Its sequences were given anew in the next segment.
                break;
            }

            last = scanner.Fields.Sequence;
            sink.BeginFrame(last);
            if (replace(scanner) is { } frame)
            {
                sink.Write(frame);
            }
            else
            {
                CopyBytes(content, sink, scanner.Offset, scanner.Fields.FrameBytes);
            }
        }

        return last;
    }

    private static void CopyBytes(SegmentContent content, SegmentSink sink, long offset, long count)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(count, 1 << 20));
        try
        {
            while (count > 0)
            {
                var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, count));
                var got = content.Read(part, offset);
                sink.Write(part[..got]);
                offset += got;
                count -= got;
                if (got == 0)
                {
                    return;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void TryDelete(string path)
    {
        try
        {
            files.DeleteIfPresent(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left for the next open, which removes temporary files; the cause of the failed rewrite is the one to report.
        }
    }
}
