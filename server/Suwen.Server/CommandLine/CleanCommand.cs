using System.CommandLine;
using System.Globalization;
using Suwen.Governance.Cleaning;
using Suwen.Security;
using Suwen.Server.Cleaning;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen clean list|preview|run|undo</c>: rules that complete, correct and deduplicate rows, and their undoing.</summary>
internal static class CleanCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data) =>
        new("clean", "Complete, correct and deduplicate rows by rules; every amended row keeps its earlier version and can be taken back.")
        {
            List(host, data), Preview(host, data), Run(host, data), Undo(host, data),
        };

    private static Command List(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("list", "The rules, built-in and of the folder cleaning/ in the data folder, with the number of their amendments.");
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var table = new TextTable(["rule", "kind", "table", "version", "of", "standing", "taken back", "title"]) { RightAligned = new HashSet<int> { 3, 5, 6 } };
            foreach (var rule in await CleaningService.StatesAsync(run.Node, cancel))
            {
                table.Add([rule.Id, rule.Kind, rule.Table, Number(rule.Version), rule.IsBuiltIn ? "Suwen" : "the site", Number(rule.Standing), Number(rule.Withdrawn), rule.Title]);
            }

            await table.WriteAsync(run.Out);
            return await SayFaultsAsync(run);
        }, token));
        return command;
    }

    private static Command Preview(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = new Argument<string>("RULE") { Description = "The rule's id." };
        var rows = new Option<int>("--rows") { Description = "How many rows to show.", DefaultValueFactory = static _ => 20 };
        var command = new Command("preview", "What a rule would change now, without changing it.") { id, rows };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var plan = await CleaningService.PlanAsync(run.Node, Find(run, parsed.GetRequiredValue(id)), cancel);
            var table = new TextTable(["source", "row", "landed at", "change"]);
            foreach (var step in plan.Steps.Take(parsed.GetRequiredValue(rows)))
            {
                table.Add([step.Source, Number(step.RowId), $"{new Storage.Landing.LandingPosition(step.Position)} record {step.Record}",
                    step.Changes.Count == 0 ? "removed" : string.Join("; ", step.Changes.Select(c => $"{c.Column}: {c.Old} → {c.New}"))]);
            }

            await table.WriteAsync(run.Out);
            await run.Out.WriteLineAsync(Summary(plan, "would amend"));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Run(CommandHost host, Option<DirectoryInfo> data)
    {
        var ids = new Argument<string[]>("RULE") { Description = "Ids of rules; none for all.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("run", "Run rules: what they find is amended as a landed decision that names the rule.") { ids };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var chosen = parsed.GetValue(ids) is { Length: > 0 } named ? named.Select(n => Find(run, n)).ToList() : [.. CleaningService.Rules(run.Node).Rules];
            var failed = 0;
            foreach (var rule in chosen)
            {
                try
                {
                    var plan = await CleaningService.PlanAsync(run.Node, rule, cancel);
                    await CleaningService.RunAsync(run.Node, plan, "rule:" + rule.Id, cancel);
                    await run.Out.WriteLineAsync(Summary(plan, "amended"));
                }
                catch (WarehouseException exception) when (exception.Fault is WarehouseFault.Statement or WarehouseFault.Limit)
                {
                    failed++;
                    await run.Error.WriteLineAsync($"{(rule.IsBuiltIn ? "platform" : "caller")}: The rule {rule.Id} failed: {exception.Message}");
                }
            }

            return Math.Max(failed > 0 ? ExitCode.FoundProblems : ExitCode.Success, await SayFaultsAsync(run));
        }, token));
        return command;
    }

    private static Command Undo(CommandHost host, Option<DirectoryInfo> data)
    {
        var rule = new Option<string?>("--rule") { Description = "Take back every amendment of this rule that stands." };
        var amendment = new Option<long?>("--amendment") { Description = "Take back this amendment: the number in the amended row's column rules." };
        var why = new Option<string>("--why") { Description = "Why; without any value of a patient.", Required = true };
        var command = new Command("undo", "Take amendments back: the rows stand again as their source stated them.") { rule, amendment, why };
        command.Validators.Add(result =>
        {
            if (result.GetValue(rule) is null == result.GetValue(amendment) is null)
            {
                result.AddError("Name a rule with --rule, or an amendment with --amendment; one of the two.");
            }
        });
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var count = await CleaningService.WithdrawAsync(run.Node, parsed.GetValue(rule), parsed.GetValue(amendment), Authorisation.LocalOwner.Identity!.Name!, parsed.GetRequiredValue(why), cancel);
            await run.Out.WriteLineAsync(count == 0 ? "No such amendment stands." : string.Create(CultureInfo.InvariantCulture, $"{count:N0} amendments taken back."));
            return count == 0 ? ExitCode.BadInput : ExitCode.Success;
        }, token));
        return command;
    }

    private static CleaningRule Find(CommandRun run, string id)
    {
        var (rules, faults) = CleaningService.Rules(run.Node);
        return rules.FirstOrDefault(r => r.Id == id)
            ?? throw new SuwenFault(ExitCode.BadInput, "caller", faults.FirstOrDefault(f => f.Contains(id + ".sql", StringComparison.Ordinal)) ?? $"There is no cleaning rule {id}.", "RULE", "See suwen clean list.");
    }

    private static async Task<int> SayFaultsAsync(CommandRun run)
    {
        var faults = CleaningService.Rules(run.Node).Faults;
        foreach (var fault in faults)
        {
            await run.Error.WriteLineAsync("caller: " + fault);
        }

        return faults.Count > 0 ? ExitCode.FoundProblems : ExitCode.Success;
    }

    private static string Summary(CleaningPlan plan, string verb) => string.Create(
        CultureInfo.InvariantCulture, $"{plan.Rule.Id}@{plan.Rule.Version}: found {plan.Found:N0}, {verb} {plan.Steps.Count:N0}{(plan.TakenBack > 0 ? $", left {plan.TakenBack:N0} that a person took back" : "")}.");

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
