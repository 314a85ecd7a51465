using System.Runtime.CompilerServices;
using System.Text.Json;
using Suwen.Storage.DuckDb;

namespace Suwen.Storage.Tests.DuckDb;

public sealed class NativeLibraryTests
{
    [Fact]
    public void The_library_beside_the_application_has_the_pinned_version()
    {
        NativeLibraryLocator.EnsureLoaded();
    }

    [Fact]
    public void The_version_that_the_binding_asserts_is_the_one_that_npm_brings()
    {
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder(), "package.json")));
        var pinned = package.RootElement.GetProperty("dependencies").GetProperty("@duckdb/node-bindings").GetString()!;
        NativeLibraryLocator.PinnedVersion.ShouldBe("v" + pinned.Split('-')[0]);
    }

    [Fact]
    public void Every_platform_of_the_lock_file_has_a_hash_and_no_registry_is_named()
    {
        var text = File.ReadAllText(Path.Combine(Folder(), "package-lock.json"));
        text.ShouldNotContain("resolved");
        text.ShouldNotContain("http");
        using var locked = JsonDocument.Parse(text);
        var platforms = locked.RootElement.GetProperty("packages").EnumerateObject().Count(p => p.Name.Contains("node-bindings-", StringComparison.Ordinal));
        platforms.ShouldBe(8);
        File.ReadAllLines(Path.Combine(Folder(), "hashes.txt")).Length.ShouldBe(platforms);
    }

    private static string Folder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../Suwen.Storage/DuckDb/native"));
}
