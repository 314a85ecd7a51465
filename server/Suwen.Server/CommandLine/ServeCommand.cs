using System.CommandLine;
using System.Globalization;
using System.Net.Sockets;
using Suwen.Security.Users;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen serve</c></summary>
internal static class ServeCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var options = new ServeOptionSet(mllpPort: null);
        var command = new Command("serve", "Serve the portal, the API and the front doors.") { options.Port, options.Listen, options.MllpPort, options.MllpCertificate, options.Packs };
        command.SetAction((parsed, token) => host.RunAloneAsync(cancel => RunAsync(host, DataOption.FolderOf(parsed, data), options.Read(parsed, host.WorkingDirectory), null, cancel), token));
        return command;
    }

    /// <summary>Serves until it is cancelled; meanwhile does, in the same process, what <paramref name="whileServing"/> says, a fault in which ends the server.</summary>
    public static async Task<int> RunAsync(CommandHost host, DataFolder folder, ServeOptions options, CommandBody? whileServing, CancellationToken cancellationToken)
    {
        if (await ServerDescription.FindAsync(folder, cancellationToken) is { } running)
        {
            throw new SuwenFault(ExitCode.Fault, "caller", string.Create(CultureInfo.InvariantCulture, $"A server (process {running.ProcessId}) works on this data folder already, at {string.Join(", ", running.Urls)}."), folder.Root, "Use that one, stop it, or serve another folder with --data.");
        }

        using var logging = NodeLogging.Create();
        await using var node = await SuwenNode.OpenAsync(folder, TimeProvider.System, logging.CreateLogger("Suwen"), cancellationToken);
        if (options.Packs is { } packs)
        {
            node.Packs.AddRoot(packs);
        }

        var login = await node.Users.EnsureFirstAdministratorAsync(cancellationToken);
        var socket = new LocalSocket(ServerDescription.SocketFor(folder), ServerDescription.NewToken());
        File.Delete(socket.SocketPath);
        await using var app = WebHost.Create(node, options, socket);
        await StartAsync(app, options, cancellationToken);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(socket.SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            new ServerDescription(Environment.ProcessId, socket.SocketPath, socket.Token, UrlsOf(app), options.MllpPort).Write(folder);
            await GreetAsync(host, node, app, options, login);
            await WaitForStopAsync(app, whileServing is null ? null : token => whileServing(new CommandRun(node, host.Out, host.Error, host.WorkingDirectory, host.ShowsProgress), token), cancellationToken);
            return ExitCode.Success;
        }
        finally
        {
            File.Delete(folder.ServerDescription);
            await app.StopAsync(CancellationToken.None);
            File.Delete(socket.SocketPath);
        }
    }

    private static async Task StartAsync(WebApplication app, ServeOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException || e.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
        {
            var ports = options.MllpPort is { } mllp ? string.Create(CultureInfo.InvariantCulture, $"port {options.Port} or {mllp}") : string.Create(CultureInfo.InvariantCulture, $"port {options.Port}");
            throw new SuwenFault(ExitCode.Fault, "caller", $"Another program listens on {ports}.", ports, "Stop that program, or choose another port with --port and --mllp-port.", e);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new SuwenFault(ExitCode.Fault, "caller", "This user may not listen on the port.", string.Create(CultureInfo.InvariantCulture, $"port {options.Port}"), "Choose a port of 1024 or above.", e);
        }
    }

    private static async Task GreetAsync(CommandHost host, SuwenNode node, WebApplication app, ServeOptions options, FirstLogin? login)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Suwen.Server");
        var urls = string.Join(", ", UrlsOf(app));
        ServerLog.Serving(logger, node.Folder.Root, urls);
        foreach (var damage in node.Journal.Damage)
        {
            ServerLog.LandingDamage(logger, damage.FirstMissing.ToString(), damage.Explanation);
        }

        if (login is not null)
        {
            await host.Out.WriteLineAsync($"First login: {login.User} / {login.Password}  (kept in {login.KeptIn} until it is changed)");
        }

        if (options.MllpPort is { } port)
        {
            ServerLog.MllpListening(logger, port);
        }

        await host.Out.WriteLineAsync("Suwen serves " + urls);
        await host.Out.FlushAsync(CancellationToken.None);
    }

    /// <summary>Addresses of HTTP: without the socket, and without the HL7 v2 listener, which Kestrel lists as if it spoke HTTP.</summary>
    private static List<string> UrlsOf(WebApplication app) => [.. app.Urls.Where(u => !u.Contains("unix:", StringComparison.Ordinal)).Take(1)];

    /// <summary>Serves until Ctrl-C, a request to terminate, the caller's cancellation, or a fault in what is done meanwhile.</summary>
    private static async Task WaitForStopAsync(WebApplication app, Func<CancellationToken, Task>? meanwhile, CancellationToken cancellationToken)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        await using var registration = cancellationToken.Register(lifetime.StopApplication);
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var signal = lifetime.ApplicationStopping.Register(stopping.SetResult);
        if (meanwhile is null)
        {
            await stopping.Task;
            return;
        }

        var work = meanwhile(lifetime.ApplicationStopping);
        if (await Task.WhenAny(work, stopping.Task) == work && work.IsCompletedSuccessfully)
        {
            await stopping.Task;
            return;
        }

        try
        {
            await work;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // It was asked to stop.
        }
    }
}
