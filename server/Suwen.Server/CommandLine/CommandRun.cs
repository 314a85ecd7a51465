using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary>What a command works with: an open node, where it writes, and where relative paths begin.</summary>
/// <param name="Node">The open data folder.</param>
/// <param name="Out">Results.</param>
/// <param name="Error">Progress and messages.</param>
/// <param name="WorkingDirectory">The caller's working directory.</param>
/// <param name="ShowsProgress">True when someone watches <paramref name="Error"/> on a terminal.</param>
internal sealed record CommandRun(SuwenNode Node, TextWriter Out, TextWriter Error, string WorkingDirectory, bool ShowsProgress)
{
    /// <summary>A path as the caller wrote it, made absolute from the caller's working directory.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, WorkingDirectory);
}

/// <summary>The work of a command; answers the exit code.</summary>
internal delegate Task<int> CommandBody(CommandRun run, CancellationToken cancellationToken);
