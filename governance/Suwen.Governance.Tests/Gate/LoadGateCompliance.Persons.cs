using System.Text;
using Suwen.Governance.Gate;
using Suwen.Governance.Gate.Decisions;
using Suwen.Governance.MasterIndex.Decisions;

namespace Suwen.Governance.Tests.Gate;

/// <summary>Who is one person: numbers, sources, stewards and the model, and what happens when they contradict each other.</summary>
public abstract partial class LoadGateCompliance
{
    // Valid numbers by GB 11643-1999, computed with the ISO 7064 MOD 11-2 of its annex; the first is the standard's own example.
    private const string Number = "11010519491231002X";

    [Fact]
    public async Task A_steward_joins_two_persons_and_taking_it_back_parts_them_again()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "replace|p||cn_source_person|p|given_name=p;full_name=甲", "replace|c||condition_occurrence|p|condition_source_value=I10");
        await fixture.LoadAsync("b", "replace|q||cn_source_person|q|given_name=q;full_name=乙", "replace|c||condition_occurrence|q|condition_source_value=E11");
        var before = await fixture.DigestsAsync();

        await DecideAsync(fixture, PersonDecisionKinds.Link, "li", ("a", "p"), ("b", "q"));
        (await GroupsAsync(fixture)).ShouldBe(["a:p b:q"]);
        (await fixture.QueryAsync("select count(distinct person_id) from condition_occurrence")).ShouldBe(["1"]);
        (await fixture.QueryAsync("select decision, decided_by from cn_person_decision")).ShouldBe(["same|li"]);
        await fixture.ShouldVerifyAsync();

        await DecideAsync(fixture, PersonDecisionKinds.Unlink, "li", ("b", "q"), ("a", "p"));
        (await GroupsAsync(fixture)).ShouldBe(["a:p", "b:q"]);
        (await fixture.QueryAsync("select decision from history.cn_person_decision")).ShouldBe(["same"]);
        (await fixture.DigestsAsync()).Where(d => d.Table != "cn_person_decision").ShouldBe(before.Where(d => d.Table != "cn_person_decision"));
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task What_a_steward_holds_apart_no_number_no_source_and_no_model_joins()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", $"replace|p||cn_source_person|p|given_name=p;full_name=王小明;national_id={Number}", $"replace|q||cn_source_person|q|given_name=q;full_name=王小明;national_id={Number}");
        (await GroupsAsync(fixture)).ShouldBe(["a:p a:q"]);

        await DecideAsync(fixture, PersonDecisionKinds.Part, "li", ("a", "p"), ("a", "q"));
        (await GroupsAsync(fixture)).ShouldBe(["a:p", "a:q"]);
        await DecideAsync(fixture, PersonDecisionKinds.Link, "mpi:1", ("a", "p"), ("a", "q"), 20);
        await fixture.LoadAsync("a", "message|m||cn_source_person:p|p|merge=q");
        (await GroupsAsync(fixture)).ShouldBe(["a:p", "a:q"]);
        await fixture.ShouldVerifyAsync();

        // The same steward thinks better of it: the later word on the pair stands.
        await DecideAsync(fixture, PersonDecisionKinds.Link, "li", ("a", "p"), ("a", "q"));
        (await GroupsAsync(fixture)).ShouldBe(["a:p a:q"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task The_weaker_of_two_links_gives_way_where_their_ends_are_held_apart()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", "replace|p||cn_source_person|p|given_name=p;full_name=甲", "replace|q||cn_source_person|q|given_name=q;full_name=乙", "replace|r||cn_source_person|r|given_name=r;full_name=丙");
        await DecideAsync(fixture, PersonDecisionKinds.Link, "mpi:1", ("a", "p"), ("a", "q"), 9);
        await DecideAsync(fixture, PersonDecisionKinds.Link, "mpi:1", ("a", "q"), ("a", "r"), 14);
        (await GroupsAsync(fixture)).ShouldBe(["a:p a:q a:r"]);

        await DecideAsync(fixture, PersonDecisionKinds.Part, "li", ("a", "p"), ("a", "r"));
        (await GroupsAsync(fixture)).ShouldBe(["a:p", "a:q a:r"]);
        await fixture.ShouldVerifyAsync();

        // A steward's word goes before the model's weight.
        await DecideAsync(fixture, PersonDecisionKinds.Link, "li", ("a", "p"), ("a", "q"));
        (await GroupsAsync(fixture)).ShouldBe(["a:p a:q", "a:r"]);
        await fixture.OpenWarehouseAsync("warehouse");
        await fixture.LoadAsync("a", "replace|s||cn_source_person|s|given_name=s;full_name=丁");
        await DecideAsync(fixture, PersonDecisionKinds.Link, "mpi:1", ("a", "s"), ("a", "r"), 3);
        (await GroupsAsync(fixture)).ShouldBe(["a:p a:q", "a:r a:s"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task Holders_of_one_number_who_contradict_each_other_are_not_made_one()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", $"replace|p||cn_source_person|p|given_name=p;full_name=王小明;gender_concept_id=8507;national_id={Number}");
        await fixture.LoadAsync("b", $"replace|q||cn_source_person|q|given_name=q;full_name=李桂英;gender_concept_id=8532;national_id={Number}", "replace|c||condition_occurrence|q|condition_source_value=O80");
        (await GroupsAsync(fixture)).ShouldBe(["a:p", "b:q"]);
        (await fixture.QueryAsync("select fields, holds_apart from sys.person_conflict")).ShouldBe(["name,sex|True"]);
        (await fixture.QueryAsync("select count(*) from condition_occurrence c join cn_source_person s on s.source_person_id = c.source_person_id where c.person_id = s.person_id")).ShouldBe(["1"]);
        await fixture.ShouldVerifyAsync();

        // A sex alone is as often a slip of its own: one person, and a steward is told.
        await fixture.LoadAsync("b", $"replace|q||cn_source_person|q|given_name=q;full_name=王晓明;gender_concept_id=8532;national_id={Number}");
        (await GroupsAsync(fixture)).ShouldBe(["a:p b:q"]);
        (await fixture.QueryAsync("select fields, holds_apart from sys.person_conflict")).ShouldBe(["sex|False"]);
        await fixture.LoadAsync("b", $"replace|q||cn_source_person|q|given_name=q;full_name=王晓明;gender_concept_id=8507;national_id={Number}");
        (await fixture.QueryAsync("select count(*) from sys.person_conflict")).ShouldBe(["0"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_steward_may_join_holders_who_contradict_each_other()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", $"replace|p||cn_source_person|p|given_name=p;full_name=王小明;national_id={Number}", $"replace|q||cn_source_person|q|given_name=q;full_name=李桂英;national_id={Number}");
        await DecideAsync(fixture, PersonDecisionKinds.Link, "li", ("a", "p"), ("a", "q"), confirmedBy: "chen");
        (await GroupsAsync(fixture)).ShouldBe(["a:p a:q"]);
        (await fixture.QueryAsync("select confirmed_by from cn_person_decision")).ShouldBe(["chen"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task A_number_that_too_many_hold_links_nobody_until_it_is_corrected()
    {
        await using var fixture = await OpenAsync();
        await fixture.LoadAsync("a", [.. Enumerable.Range(0, 64).Select(i => $"replace|p{i}||cn_source_person|p{i}|national_id={Number}")]);
        (await fixture.QueryAsync("select count(*) from person")).ShouldBe(["1"]);
        await fixture.LoadAsync("a", $"replace|q||cn_source_person|q|given_name=q;national_id={Number}");
        (await fixture.QueryAsync("select count(*) from person")).ShouldBe(["65"]);
        await fixture.ShouldVerifyAsync();
        await fixture.LoadAsync("a", "replace|q||cn_source_person|q|given_name=q;national_id=110105194912310038");
        (await fixture.QueryAsync("select count(*) from person")).ShouldBe(["2"]);
        await fixture.ShouldVerifyAsync();
    }

    [Fact]
    public async Task The_golden_record_says_where_each_field_came_from()
    {
        await using var fixture = await OpenAsync();

        // The number says a woman born on 1949-12-31; the later row's sex is a slip, its telephone the newer one.
        await fixture.LoadAsync("a", $"replace|p|1|cn_source_person|p|given_name=p;full_name=王小明;gender_concept_id=8532;birth_date=-7306;phone=13800000001;national_id={Number}");
        await fixture.LoadAsync("b", $"replace|q|2|cn_source_person|q|given_name=q;full_name=王小明;gender_concept_id=8507;phone=13800000002;national_id={Number}");
        (await fixture.QueryAsync("select full_name, gender_concept_id, cast(birth_date as varchar), phone, source_persons from cn_golden_person")).ShouldBe(["王小明|8532|1949-12-31|13800000002|2"]);
        var p = (await fixture.QueryAsync("select min(source_person_id) from cn_source_person")).Single();
        (await fixture.QueryAsync("select cast(field_origins as varchar) from cn_golden_person")).Single().Replace(" ", "", StringComparison.Ordinal).ShouldContain($"\"gender_concept_id\":[\"{p}\",\"verified\"]");
        (await fixture.QueryAsync("select gender_concept_id, year_of_birth, month_of_birth, day_of_birth from person")).ShouldBe(["8532|1949|12|31"]);
        await fixture.ShouldVerifyAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_histories_of_decisions_rebuild_to_the_same_persons(int seed)
    {
        await using var fixture = await OpenAsync(new GateOptions { UnitEntries = 3 });
        var random = new Random(seed);
        string[] numbers = [Number, "110105194912310038", "11010519491231005X"];
        string[] names = ["王小明", "王晓明", "李桂英", "张建国"];
        for (var i = 0; i < 160; i++)
        {
            var person = random.Next(10);
            switch (random.Next(6))
            {
                case 0 or 1:
                    await fixture.LandAsync("s" + (person % 2), $"message|d{i}|{i}|cn_source_person:p{person}|p{person}|given_name=p{person};full_name={names[random.Next(4)]};gender_concept_id={(random.Next(2) == 0 ? 8507 : 8532)};national_id={numbers[random.Next(3)]}", $"replace|c{i}||condition_occurrence|p{person}|condition_source_value=I10");
                    break;
                case 2:
                    await fixture.LandAsync("s" + (person % 2), $"message|m{i}|{i}|cn_source_person:p{person}|p{person}|given_name=p{person};{(random.Next(3) == 0 ? "unlink" : "merge")}=p{(random.Next(5) * 2) + (person % 2)}");
                    break;
                default:
                    var other = (person + 1 + random.Next(9)) % 10;
                    string[] kinds = [PersonDecisionKinds.Link, PersonDecisionKinds.Link, PersonDecisionKinds.Part, PersonDecisionKinds.Unlink];
                    var isModel = random.Next(2) == 0;
                    var kind = kinds[random.Next(4)];
                    await LandDecisionAsync(fixture, isModel && kind == PersonDecisionKinds.Part ? PersonDecisionKinds.Link : kind, isModel ? "mpi:1" : "li", ("s" + (person % 2), "p" + person), ("s" + (other % 2), "p" + other), random.Next(5, 9));
                    break;
            }

            if (random.Next(6) == 0)
            {
                await fixture.Gate.DrainAsync(default);
            }
        }

        await fixture.Gate.DrainAsync(default);
        await fixture.ShouldVerifyAsync();
        var before = await fixture.DigestsAsync();
        var groups = await GroupsAsync(fixture);
        groups.Length.ShouldBeInRange(2, 9);
        fixture.Options = new GateOptions();
        await fixture.OpenWarehouseAsync("fresh");
        await fixture.Gate.DrainAsync(default);
        (await GroupsAsync(fixture)).ShouldBe(groups);
        (await fixture.DigestsAsync()).ShouldBe(before);
        await fixture.ShouldVerifyAsync();
    }

    /// <summary>Golden persons, each as the names of its sources' persons.</summary>
    private static async Task<string[]> GroupsAsync(GateFixture fixture) =>
        await fixture.QueryAsync("select string_agg(r.source_name || ':' || s.given_name, ' ' order by r.source_name, s.given_name) from cn_source_person s join sys.source r on r.source_id = s.source_id group by s.person_id order by 1");

    private static async Task DecideAsync(GateFixture fixture, string kind, string by, (string Source, string Id) a, (string Source, string Id) b, double? weight = null, string? confirmedBy = null)
    {
        await LandDecisionAsync(fixture, kind, by, a, b, weight, confirmedBy);
        await fixture.Gate.DrainAsync(default);
        fixture.Gate.Counters.Quarantined.ShouldBe(0);
    }

    private static async Task LandDecisionAsync(GateFixture fixture, string kind, string by, (string Source, string Id) a, (string Source, string Id) b, double? weight = null, string? confirmedBy = null)
    {
        var decision = new PersonDecision { Kind = kind, By = by, Why = "tested", A = fixture.PersonOf(a.Source, a.Id), B = fixture.PersonOf(b.Source, b.Id), Weight = weight, ConfirmedBy = confirmedBy };
        await fixture.Journal.AppendAsync(DecisionSource.Header(), decision.ToLine(), default);
    }
}
