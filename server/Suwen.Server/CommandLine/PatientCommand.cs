using System.CommandLine;
using System.Globalization;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Server.Persons;
using Suwen.Storage;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen patient ID</c>: one person's life, readable.</summary>
internal static class PatientCommand
{
    private const int PageSize = 1000;

    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = new Argument<string>("ID") { Description = "Person id, national ID, a source's identifier, phone number or name." };
        var command = new Command("patient", "Print one person's life across institutions.") { id };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed, DataOption.FolderOf(parsed, data), (run, cancel) => RunAsync(run, parsed.GetRequiredValue(id), cancel), token));
        return command;
    }

    private static async Task<int> RunAsync(CommandRun run, string text, CancellationToken cancellationToken)
    {
        await run.WaitUntilLoadedAsync(cancellationToken);
        var scope = Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.PersonRead, Purpose.Operations);
        var warehouse = run.Node.Warehouse;
        var hits = await PersonQueries.SearchAsync(warehouse, scope, text, cancellationToken);

        // An exact identifier means one person, also where the same text occurs in the names of others.
        var exact = hits.Items.Where(h => h.MatchedOn != "name").ToList();
        var candidates = exact.Count > 0 ? exact : hits.Items;
        if (candidates.Count > 1)
        {
            await WriteHitsAsync(run.Out, hits);
            return ExitCode.Success;
        }

        var person = candidates.Count == 1
            ? await PersonQueries.FindAsync(warehouse, scope, long.Parse(candidates[0].PersonId, CultureInfo.InvariantCulture), cancellationToken)
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? await PersonQueries.FindAsync(warehouse, scope, number, cancellationToken) : null;
        if (person is null)
        {
            await run.Error.WriteLineAsync("Nobody is known by this id, identifier, phone number or name.");
            return ExitCode.FoundProblems;
        }

        await WriteHeaderAsync(run.Out, person);
        var entries = await ReadAllAsync(warehouse, scope, person, cancellationToken);
        await WriteLifeAsync(run.Out, entries);
        return ExitCode.Success;
    }

    private static async Task WriteHitsAsync(TextWriter output, PersonHits hits)
    {
        var table = new TextTable(["person", "name", "sex", "born", "known to", "matched on"]);
        foreach (var hit in hits.Items)
        {
            table.Add([hit.PersonId, hit.Name ?? "", hit.Sex, hit.BirthDate ?? "", string.Join(", ", hit.Sources), hit.MatchedOn]);
        }

        await table.WriteAsync(output);
        await output.WriteLineAsync(hits.IsTruncated ? "… and more. Give more of the name, or an identifier." : "Several persons match: give the number of one.");
    }

    private static async Task WriteHeaderAsync(TextWriter output, PersonDetail person)
    {
        await output.WriteLineAsync($"{person.Name ?? "(name unknown)"}  {person.Sex}  born {person.BirthDate ?? "unknown"}{(person.DeathDate is null ? "" : "  died " + person.DeathDate)}");
        await output.WriteLineAsync($"person {person.PersonId}{(person.RequestedId is null ? "" : $" (formerly {person.RequestedId})")}");
        foreach (var identity in person.Identities)
        {
            var identifiers = person.Identifiers.Where(i => i.SourcePersonId == identity.SourcePersonId).Select(i => (i.Type is null ? "" : i.Type + " ") + i.Value);
            var parts = new[] { identity.Name, identity.SourceValue, identity.NationalId is null ? null : "national ID " + identity.NationalId, identity.Phone is null ? null : "phone " + identity.Phone, identity.Address }
                .OfType<string>().Concat(identifiers);
            await output.WriteLineAsync($"  {identity.SourceDisplayName}: {string.Join(" · ", parts)}");
        }

        await output.WriteLineAsync(person.Kinds.Count == 0 ? "  (nothing on the timeline)" : "  " + string.Join(" · ", person.Kinds.Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Kind} {k.Count:N0}"))));
    }

    private static async Task<List<TimelineEntry>> ReadAllAsync(IWarehouse warehouse, ReadScope scope, PersonDetail person, CancellationToken cancellationToken)
    {
        var id = long.Parse(person.PersonId, CultureInfo.InvariantCulture);
        var entries = new List<TimelineEntry>();
        TimelineCursor? after = null;
        do
        {
            var page = await TimelineQuery.ReadAsync(warehouse, scope, new TimelineRequest(id, TimelineQuery.Kinds, null, null, after, PageSize), cancellationToken);
            entries.AddRange(page.Items);
            after = page.Next is null ? null : TimelineCursor.TryParse(page.Next);
        }
        while (after is not null);

        entries.Reverse();
        return entries;
    }

    /// <summary>Oldest first; what belongs to a visit stands under it, and the rest under its day and source.</summary>
    private static async Task WriteLifeAsync(TextWriter output, List<TimelineEntry> entries)
    {
        var visits = entries.Where(e => e.Kind == "visit").Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        var groups = entries.GroupBy(e => e.VisitId is not null && visits.Contains(e.VisitId) ? "v" + e.VisitId : "d" + DayOf(e.Start) + e.Source);
        foreach (var group in groups.OrderBy(g => g.Where(e => e.Kind == "visit").Select(e => e.Start).FirstOrDefault() ?? g.Select(e => e.Start).FirstOrDefault(s => s is not null) ?? "9", StringComparer.Ordinal))
        {
            var visit = group.FirstOrDefault(e => e.Kind == "visit");
            await output.WriteLineAsync();
            await output.WriteLineAsync(visit is null
                ? $"{DayOf(group.First().Start) ?? "without date"}  {PlaceOf(group.First())}"
                : $"{Readable(visit.Start)}{(visit.End is null ? "" : " – " + Readable(visit.End))}  {visit.Title}  {PlaceOf(visit)}");
            foreach (var entry in group.Where(e => e != visit))
            {
                await output.WriteLineAsync("  " + LineOf(entry));
            }
        }
    }

    private static string LineOf(TimelineEntry entry)
    {
        var value = entry.Value is null ? "" : "  " + entry.Value + (entry.Unit is null ? "" : " " + entry.Unit);
        var range = entry.Range is null ? "" : $" ({entry.Range})";
        var flag = entry.Flag is null ? "" : $" [{entry.Flag}]";
        var code = entry.Code is null || entry.Code == entry.Title ? "" : $"  {entry.Vocabulary}{(entry.Vocabulary is null ? "" : " ")}{entry.Code}";
        var end = entry.End is null || entry.End == entry.Start ? "" : " – " + Readable(entry.End);
        var status = entry.Status is null ? "" : $"  {entry.Status}";
        return Clean($"{Readable(entry.Start)}{end}  {entry.Kind}: {entry.Title}{value}{range}{flag}{code}{status}");
    }

    private static string PlaceOf(TimelineEntry entry) => entry.CareSite is null ? entry.SourceDisplayName : $"{entry.CareSite} ({entry.SourceDisplayName})";

    private static string? DayOf(string? time) => time is { Length: > 10 } ? time[..10] : time;

    private static string Readable(string? time) => time?.Replace('T', ' ') ?? "?";

    private static string Clean(string line) => string.Create(line.Length, line, static (span, text) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(text[i]) ? ' ' : text[i];
        }
    });
}
