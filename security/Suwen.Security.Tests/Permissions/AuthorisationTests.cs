using System.Security.Claims;
using Suwen.Security.Grading;
using Suwen.Storage.Schema;

namespace Suwen.Security.Tests.Permissions;

public sealed class AuthorisationTests
{
    private static readonly ClaimsPrincipal Researcher = Authorisation.Principal("rui", [Role.Researcher], "test");
    private static readonly ClaimsPrincipal Clinician = Authorisation.Principal("chen", [Role.Clinician], "test");

    [Fact]
    public void Nobody_who_is_not_signed_in_holds_a_permission() =>
        Permission.All.ShouldAllBe(p => !Authorisation.IsGranted(new ClaimsPrincipal(new ClaimsIdentity()), p));

    [Fact]
    public void A_claim_of_a_role_without_authentication_is_worth_nothing()
    {
        var forged = new ClaimsPrincipal(new ClaimsIdentity([new Claim(Authorisation.RoleClaim, Role.Administrator)]));
        Authorisation.IsGranted(forged, Permission.PersonRead).ShouldBeFalse();
    }

    [Fact]
    public void A_role_that_does_not_exist_grants_nothing() =>
        Authorisation.PermissionsOf(Authorisation.Principal("x", ["emperor"], "test")).ShouldBeEmpty();

    [Fact]
    public void An_administrator_holds_every_permission() =>
        Authorisation.PermissionsOf(Authorisation.LocalOwner).ShouldBe(Permission.All);

    [Fact]
    public void A_scope_is_refused_without_the_permission() =>
        Should.Throw<PermissionDeniedException>(() => Authorisation.ScopeFor(Researcher, Permission.PersonRead, Purpose.Research)).Permission.ShouldBe(Permission.PersonRead);

    [Fact]
    public void A_researcher_reads_diagnoses_but_nothing_that_names_a_person()
    {
        var tables = Authorisation.ScopeFor(Researcher, Permission.SqlQuery, Purpose.Research).Tables.ShouldNotBeNull();
        tables["condition_occurrence"].Columns.ShouldBeNull();
        var person = tables["cn_source_person"].Columns.ShouldNotBeNull();
        person.ShouldContain("year_of_birth");
        person.ShouldNotContain("full_name");
        person.ShouldNotContain("national_id");
        person.ShouldNotContain("phone");
        tables["note"].Columns.ShouldNotBeNull().ShouldNotContain("note_text");
        tables.Keys.ShouldNotContain(k => k.StartsWith("sys.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_clinician_reads_a_person_whole_and_writes_no_sql()
    {
        var scope = Authorisation.ScopeFor(Clinician, Permission.PersonRead, Purpose.Treatment);
        scope.Principal.ShouldBe("chen");
        scope.Purpose.ShouldBe(Purpose.Treatment);
        scope.Tables.ShouldNotBeNull()["cn_source_person"].Columns.ShouldBeNull();
        Authorisation.IsGranted(Clinician, Permission.SqlQuery).ShouldBeFalse();
    }

    [Fact]
    public void Totals_are_counted_without_seeing_what_is_in_the_rows()
    {
        var scope = Authorisation.ScopeFor(Authorisation.LocalOwner, Permission.OverviewRead, Purpose.Operations);
        scope.Tables.ShouldNotBeNull()["cn_source_person"].Columns.ShouldBe(["source_id", "load_id", "person_id", "county_code", "deceased"]);
        scope.Tables["measurement"].Columns.ShouldBe(["source_id", "load_id"]);
        scope.Tables.Where(t => !t.Key.Contains('.', StringComparison.Ordinal)).SelectMany(t => t.Value.Columns!.Where(c => GradeRules.Of(t.Key, c).Level >= DataLevel.Narrow)).ShouldBeEmpty();
    }

    [Fact]
    public void The_platforms_own_scope_is_unrestricted_and_says_for_what_it_is()
    {
        var scope = Authorisation.ForPlatform("verify");
        scope.IsUnrestricted.ShouldBeTrue();
        scope.Purpose.ShouldBe("verify");
        scope.Principal.ShouldBe("platform");
    }

    /// <summary>The Chinese standard GB/T 35273-2020, appendix A, lists what identifies a person; these are the model's columns of those kinds.</summary>
    [Fact]
    public void Every_column_that_identifies_is_known()
    {
        string[] words = ["name", "phone", "address", "email", "national_id", "postcode", "insurance_no", "identifier_value", "note_text", "report_text"];
        string[] ofThings =
        [
            // Names of concepts, codes and institutions, not of patients.
            "provider_name", "care_site_name", "concept_name", "domain_name", "vocabulary_name", "concept_class_name", "relationship_name", "concept_synonym_name",
            "cohort_definition_name", "cdm_source_name", "name", "gene_symbol", "institution_name", "term_name", "map_name", "target_name", "table_name",
        ];
        var missed = CanonicalModel.Tables
            .Where(t => t.Schema == "cdr")
            .SelectMany(t => t.Columns.Where(c => GradeRules.Of(t.Name, c.Name).Level < DataLevel.Narrow).Select(c => c.Name))
            .Distinct()
            .Where(c => words.Any(w => c.Contains(w, StringComparison.Ordinal)))
            .Where(c => !c.EndsWith("_source_name", StringComparison.Ordinal) && !c.EndsWith("diagnosis_name", StringComparison.Ordinal))
            .Where(c => c is not ("operation_name" or "item_name" or "disease_name") && !ofThings.Contains(c))
            .ToList();
        missed.ShouldBeEmpty();
    }

    [Fact]
    public void Roles_hold_only_permissions_that_exist() =>
        Role.All.SelectMany(r => r.Permissions).ShouldAllBe(p => Permission.IsKnown(p));
}
