namespace Suwen.Security.Deidentification;

/// <summary>Reads the tables beside the detectors: lines of fields parted by commas, without quotes; the first line is the head.</summary>
internal static class ContentTable
{
    public static IEnumerable<string[]> Read(string file)
    {
        using var stream = typeof(ContentTable).Assembly.GetManifestResourceStream("deidentification/" + file)
            ?? throw new InvalidOperationException($"The assembly lacks its table deidentification/{file}.");
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line.Split(',');
            }
        }
    }
}
