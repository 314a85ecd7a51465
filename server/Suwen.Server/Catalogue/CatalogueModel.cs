using Suwen.Governance.Catalogue;
using Suwen.Governance.Lineage;
using Suwen.Standards.DataElements;

namespace Suwen.Server.Catalogue;

/// <summary>A category of the tree with the number of resources in it and below.</summary>
internal sealed record CategoryCount(string Code, string? Parent, int Level, string NameZh, string NameEn, int Resources);

/// <summary>The tree, and what to know of identifiers.</summary>
/// <param name="Categories">All categories, by code.</param>
/// <param name="OidRoot">The root of identifiers.</param>
/// <param name="HasPlaceholderRoot">True while the site has not stated its own root.</param>
internal sealed record CatalogueTree(IReadOnlyList<CategoryCount> Categories, string OidRoot, bool HasPlaceholderRoot);

/// <summary>A data element that a column holds.</summary>
/// <param name="Element">The element; null where the site's directory does not have it.</param>
/// <param name="Id">The element's id.</param>
/// <param name="How">exact, part, derived or coded.</param>
/// <param name="ValueSet">The value set its values are held against.</param>
/// <param name="Filter">For coded ones, the rows that hold it.</param>
internal sealed record LinkedElement(string Id, DataElement? Element, string How, string? ValueSet, string? Filter);

/// <summary>A column of a resource.</summary>
internal sealed record ResourceColumn(string Name, string Type, string Role, bool IsRequired, bool IsOmop, string? References, IReadOnlyList<LinkedElement> Elements, ColumnProfile? Profile);

/// <summary>Rows of a table at the time of a profile.</summary>
internal sealed record ProfilePoint(DateTimeOffset At, long Rows);

/// <summary>A data set that the resource's columns hold elements of.</summary>
/// <param name="DataSet">The data set.</param>
/// <param name="Name">Its name.</param>
/// <param name="Elements">Elements that it asks for.</param>
/// <param name="Held">Those that a column of this table holds.</param>
internal sealed record DataSetCoverage(string DataSet, string Name, int Elements, int Held);

/// <summary>A resource with everything known of it.</summary>
internal sealed record ResourceDetail(
    Resource Resource,
    IReadOnlyList<Category> Path,
    IReadOnlyList<ResourceColumn> Columns,
    IReadOnlyList<DataSetCoverage> DataSets,
    IReadOnlyList<SourceCount> Sources,
    IReadOnlyList<YearCount> Years,
    IReadOnlyList<ProfilePoint> History,
    IReadOnlyList<ResourceNote> Notes,
    string ElementsFrom);

/// <summary>What somebody says of a resource; what is left out stays as it was.</summary>
internal sealed record NoteRequest(string Name, string? Owner, string? Description, IReadOnlyList<string>? Tags);

/// <summary>What a run of profiling did.</summary>
internal sealed record ProfileOutcome(int Profiled, int Unchanged, double Seconds);

/// <summary>A place on the way of data.</summary>
internal sealed record LineagePlace(string Name, string Kind, string Owner, string Field);

/// <summary>A step on the way of data.</summary>
internal sealed record LineageStep(string From, string To, string Relation, string Evidence);

/// <summary>The ways to and from a place.</summary>
/// <param name="Of">The place asked about.</param>
/// <param name="Places">All places on the ways.</param>
/// <param name="Upstream">Steps that lead to it, nearest first.</param>
/// <param name="Downstream">Steps that lead away from it, nearest first.</param>
/// <param name="IsTruncated">True where there are more steps than are answered.</param>
internal sealed record LineageAnswer(LineagePlace Of, IReadOnlyList<LineagePlace> Places, IReadOnlyList<LineageStep> Upstream, IReadOnlyList<LineageStep> Downstream, bool IsTruncated)
{
    private const int MostSteps = 2000;

    public static LineageAnswer Between(LineageGraph graph, LineageNode node, bool valuesOnly)
    {
        var up = graph.Upstream(node, valuesOnly);
        var down = graph.Downstream(node, valuesOnly);
        var shownUp = up.Take(MostSteps).ToList();
        var shownDown = down.Take(MostSteps).ToList();
        var places = shownUp.Concat(shownDown).SelectMany(e => new[] { e.From, e.To }).Append(node).Distinct().Order();
        return new LineageAnswer(PlaceOf(node), [.. places.Select(PlaceOf)], [.. shownUp.Select(StepOf)], [.. shownDown.Select(StepOf)], up.Count + down.Count > shownUp.Count + shownDown.Count);
    }

    private static LineagePlace PlaceOf(LineageNode node) => new(node.ToString(), KindOf(node.Kind), node.Owner, node.Name);

    private static LineageStep StepOf(LineageEdge edge) => new(edge.From.ToString(), edge.To.ToString(), RelationOf(edge.Relation), edge.Evidence);

    public static string KindOf(LineageKind kind) => kind switch
    {
        LineageKind.SourceField => "field",
        LineageKind.Column => "column",
        LineageKind.ViewColumn => "view",
        _ => "result",
    };

    public static string RelationOf(LineageRelation relation) => relation switch
    {
        LineageRelation.Value => "value",
        LineageRelation.Key => "key",
        _ => "selects",
    };
}
