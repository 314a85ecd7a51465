using Suwen.Governance.MasterIndex.Clusters;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

internal sealed partial class UnitLoader
{
    private static readonly Table ConflictTable = CanonicalModel.Table("sys.person_conflict");

    /// <summary>
    /// Joins what new links join, and makes clusters anew where links have gone or something is held apart. A cluster with nobody who is held
    /// apart from anybody is all that links reach, so a link to it only adds; in any other the links have to be weighed against each other.
    /// </summary>
    private async Task SettleAsync(LoadBatch batch, LinkChanges changes, Dictionary<long, long> before, CancellationToken cancellationToken)
    {
        foreach (var (a, b) in changes.Joins)
        {
            var (left, right) = (clusters.MembersOf(a), clusters.MembersOf(b));
            if (apart.ConcernsAny(left) || apart.ConcernsAny(right))
            {
                changes.Unsettled.Add(a);
                changes.Unsettled.Add(b);
                continue;
            }

            if (clusters.GoldenOf(a) != clusters.GoldenOf(b))
            {
                Note(before, left);
                Note(before, right);
                clusters.Join(a, b);
            }
        }

        if (changes.Unsettled.Count > 0)
        {
            await MakeAnewAsync(batch, changes.Unsettled, before, cancellationToken);
        }
    }

    /// <summary>Makes the clusters of persons anew from all the links that reach them.</summary>
    private async Task MakeAnewAsync(LoadBatch batch, HashSet<long> persons, Dictionary<long, long> before, CancellationToken cancellationToken)
    {
        var links = new PersonLinks();
        var members = await ReachAsync(batch, persons, links, cancellationToken);
        Note(before, members);
        foreach (var member in members)
        {
            clusters.Dissolve(member);
        }

        var edges = new List<PersonEdge>();
        foreach (var member in members)
        {
            PersonClustering.AddEdges(links, member, edges);
        }

        PersonClustering.Join(edges, apart, clusters);
    }

    /// <summary>Everybody whom links reach from these persons, and the members of the clusters that they are in; with all their links.</summary>
    private async Task<HashSet<long>> ReachAsync(LoadBatch batch, IEnumerable<long> from, PersonLinks links, CancellationToken cancellationToken)
    {
        var members = new HashSet<long>();
        var asked = new HashSet<long>();
        var frontier = new List<long>(from);
        while (frontier.Count > 0)
        {
            var stage = NewIdBatch();
            foreach (var id in frontier)
            {
                foreach (var member in clusters.MembersOf(id))
                {
                    if (asked.Add(member))
                    {
                        members.Add(member);
                        stage[0].Append(member);
                    }
                }
            }

            frontier.Clear();
            if (stage.RowCount == 0)
            {
                break;
            }

            var asking = stage[0].Lanes.ToArray();
            await ReadLinksAsync(batch, stage, links, cancellationToken);
            await ReadHoldersAsync(batch, asking, links, asked, cancellationToken);
            foreach (var person in asking)
            {
                frontier.AddRange(Neighbours(links, person));
            }
        }

        return members;
    }

    /// <summary>The other holders of these persons' identity numbers.</summary>
    private static async Task ReadHoldersAsync(LoadBatch batch, long[] persons, PersonLinks links, HashSet<long> asked, CancellationToken cancellationToken)
    {
        var stage = NewIdBatch();
        foreach (var person in persons)
        {
            foreach (var link in links.OfPerson(person))
            {
                if (link.Kind == LinkKinds.NationalId && asked.Add(link.Other))
                {
                    stage[0].Append(link.Other);
                }
            }
        }

        if (stage.RowCount > 0)
        {
            await ReadLinksAsync(batch, stage, links, cancellationToken);
        }
    }

    private static IEnumerable<long> Neighbours(PersonLinks links, long person)
    {
        foreach (var link in links.OfPerson(person))
        {
            if (link.Kind == LinkKinds.NationalId)
            {
                var holders = links.To(link.Other);
                if (holders.Count <= PersonClustering.MostHoldersOfNumber)
                {
                    foreach (var holder in holders)
                    {
                        yield return holder.Person;
                    }
                }
            }
            else if (link.Kind != LinkKinds.StewardDifferent)
            {
                yield return link.Other;
            }
        }

        foreach (var link in links.To(person))
        {
            if (link.Kind != LinkKinds.StewardDifferent)
            {
                yield return link.Person;
            }
        }
    }

    private void Note(Dictionary<long, long> before, IEnumerable<long> members)
    {
        foreach (var member in members)
        {
            before.TryAdd(member, clusters.GoldenOf(member));
        }
    }

