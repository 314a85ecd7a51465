using Suwen.Governance.Grading;
using Suwen.Security.Grading;

namespace Suwen.Governance.Tests.Grading;

/// <summary>What counts of rule, detector, lineage and decision; a story of one column each. </summary>
public sealed class GradeRegisterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suwen-grading-").FullName;
    private readonly SteppedClock clock = new();

    public void Dispose()
    {
        Suwen.Security.Authorisation.Use(AccessPolicy.BuiltIn);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void What_nobody_confirmed_counts_as_proposed()
    {
        var register = Open();
        var column = register.Find("measurement", "value_source_value").ShouldNotBeNull();
        column.Level.ShouldBe(DataLevel.Medium);
        column.IsConfirmed.ShouldBeFalse();
        register.Propose(["measurement"], [Found("measurement", "value_source_value", DataLevel.Narrow)]);
        register.Find("measurement", "value_source_value")!.Level.ShouldBe(DataLevel.Narrow);
        register.Find("measurement", "value_source_value")!.ProposedBy.ShouldBe("phone");
    }

    [Fact]
    public void A_person_may_lower_what_a_detector_proposed_and_is_remembered()
    {
        var register = Open();
        register.Propose(["measurement"], [Found("measurement", "value_source_value", DataLevel.Narrow)]);
        var decided = register.Decide("measurement", "value_source_value", DataLevel.Medium, "li", "accession numbers, not phones").ShouldNotBeNull();
        decided.Level.ShouldBe(DataLevel.Medium);
        decided.IsConfirmed.ShouldBeTrue();
        var again = Open();
        again.Find("measurement", "value_source_value")!.Level.ShouldBe(DataLevel.Medium);
        again.HistoryOf("measurement", "value_source_value").ShouldHaveSingleItem().By.ShouldBe("li");
    }

    [Fact]
    public void A_higher_proposal_after_the_decision_counts_until_somebody_decides_again()
    {
        var register = Open();
        register.Decide("measurement", "value_source_value", DataLevel.Wide, "li", "only numbers");
        register.Find("measurement", "value_source_value")!.Level.ShouldBe(DataLevel.Wide);
        register.Propose(["measurement"], [Found("measurement", "value_source_value", DataLevel.Narrow)]);
        var column = register.Find("measurement", "value_source_value")!;
        column.Level.ShouldBe(DataLevel.Narrow);
        column.IsConfirmed.ShouldBeFalse();
    }

    [Fact]
    public void A_decision_at_the_source_travels_to_what_is_made_of_it()
    {
        var register = Open();
        register.Decide("cn_source_person", "race_source_value", DataLevel.Narrow, "li", "tells the village here");
        var derived = register.Find("person", "race_source_value").ShouldNotBeNull();
        derived.Level.ShouldBe(DataLevel.Narrow);
        derived.ProposedBy.ShouldBe("lineage");
    }

    [Fact]
    public void A_decision_holds_at_once_in_every_scope()
    {
        Open().Decide("measurement", "value_source_value", DataLevel.Narrow, "li", "free text");
        Suwen.Security.Authorisation.Policy.Grades.LevelOf("measurement", "value_source_value").ShouldBe(DataLevel.Narrow);
    }

    [Fact]
    public void A_finding_that_is_gone_proposes_nothing_any_more()
    {
        var register = Open();
        register.Propose(["measurement"], [Found("measurement", "value_source_value", DataLevel.Narrow)]);
        register.Propose(["measurement"], []);
        register.Find("measurement", "value_source_value")!.Level.ShouldBe(DataLevel.Medium);
    }

    [Fact]
    public void An_export_is_approved_by_another_person_only_and_for_a_week()
    {
        var register = Open();
        var request = register.RequestExport("wang", "select full_name from cn_source_person", DataLevel.Narrow, "follow-up letters");
        register.DecideExport(request.Id, true, "wang", "mine").ShouldBeNull();
        var approved = register.DecideExport(request.Id, true, "zhao", "agreed").ShouldNotBeNull();
        register.MayTake(approved, "wang").ShouldBeTrue();
        register.MayTake(approved, "zhao").ShouldBeFalse();
        register.DecideExport(request.Id, false, "zhao", "changed my mind").ShouldBeNull();
        clock.Now += TimeSpan.FromDays(8);
        register.MayTake(approved, "wang").ShouldBeFalse();
    }

    [Fact]
    public void A_column_that_does_not_exist_has_no_decision() =>
        Open().Decide("measurement", "no_such_column", DataLevel.Narrow, "li", "x").ShouldBeNull();

    private GradeRegister Open() => GradeRegister.Open(Path.Combine(folder, "app.db"), RolePolicy.BuiltIn, ModelFlows.All, clock);

    private GradeFinding Found(string table, string column, DataLevel level) => new(table, column, "phone", level, 100, 50, clock.GetUtcNow());

    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
