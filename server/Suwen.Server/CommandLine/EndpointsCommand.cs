using System.CommandLine;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen endpoints [--check]</c>: what each endpoint declares. The build runs the check.</summary>
internal static class EndpointsCommand
{
    public static Command Create(CommandHost host)
    {
        var check = new Option<bool>("--check") { Description = "Say only which endpoints declare no permission; any is a problem." };
        var command = new Command("endpoints", "List the endpoints and the permission that each needs.") { check };
        command.SetAction((parsed, token) => host.RunAloneAsync(_ => RunAsync(host, parsed.GetValue(check)), token));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, bool checkOnly)
    {
        await using var app = WebHost.CreateWithoutNode();
        var endpoints = WebHost.EndpointsOf(app);
        var faults = EndpointPermissions.Undeclared(endpoints);
        foreach (var fault in faults)
        {
            await host.Error.WriteLineAsync(fault);
        }

        if (!checkOnly)
        {
            var table = new TextTable(["endpoint", "permission"]) { MaxCellWidth = 200 };
            foreach (var endpoint in endpoints)
            {
                table.Add([EndpointPermissions.NameOf(endpoint), endpoint.Metadata.GetMetadata<PermissionDeclaration>()?.Permission ?? "anyone: " + endpoint.Metadata.GetMetadata<AnonymousDeclaration>()?.Reason]);
            }

            await table.WriteAsync(host.Out);
        }

        return faults.Count == 0 ? ExitCode.Success : ExitCode.FoundProblems;
    }
}
