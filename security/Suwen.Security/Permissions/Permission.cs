namespace Suwen.Security;

/// <summary>The permissions that endpoints and reads can ask for. Names are stable: roles of a site are written against them.</summary>
public static class Permission
{
    /// <summary>Read one person's clinical life.</summary>
    public const string PersonRead = "person.read";

    /// <summary>See what identifies a person directly: name, national ID, phone, address. Widens other permissions, opens nothing by itself.</summary>
    public const string PersonIdentify = "person.identify";

    /// <summary>Ask the warehouse in SQL.</summary>
    public const string SqlQuery = "sql.query";

    /// <summary>See the bytes as they were received.</summary>
    public const string LandingRead = "landing.read";

    /// <summary>Send data in.</summary>
    public const string IngestWrite = "ingest.write";

    /// <summary>See what was set aside, and why.</summary>
    public const string QuarantineRead = "quarantine.read";

    /// <summary>Decide about what was set aside: correct it, replay it, discard it.</summary>
    public const string QuarantineFix = "quarantine.fix";

    /// <summary>See totals and the state of sources; no person is in it.</summary>
    public const string OverviewRead = "overview.read";

    /// <summary>Search the dictionaries and see how source codes are mapped.</summary>
    public const string TermsRead = "terms.read";

    /// <summary>Decide what a source's code means; confirm what another decided.</summary>
    public const string TermsMap = "terms.map";

    /// <summary>Ask the master index who a person is, and see the state of the index.</summary>
    public const string IndexRead = "index.read";

    /// <summary>Decide which of the senders' persons are one person.</summary>
    public const string IndexSteward = "index.steward";

    /// <summary>See checks, scores and tickets of data quality.</summary>
    public const string QualityRead = "quality.read";

    /// <summary>Run checks, set thresholds, work on tickets, correct rows.</summary>
    public const string QualityManage = "quality.manage";

    /// <summary>Look at the resource catalogue, at profiles, lineage and grades.</summary>
    public const string CatalogueRead = "catalogue.read";

    /// <summary>Describe, own and grade resources.</summary>
    public const string CatalogueManage = "catalogue.manage";

    /// <summary>De-identify data for a release.</summary>
    public const string DeidentifyRun = "deid.run";

    /// <summary>Approve that pseudonyms are traced back, or that a release goes out.</summary>
    public const string DeidentifyApprove = "deid.approve";

    /// <summary>See pipelines, their runs and logs.</summary>
    public const string PipelineRead = "pipeline.read";

    /// <summary>Start, stop and schedule pipelines.</summary>
    public const string PipelineRun = "pipeline.run";

    /// <summary>See the packs that are installed and what they found, as far as the grades of their results allow.</summary>
    public const string PackRead = "pack.read";

    /// <summary>Run packs now.</summary>
    public const string PackRun = "pack.run";

    /// <summary>Install and remove packs, and set their parameters.</summary>
    public const string PackManage = "pack.manage";

    /// <summary>Decide about findings of packs: ask, uphold, dismiss.</summary>
    public const string PackReview = "pack.review";

    /// <summary>Create, change and disable users and tokens.</summary>
    public const string AdminUsers = "admin.users";

    /// <summary>Read and verify the audit log.</summary>
    public const string AdminAudit = "admin.audit";

    /// <summary>Run the command line inside the serving process: verify, rebuild, backup and the rest.</summary>
    public const string AdminNode = "admin.node";

    /// <summary>One's own session: whoever is signed in has it.</summary>
    public const string SessionOwn = "session.own";

    /// <summary>Every permission there is, in the order of the documentation.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PersonRead, PersonIdentify, SqlQuery, LandingRead, IngestWrite, QuarantineRead, QuarantineFix, OverviewRead,
        TermsRead, TermsMap, IndexRead, IndexSteward, QualityRead, QualityManage, CatalogueRead, CatalogueManage, DeidentifyRun, DeidentifyApprove, PipelineRead, PipelineRun,
        PackRead, PackRun, PackManage, PackReview,
        AdminUsers, AdminAudit, AdminNode, SessionOwn,
    ];

    /// <summary>True where use of the permission is written to the audit log: it shows a person or changes something.</summary>
    public static bool IsAudited(string permission) => permission is not (OverviewRead or TermsRead or QualityRead or CatalogueRead or PipelineRead or SessionOwn);

    /// <summary>True for a name of <see cref="All"/>.</summary>
    public static bool IsKnown(string permission) => All.Contains(permission);
}
