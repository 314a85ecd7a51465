using Suwen.Security.Deidentification;

namespace Suwen.Security.Tests.Deidentification.Policies;

public sealed class PolicyReaderTests
{
    [Fact]
    public void The_policies_that_come_with_suwen_are_right()
    {
        BuiltInPolicies.All.Select(p => p.Id).ShouldBe(["safe-harbor", "research-cn", "open-data", "test-data"]);
        BuiltInPolicies.Find("safe-harbor")!.MethodOf(FieldKind.Phone).Method.ShouldBe(DeidMethod.Suppress);
        BuiltInPolicies.Find("open-data")!.MethodOf(FieldKind.Unknown).Method.ShouldBe(DeidMethod.Suppress);
    }

    [Fact]
    public void A_kind_that_a_policy_forgets_is_suppressed()
    {
        var (policy, faults) = PolicyReader.Read("id: a\ntitle: A\nkinds: {phone: mask}\n");
        faults.ShouldBeEmpty();
        policy!.MethodOf(FieldKind.NationalId).Method.ShouldBe(DeidMethod.Suppress);
        policy.MethodOf(FieldKind.Unknown).Method.ShouldBe(DeidMethod.Suppress);
    }

    [Fact]
    public void Every_fault_is_told_with_its_line()
    {
        var (policy, faults) = PolicyReader.Read(
            """
            id: Mine
            title: T
            colour: red
            kinds:
              phone: maskk
              shoe-size: suppress
              person-name: shift
              date: {method: generalise, to: banana}
              age: {method: generalise, band: -3}
            rules:
              - {column: xm}
              - {column: xm, path: a.b, kind: phone}
            """);
        policy.ShouldBeNull();
        faults.Select(f => f.Line).Distinct().ShouldBe([1, 3, 5, 6, 7, 8, 9, 11, 12]);
    }

    [Fact]
    public void Text_that_is_no_yaml_is_a_fault_and_no_exception() => PolicyReader.Read("id: [").Faults.Count.ShouldBe(1);

    [Fact]
    public void The_first_rule_that_fits_decides()
    {
        var (policy, _) = PolicyReader.Read("id: a\ntitle: A\nkinds: {phone: mask}\nrules:\n  - {format: csv, file: 'visits*.csv', column: x*, method: keep}\n  - {column: xm, kind: phone}\n");
        policy!.RuleFor("csv", "visits-2024.csv", "XM")!.Method!.Method.ShouldBe(DeidMethod.Keep);
        policy.RuleFor("csv", "persons.csv", "xm")!.Kind.ShouldBe(FieldKind.Phone);
        policy.RuleFor("csv", "persons.csv", "other").ShouldBeNull();
    }
}
