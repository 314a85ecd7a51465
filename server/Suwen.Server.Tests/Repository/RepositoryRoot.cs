using System.Diagnostics;

namespace Suwen.Server.Tests.Repository;

/// <summary>The working tree that the tests were built from.</summary>
internal static class RepositoryRoot
{
    private static readonly string[] Generated = ["bin", "obj", "node_modules", "artifacts", "dist", "wwwroot", "data", "runtimes", ".git", "TestResults"];

    public static string Path { get; } = Find();

    public static string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Every file that is kept, without what building makes.</summary>
    public static IEnumerable<string> Files() => Walk(Path);

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            yield return file;
        }

        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (!Generated.Contains(System.IO.Path.GetFileName(child)))
            {
                foreach (var file in Walk(child))
                {
                    yield return file;
                }
            }
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Suwen.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new UnreachableException("The tests do not run inside the repository.");
    }
}
