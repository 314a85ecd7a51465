using Shouldly;
using Suwen.Governance.Cleaning;
using Suwen.Security;
using Suwen.Storage;
using Xunit;

namespace Suwen.Governance.Tests.Cleaning;

public sealed class CleaningRuleTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-rules-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_built_in_rules_can_all_be_read_and_have_titles_in_both_languages()
    {
        CleaningRule.BuiltIn.Count.ShouldBeGreaterThan(5);
        CleaningRule.BuiltIn.ShouldAllBe(r => r.Title.Length > 0 && r.TitleZh.Any(c => c > 0x2E80) && r.Sql.Length > 0 && r.IsBuiltIn);
    }

    [Fact]
    public void A_rule_of_the_site_takes_the_place_of_a_built_in_one_of_its_name()
    {
        Write("phone-digits", Head("correct", "cn_source_person", "7") + "select source_person_id, phone from cn_source_person");
        var (rules, faults) = Load();

        faults.ShouldBeEmpty();
        var rule = rules.Single(r => r.Id == "phone-digits");
        (rule.Version, rule.IsBuiltIn).ShouldBe((7, false));
    }

    [Fact]
    public void Every_fault_of_a_rule_is_named_with_its_file_and_the_others_stand()
    {
        Write("Bad Name", "-- kind: improve\n-- table: person\n-- version: 0\n-- colour: red\nselect 1");
        Write("deletes", Head("correct", "measurement", "1") + "delete from measurement");
        Write("reads-files", Head("correct", "measurement", "1") + "select * from read_csv('/etc/passwd')");
        var (rules, faults) = Load();

        rules.Count.ShouldBe(CleaningRule.BuiltIn.Count);
        faults.ShouldAllBe(f => f.Contains(".sql: ", StringComparison.Ordinal));
        foreach (var expected in new[] { "-- title:", "-- title-zh:", "-- why:", "colour", "lower-case", "complete, correct or deduplicate", "from 1" })
        {
            faults.ShouldContain(f => f.Contains("Bad Name", StringComparison.Ordinal) && f.Contains(expected, StringComparison.Ordinal), expected);
        }

        faults.ShouldContain(f => f.Contains("deletes.sql", StringComparison.Ordinal));
        faults.ShouldContain(f => f.Contains("reads-files.sql", StringComparison.Ordinal));
    }

    private (IReadOnlyList<CleaningRule> Rules, IReadOnlyList<string> Faults) Load() =>
        CleaningRule.Load(folder, Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.SqlQuery, "test"), SqlDialect.DuckDb);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name + ".sql"), text);

    private static string Head(string kind, string table, string version) =>
        $"-- title: A\n-- title-zh: 甲\n-- kind: {kind}\n-- table: {table}\n-- version: {version}\n-- why: Because.\n";
}
