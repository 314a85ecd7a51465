using Suwen.Storage;

namespace Suwen.Scenarios.Tests;

/// <summary>What is wrong with a pack is told with file and line, all at once, with the fix.</summary>
public sealed class PackCheckTests : IDisposable
{
    private readonly PackCases cases = new();

    public void Dispose() => cases.Dispose();

    [Fact]
    public async Task A_new_pack_has_no_fault_and_knows_the_types_of_its_columns()
    {
        var pack = await cases.LoadValidAsync();
        pack.Results.Single().Columns.Select(c => $"{c.Name} {c.Type}").ShouldBe(["month Date", "visits Int64", "hypertension_visits Int64"]);
    }

    [Fact]
    public async Task Every_fault_is_told_at_once()
    {
        var pack = await cases.Replace("pack.yaml", "version:", "versoin:").Replace("models/monthly_visits.sql", "'hypertension'", "'high'").Replace("views.yaml", "kind: line", "kind: lien").Without("README.md").LoadAsync();
        pack.Faults.Select(f => f.File).Distinct().ShouldBe(["README.md", "models/monthly_visits.sql", "pack.yaml", "views.yaml"]);
    }

    [Theory]
    [InlineData("pack.yaml", "serves:", "servs:", "pack.yaml:6: servs is not known here. Did you mean serves?")]
    [InlineData("inputs.yaml", "visit_start_date", "visit_start_dat", "inputs.yaml:3: The table visit_occurrence has no column visit_start_dat. Did you mean visit_start_date?")]
    [InlineData("inputs.yaml", "condition_occurrence:", "condition_ocurrence:", "inputs.yaml:4: There is no table condition_ocurrence. Did you mean condition_occurrence?")]
    [InlineData("models/monthly_visits.sql", "count(*) as visits", "count(v.visits_id) as visits", "models/monthly_visits.sql:13:")]
    [InlineData("models/monthly_visits.sql", "{{input('visit_occurrence')}}", "{{input('person')}}", "models/monthly_visits.sql:15: There is no input person in this pack. Declare person with its columns in inputs.yaml.")]
    [InlineData("models/monthly_visits.sql", "{{input('visit_occurrence')}}", "cdr.person", "is not available to you.")]
    [InlineData("models/monthly_visits.sql", "{{as_of}}", "current_date", "models/monthly_visits.sql:17: current_date does not mean the same on every engine, or depends on the clock. Write {{as_of}}")]
    [InlineData("models/monthly_visits.sql", "count(*) as visits", "median(v.person_id) as visits", "models/monthly_visits.sql:13: median does not mean the same on every engine")]
    [InlineData("models/monthly_visits.sql", "{{date_trunc(month, v.visit_start_date)}} as date) as month", "{{date_trunk(month, v.visit_start_date)}} as date) as month", "There is no macro date_trunk with 2 arguments.")]
    [InlineData("models/monthly_visits.sql", "as hypertension_visits\n", "as hypertension\n", "The column hypertension is not described in the head.")]
    [InlineData("models/monthly_visits.sql", "-- grain: one row per month", "-- grian: one row per month", "models/monthly_visits.sql:2: The head has an unknown word grian. Did you mean grain?")]
    [InlineData("models/monthly_visits.sql", "'hypertension'", "'hypertensoin'", "models/monthly_visits.sql:9: There is no value set hypertensoin in this pack. Did you mean hypertension?")]
    [InlineData("valuesets/hypertension.csv", "hypertension,,,", "hypertension,2026-02-01,2026-01-01,", "valuesets/hypertension.csv:2: The line ends before it begins.")]
    [InlineData("valuesets/hypertension.csv", "hypertension,,,", "hypertension,2026-02-30,,", "valuesets/hypertension.csv:2: valid_from is \"2026-02-30\".")]
    [InlineData("rules.yaml", "visits < ", "visit < ", "rules.yaml:1:")]
    [InlineData("rules.yaml", "{month} 只有", "{mnth} 只有", "rules.yaml:1: The message names {mnth}, which monthly_visits does not have. Did you mean month?")]
    [InlineData("views.yaml", "x: month", "x: mont", "views.yaml:1: The view visits names mont, which monthly_visits does not have. Did you mean month?")]
    [InlineData("views.yaml", "kind: line", "kind: lines", "views.yaml:3: kind is \"lines\". Did you mean line?")]
    [InlineData("tests/monthly_visits.yaml", "- {month: 2026-01-01, visits: 1, hypertension_visits: 1}", "- {mont: 2026-01-01}", "tests/monthly_visits.yaml:16: monthly_visits has no column mont. Did you mean month?")]
    [InlineData("pack.yaml", "default: 1\n", "default: -1\n", "The default does not fit: minimum_visits is -1")]
    [InlineData("pack.yaml", "title: {zh: 提醒的最低人次", "title: {zh: [", "This is no YAML")]
    public async Task A_fault_is_named(string file, string old, string with, string expected)
    {
        var pack = await cases.Replace(file, old, with).LoadAsync();
        pack.Faults.Select(f => f.ToString()).ShouldContain(f => f.Contains(expected), string.Join("\n", pack.Faults));
    }

