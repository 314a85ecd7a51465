using System.Buffers.Binary;
using System.Globalization;

namespace Suwen.Storage.Landing.Format;

internal enum SegmentKind : ushort
{
    /// <summary>Frames as they were appended.</summary>
    Plain = 0,

    /// <summary>The bytes of a plain segment, compressed in blocks.</summary>
    Blocks = 1,
}

/// <summary>
/// The first 4096 bytes of a segment: 128 bytes in use, a copy of them at 2048 (another sector), the rest zero and reserved.
/// docs/landing-format.md is the specification.
/// </summary>
/// <param name="Kind">How the bytes behind the area are stored.</param>
/// <param name="Journal">Journal number.</param>
/// <param name="Generation">Counts rewrites that move frames (erasure): places remembered from an earlier generation do not hold.</param>
/// <param name="FirstSequence">The sequence that the segment begins with.</param>
/// <param name="PreviousFirstSequence">First sequence of the segment before this one in the journal; 0 for the first.</param>
/// <param name="CreatedMicroseconds">When the segment was begun, microseconds since 1970 UTC.</param>
/// <param name="Salt">The journal's salt for frame header checksums.</param>
/// <param name="DataEnd">Blocks only: where the uncompressed bytes end.</param>
/// <param name="BlockBytes">Blocks only: uncompressed size of every block but the last.</param>
/// <param name="LastSequence">Blocks only: the last sequence in the segment.</param>
internal sealed record SegmentHeader(
    SegmentKind Kind,
    int Journal,
    uint Generation,
    long FirstSequence,
    long PreviousFirstSequence,
    long CreatedMicroseconds,
    ulong Salt,
    long DataEnd,
    int BlockBytes,
    long LastSequence)
{
    /// <summary>Size of the header area; frames begin here.</summary>
    public const int AreaBytes = 4096;

    public const ushort Version = 1;
    private const int UsedBytes = 128;
    private const int CopyOffset = 2048;

    public const string FileSuffix = ".landing";
    private const string FilePrefix = "segment-";
    private const string FolderPrefix = "journal-";

    private static ReadOnlySpan<byte> Magic => [0x8B, (byte)'S', (byte)'U', (byte)'W', (byte)'E', (byte)'N', (byte)'L', 0x1A];

    public static string FileName(long firstSequence) => FilePrefix + firstSequence.ToString("D13", CultureInfo.InvariantCulture) + FileSuffix;

    public static string FolderName(int journal) => FolderPrefix + journal.ToString("D6", CultureInfo.InvariantCulture);

    public static bool TryParseFileName(string name, out long firstSequence)
    {
        firstSequence = 0;
        return name.StartsWith(FilePrefix, StringComparison.Ordinal) && name.EndsWith(FileSuffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(FilePrefix.Length..^FileSuffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out firstSequence)
            && firstSequence > 0 && FileName(firstSequence) == name;
    }

    public static bool TryParseFolderName(string name, out int journal)
    {
        journal = 0;
        return name.StartsWith(FolderPrefix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(FolderPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out journal)
            && journal > 0 && FolderName(journal) == name;
    }

    /// <summary>Writes the whole area.</summary>
    public byte[] ToArea()
    {
        var area = new byte[AreaBytes];
        var used = area.AsSpan(0, UsedBytes);
        Magic.CopyTo(used);
        BinaryPrimitives.WriteUInt16LittleEndian(used[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(used[10..], (ushort)Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(used[12..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(used[16..], Journal);
        BinaryPrimitives.WriteUInt32LittleEndian(used[20..], Generation);
        BinaryPrimitives.WriteInt64LittleEndian(used[24..], FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(used[32..], PreviousFirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(used[40..], CreatedMicroseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(used[48..], Salt);
        BinaryPrimitives.WriteInt64LittleEndian(used[56..], DataEnd);
        BinaryPrimitives.WriteInt32LittleEndian(used[64..], BlockBytes);
        BinaryPrimitives.WriteInt64LittleEndian(used[72..], LastSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(used[(UsedBytes - 4)..], Crc32C.Compute(used[..(UsedBytes - 4)]));
        used.CopyTo(area.AsSpan(CopyOffset));
        return area;
    }

    /// <summary>Reads the header from either copy; null where both are damaged.</summary>
    /// <exception cref="LandingException">A sound header states a version or flags that this program does not know.</exception>
    public static SegmentHeader? Parse(ReadOnlySpan<byte> area, string segment)
        => ParseCopy(area, segment) ?? (area.Length >= CopyOffset + UsedBytes ? ParseCopy(area[CopyOffset..], segment) : null);

    private static SegmentHeader? ParseCopy(ReadOnlySpan<byte> copy, string segment)
    {
        if (copy.Length < UsedBytes || !copy[..8].SequenceEqual(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(copy[(UsedBytes - 4)..]) != Crc32C.Compute(copy[..(UsedBytes - 4)]))
        {
            return null;
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(copy[8..]);
        var kind = BinaryPrimitives.ReadUInt16LittleEndian(copy[10..]);
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(copy[12..]);
        if (version != Version || kind > (ushort)SegmentKind.Blocks || flags != 0)
        {
            throw new LandingException(
                LandingFault.Platform,
                $"Platform: {segment} was written in landing format {version} (kind {kind}, flags 0x{flags:x}); this program reads format {Version}. Use the version of Suwen that wrote it, or a newer one. Nothing was changed.");
        }

        return new SegmentHeader(
            (SegmentKind)kind,
            BinaryPrimitives.ReadInt32LittleEndian(copy[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(copy[20..]),
            BinaryPrimitives.ReadInt64LittleEndian(copy[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(copy[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(copy[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(copy[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(copy[56..]),
            BinaryPrimitives.ReadInt32LittleEndian(copy[64..]),
            BinaryPrimitives.ReadInt64LittleEndian(copy[72..]));
    }
}
