using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace Suwen.Security.Deidentification.Dicom;

/// <summary>What is done with an attribute.</summary>
internal enum DicomAction : byte
{
    /// <summary>By its value representation: names, dates and UIDs are replaced, texts are searched, the rest stays.</summary>
    ByRepresentation,

    /// <summary>Treated by the policy's method for its kind; emptied where that suppresses it (Z, or D with a dummy).</summary>
    Kind,

    /// <summary>Left out (X).</summary>
    Remove,

    /// <summary>Kept (K).</summary>
    Keep,
}

/// <summary>
/// Attributes that DICOM PS3.15-2023e, Table E.1-1 (Basic Application Level Confidentiality Profile) names, as far as their value representation does
/// not already decide. Actions: X is left out; a kind is treated by the policy's method, which covers Z, D, C and U; what a policy suppresses
/// becomes empty.
/// </summary>
internal static class DicomTags
{
    public const uint SpecificCharacterSet = 0x0008_0005;
    public const uint Modality = 0x0008_0060;
    public const uint PatientName = 0x0010_0010;
    public const uint PatientId = 0x0010_0020;
    public const uint PatientSex = 0x0010_0040;
    public const uint PatientIdentityRemoved = 0x0012_0062;
    public const uint DeidentificationMethod = 0x0012_0063;
    public const uint DeidentificationMethodCodes = 0x0012_0064;
    public const uint BurnedInAnnotation = 0x0028_0301;
    public const uint LongitudinalModified = 0x0028_0303;
    public const uint PixelData = 0x7FE0_0010;

    private const string Removed = """
        00080082 00080092 00080094 00080096 0008009D 00080201 00081040 00081049 00081052 00081062 00081072 00081084 00081110 00081111 00081120 00080081
        00100021 00100022 00100024 00100032 00100033 00100034 00100035 00100050 00100101 00100102 00101002 00101050 00101081 00101100 00102150 00102152 00102155 00102180 001021F0 00102203 00102299 00101080 00101090 001021D0
        00120010 00120021 00120030 00120031 00120050 00120051 00120060 00120071 00120072 00120081 00120082
        00181004 00181005 00181007 00181008 0018100B 00181009 00181203 0018700A 00189424 00181250 00181251 00181202 00185011 00180022
        00203401 00203404 00203406 00200027 00284000 00320012 00321020 00321021 00321033 00321066 00321067 00324000
        00380004 00380011 00380014 0038001E 00380050 00380061 00380064 00380300 00380400 00380500 00380502
        00400001 0040000B 00400010 00400011 00400241 00400242 00400243 00400275 00400310 00400512 00400513 00400518 00400551 00400552 00400554 0040050A 0040051A 00400600 00401004 00401005 00401010 00401011 00401102 00401103 00401104 00402001 00402008 00402009 00402010 00402400 00403001 00404025 00404027 00404028 00404030 00404034 00404035 00404036 00404037 0040A027 0040A078 0040A07A 0040A07C 0040A088 0040A192 0040E004
        00700001 00700086 00880200 00880904 00880906 00880910 00880912
        04000100 04000105 04000115 04000120 04000310 04000402 04000403 04000404 04000500 04000510 04000520 04000550 04000551 04000561 04000562 04000563 04000564 04000565
        20300020 21000140 21000070 21000040 21000050 22000002 22000005 40000010 40004000 FFFAFFFA FFFCFFFC 00880130 00400561 00400560 0040A390 00189367 00189371 00189373
        """;

    private static readonly (FieldKind Kind, string Tags)[] ByKind =
    [
        (FieldKind.RecordNumber, "00080050 00100020 00101000 00120020 00120040 00120042 00200010 00380010 00380060 00400253 00401001 00402016 00402017 00080054 00120042 00400009 00400555 001000F0"),
        (FieldKind.PersonName, "00100010 00101001 00101005"),
        (FieldKind.RelativeName, "00101060 00102297 00102298"),
        (FieldKind.BirthDate, "00100030"),
        (FieldKind.Age, "00101010"),
        (FieldKind.Address, "00101040"),
        (FieldKind.Phone, "00102154"),
        (FieldKind.Institution, "00080080"),
        (FieldKind.DeviceNumber, "00081010 00181000 0018100A 00189074 00181003"),
        (FieldKind.FreeText, "00081030 0008103E 00081080 00082111 00084000 00102000 00102110 001021B0 00104000 00181030 00181400 00184000 0018A003 00204000 00209158 00321030 00321060 00321070 00380040 00380062 00384000 00400007 00400012 00400254 00400280 00401002 00401400 0040A160 30060002 30060004 30060006 30060026 30060028 300A0002 300A0003 300A0004 300A000E 300A0016 300A00C3 00700080 00700081 00181078 00189185 00080108"),
        (FieldKind.Clinical, "00100040 00101020 00101030 00102160 001021A0 001021C0"),
    ];