    [Fact]
    public async Task A_circle_is_told_with_its_way()
    {
        const string head = "-- title: 甲 | A\n-- grain: one row\n-- column n: 数 | N\n";
        var pack = await cases.With("models/a.sql", head + "select n from {{ref('b')}} b").With("models/b.sql", head + "select n from {{ref('c')}} c").With("models/c.sql", head + "select n from {{ref('a')}} a").LoadAsync();
        pack.Faults.ShouldContain(f => f.What == "The results read each other in a circle: a → b → c → a.");
    }

    [Fact]
    public async Task A_test_that_expects_nothing_is_refused()
    {
        var pack = await cases.With("tests/nothing.yaml", "name: nothing\nas_of: 2026-01-01\ngiven: {}\n").LoadAsync();
        pack.Faults.Select(f => f.ToString()).ShouldContain(f => f.StartsWith("tests/nothing.yaml:1: The test expects nothing, so it cannot fail."));
        pack = await cases.With("tests/nothing.yaml", "name: nothing\nas_of: 2026-01-01\nexpect:\n  monthly_visits:\n").LoadAsync();
        pack.Faults.Select(f => f.ToString()).ShouldContain(f => f.StartsWith("tests/nothing.yaml:4: Nothing is expected of monthly_visits."));
    }

    [Fact]
    public async Task A_pack_without_tests_does_not_load()
    {
        (await cases.Without("tests").LoadAsync()).Faults.ShouldContain(f => f.File == "tests" && f.What == "The pack has no test.");
    }

    [Fact]
    public async Task A_result_that_no_test_looks_at_is_a_fault()
    {
        var pack = await cases.With("models/other.sql", "-- title: 甲 | A\n-- grain: one row\n-- column n: 数 | N\nselect count(*) as n from {{ref('monthly_visits')}} m").LoadAsync();
        pack.Faults.Single().ToString().ShouldStartWith("models/other.sql:1: No test expects anything of other");
    }

    [Fact]
    public async Task A_column_that_is_not_declared_cannot_be_read()
    {
        var pack = await cases.Replace("models/monthly_visits.sql", "v.visit_start_date <= {{as_of}}", "v.care_site_id = 1").LoadAsync();
        var fault = pack.Faults.Single(f => f.File == "models/monthly_visits.sql" && f.Line == 17);
        fault.WhatToDo.ShouldBe("Declare care_site_id under visit_occurrence in inputs.yaml.");
    }

    [Theory]
    [InlineData("select * from read_csv('/etc/passwd')")]
    [InlineData("select 1 as month; drop table cdr.person")]
    [InlineData("delete from cdr.person")]
    [InlineData("select person_id as month from sys.deletion")]
    [InlineData("select getenv('HOME') as month")]
    public async Task A_model_is_one_select_that_only_computes(string sql)
    {
        var pack = await cases.With("models/monthly_visits.sql", "-- title: 甲 | A\n-- grain: one row\n-- column month: 月 | Month\n" + sql).LoadAsync();
        pack.Faults.ShouldContain(f => f.File == "models/monthly_visits.sql");
    }

    [Theory]
    [InlineData("kind: alert\n  key: [month]", "key belongs to a rule of kind finding.")]
    [InlineData("kind: finding", "The rule does not say what names a finding.")]
    [InlineData("kind: finding\n  key: [moon]", "monthly_visits has no column moon.")]
    [InlineData("kind: finding\n  key: [month]\n  amount: month", "monthly_visits.month is not a number.")]
    [InlineData("kind: finding\n  key: [month]\n  evidence: {to: nothing, by: [month]}", "The evidence stands in nothing, which is no result of this pack.")]
    public async Task A_rule_of_findings_says_by_what_a_finding_is_known(string with, string fault)
    {
        var pack = await cases.Replace("rules.yaml", "kind: alert", with).LoadAsync();
        pack.Faults.Select(f => f.ToString()).ShouldContain(f => f.StartsWith("rules.yaml:") && f.Contains(fault));
    }

    [Fact]
    public async Task A_value_set_of_the_site_passes_the_same_checks_and_faults_name_its_file()
    {
        var file = Path.Combine(cases.Root, "site.csv");
        SiteValueSets Sets(string name) => new(new Dictionary<string, (string, string)> { [name] = ("lists/site.csv", file) });
        File.WriteAllText(file, "code,match,name,valid_from,valid_to,source\nO10,prefix,妊娠期高血压,,,本院 2026\n");
        var pack = await PackLibrary.LoadAsync(cases.Folder, Sets("hypertension"), default);
        pack.Faults.ShouldBeEmpty();
        pack.ValueSets.Single().Lines.Single().Code.ShouldBe("O10");

        File.WriteAllText(file, "code,match,name,valid_from,valid_to,source\nO10,sometimes,妊娠期高血压,,,本院 2026\n");
        (await PackLibrary.LoadAsync(cases.Folder, Sets("hypertension"), default)).Faults.ShouldContain(f => f.File == "lists/site.csv" && f.Line == 2);
        (await PackLibrary.LoadAsync(cases.Folder, Sets("hypertensions"), default)).Faults.Single().ToString().ShouldStartWith("lists/site.csv: The settings of the site replace the value set hypertensions, which this pack does not have. Did you mean hypertension?");
        File.Delete(file);
        (await PackLibrary.LoadAsync(cases.Folder, Sets("hypertension"), default)).Faults.ShouldContain(f => f.File == "lists/site.csv" && f.What.Contains("is not there"));
    }

