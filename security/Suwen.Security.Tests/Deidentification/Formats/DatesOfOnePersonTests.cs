using System.Globalization;
using Suwen.Security.Deidentification;

namespace Suwen.Security.Tests.Deidentification.Formats;

/// <summary>One invented person, known to two senders by different numbers.</summary>
public sealed class DatesOfOnePersonTests
{
    private const string NationalId = "330106198501300316";
    private const string OtherId = "33010619400915024X";
    private const string Message = "MSH|^~\\&|LIS|LAB|S|S|20240305083000||ORU^R01|1|P|2.5\rPID|1||L-77^^^LAB^PI||张^建国\rOBR|1|||GLU|||20240305083000\r";

    [Fact]
    public void With_the_master_index_dates_move_alike_in_files_of_two_senders()
    {
        var directory = new PersonDirectory(null);
        directory.Add("his", "A100031", null, 7);
        directory.Add("lab", "L-77", null, 7);
        var (csv, hl7, result) = Run(directory, "病案号,就诊日期\nA100031,2024-03-05\n", Message);
        hl7.ShouldBe(csv);
        csv.ShouldNotBe("20240305");
        result.DatesMovedBy.ShouldBe(new Dictionary<string, long> { ["master-index"] = 2 });
    }

    [Fact]
    public void With_a_national_id_in_both_files_dates_move_alike_without_an_index()
    {
        var (csv, hl7, result) = Run(null, $"病案号,身份证号,就诊日期\nA100031,{NationalId},2024-03-05\n", Message.Replace("^^^LAB^PI", $"^^^LAB^PI~{NationalId}^^^NI^NI", StringComparison.Ordinal));
        hl7.ShouldBe(csv);
        result.DatesMovedBy.ShouldBe(new Dictionary<string, long> { ["national-id"] = 2 });
    }

    [Fact]
    public void A_file_with_the_number_alone_follows_a_file_that_has_number_and_id_whatever_their_order()
    {
        // a.hl7 is treated before persons.csv, which says whose the number L-77 is.
        var (csv, hl7, _) = Run(null, $"患者编号,身份证号,就诊日期\nL-77,{NationalId},2024-03-05\n", Message);
        hl7.ShouldBe(csv);
    }

    [Fact]
    public void Without_index_and_id_two_numbers_move_apart_and_the_certificate_says_so()
    {
        var (csv, hl7, result) = Run(null, "病案号,就诊日期\nA100031,2024-03-05\n", Message);
        hl7.ShouldNotBe(csv);
        result.DatesMovedBy.ShouldBe(new Dictionary<string, long> { ["number"] = 2 });
        var body = Certificate.Of(result, BuiltInPolicies.Find("research-cn")!, KnownKeys.Project(), "somebody", "Suwen", new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), []);
        Certificate.Markdown(body).ShouldContain("another file's dates of the same person may have moved otherwise");
    }

    [Fact]
    public void A_number_that_two_people_have_leads_to_neither()
    {
        var directory = new PersonDirectory(null);
        directory.Add("his", "1001", NationalId, 7);
        directory.Add("lab", "1001", OtherId, 8);
        directory.Find("1001", "").ShouldBeNull();
        directory.Find("1001", OtherId).ShouldBe(8);

        var ofLab = new PersonDirectory("lab");
        ofLab.Add("his", "1001", NationalId, 7);
        ofLab.Add("lab", "1001", OtherId, 8);
        ofLab.Find("1001", "").ShouldBe(8);
    }

    [Fact]
    public void An_id_that_contradicts_the_number_wins()
    {
        var directory = new PersonDirectory(null);
        directory.Add("his", "1001", NationalId, 7);
        directory.Find("1001", OtherId).ShouldBeNull();
        directory.Find("1001", "").ShouldBe(7);
    }

    [Fact]
    public void A_table_of_the_warehouse_moves_like_a_file_of_the_same_person()
    {
        using var folder = new TemporaryFolder();
        var directory = new PersonDirectory(null);
        directory.Add("his", "A100031", null, 7);
        var run = new DeidRun(BuiltInPolicies.Find("research-cn")!, KnownKeys.Project(), new DateOnly(2026, 11, 22), directory);
        using var rows = new MemoryStream("visit_occurrence_id,person_id,visit_start_date\n1,7,2024-03-05\n"u8.ToArray());
        run.RunTable("visit_occurrence", rows, Path.Combine(folder.Path, "visit_occurrence.csv"));
        var table = File.ReadAllLines(Path.Combine(folder.Path, "visit_occurrence.csv"))[1].Split(',')[2];
        Run(directory, "病案号,就诊日期\nA100031,2024-03-05\n", Message).Csv.ShouldBe(table.Replace("-", "", StringComparison.Ordinal));
    }

    private static (string Csv, string Hl7, DeidResult Result) Run(PersonDirectory? directory, string csv, string hl7)
    {
        using var folder = new TemporaryFolder();
        var input = Directory.CreateDirectory(Path.Combine(folder.Path, "in")).FullName;
        var output = Path.Combine(folder.Path, "out");
        File.WriteAllText(Path.Combine(input, "persons.csv"), csv);
        File.WriteAllText(Path.Combine(input, "a.hl7"), hl7);
        var result = new DeidRun(BuiltInPolicies.Find("research-cn")!, KnownKeys.Project(), new DateOnly(2026, 11, 22), directory).Run(input, output, null, CancellationToken.None);
        result.IsComplete.ShouldBeTrue();
        var row = File.ReadAllLines(Path.Combine(output, "persons.csv"))[1].Split(',');
        var segment = File.ReadAllText(Path.Combine(output, "a.hl7")).Split('\r').Single(s => s.StartsWith("OBR", StringComparison.Ordinal)).Split('|');
        DateOnly.TryParseExact(row[^1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _).ShouldBeTrue();
        return (row[^1].Replace("-", "", StringComparison.Ordinal), segment[7][..8], result);
    }
}
