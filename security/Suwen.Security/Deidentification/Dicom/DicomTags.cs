using System.Buffers;
using System.Collections.Frozen;

namespace Suwen.Security.Deidentification.Dicom;

/// <summary>Attributes by tag, and what is known of them beyond the table of actions.</summary>
internal static class DicomTags
{
    public const uint MediaStorageSopClass = 0x0002_0002;
    public const uint SpecificCharacterSet = 0x0008_0005;
    public const uint Modality = 0x0008_0060;
    public const uint PatientName = 0x0010_0010;
    public const uint PatientId = 0x0010_0020;
    public const uint PatientBirthDate = 0x0010_0030;
    public const uint PatientSex = 0x0010_0040;
    public const uint PatientIdentityRemoved = 0x0012_0062;
    public const uint DeidentificationMethod = 0x0012_0063;
    public const uint DeidentificationMethodCodes = 0x0012_0064;
    public const uint BurnedInAnnotation = 0x0028_0301;
    public const uint RecognizableVisualFeatures = 0x0028_0302;
    public const uint LongitudinalModified = 0x0028_0303;
    public const uint EncapsulatedDocument = 0x0042_0011;
    public const uint PixelData = 0x7FE0_0010;

    /// <summary>
    /// Attributes that tell a person, a place or an order and that the table does not name: qualifiers of identifiers, birth and death in other calendars,
    /// signatures and encrypted copies of attributes.
    /// </summary>
    private static readonly FrozenSet<uint> RemovedToo = new uint[]
    {
        0x0010_0022, 0x0010_0024, 0x0010_0033, 0x0010_0034, 0x0010_0035, 0x0020_3404, 0x0038_0502, 0x0040_0518, 0x0040_0552, 0x0040_0560, 0x0040_0561, 0x0040_A390,
        0x0088_0130, 0x0400_0120, 0x0400_0500, 0x0400_0510, 0x0400_0520,
    }.ToFrozenSet();

    /// <summary>Makers, models, versions and codes: texts that no search needs to look at.</summary>
    private static readonly FrozenSet<uint> Codes = new uint[] { 0x0008_0070, 0x0008_0100, 0x0008_0102, 0x0008_0103, 0x0008_0104, 0x0008_1090, 0x0018_1018, 0x0018_1020 }.ToFrozenSet();

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789.\\"u8);
    private static readonly SearchValues<byte> CodeBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _\\.+-eE"u8);

    /// <summary>The rest of retired results (4008) and positions on the globe and camera owners (0016) go with what the table names of them.</summary>
    public static bool IsRemovedToo(uint tag) => RemovedToo.Contains(tag) || tag >> 16 is 0x4008 or 0x0016;

    /// <summary>What an attribute of the table holds: some by tag, most by representation and by the options that concern it.</summary>
    public static FieldKind KindOf(uint tag, DicomProfileRow row) => tag switch
    {
        PatientName => FieldKind.PersonName,
        PatientBirthDate => FieldKind.BirthDate,
        0x0010_1040 => FieldKind.Address,
        0x0010_2154 => FieldKind.Phone,
        0x0010_2297 => FieldKind.RelativeName,
        _ => row.Representation switch
        {
            "PN" => FieldKind.ClinicianName,
            "DA" or "DT" or "TM" => FieldKind.Date,
            "UI" => FieldKind.Uid,
            "AS" => FieldKind.Age,
            "UR" => FieldKind.Url,
            "OB" or "OW" or "UN" => FieldKind.Image,
            "SQ" or "CS" or "DS" or "IS" or "US" or "FL" or "FD" => FieldKind.Clinical,
            _ when row.Institution != DicomOptionAction.None => FieldKind.Institution,
            _ when row.Device != DicomOptionAction.None => FieldKind.DeviceNumber,
            _ when row.Descriptors != DicomOptionAction.None => FieldKind.FreeText,
            "LT" or "ST" or "UT" => FieldKind.FreeText,
            _ => FieldKind.RecordNumber,
        },
    };

