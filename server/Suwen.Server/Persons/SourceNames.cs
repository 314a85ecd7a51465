using Suwen.Server.Node;

namespace Suwen.Server.Persons;

/// <summary>Puts the names that the operator gave to sources in the place of the sources' own.</summary>
internal static class SourceNames
{
    public static PersonHits In(PersonHits hits, NodeSettings settings) => settings.Sources is null
        ? hits
        : hits with { Items = [.. hits.Items.Select(h => h with { Sources = [.. h.Sources.Select(s => settings.DisplayNameOf(s, null))] })] };

    public static PersonDetail In(PersonDetail person, NodeSettings settings) => settings.Sources is null
        ? person
        : person with { Identities = [.. person.Identities.Select(i => i with { SourceDisplayName = settings.DisplayNameOf(i.Source, i.SourceDisplayName) })] };

    public static TimelinePage In(TimelinePage page, NodeSettings settings) => settings.Sources is null
        ? page
        : page with { Items = [.. page.Items.Select(e => e with { SourceDisplayName = settings.DisplayNameOf(e.Source, e.SourceDisplayName) })] };
}
