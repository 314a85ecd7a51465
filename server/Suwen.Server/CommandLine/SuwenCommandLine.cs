using System.CommandLine;
using Suwen.Analysis;
using Suwen.Server.Node;

namespace Suwen.Server.CommandLine;

/// <summary>The command line: one line per command.</summary>
internal static class SuwenCommandLine
{
    public static RootCommand Create(CommandHost host)
    {
        var data = DataOption.Create();
        return new RootCommand("Suwen (素问): collect, govern, store and ask health data.")
        {
            data,
            ServeCommand.Create(host, data),
            DemoCommand.Create(host, data),
            SimulateCommand.Create(host, data),
            IngestCommand.Create(host, data),
            SqlCommand.Create(host, data),
            PatientCommand.Create(host, data),
            VerifyCommand.Create(host, data),
            CleanCommand.Create(host, data),
            QualityCommand.Create(host, data),
            RebuildCommand.Create(host, data),
            DeidCommand.Create(host, data),
            BackupCommand.Create(host, data),
            RestoreCommand.Create(host, data),
            UserCommand.Create(host, data),
            TokenCommand.Create(host, data),
            CatalogCommand.Create(host, data),
            LineageCommand.Create(host, data),
            GradeCommand.Create(host, data),
            TermsCommand.Create(host, data),
            PipelineCommand.Create(host, data),
            PackCommand.Create(host, data),
            MpiCommand.Create(host, data),
            CohortCommand.Create(host, data),
            OpCommand.Create(host, data),
            BenchCommand.Create(host, data),
            EndpointsCommand.Create(host),
            OpenApiCommand.Create(host),
        };
    }

    /// <summary>Parses and runs; wrong usage is told on standard error and answered by its own exit code.</summary>
    public static async Task<int> RunAsync(CommandHost host, IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var root = Create(host);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await host.Error.WriteLineAsync("caller: " + error.Message);
            }

            if (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0)
            {
                await host.Error.WriteAsync(Similar.Question(parsed.UnmatchedTokens[0], parsed.CommandResult.Command.Subcommands.SelectMany(static c => c.Aliases.Prepend(c.Name))));
            }

            await host.Error.WriteLineAsync("See suwen --help" + (parsed.CommandResult.Command is RootCommand ? "." : $", or suwen {parsed.CommandResult.Command.Name} --help."));
            return ExitCode.WrongUsage;
        }

        var configuration = new InvocationConfiguration { Output = host.Out, Error = host.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }
}
