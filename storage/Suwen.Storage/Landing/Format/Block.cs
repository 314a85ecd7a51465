using System.Buffers.Binary;
using System.IO.Compression;

namespace Suwen.Storage.Landing.Format;

internal enum BlockCodec : ushort
{
    Stored = 0,
    Brotli = 1,
}

/// <summary>Where a block lies in the file and which frame is the first to begin in it (sequence 0 where none does).</summary>
internal readonly record struct BlockEntry(long FileOffset, int StoredBytes, long FirstSequence, long FirstFrameOffset);

/// <summary>A block of a compressed segment: a 32-byte header and the stored bytes, padded to eight.</summary>
internal static class Block
{
    public const int HeaderBytes = 32;

    /// <summary>The design allows blocks of at most 256 KiB: a look-up decompresses no more than the blocks that its frame touches.</summary>
    public const int DefaultBytes = 256 << 10;

    public const ulong MagicWord = 0xF1_1A_0D_42_4C_57_53_8BUL;

    /// <summary>A quality of 3 is the knee of the curve on HL7 and FHIR text; docs/adr/0012-landing-compression.md has the figures.</summary>
    private const int Quality = 3;
    private const int Window = 18;

    /// <summary>Writes header and compressed bytes of one block; answers how many bytes. The target holds the raw bytes and the header.</summary>
    public static int Encode(ReadOnlySpan<byte> raw, int number, Span<byte> target)
    {
        var codec = BlockCodec.Brotli;
        if (!BrotliEncoder.TryCompress(raw, target.Slice(HeaderBytes, raw.Length), out var stored, Quality, Window) || stored >= raw.Length)
        {
            codec = BlockCodec.Stored;
            raw.CopyTo(target[HeaderBytes..]);
            stored = raw.Length;
        }

        var header = target[..HeaderBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(header, MagicWord);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], number);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], raw.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], stored);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], (ushort)codec);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], Crc32C.Compute(target.Slice(HeaderBytes, stored)));
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], Crc32C.Compute(header[..28]));
        return HeaderBytes + stored;
    }

    /// <summary>Reads a block header; false where it is damaged.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, out int number, out int rawBytes, out int storedBytes)
    {
        number = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        rawBytes = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        storedBytes = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(header) == MagicWord
            && BinaryPrimitives.ReadUInt32LittleEndian(header[28..]) == Crc32C.Compute(header[..28])
            && number >= 0 && rawBytes > 0 && storedBytes > 0 && storedBytes <= rawBytes;
    }

    /// <summary>Restores the raw bytes of a block; false where any check fails.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> block, int number, Span<byte> raw)
    {
        var header = block[..HeaderBytes];
        var stored = block[HeaderBytes..];
        if (!TryReadHeader(header, out var statedNumber, out var statedRaw, out var statedStored)
            || statedNumber != number || statedRaw != raw.Length || statedStored != stored.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(header[24..]) != Crc32C.Compute(stored))
        {
            return false;
        }

        switch ((BlockCodec)BinaryPrimitives.ReadUInt16LittleEndian(header[20..]))
        {
            case BlockCodec.Stored:
                stored.CopyTo(raw);
                return stored.Length == raw.Length;
            case BlockCodec.Brotli:
                return BrotliDecoder.TryDecompress(stored, raw, out var written) && written == raw.Length;
            default:
                throw new LandingException(
                    LandingFault.Platform,
                    "Platform: a compressed landing segment uses a method that this program does not know. Use the version of Suwen that wrote it, or a newer one. Nothing was changed.");
        }
    }
}
