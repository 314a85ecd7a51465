using System.CommandLine;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen deid</c>: take out what tells who somebody is, and measure how well that works.</summary>
internal static class DeidCommand
{
    public static Command Create(CommandHost host) =>
        new("deid", "Find and take out what identifies people.")
        {
            DeidEvaluateCommand.Create(host),
        };
}
