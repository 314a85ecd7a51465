using System.Text;

namespace Suwen.Analysis.Tests.Payment.Drg;

public sealed class DrgOperatorTests
{
    [Fact]
    public async Task The_operator_groups_a_file_in_its_order()
    {
        var csv = DrgLists.Header + "\n" + string.Join('\n', Enumerable.Range(0, 40_000).Select(i => new TextCase(i % 2 == 0 ? "I61.101" : "K35.800x001", i % 2 == 0 ? "" : "47.0901").ToCsv($"c{i}")));

        var run = await OperatorRun.OnTextAsync("drg-group", csv);

        var rows = run.Rows();
        rows.Count.ShouldBe(40_000);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i]["case_id"].ShouldBe($"c{i}");
            rows[i]["mdc"].ShouldBe(i % 2 == 0 ? "MDCB" : "MDCG");
        }

        rows[0]["drg"].ShouldBe("BR15");
        run.Sentences[0].En.ShouldContain("40000 cases");
    }

    [Fact]
    public async Task Columns_that_may_be_missing_are_noted_and_the_path_can_be_left_out()
    {
        var run = await OperatorRun.OnTextAsync("drg-group", "case_id,sex,age_years,diagnoses\n1,1,60,I61.101\n", "path=false");

        run.Rows()[0].Keys.ShouldBe(["case_id", "mdc", "adrg", "drg", "status", "reason"]);
        run.Rows()[0]["drg"].ShouldBe("BR15");
        run.Notes.ShouldContain(static n => n.En.Contains("procedures", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_column_is_a_fault()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("drg-group", "case_id,sex\n1,1\n"));

        fault.Message.ShouldContain("age_years, diagnoses");
    }

    [Fact]
    public async Task The_scheme_2_0_says_that_it_is_unofficial()
    {
        var run = await OperatorRun.OnTextAsync("drg-group", "case_id,sex,age_years,diagnoses\n1,1,60,I61.101\n", "scheme=chs-drg-2.0");

        run.Notes[0].En.ShouldContain("unofficial transcription");
        run.Notes[0].Zh.ShouldContain("非官方转录");
        ((string)run.Rows()[0]["path"]!).ShouldContain("unofficial transcription");
        run.Rows()[0]["adrg"].ShouldBe("BR1");
    }

    [Fact]
    public async Task An_unknown_scheme_is_a_fault_that_names_those_there_are()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("drg-group", "case_id,sex,age_years,diagnoses\n1,1,60,I61.101\n", "scheme=atlantis"));

        fault.WhatToDo.ShouldContain("chs-drg-1.1, chs-drg-2.0");
    }

    [Fact]
    public async Task A_city_adds_its_scheme_as_a_folder()
    {
        var folder = Directory.CreateTempSubdirectory("scheme").FullName;
        await WriteSchemeAsync(folder);
        try
        {
            var run = await OperatorRun.OnTextAsync(
                "drg-group", "case_id,sex,age_years,length_of_stay_days,discharge_way,diagnoses\n1,1,60,3,1,I61.101\n2,1,60,3,5,I61.101\n3,1,10,3,1,I61.101\n4,1,60,3,1,J18.900\n", "scheme=" + folder, "path=false");

            run.Rows().Select(static r => r["drg"]).ShouldBe(["XA15", "XA17", "XA10", "0000"]);
            run.Rows()[3]["status"].ShouldBe("ungroupable");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("drg.csv", "drg,title,adrg,condition\nXA15,t,XA1,age_years <\n", "drg.csv: row 2: the rule ends too early")]
    [InlineData("adrg.csv", "adrg,title,mdc,order,partition,rule\nXA1,t,MDCX,1,medical,main in NONE\n", "there is no list NONE of diagnoses")]
    [InlineData("adrg.csv", "adrg,title,mdc,order,partition,rule\nXA1,t,MDCX,1,magical,main in XA1\n", "the partition is none of")]
    [InlineData("mdc.csv", "mdc,title,order\nMDCX,t,1\n", "it has no column unrelated")]
    [InlineData("checks.csv", "stage,reason,rule\nbefore,no_such,always\n", "there is no reason no_such")]
    [InlineData("cc.csv", "code,level,exclusions\nJ18.900,great,1\n", "the level is neither mcc nor cc")]
    [InlineData("scheme.yaml", "id: [\n", "scheme.yaml: line")]
    [InlineData("scheme.yaml", "id: x\ncodes:\n  diagnoses: icd99\n", "there is no code system icd99")]
    public async Task A_fault_of_a_scheme_names_file_and_row(string file, string content, string message)
    {
        var folder = Directory.CreateTempSubdirectory("scheme").FullName;
        await WriteSchemeAsync(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, file), content);
        try
        {
            var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("drg-group", "case_id,sex,age_years,diagnoses\n1,1,60,I61.101\n", "scheme=" + folder));

            fault.Message.ShouldContain(message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WriteSchemeAsync(string folder)
    {
        var files = new Dictionary<string, string>
        {
            ["scheme.yaml"] = "id: city\ntitle: a city\nversion: \"1\"\nstatus: local\nstatus_zh: 本地\n",
            ["mdc.csv"] = "mdc,title,order,unrelated,rule\nMDCX,t,1,,main in MDCX\n",
            ["adrg.csv"] = "adrg,title,mdc,order,partition,rule\nXA1,t,MDCX,1,medical,main in XA1 and not any procedure in valid\n",
            ["drg.csv"] = "drg,title,adrg,condition\nXA10,t,XA1,age_years < 17\nXA17,t,XA1,discharge_way = 5 and length_of_stay <= 5\nXA11,t,XA1,mcc\nXA15,t,XA1,otherwise\n",
            ["diagnosis_lists.csv"] = "list,code\nMDCX,I61.101\nXA1,I61.101\n",
            ["procedure_lists.csv"] = "list,code\nvalid,51.2300\n",
            ["cc.csv"] = "code,level,exclusions\nJ18.900,mcc,1\n",
            ["cc_exclusions.csv"] = "exclusions,main\n1,J18.900\n",
        };
        foreach (var (file, content) in files)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), content, Encoding.UTF8);
        }
    }
}
