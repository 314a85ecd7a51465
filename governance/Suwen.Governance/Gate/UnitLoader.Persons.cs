using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

internal sealed partial class UnitLoader
{
    private static readonly Table PersonLinkTable = CanonicalModel.Table("sys.person_link");

    private static readonly IReadOnlyList<Table> PersonTables =
        [.. CanonicalModel.Tables.Where(t => t.IsLoaded && t.PersonColumn is not null && t.SourcePersonColumn is not null && t.Name != "person")];

    private const string NationalIdLink = "national-id";

    /// <summary>A link between a person and an identity number, or between two persons.</summary>
    private readonly record struct PersonLink(long Person, long Other, string Kind);

    /// <summary>
    /// Resolves the unit's persons before its rows are written: persons that share a valid national ID, or that their source has
    /// merged or linked, get one golden person. Rows of persons whose golden person changes are rewritten.
    /// </summary>
    private async Task ResolvePersonsAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        var statements = unit.PersonStatements.Where(s => outcomes[s.Record].Fate == RowFate.Write).ToList();
        if (statements.Count == 0)
        {
            return;
        }

        var links = await ReadLinksAsync(batch, statements, cancellationToken);
        var before = new Dictionary<long, long>();
        var added = new List<(PersonLink Link, int Record)>();
        var removed = new List<PersonLink>();
        foreach (var statement in statements)
        {
            var (person, other) = (IdOf(statement.Person), IdOf(statement.Other));
            switch (statement.Link)
            {
                case null:
                    StateNationalId(links, new PersonLink(person, other, NationalIdLink), statement.Record, before, added, removed);
                    break;
                case PersonLinkKind.Unlink:
                    StateUnlink(links, person, other, before, added, removed);
                    break;
                default:
                    var link = new PersonLink(person, other, statement.Link == PersonLinkKind.Merge ? "merge" : "link");
                    if (links.Add(link))
                    {
                        added.Add((link, statement.Record));
                        Join(before, person, other);
                    }

                    break;
            }
        }

        if (removed.Count > 0)
        {
            await RecomputeClustersAsync(batch, links, removed, before, cancellationToken);
        }

