using Suwen.Scenarios.ValueSets;

namespace Suwen.Scenarios;

/// <content>Value sets: the pack's own, those that libraries lend, and those that the site puts in their place.</content>
internal sealed partial class PackReader
{
    private List<ValueSet> ReadValueSets(IReadOnlyList<LentParts> lent)
    {
        var read = ReadOwnValueSets();
        read.AddRange(lent.SelectMany(static l => l.ValueSets).Where(s => read.All(o => o.Name != s.Name)));
        foreach (var (name, own) in sets.Files.Where(s => read.All(r => r.Name != s.Key)))
        {
            faults.Add(own.Shown, 0, $"The settings of the site replace the value set {name}, which this pack does not have.", PackFaults.Suggest(name, read.Select(static r => r.Name)));
        }

        return read;
    }

    private List<ValueSet> ReadOwnValueSets()
    {
        var read = new List<ValueSet>();
        foreach (var (file, name) in FilesOf("valuesets", ".csv"))
        {
            var set = sets.Files.TryGetValue(name, out var own) ? ReadSiteValueSet(name, own.Shown, own.Path) : ValueSetReader.Read(file, name, BytesOf(file), faults);
            read.Add(set with { IsLent = below.Length > 0 });
        }

        return read;
    }

    /// <summary>The site's lines in the place of the pack's; its faults name the site's file.</summary>
    private ValueSet ReadSiteValueSet(string name, string shown, string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: <= MostBytes })
        {
            faults.Add(shown, 0, $"The site's file for the value set {name} is not there, or is larger than 4 MB.", "Correct packs.sites in suwen.json; a path counts from the data folder.");
            return new ValueSet(name, [], []);
        }

        return ValueSetReader.Read(shown, name, File.ReadAllBytes(path), faults);
    }
}
