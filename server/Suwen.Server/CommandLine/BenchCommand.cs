using System.CommandLine;
using Suwen.Bench;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary><c>suwen bench [NAME]</c>, <c>suwen bench packs</c></summary>
internal static partial class BenchCommand
{
    public static Command Create(CommandHost host, Option<DirectoryInfo> data)
    {
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne, Description = "The bench; none lists them." };
        var scale = new Option<double>("--scale") { DefaultValueFactory = _ => 1, Description = "Size of the input relative to the usual one." };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of a campaign." };
        var folder = new Option<string?>("--folder") { Description = "An empty or absent folder to work in; a temporary one where not given." };
        var input = new Option<string?>("--input") { Description = "For fhir: a folder of bundles to measure with; --scale is the number of copies, each with ids of its own." };
        var command = new Command("bench", "Measure the whole process, or put it through a campaign.") { name, scale, rounds, folder, input, Packs(host, data), Cohorts(host) };
        command.SetAction((parsed, token) => host.RunAloneAsync(
            cancel => RunAsync(host, parsed.GetValue(name), parsed.GetValue(scale), parsed.GetValue(rounds), parsed.GetValue(folder), parsed.GetValue(input), cancel), token));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, string? name, double scale, int rounds, string? folder, string? input, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            foreach (var bench in BenchCatalogue.All)
            {
                await host.Out.WriteLineAsync($"{bench.Name,-8} {bench.Description}");
            }

            await host.Out.WriteLineAsync($"{"packs",-8} What the engine of packs adds to their SQL, in a data folder");
            await host.Out.WriteLineAsync($"{"cohorts",-8} A cohort counted over made-up events, as its owner and as a researcher");

            return ExitCode.Success;
        }

        var found = BenchCatalogue.All.FirstOrDefault(b => b.Name == name)
            ?? throw new SuwenFault(ExitCode.WrongUsage, "caller", $"There is no bench {name}.", "NAME", "Run suwen bench without a name for the list.");
        var work = folder is null ? Directory.CreateTempSubdirectory("suwen-bench-").FullName : Directory.CreateDirectory(Path.GetFullPath(folder, host.WorkingDirectory)).FullName;
        try
        {
            var passed = await found.RunAsync(new BenchContext(OwnProgram(), work, scale, rounds, host.Out, input is null ? null : Path.GetFullPath(input, host.WorkingDirectory)), cancellationToken);
            return passed ? ExitCode.Success : ExitCode.FoundProblems;
        }
        finally
        {
            if (folder is null)
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }

    /// <summary>The command that started this process: the program itself, or the runtime and the assembly.</summary>
    private static List<string> OwnProgram()
    {
        var process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet" ? [process, typeof(BenchCommand).Assembly.Location] : [process];
    }
}
