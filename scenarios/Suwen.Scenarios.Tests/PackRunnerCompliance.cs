using System.Globalization;
using Suwen.Scenarios.Review;
using Suwen.Scenarios.Running;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Postgres;
using Suwen.Storage.Schema;
using Suwen.Storage.Tests.Postgres;

namespace Suwen.Scenarios.Tests;

/// <summary>Runs of packs on a warehouse, on every engine.</summary>
public abstract class PackRunnerCompliance : IDisposable
{
    private const string PerPerson =
        """
        -- title: 每人就诊 | Visits per person
        -- grain: one row per person with visits
        -- column person_id: 人员 | Person
        -- column visits: 就诊 | Visits
        -- column last_visit: 末次 | Last visit
        -- incremental: by person_id
        select v.person_id, count(*) as visits, max(v.visit_start_date) as last_visit
        from {{input('visit_occurrence')}} v
        group by v.person_id
        """;

    private const string PerMonth =
        """
        -- title: 每月就诊人数 | Visits per month by sex
        -- grain: one row per month and sex
        -- column month: 月份 | Month
        -- column gender_concept_id: 性别 | Sex
        -- column visits: 就诊 | Visits
        -- incremental: by month of visit_start_date
        -- lookup: person by person_id
        select cast({{date_trunc(month, v.visit_start_date)}} as date) as month, p.gender_concept_id, count(*) as visits
        from {{input('visit_occurrence')}} v
        join {{input('person')}} p on p.person_id = v.person_id
        group by cast({{date_trunc(month, v.visit_start_date)}} as date), p.gender_concept_id
        """;

    private const string Frequent =
        """
        -- title: 常客 | Frequent visitors
        -- grain: one row per person
        -- column person_id: 人员 | Person
        -- column twice: 两倍 | Twice the visits
        -- incremental: by person_id
        select f.person_id, f.visits * 2 as twice from {{ref('per_person')}} f where f.visits > 1
        """;

    private const string UntilDay =
        """
        -- title: 至今就诊 | Visits until the day
        -- grain: one row per person with visits
        -- column person_id: 人员 | Person
        -- column visits: 就诊 | Visits
        -- incremental: by person_id
        -- until: visit_start_date
        select v.person_id, count(*) as visits from {{input('visit_occurrence')}} v where v.visit_start_date <= {{as_of}} group by v.person_id
        """;

    private const string LastUntilDay =
        """
        -- title: 至今末次 | Last visit until the day
        -- grain: one row per person with visits
        -- column person_id: 人员 | Person
        -- column visits: 就诊 | Visits
        -- incremental: by person_id
        -- until: last_visit
        select f.person_id, f.visits from {{ref('per_person')}} f where f.last_visit <= {{as_of}}
        """;

