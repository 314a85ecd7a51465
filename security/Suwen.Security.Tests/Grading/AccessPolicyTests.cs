using System.Security.Claims;
using Suwen.Security.Grading;
using Suwen.Storage;

namespace Suwen.Security.Tests.Grading;

/// <summary>Who sees which level for what: GB/T 39725-2020, clause 8.1, keeps level 4 to those in care and level 5 to the fewest.</summary>
public sealed class AccessPolicyTests
{
    [Fact]
    public void A_data_engineer_asks_for_research_and_sees_masks_of_names()
    {
        var person = ScopeOf(Role.Engineer, Permission.SqlQuery, Purpose.Research)["cn_source_person"];
        var masks = person.Masks.ShouldNotBeNull();
        masks.Keys.ShouldContain("full_name");
        masks.Keys.ShouldContain("national_id");
        masks.Keys.ShouldNotContain("year_of_birth");
        masks["full_name"].ShouldContain("'*'");
    }

    [Fact]
    public void A_steward_treats_nobody_and_so_meets_no_row_of_a_disease_of_level_five()
    {
        var scope = ScopeOf(Role.Steward, Permission.PersonRead, Purpose.Treatment);
        scope["cn_source_person"].Masks.ShouldBeNull();
        scope["condition_occurrence"].RowPredicate.ShouldNotBeNull().ShouldContain("[Bb]24");
        scope["cn_health_record"].Masks.ShouldNotBeNull().Keys.ShouldBe(["genetic_history"]);
    }

    [Fact]
    public void A_clinician_treating_sees_every_row_and_column()
    {
        var scope = ScopeOf(Role.Clinician, Permission.PersonRead, Purpose.Treatment);
        scope.Values.ShouldAllBe(t => t.Columns == null && t.Masks == null && t.RowPredicate == null);
    }

    [Fact]
    public void A_researcher_has_neither_names_nor_masks_nor_genes_nor_sensitive_rows()
    {
        var scope = ScopeOf(Role.Researcher, Permission.SqlQuery, Purpose.Research);
        scope.Values.ShouldAllBe(t => t.Masks == null);
        scope["cn_variant"].Columns.ShouldNotBeNull().ShouldNotContain("genotype");
        scope["condition_occurrence"].RowPredicate.ShouldNotBeNull();
    }

    [Fact]
    public void A_grade_that_is_raised_takes_a_column_away()
    {
        var policy = new AccessPolicy(new GradeBook([new(("measurement", "value_source_value"), DataLevel.Narrow)]), RolePolicy.BuiltIn);
        var user = Authorisation.Principal("rui", [Role.Researcher], "test");
        policy.TablesFor(user, Permission.SqlQuery, policy.ReachOf(user, Permission.SqlQuery, Purpose.Research)).Tables["measurement"].Columns.ShouldNotBeNull().ShouldNotContain("value_source_value");
    }

    [Fact]
    public void A_role_reaches_only_under_permissions_that_it_holds()
    {
        var user = Authorisation.Principal("x", [Role.Researcher, Role.Clinician], "test");
        AccessPolicy.BuiltIn.ReachOf(user, Permission.SqlQuery, Purpose.Research).ShouldBe(new Reach(DataLevel.Medium, DataLevel.Medium));
        AccessPolicy.BuiltIn.ReachOf(user, Permission.PersonRead, Purpose.Treatment).ShouldBe(Reach.Whole);
    }

    [Fact]
    public void A_sites_line_takes_the_place_of_what_ships()
    {
        RolePolicy.TryMake([new(Role.Clinician, Purpose.Treatment, 4, 4)], out var policy).ShouldBeEmpty();
        policy.ShouldNotBeNull().Of(Role.Clinician, Purpose.Treatment).ShouldBe(new Reach(DataLevel.Narrow, DataLevel.Narrow));
        policy.Of(Role.Engineer, Purpose.Operations).ShouldBe(RolePolicy.BuiltIn.Of(Role.Engineer, Purpose.Operations));
    }

    [Fact]
    public void Every_fault_of_a_policy_is_told_at_once()
    {
        var faults = RolePolicy.TryMake([new("emperor", Purpose.Research, 1, 1), new(Role.Researcher, "curiosity", 5, 3)], out var policy);
        policy.ShouldBeNull();
        faults.Count.ShouldBe(4);
    }

    [Fact]
    public void What_ships_breaks_none_of_its_own_rules() =>
        RolePolicy.TryMake(RolePolicy.BuiltIn.Lines, out _).ShouldBeEmpty();

    private static IReadOnlyDictionary<string, TableScope> ScopeOf(string role, string permission, string purpose)
    {
        ClaimsPrincipal user = Authorisation.Principal("somebody", [role], "test");
        return Authorisation.ScopeFor(user, permission, purpose).Tables.ShouldNotBeNull();
    }
}
