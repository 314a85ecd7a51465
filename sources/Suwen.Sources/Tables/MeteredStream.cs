namespace Suwen.Sources.Tables;

/// <summary>
/// A stream that ends in an <see cref="InvalidDataException"/> when far more is read from it than it holds: a damaged file may
/// point back into itself, and the library that follows it would not come back.
/// </summary>
internal sealed class MeteredStream(Stream inner) : Stream
{
    // Each part is read a few times: to count it, to find the sheets, to read the cells.
    private const int TimesOver = 16;
    private const long Floor = 64L << 20;

    private long budget = Math.Max(Floor, inner.Length * TimesOver);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Spend(inner.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Spend(inner.Read(buffer));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Spend(int read)
    {
        // A read of nothing costs too, or a circle at the end of the stream would be free.
        budget -= read + 1;
        return budget >= 0 ? read : throw new InvalidDataException("Far more was read than the file holds.");
    }
}
