using Suwen.Governance.MasterIndex.Clusters;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

internal sealed partial class UnitLoader
{
    private static readonly Table PersonLinkTable = CanonicalModel.Table("sys.person_link");

    private static readonly IReadOnlyList<Table> PersonTables =
        [.. CanonicalModel.Tables.Where(t => t.IsLoaded && t.PersonColumn is not null && t.SourcePersonColumn is not null && t.Name != "person")];

    /// <summary>What the statements of a unit do to the links.</summary>
    private sealed class LinkChanges
    {
        public PersonLinks Links { get; } = new();

        public List<(PersonLink Link, double Weight, int Record)> Added { get; } = [];

        public List<PersonLink> Removed { get; } = [];

        /// <summary>Pairs that are one by a new link, as far as nothing is held apart.</summary>
        public List<(long A, long B)> Joins { get; } = [];

        /// <summary>Persons whose cluster has to be made anew from all its links.</summary>
        public HashSet<long> Unsettled { get; } = [];

        /// <summary>Identity numbers that have lost a holder.</summary>
        public HashSet<long> LeftNumbers { get; } = [];

        /// <returns>False when the link stands already.</returns>
        public bool Add(PersonLink link, double weight, int record)
        {
            if (!Links.Add(link, weight))
            {
                return false;
            }

            Added.Add((link, weight, record));
            return true;
        }

        public void Remove(PersonLink link)
        {
            Links.Remove(link);
            Removed.Add(link);
            Added.RemoveAll(a => a.Link == link);
            Unsettled.Add(link.Person);
            if (link.Kind == LinkKinds.NationalId)
            {
                LeftNumbers.Add(link.Other);
            }
            else
            {
                Unsettled.Add(link.Other);
            }
        }
    }

    /// <summary>
    /// Resolves the unit's persons before its rows are written: persons that share a valid national ID, that their source has merged or
    /// linked, that a steward or the linkage model has found to be one, get one golden person, unless they are held apart. Rows of persons whose
    /// golden person changes are rewritten.
    /// </summary>
    private async Task<LinkChanges?> ResolvePersonsAsync(LoadBatch batch, RecordSink unit, CancellationToken cancellationToken)
    {
        var statements = unit.PersonStatements.Where(s => outcomes[s.Record].Fate == RowFate.Write).ToList();
        if (statements.Count == 0)
        {
            return null;
        }

        var changes = new LinkChanges();
        await ReadLinksAsync(batch, statements, changes.Links, cancellationToken);
        foreach (var statement in statements)
        {
            var (person, other) = (IdOf(statement.Person), IdOf(statement.Other));
            if (statement.Link is { } kind)
            {
                State(changes, kind, person, other, statement);
            }
            else
            {
                StateNationalId(changes, new PersonLink(person, other, LinkKinds.NationalId), statement.Record);
            }
        }

        await WriteLinksAsync(batch, unit, changes, cancellationToken);
        await RegainNumbersAsync(batch, changes, cancellationToken);
        var before = new Dictionary<long, long>();
        await SettleAsync(batch, changes, before, cancellationToken);
        await MovePersonsAsync(batch, before, isUnitWritten: false, cancellationToken);
        return changes;
    }

    private void State(LinkChanges changes, PersonLinkKind kind, long person, long other, in PersonStatement statement)
    {
        if (person == other)
        {
            return;
        }

        switch (kind)
        {
            case PersonLinkKind.Merge:
            case PersonLinkKind.Link:
                if (changes.Add(new PersonLink(person, other, kind == PersonLinkKind.Merge ? LinkKinds.Merge : LinkKinds.Link), 0, statement.Record))
                {
                    changes.Joins.Add((person, other));
                }

                break;
            case PersonLinkKind.Unlink:
                RemoveBetween(changes, person, other, static k => k is LinkKinds.Merge or LinkKinds.Link);
                break;
            case PersonLinkKind.ModelSame:
            case PersonLinkKind.ModelNone:
                Decide(changes, new PersonPair(person, other), kind == PersonLinkKind.ModelSame ? LinkKinds.Model : null, static k => k is LinkKinds.Model, statement);
                break;
            default:
                var decided = kind switch { PersonLinkKind.StewardSame => LinkKinds.StewardSame, PersonLinkKind.StewardDifferent => LinkKinds.StewardDifferent, _ => null };
                Decide(changes, new PersonPair(person, other), decided, static k => k is LinkKinds.StewardSame or LinkKinds.StewardDifferent, statement);
                break;
        }
    }

    /// <summary>Puts a decision on a pair in place of the one before it; null for none.</summary>
    private void Decide(LinkChanges changes, PersonPair pair, string? kind, Func<string, bool> isSuperseded, in PersonStatement statement)
    {
        foreach (var old in RemoveBetween(changes, pair.Low, pair.High, isSuperseded))
        {
            if (old.Kind == LinkKinds.StewardDifferent)
            {
                apart.Remove(pair, isDecided: true);
            }
        }

        if (kind is null)
        {
            return;
        }

        changes.Add(new PersonLink(pair.Low, pair.High, kind), statement.Weight, statement.Record);
        if (kind == LinkKinds.StewardDifferent)
        {
            apart.Add(pair, isDecided: true);
            changes.Unsettled.Add(pair.Low);
            changes.Unsettled.Add(pair.High);
        }
        else
        {
            changes.Joins.Add((pair.Low, pair.High));
        }
    }

