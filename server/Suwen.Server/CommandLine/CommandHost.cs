using System.CommandLine;
using Suwen.Security;
using Suwen.Security.Audit;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary>Where the commands of one command line run.</summary>
internal abstract class CommandHost(TextWriter output, TextWriter error, string workingDirectory, bool showsProgress)
{
    public TextWriter Out => output;

    public TextWriter Error => error;

    public string WorkingDirectory => workingDirectory;

    public bool ShowsProgress => showsProgress;

    /// <summary>Runs a command that works on the data folder.</summary>
    public abstract Task<int> RunOnNodeAsync(ParseResult parsed, DataFolder folder, CommandBody body, CancellationToken cancellationToken);

    /// <summary>Runs a command that needs no open folder, or opens one itself; refused where only the caller's own process can do it.</summary>
    public abstract Task<int> RunAloneAsync(Func<CancellationToken, Task<int>> body, CancellationToken cancellationToken);

    /// <summary>Runs a body and turns what can be expected to go wrong into a message and an exit code.</summary>
    protected async Task<int> GuardAsync(Func<Task<int>> body, string where)
    {
        try
        {
            return await body();
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Cancelled.");
            return ExitCode.Fault;
        }
        catch (Exception e) when (SuwenFault.Of(e, where) is { } fault)
        {
            await error.WriteLineAsync(fault.ToString());
            return fault.Code;
        }
    }

    protected static async Task<int> AuditedAsync(SuwenNode node, ParseResult parsed, Func<Task<int>> body)
    {
        var outcome = "failed";
        try
        {
            var code = await body();
            outcome = code == ExitCode.Success ? "ok" : "exit-" + code.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return code;
        }
        finally
        {
            node.Audit.Write(new AuditEvent(Authorisation.LocalOwner.Identity!.Name!, "suwen " + parsed.CommandResult.Command.Name, Permission.AdminNode, "command", null, Purpose.Operations, outcome));
        }
    }
}

/// <summary>Runs commands in the caller's own process, or hands them to the server on the folder.</summary>
internal sealed class LocalCommandHost(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    : CommandHost(output, error, Environment.CurrentDirectory, !Console.IsErrorRedirected)
{
    public override Task<int> RunOnNodeAsync(ParseResult parsed, DataFolder folder, CommandBody body, CancellationToken cancellationToken) => GuardAsync(
        async () =>
        {
            if (await ServerDescription.FindAsync(folder, cancellationToken) is { } server)
            {
                return await RemoteCommand.RunAsync(server, args, WorkingDirectory, ShowsProgress, cancellationToken);
            }

            if (File.Exists(folder.Root))
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", "The data folder named is a file.", folder.Root, "Name a folder with --data.");
            }

            using var logging = NodeLogging.Create();
            await using var node = await SuwenNode.OpenAsync(folder, TimeProvider.System, logging.CreateLogger("Suwen"), cancellationToken);
            return await AuditedAsync(node, parsed, () => body(new CommandRun(node, Out, Error, WorkingDirectory, ShowsProgress), cancellationToken));
        },
        folder.Root);

    public override Task<int> RunAloneAsync(Func<CancellationToken, Task<int>> body, CancellationToken cancellationToken) =>
        GuardAsync(() => body(cancellationToken), WorkingDirectory);
}

/// <summary>Runs commands inside the server, on its open node.</summary>
internal sealed class ServerCommandHost(SuwenNode node, TextWriter output, TextWriter error, string workingDirectory, bool showsProgress)
    : CommandHost(output, error, workingDirectory, showsProgress)
{
    public override Task<int> RunOnNodeAsync(ParseResult parsed, DataFolder folder, CommandBody body, CancellationToken cancellationToken) =>
        GuardAsync(() => AuditedAsync(node, parsed, () => body(new CommandRun(node, Out, Error, WorkingDirectory, ShowsProgress, IsInServer: true), cancellationToken)), node.Folder.Root);

    public override async Task<int> RunAloneAsync(Func<CancellationToken, Task<int>> body, CancellationToken cancellationToken)
    {
        await Error.WriteLineAsync("caller: This command does not run inside a server.");
        return ExitCode.WrongUsage;
    }
}
