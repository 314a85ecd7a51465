using Suwen.Server.Ingest;
using Suwen.Server.Tests.Reliability;

namespace Suwen.Server.Tests.Ingest;

public sealed class InboxTests : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    private SampleNode sample = null!;
    private Inbox inbox = null!;

    public async Task InitializeAsync()
    {
        sample = await SampleNode.OpenAsync(null);
        inbox = new Inbox(sample.Node);
    }

    public async Task DisposeAsync() => await sample.DisposeAsync();

    public void Dispose() => inbox.Dispose();

    private string Root => sample.Node.Folder.Inbox;

    private string Drop(string name, string text)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private Task<int> LookAsync(double seconds) => inbox.LookAsync(Start.AddSeconds(seconds), CancellationToken.None);

    private async Task<string> EntriesAsync()
    {
        await sample.Node.WaitUntilLoadedAsync(sample.Node.Journal.End, CancellationToken.None);
        return (await sample.LinesAsync("select count(*) from sys.entry")).Single();
    }

    [Fact]
    public async Task A_file_that_is_still_written_is_left_until_it_has_not_changed_for_three_seconds()
    {
        var path = Drop("hospital-b/bundle.json", Sample.Bundle[..200]);
        (await LookAsync(0)).ShouldBe(0);
        (await LookAsync(2)).ShouldBe(0);
        File.WriteAllText(path, Sample.Bundle);
        (await LookAsync(3)).ShouldBe(0);
        (await LookAsync(5)).ShouldBe(0);
        (await LookAsync(6)).ShouldBe(1);
        File.Exists(path).ShouldBeFalse();
        File.Exists(Path.Combine(Root, ".done", "hospital-b", "bundle.json")).ShouldBeTrue();
        (await EntriesAsync()).ShouldBe("1");
        (await sample.LinesAsync("select source_name from sys.source")).ShouldBe(["hospital-b"]);
        (await sample.LinesAsync("select count(*) from cdr.visit_occurrence")).ShouldBe(["2"]);
        await sample.VerifyAsync();
    }

    [Fact]
    public async Task A_file_renamed_from_part_is_taken_at_once_and_one_that_is_not_never()
    {
        var part = Drop("hospital-b/bundle.json.part", Sample.Bundle);
        (await LookAsync(0)).ShouldBe(0);
        (await LookAsync(60)).ShouldBe(0);
        File.Move(part, part[..^".part".Length]);
        (await LookAsync(61)).ShouldBe(1);
        (await EntriesAsync()).ShouldBe("1");
    }

    /// <summary>The server ended after the file had landed and before it was moved away.</summary>
    [Fact]
    public async Task A_file_that_has_landed_before_a_restart_lands_again_and_doubles_nothing()
    {
        Drop("hospital-b/bundle.json", Sample.Bundle);
        await FileIngestion.LandFileAsync(sample.Node, Path.Combine(Root, "hospital-b", "bundle.json"), "hospital-b", null, CancellationToken.None);
        await EntriesAsync();
        var before = await sample.DigestsAsync();
        using var restarted = new Inbox(sample.Node);
        await restarted.LookAsync(Start, CancellationToken.None);
        (await restarted.LookAsync(Start.AddSeconds(3), CancellationToken.None)).ShouldBe(1);
        (await EntriesAsync()).ShouldBe("2");
        (await sample.DigestsAsync()).ShouldBe(before);
        await sample.VerifyAsync();
    }

    [Fact]
    public async Task A_file_of_a_wrong_kind_fails_with_an_explanation_and_the_others_pass()
    {
        Drop("hospital-b/a.bin", "\u0001\u0002 nothing that a door knows");
        Drop("hospital-b/bundle.json", Sample.Bundle);
        Drop("hospital-b/table.csv", "a,b\n1,2\n");
        await LookAsync(0);
        (await LookAsync(4)).ShouldBe(3);
        var failed = Path.Combine(Root, ".failed", "hospital-b");
        Directory.EnumerateFiles(failed).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["a.bin", "a.bin.why.txt", "table.csv", "table.csv.why.txt"]);
        (await File.ReadAllTextAsync(Path.Combine(failed, "a.bin.why.txt"))).ShouldContain("No door recognises the file.");
        (await File.ReadAllTextAsync(Path.Combine(failed, "table.csv.why.txt"))).ShouldContain("mapping");
        File.Exists(Path.Combine(Root, ".done", "hospital-b", "bundle.json")).ShouldBeTrue();
        (await LookAsync(100)).ShouldBe(0);
    }

    [Theory]
    [InlineData("clinic-c/persons.mapping.yaml", "clinic-c/persons-")]
    [InlineData("clinic-c/persons/mapping.yaml", "clinic-c/persons/")]
    public async Task One_mapping_serves_the_files_of_every_day_and_stays(string mapping, string file)
    {
        var clinic = Path.Combine(SampleExpectations.Folder, "clinic-c");
        Drop(mapping, await File.ReadAllTextAsync(Path.Combine(clinic, "persons.mapping.yaml")));
        var persons = await File.ReadAllBytesAsync(Path.Combine(clinic, "persons.csv"));
        await File.WriteAllBytesAsync(Path.Combine(Root, file + "2026-03-01.csv"), persons);
        await LookAsync(0);
        (await LookAsync(4)).ShouldBe(1);
        await File.WriteAllBytesAsync(Path.Combine(Root, file + "2026-03-02.csv"), persons);
        await LookAsync(10);
        (await LookAsync(14)).ShouldBe(1);
        File.Exists(Path.Combine(Root, mapping)).ShouldBeTrue();
        await EntriesAsync();
        (await sample.LinesAsync("select count(*) > 5, count(*) = count(distinct source_person_id) from cdr.cn_source_person")).ShouldBe(["True,True"]);
        (await sample.LinesAsync("select count(*) from sys.quarantine")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task An_empty_file_is_waited_for_longer_and_links_and_hidden_files_are_not_looked_at()
    {
        Drop("hospital-b/empty.json", "");
        Drop("hospital-b/.hidden.json", Sample.Bundle);
        File.CreateSymbolicLink(Path.Combine(Root, "hospital-b", "link.json"), Drop("../outside.json", Sample.Bundle));
        await LookAsync(0);
        (await LookAsync(10)).ShouldBe(0);
        (await LookAsync(31)).ShouldBe(1);
        (await File.ReadAllTextAsync(Path.Combine(Root, ".failed", "hospital-b", "empty.json.why.txt"))).ShouldContain("empty");
        (await EntriesAsync()).ShouldBe("0");
    }

    [Fact]
    public async Task Two_files_of_one_name_are_both_kept()
    {
        for (var day = 0; day < 2; day++)
        {
            Drop("hospital-b/bundle.json", Sample.Bundle);
            await LookAsync(100 * day);
            (await LookAsync((100 * day) + 4)).ShouldBe(1);
        }

        Directory.GetFiles(Path.Combine(Root, ".done", "hospital-b")).Length.ShouldBe(2);
    }
}
