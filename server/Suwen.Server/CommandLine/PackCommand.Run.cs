using System.CommandLine;
using System.Globalization;
using Suwen.Scenarios;
using Suwen.Scenarios.Running;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Server.Packs;

namespace Suwen.Server.CommandLine;

/// <content>Running, documents, and installing.</content>
internal static partial class PackCommand
{
    private static Command Run(CommandHost host, Option<DirectoryInfo> data)
    {
        var names = new Argument<string[]>("PACK") { Description = "Ids of installed packs.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every pack that is installed." };
        var asOf = new Option<DateOnly?>("--as-of") { Description = "Day on which the run plays, such as 2026-01-31; the newest day of the data where not given.", CustomParser = static r => DateOnly.TryParseExact(r.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : Refuse(r) };
        var whole = new Option<bool>("--whole") { Description = "Compute everything, also what has not changed." };
        var command = new Command("run", "Bring results of packs up to date.") { names, all, asOf, whole };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            await run.WaitUntilLoadedAsync(cancel);
            var chosen = await ChosenAsync(run, parsed.GetValue(names) ?? [], parsed.GetValue(all), cancel);
            var code = ExitCode.Success;
            foreach (var pack in chosen)
            {
                if (!pack.IsValid && chosen.Count > 1)
                {
                    // A faulty pack does not keep the others from running.
                    await run.Error.WriteLineAsync($"{pack.Id} has {pack.Faults.Count.ToString(CultureInfo.InvariantCulture)} faults and was not run: {pack.Faults[0]}");
                    code = ExitCode.FoundProblems;
                    continue;
                }

                var done = await run.Node.Packs.RunAsync(pack, parsed.GetValue(asOf), Authorisation.LocalOwner.Identity!.Name!, parsed.GetValue(whole), cancel);
                code = done.Status == "succeeded" ? code : ExitCode.FoundProblems;
                await WriteAsync(run.Out, pack, done);
            }

            return code;
        }, token));
        return command;
    }

    private static DateOnly? Refuse(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError("--as-of is a date such as 2026-01-31.");
        return null;
    }

    private static async Task<IReadOnlyList<Pack>> ChosenAsync(CommandRun run, string[] names, bool isAll, CancellationToken cancellationToken)
    {
        if (isAll == names.Length > 0)
        {
            throw new SuwenFault(ExitCode.WrongUsage, "caller", "Which packs?", "PACK", "Name packs, or write --all alone.");
        }

        if (isAll)
        {
            return [.. (await run.Node.Packs.AllAsync(cancellationToken)).Where(static p => !p.IsLibrary)];
        }

        var chosen = new List<Pack>();
        foreach (var name in names)
        {
            chosen.Add(await FindAsync(run, name, cancellationToken));
        }

        return chosen;
    }

    private static async Task WriteAsync(TextWriter writer, Pack pack, PackRun done)
    {
        var elapsed = (done.EndedAt - done.StartedAt)?.TotalSeconds ?? 0;
        await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{pack.Id}  {done.Status}  as of {done.AsOf}  {elapsed:0.00} s{(done.Message is { } m ? "  " + m : "")}"));
        foreach (var result in done.Results)
        {
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {result.Result}: {result.Action}{(result.Rows is { } rows ? $", {rows:N0} rows" : "")}, {result.Elapsed.TotalMilliseconds:0} ms{(result.Message is { } message ? $" ({message})" : "")}"));
        }

        foreach (var (rule, found) in done.Rules.Where(static r => r.Value > 0))
        {
            await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {rule}: {found:N0} rows ({pack.Rules.First(r => r.Id == rule).Severity})"));
        }
    }

    private static Command Docs(CommandHost host, Option<DirectoryInfo> data)
    {
        var names = new Argument<string[]>("PACK") { Description = "Ids of installed packs, or folders.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every pack that is installed." };
        var into = new Option<DirectoryInfo?>("--out") { Description = "Folder for the pages, each ID.md; standard output where not given." };
        var command = new Command("docs", "Write the reference page of packs.") { names, all, into };
        command.SetAction((parsed, token) => host.RunAloneAsync(async cancel =>
        {
            var installed = PackLibrary.Folders([PackLibrary.Shipped, DataOption.FolderOf(parsed, data).Packs]);
            var code = ExitCode.Success;
            foreach (var folder in FoldersOf(host, parsed.GetValue(names) ?? [], parsed.GetValue(all), installed))
            {
                var pack = await LoadAsync(folder, installed, cancel);
                code = pack.IsValid ? code : ExitCode.FoundProblems;
                var page = PackDocument.Write(pack);
                if (parsed.GetValue(into) is { } target)
                {
                    var place = Path.GetFullPath(target.ToString(), host.WorkingDirectory);
                    Directory.CreateDirectory(place);
                    await File.WriteAllTextAsync(Path.Combine(place, pack.Id + ".md"), page, cancel);
                }
                else
                {
                    await host.Out.WriteAsync(page);
                }
            }

            return code;
        }, token));
        return command;
    }

    private static Command Sign(CommandHost host)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Folder of the pack." };
        var key = new Option<FileInfo>("--key") { Description = "ECDSA private key on P-256, in PEM.", Required = true };
        var zip = new Option<FileInfo>("--out") { Description = "The zip to write.", Required = true };
        var command = new Command("sign", "Pack a pack into a signed zip for release.") { folder, key, zip };
        command.SetAction((parsed, token) => host.RunAloneAsync(async cancel =>
        {
            var pack = await PackLibrary.LoadAsync(Path.GetFullPath(parsed.GetRequiredValue(folder), host.WorkingDirectory), cancel);
            var target = Path.GetFullPath(parsed.GetRequiredValue(zip).ToString(), host.WorkingDirectory);
            if (!pack.IsValid || File.Exists(target))
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", pack.IsValid ? "There is a file of that name." : $"The pack has faults: {pack.Faults[0]}", pack.IsValid ? target : pack.Folder, pack.IsValid ? "Choose another name." : "Correct them; suwen pack test shows all.");
            }

            try
            {
                PackArchive.Sign(pack, await File.ReadAllTextAsync(Path.GetFullPath(parsed.GetRequiredValue(key).ToString(), host.WorkingDirectory), cancel), target);
            }
            catch (PackArchiveException e)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", e.Message, "--key", e.WhatToDo, e);
            }

            await host.Out.WriteLineAsync(target);
            return ExitCode.Success;
        }, token));
        return command;
    }

    private static Command Install(CommandHost host, Option<DirectoryInfo> data)
    {
        var file = new Argument<string>("FILE") { Description = "A packed pack (zip), or the folder of one." };
        var command = new Command("install", "Install a pack on this site.") { file };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var pack = await run.Node.Packs.InstallAsync(run.Resolve(parsed.GetRequiredValue(file)), cancel);
            await run.Out.WriteLineAsync($"{pack.Id} {pack.Version} is installed. Next: suwen pack run {pack.Id}");
            return ExitCode.Success;
        }, token));
        return command;
    }
}
