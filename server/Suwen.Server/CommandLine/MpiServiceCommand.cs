using System.CommandLine;
using System.Globalization;
using Suwen.Governance.MasterIndex.Linkage;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.MasterIndex;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen mpi link</c>, <c>match</c>, <c>show</c>, <c>queue</c>, <c>decide</c> and <c>confirm</c>: the master index of a data folder.</summary>
internal static class MpiServiceCommand
{
    private const int MaxListed = 50;

    public static IEnumerable<Command> Create(CommandHost host, Option<DirectoryInfo> data) => [Link(host, data), Match(host, data), Show(host, data), Queue(host, data), Decide(host, data), Confirm(host, data)];

    private static Command Link(CommandHost host, Option<DirectoryInfo> data)
    {
        var trial = new Option<bool>("--dry-run") { Description = "Say what would be linked, and land nothing." };
        var full = new Option<bool>("--full") { Description = "Estimate the model anew and compare all, however little has changed." };
        var command = new Command("link", "Find which persons of the sources are one: certain pairs are linked, doubtful ones go to the stewards.") { trial, full };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var report = await new IdentityLinking(run.Node, IdentityCases.Open(run.Node)).RunAsync(parsed.GetValue(trial), parsed.GetValue(full), cancel);
            await WriteReportAsync(run, report, parsed.GetValue(trial), cancel);
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static async Task WriteReportAsync(CommandRun run, LinkingReport report, bool isTrial, CancellationToken cancellationToken)
    {
        if (report.Blocking.Count > 0)
        {
            var table = new TextTable(["compared where these agree", "pairs", "new pairs", "skipped blocks", "links", "only here"]) { RightAlignedFrom = 1 };
            foreach (var rule in report.Blocking)
            {
                table.Add([rule.Keys, N(rule.Pairs), N(rule.NewPairs), N(rule.SkippedBlocks), N(rule.Links), N(rule.OnlyLinks)]);
            }

            await table.WriteAsync(run.Out);
        }

        foreach (var (field, records, persons) in report.Contained)
        {
            await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"contained: a value of {field} stands in {records:N0} records of {persons:N0} persons and identifies nobody."));
        }

        if (!isTrial)
        {
            var sizes = new TextTable(["sources' persons in one", "persons"]) { RightAlignedFrom = 0 };
            foreach (var (size, count) in await run.Node.Warehouse.ReadAsync(WarehouseReading.Sql("MasterIndex/sizes.sql"), Authorisation.ForPlatform("master-index"), static (b, r) => (b[0].Lane(r), b[1].Lane(r)), cancellationToken))
            {
                sizes.Add([N(size), N(count)]);
            }

            await sizes.WriteAsync(run.Out);
        }

