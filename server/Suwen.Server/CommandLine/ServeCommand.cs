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
    public const int DefaultPort = 5080;
    private const int MaxPort = 65535;

    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var port = PortOption("--port", "Port of the portal and the API.", DefaultPort);
        var listen = new Option<string>("--listen") { Description = "local: only this machine is answered; any: the network.", DefaultValueFactory = static _ => "local" };
        listen.AcceptOnlyFromAmong("local", "any");
        var mllp = new Option<int?>("--mllp-port") { Description = "Port of the HL7 v2 listener (MLLP); none without it." };
        var certificate = new Option<string?>("--mllp-tls-cert") { Description = "PEM file with certificate and private key: HL7 v2 over TLS." };
        var command = new Command("serve", "Serve the portal, the API and the front doors.") { port, listen, mllp, certificate };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            cancel => RunAsync(
                host,
                DataOption.FolderOf(parsed, data),
                new ServeOptions(parsed.GetRequiredValue(port), parsed.GetRequiredValue(listen) == "any", parsed.GetValue(mllp), parsed.GetValue(certificate) is { } c ? Path.GetFullPath(c, host.WorkingDirectory) : null),
                cancel),
            token));
        return command;
    }

    private static Option<int> PortOption(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > MaxPort)
            {
                result.AddError($"{name} must be 0 to {MaxPort}; 0 takes a free port.");
            }
        });
        return option;
    }

    private static async Task<int> RunAsync(CommandHost host, DataFolder folder, ServeOptions options, CancellationToken cancellationToken)
    {
        if (await ServerDescription.FindAsync(folder, cancellationToken) is { } running)
        {
            throw new SuwenFault(ExitCode.Fault, "caller", string.Create(CultureInfo.InvariantCulture, $"A server (process {running.ProcessId}) works on this data folder already, at {string.Join(", ", running.Urls)}."), folder.Root, "Use that one, stop it, or serve another folder with --data.");
        }

        using var logging = NodeLogging.Create();
        await using var node = await SuwenNode.OpenAsync(folder, TimeProvider.System, logging.CreateLogger("Suwen"), cancellationToken);
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

            var urls = app.Urls.Where(u => !u.Contains("unix:", StringComparison.Ordinal)).ToList();
            new ServerDescription(Environment.ProcessId, socket.SocketPath, socket.Token, urls).Write(folder);
            await GreetAsync(host, node, app, urls, login);
            await WaitForStopAsync(app, cancellationToken);
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

    private static async Task GreetAsync(CommandHost host, SuwenNode node, WebApplication app, List<string> urls, FirstLogin? login)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Suwen.Server");
        ServerLog.Serving(logger, node.Folder.Root, string.Join(", ", urls));
        foreach (var damage in node.Journal.Damage)
        {
            ServerLog.LandingDamage(logger, damage.FirstMissing.ToString(), damage.Explanation);
        }

        if (login is not null)
        {
            await host.Out.WriteLineAsync($"First login: {login.User} / {login.Password}  (kept in {login.KeptIn} until it is changed)");
        }

        await host.Out.WriteLineAsync("Suwen serves " + string.Join(", ", urls));
        await host.Out.FlushAsync(CancellationToken.None);
    }

    /// <summary>Serves until Ctrl-C, a request to terminate, or the caller's cancellation.</summary>
    private static async Task WaitForStopAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        await using var registration = cancellationToken.Register(lifetime.StopApplication);
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var signal = lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task;
    }
}
