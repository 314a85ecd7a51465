using System.CommandLine;
using System.Globalization;
using Suwen.Governance.Terminology;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Server.Terms;

namespace Suwen.Server.CommandLine;

/// <content>What sources' codes mean.</content>
internal static partial class TermsCommand
{
    private static Command Unmapped(CommandHost host, Option<DirectoryInfo> data)
    {
        var source = new Option<string?>("--source") { Description = "Only codes of this source." };
        var table = new Option<string?>("--table") { Description = "Only codes of this table." };
        var limit = new Option<int>("--limit") { Description = "The most that are listed.", DefaultValueFactory = static _ => 50 };
        var least = new Option<double>("--least") { Description = "Offer nothing below this score, 0 to 1." };
        var format = FormatOption();
        var command = new Command("unmapped", "List the codes without a standard concept, the most frequent first, with what they may mean. As CSV it is the file that suwen terms map --in takes.") { source, table, limit, least, format };
        command.Aliases.Add("suggest");
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var items = await Suggestions.UnmappedAsync(run.Node, Scope(Permission.TermsRead), parsed.GetValue(source), parsed.GetValue(table), parsed.GetRequiredValue(limit), cancel);
            await WriteAsync(run.Out, parsed.GetRequiredValue(format), items, ["rows", "table", "source", "vocabulary", "code", "name", "target_system", "target_code", "target_name", "score"], item => Cells(item, parsed.GetValue(least)));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static string[] Cells(UnmappedItem item, double least)
    {
        var best = item.Suggestions.Count > 0 && item.Suggestions[0].Score >= least ? item.Suggestions[0] : null;
        return
        [
            item.Rows.ToString(CultureInfo.InvariantCulture), item.Table, item.Source, item.Vocabulary, item.Code, item.Name,
            best?.System ?? "", best?.Code ?? "", best?.Name ?? "", best?.Score.ToString("F3", CultureInfo.InvariantCulture) ?? "",
        ];
    }

    private static Command Map(CommandHost host, Option<DirectoryInfo> data)
    {
        var input = new Option<string?>("--in") { Description = "A CSV file of decisions: source, vocabulary, code, name, target_system, target_code, relation, why. A line without a target is left open." };
        var source = new Option<string?>("--source") { Description = "The source whose code it is; without it the code of all sources." };
        var vocabulary = new Option<string?>("--vocabulary") { Description = "What the source calls its code system." };
        var code = new Option<string?>("--code") { Description = "The code, or the wording where there is no code." };
        var to = new Option<string?>("--to") { Description = "SYSTEM:CODE, or none where there is no equivalent." };
        var relation = new Option<string?>("--relation") { Description = "exact, broader, narrower or related." };
        var why = new Option<string?>("--why") { Description = "Why; without any value of a patient." };
        var replace = new Option<bool>("--replace") { Description = "Replace what was decided before." };
        var by = ByOption();
        var command = new Command("map", "Decide what codes mean: one, or a file of them.") { input, source, vocabulary, code, to, relation, why, replace, by };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            if (parsed.GetValue(input) is { } file)
            {
                return await MapFileAsync(run, run.Resolve(file), parsed.GetRequiredValue(by), parsed.GetValue(replace), cancel);
            }

            if (parsed.GetValue(code) is not { } named || parsed.GetValue(to) is not { } target || parsed.GetValue(why) is not { } reason)
            {
                throw new SuwenFault(ExitCode.WrongUsage, "caller", "A decision names the code, its target and why.", "--code, --to, --why", "Give all three, or a file with --in.");
            }

            var cut = target.IndexOf(':', StringComparison.Ordinal);
            var request = new MapRequest(parsed.GetValue(vocabulary), named, cut < 0 ? target : target[..cut], cut < 0 ? null : target[(cut + 1)..], reason, parsed.GetValue(source), null, parsed.GetValue(relation), parsed.GetValue(replace));
            var (outcome, problem) = await MappingDecisions.MapAsync(run.Node, Scope(Permission.TermsMap), parsed.GetRequiredValue(by), request, cancel);
            await SayAsync(run, Answered(outcome, problem));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Adopt(CommandHost host, Option<DirectoryInfo> data)
    {
        var vocabulary = new Option<string?>("--vocabulary") { Description = "Only codes of this OMOP vocabulary." };
        var why = new Option<string>("--why") { Description = "Why; without any value of a patient.", DefaultValueFactory = static _ => "as the OMOP vocabulary says" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count." };
        var by = ByOption();
        var command = new Command("adopt", "Let codes mean what the loaded OMOP vocabularies say of them: one decision for each code that nobody has decided on.") { vocabulary, why, dryRun, by };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var request = new AdoptRequest(parsed.GetRequiredValue(why), parsed.GetValue(vocabulary), parsed.GetValue(dryRun));
            var (outcome, problem) = await VocabularyAdoption.AdoptAsync(run.Node, Scope(Permission.TermsMap), parsed.GetRequiredValue(by), request, cancel);
            var adopted = Answered(outcome, problem);
            await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{adopted.Codes:N0} codes of {adopted.Rows:N0} rows {adopted.Status}: {adopted.Remapped:N0} rows mapped again; {adopted.Ambiguous:N0} codes have several meanings, {adopted.Unknown:N0} are not in their vocabulary."));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static async Task<int> MapFileAsync(CommandRun run, string path, string user, bool replaces, CancellationToken cancellationToken)
    {
        var scope = Scope(Permission.TermsMap);
        var (lines, faults) = await TermImport.CheckMapsAsync(run.Node, scope, user, await CsvTable.ReadAsync(path, cancellationToken), replaces, cancellationToken);
        if (await ReportAsync(run, faults))
        {
            return ExitCode.BadInput;
        }

        if (lines.Count > 0)
        {
            var isProposed = run.Node.Settings.Terms?.TwoPersons == true;
            await SayAsync(run, await MappingDecisions.LandAsync(run.Node, scope, isProposed ? [.. lines.Select(l => l with { Status = "proposed" })] : lines, isProposed ? "proposed" : "decided", cancellationToken));
        }

        await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{lines.Count:N0} codes."));
        return ExitCode.Success;
    }

    private static Command Answer(CommandHost host, Option<DirectoryInfo> data, string verb, string description)
    {
        var source = new Option<string?>("--source") { Description = "The source whose code it is; without it the code of all sources." };
        var vocabulary = new Option<string?>("--vocabulary") { Description = "What the source calls its code system." };
        var code = new Option<string>("--code") { Required = true, Description = "The code." };
        var why = new Option<string>("--why") { Description = "Why.", DefaultValueFactory = _ => verb };
        var by = ByOption();
        var command = new Command(verb, description) { source, vocabulary, code, why, by };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var reference = new MapReference(parsed.GetValue(vocabulary), parsed.GetRequiredValue(code), parsed.GetRequiredValue(why), parsed.GetValue(source));
            var (scope, user) = (Scope(Permission.TermsMap), parsed.GetRequiredValue(by));
            var (outcome, problem) = verb == "undo"
                ? await MappingDecisions.UndoAsync(run.Node, scope, user, reference, cancel)
                : await MappingDecisions.AnswerAsync(run.Node, scope, user, reference, verb == "confirm", cancel);
            await SayAsync(run, Answered(outcome, problem));
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command History(CommandHost host, Option<DirectoryInfo> data)
    {
        var source = new Option<string?>("--source") { Description = "The source whose code it is; without it the code of all sources." };
        var vocabulary = new Option<string?>("--vocabulary") { Description = "What the source calls its code system." };
        var code = new Option<string>("--code") { Required = true, Description = "The code." };
        var format = FormatOption();
        var command = new Command("history", "Every version of what was decided on a code, newest first.") { source, vocabulary, code, format };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var versions = await MappingDecisions.VersionsAsync(run.Node, Scope(Permission.TermsRead), parsed.GetValue(source) ?? "", new SourceCode(parsed.GetValue(vocabulary) ?? "", parsed.GetRequiredValue(code)), cancel);
            await WriteAsync(run.Out, parsed.GetRequiredValue(format), versions, ["position", "at", "status", "by", "confirmed by", "system", "target", "name", "why"],
                v => [v.Position, v.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), v.Status, v.By, v.ConfirmedBy ?? "", v.System, v.Target ?? "", v.TargetName ?? "", v.Why ?? ""]);
            return versions.Count > 0 ? ExitCode.Success : ExitCode.FoundProblems;
        }, token));
        return command;
    }

    private static Task SayAsync(CommandRun run, MapOutcome outcome) =>
        run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{outcome.Status} at {outcome.Position}: {outcome.Remapped:N0} rows mapped again"));
}
