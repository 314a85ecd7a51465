using System.CommandLine;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary>A benchmark of the whole process, called by name.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Description">What it measures.</param>
/// <param name="RunAsync">Runs it, writing its figures; answers the exit code.</param>
internal sealed record WholeProcessBench(string Name, string Description, Func<TextWriter, CancellationToken, Task<int>> RunAsync);

/// <summary><c>suwen bench [NAME]</c></summary>
internal static class BenchCommand
{
    /// <summary>The benches of this build, one line each.</summary>
    private static readonly IReadOnlyList<WholeProcessBench> Benches = [];

    public static Command Create(CommandHost host)
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "The bench; none lists them." };
        var command = new Command("bench", "Measure the whole process.") { name };
        command.SetAction((parsed, token) => host.RunAloneAsync(cancel => RunAsync(host, parsed.GetValue(name), cancel), token));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, string? name, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            foreach (var bench in Benches)
            {
                await host.Out.WriteLineAsync($"{bench.Name}  {bench.Description}");
            }

            return ExitCode.Success;
        }

        return Benches.FirstOrDefault(b => b.Name == name) is { } found
            ? await found.RunAsync(host.Out, cancellationToken)
            : throw new SuwenFault(ExitCode.WrongUsage, "caller", $"There is no bench {name}.", "NAME", "Run suwen bench without a name for the list.");
    }
}
