using System.Text;
using Suwen.Standards.DataElements;

namespace Suwen.Standards.Tests.DataElements;

public sealed class DataElementTests
{
    [Fact]
    public void Elements_of_the_sample_are_those_of_the_directory()
    {
        // WS 363.3-2011 (demographic and sociological characteristics): name and sex.
        DataElementTables.Elements.Single(e => e.Id == "DE02.01.039.00").Name.ShouldBe("姓名");
        DataElementTables.Elements.Single(e => e.Id == "DE02.01.040.00").Name.ShouldBe("性别代码");

        // GB/T 2261.1-2003 table 1.
        DataElementTables.ValueSets.Where(v => v.ValueSet == "GB/T 2261.1").Select(v => v.Code).ShouldBe(["0", "1", "2", "9"]);
    }

    [Fact]
    public void Every_member_of_a_data_set_is_a_known_element()
    {
        var known = DataElementTables.Elements.Select(e => e.Id).ToHashSet();
        DataElementTables.Members.Where(m => !known.Contains(m.Element)).ShouldBeEmpty();
        DataElementTables.Members.Count.ShouldBeGreaterThan(400);
    }

    [Fact]
    public void All_faults_of_an_imported_file_are_told_at_once()
    {
        var faults = new List<ImportFault>();
        var read = DataElementFiles.ReadElements(Encoding.UTF8.GetBytes("element_id,name_zh\nX1,一\nX1,二\nX2,\nX3,三\n"), faults);
        read.Select(e => e.Id).ShouldBe(["X1", "X3"]);
        faults.Select(f => f.Line).ShouldBe([4, 3]);
    }

    [Fact]
    public void A_file_without_a_needed_column_is_refused()
    {
        var faults = new List<ImportFault>();
        DataElementFiles.ReadMembers("data_set_id,element_id\na,b\n"u8, faults).ShouldBeEmpty();
        faults.ShouldHaveSingleItem().Message.ShouldContain("data_set_name_zh");
    }
}
