using System.Xml.Linq;

namespace Suwen.Server.Tests.Repository;

public sealed class DependencyDirectionTests
{
    /// <summary>The design, section 2: standards ← storage ← security ← governance ← {sources, analysis} ← scenarios ← server.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Suwen.Standards"] = [],
        ["Suwen.Storage"] = ["Suwen.Standards"],
        ["Suwen.Security"] = ["Suwen.Standards", "Suwen.Storage"],
        ["Suwen.Governance"] = ["Suwen.Standards", "Suwen.Storage", "Suwen.Security"],
        ["Suwen.Sources"] = ["Suwen.Standards", "Suwen.Storage", "Suwen.Security", "Suwen.Governance"],
        ["Suwen.Analysis"] = ["Suwen.Standards", "Suwen.Storage", "Suwen.Security", "Suwen.Governance"],
        ["Suwen.Scenarios"] = ["Suwen.Standards", "Suwen.Storage", "Suwen.Security", "Suwen.Governance", "Suwen.Sources", "Suwen.Analysis"],

        // The synthetic region knows the platform through its front doors only.
        ["Suwen.Simulator"] = ["Suwen.Standards"],

        // Benches call the product from outside; the command line calls them by name.
        ["Suwen.Bench"] = ["Suwen.Standards", "Suwen.Storage", "Suwen.Security", "Suwen.Governance", "Suwen.Sources", "Suwen.Analysis", "Suwen.Scenarios"],
        ["Suwen.Server"] = ["Suwen.Bench", "Suwen.Simulator", "Suwen.Standards", "Suwen.Storage", "Suwen.Security", "Suwen.Governance", "Suwen.Sources", "Suwen.Analysis", "Suwen.Scenarios"],
    };

    [Fact]
    public void Projects_refer_only_to_what_lies_before_them()
    {
        var projects = RepositoryRoot.Files().Where(f => f.EndsWith(".csproj", StringComparison.Ordinal)).ToList();
        projects.Count.ShouldBeGreaterThanOrEqualTo(12);
        var faults = new List<string>();
        foreach (var project in projects)
        {
            var name = Path.GetFileNameWithoutExtension(project);
            if (!Allowed.TryGetValue(name, out var allowed))
            {
                continue;
            }

            foreach (var reference in XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)))
            {
                if (!allowed.Contains(reference))
                {
                    faults.Add($"{name} refers to {reference}");
                }
            }
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Every_product_project_has_a_place_in_the_order()
    {
        var products = RepositoryRoot.Files()
            .Where(f => f.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(f => (File: f, Name: Path.GetFileNameWithoutExtension(f)))
            .Where(p => !p.Name.EndsWith(".Tests", StringComparison.Ordinal))
            .Select(p => p.Name);
        products.Where(p => !Allowed.ContainsKey(p)).ShouldBeEmpty();
    }

    [Fact]
    public void The_server_alone_composes() =>
        RepositoryRoot.Files()
            .Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) && XDocument.Load(f).Descendants("OutputType").Any(o => o.Value == "Exe"))
            .Select(Path.GetFileNameWithoutExtension)
            .Where(n => n!.StartsWith("Suwen.", StringComparison.Ordinal) && n is not ("Suwen.Simulator" or "Suwen.Bench") && !n.EndsWith(".Bench", StringComparison.Ordinal))
            .ShouldBe(["Suwen.Server"]);
}
