using System.CommandLine;
using Suwen.Security;
using Suwen.Security.Users;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen user list|add</c></summary>
internal static class UserCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data) => new("user", "Users of the portal.")
    {
        List(host, data),
        Add(host, data),
    };

    /// <summary>Option for roles, shared with tokens.</summary>
    public static Option<string[]> RoleOption()
    {
        var role = new Option<string[]>("--role") { Required = true, AllowMultipleArgumentsPerToken = true, Description = "Roles: " + string.Join(", ", Role.All.Select(r => r.Name)) + "." };
        role.AcceptOnlyFromAmong([.. Role.All.Select(r => r.Name)]);
        return role;
    }

    private static Command List(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = new Command("list", "List the users.");
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var table = new TextTable(["name", "display name", "roles", "state"]);
                foreach (var user in await run.Node.Users.ListAsync(cancel))
                {
                    table.Add([user.Name, user.DisplayName, string.Join(", ", user.Roles), user.IsDisabled ? "disabled" : user.MustChangePassword ? "must change password" : "active"]);
                }

                await table.WriteAsync(run.Out);
                return ExitCode.Success;
            },
            token));
        return command;
    }

    private static Command Add(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = new Argument<string>("NAME") { Description = "The name to sign in with." };
        var display = new Option<string?>("--display-name") { Description = "The name to show." };
        var role = RoleOption();
        var command = new Command("add", "Add a user; the generated password is printed once.") { name, display, role };
        command.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var user = parsed.GetRequiredValue(name);
                var password = UserStore.GeneratePassword();
                if (await run.Node.Users.AddAsync(user, parsed.GetValue(display) ?? user, password, parsed.GetRequiredValue(role), cancel) is null)
                {
                    throw new SuwenFault(ExitCode.BadInput, "caller", $"There is a user {user} already.", "NAME", "Choose another name.");
                }

                await run.Out.WriteLineAsync($"user      {user}\npassword  {password}");
                return ExitCode.Success;
            },
            token));
        return command;
    }
}
