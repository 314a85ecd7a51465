using System.Globalization;
using System.Text;
using Suwen.Security.Deidentification.Dicom;

namespace Suwen.Security.Tests.Deidentification.Dicom;

/// <summary>Every row of PS3.15 Table E.1-1 does to a file what the row says.</summary>
public sealed class DicomProfileTests
{
    [Fact]
    public void The_table_is_whole()
    {
        // DICOM PS3.15 2026a, Table E.1-1: 651 rows of single tags and four of patterns.
        DicomProfile.Rows.Count.ShouldBe(651);
        DicomProfile.Rows.Values.Select(r => r.Basic).Distinct().Order(StringComparer.Ordinal).ShouldBe(["D", "U", "X", "X/D", "X/Z", "X/Z/D", "X/Z/U*", "Z", "Z/D"]);
        DicomProfile.Find(0x5012_3000)!.Name.ShouldBe("Curve Data");
        DicomProfile.Find(0x6002_4000)!.Basic.ShouldBe("X");
        DicomProfile.Find(0x0029_1010)!.Name.ShouldBe("Private Attributes");
        DicomProfile.Find(0x0028_0010).ShouldBeNull();
    }

    [Fact]
    public void Each_row_is_removed_emptied_replaced_or_made_a_dummy()
    {
        // open-data suppresses what it names and cleans nothing, so that of all options only patient characteristics are retained.
        foreach (var (tag, row) in DicomProfile.Rows.Where(r => r.Key >> 16 is not (0x0000 or 0x0002) && r.Key != 0x0012_0064))
        {
            var values = DicomSample.Values(DicomSample.Treat(FileWith(tag, row.Representation), "open-data").Output);
            var place = string.Create(CultureInfo.InvariantCulture, $"({tag >> 16:X4},{tag & 0xFFFF:X4})");
            var found = values.GetValueOrDefault(place);
            var reason = $"{place} {row.Name} {row.Representation} {row.Basic}";
            if (row.Patient == DicomOptionAction.Keep)
            {
                // Retained; an age goes by the policy's method for ages.
                (found is not null || row.Representation == "SQ").ShouldBeTrue(reason);
                continue;
            }

            switch (row.Basic)
            {
                case "X":
                    found.ShouldBeNull(reason);
                    break;
                case "Z" or "X/Z":
                    (found == "" || row.Representation == "DA" && found!.EndsWith("0101", StringComparison.Ordinal) || row.Representation == "DT" && found!.StartsWith("19990101", StringComparison.Ordinal) || tag == DicomTags.PatientBirthDate).ShouldBeTrue(reason + " " + found);
                    break;
                case "U" or "X/Z/U*":
                    found.ShouldNotBeNull(reason);
                    found.ShouldNotContain("1.3.6.1.4.1.99999", Case.Sensitive, reason);
                    break;
                default:
                    found.ShouldNotBeNullOrEmpty(reason);
                    found.ShouldNotContain("ZZ", Case.Sensitive, reason);
                    found.ShouldNotContain("19990302", Case.Sensitive, reason);
                    break;
            }

            values.Values.ShouldNotContain(v => v.Contains("ZZ", StringComparison.Ordinal) || v.Contains("1.3.6.1.4.1.99999", StringComparison.Ordinal), reason);
        }
    }

    private static byte[] FileWith(uint tag, string representation)
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[128]);
        stream.Write("DICM"u8);
        var writer = new DicomWriter(stream, DicomSyntax.ExplicitLittleEndian);
        using var meta = new MemoryStream();
        new DicomWriter(meta, DicomSyntax.ExplicitLittleEndian).Element(0x0002_0010, "UI", "1.2.840.10008.1.2.1"u8);
        writer.Element(0x0002_0000, "UL", BitConverter.GetBytes((uint)meta.Length));
        meta.WriteTo(stream);
        if (representation == "SQ")
        {
            writer.Header(tag, "SQ", DicomElement.Undefined);
            writer.Header(DicomElement.Item, "", DicomElement.Undefined);
            writer.Element(0x0008_1155, "UI", "1.3.6.1.4.1.99999.1"u8);
            writer.Element(0x0040_A123, "PN", "ZZ^Person"u8);
            writer.Header(DicomElement.ItemEnd, "", 0);
            writer.Header(DicomElement.SequenceEnd, "", 0);
            return stream.ToArray();
        }

        writer.Element(tag, representation, representation switch
        {
            "DA" => "19990302"u8.ToArray(),
            "DT" => "19990302101112"u8.ToArray(),
            "TM" => "101112"u8.ToArray(),
            "UI" => "1.3.6.1.4.1.99999.1"u8.ToArray(),
            "AS" => "093Y"u8.ToArray(),
            "DS" or "IS" => "77"u8.ToArray(),
            "US" => [7, 7],
            _ => Encoding.ASCII.GetBytes("ZZ Secret"),
        });
        return stream.ToArray();
    }
}
