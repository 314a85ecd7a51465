namespace Suwen.Scenarios;

/// <summary>The packs of an installation: those that ship, and those of the site, which take the place of one of the same id.</summary>
public static class PackLibrary
{
    /// <summary>The folder beside the program in which the packs that ship lie.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "packs");

    /// <summary>Folders of packs by id: a later root goes before an earlier one.</summary>
    public static IReadOnlyDictionary<string, string> Folders(IEnumerable<string> roots)
    {
        var folders = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var root in roots.Where(Directory.Exists))
        {
            foreach (var folder in Directory.EnumerateDirectories(root).Where(static f => !Path.GetFileName(f).StartsWith('.') && File.Exists(Path.Combine(f, PackReader.Definition))))
            {
                folders[Path.GetFileName(folder)] = folder;
            }
        }

        return folders;
    }

    /// <summary>When a pack runs, without reading the rest of it; null where it says nothing, or nothing that can be read.</summary>
    public static PackSchedule? ScheduleOf(string folder)
    {
        var faults = new PackFaults();
        var root = Yaml.YamlPart.Read(PackReader.Definition, File.ReadAllText(Path.Combine(folder, PackReader.Definition)), faults);
        var schedule = PackReader.ScheduleOf(root);
        return faults.Count == 0 && schedule != PackSchedule.None ? schedule : null;
    }

    /// <summary>Ids of the libraries that a pack uses, without reading the rest of it.</summary>
    public static IReadOnlyList<string> UsesOf(string folder) =>
        [.. Yaml.YamlPart.Read(PackReader.Definition, File.ReadAllText(Path.Combine(folder, PackReader.Definition)), new PackFaults()) is { IsMapping: true } root && root.Find("uses") is { IsMapping: true } uses ? uses.Entries().Select(static u => u.Key.Name) : []];

    /// <summary>Reads and checks the pack of a folder; what is wrong is in its faults. Libraries that it uses lie beside it, or ship.</summary>
    public static Task<Pack> LoadAsync(string folder, CancellationToken cancellationToken) => LoadAsync(folder, SiteValueSets.None, cancellationToken);

    /// <summary>Reads and checks the pack of a folder with value sets of the site in the place of its own.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="sets">The site's value sets.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="find">The folder of a library by its id, null where there is none; where not given it lies beside the pack, or ships.</param>
    public static Task<Pack> LoadAsync(string folder, SiteValueSets sets, CancellationToken cancellationToken, Func<string, string?>? find = null)
    {
        var root = Path.GetDirectoryName(Path.GetFullPath(folder)) ?? folder;
        return PackCheck.LoadAsync(folder, sets, find ?? (id => Folders([Shipped, root]).GetValueOrDefault(id)), cancellationToken);
    }

    /// <summary>What lies in a site's folder of packs and is none, so that nobody waits for it.</summary>
    public static IReadOnlyList<PackFault> StrayIn(string root)
    {
        if (!Directory.Exists(root))
        {
            return [];
        }

        var faults = new List<PackFault>();
        foreach (var path in Directory.EnumerateFileSystemEntries(root).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (name.StartsWith('.'))
            {
                continue;
            }

            if (!Directory.Exists(path))
            {
                faults.Add(new PackFault(name, 0, "This lies in the folder of packs and is no pack's folder, so it is not read.", name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? "Install it: suwen pack install FILE." : "Move it away."));
            }
            else if (!File.Exists(Path.Combine(path, PackReader.Definition)))
            {
                var inner = Path.Combine(path, name, PackReader.Definition);
                faults.Add(new PackFault(name, 0, "The folder holds no pack.yaml, so it is not read.", File.Exists(inner) ? $"The pack lies one folder too deep: move {name}/{name} up." : "Copy the pack's own folder here, with its pack.yaml."));
            }
        }

        return faults;
    }
}
