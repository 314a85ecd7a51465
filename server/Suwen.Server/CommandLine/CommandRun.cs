using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary>What a command works with: an open node, where it writes, and where relative paths begin.</summary>
/// <param name="Node">The open data folder.</param>
/// <param name="Out">Results.</param>
/// <param name="Error">Progress and messages.</param>
/// <param name="WorkingDirectory">The caller's working directory.</param>
/// <param name="ShowsProgress">True when someone watches <paramref name="Error"/> on a terminal.</param>
/// <param name="IsInServer">True in a server, whose doors go on receiving.</param>
internal sealed record CommandRun(SuwenNode Node, TextWriter Out, TextWriter Error, string WorkingDirectory, bool ShowsProgress, bool IsInServer = false)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Waits until what has landed is loaded, so that a question is answered from all of it. Where doors go on receiving, which may be more
    /// than is loaded meanwhile, only for some seconds; then the caller is told that the answer is of what is loaded.
    /// </summary>
    public async Task WaitUntilLoadedAsync(CancellationToken cancellationToken)
    {
        if (!IsInServer)
        {
            await Node.WaitUntilLoadedAsync(Node.Journal.End, cancellationToken);
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await Node.WaitUntilLoadedAsync(Node.Journal.End, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await Error.WriteLineAsync("Not all that has landed is loaded yet; this is the answer of what is.");
        }
    }

    /// <summary>A path as the caller wrote it, made absolute from the caller's working directory.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, WorkingDirectory);
}

/// <summary>The work of a command; answers the exit code.</summary>
internal delegate Task<int> CommandBody(CommandRun run, CancellationToken cancellationToken);
