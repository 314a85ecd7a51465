using System.IO.Compression;
using Suwen.Sources.Files;

namespace Suwen.Sources.Tables;

/// <summary>Opens a text table, packed with gzip or not.</summary>
internal static class TextFile
{
    // Deflate reaches about 1,030:1 on nothing but repetition; tables of health data stay below 50:1.
    private const int MaximumRatio = 200;

    private const int BufferBytes = 1 << 16;

    public static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1F, 0x8B, 0x08, ..];

    public static Stream Open(string path)
    {
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read,
            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            BufferSize = BufferBytes,
        });
        Span<byte> head = stackalloc byte[3];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return IsGzip(head[..read]) ? Unpack(file) : file;
    }

    /// <summary>Unpacks gzip; raises <see cref="InvalidDataException"/> on damage and on a ratio that no table has.</summary>
    public static Stream Unpack(Stream packed) => new GzipText(packed, MaximumRatio);

    /// <summary>Unpacks the first bytes of a file, to be looked at; empty when they are damaged.</summary>
    public static ReadOnlySpan<byte> UnpackHead(ReadOnlySpan<byte> head)
    {
        var unpacked = new byte[64 * 1024];
        var length = 0;
        using var gzip = new GZipStream(new MemoryStream(head.ToArray()), CompressionMode.Decompress);
        try
        {
            int read;
            while (length < unpacked.Length && (read = gzip.Read(unpacked, length, unpacked.Length - length)) > 0)
            {
                length += read;
            }
        }
        catch (InvalidDataException)
        {
            // The head is cut off in the middle of a block: what was unpacked before is enough to look at.
        }

        return unpacked.AsSpan(0, length);
    }

    /// <summary>The refusal for a damaged or suspicious gzip file.</summary>
    public static FileRefusal DamagedGzip { get; } = new(
        "gzip",
        $"The compressed file is damaged, cut short, or unpacks to more than {MaximumRatio} times its size.",
        "Copy or export it again; a file made of several gzip parts has to be unpacked first.");
}
