using System.Text;
using System.Text.Json;
using Suwen.Security.Deidentification;
using Suwen.Security.Deidentification.Dicom;

namespace Suwen.Security.Tests.Deidentification.Formats;

/// <summary>One invented person in five formats.</summary>
public sealed class AcrossFormatsTests
{
    private const string Number = "A100031";
    private const string NationalId = "330106198501300316";
    private const string Phone = "13905718888";
    private const string Name = "张建国";

    [Fact]
    public void The_same_person_has_the_same_pseudonym_in_every_format()
    {
        using var folder = new TemporaryFolder();
        var (input, output) = Write(folder);
        var result = Run(input, output, "test-data");
        result.IsComplete.ShouldBeTrue();

        var row = File.ReadAllLines(Path.Combine(output, "persons.csv"), Encoding.GetEncoding("GB18030"))[1].Split(',');
        var (number, name, id, phone) = (row[0], row[1], row[2], row[4]);
        number.ShouldNotBe(Number);
        name.ShouldNotBe(Name);

        var pid = File.ReadAllText(Path.Combine(output, "adt.hl7")).Split('\r').Single(s => s.StartsWith("PID", StringComparison.Ordinal)).Split('|');
        pid[3].ShouldBe($"{number}^^^HOSP^MR~{id}^^^NI^NI");
        pid[5].Replace("^", "", StringComparison.Ordinal).ShouldBe(name);
        pid[13].ShouldBe(phone);

        using var patient = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "bundle.json")));
        var entry = patient.RootElement.GetProperty("entry")[0].GetProperty("resource");
        entry.GetProperty("id").GetString().ShouldBe(number);
        entry.GetProperty("identifier")[0].GetProperty("value").GetString().ShouldBe(id);
        entry.GetProperty("name")[0].GetProperty("text").GetString().ShouldBe(name);
        entry.GetProperty("telecom")[0].GetProperty("value").GetString().ShouldBe(phone);
        patient.RootElement.GetProperty("entry")[1].GetProperty("resource").GetProperty("subject").GetProperty("reference").GetString().ShouldBe("Patient/" + number);

        var dicom = DicomText(File.ReadAllBytes(Path.Combine(output, "image.dcm")));
        dicom[0x0010_0020].ShouldBe(number);
        dicom[0x0010_0010].Split('=')[^1].Replace("^", "", StringComparison.Ordinal).ShouldBe(name);
    }

    [Fact]
    public void Dates_of_one_person_move_alike_in_every_format()
    {
        using var folder = new TemporaryFolder();
        var (input, output) = Write(folder);
        Run(input, output, "test-data");
        var visit = File.ReadAllLines(Path.Combine(output, "persons.csv"), Encoding.GetEncoding("GB18030"))[1].Split(',')[5];
        var day = visit.Replace("-", "", StringComparison.Ordinal);
        day.ShouldNotBe("20240305");
        File.ReadAllText(Path.Combine(output, "adt.hl7")).Split('\r').Single(s => s.StartsWith("EVN", StringComparison.Ordinal)).ShouldContain(day);
        DicomText(File.ReadAllBytes(Path.Combine(output, "image.dcm")))[0x0008_0020].ShouldBe(day);
        File.ReadAllText(Path.Combine(output, "bundle.json")).ShouldContain("\"effectiveDateTime\":\"" + visit + "T08:30:00+08:00\"");
    }

    [Theory]
    [InlineData("safe-harbor")]
    [InlineData("research-cn")]
    [InlineData("open-data")]
    [InlineData("test-data")]
    public void No_identifier_is_left_under_any_policy(string policy)
    {
        using var folder = new TemporaryFolder();
        var (input, output) = Write(folder);
        Run(input, output, policy);
        foreach (var file in Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            foreach (var encoding in (Encoding[])[Encoding.UTF8, Encoding.GetEncoding("GB18030")])
            {
                foreach (var value in (string[])[Number, NationalId, Phone, Name, "1.3.6.1.4.1.99999.7"])
                {
                    bytes.AsSpan().IndexOf(encoding.GetBytes(value)).ShouldBe(-1, Path.GetFileName(file) + " under " + policy);
                }
            }
        }
    }

    [Fact]
    public void A_dicom_file_says_that_its_identity_was_removed_and_how()
    {
        using var folder = new TemporaryFolder();
        var (input, output) = Write(folder);
        Run(input, output, "research-cn");
        var text = DicomText(File.ReadAllBytes(Path.Combine(output, "image.dcm")));
        text[0x0012_0062].ShouldBe("YES");
        text[0x0012_0063].ShouldBe("Suwen, policy research-cn");
        text.ShouldNotContainKey(0x0009_0010u);
        text[0x0008_0018].ShouldStartWith("2.25.");
        text[0x0008_0016].ShouldBe("1.2.840.10008.5.1.4.1.1.2");
    }

    [Fact]
    public void A_column_with_a_name_that_says_nothing_is_known_by_its_content()
    {
        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "t.csv");
        File.WriteAllText(input, "c1,c2,c3\n13905718888,330106198501300316,5.6\n13905718889,33010619400915024X,6.1\n");
        var output = Path.Combine(folder.Path, "u.csv");
        var result = Run(input, output, "research-cn");
        result.Fields.Single(f => f.Place == "c1").Kind.ShouldBe("phone");
        result.Fields.Single(f => f.Place == "c2").Kind.ShouldBe("national-id");
        File.ReadAllText(output).ShouldContain("5.6");
    }

    [Fact]
    public void A_table_without_a_header_does_not_leak_its_first_row()
    {
        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "t.csv");
        File.WriteAllText(input, "13905718888,330106198501300316\n13905718889,33010619400915024X\n");
        var output = Path.Combine(folder.Path, "u.csv");
        Run(input, output, "research-cn");
        File.ReadAllText(output).ShouldNotContain(Phone);
    }

    [Fact]
    public void A_file_that_cannot_be_treated_is_not_copied_and_the_run_says_so()
    {
        using var folder = new TemporaryFolder();
        var (input, output) = Write(folder);
        var image = File.ReadAllBytes(Path.Combine(input, "image.dcm"));
        File.WriteAllBytes(Path.Combine(input, "broken.dcm"), image[..^5]);
        File.WriteAllBytes(Path.Combine(input, "scan.pdf"), "%PDF-1.7"u8.ToArray());
        File.WriteAllText(Path.Combine(input, "half.json"), "{\"resourceType\":\"Patient\",");
        var result = Run(input, output, "research-cn");
        result.Files.Count(f => f.Refusal is not null).ShouldBe(3);
        Directory.GetFiles(output).Select(Path.GetFileName).ShouldNotContain(f => f == "broken.dcm" || f == "scan.pdf" || f == "half.json" || f!.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_run_goes_on_where_the_first_was_and_counts_the_same()
    {
        using var folder = new TemporaryFolder();
        var (input, output) = Write(folder);
        var first = Run(input, output, "research-cn");
        var stamps = Directory.GetFiles(output).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        File.Delete(Path.Combine(output, "adt.hl7"));
        var second = Run(input, output, "research-cn");
        second.Fields.Sum(f => f.Changed + f.Removed).ShouldBe(first.Fields.Sum(f => f.Changed + f.Removed));
        File.Exists(Path.Combine(output, "adt.hl7")).ShouldBeTrue();
        File.GetLastWriteTimeUtc(Path.Combine(output, "bundle.json")).ShouldBe(stamps[Path.Combine(output, "bundle.json")]);
    }

    [Fact]
    public void No_mutated_file_of_any_format_throws()
    {
        using var folder = new TemporaryFolder();
        var (input, _) = Write(folder);
        var random = new Random(7);
        foreach (var file in Directory.GetFiles(input))
        {
            var bytes = File.ReadAllBytes(file);
            for (var round = 0; round < 60; round++)
            {
                var mutated = (byte[])bytes.Clone();
                for (var edit = 0; edit <= round % 5; edit++)
                {
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                }

                var path = Path.Combine(folder.Path, "mutated" + Path.GetExtension(file));
                File.WriteAllBytes(path, round % 3 == 0 ? mutated[..random.Next(1, mutated.Length)] : mutated);
                Run(path, path + ".out", "test-data").Files.Count.ShouldBe(1);
            }
        }
    }

    private static DeidResult Run(string input, string output, string policy) =>
        new DeidRun(BuiltInPolicies.Find(policy)!, KnownKeys.Project(), new DateOnly(2026, 11, 22)).Run(input, output, null, CancellationToken.None);

    private static (string Input, string Output) Write(TemporaryFolder folder)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var input = Directory.CreateDirectory(Path.Combine(folder.Path, "in")).FullName;
        File.WriteAllText(Path.Combine(input, "persons.csv"), $"病案号,姓名,身份证号,性别,手机号,就诊日期,备注\n{Number},{Name},{NationalId},男,{Phone},2024-03-05,患者{Name}电话{Phone}\n", Encoding.GetEncoding("GB18030"));
        File.WriteAllText(Path.Combine(input, "adt.hl7"), $"MSH|^~\\&|HIS|H|SUWEN|S|20240305083000||ADT^A01|1|P|2.5\rEVN|A01|20240305083000\rPID|1||{Number}^^^HOSP^MR~{NationalId}^^^NI^NI||张^建国||19850130|M|||中山东路1号^^嘉兴市^浙江省||{Phone}\rOBX|1|TX|1^x||患者{Name}，电话{Phone}\rZPI|1|{NationalId}|{Phone}\r");
        File.WriteAllText(
            Path.Combine(input, "bundle.json"),
            "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"fullUrl\":\"http://h.example/fhir/Patient/" + Number + "\",\"resource\":{\"resourceType\":\"Patient\",\"id\":\"" + Number + "\",\"text\":{\"status\":\"generated\",\"div\":\"<div>" + Name + "</div>\"},"
            + "\"identifier\":[{\"system\":\"urn:oid:2.16.156.10011.1.3\",\"value\":\"" + NationalId + "\"}],\"name\":[{\"text\":\"" + Name + "\",\"family\":\"张\",\"given\":[\"建国\"]}],\"gender\":\"male\",\"telecom\":[{\"system\":\"phone\",\"value\":\"" + Phone + "\"}],\"birthDate\":\"1985-01-30\"}},"
            + "{\"resource\":{\"resourceType\":\"Observation\",\"id\":\"o1\",\"status\":\"final\",\"subject\":{\"reference\":\"Patient/" + Number + "\",\"display\":\"" + Name + "\"},\"effectiveDateTime\":\"2024-03-05T08:30:00+08:00\",\"valueQuantity\":{\"value\":5.60,\"unit\":\"mmol/L\"}}}]}");
        File.WriteAllText(Path.Combine(input, "note.txt"), $"患者姓名：{Name}，身份证号：{NationalId}，联系电话：{Phone}，病案号：{Number}。\n");
        File.WriteAllBytes(Path.Combine(input, "image.dcm"), Dicom());
        return (input, Path.Combine(folder.Path, "out"));
    }

    private static byte[] Dicom()
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[128]);
        stream.Write("DICM"u8);
        var writer = new DicomWriter(stream, DicomSyntax.ExplicitLittleEndian);
        writer.Element(0x0002_0010, "UI", "1.2.840.10008.1.2.1"u8);
        writer.Element(0x0008_0005, "CS", "ISO_IR 192"u8);
        writer.Element(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.2"u8);
        writer.Element(0x0008_0018, "UI", "1.3.6.1.4.1.99999.7.1"u8);
        writer.Element(0x0008_0020, "DA", "20240305"u8);
        writer.Element(0x0008_0060, "CS", "CT"u8);
        writer.Element(0x0009_0010, "LO", Encoding.UTF8.GetBytes("private " + Phone));
        writer.Element(0x0010_0010, "PN", Encoding.UTF8.GetBytes("Zhang^Jianguo=张^建国"));
        writer.Element(0x0010_0020, "LO", Encoding.ASCII.GetBytes(Number));
        writer.Element(0x0010_0040, "CS", "M "u8);
        writer.Element(0x0010_4000, "LT", Encoding.UTF8.GetBytes("患者电话" + Phone));
        writer.Header(0x0008_1140, "SQ", DicomElement.Undefined);
        writer.Header(DicomElement.Item, "", DicomElement.Undefined);
        writer.Element(0x0008_1155, "UI", "1.3.6.1.4.1.99999.7.2"u8);
        writer.Header(DicomElement.ItemEnd, "", 0);
        writer.Header(DicomElement.SequenceEnd, "", 0);
        writer.Element(0x7FE0_0010, "OW", new byte[64]);
        return stream.ToArray();
    }

    private static Dictionary<uint, string> DicomText(byte[] bytes)
    {
        var found = new Dictionary<uint, string>();
        using var stream = new MemoryStream(bytes, 132, bytes.Length - 132);
        var reader = new DicomReader(stream, DicomSyntax.ExplicitLittleEndian);
        while (reader.TryRead(out var element))
        {
            if (element.Length != DicomElement.Undefined && element.Tag >> 16 != 0xFFFE)
            {
                found.TryAdd(element.Tag, Encoding.UTF8.GetString(reader.Value(element)).TrimEnd('\0', ' '));
            }
        }

        return found;
    }
}
