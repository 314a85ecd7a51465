using FsCheck;
using FsCheck.Fluent;
using Suwen.Governance.Lineage;

namespace Suwen.Governance.Tests.Lineage;

public sealed class LineageGraphTests
{
    private static readonly LineageNode Field = LineageNode.Field("hospital-a", "hl7v2", "ORU^R01", "OBX-5.1");
    private static readonly LineageNode Column = LineageNode.Column("cdr.measurement", "value_as_number");
    private static readonly LineageNode View = LineageNode.View("cdm.measurement", "value_as_number");
    private static readonly LineageNode Status = LineageNode.Column("cdr.measurement", "status_source_value");

    private static readonly LineageGraph Graph = new(
    [
        new LineageEdge(Field, Column, LineageRelation.Value, "observed"),
        new LineageEdge(Column, View, LineageRelation.Value, "model"),
        new LineageEdge(Status, View, LineageRelation.Selects, "sql"),
    ]);

    [Fact]
    public void Both_directions_reach_the_ends()
    {
        Graph.Upstream(View).Select(e => e.From).ShouldBe([Column, Status, Field]);
        Graph.Downstream(Field).Select(e => e.To).ShouldBe([Column, View]);
    }

    [Fact]
    public void Conditions_are_no_values() => Graph.Upstream(View, valuesOnly: true).Select(e => e.From).ShouldBe([Column, Field]);

    [Fact]
    public void A_place_is_found_by_the_name_it_is_written_with()
    {
        Graph.Find("cdr.measurement.VALUE_AS_NUMBER").ShouldBe(Column);
        Graph.Find("hospital-a/hl7v2/ORU^R01#OBX-5.1").ShouldBe(Field);
        Graph.Find("cdr.measurement.none").ShouldBeNull();
    }

    [Fact]
    public void The_platforms_own_steps_lead_from_the_senders_person_to_the_golden_view()
    {
        var graph = new LineageGraph(ModelLineage.Edges());
        var from = graph.Upstream(LineageNode.View("cdm.person", "year_of_birth"), valuesOnly: true).Select(e => e.From.ToString());

        // OMOP's person takes it from the golden record, and that the stated year, that of the birth date, or that in a valid identity number.
        from.ShouldBe(
            ["cdr.person.year_of_birth", "cdr.cn_golden_person.year_of_birth", "cdr.cn_source_person.year_of_birth", "cdr.cn_source_person.birth_date", "cdr.cn_source_person.national_id"],
            ignoreOrder: true);
    }

    [Fact]
    public void What_is_downstream_of_a_place_has_it_upstream() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte From, byte To)[]>(),
        static pairs =>
        {
            var graph = new LineageGraph(pairs.Select(p => new LineageEdge(NodeOf(p.From), NodeOf(p.To), LineageRelation.Value, "test")));
            return graph.Nodes.All(n => graph.Downstream(n).All(e => graph.Upstream(e.To).Any(u => u.From == n) || e.To == n));
        }).QuickCheckThrowOnFailure();

    private static LineageNode NodeOf(byte number) => LineageNode.Column("cdr.t", (number % 12).ToString(System.Globalization.CultureInfo.InvariantCulture));
}