    private const string Inputs =
        """
        visit_occurrence:
          why: visits
          columns: [visit_occurrence_id, person_id, visit_start_date]
        condition_occurrence:
          why: diagnoses
          columns: [visit_occurrence_id, condition_source_value]
        person:
          why: sex
          columns: [person_id, gender_concept_id]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("suwen-pack-runs-").FullName;
    private readonly PackCases cases = new();

    protected abstract Task<IWarehouse> OpenWarehouseAsync();

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        cases.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_run_stores_results_and_the_next_one_finds_them_current()
    {
        await using var warehouse = await StartAsync();
        await LoadAsync(warehouse, 1, (1, 10, "2026-01-05"), (2, 11, "2026-02-07"));
        var pack = await cases.LoadValidAsync();
        var runner = Runner(warehouse);

        var first = await runner.RunAsync(pack, Parameters, null, "test", false, default);
        first.Status.ShouldBe("succeeded", string.Join(" ", first.Results.Select(r => r.Message)) + first.Message);
        first.AsOf.ShouldBe("2026-02-07");
        first.Rules["few-visits"].ShouldBe(0);
        (await TextAsync(warehouse, "select month, visits, pack_run_id from pack_sample.monthly_visits order by month")).ShouldBe("2026-01-01|1|1\n2026-02-01|1|1");

        var second = await runner.RunAsync(pack, Parameters, null, "test", false, default);
        second.Results.Single().Action.ShouldBe("current");
        (await runner.StandingAsync("sample", default))["monthly_visits"].RunId.ShouldBe(1);

        await LoadAsync(warehouse, 2, (3, 10, "2026-02-08"));
        (await runner.RunAsync(pack, Parameters, null, "test", false, default)).Results.Single().Action.ShouldBe("computed");
        (await TextAsync(warehouse, "select visits from pack_sample.monthly_visits order by month")).ShouldBe("1\n2");
    }

    [Fact]
    public async Task A_result_that_fails_keeps_its_last_good_rows_and_what_reads_it_is_held()
    {
        const string head = "-- title: 甲 | A\n-- grain: one row\n-- column n: 数 | N\n";
        cases.With("models/number.sql", head + "select sum(cast(c.condition_source_value as integer)) as n from {{input('condition_occurrence')}} c")
            .With("models/next.sql", head + "select n + 1 as n from {{ref('number')}} f")
            .With("tests/number.yaml", "name: sums\nas_of: 2026-01-01\ngiven:\n  condition_occurrence:\n    - {visit_occurrence_id: 1, condition_source_value: \"7\"}\nexpect:\n  next: [{n: 8}]\n");
        await using var warehouse = await StartAsync();
        await LoadAsync(warehouse, 1, (1, 10, "2026-01-05"));
        await ExecuteAsync(warehouse, "insert into cdr.condition_occurrence (visit_occurrence_id, condition_source_value, load_id) values (1, '7', 1)");
        var (pack, runner) = (await cases.LoadValidAsync(), Runner(warehouse));
        (await runner.RunAsync(pack, Parameters, null, "test", false, default)).Status.ShouldBe("succeeded");

        await LoadAsync(warehouse, 2, (2, 10, "2026-01-06"));
        await ExecuteAsync(warehouse, "insert into cdr.condition_occurrence (visit_occurrence_id, condition_source_value, load_id) values (2, 'x', 2)");
        var run = await runner.RunAsync(pack, Parameters, null, "test", false, default);
        run.Status.ShouldBe("partial");
        run.Results.Select(r => $"{r.Result} {r.Action}").Order().ShouldBe(["monthly_visits computed", "next held", "number failed"]);
        (await TextAsync(warehouse, "select n from pack_sample.next")).ShouldBe("8");
        (await TextAsync(warehouse, "select visits from pack_sample.monthly_visits")).ShouldBe("2");
        var standing = await runner.StandingAsync("sample", default);
        standing["next"].StaleReason.ShouldBe("number is stale.");
        standing["number"].StaleReason.ShouldNotBeNull().ShouldNotContain("'x'");

        await ExecuteAsync(warehouse, "delete from cdr.condition_occurrence where load_id = 2");
        await LoadAsync(warehouse, 3, (3, 10, "2026-01-07"));
        (await runner.RunAsync(pack, Parameters, null, "test", false, default)).Status.ShouldBe("succeeded");
        (await runner.StandingAsync("sample", default)).Values.ShouldAllBe(s => s.StaleReason == null);
    }

    [Fact]
    public async Task Parts_that_changed_give_what_a_whole_run_gives()
    {
        cases.With("inputs.yaml", Inputs).With("models/per_person.sql", PerPerson).With("models/per_month.sql", PerMonth).With("models/frequent.sql", Frequent).With("models/until_day.sql", UntilDay).With("models/last_until_day.sql", LastUntilDay)
            .With("tests/parts.yaml", "name: parts\nas_of: 2026-03-01\ngiven:\n  visit_occurrence:\n    - {visit_occurrence_id: 1, person_id: 1, visit_start_date: 2026-01-01}\n  person:\n    - {person_id: 1, gender_concept_id: 8507}\nexpect:\n  per_month: [{month: 2026-01-01, gender_concept_id: 8507, visits: 1}]\n  frequent: []\n  until_day: [{person_id: 1, visits: 1}]\n  last_until_day: [{person_id: 1, visits: 1}]\n");
        await using var warehouse = await StartAsync();
        var (pack, runner) = (await cases.LoadValidAsync(), Runner(warehouse));
        var random = new Random(7);
        var (visit, partly, byDay) = (0, 0, 0);
        for (var person = 1; person <= 20; person++)
        {
            await ExecuteAsync(warehouse, string.Create(CultureInfo.InvariantCulture, $"insert into cdr.person (person_id, gender_concept_id, load_id) values ({person}, {(person % 2 == 0 ? 8507 : 8532)}, 1)"));
        }

        for (var load = 1; load <= 12; load++)
        {
            await LoadAsync(warehouse, load, [.. Enumerable.Range(0, load == 1 ? 200 : random.Next(0, 4)).Select(_ => (++visit, random.Next(1, 21), $"2026-0{random.Next(1, 7)}-1{random.Next(0, 9)}"))]);
            if (load > 1)
            {
                await ChangeAsync(warehouse, load, random, visit);
            }

            // The day goes on, and now and then back.
            var day = new DateOnly(2026, 3, 1).AddDays((load * 9) - (load % 4 == 0 ? 30 : 0));
            var run = await runner.RunAsync(pack, Parameters, day, "test", false, default);
            run.Status.ShouldBe("succeeded", string.Join(" ", run.Results.Select(r => r.Message)) + run.Message);
            partly += run.Results.Count(r => r.Action == "parts");
            (await TextAsync(warehouse, "select person_id, visits, last_visit from pack_sample.per_person order by person_id"))
                .ShouldBe(await TextAsync(warehouse, "select person_id, count(*) as visits, max(visit_start_date) as last_visit from cdr.visit_occurrence group by person_id order by person_id"), $"load {load}");
            (await TextAsync(warehouse, "select person_id, twice from pack_sample.frequent order by person_id"))
                .ShouldBe(await TextAsync(warehouse, "select person_id, count(*) * 2 as twice from cdr.visit_occurrence group by person_id having count(*) > 1 order by person_id"), $"load {load}");
            var limit = $"date '{day:yyyy-MM-dd}'";
            (await TextAsync(warehouse, "select person_id, visits from pack_sample.until_day order by person_id"))
                .ShouldBe(await TextAsync(warehouse, $"select person_id, count(*) as visits from cdr.visit_occurrence where visit_start_date <= {limit} group by person_id order by person_id"), $"load {load}");
            (await TextAsync(warehouse, "select person_id, visits from pack_sample.last_until_day order by person_id"))
                .ShouldBe(await TextAsync(warehouse, $"select person_id, count(*) as visits from cdr.visit_occurrence group by person_id having max(visit_start_date) <= {limit} order by person_id"), $"load {load}");
            byDay += run.Results.Count(r => r.Result is "until_day" or "last_until_day" && r.Action == "parts");
            (await TextAsync(warehouse, "select month, gender_concept_id, visits from pack_sample.per_month order by 1, 2"))
                .ShouldBe(await TextAsync(warehouse, "select cast(date_trunc('month', cast(v.visit_start_date as timestamp)) as date) as month, p.gender_concept_id, count(*) as visits from cdr.visit_occurrence v join cdr.person p on p.person_id = v.person_id group by 1, 2 order by 1, 2"), $"load {load}");
        }

        partly.ShouldBeGreaterThan(15);
        byDay.ShouldBeGreaterThan(15);
    }

    [Fact]
    public async Task What_comes_out_the_same_lets_stand_what_reads_it()
    {
        const string head = "-- title: 甲 | A\n-- grain: one row\n-- column n: 数 | N\n";
        cases.With("models/people.sql", head + "select count(distinct v.person_id) as n from {{input('visit_occurrence')}} v")
            .With("models/next.sql", head + "select n + 1 as n from {{ref('people')}} p")
            .With("tests/people.yaml", "name: people\nas_of: 2026-01-01\ngiven:\n  visit_occurrence:\n    - {visit_occurrence_id: 1, person_id: 1}\nexpect:\n  next: [{n: 2}]\n");
        await using var warehouse = await StartAsync();
        var (pack, runner) = (await cases.LoadValidAsync(), Runner(warehouse));
        await LoadAsync(warehouse, 1, (1, 10, "2026-01-05"));
        await runner.RunAsync(pack, Parameters, null, "test", false, default);

        await LoadAsync(warehouse, 2, (2, 10, "2026-01-06"));
        var run = await runner.RunAsync(pack, Parameters, null, "test", false, default);
        run.Results.Select(r => $"{r.Result} {r.Action}").Order().ShouldBe(["monthly_visits computed", "next current", "people current"]);
        (await TextAsync(warehouse, "select n, pack_run_id from pack_sample.people")).ShouldBe("1|1");

        await LoadAsync(warehouse, 3, (3, 11, "2026-01-07"));
        run = await runner.RunAsync(pack, Parameters, null, "test", false, default);
        run.Results.ShouldAllBe(r => r.Action == "computed");
        (await TextAsync(warehouse, "select n from pack_sample.next")).ShouldBe("3");
    }

    [Fact]
    public async Task An_operator_that_judges_each_case_by_itself_runs_for_those_that_changed()
    {
        cases.With("models/stays.sql", "-- title: 甲 | A\n-- grain: one row per visit\n-- column case_id: 例 | Case\n-- column sex: 性 | Sex\n-- column age_years: 岁 | Age\n-- column length_of_stay_days: 天 | Days\n-- column diagnoses: 诊断 | Diagnoses\n"
                + "select cast(v.visit_occurrence_id as varchar) as case_id, '1' as sex, 60 as age_years, 5 as length_of_stay_days, case when mod(v.person_id, 2) = 0 then 'I63.900' else 'K80.100x001' end as diagnoses\nfrom {{input('visit_occurrence')}} v")
            .With("tests/stays.yaml", "name: stays\nas_of: 2026-01-01\ngiven:\n  visit_occurrence:\n    - {visit_occurrence_id: 1, person_id: 2}\n    - {visit_occurrence_id: 2, person_id: 4}\nexpect:\n  grouped: [{case_id: \"1\", mdc: MDCB}, {case_id: \"2\", mdc: MDCB}]\n")
            .Replace("pack.yaml", "schedule:", "steps:\n  - operator: drg-group\n    in: stays\n    by: case_id\n    results:\n      grouped:\n        title: {zh: 组, en: Groups}\n        grain: one row per case\n        columns:\n          case_id: {type: text, title: {zh: 例, en: Case}}\n          mdc: {type: text, title: {zh: 类, en: MDC}}\nschedule:");
        await using var warehouse = await StartAsync();
        var (pack, runner) = (await cases.LoadValidAsync(), Runner(warehouse));
        await LoadAsync(warehouse, 1, [.. Enumerable.Range(1, 9).Select(i => (i, i, "2026-01-05"))]);
        (await runner.RunAsync(pack, Parameters, null, "test", false, default)).Results.Single(r => r.Result == "grouped").Action.ShouldBe("computed");

        // One case is another now, one is new, one is gone.
        await ExecuteAsync(warehouse, "update cdr.visit_occurrence set person_id = 10, load_id = 2 where visit_occurrence_id = 3");
        await ExecuteAsync(warehouse, "delete from cdr.visit_occurrence where visit_occurrence_id = 5");
        await LoadAsync(warehouse, 2, (10, 20, "2026-01-06"));
        (await runner.RunAsync(pack, Parameters, null, "test", false, default)).Results.Single(r => r.Result == "grouped").Action.ShouldBe("parts");
        const string rows = "select case_id, mdc from pack_sample.grouped order by case_id";
        var parts = await TextAsync(warehouse, rows);
        parts.ShouldBe("1|MDCH\n10|MDCB\n2|MDCB\n3|MDCB\n4|MDCB\n6|MDCB\n7|MDCH\n8|MDCB\n9|MDCH");
        (await runner.RunAsync(pack, Parameters, null, "test", true, default)).Status.ShouldBe("succeeded");
        (await TextAsync(warehouse, rows)).ShouldBe(parts);
    }

    [Fact]
    public async Task Another_text_of_a_model_computes_it_again_and_a_model_that_went_leaves_nothing()
    {
        await using var warehouse = await StartAsync();
        await LoadAsync(warehouse, 1, (1, 10, "2026-01-05"));
        var runner = Runner(warehouse);
        await runner.RunAsync(await cases.LoadValidAsync(), Parameters, null, "test", false, default);
        File.Move(Path.Combine(cases.Folder, "models/monthly_visits.sql"), Path.Combine(cases.Folder, "models/visits_by_month.sql"));
        cases.Replace("models/visits_by_month.sql", "-- column month", "-- materialise: view\n-- column month")
            .With("tests/monthly_visits.yaml", File.ReadAllText(Path.Combine(cases.Folder, "tests/monthly_visits.yaml")).Replace("monthly_visits:", "visits_by_month:"))
            .Replace("rules.yaml", "monthly_visits", "visits_by_month").Replace("views.yaml", "monthly_visits", "visits_by_month");
        var pack = await cases.LoadValidAsync();
        for (var i = 0; i < 2; i++)
        {
            var run = await runner.RunAsync(pack, Parameters, null, "test", false, default);
            run.Status.ShouldBe("succeeded", run.Message);
            (await TextAsync(warehouse, "select table_name from information_schema.tables where table_schema = 'pack_sample' order by 1")).ShouldBe("pack_result\nvalueset_hypertension\nvalueset_hypertension_all\nvisits_by_month");
            (await TextAsync(warehouse, "select visits from pack_sample.visits_by_month")).ShouldBe("1");
        }
    }

    [Fact]
    public async Task A_pack_runs_on_tables_without_rows()
    {
        await using var warehouse = await StartAsync();
        var run = await Runner(warehouse).RunAsync(await cases.LoadValidAsync(), Parameters, null, "test", false, default);
        run.Status.ShouldBe("succeeded", run.Message);
        run.Results.Single().Rows.ShouldBe(0);
    }

    /// <summary>GB/T 39725-2020, clause 6.2: HIV, sexually transmitted and psychotic diseases, by category of ICD-10, code of SNOMED CT, or name.</summary>
    [Fact]
    public async Task Rows_of_the_gravest_level_are_told_by_code_or_name()
    {
        cases.Without("models").Without("tests").Without("views.yaml").Without("valuesets").Without("rules.yaml")
            .With("inputs.yaml", "condition_occurrence:\n  why: diagnoses\n  columns: [condition_occurrence_id]\n")
            .With("models/ordinary.sql", "-- title: 甲 | A\n-- grain: one row\n-- column id: 数 | N\n-- sensitive: excluded\nselect c.condition_occurrence_id as id from {{input('condition_occurrence')}} c\n")
            .With("tests/ordinary.yaml", "name: one\nas_of: 2026-01-01\ngiven:\n  condition_occurrence:\n    - {condition_occurrence_id: 1}\nexpect:\n  ordinary: [{id: 1}]\n");
        await using var warehouse = await StartAsync();
        (string? Code, string? Name, bool IsOrdinary)[] rows =
        [
            (null, null, true), ("", "", true), ("I10", "高血压", true), ("B19", "x", true), ("A5", "x", true), ("XB20", "x", true), ("864060081", "x", true), ("F30.1", "躁狂", true), ("line\nB20", "x", true),
            ("B20", null, false), ("b24.x01", "x", false), ("A53.9", "x", false), ("f20", null, false), ("Z21", "x", false), ("86406008", "x", false),
            (null, "梅毒", false), ("X1", "疑似HIV感染？", false), ("X1", "第一行\n早期梅毒", false), ("X1", "schizophrenia, acute", false),
        ];
        await LoadAsync(warehouse, 1);
        for (var i = 0; i < rows.Length; i++)
        {
            await using var transaction = await warehouse.BeginAsync(default);
            await transaction.ExecuteAsync(new SqlStatement("insert into cdr.condition_occurrence (condition_occurrence_id, condition_source_value, condition_source_name, load_id) values ($1, $2, $3, 1)", (long)i, rows[i].Code, rows[i].Name), default);
            await transaction.CommitAsync(default);
        }

        (await Runner(warehouse).RunAsync(await cases.LoadValidAsync(), Parameters, null, "test", false, default)).Status.ShouldBe("succeeded");
        (await TextAsync(warehouse, "select id from pack_sample.ordinary order by id")).ShouldBe(string.Join('\n', Enumerable.Range(0, rows.Length).Where(i => rows[i].IsOrdinary)));
    }

    [Fact]
    public async Task Findings_outlive_runs_and_decisions_outlive_findings()
    {
        cases.Without("models").Without("tests").Without("views.yaml").Without("valuesets")
            .With("inputs.yaml", "visit_occurrence:\n  why: visits\n  columns: [visit_occurrence_id, person_id, visit_start_date, visit_source_value]\n")
            .With("models/bills.sql", "-- title: 账单 | Bills\n-- grain: one row per visit\n-- column visit: 就诊 | Visit\n-- column day: 日 | Day\n-- column kind: 类 | Kind\n-- column yuan [元 | yuan]: 元 | Yuan\nselect v.visit_source_value as visit, v.visit_start_date as day, 'a' as kind, cast(v.person_id as double precision) as yuan from {{input('visit_occurrence')}} v\n")
            .With("models/lines.sql", "-- title: 行 | Lines\n-- grain: one row per visit\n-- column bill: 账单 | Bill\n-- column visits: 数 | Visits\nselect v.visit_source_value as bill, count(*) as visits from {{input('visit_occurrence')}} v group by v.visit_source_value\n")
            .With("tests/bills.yaml", "name: bills\nas_of: 2026-03-01\ngiven:\n  visit_occurrence:\n    - {visit_occurrence_id: 1, person_id: 20, visit_source_value: V1}\nexpect:\n  bills: [{visit: V1, yuan: 20}]\n  lines: [{bill: V1, visits: 1}]\nrules: {dear: 1}\n")
            .With("rules.yaml", "- id: dear\n  kind: finding\n  of: bills\n  when: yuan > 10\n  message: {zh: \"{visit} {yuan}\", en: \"{visit} {yuan}\"}\n  key: [visit, day]\n  amount: yuan\n  ask: kind\n  evidence: {to: lines, by: [\"visit:bill\"]}\n  days: 30\n");
        await using var warehouse = await StartAsync();
        await LoadAsync(warehouse, 1, (1, 10, "2026-01-05"), (2, 11, "2026-01-06"), (3, 12, "2026-01-07"));
        await ExecuteAsync(warehouse, "update cdr.visit_occurrence set visit_source_value = 'V' || cast(visit_occurrence_id as varchar)");
        var pack = await cases.LoadValidAsync();
        var findings = FindingStore.Open(Path.Combine(folder, "app.db"), TimeProvider.System);
        var runner = new PackRunner(warehouse, new PackStore(Path.Combine(folder, "app.db"), TimeProvider.System), TimeProvider.System, findings.Salt);
        var follower = new FindingFollower(warehouse, findings, static (_, column) => column != "day");
        async Task<string> FollowAsync()
        {
            var run = await runner.RunAsync(pack, Parameters, null, "test", false, default);
            run.Status.ShouldBe("succeeded", run.Message);
            (await follower.FollowAsync(pack, Parameters, await runner.StandingAsync("sample", default), default)).ShouldBeEmpty();
            return string.Join(' ', findings.List("sample", new FindingFilter(), "first-seen", 0, 100).Select(f => $"{f.Id}:{f.State}:{f.Amount}:{f.Ask}{(f.GoneAt is null ? "" : ":gone")}"));
        }

        (await FollowAsync()).ShouldBe("1:open:12:a 2:open:11:a");
        (await FollowAsync()).ShouldBe("1:open:12:a 2:open:11:a");
        findings.Find("sample", 1)!.Value.Finding.Label.ShouldBeNull();
        findings.Change("sample", [1], new FindingChange("dismissed", null, null, null), "mei").ShouldBe("To dismiss or to reopen a finding takes a reason.");
        findings.Change("sample", [1], new FindingChange("dismissed", null, null, "allowed by the contract"), "mei").ShouldBeNull();

        // What is found by its hash is the row, and the evidence is found from it, on every engine.
        var hash = findings.Find("sample", 2)!.Value.Finding.KeyHash;
        (await TextAsync(warehouse, $"select b.visit, l.visits from pack_sample.bills b join pack_sample.lines l on l.pack_evidence_key = b.pack_evidence_key where b.pack_finding_key = '{hash}'")).ShouldBe("V2|1");

        await ExecuteAsync(warehouse, "update cdr.visit_occurrence set person_id = 1, load_id = 2 where visit_occurrence_id in (2, 3)");
        await LoadAsync(warehouse, 2, (4, 30, "2026-01-08"));
        (await FollowAsync()).ShouldBe("1:dismissed:12:a:gone 2:open:11:a:gone 3:open:30:a");
        await ExecuteAsync(warehouse, "update cdr.visit_occurrence set person_id = 40, load_id = 3 where visit_occurrence_id in (2, 3)");
        await LoadAsync(warehouse, 3);
        (await FollowAsync()).ShouldBe("1:dismissed:40:a 2:open:40:a 3:open:30:a");
        findings.Find("sample", 1)!.Value.Events.Select(e => $"{e.By} {e.Kind} {e.State}").ShouldBe(["run found open", "mei state dismissed", "run gone dismissed", "run returned dismissed"]);
    }

    private static Dictionary<string, string> Parameters => [];

    private PackRunner Runner(IWarehouse warehouse) => new(warehouse, new PackStore(Path.Combine(folder, "app.db"), TimeProvider.System), TimeProvider.System);

    /// <summary>Rows change as the gate changes them: the old one goes to history and its key to the deletions.</summary>
    private static async Task ChangeAsync(IWarehouse warehouse, int load, Random random, int visits)
    {
        var history = string.Join(", ", CanonicalModel.Table("visit_occurrence").Columns.Select(c => $"\"{c.Name}\""));
        var visit = random.Next(1, visits + 1);
        await ExecuteAsync(warehouse, $"insert into history.visit_occurrence ({history}, superseded_by_load_id, superseded_reason) select {history}, {load}, 'replaced' from cdr.visit_occurrence where visit_occurrence_id = {visit}");
        await ExecuteAsync(warehouse, $"insert into sys.deletion (table_name, row_id, person_id, load_id) select 'visit_occurrence', visit_occurrence_id, person_id, {load} from cdr.visit_occurrence where visit_occurrence_id = {visit}");
        await ExecuteAsync(warehouse, random.Next(2) == 0
            ? $"delete from cdr.visit_occurrence where visit_occurrence_id = {visit}"
            : $"update cdr.visit_occurrence set visit_start_date = date '2026-0{random.Next(1, 7)}-20', person_id = {random.Next(1, 21)}, load_id = {load} where visit_occurrence_id = {visit}");
        if (random.Next(3) == 0)
        {
            await ExecuteAsync(warehouse, $"update cdr.person set gender_concept_id = {(random.Next(2) == 0 ? 8507 : 8532)}, load_id = {load} where person_id = {random.Next(1, 21)}");
        }
    }

    private static async Task LoadAsync(IWarehouse warehouse, int load, params (int Visit, int Person, string Day)[] visits)
    {
        await ExecuteAsync(warehouse, $"insert into sys.load (load_id, committed_at, kind) values ({load}, timestamptz '2026-06-01 00:00:00+00', 'load')");
        foreach (var (visit, person, day) in visits)
        {
            await ExecuteAsync(warehouse, $"insert into cdr.visit_occurrence (visit_occurrence_id, person_id, visit_start_date, load_id) values ({visit}, {person}, date '{day}', {load})");
        }
    }

    private static async Task ExecuteAsync(IWarehouse warehouse, string sql)
    {
        await using var transaction = await warehouse.BeginAsync(default);
        await transaction.ExecuteAsync(sql, default);
        await transaction.CommitAsync(default);
    }

    private static async Task<string> TextAsync(IWarehouse warehouse, string sql)
    {
        await using var result = await warehouse.QueryAsync(sql, Authorisation.ForPlatform("test"), default);
        var lines = new List<string>();
        while (await result.NextAsync(default) is { } batch)
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                lines.Add(string.Join('|', Enumerable.Range(0, batch.Columns.Count).Select(c => Testing.TestValues.TextOf(batch[c], row))));
            }
        }

        return string.Join('\n', lines);
    }

    private async Task<IWarehouse> StartAsync()
    {
        var warehouse = await OpenWarehouseAsync();
        await ExecuteAsync(warehouse, "drop schema if exists pack_sample cascade");
        await Migrations.MigrateAsync(warehouse, default);
        return warehouse;
    }
}

public sealed class DuckDbPackRunnerTests : PackRunnerCompliance
{
    protected override Task<IWarehouse> OpenWarehouseAsync() => Task.FromResult<IWarehouse>(DuckDbWarehouse.Open(":memory:"));
}

[Collection(nameof(PostgresTestGroup))]
public sealed class PostgresPackRunnerTests(PostgresCluster cluster) : PackRunnerCompliance, IAsyncLifetime
{
    private string? database;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (database is not null)
        {
            await cluster.ReturnDatabaseAsync(database);
        }
    }

    protected override async Task<IWarehouse> OpenWarehouseAsync() => await PostgresWarehouse.OpenAsync(database = await cluster.TakeDatabaseAsync());
}