    [Fact]
    public async Task A_library_lends_what_is_read_of_it_and_its_faults_name_its_files()
    {
        const string head = "-- title: 甲 | A\n-- grain: one row\n-- column n: 数 | N\n";
        var library = Path.Combine(cases.Root, "shared");
        Directory.CreateDirectory(Path.Combine(library, "models"));
        File.WriteAllText(Path.Combine(library, "pack.yaml"), "id: shared\nversion: \"1.2.0\"\nlibrary: true\nparameters:\n  least: {title: {zh: 少, en: Least}, type: integer, default: 1}\n  most: {title: {zh: 多, en: Most}, type: integer, default: 9}\n");
        File.WriteAllText(Path.Combine(library, "inputs.yaml"), "person:\n  why: people\n  columns: [person_id]\ndeath:\n  why: deaths\n  columns: [person_id]\n");
        File.WriteAllText(Path.Combine(library, "models", "people.sql"), head + "select count(*) as n from {{input('person')}} p where p.person_id >= {{param('least')}}");
        File.WriteAllText(Path.Combine(library, "models", "deaths.sql"), head + "select count(*) as n from {{input('death')}} d where d.person_id <= {{param('most')}}");
        cases.Replace("pack.yaml", "schedule:", "uses: {shared: \"1.1.0\"}\nschedule:")
            .With("models/next.sql", head + "select n + 1 as n from {{ref('people')}} p")
            .With("tests/next.yaml", "name: next\nas_of: 2026-01-01\ngiven:\n  person:\n    - {person_id: 1}\nexpect:\n  next: [{n: 2}]\n");
        var pack = await cases.LoadValidAsync();
        pack.Uses.Single().Version.ShouldBe("1.2.0");
        pack.Results.Select(r => r.Name).Order().ShouldBe(["monthly_visits", "next", "people"]);
        pack.Parameters.Select(p => p.Name).ShouldContain("least");
        pack.Parameters.Select(p => p.Name).ShouldNotContain("most");
        pack.Inputs.Select(i => i.Table.Name).ShouldNotContain("death");

        File.WriteAllText(Path.Combine(library, "models", "people.sql"), head + "select count(*) as n from {{input('person')}} p where p.location_id = 1");
        (await cases.LoadAsync()).Faults.ShouldContain(f => f.File == "../shared/models/people.sql" && f.Line == 4);
        cases.Replace("pack.yaml", "1.1.0", "2.0.0");
        (await cases.LoadAsync()).Faults.Select(f => f.What).ShouldContain("The pack needs shared 2.0.0, and 1.2.0 is installed.");
        cases.Replace("pack.yaml", "{shared:", "{absent:");
        (await cases.LoadAsync()).Faults.Select(f => f.What).ShouldContain("The pack uses absent, which is not installed.");
    }

    [Fact]
    public async Task A_view_that_sorts_by_what_it_does_not_draw_is_a_fault()
    {
        cases.With("views.yaml", "- id: sum\n  title: {zh: 和, en: Sum}\n  kind: indicators\n  of: monthly_visits\n  columns: [visits]\n  aggregate: sum\n  sort: [month]\n  explain: {zh: 和, en: Sum}\n");
        (await cases.LoadAsync()).Faults.Single().ToString().ShouldStartWith("views.yaml:1: The view sum sorts by month, which is not drawn: with aggregate sum there are visits only.");
    }

    [Fact]
    public void Memory_that_ran_out_is_told_with_the_statement_and_what_to_set()
    {
        var told = Running.PackFailure.Of(new WarehouseException(WarehouseFault.Limit, "Out of Memory Error: failed to pin block of size … KiB"), "models/pairs.sql");
        told.ShouldBe("models/pairs.sql needs more memory than the warehouse may hold: raise warehouseMemoryMegabytes in suwen.json (768 where it is not set), or split the model into smaller ones that are stored.");
    }

    [Fact]
    public void What_lies_among_packs_and_is_none_is_told()
    {
        File.WriteAllText(Path.Combine(cases.Root, "other.zip"), "");
        Directory.CreateDirectory(Path.Combine(cases.Root, "deep", "deep"));
        File.WriteAllText(Path.Combine(cases.Root, "deep", "deep", "pack.yaml"), "");
        PackLibrary.StrayIn(cases.Root).Select(f => f.ToString()).ShouldBe([
            "deep: The folder holds no pack.yaml, so it is not read. The pack lies one folder too deep: move deep/deep up.",
            "other.zip: This lies in the folder of packs and is no pack's folder, so it is not read. Install it: suwen pack install FILE."]);
    }
}
