using System.Text.Json;
using System.Text.Json.Serialization;
using Suwen.Security.Grading;
using Suwen.Governance.MasterIndex.Survivorship;

namespace Suwen.Server.Node;

/// <summary>What the operator says of a source.</summary>
/// <param name="Name">Its name for people, such as the institution's; otherwise the source's own name is shown.</param>
/// <param name="IsSynthetic">True where everybody in it is invented.</param>
/// <param name="Kind">What it is: hospital, clinic, maternal-child, cdc, laboratory, device or another word; for people.</param>
/// <param name="ExpectedEveryMinutes">The longest that it may be quiet before that is an alert; without it the monitor learns from the source's own history.</param>
/// <param name="Hl7Senders">The senders of HL7 v2 messages that are this source, each <c>MSH-4|MSH-3</c>; a sender that no source names is its own source.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SourceSettings(string? Name, bool IsSynthetic, string? Kind = null, double? ExpectedEveryMinutes = null, IReadOnlyList<string>? Hl7Senders = null);

/// <summary>From when on the collection monitor raises an alert.</summary>
/// <param name="LagSeconds">What has landed waits longer than this to be loaded; 60 where not given.</param>
/// <param name="QuarantineShare">More than this share of a feed's records of 24 hours was set aside; 0.05 where not given.</param>
/// <param name="DiskFreeMegabytes">Less than this is free on the data folder's disk; 2048 where not given.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MonitorSettings(double? LagSeconds = null, double? QuarantineShare = null, double? DiskFreeMegabytes = null);

/// <summary>How the site's catalogue names things.</summary>
/// <param name="OidRoot">The site's registered object identifier, under which its resources are numbered; without it they stand under 2.999, which means nothing outside.</param>
/// <param name="Title">Title of the catalogue in exports.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CatalogueSettings(string? OidRoot = null, string? Title = null);

/// <summary>What a site says of grades.</summary>
/// <param name="Policy">Lines of the policy of roles that take the place of those that ship.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GradingSettings(IReadOnlyList<RolePolicyLine>? Policy = null);

/// <summary>How mappings are decided.</summary>
/// <param name="TwoPersons">True when a mapping holds only once another person has confirmed it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TermsSettings(bool TwoPersons = false);

/// <summary>What the site says of the master index.</summary>
/// <param name="TwoPersonRule">Persons whom only two stewards together may make one with another, each <c>source/what the source calls the person</c>; their whole cluster counts.</param>
/// <param name="TrustedSources">Sources in falling order of trust, for the golden record.</param>
/// <param name="Survivorship">By field of the golden record: rules joined by a bar, in place of the built-in ones.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MasterIndexSettings(IReadOnlyList<string>? TwoPersonRule = null, IReadOnlyList<string>? TrustedSources = null, IReadOnlyDictionary<string, string>? Survivorship = null);

/// <summary>What the site says of one pack.</summary>
/// <param name="Parameters">Values of its parameters, as text.</param>
/// <param name="IsOff">True where it is not run by its schedule.</param>
/// <param name="ValueSets">Files (paths count from the data folder) that take the place of the pack's value sets, by their name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PackSettings(IReadOnlyDictionary<string, string>? Parameters = null, bool IsOff = false, IReadOnlyDictionary<string, string>? ValueSets = null);

/// <summary>What the site says of packs.</summary>
/// <param name="Sites">Of one pack each, by its id.</param>
/// <param name="TrustedKeys">Public keys (PEM, or a path to it below the data folder) whose signature lets a packed pack be installed.</param>
/// <param name="AllowUnsigned">True where a packed pack without a signature may be installed.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PacksSettings(IReadOnlyDictionary<string, PackSettings>? Sites = null, IReadOnlyList<string>? TrustedKeys = null, bool AllowUnsigned = false);

/// <summary>What the site is paid by, for the check before settlement.</summary>
/// <param name="Scheme">DRG scheme: one that is built in, or a folder below the data folder; chs-drg-1.1 where not given.</param>
/// <param name="Weights">CSV with drg_code and weight, below the data folder; without it weights are computed from the costs of the site's own stays.</param>
/// <param name="Rate">Payment of weight 1 in yuan; without it what pays the site's own stays what they cost.</param>
/// <param name="Low">A case that costs less than this many times its payment is a low outlier; 0.4 where not given.</param>
/// <param name="High">A case that costs more than this many times its payment is a high outlier; 2 where not given.</param>
/// <param name="DipCity">A DIP table that is built in, such as meizhou-2024; none where not given.</param>
/// <param name="PointValue">What a DIP point pays, in yuan.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PaymentSettings(string? Scheme = null, string? Weights = null, double? Rate = null, double? Low = null, double? High = null, string? DipCity = null, double? PointValue = null);

