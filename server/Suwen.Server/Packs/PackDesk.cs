using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Suwen.Governance.Catalogue;
using Suwen.Governance.Grading;
using Suwen.Scenarios;
using Suwen.Scenarios.Review;
using Suwen.Scenarios.Running;
using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Server.Node;

namespace Suwen.Server.Packs;

/// <summary>How a pack stands.</summary>
/// <param name="Word">faulty, never-run, running, current, stale, or library (which never runs).</param>
/// <param name="LastRun">The newest run.</param>
internal sealed record PackStanding(string Word, PackRun? LastRun);

/// <summary>
/// The packs of a data folder: those that ship and those of the site. A pack whose files have changed since it was read is read anew, so
/// that an author sees a change at once and a site installs by dropping a folder.
/// </summary>
internal sealed class PackDesk : IDisposable
{
    private readonly SuwenNode node;
    private readonly PackStore store;
    private readonly PackRunner runner;
    private readonly FindingFollower follower;
    private readonly ConcurrentDictionary<string, (string Stamp, IReadOnlyList<string> Libraries, Pack Pack)> known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim reading = new(1, 1);
    private IReadOnlyList<PackRegistration> registrations = [];

    public PackDesk(SuwenNode node)
    {
        this.node = node;
        store = new PackStore(node.Folder.Application, node.Time);
        Findings = FindingStore.Open(node.Folder.Application, node.Time);
        runner = new PackRunner(node.Warehouse, store, node.Time, Findings.Salt);
        follower = new FindingFollower(node.Warehouse, Findings, static (table, column) => Authorisation.Policy.Grades.LevelOf(table, column) <= DataLevel.Wide);
        store.EndOrphans();
        Roots = [PackLibrary.Shipped, node.Folder.Packs];
        Register();
    }

    public void Dispose() => reading.Dispose();

    /// <summary>What rules of kind finding found, and what people made of it.</summary>
    public FindingStore Findings { get; }

    /// <summary>Folders that hold packs; a later one goes before an earlier one.</summary>
    public IReadOnlyList<string> Roots { get; private set; }

    /// <summary>Adds a folder of packs that goes before the others: an author's own.</summary>
    public void AddRoot(string root) => Roots = [.. Roots, root];

    /// <summary>Every pack that is installed, by id; a faulty one too.</summary>
    public async Task<IReadOnlyList<Pack>> AllAsync(CancellationToken cancellationToken)
    {
        var packs = new List<Pack>();
        foreach (var folder in PackLibrary.Folders(Roots).Values)
        {
            packs.Add(await ReadAsync(folder, cancellationToken));
        }

        return packs;
    }

    public async Task<Pack?> FindAsync(string id, CancellationToken cancellationToken) =>
        PackLibrary.Folders(Roots).TryGetValue(id, out var folder) ? await ReadAsync(folder, cancellationToken) : null;

    /// <summary>Runs a pack and waits for its end.</summary>
    /// <exception cref="SuwenFault">It is faulty, runs already, or the site's parameters do not fit.</exception>
    public async Task<PackRun> RunAsync(Pack pack, DateOnly? asOf, string by, bool isWhole, CancellationToken cancellationToken)
    {
        if (!pack.IsValid)
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", $"The pack {pack.Id} has {pack.Faults.Count} faults: {pack.Faults[0]}", pack.Folder, $"Correct them; suwen pack show {pack.Id} lists all.");
        }

