using Suwen.Simulator.Running;

namespace Suwen.Simulator.Tests.Running;

/// <summary>Folders of simulations: refused, gone on with, left alone.</summary>
public sealed class RegionWriterTests : IDisposable
{
    private static readonly SimulationOptions Small = new() { Residents = 200, Seed = 3, From = new DateOnly(2024, 1, 25), To = new DateOnly(2024, 2, 12) };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static Task<SimulationOutcome> WriteAsync(SimulationOptions options, string path) => RegionWriter.WriteAsync(options, path, static _ => { }, CancellationToken.None);

    private static void ShouldBeTheSame(string left, string right)
    {
        var (one, other) = (TemporaryFolder.Files(left), TemporaryFolder.Files(right));
        other.Keys.ShouldBe(one.Keys);
        foreach (var (name, bytes) in one) other[name].AsSpan().SequenceEqual(bytes).ShouldBeTrue(name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(14)]
    public async Task A_run_that_was_broken_off_and_begun_again_leaves_the_bytes_of_one_that_was_not(int unitsBefore)
    {
        await WriteAsync(Small, _folder["whole"]);
        var units = 0;
        await Should.ThrowAsync<TimeoutException>(() => RegionWriter.WriteAsync(Small, _folder["broken"], _ => { if (++units == unitsBefore) throw new TimeoutException(); }, CancellationToken.None));
        RegionFolder.OpenExisting(_folder["broken"]).State.IsComplete.ShouldBeFalse();
        // What a process that was killed may leave beside the files of the month.
        File.WriteAllText(Path.Combine(_folder["broken"], "sources", "stale.csv.part"), "half a row");
        await WriteAsync(Small, _folder["broken"]);
        ShouldBeTheSame(_folder["whole"], _folder["broken"]);
    }

    [Fact]
    public async Task A_complete_region_is_left_as_it_is()
    {
        await WriteAsync(Small, _folder["once"]);
        await WriteAsync(Small, _folder["twice"]);
        // A process may be killed between its last two steps.
        Directory.CreateDirectory(Path.Combine(_folder["twice"], "answers", "months"));
        var outcome = await WriteAsync(Small, _folder["twice"]);
        outcome.RecordsNow.ShouldBe(0);
        outcome.Records.ShouldBeGreaterThan(500);
        ShouldBeTheSame(_folder["once"], _folder["twice"]);
        Directory.Exists(Path.Combine(_folder["twice"], "answers", "months")).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_seed_makes_another_region()
    {
        await WriteAsync(Small, _folder["three"]);
        await WriteAsync(Small with { Seed = 4 }, _folder["four"]);
        var register = Path.Combine("sources", "population", "register", "all.csv");
        File.ReadAllBytes(Path.Combine(_folder["three"], register)).ShouldNotBe(File.ReadAllBytes(Path.Combine(_folder["four"], register)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(99)]
    [InlineData(10_000_001)]
    public async Task A_number_of_residents_out_of_range_is_refused_before_a_folder_is_made(int residents)
    {
        var fault = await Should.ThrowAsync<SimulationException>(() => WriteAsync(Small with { Residents = residents }, _folder["region"]));
        fault.Where.ShouldBe("--residents");
        fault.IsCallersFault.ShouldBeTrue();
        Directory.Exists(_folder["region"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("9999")]
    [InlineData("330499")]
    [InlineData("abc")]
    [InlineData("33")]
    [InlineData("")]
    [InlineData("３３０４")]
    public async Task An_unknown_region_is_refused_before_a_folder_is_made(string code)
    {
        (await Should.ThrowAsync<SimulationException>(() => WriteAsync(Small with { RegionCode = code }, _folder["region"]))).Where.ShouldBe("--region");
        Directory.Exists(_folder["region"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_period_that_ends_before_it_begins_is_refused() =>
        (await Should.ThrowAsync<SimulationException>(() => WriteAsync(Small with { To = Small.From.AddDays(-1) }, _folder["region"]))).Where.ShouldBe("--from, --to");

    [Fact]
    public async Task A_file_in_the_place_of_the_folder_is_refused_and_left_alone()
    {
        File.WriteAllText(_folder["file"], "mine");
        (await Should.ThrowAsync<SimulationException>(() => WriteAsync(Small, _folder["file"]))).Where.ShouldBe(_folder["file"]);
        File.ReadAllText(_folder["file"]).ShouldBe("mine");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        File.WriteAllText(_folder["file"], "mine");
        var below = Path.Combine(_folder["file"], "region");
        var fault = await Should.ThrowAsync<SimulationException>(() => WriteAsync(Small, below));
        fault.Where.ShouldBe(below);
        fault.IsCallersFault.ShouldBeTrue();
        fault.Advice.ShouldContain("--out");
    }

    [Fact]
    public async Task A_folder_with_something_else_in_it_is_refused_and_left_alone()
    {
        var other = Directory.CreateDirectory(_folder["other"]).FullName;
        File.WriteAllText(Path.Combine(other, "letter"), "mine");
        (await Should.ThrowAsync<SimulationException>(() => WriteAsync(Small, other))).Where.ShouldBe(other);
        Directory.EnumerateFileSystemEntries(other).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_folder_of_another_simulation_is_refused_and_left_alone()
    {
        var options = Small with { To = Small.From.AddDays(3) };
        await WriteAsync(options, _folder["region"]);
        var before = TemporaryFolder.Files(_folder["region"]);
        var fault = await Should.ThrowAsync<SimulationException>(() => WriteAsync(options with { Seed = 9 }, _folder["region"]));
        fault.Message.ShouldContain("seed 3");
        var after = TemporaryFolder.Files(_folder["region"]);
        after.Keys.ShouldBe(before.Keys);
        after.Values.ShouldBe(before.Values);
    }
}
