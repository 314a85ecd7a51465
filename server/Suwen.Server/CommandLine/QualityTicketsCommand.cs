using System.CommandLine;
using System.Globalization;
using Suwen.Governance.Quality;
using Suwen.Server.Node;
using Suwen.Server.Quality;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen quality tickets [list|show|set]</c>: findings on their way to whoever can mend them.</summary>
internal static class QualityTicketsCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("tickets", "Findings on their way to whoever can mend them. Without a verb, lists the tickets that are not settled.") { List(host, data), Show(host, data), Set(host, data) };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), static (run, _) => ListAsync(run, null, null, isAll: false), token));
        return command;
    }

    private static Command List(CommandHost host, Option<DirectoryInfo> data)
    {
        var state = new Option<string?>("--state") { Description = "Only tickets of this state: " + string.Join(", ", QualityStore.TicketStates) + ", reopened." };
        var check = new Option<string?>("--check") { Description = "Only tickets on this check." };
        var all = new Option<bool>("--all") { Description = "Also tickets that are settled." };
        var command = new Command("list", "List tickets.") { state, check, all };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed, DataOption.FolderOf(parsed, data), (run, _) => ListAsync(run, parsed.GetValue(state), parsed.GetValue(check), parsed.GetValue(all)), token));
        return command;
    }

    private static Command Show(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = Id();
        var command = new Command("show", "Show a ticket and what happened to it.") { id };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, _) =>
        {
            var (ticket, events) = QualityDesk.Open(run.Node).Store.FindTicket(parsed.GetValue(id)) ?? throw Absent(parsed.GetValue(id));
            await WriteAsync(run, [ticket]);
            await run.Out.WriteLineAsync();
            var table = new TextTable(["at", "by", "what", "state", "rows", "words"]);
            foreach (var e in events)
            {
                table.Add([e.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), e.By, e.Kind, e.State, e.Violated?.ToString("N0", CultureInfo.InvariantCulture) ?? "", e.Words]);
            }

            await table.WriteAsync(run.Out);
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Set(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = Id();
        var state = new Option<string?>("--state") { Description = string.Join(", ", QualityStore.TicketStates) + ". To accept what is wrong as it is takes a comment." };
        state.AcceptOnlyFromAmong([.. QualityStore.TicketStates]);
        var owner = new Option<string?>("--owner") { Description = "Who is to mend it." };
        var due = new Option<DateOnly?>("--due") { Description = "The day by which it is to be mended." };
        var comment = new Option<string?>("--comment") { Description = "Words; without any value of a patient." };
        var by = new Option<string>("--by") { Description = "Who says so, where that is not the owner of the data folder.", DefaultValueFactory = static _ => "local" };
        var command = new Command("set", "Change a ticket: its state, its owner, its day, or a comment.") { id, state, owner, due, comment, by };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, _) =>
        {
            DateTimeOffset? dueAt = parsed.GetValue(due) is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MaxValue), TimeSpan.Zero) : null;
            var change = new TicketChange(parsed.GetValue(state), parsed.GetValue(owner), dueAt, parsed.GetValue(comment));
            if (change == new TicketChange(null, null, null, null))
            {
                throw new SuwenFault(ExitCode.WrongUsage, "caller", "Nothing is to be changed.", "--state, --owner, --due, --comment", "Give at least one of them.");
            }

            try
            {
                var ticket = QualityDesk.Open(run.Node).Store.ChangeTicket(parsed.GetValue(id), change, parsed.GetRequiredValue(by)) ?? throw Absent(parsed.GetValue(id));
                return await WriteAsync(run, [ticket]);
            }
            catch (ArgumentException e)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", e.Message.Split(" (Parameter", 2)[0], "--state, --comment", "See the states of a ticket in docs/quality.md.");
            }
        }, token));
        return command;
    }

    private static Argument<long> Id() => new("TICKET") { Description = "Number of the ticket." };

    private static SuwenFault Absent(long id) =>
        new(ExitCode.BadInput, "caller", string.Create(CultureInfo.InvariantCulture, $"There is no ticket {id}."), "TICKET", "suwen quality tickets list --all lists them.");

    private static Task<int> ListAsync(CommandRun run, string? state, string? check, bool isAll) =>
        WriteAsync(run, QualityDesk.Open(run.Node).Store.Tickets(state, check).Where(t => isAll || state is not null || t.State is not ("fixed" or "accepted")));

    private static async Task<int> WriteAsync(CommandRun run, IEnumerable<QualityTicket> tickets)
    {
        var table = new TextTable(["ticket", "state", "check", "source", "owner", "due", "rows", "of", "when opened"]);
        foreach (var t in tickets)
        {
            table.Add([
                t.Id.ToString(CultureInfo.InvariantCulture), t.State, t.CheckId, t.Source ?? "(all)", t.Owner ?? "", t.DueAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                t.Violated.ToString("N0", CultureInfo.InvariantCulture), t.Considered.ToString("N0", CultureInfo.InvariantCulture), t.OpenedViolated.ToString("N0", CultureInfo.InvariantCulture)]);
        }

        await table.WriteAsync(run.Out);
        return ExitCode.Success;
    }
}
