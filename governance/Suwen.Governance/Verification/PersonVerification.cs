using Suwen.Governance.MasterIndex.Clusters;
using Suwen.Storage;

namespace Suwen.Governance.Verification;

/// <summary>Checks the master index: that golden persons are what the links say, and that what is held apart is apart.</summary>
internal static class PersonVerification
{
    /// <summary>Retired ids that lead elsewhere than their person, or to an id that is itself retired.</summary>
    private const string LostAliases =
        """
        select (select count(*) from cdr.cn_person_alias a join cdr.cn_source_person s on s.source_person_id = a.retired_person_id where s.person_id <> a.person_id)
             + (select count(*) from cdr.cn_person_alias a join cdr.cn_person_alias b on b.retired_person_id = a.person_id)
             + (select count(*) - count(distinct retired_person_id) from cdr.cn_person_alias)
             + (select count(*) from cdr.cn_source_person s left join cdr.cn_person_alias a on a.retired_person_id = s.source_person_id
                where s.person_id <> s.source_person_id and a.retired_person_id is null)
        """;

    private const string GoldenRecords =
        """
        select (select count(*) from cdr.person p left join cdr.cn_golden_person g on g.person_id = p.person_id where g.person_id is null)
             + (select count(*) from cdr.cn_golden_person g left join cdr.person p on p.person_id = g.person_id where p.person_id is null)
             + (select count(*) - count(distinct person_id) from cdr.cn_golden_person)
        """;

    private const string TogetherThoughApart =
        """
        select count(*)
        from sys.person_link l
        join cdr.cn_source_person a on a.source_person_id = l.source_person_id
        join cdr.cn_source_person b on b.source_person_id = l.linked_to_id
        where l.link_kind = 'steward-different' and a.person_id = b.person_id
        """;

    public static async Task CheckAsync(IWarehouse warehouse, ReadScope scope, List<VerificationCheck> checks, CancellationToken cancellationToken)
    {
        var clusters = new PersonClusters();
        await PersonLinkReading.ReadAsync(warehouse, scope, clusters, new ApartPairs(), new IdentityConflicts(), cancellationToken);
        var (wrong, persons) = await CompareAsync(warehouse, scope, clusters, cancellationToken);
        checks.Add(new VerificationCheck("persons.clusters", wrong == 0, wrong, persons,
            wrong == 0 ? "Every golden person is the cluster that the links make." : "That many sources' persons stand under another golden person than the links make. Run suwen rebuild, and report it: the gate is at fault."));
        await AddAsync("persons.alias", LostAliases, "select count(*) from cdr.cn_person_alias", "Every retired id of a person leads to the person's id of today.");
        await AddAsync("persons.apart", TogetherThoughApart, "select count(*) from sys.person_link where link_kind = 'steward-different'", "Whoever a steward holds apart is apart.");
        await AddAsync("persons.golden-record", GoldenRecords, "select count(*) from cdr.person", "Every golden person has one golden record with the origin of its fields. Where one is missing, a folder of an earlier Suwen among them, run suwen rebuild.");

        async Task AddAsync(string name, string violations, string population, string explanation)
        {
            var (broken, total) = (await NumberAsync(warehouse, scope, violations, cancellationToken), await NumberAsync(warehouse, scope, population, cancellationToken));
            checks.Add(new VerificationCheck(name, broken == 0, broken, total, explanation));
        }
    }

    private static async Task<(long Wrong, long Persons)> CompareAsync(IWarehouse warehouse, ReadScope scope, PersonClusters clusters, CancellationToken cancellationToken)
    {
        long wrong = 0, persons = 0;
        await using var result = await warehouse.QueryAsync("select source_person_id, person_id from cdr.cn_source_person", scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                wrong += clusters.GoldenOf(rows[0].Lane(i)) == rows[1].Lane(i) ? 0 : 1;
            }

            persons += rows.RowCount;
        }

        return (wrong, persons);
    }

    private static async Task<long> NumberAsync(IWarehouse warehouse, ReadScope scope, string sql, CancellationToken cancellationToken)
    {
        await using var result = await warehouse.QueryAsync("select cast((" + sql + ") as bigint)", scope, cancellationToken);
        var rows = await result.NextAsync(cancellationToken);
        return rows is null || rows[0].IsNull(0) ? 0 : rows[0].Lane(0);
    }
}
