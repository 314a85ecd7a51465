using System.Text;

namespace Suwen.Scenarios.Tests;

/// <summary>Packs of the tests: the one that <c>suwen pack new</c> writes, changed file by file.</summary>
internal sealed class PackCases : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("suwen-packs-").FullName;

    public string Root => root;

    public string Folder => Path.Combine(root, "sample");

    public PackCases() => PackTemplate.Write(root, "sample");

    public void Dispose() => Directory.Delete(root, recursive: true);

    public PackCases With(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return this;
    }

    public PackCases Replace(string file, string old, string with)
    {
        var text = File.ReadAllText(Path.Combine(Folder, file));
        text.ShouldContain(old);
        return With(file, text.Replace(old, with, StringComparison.Ordinal));
    }

    public PackCases Without(string file)
    {
        var path = Path.Combine(Folder, file);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }

        return this;
    }

    public Task<Pack> LoadAsync() => PackLibrary.LoadAsync(Folder, default);

    public async Task<Pack> LoadValidAsync()
    {
        var pack = await LoadAsync();
        pack.Faults.Select(f => f.ToString()).ShouldBeEmpty();
        return pack;
    }
}
