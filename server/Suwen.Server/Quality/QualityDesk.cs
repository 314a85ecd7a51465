using System.Globalization;
using System.Text;
using Suwen.Governance.Quality;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Quality;

/// <summary>The checks of one data folder: the catalogue with the site's rules, what the site tolerates, and what is kept of runs.</summary>
internal sealed class QualityDesk
{
    private static readonly SemaphoreSlim OneRun = new(1, 1);
    private const int MostOwnerLength = 80;
    private readonly SuwenNode node;

    private QualityDesk(SuwenNode node, QualityCatalogue catalogue, QualityStore store)
    {
        this.node = node;
        Catalogue = catalogue;
        Store = store;
    }

    public QualityCatalogue Catalogue { get; }

    public QualityStore Store { get; }

    private string SiteThresholds => Path.Combine(node.Folder.Quality, "thresholds.csv");

    /// <summary>Opens the desk; the site's files are read anew each time, so a rule that was dropped in counts at once.</summary>
    public static QualityDesk Open(SuwenNode node) =>
        new(node, QualityCatalogue.Load(node.Folder.Quality, node.Warehouse.Dialect), QualityStore.Open(node.Folder.Application, node.Time));

    /// <summary>Runs checks and keeps what came of them. One run at a time: two would only slow each other.</summary>
    public async Task<(long Id, QualityRun Run)> RunAsync(QualityRequest request, string by, bool openTickets, CancellationToken cancellationToken)
    {
        await OneRun.WaitAsync(cancellationToken);
        try
        {
            var run = await Runner().RunAsync(request, Authorisation.ForPlatform("quality"), cancellationToken);
            return (Store.Keep(run, request, by, openTickets), run);
        }
        finally
        {
            OneRun.Release();
        }
    }

    /// <summary>Keys and origins of the rows that violate a check. No value of a row is in the answer.</summary>
    public Task<IReadOnlyList<Violation>> ViolationsAsync(QualityCheck check, string? source, long limit, CancellationToken cancellationToken) =>
        Runner().ViolationsAsync(check, source, limit, Authorisation.ForPlatform("quality"), cancellationToken);

    /// <summary>Thresholds from the site's file, and after them those set in the portal, which count more.</summary>
    public IReadOnlyList<SiteThreshold> Thresholds() => [.. ReadSiteThresholds(), .. Store.Thresholds()];

    /// <summary>Why nobody can be named so; null where they can.</summary>
    public async Task<(string What, string Where, string WhatToDo)?> RefusalAsync(QualityOwner owner, CancellationToken cancellationToken)
    {
        if (owner.Owner.Length is 0 or > MostOwnerLength)
        {
            return (string.Create(CultureInfo.InvariantCulture, $"An owner is named by 1 to {MostOwnerLength} characters."), "owner", "Name a user or an office.");
        }

        if (owner.Days is < 1 or > 365)
        {
            return ("days must be 1 to 365.", "days", "It is the time that the owner has.");
        }

        if (owner is { CheckId.Length: > 0, Table.Length: > 0 })
        {
            return ("A check has one table.", "check, table", "Name the check or the table.");
        }

        if (owner.CheckId.Length > 0 && !Catalogue.TryFind(owner.CheckId, out _))
        {
            return ($"There is no check {owner.CheckId}.", "check", "suwen quality run --all --format csv lists them.");
        }

        if (owner.Table.Length > 0 && !Catalogue.Checks.Any(c => c.Table == owner.Table))
        {
            return ($"There is no table {owner.Table} with checks.", "table", "Name a table of the model, such as measurement.");
        }

        if (owner.Source.Length == 0)
        {
            return null;
        }

        var known = await node.Warehouse.ReadAsync("select source_name from sys.source order by source_name", Authorisation.ForPlatform("quality"), static (b, r) => b[0].Text(r), cancellationToken);
        return known.Contains(owner.Source) ? null : ($"There is no source {owner.Source}.", "source", "Sources that have sent something: " + string.Join(", ", known) + ".");
    }

    private QualityRunner Runner() => new(node.Warehouse, Catalogue, new QualityThresholds(Thresholds()), node.Time);

    /// <summary>The file of a site: check, source, percent, why. The whole file is refused with every fault in it, since half of it would judge wrongly.</summary>
    private List<SiteThreshold> ReadSiteThresholds()
    {
        var thresholds = new List<SiteThreshold>();
        if (!File.Exists(SiteThresholds))
        {
            return thresholds;
        }

        var faults = new List<string>();
        var lines = File.ReadAllLines(SiteThresholds, Encoding.UTF8);
        for (var i = 0; i < lines.Length; i++)
        {
            var cells = lines[i].Split(',', 4);
            if (i == 0 || lines[i].Length == 0 || lines[i][0] == '#')
            {
                continue;
            }

            if (cells.Length < 3 || !double.TryParse(cells[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) || percent is < 0 or > 100)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"line {i + 1} is not check,source,percent,why with a percent of 0 to 100."));
            }
            else if (!Catalogue.TryFind(cells[0], out _) && !Catalogue.Checks.Any(c => c.Type == cells[0]))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"line {i + 1}: there is no check {cells[0]}."));
            }
            else
            {
                thresholds.Add(new SiteThreshold(cells[0], cells[1], percent, cells.Length > 3 ? cells[3] : ""));
            }
        }

        return faults.Count == 0 ? thresholds : throw new SuwenFault(ExitCode.BadInput, "caller", string.Join(' ', faults), SiteThresholds, "Correct the lines; its header is check,source,percent,why.");
    }
}
