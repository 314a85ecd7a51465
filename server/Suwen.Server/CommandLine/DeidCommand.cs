using System.CommandLine;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen deid</c>: take out what tells who somebody is, and measure how well that works.</summary>
internal static class DeidCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var command = DeidRunCommand.Create(host, data);
        command.Add(DeidEvaluateCommand.Create(host));
        command.Add(DeidRiskCommand.Create(host));
        command.Add(DeidTraceCommand.Create(host, data));
        command.Add(DeidCertificateCommand.Create(host, data));
        command.Add(DeidRunCommand.CreatePolicies(host));
        return command;
    }
}
