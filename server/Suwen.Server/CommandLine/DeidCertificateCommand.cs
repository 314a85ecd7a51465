using System.CommandLine;
using System.Globalization;
using Suwen.Security.Deidentification;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen deid certificate verify FILE</c></summary>
internal static class DeidCertificateCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var file = new Argument<string>("FILE") { Description = "The certificate (JSON)." };
        var folder = new Option<string?>("--files") { Description = "Also compare the released files in this folder." };
        var verify = new Command("verify", "Check the signature, and the files where named.") { file, folder };
        verify.SetAction((parsed, token) => host.RunOnNodeAsync(
            parsed,
            DataOption.FolderOf(parsed, data),
            async (run, cancel) =>
            {
                var path = run.Resolve(parsed.GetRequiredValue(file));
                if (!File.Exists(path))
                {
                    throw new SuwenFault(ExitCode.BadInput, "caller", "There is no such file.", "FILE", "Check the path.");
                }

                var (body, isGenuine) = Certificate.Verify(await File.ReadAllTextAsync(path, cancel), run.Node.Keys);
                if (body is null)
                {
                    throw new SuwenFault(ExitCode.BadInput, "caller", "The file is no certificate.", "FILE", "Name the JSON file that suwen deid wrote.");
                }

                var differing = parsed.GetValue(folder) is { } released ? Certificate.Differing(body, run.Resolve(released)) : [];
                await run.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"certificate {body.Id}\npolicy      {body.PolicyId}\nissued      {body.IssuedAt:yyyy-MM-dd HH:mm} UTC by {body.By}\nsignature   {(isGenuine ? "genuine" : "NOT genuine: the text was changed, or another installation signed it")}"));
                foreach (var difference in differing)
                {
                    await run.Out.WriteLineAsync("file        " + difference);
                }

                return isGenuine && differing.Count == 0 ? ExitCode.Success : ExitCode.FoundProblems;
            },
            token));
        return new Command("certificate", "Certificates of de-identification.") { verify };
    }
}
