using System.CommandLine;
using Suwen.Server.Node;
using Suwen.Simulator.Validation;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen simulate validate DIR</c>: whether a region is what it claims to be.</summary>
internal static class SimulateValidateCommand
{
    public static Command Create(CommandHost host)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder that was given to suwen simulate --out." };
        var output = new Option<string?>("--report") { Description = "Folder for report.md and its pictures; otherwise DIR/validation.", HelpName = "DIR" };
        var command = new Command("validate", "Compare a region with the population table, rates, seasons and reference ranges that it follows, and with itself.") { folder, output };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            cancel => SimulateCommand.GuardAsync(async () =>
            {
                var path = Path.GetFullPath(parsed.GetRequiredValue(folder), host.WorkingDirectory);
                var report = parsed.GetValue(output) is { } given ? Path.GetFullPath(given, host.WorkingDirectory) : Path.Combine(path, "validation");
                var checks = await RegionValidation.RunAsync(path, report, cancel);
                foreach (var check in checks)
                {
                    await host.Out.WriteLineAsync($"{(check.IsMet ? "ok     " : "PROBLEM")}  {check.Name}: {check.Found} (asked: {check.Limit})");
                }

                await host.Out.WriteLineAsync($"The report is in {Path.Combine(report, "report.md")}");
                return checks.All(c => c.IsMet) ? ExitCode.Success : ExitCode.FoundProblems;
            }),
            token));
        return command;
    }
}
