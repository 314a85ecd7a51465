namespace Suwen.Simulator.Writing;
public static class XlsxFile
{
    public static void Write(Stream rows, Stream workbook, ReadOnlySpan<byte> header) => throw new NotImplementedException();
    public static void FromRows(string rows, string workbook, ReadOnlySpan<byte> header) => throw new NotImplementedException();
}
