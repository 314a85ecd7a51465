using System.Text.Json;
using Suwen.Server.Node;

namespace Suwen.Server.Ingest;

/// <summary>
/// Which source a file comes from, by where it lies: the first folder on the way down from the one that was named whose name is a source's, by the data
/// folder's settings or by a <c>suwen.json</c> in the named folder or beside it; otherwise the named folder itself.
/// </summary>
/// <remarks>Numbers of records and persons are a source's own. Two senders under one name would overwrite each other's records.</remarks>
internal sealed class SourceFolders
{
    private readonly string root;
    private readonly HashSet<string> names;

    public SourceFolders(string root, NodeSettings settings)
    {
        this.root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        names = new HashSet<string>(settings.Sources?.Keys ?? [], StringComparer.Ordinal);
        names.UnionWith(NamesIn(Path.Combine(this.root, DataFolder.SettingsName)));
        if (Path.GetDirectoryName(this.root) is { } parent)
        {
            names.UnionWith(NamesIn(Path.Combine(parent, DataFolder.SettingsName)));
        }
    }

    /// <summary>The source of a file below the folder.</summary>
    public string SourceOf(string file)
    {
        if (names.Count > 0)
        {
            var below = Path.GetRelativePath(root, Path.GetDirectoryName(file)!);
            foreach (var folder in below.Split(Path.DirectorySeparatorChar))
            {
                if (names.Contains(folder))
                {
                    return folder;
                }
            }
        }

        return NameOf(root);
    }

    /// <summary>True where files lie in several folders below this one, and none of these is a source.</summary>
    public bool AreTakenAsOne(IEnumerable<string> files)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (SourceOf(file) != NameOf(root))
            {
                return false;
            }

            var below = Path.GetRelativePath(root, file);
            if (below.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal) is > 0 and var end)
            {
                folders.Add(below[..end]);
            }
        }

        return folders.Count > 1;
    }

    /// <summary>The name of a folder as that of a source.</summary>
    public static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) is { Length: > 0 } name ? name : "root";

    private static List<string> NamesIn(string file)
    {
        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return settings.RootElement.TryGetProperty("sources", out var sources) && sources.ValueKind == JsonValueKind.Object ? [.. sources.EnumerateObject().Select(s => s.Name)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            // It is no settings file of the platform, or there is none.
            return [];
        }
    }
}