/// <summary>Settings of a data folder, from <c>suwen.json</c> in it.</summary>
/// <param name="Warehouse">Connection string of a PostgreSQL warehouse; null for DuckDB in the folder. The environment variable SUWEN_WAREHOUSE goes before it.</param>
/// <param name="WarehouseMemoryMegabytes">Memory that DuckDB may hold before it spills to disk; 768 where not given.</param>
/// <param name="Sources">What is said of sources, by their name.</param>
/// <param name="WarehouseThreads">Threads of DuckDB, with the one that asks; one less than there are processors where not given.</param>
/// <param name="Inbox">Folder into which sources drop files, where it is not <c>inbox</c> in the data folder.</param>
/// <param name="Monitor">Thresholds of the collection monitor.</param>
/// <param name="Catalogue">How the catalogue names things.</param>
/// <param name="Grading">The site's own lines of the policy of roles.</param>
/// <param name="Terms">How mappings are decided.</param>
/// <param name="MasterIndex">The rule of two and the golden record.</param>
/// <param name="Packs">Parameters of packs, and whose packs are trusted.</param>
/// <param name="Payment">What the site is paid by.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NodeSettings(
    string? Warehouse,
    int? WarehouseMemoryMegabytes,
    IReadOnlyDictionary<string, SourceSettings>? Sources = null,
    MonitorSettings? Monitor = null,
    string? Inbox = null,
    int? WarehouseThreads = null,
    CatalogueSettings? Catalogue = null,
    GradingSettings? Grading = null,
    TermsSettings? Terms = null,
    MasterIndexSettings? MasterIndex = null,
    PacksSettings? Packs = null,
    PaymentSettings? Payment = null)
{
    public const string WarehouseVariable = "SUWEN_WAREHOUSE";

    /// <summary>
    /// A thread that waits in DuckDB for a task that another of its threads has taken spins until it is done; on two processors that
    /// cost the load a quarter of its processor time. One processor is left to parsing and to the doors.
    /// </summary>
    public static int DefaultWarehouseThreads => Math.Max(1, Environment.ProcessorCount - 1);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The name to show people for a source.</summary>
    public string DisplayNameOf(string source, string? registered) =>
        Sources?.GetValueOrDefault(source)?.Name ?? registered ?? source;

    /// <summary>The names that the settings give, by source.</summary>
    public IReadOnlyDictionary<string, string> SourceNames => (Sources ?? new Dictionary<string, SourceSettings>())
        .Where(static s => !string.IsNullOrWhiteSpace(s.Value.Name))
        .ToDictionary(static s => s.Key, static s => s.Value.Name!, StringComparer.Ordinal);

    /// <summary>True for a source that is said to hold invented people only.</summary>
    public bool IsSynthetic(string source) => Sources?.GetValueOrDefault(source) is { IsSynthetic: true };

    /// <summary>Sources by the senders of HL7 v2 messages.</summary>
    public IReadOnlyDictionary<string, string> Hl7Sources => (Sources ?? new Dictionary<string, SourceSettings>())
        .SelectMany(s => (s.Value.Hl7Senders ?? []).Select(sender => (sender, s.Key)))
        .ToDictionary(s => s.sender, s => s.Key, StringComparer.Ordinal);

    /// <summary>The policy of roles with the site's lines.</summary>
    public RolePolicy RolePolicyOf(DataFolder folder)
    {
        var faults = RolePolicy.TryMake(Grading?.Policy ?? [], out var policy);
        return policy ?? throw new SuwenFault(ExitCode.BadInput, "caller", "The policy of grades cannot hold: " + string.Join(" ", faults), folder.Settings, "Correct grading.policy in the file.");
    }

    /// <summary>Rules of the golden record, with the site's own in place.</summary>
    /// <exception cref="SuwenFault">The settings name a field or a rule that there is not.</exception>
    public SurvivorshipRules SurvivorshipOf(string place)
    {
        var rules = SurvivorshipRules.ForSite(MasterIndex?.TrustedSources, MasterIndex?.Survivorship, out var faults);
        return faults.Count == 0 ? rules : throw new SuwenFault(ExitCode.BadInput, "caller", "The settings of the golden record cannot be followed: " + string.Join("; ", faults) + ".", place, "Correct masterIndex.survivorship.");
    }

    public static NodeSettings Read(DataFolder folder)
    {
        var settings = new NodeSettings(null, null);
        if (File.Exists(folder.Settings))
        {
            try
            {
                settings = JsonSerializer.Deserialize<NodeSettings>(File.ReadAllText(folder.Settings), Json) ?? settings;
            }
            catch (JsonException e)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", $"The settings cannot be read: {e.Message}", folder.Settings, "Correct the file; it may hold warehouse, warehouseMemoryMegabytes, warehouseThreads, sources, monitor, inbox, catalogue, grading, terms, masterIndex and packs.", e);
            }
        }

        return Environment.GetEnvironmentVariable(WarehouseVariable) is { Length: > 0 } variable ? settings with { Warehouse = variable } : settings;
    }
}
