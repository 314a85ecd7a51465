using System.Collections.Frozen;

namespace Suwen.Security;

/// <summary>A named set of permissions that a user can be given.</summary>
/// <param name="Name">The stable name: <c>clinician</c>.</param>
/// <param name="Title">Title in English.</param>
/// <param name="TitleZh">Title in Chinese.</param>
/// <param name="Permissions">What the role may do.</param>
public sealed record Role(string Name, string Title, string TitleZh, IReadOnlyList<string> Permissions)
{
    public const string Administrator = "administrator";
    public const string Engineer = "engineer";
    public const string Clinician = "clinician";
    public const string Steward = "steward";
    public const string Researcher = "researcher-readonly";
    public const string Auditor = "auditor";

    /// <summary>A program that sends data in and reads nothing.</summary>
    public const string Sender = "sender";

    /// <summary>The roles that exist.</summary>
    public static IReadOnlyList<Role> All { get; } =
    [
        new(Administrator, "Administrator", "管理员", Permission.All),
        new(Engineer, "Data engineer", "数据工程师", [Permission.OverviewRead, Permission.QuarantineRead, Permission.QuarantineFix, Permission.LandingRead, Permission.IngestWrite, Permission.SqlQuery, Permission.PersonIdentify, Permission.TermsRead, Permission.TermsMap, Permission.IndexRead, Permission.QualityRead, Permission.QualityManage, Permission.CatalogueRead, Permission.PipelineRead, Permission.PipelineRun, Permission.PackRead, Permission.PackRun, Permission.PackManage, Permission.SessionOwn]),
        new(Steward, "Data steward", "数据管理员", [Permission.OverviewRead, Permission.PersonRead, Permission.PersonIdentify, Permission.QuarantineRead, Permission.QuarantineFix, Permission.LandingRead, Permission.TermsRead, Permission.TermsMap, Permission.IndexRead, Permission.IndexSteward, Permission.QualityRead, Permission.QualityManage, Permission.CatalogueRead, Permission.CatalogueManage, Permission.DeidentifyRun, Permission.PipelineRead, Permission.PackRead, Permission.PackRun, Permission.PackReview, Permission.SessionOwn]),
        new(Clinician, "Clinician", "临床医生", [Permission.OverviewRead, Permission.PersonRead, Permission.PersonIdentify, Permission.LandingRead, Permission.PackRead, Permission.SessionOwn]),
        new(Researcher, "Researcher (read only, no direct identifiers)", "研究人员（只读，不含直接标识）", [Permission.OverviewRead, Permission.SqlQuery, Permission.TermsRead, Permission.QualityRead, Permission.CatalogueRead, Permission.PackRead, Permission.SessionOwn]),
        new(Auditor, "Security auditor", "安全审计员", [Permission.OverviewRead, Permission.CatalogueRead, Permission.DeidentifyApprove, Permission.AdminAudit, Permission.SessionOwn]),
        new(Sender, "Sending system", "数据报送系统", [Permission.IngestWrite, Permission.SessionOwn]),
    ];

    private static readonly FrozenDictionary<string, Role> ByName = All.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);

    /// <summary>Finds a role by name.</summary>
    public static bool TryFind(string name, out Role role) => ByName.TryGetValue(name, out role!);
}
