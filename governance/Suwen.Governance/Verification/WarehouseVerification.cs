using System.Globalization;
using Suwen.Governance.Terminology;
using Suwen.Storage;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Verification;

/// <summary>One promise of the platform, checked.</summary>
/// <param name="Name">Stable name of the check.</param>
/// <param name="Passed">False when the promise does not hold.</param>
/// <param name="Violations">Number of rows, records or entries that break it.</param>
/// <param name="Checked">Number looked at.</param>
/// <param name="Explanation">What the numbers mean and, when the check failed, what to do.</param>
public sealed record VerificationCheck(string Name, bool Passed, long Violations, long Checked, string Explanation);

/// <summary>The result of a verification.</summary>
public sealed record VerificationReport(IReadOnlyList<VerificationCheck> Checks, IReadOnlyList<DispositionTotal> Totals)
{
    public bool Passed => Checks.All(c => c.Passed);
}

/// <summary>Records of one source and what became of them.</summary>
public sealed record DispositionTotal(string Source, string Disposition, long Records);

/// <summary>Checks the promises of the design on a data folder: nothing lost, one disposition a record, keys unique, origins and persons whole.</summary>
public static class WarehouseVerification
{
    public static async Task<VerificationReport> RunAsync(IWarehouse warehouse, LandingJournal journal, ReadScope scope, CancellationToken cancellationToken)
    {
        var verifier = new Verifier(warehouse, scope, cancellationToken);
        var checks = new List<VerificationCheck>();
        var landed = await CheckLandingAsync(journal, checks, cancellationToken);
        await CheckLoadedAsync(verifier, journal, landed, checks);
        await CheckDispositionsAsync(verifier, checks);
        await CheckKeysAsync(verifier, checks);
        await CheckOriginsAsync(verifier, checks);
        await CheckPersonsAsync(verifier, checks);
        await PersonVerification.CheckAsync(warehouse, scope, checks, cancellationToken);
        checks.Add(await MeaningVerification.CheckAsync(warehouse, scope, cancellationToken));
        await ReportConceptsAsync(verifier, checks);
        return new VerificationReport(checks, await verifier.TotalsAsync());
    }

    private static async Task<LandingVerification> CheckLandingAsync(LandingJournal journal, List<VerificationCheck> checks, CancellationToken cancellationToken)
    {
        var landing = await journal.VerifyAsync(cancellationToken);
        var first = landing.Damage.Count == 0 ? "" : " First: " + landing.Damage[0].Explanation;
        checks.Add(new VerificationCheck("landing.checksums", landing.IsSound, landing.IsSound ? 0 : landing.Damage.Count, landing.Entries,
            landing.IsSound ? "Every acknowledged entry is readable and its checksum is right." : "Parts of the landing area are damaged; restore them from a backup." + first));
        return landing;
    }

    private static async Task CheckLoadedAsync(Verifier verifier, LandingJournal journal, LandingVerification landed, List<VerificationCheck> checks)
    {
        var through = await verifier.NumberAsync("select coalesce(max(value_number), 0) from sys.state where name = 'loaded_through'");
        var end = journal.End.Value;
        checks.Add(new VerificationCheck("landing.loaded", through == end, Math.Abs(end - through), end,
            through == end ? "Everything landed is loaded."
            : through < end ? "Some of what landed is not loaded yet; run the command again when loading has caught up."
            : "The warehouse knows entries that the landing area does not hold: a landing area older than the warehouse was put in place."));
        var entries = await verifier.NumberAsync("select count(*) from sys.entry");
        checks.Add(new VerificationCheck("entries.all-known", through != end || entries == landed.Entries, Math.Abs(entries - landed.Entries), landed.Entries,
            "Every landed entry is known to the warehouse once."));
    }

    private static async Task CheckDispositionsAsync(Verifier verifier, List<VerificationCheck> checks)
    {
        await verifier.CheckAsync(checks, "records.one-disposition", VerificationSql.RecordsWithoutOneDisposition,
            "select coalesce(sum(record_count), 0) from sys.entry", "Every record has exactly one disposition: received = loaded + kept + superseded + quarantined + duplicate + erased.");
        await verifier.CheckAsync(checks, "quarantine.complete", VerificationSql.QuarantineMismatch,
            "select count(*) from sys.quarantine", "Every quarantined record has its reason, and nothing else is in quarantine.");
        await verifier.CheckAsync(checks, "quarantine.decisions", VerificationSql.DecisionMismatch,
            "select count(*) from sys.quarantine_decision", "Every correction and every discarding of a record names a landed record, and no corrected record stands beside its correction.");
    }

