using System.Collections.Frozen;
using System.Globalization;

namespace Suwen.Security.Deidentification.Dicom;

/// <summary>What an option of the profile puts in the place of the basic action.</summary>
internal enum DicomOptionAction : byte
{
    None,
    Keep,
    Clean,
}

/// <summary>A row of DICOM PS3.15, Table E.1-1.</summary>
/// <param name="Name">The attribute's name in PS3.6.</param>
/// <param name="Representation">Its value representation in PS3.6; the first where it has several.</param>
/// <param name="Basic">The action of the Basic Profile as the table writes it: X, Z, D, U, Z/D, X/Z, X/D, X/Z/D or X/Z/U*.</param>
/// <param name="Uids">Retain UIDs.</param>
/// <param name="Device">Retain Device Identity.</param>
/// <param name="Institution">Retain Institution Identity.</param>
/// <param name="Patient">Retain Patient Characteristics.</param>
/// <param name="FullDates">Retain Longitudinal Temporal Information with Full Dates.</param>
/// <param name="ModifiedDates">The same with Modified Dates.</param>
/// <param name="Descriptors">Clean Descriptors.</param>
/// <param name="Structured">Clean Structured Content.</param>
/// <param name="Graphics">Clean Graphics.</param>
internal sealed record DicomProfileRow(
    string Name,
    string Representation,
    string Basic,
    DicomOptionAction Uids,
    DicomOptionAction Device,
    DicomOptionAction Institution,
    DicomOptionAction Patient,
    DicomOptionAction FullDates,
    DicomOptionAction ModifiedDates,
    DicomOptionAction Descriptors,
    DicomOptionAction Structured,
    DicomOptionAction Graphics)
{
    /// <summary>Dates and times follow the options on temporal information before all others.</summary>
    public bool IsTemporal => Representation is "DA" or "DT" or "TM";
}

/// <summary>The table of actions of the Basic Application Level Confidentiality Profile and its options (DICOM PS3.15, Table E.1-1).</summary>
internal static class DicomProfile
{
    private const string Resource = "deidentification/dicom/ps3.15-e.1-1.csv";

    private static readonly (FrozenDictionary<uint, DicomProfileRow> Rows, DicomProfileRow Curve, DicomProfileRow Overlay, DicomProfileRow Private) Table = Read();

    /// <summary>Rows of single attributes.</summary>
    public static FrozenDictionary<uint, DicomProfileRow> Rows => Table.Rows;

    /// <summary>The row of an attribute; null where the table names none.</summary>
    public static DicomProfileRow? Find(uint tag)
    {
        var group = tag >> 16;
        if ((group & 1) == 1)
        {
            return Table.Private;
        }

        if (Table.Rows.TryGetValue(tag, out var row))
        {
            return row;
        }

        // The table names data and comments of overlays; without its data the rest of an overlay's group is a broken module (PS3.3 C.9.2), so it goes as well.
        return group is >= 0x5000 and <= 0x50FF ? Table.Curve : group is >= 0x6000 and <= 0x60FF ? Table.Overlay : null;
    }

    private static (FrozenDictionary<uint, DicomProfileRow>, DicomProfileRow, DicomProfileRow, DicomProfileRow) Read()
    {
        using var stream = typeof(DicomProfile).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"The assembly lacks its table {Resource}.");
        using var reader = new StreamReader(stream);
        var rows = new Dictionary<uint, DicomProfileRow>();
        var patterns = new Dictionary<string, DicomProfileRow>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#' || line.StartsWith("tag,", StringComparison.Ordinal))
            {
                continue;
            }

            var cells = line.Split(',');
            var row = new DicomProfileRow(cells[1], cells[2], cells[3], Option(cells[5]), Option(cells[6]), Option(cells[7]), Option(cells[8]), Option(cells[9]), Option(cells[10]), Option(cells[11]), Option(cells[12]), Option(cells[13]));
            if (uint.TryParse(cells[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var tag))
            {
                rows.Add(tag, row);
            }
            else
            {
                patterns.Add(cells[0], row);
            }
        }

        return (rows.ToFrozenDictionary(), patterns["50xxxxxx"], patterns["60xx3000"], patterns["odd"]);
    }

    private static DicomOptionAction Option(string cell) => cell switch { "K" => DicomOptionAction.Keep, "C" => DicomOptionAction.Clean, _ => DicomOptionAction.None };
}
