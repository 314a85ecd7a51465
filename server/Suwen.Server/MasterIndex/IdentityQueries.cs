using System.Globalization;
using Suwen.Governance.MasterIndex.Clusters;
using Suwen.Server.Node;
using Suwen.Server.Persons;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Server.MasterIndex;

/// <summary>Reads what stewards look at: persons side by side, clusters and their reasons. What the caller's scope does not hold is not there.</summary>
internal sealed class IdentityQueries(SuwenNode node, ReadScope scope)
{
    /// <summary>Column of <c>person.sql</c>, name of the field, and the field that the model's reasons speak of.</summary>
    private static readonly (int Column, string Field, string Reason)[] Compared =
    [
        (5, "name", "GivenName"), (6, "sex", "Sex"), (7, "birthDate", "BirthDate"), (9, "nationalId", "NationalId"), (10, "phone", "Phone"), (11, "address", "Street"), (12, "countyCode", "District"),
        (13, "insuranceNo", "InsuranceNo"), (14, "guardianName", "GuardianName"), (15, "ethnicGroup", ""), (16, "maritalStatus", ""), (17, "occupation", ""), (18, "employer", ""), (19, "email", "Email"), (20, "deceased", ""),
    ];

    public async Task<IdentityCase> DescribeAsync(CaseRow row, CancellationToken cancellationToken) =>
        Describe(row, NameOf(await PersonAsync(row.LeftPerson, cancellationToken), row.LeftPerson), NameOf(await PersonAsync(row.RightPerson, cancellationToken), row.RightPerson));

    public async Task<IdentityCaseDetail> DetailAsync(CaseRow row, IReadOnlyList<IdentityStep> steps, CancellationToken cancellationToken)
    {
        var (left, right) = (await PersonAsync(row.LeftPerson, cancellationToken), await PersonAsync(row.RightPerson, cancellationToken));
        var described = Describe(row, NameOf(left, row.LeftPerson), NameOf(right, row.RightPerson));
        var fields = new List<IdentityField>();
        foreach (var (column, field, reason) in Compared)
        {
            var (a, b) = (left?.Texts[column], right?.Texts[column]);
            if (a is not null || b is not null)
            {
                fields.Add(new IdentityField(field, a, b, AgreementOf(a, b, described.Reasons.FirstOrDefault(r => r.Field == reason))));
            }
        }

        return new IdentityCaseDetail(described, fields, await SummaryAsync(row.LeftPerson, cancellationToken), await SummaryAsync(row.RightPerson, cancellationToken), steps);
    }

    public async Task<IdentityCluster?> ClusterAsync(long requested, CancellationToken cancellationToken)
    {
        var person = await PersonQueries.ResolveAsync(node.Warehouse, scope, requested, cancellationToken);
        var ids = await node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/members.sql"), person), scope, static (b, r) => b[0].Lane(r), cancellationToken);
        if (ids.Count == 0)
        {
            return null;
        }

        var members = new List<IdentityName>();
        foreach (var id in ids)
        {
            members.Add(NameOf(await PersonAsync(id, cancellationToken), id));
        }

        var links = await node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/clusterlinks.sql"), person), scope, (b, r) => LinkOf(b, r, person), cancellationToken);
        return new IdentityCluster(Text(person), members, links);
    }

    private static IdentityLink LinkOf(ColumnBatch b, int r, long person)
    {
        var kind = b[2].Text(r);
        return new IdentityLink(
            Text(b[0].Lane(r)), kind == LinkKinds.NationalId ? null : Text(b[1].Lane(r)), kind, Math.Round(b[3].Double(r), 2),
            kind == LinkKinds.NationalId || (kind == LinkKinds.StewardDifferent ? b.LongOrNull(11, r) != person : b.LongOrNull(11, r) == person),
            b.TextOrNull(6, r), b.TextOrNull(7, r), b.TextOrNull(8, r), b[10].IsNull(r) ? null : b.Instant(10, r), new LandingPosition(b.LongOrNull(4, r) ?? 0).ToString(),
            b.TextOrNull(9, r) is { } reasons ? IdentityCases.ReasonsOf(reasons) : []);
    }

    private static IdentityCase Describe(CaseRow row, IdentityName left, IdentityName right) => new(
        Text(row.Id), row.Kind, row.Status, Math.Round(row.Weight, 2), 1 / (1 + Math.Exp(-row.Weight * Math.Log(2))), IdentityCases.ReasonsOf(row.Reasons), row.NeedsTwo, row.AssignedTo,
        row.Decision, row.Why, row.DecidedBy, row.ConfirmedBy, row.DecidedAt, left, right);

    private static string AgreementOf(string? a, string? b, IdentityReason? reason) => (a, b) switch
    {
        (null, _) or (_, null) => "missing",
        _ when string.Equals(a, b, StringComparison.OrdinalIgnoreCase) => "same",
        _ when reason is { Weight: > 0 } => "similar",
        _ => "different",
    };

    private IdentityName NameOf(PersonText? person, long id)
    {
        var source = person?.Texts[2] ?? "";
        return new IdentityName(Text(id), person?.Texts[1] ?? Text(id), source, node.Settings.DisplayNameOf(source, person?.Texts[3]), person?.Texts[4], person?.Texts[5]);
    }

    private async Task<PersonText?> PersonAsync(long id, CancellationToken cancellationToken)
    {
        var rows = await node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/person.sql"), id), scope, static (b, r) =>
        {
            var texts = new string?[b.Columns.Count];
            for (var c = 0; c < texts.Length; c++)
            {
                texts[c] = c == 6 ? (b.LongOrNull(6, r) is { } sex ? PersonQueries.SexOf(sex) : null) : Convert.ToString(b[c].Value(r) is DateOnly d ? d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : b[c].Value(r), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;
            }

            texts[7] ??= texts[8];
            return new PersonText(texts);
        }, cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    private async Task<ClinicalSummary> SummaryAsync(long id, CancellationToken cancellationToken)
    {
        var diagnoses = await node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/diagnoses.sql"), id), scope, static (b, r) => b.TextOrNull(0, r) ?? "", cancellationToken);
        var rows = await node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/summary.sql"), id), scope, (b, r) => new ClinicalSummary(
            b[0].Lane(r), Day(b, 1, r), Day(b, 2, r), b[3].Lane(r), b[4].Lane(r), [.. diagnoses.Where(d => d.Length > 0)]), cancellationToken);
        return rows[0];
    }

    private static string? Day(ColumnBatch b, int column, int row) => b[column].Value(row) is DateOnly day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private sealed record PersonText(string?[] Texts);
}
