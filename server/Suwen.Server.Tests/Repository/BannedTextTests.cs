using System.Text.RegularExpressions;

namespace Suwen.Server.Tests.Repository;

public sealed partial class BannedTextTests
{
    private static readonly string[] TextKinds =
    [
        ".cs", ".csproj", ".props", ".targets", ".slnx", ".md", ".sh", ".json", ".yaml", ".yml", ".ts", ".tsx", ".html", ".css", ".sql", ".txt", ".editorconfig", ".toml", ".npmrc", ".config", "",
    ];

    /// <summary>
    /// Paths of the machines on which Suwen was written, and addresses of package registries: a clone must build wherever its own
    /// registries are. The words are put together here so that this file does not find itself.
    /// </summary>
    [GeneratedRegex("""(?<![\w./-])/(?:w[o]rk|h[o]me/\w+|U[s]ers/\w+|r[o]ot)/[\w.-]+|[A-Z]:\\U[s]ers\\|registry\.n[p]mjs\.org|api\.n[u]get\.org|registry\.n[p]mmirror\.com|registry\.y[a]rnpkg\.com""")]
    private static partial Regex Banned();

    [GeneratedRegex(@"\bT[O]DO\b|\bF[I]XME\b|\bH[A]CK\b")]
    private static partial Regex Unfinished();

    [Fact]
    public void No_file_names_a_machine_or_a_registry() => Find(Banned()).ShouldBeEmpty();

    [Fact]
    public void No_source_leaves_work_for_later() => Find(Unfinished()).Where(f => !f.Contains(".md:", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void The_searches_find_what_they_are_for()
    {
        Banned().IsMatch("see /wo" + "rk/shared/DESIGN.md").ShouldBeTrue();
        Banned().IsMatch("https://registry.npm" + "js.org/x").ShouldBeTrue();
        Banned().IsMatch("/var/lib/suwen").ShouldBeFalse();
        Unfinished().IsMatch("// TO" + "DO later").ShouldBeTrue();
    }

    private static List<string> Find(Regex pattern)
    {
        var found = new List<string>();
        foreach (var file in RepositoryRoot.Files().Where(f => TextKinds.Contains(Path.GetExtension(f))))
        {
            var name = Path.GetRelativePath(RepositoryRoot.Path, file);
            var number = 0;
            foreach (var line in File.ReadLines(file))
            {
                number++;
                if (pattern.IsMatch(line))
                {
                    found.Add($"{name}:{number}");
                }
            }
        }

        return found;
    }
}
