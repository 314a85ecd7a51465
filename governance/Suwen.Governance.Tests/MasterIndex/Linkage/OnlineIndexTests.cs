using Suwen.Governance.MasterIndex.Linkage;

namespace Suwen.Governance.Tests.MasterIndex.Linkage;

public class OnlineIndexTests
{
    private const int Persons = 3_000;

    private static readonly Lazy<LinkageModel> Model = new(() => RecordLinkage.Run(
        [.. Enumerable.Range(0, Persons).Select(i => People.Person(i, i + 1)), .. Enumerable.Range(0, 600).Select(i => People.Careless(i, Persons + i + 1))],
        new LinkageOptions { Threads = 2 },
        CancellationToken.None).Model);

    [Fact]
    public void Somebody_known_is_found_by_a_careless_question()
    {
        using var index = Filled();
        var found = Enumerable.Range(0, 1000).Count(i => index.Match(People.Careless(i, -1), 3) is [var first, ..] && first.Id == i + 1 && first.Verdict == MatchVerdict.Same);
        found.ShouldBeGreaterThan(980);
    }

    [Fact]
    public void Somebody_unknown_is_nobody()
    {
        using var index = Filled();
        Enumerable.Range(Persons, 500).Count(i => index.Match(People.Person(i, -1), 1) is [{ Verdict: MatchVerdict.Same }]).ShouldBe(0);
    }

    [Fact]
    public void What_was_removed_is_not_found_and_what_was_replaced_is_found_as_it_is()
    {
        using var index = Filled();
        index.Remove(8).ShouldBeTrue();
        index.Remove(8).ShouldBeFalse();
        index.Count.ShouldBe(Persons - 1);
        index.Match(People.Person(7, -1), 5).ShouldNotContain(c => c.Id == 8);
        index.Add(People.Person(9_999, 9));
        index.Match(People.Person(9_999, -1), 1)[0].Id.ShouldBe(9);
        index.Match(People.Person(8, -1), 5).ShouldNotContain(c => c.Id == 9 && c.Verdict == MatchVerdict.Same);
        index.Add(People.Person(7, 8));
        index.Match(People.Person(7, -1), 1)[0].Id.ShouldBe(8);
    }

    [Fact]
    public async Task Questions_are_answered_while_others_are_added()
    {
        using var index = Filled();
        var adding = Task.Run(() =>
        {
            for (var i = Persons; i < Persons + 2_000; i++)
            {
                index.Add(People.Person(i, i + 1));
            }
        });
        var asking = Enumerable.Range(0, 2).Select(_ => Task.Run(() => Enumerable.Range(0, 500).All(i => index.Match(People.Person(i, -1), 1) is [var first] && first.Id == i + 1))).ToArray();
        await adding;
        (await Task.WhenAll(asking)).ShouldAllBe(all => all);
        index.Match(People.Person(Persons + 1_999, -1), 1)[0].Id.ShouldBe(Persons + 2_000);
    }

    private static OnlineIndex Filled()
    {
        var index = new OnlineIndex(Model.Value);
        for (var i = 0; i < Persons; i++)
        {
            index.Add(People.Person(i, i + 1));
        }

        return index;
    }
}
