using Suwen.Scenarios.Yaml;

namespace Suwen.Scenarios;

/// <content>Libraries: packs that lend their models, with the inputs, value sets and parameters that these need.</content>
internal sealed partial class PackReader
{
    /// <summary>What a library lends.</summary>
    private sealed record LentParts(PackUse Use, IReadOnlyList<PackResult> Results, IReadOnlyList<PackInput> Inputs, IReadOnlyList<ValueSet> ValueSets, IReadOnlyList<PackParameter> Parameters);

    private List<LentParts> ReadLibraries(YamlPart? root, Func<string, string?> find)
    {
        var lent = new List<LentParts>();
        foreach (var (key, value) in root?.Find("uses")?.Entries() ?? [])
        {
            if (!Id().IsMatch(key.Name) || find(key.Name) is not { } place)
            {
                key.Fault($"The pack uses {key.Name}, which is not installed.", $"Install the library {key.Name} first, beside this pack.");
                continue;
            }

            var reader = new PackReader(Path.GetFullPath(place), sets, faults, $"../{key.Name}/");
            var definition = reader.YamlOf(Definition, isRequired: true);
            var version = definition?.Find("version")?.Text ?? "";
            if (definition?.Flag("library") != true)
            {
                key.Fault($"{key.Name} is no library.", "Packs do not read each other: what two need belongs into a pack with library: true.");
                continue;
            }

            if (!Fits(value.Text, version))
            {
                value.Fault($"The pack needs {key.Name} {value.Text}, and {version} is installed.", "Install a version with the same first number that is not older.");
            }

            var inputs = reader.ReadInputs().Select(static i => i with { Line = 0 }).ToList();
            lent.Add(new LentParts(new PackUse(key.Name, version, reader.folder), [.. reader.ReadModels()], inputs, reader.ReadOwnValueSets(), [.. ParametersOf(definition).Select(static p => p with { IsLent = true })]));
        }

        return lent;
    }

    /// <summary>True where a version has the first number of the one that is needed and is not older.</summary>
    private static bool Fits(string needed, string installed) =>
        SemanticVersion().IsMatch(needed) && SemanticVersion().IsMatch(installed) && Version.Parse(needed) is var least && Version.Parse(installed) is var there && there.Major == least.Major && there >= least;

    /// <summary>The pack's own declarations, and those of libraries: of a table that both declare the columns of both.</summary>
    private static List<PackInput> Together(List<PackInput> own, List<LentParts> lent)
    {
        foreach (var input in lent.SelectMany(static l => l.Inputs))
        {
            var at = own.FindIndex(o => o.Table == input.Table);
            if (at < 0)
            {
                own.Add(input);
            }
            else
            {
                own[at] = own[at] with { Columns = [.. own[at].Columns.Union(input.Columns)] };
            }
        }

        return own;
    }

    private void CheckLibrary(YamlPart? root)
    {
        if (root?.Flag("library") != true)
        {
            return;
        }

        foreach (var key in new[] { "permissions", "schedule", "steps", "uses" }.Where(k => root.Find(k) is not null))
        {
            root.Find(key)!.Fault($"A library has no {key}.", "It lends models, value sets, parameters and inputs; what is done with them is the business of the packs that use it.");
        }

        foreach (var file in new[] { "rules.yaml", "views.yaml", "cohorts" }.Where(f => Path.Exists(Path.Combine(folder, f))))
        {
            faults.Add(file, 0, $"A library has no {file}.", "Move it to the packs that use the library.");
        }
    }
}
