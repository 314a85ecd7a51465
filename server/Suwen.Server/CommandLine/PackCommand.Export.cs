using System.CommandLine;
using System.Globalization;
using Suwen.Security;
using Suwen.Security.Audit;
using Suwen.Server.Node;
using Suwen.Server.Packs.Export;

namespace Suwen.Server.CommandLine;

/// <content>A pack's page as a file.</content>
internal static partial class PackCommand
{
    private static Command Export(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = new Argument<string>("PACK") { Description = "Id of an installed pack." };
        var file = new Option<FileInfo>("--out") { Description = "The file to write: .html, one self-contained page; or .pdf, printed by the machine's Chromium or Chrome.", Required = true };
        var language = new Option<string>("--lang") { Description = "zh or en.", DefaultValueFactory = static _ => "zh" };
        language.AcceptOnlyFromAmong("zh", "en");
        var command = new Command("export", "Write a pack's views as one page that prints.") { name, file, language };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(parsed, DataOption.FolderOf(parsed, data), async (run, cancel) =>
        {
            var target = run.Resolve(parsed.GetRequiredValue(file).ToString());
            var kind = Path.GetExtension(target).ToLowerInvariant();
            if (kind is not (".html" or ".pdf"))
            {
                throw new SuwenFault(ExitCode.WrongUsage, "caller", "The file ends neither with .html nor with .pdf.", "--out", "Name a file such as page.html.");
            }

            var pack = await FindAsync(run, parsed.GetRequiredValue(name), cancel);
            if (!pack.IsValid)
            {
                throw new SuwenFault(ExitCode.BadInput, "source", $"The pack {pack.Id} has {pack.Faults.Count} faults: {pack.Faults[0]}", pack.Folder, $"Correct them; suwen pack show {pack.Id} lists all.");
            }

            var made = await PackExport.MakeAsync(run.Node, pack, Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.PackRead, Purpose.Operations), parsed.GetRequiredValue(language) == "en", cancel);
            run.Node.Audit.Write(new AuditEvent(Authorisation.LocalOwner.Identity!.Name!, "suwen pack export", Permission.PackRead, "export", null, Purpose.Operations, made.Html is null ? "refused" : "ok"));
            if (made.Html is not { } html)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", made.Refusal!, "PACK", made.WhatToDo!);
            }

            await (kind == ".pdf" ? PdfPrinter.PrintAsync(html, target, cancel) : File.WriteAllTextAsync(target, html, cancel));
            await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{target}  {made.Views - made.Withheld} views{(made.Withheld > 0 ? $"; {made.Withheld} withheld, which show data of level 4 or 5 and need an approval" : "")}"));
            return ExitCode.Success;
        }, token));
        return command;
    }
}
