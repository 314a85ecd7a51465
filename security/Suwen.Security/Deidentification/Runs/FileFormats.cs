using System.IO.Compression;

namespace Suwen.Security.Deidentification.Runs;

/// <summary>Recognises what a file is, by content first and by its name where the content leaves a choice.</summary>
internal static class FileFormats
{
    /// <summary>csv, xlsx, json, ndjson, hl7, dicom, text; null for what Suwen cannot treat.</summary>
    public static string? Of(string name, ReadOnlySpan<byte> head)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        if (head.Length >= 132 && head[128..132].SequenceEqual("DICM"u8))
        {
            return "dicom";
        }

        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return extension is ".xlsx" or ".xlsm" ? "xlsx" : null;
        }

        var text = head.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        if (Suwen.Standards.Hl7v2.Hl7Splitter.BeginsMessage(text))
        {
            return "hl7";
        }

        var first = text.IndexOfAnyExcept(" \t\r\n"u8);
        if (first >= 0 && text[first] is (byte)'{' or (byte)'[' && extension is not (".txt" or ".csv" or ".tsv" or ".md"))
        {
            var line = text[first..].IndexOf((byte)'\n');
            return extension is ".ndjson" or ".jsonl" || (text[first] == (byte)'{' && line > 0 && text[first..][..line].TrimEnd((byte)'\r') is [.., (byte)'}'] && text[(first + line + 1)..].StartsWith("{"u8)) ? "ndjson" : "json";
        }

        if (extension is ".dcm" or ".dicom" or ".ima")
        {
            return "dicom";
        }

        var isWide = head.StartsWith<byte>([0xFF, 0xFE]) || head.StartsWith<byte>([0xFE, 0xFF]);
        if (!isWide && head.Contains((byte)0))
        {
            return head.Length > 8 && head[0] is 0x02 or 0x08 && head[1] == 0 || (head.Length > 8 && head[0] == 0 && head[1] is 0x02 or 0x08) ? "dicom" : null;
        }

        return extension switch
        {
            ".csv" or ".tsv" or ".tab" or ".psv" => "csv",
            ".txt" or ".md" or ".log" or ".note" => "text",
            ".ndjson" or ".jsonl" => "ndjson",
            ".json" => "json",
            ".pdf" or ".doc" or ".jpg" or ".png" or ".zip" or ".gz" or ".xml" or ".html" or ".xls" or ".rtf" or ".vcf" => null,
            _ when head.IsEmpty => "text",
            _ => head.Count((byte)',') + head.Count((byte)'\t') > 4 * Math.Max(1, head.Count((byte)'\n')) ? "csv" : "text",
        };
    }

    /// <summary>True where the parts of a workbook are of a size that can be read (a few kilobytes can unpack to terabytes).</summary>
    public static bool IsReasonable(Stream workbook)
    {
        try
        {
            using var archive = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true);
            long total = 0;
            foreach (var entry in archive.Entries)
            {
                total += entry.Length;
                if (total > 1L << 30 || (entry.Length > 32 << 20 && entry.Length / Math.Max(1, entry.CompressedLength) > 200))
                {
                    return false;
                }
            }

            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
        finally
        {
            workbook.Position = 0;
        }
    }
}
