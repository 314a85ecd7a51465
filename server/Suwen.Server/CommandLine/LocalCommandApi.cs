using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary>Runs commands for callers on the same machine: POST on the socket, frames back.</summary>
internal static class LocalCommandApi
{
    public static void MapLocalCommandApi(this IEndpointRouteBuilder app) =>
        app.MapPost(RemoteCommand.Path, RunAsync)
            .ExcludeFromDescription()
            .RequirePermission(Permission.AdminNode, "command");

    private static async Task RunAsync(CommandRequest request, HttpContext context, SuwenNode node)
    {
        // An administrator signed in over the network is not the folder's owner: a command reads files of this machine.
        if (!LocalSocket.IsLocal(context))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/octet-stream";
        var pipe = context.Response.BodyWriter;
        using var turn = new SemaphoreSlim(1, 1);
        await using var output = new FrameWriter(pipe, CommandFrames.Out, turn);
        await using var error = new FrameWriter(pipe, CommandFrames.Error, turn);
        var host = new ServerCommandHost(node, output, error, request.WorkingDirectory, request.ShowsProgress);
        var code = await SuwenCommandLine.RunAsync(host, request.Args, context.RequestAborted);
        await output.FlushAsync();
        await error.FlushAsync();
        CommandFrames.Append(pipe, CommandFrames.Exit, [(byte)code]);
        await pipe.FlushAsync(context.RequestAborted);
    }
}
