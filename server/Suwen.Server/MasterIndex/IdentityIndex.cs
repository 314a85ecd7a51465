using System.Collections.Concurrent;
using Suwen.Governance.MasterIndex.Linkage;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.MasterIndex;

/// <summary>
/// The online index of the server: the persons of the warehouse in memory, compared by the model of the last run. Filled in the background
/// at the start and kept up with every load.
/// </summary>
internal sealed partial class IdentityIndex(SuwenNode node, IdentityCases cases) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, long> goldenOf = new();
    private GoldenShelf shelf = new();
    private OnlineIndex? index;
    private DateTimeOffset builtFrom;
    private long throughLoad;

    /// <summary>Persons held.</summary>
    public int Count => index?.Count ?? 0;

    /// <summary>Version of the model; null before the first linking.</summary>
    public string? Model => index?.Model.Version;

    /// <summary>True once every person of the warehouse is in it.</summary>
    public bool IsReady => index is not null;

    /// <summary>What may be told of the persons held.</summary>
    public GoldenShelf Shelf => shelf;

    /// <summary>Golden persons who may be the one asked for, the likeliest first; null before the index is filled.</summary>
    public List<MatchAnswer>? Match(PersonProfile profile, int limit)
    {
        if (index is not { } current)
        {
            return null;
        }

        // Several sources' persons may stand for one golden person: the best of them speaks for it.
        var answers = new List<MatchAnswer>(limit);
        var seen = new HashSet<long>();
        foreach (var candidate in current.Match(profile, limit * 4))
        {
            var person = goldenOf.GetValueOrDefault(candidate.Id, candidate.Id);
            if (answers.Count < limit && seen.Add(person))
            {
                answers.Add(new MatchAnswer(
                    person.ToString(System.Globalization.CultureInfo.InvariantCulture), candidate.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), candidate.Probability, Math.Round(candidate.Weight, 2),
                    candidate.Verdict.ToString().ToLowerInvariant(), IdentityLinking.Reasons(candidate.Reasons)));
            }
        }

        return answers;
    }

    /// <summary>Takes up what has changed: a new run's model, and persons of new loads.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (cases.LastRun() is not { } last || LinkageModel.FromJson(last.Model) is not { } model)
        {
            return;
        }

        var latest = await PersonProfiles.LatestLoadAsync(node.Warehouse, cancellationToken);
        if (index is null || (last.At != builtFrom && model.Version != index.Model.Version))
        {
            var built = new OnlineIndex(model);
            foreach (var person in await PersonProfiles.ReadAsync(node.Warehouse, 0, cancellationToken))
            {
                built.Add(person.Profile);
                goldenOf[person.Profile.Id] = person.PersonId;
            }

            var filled = new GoldenShelf();
            await filled.RefreshAsync(node.Warehouse, 0, cancellationToken);
            (shelf, index, builtFrom, throughLoad) = (filled, built, last.At, latest);
            return;
        }

        if (latest <= throughLoad)
        {
            return;
        }

        await shelf.RefreshAsync(node.Warehouse, throughLoad, cancellationToken);
        foreach (var person in await PersonProfiles.ReadAsync(node.Warehouse, throughLoad, cancellationToken))
        {
            index.Add(person.Profile);
            goldenOf[person.Profile.Id] = person.PersonId;
        }

        foreach (var gone in await node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/removed.sql"), throughLoad), Authorisation.ForPlatform("master-index"), static (b, r) => b[0].Lane(r), cancellationToken))
        {
            index.Remove(gone);
            goldenOf.TryRemove(gone, out _);
        }

        throughLoad = latest;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (WarehouseException exception)
            {
                // The warehouse may be at a rebuild or a restore; the index is of before it until it can be read again.
                IndexLog.NotRefreshed(node.Logger, exception.Message);
            }

            await Task.Delay(Pause, node.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class IndexLog
    {
        [LoggerMessage(4200, LogLevel.Warning, "The online index could not be brought up to date: {Explanation} Trying again.")]
        public static partial void NotRefreshed(ILogger logger, string explanation);
    }
}