    private static async Task CheckKeysAsync(Verifier verifier, List<VerificationCheck> checks)
    {
        await verifier.CheckAsync(checks, "keys.unique", "select count(*) - count(distinct key_id) from sys.key where not is_alias", "select count(*) from sys.key", "Every key has its own id.");
        await verifier.CheckAsync(checks, "keys.hash-unique", "select coalesce(sum(n - 1), 0) from (select count(*) as n from sys.key group by key_hash_high, key_hash_low having count(*) > 1) d", "select count(*) from sys.key", "Every key is in the ledger once.");
        await verifier.CheckAsync(checks, "records.unique", "select count(*) - count(distinct record_id) from sys.record", "select count(*) from sys.record", "Every record has one current version.");
        long violations = 0, rows = 0;
        var worst = "";
        foreach (var table in CanonicalModel.Tables.Where(t => t.IsLoaded && t.Key is not null))
        {
            var count = await verifier.NumberAsync($"select count(*) from cdr.\"{table.Name}\"");
            var repeated = await verifier.NumberAsync($"select count(\"{table.Key!.Name}\") - count(distinct \"{table.Key.Name}\") from cdr.\"{table.Name}\"");
            rows += count;
            violations += repeated;
            worst = repeated > 0 && worst.Length == 0 ? " First table: " + table.Name + "." : worst;
        }

        checks.Add(new VerificationCheck("rows.key-unique", violations == 0, violations, rows, "Every row of every table has its own key." + worst));
    }

    private static async Task CheckOriginsAsync(Verifier verifier, List<VerificationCheck> checks)
    {
        long orphans = 0, stale = 0, rows = 0;
        foreach (var table in CanonicalModel.Tables.Where(t => t.IsLoaded && t.Name != "person"))
        {
            // Cohorts that were computed here (suwen cohort run --save) are results and have no record; those that a source sent have one.
            var landed = table.Name is "cohort" or "cohort_definition" ? "t.record_id is not null and " : "";
            rows += await verifier.NumberAsync($"select count(*) from cdr.\"{table.Name}\"");
            orphans += await verifier.NumberAsync($"select count(*) from cdr.\"{table.Name}\" t left join sys.entry e on t.entry_position = e.entry_position where {landed}e.entry_position is null");
            stale += await verifier.NumberAsync($"select count(*) from cdr.\"{table.Name}\" t left join sys.record r on t.record_id = r.record_id where {landed}t.merge_state is null and (r.record_id is null or r.entry_position <> t.entry_position or r.record_number <> t.record_number)");
        }

        checks.Add(new VerificationCheck("rows.origin", orphans == 0, orphans, rows, "Every row names a landed entry that it came from."));
        checks.Add(new VerificationCheck("rows.current-version", stale == 0, stale, rows, "Every row that a record states whole comes from the record's current version."));
    }

    private static async Task CheckPersonsAsync(Verifier verifier, List<VerificationCheck> checks)
    {
        long undescribed = 0, split = 0, rows = 0;
        foreach (var table in CanonicalModel.Tables.Where(t => t.IsLoaded && t.PersonColumn is not null && t.SourcePersonColumn is not null && t.Name != "cn_source_person"))
        {
            rows += await verifier.NumberAsync($"select count(t.person_id) from cdr.\"{table.Name}\" t");
            undescribed += await verifier.NumberAsync($"select count(*) from cdr.\"{table.Name}\" t left join cdr.person p on t.person_id = p.person_id where t.person_id is not null and p.person_id is null");
            split += await verifier.NumberAsync($"select count(*) from cdr.\"{table.Name}\" t join cdr.cn_source_person s on t.source_person_id = s.source_person_id where t.person_id <> s.person_id");
        }

        await verifier.CheckAsync(checks, "persons.golden", VerificationSql.PersonsWithoutGoldenRow, "select count(*) from cdr.cn_source_person", "Every person that a source describes has one golden row, and every golden row has a source.");
        checks.Add(new VerificationCheck("rows.person-follows", split == 0, split, rows, "Every row follows the golden person of its sender's person."));
        checks.Add(new VerificationCheck("rows.person-described", true, undescribed, rows,
            undescribed == 0 ? "Every row about a person belongs to a person that a source describes." : "That many rows speak of persons whom no source has described yet. They are kept, and join their person when it arrives. For information."));
    }

    private static async Task ReportConceptsAsync(Verifier verifier, List<VerificationCheck> checks)
    {
        (string Table, string Column)[] mains =
        [
            ("condition_occurrence", "condition_concept_id"), ("drug_exposure", "drug_concept_id"), ("procedure_occurrence", "procedure_concept_id"),
            ("measurement", "measurement_concept_id"), ("observation", "observation_concept_id"),
        ];
        foreach (var (table, column) in mains)
        {
            var rows = await verifier.NumberAsync($"select count(*) from cdr.{table}");
            var unmapped = await verifier.NumberAsync($"select count(*) from cdr.{table} where coalesce({column}, 0) = 0");
            if (rows > 0)
            {
                checks.Add(new VerificationCheck("concepts." + table, true, unmapped, rows,
                    string.Create(CultureInfo.InvariantCulture, $"{100.0 * unmapped / rows:F1} % of the rows have no standard concept yet; their source codes are kept. For information.")));
            }
        }
    }

