using System.Collections.Frozen;
using System.Globalization;

namespace Suwen.Security.Deidentification.Dicom;

/// <summary>The value representation of each public attribute (DICOM PS3.6), the first where it has several: files with implicit representation do not say it.</summary>
internal static class DicomRepresentations
{
    private const string Resource = "deidentification/dicom/ps3.6-representations.csv";

    private static readonly Lazy<FrozenDictionary<uint, string>> Table = new(Read);

    /// <summary>The representation of an attribute; null where PS3.6 does not have it.</summary>
    public static string? Find(uint tag) => Table.Value.GetValueOrDefault(tag);

    private static FrozenDictionary<uint, string> Read()
    {
        using var stream = typeof(DicomRepresentations).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"The assembly lacks its table {Resource}.");
        using var reader = new StreamReader(stream);
        var table = new Dictionary<uint, string>();
        reader.ReadLine();
        while (reader.ReadLine() is { Length: > 9 } line)
        {
            table.Add(uint.Parse(line.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture), string.Intern(line[9..]));
        }

        return table.ToFrozenDictionary();
    }
}