        await run.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isTrial ? "would be " : "")}{report.Kind}: persons {report.Persons} compared {report.Compared} already-one {report.AlreadyOne} links {report.Links} withdrawn {report.Withdrawn} decided {report.Decided} grey {report.Grey} new-cases {report.NewCases} model {report.Model}"));
    }

    private static Command Match(CommandHost host, Option<DirectoryInfo> data)
    {
        string[] fields = ["name", "birth-date", "sex", "national-id", "phone", "address", "insurance-no", "guardian-name"];
        var options = fields.ToDictionary(f => f, f => new Option<string?>("--" + f) { Description = "As known." });
        var command = new Command("match", "Find the persons who may be the one described.");
        foreach (var option in options.Values)
        {
            command.Add(option);
        }

        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            string? Of(string field) => parsed.GetValue(options[field]);
            var profile = new PersonProfile
            {
                Id = 0, FullName = Of("name"), BirthDate = Of("birth-date"), Sex = Of("sex"), NationalId = Of("national-id"), Phone = Of("phone"), Street = Of("address"), InsuranceNo = Of("insurance-no"), GuardianName = Of("guardian-name"),
            };
            if (profile == new PersonProfile { Id = 0, Sex = profile.Sex })
            {
                throw new SuwenFault(ExitCode.WrongUsage, "caller", "Nothing is said of the person.", "mpi match", "Give at least a name, a birth date, a national ID or a telephone number.");
            }

            await run.WaitUntilLoadedAsync(cancel);
            using var index = new IdentityIndex(run.Node, IdentityCases.Open(run.Node));
            await index.RefreshAsync(cancel);
            if (index.Match(profile, 10) is not { } answers)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", "There is no model to compare by yet.", run.Node.Folder.Root, "Run suwen mpi link first.");
            }

            var table = new TextTable(["person", "probability", "weight", "verdict", "reasons"]);
            foreach (var answer in answers)
            {
                table.Add([answer.PersonId, answer.Probability.ToString("F4", CultureInfo.InvariantCulture), answer.Weight.ToString("F1", CultureInfo.InvariantCulture), answer.Verdict, TextOf(answer.Reasons)]);
            }

            await table.WriteAsync(run.Out);
            return answers.Count > 0 ? ExitCode.Success : ExitCode.FoundProblems;
        }, token));
        return command;
    }

    private static Command Show(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = new Argument<long>("PERSON") { Description = "A golden person's id, a retired one, or that of a source's person." };
        var command = new Command("show", "Print who belongs to a person, and why.") { id };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var cluster = await Queries(run.Node).ClusterAsync(parsed.GetRequiredValue(id), cancel);
            if (cluster is null)
            {
                await run.Error.WriteLineAsync("Nobody is known by this id.");
                return ExitCode.FoundProblems;
            }

            var members = new TextTable(["person " + cluster.PersonId, "source", "record", "name"]);
            foreach (var member in cluster.Members)
            {
                members.Add([member.SourcePersonId, member.SourceDisplayName, member.RecordNo ?? "", member.Name ?? ""]);
            }

            await members.WriteAsync(run.Out);
            var links = new TextTable(["left", "right", "link", "holds", "weight", "by", "why", "reasons"]);
            foreach (var link in cluster.Links)
            {
                links.Add([link.LeftPerson, link.RightPerson ?? "(number)", link.Kind, link.Holds ? "yes" : "no", link.Weight.ToString("F1", CultureInfo.InvariantCulture), link.By ?? "", link.Why ?? "", TextOf(link.Reasons)]);
            }

            await links.WriteAsync(run.Out);
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Queue(CommandHost host, Option<DirectoryInfo> data)
    {
        var status = new Option<string>("--status") { Description = "open, proposed, decided or closed.", DefaultValueFactory = static _ => "open" };
        status.AcceptOnlyFromAmong("open", "unsure", "proposed", "decided", "closed");
        var command = new Command("queue", "List the pairs that stewards decide about.") { status };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            using var queue = new IdentityQueue(run.Node, IdentityCases.Open(run.Node));
            var cases = await queue.ReadAsync(cancel);
            var (rows, total) = cases.List(parsed.GetRequiredValue(status), null, 0, MaxListed);
            var table = new TextTable(["case", "kind", "status", "weight", "two", "left", "right", "reasons"]);
            foreach (var row in rows)
            {
                var described = await Queries(run.Node).DescribeAsync(row, cancel);
                table.Add([described.Id, described.Kind, described.Status, described.Weight.ToString("F1", CultureInfo.InvariantCulture), described.NeedsTwo ? "yes" : "", Named(described.Left), Named(described.Right), TextOf(described.Reasons)]);
            }

            await table.WriteAsync(run.Out);
            await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"({rows.Count} of {total})"));
            return ExitCode.Success;
        }, token));
        return command;

        static string Named(IdentityName name) => $"{name.Name} {name.Source}/{name.RecordNo}";
    }

    private static Command Decide(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = new Argument<long>("CASE") { Description = "Number of the case, from suwen mpi queue." };
        var decision = new Argument<string>("DECISION") { Description = "same, different, unsure or undo." };
        decision.AcceptOnlyFromAmong("same", "different", "unsure", "undo");
        var (why, by) = (WhyOption(), ByOption());
        var command = new Command("decide", "Decide a case of the queue. What takes two persons is a proposal until suwen mpi confirm, or the portal.") { id, decision, why, by };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), (run, cancel) =>
        {
            var (number, word, reason, user) = (parsed.GetRequiredValue(id), parsed.GetRequiredValue(decision), parsed.GetRequiredValue(why), parsed.GetRequiredValue(by));
            return DecideAsync(run, number, decisions => word == "undo"
                ? decisions.UndoAsync(number, user, new UndoRequest(reason), cancel)
                : decisions.DecideAsync(number, user, new DecideRequest(word, reason), cancel), cancel);
        }, token));
        return command;
    }

    private static Command Confirm(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = new Argument<long>("CASE") { Description = "Number of a case that waits for a second person, from suwen mpi queue --status proposed." };
        var refuse = new Option<bool>("--refuse") { Description = "Refuse what is proposed; the case is open again." };
        var (why, by) = (WhyOption(), ByOption());
        var command = new Command("confirm", "The second person's word on a proposal; never of who has proposed it.") { id, refuse, why, by };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), (run, cancel) =>
        {
            var number = parsed.GetRequiredValue(id);
            var request = new ConfirmRequest(!parsed.GetValue(refuse), parsed.GetRequiredValue(why));
            return DecideAsync(run, number, decisions => decisions.ConfirmAsync(number, parsed.GetRequiredValue(by), request, cancel), cancel);
        }, token));
        return command;
    }

    private static async Task<int> DecideAsync(CommandRun run, long number, Func<IdentityDecisions, Task<ProblemAnswer?>> decide, CancellationToken cancellationToken)
    {
        await run.WaitUntilLoadedAsync(cancellationToken);
        var cases = IdentityCases.Open(run.Node);
        if (await decide(new IdentityDecisions(run.Node, cases)) is { } problem)
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", problem.Problem.What, problem.Problem.Where, problem.Problem.WhatToDo);
        }

        await run.Out.WriteLineAsync("Case " + N(number) + ": " + cases.Find(number)!.Status + ".");
        return ExitCode.Success;
    }

    private static Option<string> WhyOption() => new("--why") { Required = true, Description = "Why; without any value of the patient." };

    /// <summary>Who opens the data folder is trusted with the name, as with everything else in it; the portal takes the signed-in user.</summary>
    private static Option<string> ByOption() => new("--by")
    {
        Description = "Who decides, where that is not the owner of the data folder.", DefaultValueFactory = static _ => Authorisation.LocalOwner.Identity!.Name!,
    };

    private static IdentityQueries Queries(SuwenNode node) => new(node, Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.IndexSteward, Purpose.Operations));

    private static string TextOf(IReadOnlyList<IdentityReason> reasons) =>
        string.Join(", ", reasons.Select(static r => string.Create(CultureInfo.InvariantCulture, $"{r.Field} {r.Level} {r.Weight:+0.0;-0.0;0}")));

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
