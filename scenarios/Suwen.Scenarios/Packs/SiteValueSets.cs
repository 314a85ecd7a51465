namespace Suwen.Scenarios;

/// <summary>Value sets that a site puts in the place of a pack's own: a town's price list, a hospital's departments.</summary>
/// <param name="Files">By name of the value set, the file as the site names it and its path.</param>
public sealed record SiteValueSets(IReadOnlyDictionary<string, (string Shown, string Path)> Files)
{
    /// <summary>None: the pack as its author wrote it.</summary>
    public static SiteValueSets None { get; } = new(new Dictionary<string, (string, string)>());

    /// <summary>Names, lengths and times of the files: a change of one is a change of the pack.</summary>
    public string Stamp => string.Join(
        '\n',
        Files.OrderBy(static f => f.Key, StringComparer.Ordinal).Select(static f => new FileInfo(f.Value.Path) is { Exists: true } file
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{f.Key} {file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}")
            : f.Key + " missing"));
}
