using System.Text.Json;
using Suwen.Server.Tests.Repository;

namespace Suwen.Server.Tests.Reliability;

/// <summary>
/// What testdata/sample must give: counted from the files themselves, by people, in expected.json (see the README beside it), and so no
/// output of Suwen.
/// </summary>
internal sealed class SampleExpectations
{
    public static readonly IReadOnlyList<string> Institutions = ["hospital-a", "hospital-b", "clinic-c"];

    private readonly JsonElement root;

    private SampleExpectations(JsonElement root)
    {
        this.root = root;
    }

    public static string Folder => Path.Combine(RepositoryRoot.Path, "testdata", "sample");

    public static SampleExpectations Read() => new(JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json"))).RootElement);

    /// <summary>Lines "source disposition count" for every count that is not 0, in order.</summary>
    public IEnumerable<string> Dispositions()
    {
        foreach (var source in root.GetProperty("sources").EnumerateObject())
        {
            foreach (var disposition in new[] { "duplicate", "kept", "loaded", "quarantined" })
            {
                if (source.Value.GetProperty(disposition).GetInt32() is > 0 and var count)
                {
                    yield return $"{source.Name},{disposition},{count}";
                }
            }
        }
    }

    public int Received(string institution) => root.GetProperty("sources").GetProperty(institution).GetProperty("received").GetInt32();

    /// <summary>What is set aside: source, record, kind, reason and a part of the path.</summary>
    public IEnumerable<(string Source, int Record, string Kind, string Reason, string Path)> Quarantine()
    {
        foreach (var source in root.GetProperty("sources").EnumerateObject())
        {
            foreach (var item in source.Value.GetProperty("quarantine").EnumerateArray())
            {
                yield return (source.Name, item.GetProperty("record").GetInt32(), item.GetProperty("kind").GetString()!, item.GetProperty("reason").GetString()!, item.GetProperty("path").GetString()!);
            }
        }
    }

    public int SourcePersons => root.GetProperty("persons").GetProperty("source_persons").GetInt32();

    public int GoldenPersons => root.GetProperty("persons").GetProperty("golden").GetInt32();

    /// <summary>Names of people known to several institutions, with those.</summary>
    public IEnumerable<(string Name, string[] Institutions)> LivingUnderOneId() =>
        root.GetProperty("persons").GetProperty("living_under_one_id").EnumerateObject().Select(p => (p.Name, Texts(p.Value)));

    public IEnumerable<string> TwoPersonsOfOneName() => Texts(root.GetProperty("persons").GetProperty("two_persons_of_one_name"));

    public IEnumerable<(string Name, string[] Numbers)> MergedByTheSource() =>
        root.GetProperty("persons").GetProperty("merged_by_the_source").EnumerateObject().Select(p => (p.Name, Texts(p.Value)));

    public IEnumerable<(string What, string Sql, double[] Answer)> Values() =>
        root.GetProperty("values").EnumerateArray().Select(v => (v.GetProperty("what").GetString()!, v.GetProperty("sql").GetString()!, v.GetProperty("answer").EnumerateArray().Select(a => a.GetDouble()).ToArray()));

    private static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(t => t.GetString()!)];
}
