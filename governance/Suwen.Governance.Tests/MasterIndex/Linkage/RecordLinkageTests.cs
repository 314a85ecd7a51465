using Suwen.Governance.MasterIndex.Linkage;
using Suwen.Governance.MasterIndex.Linkage.Evaluation;

namespace Suwen.Governance.Tests.MasterIndex.Linkage;

public class RecordLinkageTests
{
    private const int Persons = 4_000;

    /// <summary>4,000 people, every fourth twice; the second time with a slip.</summary>
    private static readonly List<PersonProfile> Profiles = [.. Enumerable.Range(0, Persons).Select(i => People.Person(i, i + 1)), .. Enumerable.Range(0, Persons / 4).Select(i => People.Careless(i * 4, Persons + i + 1))];

    private static readonly int[] Truth = [.. Enumerable.Range(0, Persons), .. Enumerable.Range(0, Persons / 4).Select(i => i * 4)];

    private static readonly Lazy<LinkageResult> Linked = new(() => Run(Profiles));

    [Fact]
    public void People_with_slips_in_their_records_are_found()
    {
        var score = EvaluationScore.Of(EvaluationScore.ClustersOf(Linked.Value, Profiles.Count), Truth);
        score.Precision.ShouldBeGreaterThan(0.995);
        score.Recall.ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public void The_same_records_give_the_same_result_whatever_the_number_of_threads()
    {
        var again = Run(Profiles, threads: 1);
        again.Model.ToJson().ShouldBe(Linked.Value.Model.ToJson());
        again.Pairs.ShouldBe(Linked.Value.Pairs);
        Text(again).ShouldBe(Text(Linked.Value));
    }

    [Fact]
    public void The_order_of_the_records_changes_next_to_nothing()
    {
        var order = Enumerable.Range(0, Profiles.Count).ToArray();
        new Random(5).Shuffle(order);
        var shuffled = order.Select((from, at) => Profiles[from] with { Id = at + 1 }).ToList();
        var score = EvaluationScore.Of(EvaluationScore.ClustersOf(Run(shuffled), shuffled.Count), [.. order.Select(i => Truth[i])]);
        var before = EvaluationScore.Of(EvaluationScore.ClustersOf(Linked.Value, Profiles.Count), Truth);
        score.F1.ShouldBe(before.F1, 0.003);
    }

    [Fact]
    public void A_telephone_that_a_desk_types_for_everybody_joins_nobody_and_is_reported()
    {
        var everybody = Profiles.Select((p, i) => i % 2 == 0 ? p with { Phone = "13800138000" } : p).ToList();
        var result = Run(everybody);
        result.Contained[0].ShouldSatisfyAllConditions(
            c => c.Field.ShouldBe(LinkageField.Phone), c => c.Value.ShouldBe("13800138000"), c => c.Records.ShouldBe(everybody.Count / 2));
        result.Clusters.Max(c => c.Members.Count).ShouldBeLessThan(5);
        EvaluationScore.Of(EvaluationScore.ClustersOf(result, everybody.Count), Truth).F1.ShouldBeGreaterThan(0.98);
    }

    [Fact]
    public void Two_valid_numbers_are_never_one_person_however_alike_the_rest_is()
    {
        var person = People.Person(17, 90_001);
        var twin = person with { Id = 90_002, NationalId = People.NationalId(DateOnly.Parse(person.BirthDate!, System.Globalization.CultureInfo.InvariantCulture), 889) };
        var result = Run([.. Profiles, person with { FullName = "王子轩", Phone = "13911112222" }, twin with { FullName = "王子涵", Phone = "13911112222" }]);
        result.Clusters.ShouldNotContain(c => c.Members.Contains(90_001L) && c.Members.Contains(90_002L));
    }

    [Fact]
    public void A_card_that_somebody_else_showed_links_nobody_and_goes_to_a_steward()
    {
        var owner = People.Person(1, 90_001);
        var other = People.Person(2, 90_002) with { NationalId = owner.NationalId };
        var result = Run([.. Profiles.Where(p => p.Id is not (2 or 3)), owner, other]);
        result.Clusters.ShouldNotContain(c => c.Members.Contains(90_001L) && c.Members.Contains(90_002L));
        result.GreyPairs.ShouldContain(p => p.Left == 90_001 && p.Right == 90_002);
    }

    [Fact]
    public void Every_link_can_say_why()
    {
        var result = Linked.Value;
        var pair = result.Pairs.First(p => p.Weight > result.Model.LinkWeight);
        var reasons = result.Explain(pair);
        reasons.ShouldNotBeEmpty();
        reasons.ShouldContain(r => r.Weight > 0);
        reasons.Select(r => Math.Abs(r.Weight)).ShouldBeInOrder(SortDirection.Descending);
        result.Blocking.Sum(b => b.NewPairs).ShouldBe(result.ComparedPairs);
    }

    [Fact]
    public void Nothing_to_link_gives_nothing()
    {
        Run([]).Clusters.ShouldBeEmpty();
        Run([People.Person(1, 1)]).Clusters.ShouldBeEmpty();
        Run([new PersonProfile { Id = 1 }, new PersonProfile { Id = 2 }]).Clusters.ShouldBeEmpty();
    }

    [Fact]
    public void A_model_that_was_saved_links_like_the_one_that_was_estimated()
    {
        var model = LinkageModel.FromJson(Linked.Value.Model.ToJson()).ShouldNotBeNull();
        var again = RecordLinkage.Run(Profiles, new LinkageOptions { Model = model }, CancellationToken.None);
        var truth = EvaluationScore.ClustersOf(Linked.Value, Profiles.Count);
        EvaluationScore.Of(EvaluationScore.ClustersOf(again, Profiles.Count), truth).F1.ShouldBeGreaterThan(0.99);
        LinkageModel.FromJson("{}").ShouldNotBeNull().Records.ShouldBe(0);
        LinkageModel.FromJson("{\"Format\":2}").ShouldBeNull();
        LinkageModel.FromJson("nonsense").ShouldBeNull();
    }

    private static LinkageResult Run(List<PersonProfile> profiles, int threads = 2) => RecordLinkage.Run(profiles, new LinkageOptions { Threads = threads }, CancellationToken.None);

    private static string Text(LinkageResult result) => string.Join(';', result.Clusters.Select(c => string.Join(',', c.Members)));
}
