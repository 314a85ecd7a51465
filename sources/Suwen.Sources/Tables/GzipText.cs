using System.Buffers.Binary;
using System.IO.Compression;

namespace Suwen.Sources.Tables;

/// <summary>Text unpacked from gzip; raises <see cref="InvalidDataException"/> on damage and when it grows beyond a ratio that no table has.</summary>
internal sealed class GzipText(Stream packed, int maximumRatio) : Stream
{
    private const long RatioCheckedFromBytes = 64L * 1024 * 1024;

    private readonly GZipStream gzip = new(packed, CompressionMode.Decompress);
    private long unpacked;

    /// <summary>Bytes of the packed file read so far, for progress.</summary>
    public long PackedBytes => packed.Position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Count(gzip.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await gzip.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Count(int read)
    {
        unpacked += read;
        if (unpacked > RatioCheckedFromBytes && unpacked / maximumRatio > packed.Length)
        {
            throw new InvalidDataException("The packed file unpacks to far more than its size.");
        }

        if (read == 0 && !IsWhole())
        {
            throw new InvalidDataException("The packed file ends before its content does.");
        }

        return read;
    }

    /// <summary>
    /// GZipStream takes the end of a file that was cut short for the end of its content. The last four bytes are the content's length
    /// modulo 2^32 (RFC 1952 §2.3.1, ISIZE).
    /// </summary>
    private bool IsWhole()
    {
        Span<byte> trailer = stackalloc byte[4];
        packed.Seek(-4, SeekOrigin.End);
        packed.ReadExactly(trailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) == (uint)unpacked;
    }
}
