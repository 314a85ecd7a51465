using Suwen.Simulator.Writing.Files;

namespace Suwen.Simulator.Writing;

/// <summary>Turns the rows of a channel of workbooks, written as CSV, into the workbook.</summary>
public static class XlsxFile
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Writes the workbook.</summary>
    /// <param name="rows">CSV in UTF-8, without the header row.</param>
    /// <param name="workbook">Where it goes; it can seek, and stays open.</param>
    /// <param name="header">The header row, with its line end.</param>
    public static void Write(Stream rows, Stream workbook, ReadOnlySpan<byte> header)
    {
        using var file = new Workbook(workbook, "Sheet1");
        file.AddRows(header);
        var buffer = new byte[PieceBytes];
        var filled = 0;
        while (true)
        {
            var read = rows.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            filled += read;
            var isEnd = filled < buffer.Length;
            var used = file.AddRows(buffer.AsSpan(0, filled), isEnd);
            if (isEnd) return;
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
            if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    /// <summary>Writes the workbook of a file of rows.</summary>
    public static void FromRows(string rows, string workbook, ReadOnlySpan<byte> header)
    {
        using var source = new FileStream(rows, FileMode.Open, FileAccess.Read);
        using var target = new FileStream(workbook, FileMode.Create, FileAccess.ReadWrite, FileShare.None, PieceBytes);
        Write(source, target, header);
    }
}
