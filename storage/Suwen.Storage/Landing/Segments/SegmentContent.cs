using Suwen.Storage.Landing.Files;
using Suwen.Storage.Landing.Format;

namespace Suwen.Storage.Landing.Segments;

/// <summary>The uncompressed bytes of a segment, addressed as in the plain file, whatever way they are stored.</summary>
internal abstract class SegmentContent : IDisposable
{
    protected SegmentContent(SegmentHeader? header) => Header = header;

    /// <summary>Null where both copies of the header are damaged.</summary>
    public SegmentHeader? Header { get; }

    /// <summary>Where the uncompressed bytes end.</summary>
    public abstract long End { get; }

    /// <summary>Fills the buffer or stops at the end. Bytes that cannot be restored read as zeros, which no frame check accepts.</summary>
    public abstract int Read(Span<byte> buffer, long offset);

    public abstract void Dispose();

    public static SegmentContent Open(IJournalFiles files, string path)
    {
        var file = files.Open(path, JournalFileMode.Read);
        try
        {
            var area = new byte[SegmentHeader.AreaBytes];
            var got = ReadOrZeros(file, area, 0);
            var header = SegmentHeader.Parse(area.AsSpan(0, got), Path.GetFileName(path));
            var compressed = header?.Kind == SegmentKind.Blocks || (header is null && BlockContent.LooksLikeBlocks(file));
            return compressed ? BlockContent.Open(file, header) : new PlainContent(file, header);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads; where the device refuses (a bad sector), reads around it in sectors and leaves zeros.</summary>
    protected static int ReadOrZeros(IJournalFile file, Span<byte> buffer, long offset)
    {
        try
        {
            return file.Read(buffer, offset);
        }
        catch (IOException)
        {
            return ReadAround(file, buffer, offset);
        }
    }

    private static int ReadAround(IJournalFile file, Span<byte> buffer, long offset)
    {
        const int Sector = 4096;
        var total = (int)Math.Clamp(file.Length - offset, 0, buffer.Length);
        for (var done = 0; done < total; done += Sector)
        {
            var part = buffer[done..Math.Min(done + Sector, total)];
            part.Clear();
            try
            {
                _ = file.Read(part, offset + done);
            }
            catch (IOException)
            {
                part.Clear();
            }
        }

        return total;
    }

    private sealed class PlainContent(IJournalFile file, SegmentHeader? header) : SegmentContent(header)
    {
        public override long End => file.Length;

        public override int Read(Span<byte> buffer, long offset) => ReadOrZeros(file, buffer, offset);

        public override void Dispose() => file.Dispose();
    }
}