        await WriteLinksAsync(batch, unit, added, removed, cancellationToken);
        await MovePersonsAsync(batch, before, cancellationToken);
    }

    private void StateNationalId(PersonLinks links, PersonLink link, int record, Dictionary<long, long> before, List<(PersonLink, int)> added, List<PersonLink> removed)
    {
        if (!links.Add(link))
        {
            return;
        }

        // A person has one number: a new one corrects the old.
        foreach (var old in links.OfPerson(link.Person).Where(l => l.Kind == NationalIdLink && l.Other != link.Other).ToList())
        {
            links.Remove(old);
            removed.Add(old);
            added.RemoveAll(a => a.Item1 == old);
        }

        added.Add((link, record));
        foreach (var peer in links.ToNode(link.Other))
        {
            Join(before, link.Person, peer.Person);
        }
    }

    private static void StateUnlink(PersonLinks links, long person, long other, Dictionary<long, long> before, List<(PersonLink Link, int)> added, List<PersonLink> removed)
    {
        _ = before;
        foreach (var link in links.OfPerson(person).Concat(links.OfPerson(other)).Where(l => l.Kind != NationalIdLink && ((l.Person == person && l.Other == other) || (l.Person == other && l.Other == person))).Distinct().ToList())
        {
            links.Remove(link);
            removed.Add(link);
            added.RemoveAll(a => a.Link == link);
        }
    }

    private void Join(Dictionary<long, long> before, long a, long b)
    {
        foreach (var member in clusters.MembersOf(a).Concat(clusters.MembersOf(b)))
        {
            before.TryAdd(member, clusters.GoldenOf(member));
        }

        clusters.Join(a, b);
    }

    /// <summary>Takes the clusters of removed links apart and joins their members again by the links that are left.</summary>
    private async Task RecomputeClustersAsync(LoadBatch batch, PersonLinks links, List<PersonLink> removed, Dictionary<long, long> before, CancellationToken cancellationToken)
    {
        var members = removed.SelectMany(l => l.Kind == NationalIdLink ? [l.Person] : new[] { l.Person, l.Other }).SelectMany(clusters.MembersOf).Distinct().Order().ToList();
        var stage = NewIdBatch();
        foreach (var member in members)
        {
            before.TryAdd(member, clusters.GoldenOf(member));
            stage[0].Append(member);
        }

        await ReadLinksAsync(batch, stage, links, cancellationToken);
        links.RemoveAll(removed);
        foreach (var member in members)
        {
            clusters.Dissolve(member);
        }

        foreach (var member in members)
        {
            foreach (var link in links.OfPerson(member).ToList())
            {
                if (link.Kind != NationalIdLink)
                {
                    clusters.Join(link.Person, link.Other);
                    continue;
                }

                foreach (var peer in links.ToNode(link.Other))
                {
                    clusters.Join(member, peer.Person);
                }
            }
        }
    }

    private async Task<PersonLinks> ReadLinksAsync(LoadBatch batch, List<PersonStatement> statements, CancellationToken cancellationToken)
    {
        var links = new PersonLinks();
        var stage = NewIdBatch();
        foreach (var id in statements.SelectMany(s => new[] { IdOf(s.Person), IdOf(s.Other) }).Where(id => id < firstNewId).Distinct())
        {
            stage[0].Append(id);
        }

        if (stage.RowCount > 0)
        {
            await ReadLinksAsync(batch, stage, links, cancellationToken);
        }

        return links;
    }

    private static async Task ReadLinksAsync(LoadBatch batch, ColumnBatch stage, PersonLinks links, CancellationToken cancellationToken)
    {
        await batch.Transaction.StageAsync("stage_person", stage, cancellationToken);
        await using var result = await batch.Transaction.QueryAsync(PersonSql.LinksOfStaged, batch.Scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                links.Add(new PersonLink(rows[0].Lane(i), rows[1].Lane(i), rows[2].Text(i)));
            }
        }
    }

    private static async Task WriteLinksAsync(LoadBatch batch, RecordSink unit, List<(PersonLink Link, int Record)> added, List<PersonLink> removed, CancellationToken cancellationToken)
    {
        foreach (var link in removed)
        {
            await batch.Transaction.ExecuteAsync(new SqlStatement(PersonSql.EndLink, link.Person, link.Other, link.Kind), cancellationToken);
        }

        if (added.Count == 0)
        {
            return;
        }

        var rows = new ColumnBatch(PersonLinkTable, added.Count);
        foreach (var (link, record) in added)
        {
            rows[PersonLinkTable["source_person_id"]].Append(link.Person);
            rows[PersonLinkTable["linked_to_id"]].Append(link.Other);
            rows[PersonLinkTable["link_kind"]].Append(link.Kind);
            rows[PersonLinkTable["active"]].Append(1L);
            rows[PersonLinkTable["entry_position"]].Append(unit.Entries[unit.Records[record].Entry].Position.Value);
            rows[PersonLinkTable["record_number"]].Append((long)unit.Records[record].Number);
            rows[PersonLinkTable["load_id"]].Append(batch.LoadId);
        }

        await batch.Transaction.AppendAsync(PersonLinkTable, rows, cancellationToken);
    }

    /// <summary>Rewrites the rows of persons whose golden person has changed, and the redirections of retired ids.</summary>
    private async Task MovePersonsAsync(LoadBatch batch, Dictionary<long, long> before, CancellationToken cancellationToken)
    {
        var moved = new ColumnBatch([new ResultColumn("id", ColumnType.Int64), new ResultColumn("person_id", ColumnType.Int64)]);
        var hasRows = false;
        foreach (var (member, golden) in before)
        {
            var now = clusters.GoldenOf(member);
            if (now == golden)
            {
                continue;
            }

            batch.AffectedPersons.Add(golden);
            batch.AffectedPersons.Add(now);
            moved[0].Append(member);
            moved[1].Append(now);
            hasRows |= member < firstNewId;
        }

        if (moved.RowCount == 0)
        {
            return;
        }

        var transaction = batch.Transaction;
        await transaction.StageAsync("stage_moved", moved, cancellationToken);
        await transaction.ExecuteAsync(PersonSql.DropAliases, cancellationToken);
        await transaction.ExecuteAsync(new SqlStatement(PersonSql.AddAliases, batch.LoadId), cancellationToken);
        if (!hasRows)
        {
            return;
        }

        foreach (var table in PersonTables)
        {
            await transaction.ExecuteAsync(new SqlStatement(GateSql.MovePersonRows(table), batch.LoadId), cancellationToken);
            await transaction.ExecuteAsync(GateSql.DropMovedRows(table), cancellationToken);
        }
    }

    /// <summary>Makes the golden rows of affected persons anew from their sources' rows; once before a commit.</summary>
    public static async Task RefreshPersonsAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        if (batch.AffectedPersons.Count == 0)
        {
            return;
        }

        var stage = NewIdBatch();
        foreach (var person in batch.AffectedPersons.Order())
        {
            stage[0].Append(person);
        }

        var transaction = batch.Transaction;
        await transaction.StageAsync("stage_golden", stage, cancellationToken);
        await transaction.ExecuteAsync(PersonSql.DropGolden, cancellationToken);
        await transaction.ExecuteAsync(new SqlStatement(PersonSql.MakeGolden, batch.LoadId), cancellationToken);
        batch.AffectedPersons.Clear();
    }

    /// <summary>The links read for a unit and stated in it, by person and by identity number.</summary>
    private sealed class PersonLinks
    {
        private readonly HashSet<PersonLink> all = [];
        private readonly Dictionary<long, List<PersonLink>> byPerson = [];
        private readonly Dictionary<long, List<PersonLink>> byNode = [];

        public bool Add(PersonLink link)
        {
            if (!all.Add(link))
            {
                return false;
            }

            (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(byPerson, link.Person, out _) ??= []).Add(link);
            (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(byNode, link.Other, out _) ??= []).Add(link);
            return true;
        }

        public void Remove(PersonLink link)
        {
            if (all.Remove(link))
            {
                byPerson[link.Person].Remove(link);
                byNode[link.Other].Remove(link);
            }
        }

        public void RemoveAll(IEnumerable<PersonLink> links)
        {
            foreach (var link in links)
            {
                Remove(link);
            }
        }

        public List<PersonLink> OfPerson(long person) => byPerson.GetValueOrDefault(person) ?? [];

        public List<PersonLink> ToNode(long node) => byNode.GetValueOrDefault(node) ?? [];
    }
}
