using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Suwen.Server.Tests.Repository;

/// <summary>Documents are tested like code: every command in them runs, and every path exists.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Documents = ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"];

    /// <summary>Commands that build or test the whole tree, or a part that other tests run: they are checked for what they name, not run from inside a test.</summary>
    [GeneratedRegex(@"^(?:\./test\b|\./run\b|dotnet |npm |npx |eng/|git |cd |curl )")]
    private static partial Regex RunsElsewhere();

    [GeneratedRegex(@"\]\((?<path>[^)#:\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?:^|[\s""'=])(?<path>(?:\./)?(?:[\w.-]+/)+[\w.-]+|\./[\w.-]+)")]
    private static partial Regex PathInCommand();

    public static TheoryData<string> DocumentNames => [.. Documents];

    [Theory]
    [MemberData(nameof(DocumentNames))]
    public void Every_path_that_a_document_links_to_exists(string document)
    {
        var text = File.ReadAllText(RepositoryRoot.At(document));
        var missing = Link().Matches(text).Select(m => m.Groups["path"].Value).Where(p => !Exists(p)).ToList();
        missing.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(DocumentNames))]
    public void Every_file_that_a_command_names_exists(string document)
    {
        var missing = CommandsOf(document)
            .SelectMany(c => PathInCommand().Matches(c).Select(m => m.Groups["path"].Value))
            .Where(p => !p.StartsWith("artifacts/", StringComparison.Ordinal) && !p.StartsWith("http", StringComparison.Ordinal) && !p.Contains("//", StringComparison.Ordinal) && p is not "application/fhir+json")
            .Where(p => RepositoryRootFolder(p) && !Exists(p))
            .ToList();
        missing.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(DocumentNames))]
    public async Task Every_command_of_the_command_line_in_a_document_runs(string document)
    {
        using var folder = new TemporaryFolder();
        var failed = new List<string>();
        foreach (var command in CommandsOf(document).Where(c => !RunsElsewhere().IsMatch(c)))
        {
            command.ShouldStartWith("./suwen ");
            var (code, error) = await RunAsync(command, folder);
            if (code != 0)
            {
                failed.Add($"{command} → {code}: {error}");
            }
        }

        failed.ShouldBeEmpty();
    }

    /// <summary>The Chinese page may write to folders of its own (-zh), so that a reader can follow both on one machine.</summary>
    [Fact]
    public void Both_languages_show_the_same_commands() =>
        CommandsOf("README.zh-CN.md").Select(c => c.Replace("-zh", "", StringComparison.Ordinal)).ShouldBe(CommandsOf("README.md"));

    private static bool RepositoryRootFolder(string path) =>
        Directory.Exists(RepositoryRoot.At(path.TrimStart('.', '/').Split('/')[0])) || path.StartsWith("./", StringComparison.Ordinal);

    private static bool Exists(string path)
    {
        var full = RepositoryRoot.At(path.Split('/'));
        return File.Exists(full) || Directory.Exists(full);
    }

    private static List<string> CommandsOf(string document)
    {
        var commands = new List<string>();
        var inside = false;
        foreach (var line in File.ReadLines(RepositoryRoot.At(document)))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside && line.TrimEnd() == "```sh";
            }
            else if (inside && line.Trim() is { Length: > 0 } command && command[0] != '#')
            {
                commands.Add(command);
            }
        }

        return commands;
    }

    /// <summary>Runs a line by the shell, from the root of a tree of links, so that data and artifacts stay out of the real one.</summary>
    private static async Task<(int Code, string Error)> RunAsync(string command, TemporaryFolder folder)
    {
        var root = Path.Combine(folder.Path, "tree");
        if (!Directory.Exists(root))
        {
            Directory.CreateDirectory(root);
            foreach (var entry in Directory.EnumerateFileSystemEntries(RepositoryRoot.Path))
            {
                if (Path.GetFileName(entry) is not ("artifacts" or "data" or "suwen" or "server"))
                {
                    File.CreateSymbolicLink(Path.Combine(root, Path.GetFileName(entry)), entry);
                }
            }

            Directory.CreateDirectory(Path.Combine(root, "server"));
            Directory.CreateDirectory(Path.Combine(root, "artifacts"));
            var program = Path.Combine(root, "suwen");
            await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec {SuwenProcess.ShellCommand} \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }

        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = root, RedirectStandardError = true, RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        await output;
        return (process.ExitCode, await error);
    }
}
