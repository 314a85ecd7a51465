namespace Suwen.Server.Tests.Commands;

/// <summary>Two data folders with the sample: one that commands open themselves, and one with a server on it.</summary>
public sealed class SampleFolders : IAsyncLifetime
{
    private ServerProcess? server;

    public TemporaryFolder Folder { get; } = new();

    public string Alone => Folder["alone"];

    public string Served => Folder["served"];

    public Task<CommandResult> RunAsync(bool besideServer, params string[] args) =>
        SuwenProcess.RunAsync(Folder.Path, [.. args, "--data", besideServer ? Served : Alone]);

    public async Task InitializeAsync()
    {
        await Sample.IngestAsync(Folder, Alone);
        server = await ServerProcess.StartAsync(Served);
        await Sample.IngestAsync(Folder, Served);
    }

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        Folder.Dispose();
    }
}
