using System.CommandLine;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen token add|revoke</c></summary>
internal static class TokenCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("token", "Bearer tokens of sending systems and programs.")
    {
        Add(host, data),
        Revoke(host, data),
    };

    private static Command Add(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = new Argument<string>("NAME") { Description = "The system that gets it: the name of the source that it sends for. What follows an @ tells several tokens of one source apart." };
        var role = UserCommand.RoleOption();
        var days = new Option<int?>("--days") { Description = "Days until it expires; otherwise it lasts until revoked." };
        var command = new Command("add", "Make a token; it is printed once.") { name, role, days };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                TimeSpan? lifetime = parsed.GetValue(days) is { } d ? TimeSpan.FromDays(d) : null;
                var secret = await run.Node.Users.AddTokenAsync(parsed.GetRequiredValue(name), parsed.GetRequiredValue(role), lifetime, cancel)
                    ?? throw new SuwenFault(ExitCode.BadInput, "caller", "There is a token of this name already, in force or revoked.", "NAME", "Choose another name.");
                await run.Out.WriteLineAsync(secret);
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Revoke(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = new Argument<string>("NAME") { Description = "The token's name." };
        var command = new Command("revoke", "Make a token invalid.") { name };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) => await run.Node.Users.RevokeTokenAsync(parsed.GetRequiredValue(name), cancel)
                ? ExitCode.Success
                : throw new SuwenFault(ExitCode.BadInput, "caller", "No token of this name is in force.", "NAME", "Check the name."),
            token));
        return command;
    }
}
