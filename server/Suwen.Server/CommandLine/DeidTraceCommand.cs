using System.CommandLine;
using System.Globalization;
using Suwen.Security;
using Suwen.Security.Deidentification;
using Suwen.Security.Deidentification.Methods;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen deid trace request|list|reveal</c>. The approval is another person's, who signs in at the portal.</summary>
internal static class DeidTraceCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("trace", "Lead a pseudonym back to its original, after somebody else has approved.")
    {
        Request(host, data),
        List(host, data),
        Reveal(host, data),
    };

    private static string Caller => Authorisation.LocalOwner.Identity!.Name!;

    private static TracingRequests Requests(CommandRun run) => TracingRequests.Open(run.Node.Folder.Application, run.Node.Time);

    private static Command Request(CommandHost host, Option<DirectoryInfo> data)
    {
        var pseudonym = new Argument<string>("PSEUDONYM") { Description = "The pseudonym as it stands in the release." };
        var why = new Option<string>("--why") { Required = true, Description = "The reason, for who approves and for the audit log." };
        var project = new Option<string>("--project") { DefaultValueFactory = static _ => "default", Description = "The project of the release." };
        var key = new Option<int>("--key-id") { DefaultValueFactory = static _ => 1, Description = "Number of the key, as the certificate states it." };
        var command = new Command("request", "Ask for it.") { pseudonym, why, project, key };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, _) =>
            {
                if (!ProjectKeys.IsProjectName(parsed.GetRequiredValue(project)))
                {
                    throw new SuwenFault(ExitCode.WrongUsage, "caller", "There is no project of such a name.", "--project", "Take it from the certificate.");
                }

                var request = Requests(run).Request(parsed.GetRequiredValue(project), parsed.GetRequiredValue(key), parsed.GetRequiredValue(pseudonym), parsed.GetRequiredValue(why), Caller);
                await run.Out.WriteLineAsync($"request {request.Id}\nSomebody else with the permission {Permission.DeidentifyApprove} approves it in the portal.");
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command List(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("list", "List the requests.");
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, _) =>
            {
                var table = new TextTable(["request", "project", "by", "at", "state", "looks"]);
                foreach (var request in Requests(run).List())
                {
                    var state = request.IsApproved switch { null => "open", false => "declined by " + request.DecidedBy, _ => "approved by " + request.DecidedBy };
                    table.Add([request.Id, request.Project, request.RequestedBy, request.RequestedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), state, request.Revealed.ToString(CultureInfo.InvariantCulture)]);
                }

                await table.WriteAsync(run.Out);
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Reveal(CommandHost host, Option<DirectoryInfo> data)
    {
        var id = new Argument<string>("REQUEST") { Description = "The request, approved." };
        var command = new Command("reveal", "Show the original; the look is recorded.") { id };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, _) =>
            {
                var (refusal, originals) = Requests(run).Reveal(parsed.GetRequiredValue(id), Caller, run.Node.Keys);
                if (refusal != TracingRefusal.None)
                {
                    throw new SuwenFault(ExitCode.BadInput, "caller", TextOf(refusal), "REQUEST", "See suwen deid trace list.");
                }

                if (originals.Count == 0)
                {
                    await run.Error.WriteLineAsync("The pseudonym is not of this project and key, or of a kind that has no way back (token, name, date).");
                    return ExitCode.FoundProblems;
                }

                foreach (var original in originals)
                {
                    await run.Out.WriteLineAsync(original);
                }

                return ExitCode.Success;
            },
            token));
        return command;
    }

    /// <summary>Why a step is refused, in words.</summary>
    public static string TextOf(TracingRefusal refusal) => refusal switch
    {
        TracingRefusal.NotFound => "There is no such request.",
        TracingRefusal.SamePerson => "Who asked does not approve: two persons are needed.",
        TracingRefusal.AlreadyDecided => "The request is decided already.",
        TracingRefusal.NotApproved => "The request is not approved.",
        TracingRefusal.Expired => "The approval has run out after seven days.",
        _ => "Only who asked may see the original.",
    };
}
