using System.Text;
using Suwen.Security.Deidentification;
using Suwen.Security.Deidentification.Dicom;

namespace Suwen.Security.Tests.Deidentification.Dicom;

/// <summary>Files that pydicom wrote, in every transfer syntax that changes how elements are written. The person is invented.</summary>
public sealed class DicomTreatmentTests
{
    private static readonly string[] Policies = ["safe-harbor", "research-cn", "open-data", "test-data"];

    public static TheoryData<string, string> SamplesAndPolicies
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in DicomSample.Names)
            {
                foreach (var policy in Policies)
                {
                    data.Add(name, policy);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(SamplesAndPolicies))]
    public void Nothing_that_identifies_is_left_in_any_transfer_syntax(string name, string policy)
    {
        DicomSample.Values(DicomSample.Read(name)).Values.Count(v => v.Contains("ZZ", StringComparison.Ordinal)).ShouldBeGreaterThan(15, "the sample is read");
        var (output, refusal, _) = DicomSample.Treat(DicomSample.Read(name), policy);
        refusal.ShouldBeNull();
        foreach (var (path, value) in DicomSample.Values(output))
        {
            foreach (var secret in (string[])["ZZ", "1.3.6.1.4.1.99999", "13905718888", "建国", "19990102", "20010203", "5A5A"])
            {
                value.ShouldNotContain(secret, Case.Sensitive, path);
            }
        }
    }

    [Theory]
    [InlineData("implicit-little")]
    [InlineData("explicit-big")]
    [InlineData("deflated")]
    [InlineData("endless-sequences")]
    [InlineData("encapsulated")]
    public void However_a_file_is_written_the_same_values_come_out(string name)
    {
        foreach (var policy in Policies)
        {
            var expected = Comparable(DicomSample.Treat(DicomSample.Read("explicit-little"), policy).Output);
            var found = Comparable(DicomSample.Treat(DicomSample.Read(name), policy).Output);
            found.ShouldBe(expected, policy);
        }
    }

    [Fact]
    public void The_basic_profile_removes_empties_replaces_and_retains_as_its_table_says()
    {
        // Expected: PS3.15 Table E.1-1, 2026a, with the options that open-data amounts to (patient characteristics only).
        var values = DicomSample.Values(DicomSample.Treat(DicomSample.Read("explicit-little"), "open-data").Output);
        values.ShouldNotContainKey("(0008,0081)"); // Institution Address: X
        values.ShouldNotContainKey("(0010,1000)"); // Other Patient IDs: X
        values.ShouldNotContainKey("(0010,21B0)"); // Additional Patient History: X
        values.ShouldNotContainKey("(0018,1200)"); // Date of Last Calibration: X
        values.ShouldNotContainKey("(0040,0275)"); // Request Attributes Sequence: X
        values.ShouldNotContainKey("(0088,0200)"); // Icon Image Sequence: X
        values.Keys.ShouldNotContain(k => k.StartsWith("(0009,", StringComparison.Ordinal) || k.StartsWith("(5000,", StringComparison.Ordinal) || k.StartsWith("(6000,", StringComparison.Ordinal));
        values["(0008,0050)"].ShouldBe(""); // Accession Number: Z
        values["(0010,0010)"].ShouldBe(""); // Patient's Name: Z
        values["(0008,1110)"].ShouldBe(""); // Referenced Study Sequence: X/Z
        values["(0010,0020)"].ShouldBe("REMOVED"); // Patient ID: Z/D
        values["(0008,0080)"].ShouldBe("REMOVED"); // Institution Name: X/Z/D
        values["(0018,1000)"].ShouldBe("REMOVED"); // Device Serial Number: X/Z/D
        values["(0008,1140)[0](0008,1155)"].ShouldStartWith("2.25."); // Referenced Image Sequence: X/Z/U*
        values["(0008,1140)[0](0008,1150)"].ShouldBe("1.2.840.10008.5.1.4.1.1.2");
        values["(0040,1101)[0](0008,0104)"].ShouldBe("REMOVED"); // Person Identification Code Sequence: D
        values["(0040,A730)[0](0040,A040)"].ShouldBe("TEXT"); // Content Sequence: D, its structure stays
        values["(0040,A730)[0](0040,A160)"].ShouldBe("REMOVED");
        values["(0010,0040)"].ShouldBe("F"); // Retain Patient Characteristics
        values["(0010,1010)"].ShouldNotBe("093Y");
        values["(0008,0060)"].ShouldBe("CT");
        values["(0008,0070)"].ShouldBe("Maker");
        values["(7FE0,0010)"].ShouldBe(Convert.ToHexString([.. Enumerable.Range(0, 16).Select(i => (byte)i)]));
    }

    [Theory]
    [InlineData("open-data", "REMOVED", "113100 113108")]
    [InlineData("research-cn", "MODIFIED", "113100 113104 113105 113107 113108")]
    public void A_file_says_which_options_were_applied(string policy, string dates, string codes)
    {
        foreach (var name in DicomSample.Names)
        {
            var values = DicomSample.Values(DicomSample.Treat(DicomSample.Read(name), policy).Output);
            values["(0012,0062)"].ShouldBe("YES");
            values["(0012,0063)"].ShouldBe("Suwen, policy " + policy);
            values["(0028,0303)"].ShouldBe(dates);
            string.Join(' ', values.Where(v => v.Key.StartsWith("(0012,0064)[", StringComparison.Ordinal) && v.Key.EndsWith("(0008,0100)", StringComparison.Ordinal)).Select(v => v.Value)).ShouldBe(codes);
        }
    }

    [Fact]
    public void Retained_identities_and_full_dates_stay_and_are_stated()
    {
        var (policy, faults) = PolicyReader.Read("id: retain\ntitle: R\nkinds: {date: keep, device-number: keep, institution: keep, uid: keep, free-text: suppress}\n");
        faults.ShouldBeEmpty();
        var values = DicomSample.Values(DicomSample.Treat(DicomSample.Read("explicit-little"), policy!).Output);
        values["(0008,0020)"].ShouldBe("19990102");
        values["(0008,1010)"].ShouldBe("ZZSTATION");
        values["(0008,0080)"].ShouldBe("ZZ Hospital");
        values["(0020,000D)"].ShouldStartWith("1.3.6.1.4.1.99999");
        values["(0002,0003)"].ShouldBe(values["(0008,0018)"]);
        values["(0028,0303)"].ShouldBe("UNMODIFIED");
        values["(0010,0030)"].ShouldBe("");
        values.Where(v => v.Key.StartsWith("(0012,0064)[", StringComparison.Ordinal) && v.Key.EndsWith("(0008,0100)", StringComparison.Ordinal)).Select(v => v.Value).ShouldBe(["113100", "113106", "113108", "113109", "113110", "113112"]);
    }

    [Fact]
    public void A_policy_that_keeps_names_does_not_claim_the_basic_profile()
    {
        var (policy, _) = PolicyReader.Read("id: keep\ntitle: K\nkinds: {person-name: keep}\n");
        var values = DicomSample.Values(DicomSample.Treat(DicomSample.Read("explicit-little"), policy!).Output);
        values.Values.ShouldNotContain("113100");
    }

    [Fact]
    public void Uids_and_dates_are_replaced_alike_in_every_file()
    {
        var first = DicomSample.Values(DicomSample.Treat(DicomSample.Read("explicit-little"), "research-cn").Output);
        var second = DicomSample.Values(DicomSample.Treat(DicomSample.Read("deflated"), "research-cn").Output);
        foreach (var tag in (string[])["(0020,000D)", "(0020,000E)", "(0008,0018)", "(0020,0052)", "(0008,0020)", "(0010,0020)"])
        {
            second[tag].ShouldBe(first[tag]);
        }

        first["(0008,0018)"].ShouldBe(first["(0002,0003)"]);
        first["(0040,A730)[0](0040,A730)[0](0040,A120)"][..8].ShouldBe(first["(0008,0020)"], "dates in content items move by the same days");
    }

    [Fact]
    public void Burned_in_text_and_documents_within_a_file_are_warned_of()
    {
        var (_, _, session) = DicomSample.Treat(DicomSample.Read("explicit-little"), "research-cn");
        session.Warnings.Keys.ShouldContain(w => w.Contains("burned in", StringComparison.Ordinal));

        using var stream = new MemoryStream();
        var writer = Begin(stream);
        writer.Element(0x0042_0011, "OB", Encoding.ASCII.GetBytes("%PDF-1.7 ZZ Secret"));
        var (output, refusal, document) = DicomSample.Treat(stream.ToArray(), "research-cn");
        refusal.ShouldBeNull();
        DicomSample.Values(output)["(0042,0011)"].ShouldBe("0000");
        document.Warnings.Keys.ShouldContain(w => w.Contains("document within the file", StringComparison.Ordinal));
    }

    [Fact]
    public void A_directory_of_files_is_refused()
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[128]);
        stream.Write("DICM"u8);
        var writer = new DicomWriter(stream, DicomSyntax.ExplicitLittleEndian);
        writer.Element(0x0002_0002, "UI", "1.2.840.10008.1.3.10"u8);
        writer.Element(0x0002_0010, "UI", "1.2.840.10008.1.2.1"u8);
        DicomSample.Treat(stream.ToArray(), "research-cn").Refusal!.ShouldContain("DICOMDIR");
    }

    [Theory]
    [InlineData("explicit-little")]
    [InlineData("implicit-little")]
    [InlineData("explicit-big")]
    [InlineData("endless-sequences")]
    [InlineData("encapsulated")]
    [InlineData("deflated")]
    public void A_file_that_ends_early_is_refused_or_leaks_nothing(string name)
    {
        var file = DicomSample.Read(name);
        var refused = 0;
        for (var length = 1; length < file.Length; length += 7)
        {
            var (output, refusal, _) = DicomSample.Treat(file[..length], "open-data");
            refused += refusal is null ? 0 : 1;
            if (name != "deflated")
            {
                output.AsSpan().IndexOf("ZZ"u8).ShouldBe(-1);
            }
        }

        refused.ShouldBeGreaterThan(file.Length / 7 / 2);
    }

    /// <summary>Pixel data, transfer syntax and the file's own header differ by how it is written, not by what is released; so do the two bytes of a number.</summary>
    private static SortedDictionary<string, string> Comparable(byte[] output)
    {
        var values = DicomSample.Values(output);
        foreach (var key in values.Keys.Where(k => k.StartsWith("(0002,", StringComparison.Ordinal) || k is "(7FE0,0010)").ToList())
        {
            values.Remove(key);
        }

        foreach (var key in values.Keys.Where(k => values[k].Length is 4 && k.StartsWith("(0028,", StringComparison.Ordinal)).ToList())
        {
            values[key] = string.Concat(values[key].Chunk(2).Select(b => new string(b)).Order(StringComparer.Ordinal));
        }

        return values;
    }

    private static DicomWriter Begin(MemoryStream stream)
    {
        stream.Write(new byte[128]);
        stream.Write("DICM"u8);
        var writer = new DicomWriter(stream, DicomSyntax.ExplicitLittleEndian);
        using var meta = new MemoryStream();
        new DicomWriter(meta, DicomSyntax.ExplicitLittleEndian).Element(0x0002_0010, "UI", "1.2.840.10008.1.2.1"u8);
        writer.Element(0x0002_0000, "UL", BitConverter.GetBytes((uint)meta.Length));
        meta.WriteTo(stream);
        return writer;
    }
}
