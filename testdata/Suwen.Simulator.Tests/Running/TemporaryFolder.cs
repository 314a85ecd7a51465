namespace Suwen.Simulator.Tests.Running;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("suwen-region");

    public string this[string name] => Path.Combine(_root.FullName, name);

    /// <summary>The files below a folder by their relative path.</summary>
    public static SortedDictionary<string, byte[]> Files(string folder)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)) files.Add(Path.GetRelativePath(folder, file), File.ReadAllBytes(file));
        return files;
    }

    public void Dispose() => _root.Delete(recursive: true);
}
