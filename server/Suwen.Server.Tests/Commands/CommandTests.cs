using System.Text.Json;

namespace Suwen.Server.Tests.Commands;

/// <summary>Each command, once opening the folder itself and once beside a server on it.</summary>
public sealed class CommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    public static TheoryData<bool> BesideServer => [false, true];

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Sql_answers_as_table_csv_and_json(bool besideServer)
    {
        const string sql = "select condition_source_value as code, condition_source_name as name from condition_occurrence";
        (await folders.RunAsync(besideServer, "sql", sql)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldBe("code   name\n-----  ----\nJ18.9  肺炎\n(1 row)\n"));
        (await folders.RunAsync(besideServer, "sql", sql, "--format", "csv")).Out.ShouldBe("code,name\nJ18.9,肺炎\n");
        using var json = JsonDocument.Parse((await folders.RunAsync(besideServer, "sql", sql, "--format", "json")).Out);
        json.RootElement[0].GetProperty("name").GetString().ShouldBe("肺炎");
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task A_wrong_statement_is_the_callers_fault(bool besideServer)
    {
        var result = await folders.RunAsync(besideServer, "sql", "select * from no_such_table");
        result.Code.ShouldBe(3);
        result.Error.ShouldStartWith("caller: ");
        result.Error.ShouldContain("what to do:");
        (await folders.RunAsync(besideServer, "sql", "delete from cdr.person")).Code.ShouldBe(3);
        (await folders.RunAsync(besideServer, "sql", "select * from read_csv('bundle.json')")).Code.ShouldBe(3);
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Patient_prints_one_life_from_two_institutions_in_order(bool besideServer)
    {
        var result = await folders.RunAsync(besideServer, "patient", Sample.NationalId);
        result.Code.ShouldBe(0, result.Error);
        result.Out.ShouldStartWith("王示例  female  born 1949-12-31");
        var places = new[] { "2024-03-01 08:30:00 – 2024-03-05 10:00:00", "血红蛋白  118 g/L", "2024-06-01 14:00:00", "2025-01-10 09:00:00" }.Select(p => result.Out.IndexOf(p, StringComparison.Ordinal)).ToList();
        places.ShouldAllBe(p => p > 0, result.Out);
        places.ShouldBeInOrder();
    }

    [Theory]
    [InlineData(false, "B-1001")]
    [InlineData(true, "10000000001")]
    [InlineData(true, "王示例")]
    public async Task A_person_is_found_by_identifier_phone_number_and_name(bool besideServer, string text) =>
        (await folders.RunAsync(besideServer, "patient", text)).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0), r => r.Out.ShouldContain("national ID " + Sample.NationalId));

    [Fact]
    public async Task Several_persons_of_a_name_are_listed()
    {
        var result = await folders.RunAsync(false, "patient", "王");
        result.Code.ShouldBe(0);
        result.Out.ShouldContain("王示例");
        result.Out.ShouldContain("王范例");
        result.Out.ShouldContain("Several persons match");
    }

    [Fact]
    public async Task A_person_who_is_not_there_is_a_problem_found() =>
        (await folders.RunAsync(false, "patient", "nobody")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Out.ShouldBeEmpty());

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Verify_finds_everything_in_order(bool besideServer)
    {
        var result = await folders.RunAsync(besideServer, "verify");
        result.Code.ShouldBe(0, result.Out);
        result.Out.ShouldEndWith("Everything is in order.\n");
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Rebuild_gives_the_same_rows_again(bool besideServer)
    {
        var result = await folders.RunAsync(besideServer, "rebuild");
        result.Code.ShouldBe(0, result.Error);
        result.Out.ShouldEndWith("The rebuilt warehouse has the same rows.\n");
        (await folders.RunAsync(besideServer, "sql", "select count(*) as n from visit_occurrence", "--format", "csv")).Out.ShouldBe("n\n3\n");
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task The_same_file_again_changes_nothing(bool besideServer)
    {
        var result = await folders.RunAsync(besideServer, "ingest", "hospital-b");
        result.Code.ShouldBe(0, result.Error);
        result.Out.ShouldMatch(@"total +7 +0 +0 +0 +1 +6 +0\n");
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task A_backup_is_restored_and_verified(bool besideServer)
    {
        using var target = new TemporaryFolder();
        var backup = await folders.RunAsync(besideServer, "backup", target["backup"]);
        backup.Code.ShouldBe(0, backup.Error);
        var restore = await SuwenProcess.RunAsync(target.Path, "restore", "backup", "--data", "restored");
        restore.Code.ShouldBe(0, restore.ToString());
        (await SuwenProcess.RunAsync(target.Path, "patient", Sample.NationalId, "--data", "restored")).Out.ShouldContain("肺炎");

        // What lands after a restore gets positions of a new journal: those after the backup may be known elsewhere.
        target.Write("more/bundle.json", Sample.OtherInstitution.Replace("v9", "v10", StringComparison.Ordinal));
        (await SuwenProcess.RunAsync(target.Path, "ingest", "more", "--data", "restored")).Code.ShouldBe(0);
        (await SuwenProcess.RunAsync(target.Path, "sql", "select max(entry_position) / cast(1099511627776 as bigint) >= 2 as n from sys.entry", "--format", "csv", "--data", "restored")).Out.ShouldBe("n\ntrue\n");
        (await SuwenProcess.RunAsync(target.Path, "verify", "--data", "restored")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_damaged_backup_is_not_restored()
    {
        using var target = new TemporaryFolder();
        (await folders.RunAsync(false, "backup", target["backup"])).Code.ShouldBe(0);
        await File.AppendAllTextAsync(target["backup/app.db"], "x");
        var restore = await SuwenProcess.RunAsync(target.Path, "restore", "backup", "--data", "restored");
        restore.Code.ShouldBe(3);
        restore.Error.ShouldContain("app.db");
        Directory.Exists(target["restored"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_restored_under_a_running_server_or_over_other_data()
    {
        (await folders.RunAsync(true, "restore", "anything")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(4), r => r.Error.ShouldContain("works on the folder to restore to"));
        using var target = new TemporaryFolder();
        (await folders.RunAsync(false, "backup", target["backup"])).Code.ShouldBe(0);
        (await folders.RunAsync(false, "restore", target["backup"])).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(3), r => r.Error.ShouldContain("not empty"));
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Users_and_tokens_are_made_and_listed(bool besideServer)
    {
        (await folders.RunAsync(besideServer, "user", "add", "chen", "--role", "clinician")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0), r => r.Out.ShouldContain("password  "));
        (await folders.RunAsync(besideServer, "user", "add", "chen", "--role", "clinician")).Code.ShouldBe(3);
        (await folders.RunAsync(besideServer, "user", "list")).Out.ShouldContain("chen");
        (await folders.RunAsync(besideServer, "user", "add", "x", "--role", "emperor")).Code.ShouldBe(2);
        (await folders.RunAsync(besideServer, "token", "add", "his", "--role", "sender")).Out.ShouldStartWith("swn_");
        (await folders.RunAsync(besideServer, "token", "revoke", "his")).Code.ShouldBe(0);
        (await folders.RunAsync(besideServer, "token", "revoke", "his")).Code.ShouldBe(3);
    }

    [Fact]
    public async Task A_second_server_on_the_folder_is_refused() =>
        (await folders.RunAsync(true, "serve", "--port", "0")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(4), r => r.Error.ShouldContain("works on this data folder already"));

    [Fact]
    public async Task The_data_folder_may_be_named_before_the_command()
    {
        var result = await SuwenProcess.RunAsync(folders.Folder.Path, "--data", folders.Alone, "sql", "select count(*) as n from person", "--format", "csv");
        result.Out.ShouldBe("n\n2\n");
    }
}