    /// <summary>
    /// Once the unit's rows are written: looks at what the holders of one identity number say of themselves, for the persons that the unit has
    /// spoken of, and parts those who contradict each other. What is found depends on the rows that stand and on nothing else.
    /// </summary>
    private async Task CheckIdentitiesAsync(LoadBatch batch, RecordSink unit, LinkChanges? changes, CancellationToken cancellationToken)
    {
        var stage = NewIdBatch();
        foreach (var id in PersonsSpokenOf(unit, changes))
        {
            stage[0].Append(id);
        }

        if (stage.RowCount == 0)
        {
            return;
        }

        await batch.Transaction.StageAsync("stage_identity", stage, cancellationToken);
        var holders = await ReadStatementsAsync(batch, cancellationToken);
        var concerned = new HashSet<long>();
        var changed = new List<(long Identity, List<IdentityConflict> Now)>();
        foreach (var (identity, statements) in holders)
        {
            var now = Contradictions(statements);
            if (conflicts.Replace(identity, now, apart, concerned))
            {
                changed.Add((identity, now));
            }
        }

        if (changed.Count == 0)
        {
            return;
        }

        await WriteConflictsAsync(batch, changed, cancellationToken);
        if (concerned.Count > 0)
        {
            var before = new Dictionary<long, long>();
            await MakeAnewAsync(batch, concerned, before, cancellationToken);
            await MovePersonsAsync(batch, before, isUnitWritten: true, cancellationToken);
        }
    }

    private HashSet<long> PersonsSpokenOf(RecordSink unit, LinkChanges? changes)
    {
        var persons = new HashSet<long>(described);
        foreach (var writer in unit.Writers)
        {
            if (writer.Table == SourcePersonTable)
            {
                foreach (var head in writer.Heads)
                {
                    persons.Add(IdOf(head.Key));
                }
            }
        }

        if (changes is not null)
        {
            persons.UnionWith(changes.LeftNumbers);
            persons.UnionWith(changes.Added.Where(a => a.Link.Kind == LinkKinds.NationalId).Select(a => a.Link.Person));
        }

        return persons;
    }

    /// <summary>By identity number of the staged persons, or staged itself: what its holders say. Numbers that identify nobody, and those that have contradicted, come with nothing.</summary>
    private static async Task<Dictionary<long, List<IdentityStatement>>> ReadStatementsAsync(LoadBatch batch, CancellationToken cancellationToken)
    {
        var holders = new Dictionary<long, List<IdentityStatement>>();
        await using var result = await batch.Transaction.QueryAsync(PersonSql.StatementsOfHolders, batch.Scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } rows)
        {
            for (var i = 0; i < rows.RowCount; i++)
            {
                var identity = rows[0].Lane(i);
                if (!holders.TryGetValue(identity, out var statements))
                {
                    holders.Add(identity, statements = []);
                }

                if (!rows[1].IsNull(i))
                {
                    statements.Add(new IdentityStatement(
                        rows[1].Lane(i), rows[2].IsNull(i) ? 0 : rows[2].Lane(i), rows[3].IsNull(i) ? null : (int)rows[3].Lane(i), rows[4].IsNull(i) ? null : rows[4].Text(i)));
                }
            }
        }

        return holders;
    }

    private static List<IdentityConflict> Contradictions(List<IdentityStatement> statements)
    {
        var found = new List<IdentityConflict>();
        if (statements.Count > PersonClustering.MostHoldersOfNumber)
        {
            return found;
        }

        for (var i = 0; i < statements.Count; i++)
        {
            for (var j = i + 1; j < statements.Count; j++)
            {
                if (IdentityContradiction.Between(statements[i], statements[j]) is { } conflict)
                {
                    found.Add(conflict);
                }
            }
        }

        return found;
    }

    private static async Task WriteConflictsAsync(LoadBatch batch, List<(long Identity, List<IdentityConflict> Now)> changed, CancellationToken cancellationToken)
    {
        var stage = NewIdBatch();
        var rows = new ColumnBatch(ConflictTable, 16);
        foreach (var (identity, now) in changed)
        {
            stage[0].Append(identity);
            foreach (var conflict in now)
            {
                var c = 0;
                rows[c++].Append(identity);
                rows[c++].Append(conflict.Pair.Low);
                rows[c++].Append(conflict.Pair.High);
                rows[c++].Append(conflict.Fields);
                rows[c++].Append(conflict.HoldsApart ? 1L : 0L);
                rows[c].Append(batch.LoadId);
            }
        }

        await batch.Transaction.StageAsync("stage_conflict", stage, cancellationToken);
        await batch.Transaction.ExecuteAsync(PersonSql.DropConflicts, cancellationToken);
        if (rows.RowCount > 0)
        {
            await batch.Transaction.AppendAsync(ConflictTable, rows, cancellationToken);
        }
    }
}
