using Suwen.Security.Grading;

namespace Suwen.Governance.Grading;

/// <summary>What a step of processing does to a value on its way.</summary>
public enum FlowStep
{
    /// <summary>The value, or one made of it, stands in the derived column.</summary>
    Value,

    /// <summary>The derived value is of many persons: a count, sum, mean. It is of level 2 at most, since it says nothing of a person (clause 6.2).</summary>
    Aggregate,

    /// <summary>The value went through the de-identification engine. It is of level 3 at most, since it can be traced back only with other data (clause 6.2).</summary>
    Deidentify,
}

/// <summary>That a column is made of another one.</summary>
public readonly record struct ColumnFlow(string FromTable, string FromColumn, string ToTable, string ToColumn, FlowStep Step);

/// <summary>Carries levels along the way of data: a derived column is of the highest level of its sources, unless a step lowers that by its rule.</summary>
public static class GradeFlow
{
    /// <summary>Raises the levels of derived columns until nothing changes; levels only rise and end at 5, so a cycle ends too.</summary>
    /// <param name="flows">Every step.</param>
    /// <param name="own">The level of a column by itself.</param>
    /// <returns>The columns whose level is higher than their own.</returns>
    public static IReadOnlyDictionary<(string Table, string Column), DataLevel> Raise(IReadOnlyList<ColumnFlow> flows, Func<string, string, DataLevel> own)
    {
        var raised = new Dictionary<(string Table, string Column), DataLevel>();
        var outgoing = flows.ToLookup(static f => (f.FromTable, f.FromColumn));
        var waiting = new Queue<ColumnFlow>(flows);
        while (waiting.TryDequeue(out var flow))
        {
            var level = Lowered(LevelOf(flow.FromTable, flow.FromColumn), flow.Step);
            if (level > LevelOf(flow.ToTable, flow.ToColumn))
            {
                raised[(flow.ToTable, flow.ToColumn)] = level;
                foreach (var next in outgoing[(flow.ToTable, flow.ToColumn)])
                {
                    waiting.Enqueue(next);
                }
            }
        }

        return raised;

        DataLevel LevelOf(string table, string column) => raised.TryGetValue((table, column), out var level) ? level : own(table, column);
    }

    private static DataLevel Lowered(DataLevel level, FlowStep step)
    {
        var most = step switch
        {
            FlowStep.Aggregate => DataLevel.Wide,
            FlowStep.Deidentify => DataLevel.Medium,
            _ => DataLevel.Minimal,
        };
        return level < most ? level : most;
    }
}
