namespace Suwen.Security.Audit;

/// <summary>One use of a permission.</summary>
/// <param name="Who">Name of the user or token.</param>
/// <param name="Action">Method and route template, or the command; never a value from the request.</param>
/// <param name="Permission">The permission used.</param>
/// <param name="Resource">Kind of the thing read or changed.</param>
/// <param name="PersonId">Internal id of the person whose data was shown; null where none or many.</param>
/// <param name="Purpose">For what.</param>
/// <param name="Outcome">ok, denied, failed, cancelled or status-NNN.</param>
public sealed record AuditEvent(string Who, string Action, string Permission, string Resource, long? PersonId, string Purpose, string Outcome);

/// <summary>What checking the audit log found.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="Faults">What is wrong, in the order found; empty where the log is whole.</param>
public sealed record AuditVerification(long Entries, IReadOnlyList<string> Faults)
{
    public bool IsWhole => Faults.Count == 0;
}
