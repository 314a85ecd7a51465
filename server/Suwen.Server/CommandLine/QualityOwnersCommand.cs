using System.CommandLine;
using System.Globalization;
using Suwen.Governance.Quality;
using Suwen.Server.Node;
using Suwen.Server.Quality;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen quality owners [list|set|remove]</c>: who answers for a source, a table or a check.</summary>
internal static class QualityOwnersCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("owners", "Who answers for a source, a table or a check: tickets go to them. Without a verb, lists them.") { List(host, data), Set(host, data), Remove(host, data) };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), ListAsync, token));
        return command;
    }

    private static Command List(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("list", "List who is named.");
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), ListAsync, token));
        return command;
    }

    private static Command Set(CommandHost host, Option<DirectoryInfo> data)
    {
        var owner = new Argument<string>("OWNER") { Description = "A user or an office." };
        var (source, table, check) = Places();
        var days = new Option<int>("--days") { Description = "Days that they have to mend what fails.", DefaultValueFactory = static _ => QualityStore.DefaultDays };
        var command = new Command("set", "Name who answers for a source, a table or a check, or for all; tickets opened from now on go to them.") { owner, source, table, check, days };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var desk = QualityDesk.Open(run.Node);
            var named = new QualityOwner(parsed.GetValue(check) ?? "", parsed.GetValue(source) ?? "", parsed.GetRequiredValue(owner).Trim(), parsed.GetValue(days), parsed.GetValue(table) ?? "");
            if (await desk.RefusalAsync(named, cancel) is { } refusal)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", refusal.What, refusal.Where, refusal.WhatToDo);
            }

            desk.Store.SetOwner(named);
            return await ListAsync(run, cancel);
        }, token));
        return command;
    }

    private static Command Remove(CommandHost host, Option<DirectoryInfo> data)
    {
        var (source, table, check) = Places();
        var command = new Command("remove", "Name nobody any more for a source, a table or a check.") { source, table, check };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            if (!QualityDesk.Open(run.Node).Store.RemoveOwner(parsed.GetValue(check) ?? "", parsed.GetValue(table) ?? "", parsed.GetValue(source) ?? ""))
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", "Nobody is named there.", "--source, --table, --check", "suwen quality owners lists who is named for what.");
            }

            return await ListAsync(run, cancel);
        }, token));
        return command;
    }

    private static (Option<string?> Source, Option<string?> Table, Option<string?> Check) Places() => (
        new Option<string?>("--source") { Description = "A source; without it all." },
        new Option<string?>("--table") { Description = "A table; without it all." },
        new Option<string?>("--check") { Description = "A check, which has its table." });

    private static async Task<int> ListAsync(CommandRun run, CancellationToken cancellationToken)
    {
        var table = new TextTable(["source", "table", "check", "owner", "days"]) { RightAlignedFrom = 4 };
        foreach (var owner in QualityDesk.Open(run.Node).Store.Owners())
        {
            table.Add([All(owner.Source), All(owner.Table), All(owner.CheckId), owner.Owner, owner.Days.ToString(CultureInfo.InvariantCulture)]);
        }

        await table.WriteAsync(run.Out);
        return ExitCode.Success;
    }

    private static string All(string name) => name.Length > 0 ? name : "(all)";
}
