using Suwen.Server.Tests.Commands;

namespace Suwen.Server.Tests.MasterIndex;

/// <summary>The commands of the master index, once opening the folder themselves and once beside a server on it.</summary>
public sealed class MpiCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    public static TheoryData<bool> BesideServer => [false, true];

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Link_is_a_trial_first_then_real_and_the_second_run_finds_nothing_new(bool besideServer)
    {
        (await folders.RunAsync(besideServer, "mpi", "link", "--dry-run")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("would be full: persons 3 "));
        (await folders.RunAsync(besideServer, "mpi", "link", "--full")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("full: persons 3 "), r => r.Out.ShouldContain(" links 0 "));
        (await folders.RunAsync(besideServer, "mpi", "link")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("none: persons 3 "));
        (await folders.RunAsync(besideServer, "mpi", "queue")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("(0 of 0)"));
        (await folders.RunAsync(besideServer, "mpi", "match", "--national-id", Sample.NationalId)).ShouldSatisfyAllConditions(r => r.Code.ShouldBeOneOf(0, 1), r => r.Out.ShouldContain("probability"));
    }

    [Theory]
    [MemberData(nameof(BesideServer))]
    public async Task Wrong_use_is_told_apart_from_what_is_not_there(bool besideServer)
    {
        (await folders.RunAsync(besideServer, "mpi", "match")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Error.ShouldStartWith("caller: "));
        (await folders.RunAsync(besideServer, "mpi", "show", "999999")).Code.ShouldBe(1);
        (await folders.RunAsync(besideServer, "mpi", "decide", "999999", "same", "--why", "x")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(3), r => r.Error.ShouldStartWith("caller: "));
        (await folders.RunAsync(besideServer, "mpi", "decide", "1", "perhaps", "--why", "x")).Code.ShouldBe(2);
    }
}

/// <summary>Two persons decide at the command line, once opening the folder themselves and once beside a server on it.</summary>
public sealed class MpiConfirmCommandTests(SampleFolders folders) : IClassFixture<SampleFolders>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_contradicts_itself_under_one_number_is_joined_by_two_persons_and_never_by_one(bool besideServer)
    {
        folders.Folder.Write("clinic-d/bundle.json", MasterIndexApiTests.Borrower);
        (await folders.RunAsync(besideServer, "ingest", "clinic-d")).Code.ShouldBe(0);
        (await folders.RunAsync(besideServer, "mpi", "queue")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Error), r => r.Out.ShouldContain("conflict"), r => r.Out.ShouldContain("(2 of 2)"));

        (await folders.RunAsync(besideServer, "mpi", "confirm", "1", "--why", "seen")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(3), r => r.Error.ShouldStartWith("caller: Nothing is proposed"));
        (await folders.RunAsync(besideServer, "mpi", "decide", "1", "same", "--why", "card shown", "--by", "li")).Out.ShouldBe("Case 1: proposed.\n");
        (await folders.RunAsync(besideServer, "mpi", "confirm", "1", "--why", "sure", "--by", "li")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(3), r => r.Error.ShouldContain("cannot confirm it"));
        (await folders.RunAsync(besideServer, "mpi", "confirm", "1", "--refuse", "--why", "no", "--by", "wu")).Out.ShouldBe("Case 1: open.\n");
        (await folders.RunAsync(besideServer, "mpi", "decide", "1", "same", "--why", "card shown", "--by", "li")).Out.ShouldBe("Case 1: proposed.\n");
        (await folders.RunAsync(besideServer, "mpi", "confirm", "1", "--why", "seen too", "--by", "wu")).Out.ShouldBe("Case 1: decided.\n");
        (await folders.RunAsync(besideServer, "verify")).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(0, r.Out));
    }
}