        if (pack.IsLibrary)
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", $"{pack.Id} is a library: it lends its models and has no results of its own.", "PACK", "Run a pack that uses it.");
        }

        var parameters = ParametersOf(pack);
        if (!running.TryAdd(pack.Id, 0))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", $"The pack {pack.Id} runs already.", "PACK", "Wait for its end.");
        }

        try
        {
            var run = await RunAsync(pack, parameters, asOf, by, isWhole, cancellationToken);
            if (pack.Rules.Any(static r => r.Finding is not null) && run.Status is "succeeded" or "partial")
            {
                var tooMany = await follower.FollowAsync(pack, parameters, await StandingAsync(pack.Id, cancellationToken), cancellationToken);
                run = tooMany.Count == 0 ? run : store.Remark(run, $"More than {FindingFollower.MostFindings:N0} rows each, which nobody could review, so that findings stay as they were: {string.Join(", ", tooMany)}.");
            }

            return run;
        }
        finally
        {
            running.TryRemove(pack.Id, out _);
        }
    }

    private async Task<PackRun> RunAsync(Pack pack, IReadOnlyDictionary<string, string> parameters, DateOnly? asOf, string by, bool isWhole, CancellationToken cancellationToken)
    {
        try
        {
            return await runner.RunAsync(pack, parameters, asOf, by, isWhole, cancellationToken);
        }
        finally
        {
            // Grades first: what findings may keep in the application state follows from them.
            Register();
        }
    }

    /// <summary>The site's values of a pack's parameters: those of suwen.json, and before them those that were set through the API.</summary>
    public IReadOnlyDictionary<string, string> ParametersOf(Pack pack)
    {
        var values = ParametersWith(pack.Id, store.Parameters(pack.Id));
        return PackParameters.FaultOf(pack, values) is { } fault
            ? throw new SuwenFault(ExitCode.BadInput, "caller", $"The settings of the pack {pack.Id} do not fit: {fault}", node.Folder.Settings, $"Correct packs.sites.{pack.Id}.parameters there, or what was set by PUT /api/packs/{pack.Id}/parameters.")
            : values;
    }

    /// <summary>Sets values in the place of all that were set before through the API.</summary>
    /// <returns>What is wrong with them, in a sentence; null where they are set.</returns>
    public string? SetParameters(Pack pack, IReadOnlyDictionary<string, string> values, string by)
    {
        // What suwen.json says is not the caller's doing: only the values that were given are judged.
        var fault = PackParameters.FaultOf(pack, values);
        if (fault is null)
        {
            store.SetParameters(pack.Id, values, by);
        }

        return fault;
    }

    private Dictionary<string, string> ParametersWith(string pack, IReadOnlyDictionary<string, string> set)
    {
        var values = new Dictionary<string, string>(node.Settings.Packs?.Sites?.GetValueOrDefault(pack)?.Parameters ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in set)
        {
            values[name] = value;
        }

        return values;
    }

    /// <summary>
    /// Runs every pack that had results, since a warehouse that was made again has none of them. Until a pack has run it is told as stale.
    /// </summary>
    /// <returns>The runs; of a pack that could not run, why.</returns>
    public async IAsyncEnumerable<(string Pack, PackRun? Run, string? Fault)> RunAgainAsync(string by, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var had = store.Registrations().Keys.ToHashSet(StringComparer.Ordinal);
        var packs = (await AllAsync(cancellationToken)).Where(p => had.Contains(p.Id) && !p.IsLibrary).ToList();
        foreach (var pack in packs)
        {
            store.MarkLost(pack, by, "The warehouse was made again, and the results were not computed yet: suwen pack run " + pack.Id + ".");
        }

        foreach (var pack in packs)
        {
            PackRun? run = null;
            string? fault = null;
            try
            {
                run = await RunAsync(pack, null, by, isWhole: true, cancellationToken);
            }
            catch (SuwenFault e)
            {
                fault = e.Message + " " + e.WhatToDo;
            }

            yield return (pack.Id, run, fault);
        }
    }

    public PackStanding StateOf(Pack pack)
    {
        var last = store.Runs(pack.Id, 1) is [var newest, ..] ? newest : null;
        var word = !pack.IsValid ? "faulty" : pack.IsLibrary ? "library" : running.ContainsKey(pack.Id) ? "running" : last is null ? "never-run" : last.Status == "succeeded" ? "current" : "stale";
        return new PackStanding(word, last);
    }

    public IReadOnlyList<PackRun> Runs(string pack, int most) => store.Runs(pack, most);

    public Task<IReadOnlyDictionary<string, StandingResult>> StandingAsync(string pack, CancellationToken cancellationToken) => runner.StandingAsync(pack, cancellationToken);

    /// <summary>What lies in the site's folder of packs and is none.</summary>
    public IReadOnlyList<PackFault> Stray() => PackLibrary.StrayIn(node.Folder.Packs);

    /// <summary>Installs a packed pack, or the folder of one, on this site; answers it as it stands then.</summary>
    /// <exception cref="SuwenFault">It is refused, or it has faults.</exception>
    public async Task<Pack> InstallAsync(string source, CancellationToken cancellationToken)
    {
        var pack = await PackInstaller.InstallAsync(node, this, source, cancellationToken);
        return await FindAsync(pack.Id, cancellationToken) ?? pack;
    }

    /// <summary>Takes a pack of the site away with its results. What people decided about its findings stays; so does a pack that ships, which it hid.</summary>
    /// <returns>True where there was such a folder or result.</returns>
    /// <exception cref="SuwenFault">It runs, or it is a pack that ships.</exception>
    public async Task<bool> RemoveAsync(string pack, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(node.Folder.Packs, pack);
        var isThere = PackLibrary.Folders([node.Folder.Packs]).ContainsKey(pack);
        if (!isThere && PackLibrary.Folders([PackLibrary.Shipped]).ContainsKey(pack))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", $"The pack {pack} ships with Suwen and cannot be removed.", "PACK", $"Set packs.sites.{pack}.isOff in suwen.json so that it does not run by itself.");
        }

        if (!running.TryAdd(pack, 0))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", $"The pack {pack} runs.", "PACK", "Wait for its end.");
        }

        try
        {
            if (!isThere && !store.Registrations().ContainsKey(pack))
            {
                return false;
            }

            if (isThere && !PackLibrary.Folders([PackLibrary.Shipped]).ContainsKey(pack) && UsersOf(pack) is { Count: > 0 } users)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", $"The library {pack} is used by {string.Join(", ", users)}.", "PACK", "Remove these packs first.");
            }

            if (isThere)
            {
                // Out of sight at once; what is left of it, should the process end here, begins with a dot and is not read.
                var away = Path.Combine(node.Folder.Packs, ".removed-" + Guid.NewGuid().ToString("N"));
                Directory.Move(folder, away);
                Directory.Delete(away, recursive: true);
            }

            await ForgetAsync(pack, cancellationToken);
            return true;
        }
        finally
        {
            running.TryRemove(pack, out _);
        }
    }

    /// <summary>Ids of the installed packs that use a library.</summary>
    public IReadOnlyList<string> UsersOf(string library) => [.. PackLibrary.Folders(Roots).Where(f => PackLibrary.UsesOf(f.Value).Contains(library)).Select(static f => f.Key)];

    /// <summary>What is wrong with a pack that uses a library where that one lies in another folder; null for nothing.</summary>
    public async Task<PackFault?> FaultWithAsync(string pack, string library, string folder, CancellationToken cancellationToken) =>
        (await PackLibrary.LoadAsync(FolderOf(pack)!, SetsOf(pack), cancellationToken, id => id == library ? folder : FolderOf(id))).Faults is [var first, ..] ? first : null;

    /// <summary>Takes a pack's results, its registration and what was set of it away.</summary>
    public async Task ForgetAsync(string pack, CancellationToken cancellationToken)
    {
        store.SetParameters(pack, new Dictionary<string, string>(), "");
        await runner.RemoveAsync(pack, cancellationToken);
        Register();
    }

    /// <summary>The results of packs as resources of the catalogue.</summary>
    public IEnumerable<ResultResource> Resources() => Volatile.Read(ref registrations).SelectMany(static r => r.Resources());

    /// <summary>Grows whenever what is registered changes.</summary>
    public long Version { get; private set; }

    /// <summary>A pipeline for each pack that has a schedule and is not switched off.</summary>
    public IEnumerable<(string Name, string Text, string Origin)> Pipelines()
    {
        foreach (var (id, folder) in PackLibrary.Folders(Roots))
        {
            if (node.Settings.Packs?.Sites?.GetValueOrDefault(id) is { IsOff: true } || PackLibrary.ScheduleOf(folder) is not { } schedule)
            {
                continue;
            }

            var when = schedule.Cron is { } cron ? $"cron: \"{cron}\"\n  zone: {schedule.Zone}\n  catchUp: true" : "after: " + schedule.After;
            yield return ("pack-" + id, $"title: {id}\nschedule:\n  {when}\nsteps:\n  run:\n    run: pack run {id}\n    restartable: true\n    allowFindings: true\n    timeout: 2h\n", "pack " + id);
        }
    }

    /// <summary>Makes results that are registered visible to readers, with the grades that lineage carries to them.</summary>
    private void Register()
    {
        var read = store.Registrations().Values.Select(PackRegistration.Parse).OfType<PackRegistration>().ToList();
        Volatile.Write(ref registrations, read);
        Version++;
        node.Grades.Follow([.. ModelFlows.All, .. read.SelectMany(static r => r.Flows)], [.. read.SelectMany(static r => r.Derived())]);
    }

    private async Task<Pack> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var sets = SetsOf(Path.GetFileName(folder));
        if (known.TryGetValue(folder, out var entry) && entry.Stamp == StampOf(folder, entry.Libraries, sets))
        {
            return entry.Pack;
        }

        await reading.WaitAsync(cancellationToken);
        try
        {
            if (!known.TryGetValue(folder, out entry) || entry.Stamp != StampOf(folder, entry.Libraries, sets))
            {
                var libraries = PackLibrary.UsesOf(folder);
                entry = (StampOf(folder, libraries, sets), libraries, await PackLibrary.LoadAsync(folder, sets, cancellationToken, FolderOf));
                known[folder] = entry;
            }

            return entry.Pack;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>The value sets that the site puts in the place of a pack's own.</summary>
    private SiteValueSets SetsOf(string pack) => node.Settings.Packs?.Sites?.GetValueOrDefault(pack)?.ValueSets is { Count: > 0 } given
        ? new SiteValueSets(given.ToDictionary(static g => g.Key, g => (g.Value, Path.GetFullPath(g.Value, node.Folder.Root)), StringComparer.Ordinal))
        : SiteValueSets.None;

    /// <summary>The folder of an installed pack or library; null where there is none of the id.</summary>
    private string? FolderOf(string id) => PackLibrary.Folders(Roots).GetValueOrDefault(id);

    /// <summary>What tells whether a pack has to be read again: its own files, those of the libraries that it uses, and the site's value sets.</summary>
    private string StampOf(string folder, IReadOnlyList<string> libraries, SiteValueSets sets) =>
        string.Join('\n', libraries.Select(l => FolderOf(l) is { } place ? StampOf(place) : l + " missing").Prepend(StampOf(folder)).Append(sets.Stamp));

    /// <summary>Names, lengths and times of a folder's files: whatever an author does changes it.</summary>
    private static string StampOf(string folder) => string.Join(
        '\n',
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(static f => string.Create(CultureInfo.InvariantCulture, $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}"))
            .Order(StringComparer.Ordinal));
}
