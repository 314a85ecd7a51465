using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Suwen.Storage.Landing.Format;

[Flags]
internal enum FrameFlags : ushort
{
    None = 0,

    /// <summary>The payload is a signed tombstone in the place of erased bytes.</summary>
    Redacted = 1,
}

/// <summary>The fixed part of a frame's header.</summary>
internal readonly record struct FrameFields(
    int HeaderBytes,
    int PayloadBytes,
    uint PayloadCrc,
    long Sequence,
    long ReceivedMicroseconds,
    long DurableThrough,
    FrameFlags Flags,
    int KeyId,
    UInt128 ContentHash)
{
    public long FrameBytes => Frame.Align((long)HeaderBytes + PayloadBytes);
}

/// <summary>
/// One entry on disk: header, payload, zero padding to a multiple of eight. docs/landing-format.md is the specification.
/// The header checksum begins with the journal's salt, so that a frame copied out of another journal, or made up by a sender and
/// carried inside a payload, is not taken for a frame when the reader searches for the next one behind damage.
/// </summary>
internal static class Frame
{
    public const int PrefixBytes = 24;
    public const int FixedBytes = 72;
    public const int MaxHeaderBytes = 1 << 20;
    public const int Alignment = 8;

    /// <summary>The magic as a little-endian word, for a fast comparison.</summary>
    public const ulong MagicWord = 0xF1_1A_0D_46_4C_57_53_8BUL;

    /// <summary>0x8B 'S' 'W' 'L' 'F' CR SUB 0xF1: no text in any encoding of the doors holds it.</summary>
    public static ReadOnlySpan<byte> Magic => [0x8B, 0x53, 0x57, 0x4C, 0x46, 0x0D, 0x1A, 0xF1];

    public static long Align(long length) => (length + (Alignment - 1)) & ~(long)(Alignment - 1);

    /// <summary>Encodes everything that does not depend on the place: call <see cref="Complete"/> when the place is known.</summary>
    public static byte[] EncodeHeader(LandingHeader header, int payloadBytes, uint payloadCrc, int keyId, UInt128 contentHash, FrameFlags flags)
    {
        var bytes = new byte[FixedBytes + DescriptionBytes(header)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), payloadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), payloadCrc);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(48), 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(50), (ushort)flags);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(52), keyId);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(56), contentHash);
        var at = FixedBytes;
        WriteText(bytes, ref at, header.Source);
        WriteText(bytes, ref at, header.Channel);
        WriteText(bytes, ref at, header.Format);
        WriteLength(bytes, ref at, (uint)header.Metadata.Count);
        foreach (var (name, value) in header.Metadata)
        {
            WriteText(bytes, ref at, name);
            WriteText(bytes, ref at, value);
        }

        return bytes;
    }

    /// <summary>Writes the place into an encoded header and seals it with its checksum.</summary>
    public static void Complete(Span<byte> header, ulong salt, long sequence, long receivedMicroseconds, long durableThrough)
    {
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], receivedMicroseconds);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], durableThrough);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], HeaderCrc(header, salt));
    }

    /// <summary>True where lengths are plausible; says nothing of the checksum. The span holds at least <see cref="PrefixBytes"/>.</summary>
    public static bool TryReadLengths(ReadOnlySpan<byte> prefix, out int headerBytes, out int payloadBytes)
    {
        headerBytes = BinaryPrimitives.ReadInt32LittleEndian(prefix[8..]);
        payloadBytes = BinaryPrimitives.ReadInt32LittleEndian(prefix[12..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(prefix) == MagicWord
            && headerBytes is >= FixedBytes + 4 and <= MaxHeaderBytes && payloadBytes >= 0;
    }

    /// <summary>Checks the checksum of a whole header and reads its fixed part.</summary>
    /// <exception cref="LandingException">The header is sound, but uses a codec or flags that this program does not know.</exception>
    public static bool TryRead(ReadOnlySpan<byte> header, ulong salt, out FrameFields fields)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[16..]) != HeaderCrc(header, salt))
        {
            fields = default;
            return false;
        }

        var codec = BinaryPrimitives.ReadUInt16LittleEndian(header[48..]);
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(header[50..]);
        if (codec != 0 || (flags & ~(ushort)FrameFlags.Redacted) != 0)
        {
            throw new LandingException(
                LandingFault.Platform,
                $"Platform: a landing entry uses codec {codec} and flags 0x{flags:x}, which this program does not know. Use the version of Suwen that wrote it, or a newer one. Nothing was changed.");
        }

        fields = new FrameFields(
            header.Length,
            BinaryPrimitives.ReadInt32LittleEndian(header[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[40..]),
            (FrameFlags)flags,
            BinaryPrimitives.ReadInt32LittleEndian(header[52..]),
            BinaryPrimitives.ReadUInt128LittleEndian(header[56..]));
        return true;
    }

    public static string ReadText(ReadOnlySpan<byte> description, ref int at)
    {
        var length = (int)ReadLength(description, ref at);
        var text = Encoding.UTF8.GetString(description.Slice(at, length));
        at += length;
        return text;
    }

    public static uint ReadLength(ReadOnlySpan<byte> description, ref int at)
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = description[at++];
            value |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    [SkipLocalsInit]
    private static uint HeaderCrc(ReadOnlySpan<byte> header, ulong salt)
    {
        Span<byte> seed = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(seed, salt);
        var crc = Crc32C.Update(Crc32C.Initial, seed);
        crc = Crc32C.Update(crc, header[..16]);
        return ~Crc32C.Update(crc, header[20..]);
    }

    private static int DescriptionBytes(LandingHeader header)
    {
        var bytes = TextBytes(header.Source) + TextBytes(header.Channel) + TextBytes(header.Format) + LengthBytes((uint)header.Metadata.Count);
        foreach (var (name, value) in header.Metadata)
        {
            bytes += TextBytes(name) + TextBytes(value);
        }

        return bytes;
    }

    private static int TextBytes(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        return LengthBytes((uint)bytes) + bytes;
    }

    private static int LengthBytes(uint value)
    {
        var bytes = 1;
        while ((value >>= 7) != 0)
        {
            bytes++;
        }

        return bytes;
    }

    private static void WriteText(byte[] bytes, ref int at, string text)
    {
        WriteLength(bytes, ref at, (uint)Encoding.UTF8.GetByteCount(text));
        at += Encoding.UTF8.GetBytes(text, bytes.AsSpan(at));
    }

    /// <summary>Unsigned LEB128.</summary>
    private static void WriteLength(byte[] bytes, ref int at, uint value)
    {
        while (value >= 0x80)
        {
            bytes[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[at++] = (byte)value;
    }
}