    private sealed class Verifier(IWarehouse warehouse, ReadScope scope, CancellationToken cancellationToken)
    {
        public async Task<long> NumberAsync(string sql)
        {
            await using var result = await warehouse.QueryAsync("select cast((" + sql + ") as bigint)", scope, cancellationToken);
            var rows = await result.NextAsync(cancellationToken);
            return rows is null || rows[0].IsNull(0) ? 0 : rows[0].Lane(0);
        }

        public async Task CheckAsync(List<VerificationCheck> checks, string name, string violations, string population, string explanation)
        {
            var (broken, total) = (await NumberAsync(violations), await NumberAsync(population));
            checks.Add(new VerificationCheck(name, broken == 0, broken, total, explanation));
        }

        public async Task<IReadOnlyList<DispositionTotal>> TotalsAsync()
        {
            var totals = new List<DispositionTotal>();
            await using var result = await warehouse.QueryAsync(VerificationSql.Totals, scope, cancellationToken);
            while (await result.NextAsync(cancellationToken) is { } rows)
            {
                for (var i = 0; i < rows.RowCount; i++)
                {
                    totals.Add(new DispositionTotal(rows[0].Text(i), rows[1].Text(i), rows[2].Lane(i)));
                }
            }

            return totals;
        }
    }
}

internal static class VerificationSql
{
    /// <summary>Entries whose dispositions do not cover their records exactly once.</summary>
    public const string RecordsWithoutOneDisposition =
        """
        select count(*) from (
          select e.entry_position
          from sys.entry e
          left join sys.disposition d on e.entry_position = d.entry_position
          group by e.entry_position, e.record_count
          having coalesce(sum(d.last_record - d.first_record + 1), 0) <> e.record_count
              or coalesce(min(d.first_record), 0) <> 0
              or coalesce(max(d.last_record), e.record_count - 1) <> e.record_count - 1
          union all
          select d.entry_position
          from sys.disposition d
          left join sys.entry e on d.entry_position = e.entry_position
          where e.entry_position is null
        ) broken
        """;

    /// <summary>Golden persons that are described but have no row, or the other way round, or have several.</summary>
    public const string PersonsWithoutGoldenRow =
        """
        select (select count(distinct s.person_id) from cdr.cn_source_person s left join cdr.person p on s.person_id = p.person_id where p.person_id is null)
             + (select count(*) from cdr.person p left join cdr.cn_source_person s on p.person_id = s.person_id where s.person_id is null)
             + (select count(*) - count(distinct person_id) from cdr.person)
             + (select count(*) from cdr.cn_source_person where person_id is null)
        """;

    public const string QuarantineMismatch =
        """
        select abs(
          coalesce((select sum(last_record - first_record + 1) from sys.disposition where disposition = 'quarantined'), 0)
          - (select count(*) from sys.quarantine))
        """;

    /// <summary>Decisions on nothing, records loaded beside their correction, and records whose status says other than the last decision.</summary>
    public const string DecisionMismatch =
        """
        with latest as (
          select entry_position, record_number, max(decision_position) as decision_position
          from sys.quarantine_decision
          group by entry_position, record_number
        ),
        standing as (
          select d.entry_position, d.record_number, d.decision
          from sys.quarantine_decision d
          join latest l on l.entry_position = d.entry_position and l.record_number = d.record_number and l.decision_position = d.decision_position
        )
        select (select count(*) from standing s left join sys.entry e on e.entry_position = s.entry_position where e.entry_position is null or s.record_number >= e.record_count)
             + (select count(*) from standing s join sys.disposition d on d.entry_position = s.entry_position and s.record_number between d.first_record and d.last_record where s.decision = 'fix' and d.disposition = 'loaded')
             + (select count(*) from sys.quarantine q left join standing s on s.entry_position = q.entry_position and s.record_number = q.record_number
                where q.status <> case when s.decision is null then 'open' when s.decision = 'fix' then 'fixed' else 'discarded' end)
        """;

    /// <summary>Grain: one source and disposition.</summary>
    public const string Totals =
        """
        select s.source_name, d.disposition, cast(sum(d.last_record - d.first_record + 1) as bigint)
        from sys.disposition d
        join sys.entry e on d.entry_position = e.entry_position
        join sys.source s on e.source_id = s.source_id
        group by s.source_name, d.disposition
        order by s.source_name, d.disposition
        """;
}
