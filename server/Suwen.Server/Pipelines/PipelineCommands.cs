using System.CommandLine;
using System.Text;
using Suwen.Server.CommandLine;
using Suwen.Server.Node;

namespace Suwen.Server.Pipelines;

/// <summary>Which commands a step can be, and whether its words are well formed: asked of the command line itself.</summary>
internal static class PipelineCommands
{
    /// <summary>
    /// Commands that a step cannot be: those that show patients (a log keeps what they print), that make credentials, that open a folder
    /// themselves, or that would start pipelines from a pipeline.
    /// </summary>
    private static readonly HashSet<string> Excluded = new(StringComparer.Ordinal) { "serve", "demo", "sql", "patient", "restore", "user", "token", "pipeline", "simulate", "bench", "endpoints", "openapi" };

    /// <summary>What is wrong with the words of a step; null where they run.</summary>
    public static string? FaultOf(IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return "run is a command of Suwen, such as verify.";
        }

        if (Excluded.Contains(words[0]))
        {
            return $"{words[0]} cannot be a step.";
        }

        if (words.Contains("--data"))
        {
            return "a step runs on its own data folder; take --data away.";
        }

        var parsed = SuwenCommandLine.Create(new NoHost()).Parse(words);
        return parsed.Errors.Count > 0 ? string.Join(" ", parsed.Errors.Select(e => e.Message)) : null;
    }

    /// <summary>Words between blanks; quotes, single or double, keep blanks together.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, begun) = ('\0', false);
        foreach (var c in line)
        {
            if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                begun = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (begun)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    begun = false;
                }
            }
            else
            {
                word.Append(c);
                begun = true;
            }
        }

        if (begun)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Parses without running.</summary>
    private sealed class NoHost() : CommandHost(TextWriter.Null, TextWriter.Null, Environment.CurrentDirectory, false)
    {
        public override Task<int> RunOnNodeAsync(ParseResult parsed, DataFolder folder, CommandBody body, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing runs here.");

        public override Task<int> RunAloneAsync(Func<CancellationToken, Task<int>> body, CancellationToken cancellationToken) => throw new InvalidOperationException("Nothing runs here.");
    }
}