    /// <summary>Representations of attributes that implicit files do not state and that matter here.</summary>
    private const string Names = "00080090 0008009C 00081048 00081050 00081060 00081070 00100010 00101001 00101005 00101060 00102297 00321032 00400006 0040A075 0040A123 00700084 300600A6 300E0008 00400004 0040000A 00404037 00321032 00081050 00400531";

    private const string Dates = "00080012 00080020 00080021 00080022 00080023 00080024 00080025 0008002A 00100030 00181012 00181200 00400002 00400004 00400244 00400250 00402004 0040A030 0040A032 0040A120 0040A121 0040A13A 00380020 00380030 00320032 00321000 00321040 00321050 30060008 300A0006 300E0004 00189074 0018A002 00189516 00189517 00189623 001021D0 00120052 00120053 00440004 0044000B 0044000C";

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789.\\"u8);
    private static readonly SearchValues<byte> CodeBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _\\.+-eE"u8);
    private static readonly FrozenDictionary<uint, (DicomAction Action, FieldKind Kind)> Actions = Build();
    private static readonly FrozenSet<uint> NameTags = Tags(Names).ToFrozenSet();
    private static readonly FrozenSet<uint> DateTags = Tags(Dates).ToFrozenSet();

    /// <summary>The action of an attribute by its tag alone.</summary>
    public static (DicomAction Action, FieldKind Kind) Of(uint tag)
    {
        var group = tag >> 16;
        if ((group & 1) == 1)
        {
            // Private: nobody knows what it holds (E.3.10 would retain those known to be safe).
            return (DicomAction.Remove, FieldKind.Unknown);
        }

        if (Actions.TryGetValue(tag, out var action))
        {
            return action;
        }

        // Curves, overlay bits and comments, results and interpretations (retired), positions on the globe.
        return group is >= 0x5000 and <= 0x50FF or 0x4008 or 0x0016 || (group is >= 0x6000 and <= 0x60FF && (tag & 0xFFFF) is 0x3000 or 0x4000)
            ? (DicomAction.Remove, FieldKind.Unknown)
            : (DicomAction.ByRepresentation, FieldKind.Unknown);
    }

    /// <summary>The representation of an attribute in an implicit file, by tag or else by what the value looks like; UN where it is not text.</summary>
    public static string Representation(uint tag, ReadOnlySpan<byte> value)
    {
        if ((tag & 0xFFFF) == 0)
        {
            return "UL";
        }

        if (NameTags.Contains(tag))
        {
            return "PN";
        }

        if (tag == DicomTags.SpecificCharacterSet || tag is Modality or PatientSex or BurnedInAnnotation)
        {
            return "CS";
        }

        if (tag == 0x0010_1010)
        {
            return "AS";
        }

        if (Actions.TryGetValue(tag, out var action) && action.Kind is FieldKind.RecordNumber or FieldKind.FreeText or FieldKind.Institution or FieldKind.DeviceNumber or FieldKind.Address or FieldKind.Phone)
        {
            return "LO";
        }

        var text = value.TrimEnd((byte)0).TrimEnd((byte)' ');
        if (text.IsEmpty || text.IndexOfAnyInRange((byte)0, (byte)8) >= 0)
        {
            return "UN";
        }

        if (!text.ContainsAnyExcept(NumberBytes))
        {
            return DateTags.Contains(tag) || (text.Length == 8 && text[0] is (byte)'1' or (byte)'2' && text.IndexOf((byte)'.') < 0) ? "DA"
                : text.Count((byte)'.') >= 4 && text.Length > 12 && text.IndexOf((byte)'\\') < 0 ? "UI" : "DS";
        }

        return !text.ContainsAnyExcept(CodeBytes) ? "CS" : "LO";
    }

    private static FrozenDictionary<uint, (DicomAction, FieldKind)> Build()
    {
        var actions = new Dictionary<uint, (DicomAction, FieldKind)>();
        foreach (var tag in Tags(Removed))
        {
            actions[tag] = (DicomAction.Remove, FieldKind.Unknown);
        }

        foreach (var (kind, tags) in ByKind)
        {
            foreach (var tag in Tags(tags))
            {
                actions[tag] = (kind == FieldKind.Clinical ? DicomAction.Keep : DicomAction.Kind, kind);
            }
        }

        return actions.ToFrozenDictionary();
    }

    private static IEnumerable<uint> Tags(string text) =>
        text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(t => uint.Parse(t, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
