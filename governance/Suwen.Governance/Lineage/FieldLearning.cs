using System.Globalization;
using Suwen.Governance.Catalogue;
using Suwen.Governance.Gate;
using Suwen.Storage;
using Suwen.Storage.Landing;

namespace Suwen.Governance.Lineage;

/// <summary>What a run of learning did.</summary>
/// <param name="Kinds">Kinds of records looked at.</param>
/// <param name="Entries">Entries parsed.</param>
/// <param name="Uses">Uses of fields found.</param>
/// <param name="Known">Kinds passed over, since they had been learned with the same parser.</param>
public sealed record LearningReport(int Kinds, int Entries, int Uses, int Known);

/// <summary>Takes samples of every kind of records of every source and lets <see cref="FieldObserver"/> look at them.</summary>
public static class FieldLearning
{
    /// <summary>Entries of a kind, spread over the time in which it was received.</summary>
    private const int Samples = 8;

    /// <summary>Grain: one sample entry of a kind of records of a source.</summary>
    private static readonly string SamplesSql = string.Create(CultureInfo.InvariantCulture, $"""
        select s.source_name, t.format, t.record_kind, min(t.entry_position) as entry_position
        from (
          select e.source_id, e.format, d.record_kind, d.entry_position,
            ntile({Samples}) over (partition by e.source_id, e.format, d.record_kind order by d.entry_position) as part
          from sys.disposition d
          join sys.entry e on e.entry_position = d.entry_position
          where d.disposition = 'loaded'
        ) t
        join sys.source s on s.source_id = t.source_id
        group by s.source_name, t.format, t.record_kind, t.part
        order by 1, 2, 3, 4
        """);

    /// <summary>Learns the kinds that are new, or whose parser is; all of them with <paramref name="again"/>.</summary>
    public static async Task<LearningReport> RunAsync(
        IWarehouse warehouse, CatalogueState state, FieldObserver observer, IReadOnlyDictionary<string, int> parserVersions, Func<LandingPosition, LandedEntry?> find, ReadScope scope, bool again, CancellationToken cancellationToken)
    {
        var samples = await Profiler.ReadAsync(warehouse, SamplesSql, scope, cancellationToken);
        var known = state.FieldStates().ToDictionary(s => (s.Source, s.Format, s.RecordKind));
        int kinds = 0, entries = 0, found = 0, passed = 0;
        foreach (var kind in samples.GroupBy(r => ((string)r[0]!, (string)r[1]!, (string)r[2]!)))
        {
            var (source, format, recordKind) = kind.Key;
            if (!parserVersions.TryGetValue(format, out var version))
            {
                continue;
            }

            if (!again && known.TryGetValue(kind.Key, out var before) && before.ParserVersion == version && before.Samples >= Math.Min(Samples, kind.Count()))
            {
                passed++;
                continue;
            }

            var uses = new HashSet<FieldUse>();
            foreach (var sample in kind)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (find(new LandingPosition((long)sample[3]!)) is { } entry)
                {
                    entries++;
                    uses.UnionWith(observer.Observe(entry).Where(u => u.RecordKind == recordKind));
                }
            }

            kinds++;
            found += uses.Count;
            state.Learn(new FieldState(source, format, recordKind, version, kind.Count()), uses);
        }

        return new LearningReport(kinds, entries, found, passed);
    }
}