    /// <summary>What an attribute holds that the table does not name; unknown where its representation decides.</summary>
    public static FieldKind KindOfUnnamed(uint tag) => tag switch
    {
        0x0018_1003 => FieldKind.DeviceNumber,
        0x0040_A160 or 0x0070_0080 or 0x0070_0081 or 0x0008_0108 => FieldKind.FreeText,
        _ => FieldKind.Unknown,
    };

    public static FieldKind KindOf(string representation, uint tag) => representation switch
    {
        "PN" => FieldKind.ClinicianName,
        "DA" or "DT" or "TM" => FieldKind.Date,
        "UI" => FieldKind.Uid,
        "AS" => FieldKind.Age,
        "AE" => FieldKind.DeviceNumber,
        "UR" => FieldKind.Url,
        "LO" or "SH" or "LT" or "ST" or "UT" or "UC" => Codes.Contains(tag) ? FieldKind.Clinical : FieldKind.Unknown,
        "UN" => (tag >> 16 & 1) == 0 ? FieldKind.Image : FieldKind.Clinical,
        _ => FieldKind.Clinical,
    };

    /// <summary>The representation of an attribute in an implicit file, by PS3.6 or else by what the value looks like; UN where it is not text.</summary>
    public static string Representation(uint tag, ReadOnlySpan<byte> value)
    {
        if ((tag & 0xFFFF) == 0)
        {
            return "UL";
        }

        if (DicomProfile.Rows.TryGetValue(tag, out var row))
        {
            return row.Representation;
        }

        if (DicomRepresentations.Find(tag) is { } known)
        {
            // A sequence would have been read as one; what does not fit its representation is something else.
            return known == "SQ" || value.Length % Size(known) != 0 ? "UN" : known;
        }

        var text = value.TrimEnd((byte)0).TrimEnd((byte)' ');
        if (text.IsEmpty || text.IndexOfAnyInRange((byte)0, (byte)8) >= 0)
        {
            return "UN";
        }

        if (!text.ContainsAnyExcept(NumberBytes))
        {
            return text.Length == 8 && text[0] is (byte)'1' or (byte)'2' && text.IndexOf((byte)'.') < 0 ? "DA"
                : text.Count((byte)'.') >= 4 && text.Length > 12 && text.IndexOf((byte)'\\') < 0 ? "UI" : "DS";
        }

        return !text.ContainsAnyExcept(CodeBytes) ? "CS" : "LO";
    }

    /// <summary>Bytes of one value (PS3.5 §6.2); 1 for texts and for streams of bytes.</summary>
    private static int Size(string representation) => representation switch
    {
        "US" or "SS" or "OW" => 2,
        "UL" or "SL" or "FL" or "AT" or "OF" or "OL" => 4,
        "FD" or "SV" or "UV" or "OD" or "OV" => 8,
        _ => 1,
    };

    /// <summary>A value that means nothing and that the representation allows (PS3.5 §6.2): what D puts where the policy has no replacement.</summary>
    public static ReadOnlySpan<byte> Dummy(string representation) => representation switch
    {
        "DA" => "19000101"u8,
        "TM" => "000000"u8,
        "DT" => "19000101000000"u8,
        "PN" => "REMOVED"u8,
        "AS" => "000Y"u8,
        "IS" or "DS" => "0"u8,
        "UR" => "urn:removed"u8,
        "UI" => "2.25.0"u8,
        "AE" or "CS" or "LO" or "SH" or "LT" or "ST" or "UT" or "UC" => "REMOVED"u8,
        "FD" or "OD" or "OV" or "SV" or "UV" => "\0\0\0\0\0\0\0\0"u8,
        "FL" or "OF" or "OL" or "SL" or "UL" or "AT" => "\0\0\0\0"u8,
        _ => "\0\0"u8,
    };
}
