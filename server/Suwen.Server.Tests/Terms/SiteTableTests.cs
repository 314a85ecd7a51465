using System.Text;
using Suwen.Server.Terms;

namespace Suwen.Server.Tests.Terms;

public sealed class SiteTableTests
{
    [Fact]
    public void Every_fault_of_a_table_is_named_with_its_line()
    {
        const string text = "编码,名称,parent,valid_from,valid_to\nA,甲,,,\nA,乙,,,\nB,乙,A,2025-02-30,\nC,丙,X,,\nD,,,,\nE,戊,,2025-02-01,2025-01-01\n";
        var faults = Check(text, ("code", "编码"), ("name", "名称"));
        faults.Select(f => f.Line).ShouldBe([3, 4, 5, 6, 7]);
        faults[0].What.ShouldBe("The code A is called 乙 here and 甲 in line 2.");
        faults[2].What.ShouldContain("X");
    }

    [Fact]
    public void A_circle_in_the_hierarchy_is_named_once_with_the_codes_that_it_runs_through()
    {
        var faults = Check("code,name,parent\nA,a,C\nB,b,A\nC,c,B\nD,d,A\nE,e,\nF,f,F\n");
        faults.Select(f => f.What).ShouldBe(["The hierarchy runs in a circle: A → C → B → A.", "The hierarchy runs in a circle: F → F."]);
    }

    [Fact]
    public void A_column_that_is_not_there_is_named()
    {
        Check("编码,name\nA,a\n").Single().ShouldBe(new FileFault(1, "There is no column code for code. Say which it is with --column code=…"));
        Check("code,name\nA,a\n", ("parent", "上级")).Single().What.ShouldContain("no such column");
    }

    [Fact]
    public void A_table_without_faults_has_its_rows()
    {
        var (rows, faults) = SiteTable.Check(CsvTable.Read("code,name,synonyms\nA,甲,x|y\n\nB,\"乙,丙\",\n"u8, out _)!, new Dictionary<string, string>());
        faults.ShouldBeEmpty();
        rows.Select(r => (r.Code, r.Name, r.Synonyms)).ShouldBe([("A", "甲", "x|y"), ("B", "乙,丙", null)]);
    }

    [Fact]
    public void What_is_no_table_is_said_to_be_none()
    {
        CsvTable.Read([], out var empty).ShouldBeNull();
        empty.ShouldBe("The file is empty.");
        CsvTable.Read("code,code\n"u8, out var twice).ShouldBeNull();
        twice.ShouldBe("Two columns are called code.");
        CsvTable.Read([(byte)'a', 0xFF, (byte)'\n'], out var bytes).ShouldBeNull();
        bytes.ShouldBe("The file is not in UTF-8.");
        CsvTable.Read("code,name\nA,a,b\n"u8, out var wide).ShouldBeNull();
        wide.ShouldBe("Row 2 is no row of the table: more fields than the header.");
    }

    private static IReadOnlyList<FileFault> Check(string text, params (string Field, string Column)[] columns) =>
        SiteTable.Check(CsvTable.Read(Encoding.UTF8.GetBytes(text), out _)!, columns.ToDictionary(c => c.Field, c => c.Column)).Faults;
}