    private static List<PersonLink> RemoveBetween(LinkChanges changes, long person, long other, Func<string, bool> isMeant)
    {
        var found = changes.Links.OfPerson(person).Where(l => l.Other == other && isMeant(l.Kind)).Concat(changes.Links.OfPerson(other).Where(l => l.Other == person && isMeant(l.Kind))).ToList();
        foreach (var link in found)
        {
            changes.Remove(link);
        }

        return found;
    }

    private static void StateNationalId(LinkChanges changes, PersonLink link, int record)
    {
        if (!changes.Add(link, 0, record))
        {
            return;
        }

        // A person has one number: a new one corrects the old.
        foreach (var old in changes.Links.OfPerson(link.Person).Where(l => l.Kind == LinkKinds.NationalId && l.Other != link.Other).ToList())
        {
            changes.Remove(old);
        }

        var peers = changes.Links.To(link.Other);
        if (peers.Count > PersonClustering.MostHoldersOfNumber)
        {
            if (peers.Count == PersonClustering.MostHoldersOfNumber + 1)
            {
                changes.Unsettled.UnionWith(peers.Select(p => p.Person));
            }

            return;
        }

        foreach (var peer in peers)
        {
            if (peer.Person != link.Person)
            {
                changes.Joins.Add((link.Person, peer.Person));
            }
        }
    }

    /// <summary>A number that too many held identifies again once so many have left it.</summary>
    private static async Task RegainNumbersAsync(LoadBatch batch, LinkChanges changes, CancellationToken cancellationToken)
    {
        if (changes.LeftNumbers.Count == 0)
        {
            return;
        }

        var stage = NewIdBatch();
        foreach (var number in changes.LeftNumbers)
        {
            stage[0].Append(number);
        }

        var links = new PersonLinks();
        await ReadLinksAsync(batch, stage, links, cancellationToken);
        foreach (var number in changes.LeftNumbers)
        {
            var holders = links.To(number);
            var left = changes.Removed.Count(l => l.Other == number);
            if (holders.Count <= PersonClustering.MostHoldersOfNumber && holders.Count + left > PersonClustering.MostHoldersOfNumber)
            {
                changes.Unsettled.UnionWith(holders.Select(h => h.Person));
            }
        }
    }

    private async Task ReadLinksAsync(LoadBatch batch, List<PersonStatement> statements, PersonLinks links, CancellationToken cancellationToken)
    {
        var stage = NewIdBatch();
        foreach (var id in statements.SelectMany(s => new[] { IdOf(s.Person), IdOf(s.Other) }).Where(id => id < firstNewId).Distinct())
        {
            stage[0].Append(id);
        }

        if (stage.RowCount > 0)
        {
            await ReadLinksAsync(batch, stage, links, cancellationToken);
        }
    }

    private static async Task ReadLinksAsync(LoadBatch batch, ColumnBatch stage, PersonLinks links, CancellationToken cancellationToken)
    {
        await batch.Transaction.StageAsync("stage_person", stage, cancellationToken);
        await using var result = await batch.Transaction.QueryAsync(PersonSql.LinksOfStaged, batch.Scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                links.Add(new PersonLink(rows[0].Lane(i), rows[1].Lane(i), rows[2].Text(i)), rows[3].Double(i));
            }
        }
    }

    private static async Task WriteLinksAsync(LoadBatch batch, RecordSink unit, LinkChanges changes, CancellationToken cancellationToken)
    {
        foreach (var link in changes.Removed)
        {
            await batch.Transaction.ExecuteAsync(new SqlStatement(PersonSql.EndLink, link.Person, link.Other, link.Kind), cancellationToken);
        }

        if (changes.Added.Count == 0)
        {
            return;
        }

        var rows = new ColumnBatch(PersonLinkTable, changes.Added.Count);
        foreach (var (link, weight, record) in changes.Added)
        {
            rows[PersonLinkTable["source_person_id"]].Append(link.Person);
            rows[PersonLinkTable["linked_to_id"]].Append(link.Other);
            rows[PersonLinkTable["link_kind"]].Append(link.Kind);
            rows[PersonLinkTable["active"]].Append(1L);
            rows[PersonLinkTable["entry_position"]].Append(unit.Entries[unit.Records[record].Entry].Position.Value);
            rows[PersonLinkTable["record_number"]].Append((long)unit.Records[record].Number);
            rows[PersonLinkTable["load_id"]].Append(batch.LoadId);
            rows[PersonLinkTable["link_weight"]].Append(weight);
        }

        await batch.Transaction.AppendAsync(PersonLinkTable, rows, cancellationToken);
    }

    /// <summary>Rewrites the rows of persons whose golden person has changed, and the redirections of retired ids.</summary>
    /// <param name="batch">The transaction.</param>
    /// <param name="before">Persons concerned, with the golden person that they had.</param>
    /// <param name="isUnitWritten">True once the unit's own rows are written: then those of new persons move too.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    private async Task MovePersonsAsync(LoadBatch batch, Dictionary<long, long> before, bool isUnitWritten, CancellationToken cancellationToken)
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
            hasRows |= isUnitWritten || member < firstNewId;
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
}
