using System.CommandLine;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen openapi [--out FILE]</c>: writes the API's document.</summary>
internal static class OpenApiCommand
{
    public static Command Create(CommandHost host)
    {
        var file = new Option<string?>("--out") { HelpName = "FILE", Description = "Where to write; otherwise standard output." };
        var command = new Command("openapi", "Write the API's OpenAPI document.") { file };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            async cancel =>
            {
                await using var app = WebHost.CreateWithoutNode();
                var document = await ApiDocument.WriteAsync(app.Services, cancel);
                if (parsed.GetValue(file) is { } path)
                {
                    await File.WriteAllTextAsync(path, document, cancel);
                }
                else
                {
                    await host.Out.WriteAsync(document);
                }

                return ExitCode.Success;
            },
            token));
        return command;
    }
}
