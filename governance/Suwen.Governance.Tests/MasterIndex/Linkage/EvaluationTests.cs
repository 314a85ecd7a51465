using System.Text;
using Suwen.Governance.MasterIndex.Linkage.Evaluation;

namespace Suwen.Governance.Tests.MasterIndex.Linkage;

public class EvaluationTests
{
    /// <summary>By hand: predicted {1,2,3},{4,5}: 4 pairs; true {1,2},{3,4,5}: 4 pairs; in both: 1-2 and 4-5.</summary>
    [Fact]
    public void Pairs_are_scored_by_hand()
    {
        var score = EvaluationScore.Of([0, 0, 0, 3, 3], [0, 0, 1, 1, 1]);
        score.ShouldBe(new EvaluationScore(4, 4, 2));
        score.F1.ShouldBe(0.5);
    }

    [Fact]
    public void Columns_are_taken_by_their_names_and_the_truth_is_not_taken()
    {
        Dictionary<string, string>? mapping = null;
        var table = EvaluationTable.Read("id, first_name ,surname,DOB,full_name,extra\n1,ann,lee,1980-01-01,7,x\n2,bob,,,,\n"u8.ToArray(), "full_name", ref mapping, out _).ShouldNotBeNull();
        mapping.ShouldBe(new Dictionary<string, string> { ["given_name"] = "first_name", ["family_name"] = "surname", ["birth_date"] = "DOB" }, ignoreOrder: true);
        table.Count.ShouldBe(2);
        table[0].GivenName.ShouldBe("ann");
        table[0].FullName.ShouldBeNull();
        table[1].FamilyName.ShouldBeNull();
        table.Truth.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Columns_that_make_up_one_field_are_joined()
    {
        Dictionary<string, string>? mapping = null;
        var bytes = "fname_c1,fname_c2,by,bm,bd,truth\nCARSTEN,UWE,1949,7,22,1\nGERD,,1968,,,2\n"u8.ToArray();
        var table = EvaluationTable.Read(bytes, "truth", ref mapping, out _).ShouldNotBeNull();
        table[0].BirthDate.ShouldBe("1949-7-22");
        table[1].BirthDate.ShouldBe("1968");
        EvaluationMapping.Parse("given_name=fname_c1+fname_c2", out var named).ShouldBeNull();
        Dictionary<string, string>? given = named;
        EvaluationTable.Read(bytes, "truth", ref given, out _).ShouldNotBeNull()[0].GivenName.ShouldBe("CARSTEN UWE");
        EvaluationMapping.Parse("given_name=fname_c1+fname_c3", out var absent).ShouldBeNull();
        given = absent;
        EvaluationTable.Read(bytes, "truth", ref given, out var fault).ShouldBeNull();
        fault.ShouldContain("no column fname_c3");
    }

    [Fact]
    public void A_file_in_gb18030_with_semicolons_is_read()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Dictionary<string, string>? mapping = null;
        var table = EvaluationTable.Read(Encoding.GetEncoding("GB18030").GetBytes("姓名;真实\n张三;1\n李四;2\n"), "真实", ref mapping, out _).ShouldNotBeNull();
        table[1].FullName.ShouldBe("李四");
    }

    [Theory]
    [InlineData("", "truth", "empty")]
    [InlineData("truth,name\n", "truth", "0 rows")]
    [InlineData("truth,name\n1,ann\n", "truth", "1 row ")]
    [InlineData("truth,name\n1,\n2,\n", "truth", "empty in every row")]
    [InlineData("truth,name\n1,a\n2,b\n", "cluster", "no column cluster")]
    [InlineData("truth,colour\n1,a\n2,b\n", "truth", "--map")]
    [InlineData("truth,name,name\n1,a,b\n2,b,c\n", "truth", "occurs twice")]
    public void What_is_wrong_with_a_file_is_said(string text, string truth, string message)
    {
        Dictionary<string, string>? mapping = null;
        EvaluationTable.Read(Encoding.UTF8.GetBytes(text), truth, ref mapping, out var fault).ShouldBeNull();
        fault.ShouldContain(message);
    }

    [Theory]
    [InlineData("full_name=name,birth_date=dob", null)]
    [InlineData("full_name", "not of the form")]
    [InlineData("hair=colour", "no field hair")]
    [InlineData("full_name=a,full_name=b", "mapped twice")]
    [InlineData("full_name=a,phone=a", "two fields")]
    [InlineData("", "names no field")]
    public void What_is_wrong_with_a_mapping_is_said(string text, string? message)
    {
        var fault = EvaluationMapping.Parse(text, out _);
        if (message is null)
        {
            fault.ShouldBeNull();
        }
        else
        {
            fault.ShouldNotBeNull().ShouldContain(message);
        }
    }

    [Theory]
    [InlineData("full_name=nobody", "no column nobody")]
    [InlineData("full_name=truth", "cannot be the field")]
    public void A_mapping_to_no_column_or_to_the_truth_is_refused(string map, string message)
    {
        EvaluationMapping.Parse(map, out var mapping).ShouldBeNull();
        Dictionary<string, string>? given = mapping;
        EvaluationTable.Read("truth,name\n1,a\n2,b\n"u8.ToArray(), "truth", ref given, out var fault).ShouldBeNull();
        fault.ShouldContain(message);
    }
}
