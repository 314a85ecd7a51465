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
        PersonRead, PersonIdentify, SqlQuery, LandingRead, IngestWrite, QuarantineRead, QuarantineFix, OverviewRead, AdminUsers, AdminAudit, AdminNode, SessionOwn,
    ];

    /// <summary>True where use of the permission is written to the audit log: it shows a person or changes something.</summary>
    public static bool IsAudited(string permission) => permission is not (OverviewRead or SessionOwn);

    /// <summary>True for a name of <see cref="All"/>.</summary>
    public static bool IsKnown(string permission) => All.Contains(permission);
}
