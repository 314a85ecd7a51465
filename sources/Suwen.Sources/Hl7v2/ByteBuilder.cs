using System.Buffers;

namespace Suwen.Sources.Hl7v2;

/// <summary>Text being put together in UTF-8; its buffer is kept from message to message.</summary>
internal sealed class ByteBuilder : IBufferWriter<byte>
{
    /// <summary>A buffer beyond this size is given back after the message that needed it.</summary>
    private const int Kept = 1 << 20;

    private byte[] buffer = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => buffer.AsSpan(0, Length);

    public ByteBuilder Clear()
    {
        Length = 0;
        if (buffer.Length > Kept)
        {
            buffer = new byte[256];
        }

        return this;
    }

    public ByteBuilder Append(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
        return this;
    }

    public ByteBuilder Append(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
        return this;
    }

    public ByteBuilder Append(long number)
    {
        number.TryFormat(GetSpan(20), out var written, provider: System.Globalization.CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    /// <summary>Drops what comes after the first <paramref name="length"/> bytes.</summary>
    public void CutTo(int length) => Length = length;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return buffer.AsSpan(Length);
    }

    private void Ensure(int size)
    {
        var needed = checked(Length + Math.Max(size, 1));
        if (needed > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(needed, buffer.Length * 2));
        }
    }
}
