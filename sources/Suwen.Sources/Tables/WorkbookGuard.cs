using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Suwen.Sources.Files;

namespace Suwen.Sources.Tables;

/// <summary>What a file that should be a workbook is, by its first bytes.</summary>
internal enum WorkbookKind : byte
{
    None,

    /// <summary>Office Open XML (ECMA-376): a zip file.</summary>
    Xlsx,

    /// <summary>Excel 97–2003, or an encrypted Office Open XML file: an OLE compound file.</summary>
    Xls,

    /// <summary>A web page or XML under the name of a workbook, as hospital systems like to export it.</summary>
    Markup,
}

/// <summary>Looks at a workbook before a library does: small zip files can unpack to any size.</summary>
internal static class WorkbookGuard
{
    /// <summary>Size up to which a workbook lands: its bytes are one entry, so that they can be opened.</summary>
    public const int MaximumBytes = 64 * 1024 * 1024;

    /// <summary>Size of all parts unpacked.</summary>
    internal const long MaximumUnpackedBytes = 1L << 30;

    // The shared texts of a workbook are held in memory while it is read.
    private const long MaximumSharedTextBytes = 192L << 20;

    private const int MaximumParts = 4096;

    // Sheets pack some 10 to 40 times. Below the floor the ratio says nothing, since an empty sheet is all repetition.
    private const int MaximumRatio = 200;
    private const long RatioFloorBytes = 32L << 20;

    public static WorkbookKind KindOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return WorkbookKind.Xlsx;
        }

        if (head.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
        {
            return WorkbookKind.Xls;
        }

        var text = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        return text is [(byte)'<', ..] ? WorkbookKind.Markup : WorkbookKind.None;
    }

    /// <summary>
    /// Unpacks every part of a zip file without keeping it, and stops where it is larger than any workbook. The sizes that the zip
    /// file states are looked at first; since they can lie, the bytes are counted too.
    /// </summary>
    public static FileRefusal? Check(Stream zip)
    {
        try
        {
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count > MaximumParts)
            {
                return Bomb("zip directory", $"The workbook has {archive.Entries.Count} parts");
            }

            var stated = 0L;
            foreach (var entry in archive.Entries)
            {
                stated += Math.Min(entry.Length, MaximumUnpackedBytes + 1);
            }

            if (stated > MaximumUnpackedBytes || (stated > RatioFloorBytes && stated / MaximumRatio > zip.Length))
            {
                return Bomb("zip directory", $"The workbook states to unpack to {stated >> 20} MiB");
            }

            return Count(archive, zip.Length);
        }
        catch (InvalidDataException)
        {
            return Damaged;
        }
    }

    /// <summary>The refusal for a workbook that cannot be read.</summary>
    public static FileRefusal Damaged { get; } = new("workbook", "The workbook is damaged or cut short, or is no workbook.", "Open it in a spreadsheet program and save it again as .xlsx, or export the sheet as CSV.");

    /// <summary>
    /// Refuses an OLE compound file. The reader of Excel 97–2003 files in the library at hand does not come back from some damaged ones,
    /// and a parser that can be halted by its input has no place in the gate.
    /// </summary>
    public static FileRefusal OfCompoundFile(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf(MemoryMarshal.AsBytes("EncryptedPackage".AsSpan())) >= 0
            ? new FileRefusal("workbook", "The workbook is protected by a password.", "Open it, remove the password, save it and ingest it again.")
            : new FileRefusal("workbook", "The workbook is of the form of Excel 97–2003 (.xls).", "Open it in a spreadsheet program and save it as .xlsx, or export the sheet as CSV.");

    private static FileRefusal? Count(ZipArchive archive, long packedBytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var total = 0L;
            foreach (var entry in archive.Entries)
            {
                using var part = entry.Open();
                var isSharedText = entry.FullName.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase);
                var size = 0L;
                int read;
                while ((read = part.Read(buffer)) > 0)
                {
                    size += read;
                    total += read;
                    if (total > MaximumUnpackedBytes || (isSharedText && size > MaximumSharedTextBytes) || (total > RatioFloorBytes && total / MaximumRatio > packedBytes))
                    {
                        return Bomb("zip part", $"The workbook unpacks to more than {total >> 20} MiB");
                    }
                }
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileRefusal Bomb(string where, string what) => new(where, $"{what}, far more than a workbook of its size holds.", "If it is a real table, export the sheet as CSV and ingest that.");
}
