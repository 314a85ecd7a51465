using Suwen.Governance.Grading;
using Suwen.Security.Grading;

namespace Suwen.Governance.Tests.Grading;

/// <summary>Levels travel along lineage: a derived column is never below its sources, unless a step's own rule lowers it.</summary>
public sealed class GradeFlowTests
{
    [Fact]
    public void A_derived_column_is_of_the_highest_level_of_its_sources()
    {
        var raised = Raise([Flow("a.x", "c.z"), Flow("b.y", "c.z")], ("a.x", DataLevel.Wide), ("b.y", DataLevel.Narrow), ("c.z", DataLevel.Public));
        raised[("c", "z")].ShouldBe(DataLevel.Narrow);
    }

    [Fact]
    public void A_level_travels_over_several_steps_whatever_their_order() =>
        Raise([Flow("c.z", "d.w"), Flow("b.y", "c.z"), Flow("a.x", "b.y")], ("a.x", DataLevel.Minimal))[("d", "w")].ShouldBe(DataLevel.Minimal);

    /// <summary>GB/T 39725-2020, clause 6.2: what names nobody and cannot be traced is of level 2, what went through de-identification of level 3.</summary>
    [Theory]
    [InlineData(FlowStep.Aggregate, DataLevel.Wide)]
    [InlineData(FlowStep.Deidentify, DataLevel.Medium)]
    [InlineData(FlowStep.Value, DataLevel.Minimal)]
    public void A_step_lowers_by_its_rule_only(FlowStep step, DataLevel expected) =>
        Raise([Flow("a.x", "b.y", step)], ("a.x", DataLevel.Minimal))[("b", "y")].ShouldBe(expected);

    [Fact]
    public void A_cycle_ends() =>
        Raise([Flow("a.x", "b.y"), Flow("b.y", "a.x")], ("b.y", DataLevel.Narrow))[("a", "x")].ShouldBe(DataLevel.Narrow);

    [Fact]
    public void A_column_that_is_higher_by_itself_stays() =>
        Raise([Flow("a.x", "b.y")], ("a.x", DataLevel.Wide), ("b.y", DataLevel.Narrow)).ShouldBeEmpty();

    private static ColumnFlow Flow(string from, string to, FlowStep step = FlowStep.Value) =>
        new(from.Split('.')[0], from.Split('.')[1], to.Split('.')[0], to.Split('.')[1], step);

    private static IReadOnlyDictionary<(string Table, string Column), DataLevel> Raise(ColumnFlow[] flows, params (string Column, DataLevel Level)[] own) =>
        GradeFlow.Raise(flows, (table, column) => own.FirstOrDefault(o => o.Column == table + "." + column) is { Column: not null } found ? found.Level : DataLevel.Public);
}
