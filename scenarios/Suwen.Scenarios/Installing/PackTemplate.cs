using System.Reflection;
using System.Text.RegularExpressions;

namespace Suwen.Scenarios;

/// <summary>Writes a small whole pack to begin with; it passes its own tests.</summary>
public static partial class PackTemplate
{
    private const string Prefix = "pack-template/";

    /// <summary>True for a name that a pack can have.</summary>
    public static bool IsName(string name) => name.Length <= 40 && Name().IsMatch(name);

    /// <summary>Writes the pack and answers its files.</summary>
    /// <param name="root">The folder in which the pack's folder is made.</param>
    /// <param name="name">The pack's id.</param>
    /// <exception cref="IOException">The folder is there already.</exception>
    public static IReadOnlyList<string> Write(string root, string name)
    {
        var folder = Path.Combine(root, name);
        if (Path.Exists(folder))
        {
            throw new IOException($"{folder} is there already.");
        }

        var assembly = Assembly.GetExecutingAssembly();
        var written = new List<string>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(static r => r.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, resource[Prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            File.WriteAllText(path, reader.ReadToEnd().Replace("__ID__", name, StringComparison.Ordinal));
            written.Add(path);
        }

        return written;
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
