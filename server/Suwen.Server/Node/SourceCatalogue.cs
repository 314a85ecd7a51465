using Suwen.Governance.Gate;
using Suwen.Sources.Files;

namespace Suwen.Server.Node;

/// <summary>The front doors of this build: one line for each source and each door for files.</summary>
internal static class SourceCatalogue
{
    /// <summary>What parses landed entries, by their format.</summary>
    public static IReadOnlyList<ISource> Sources { get; } =
    [
    ];

    /// <summary>What lands files, in the order in which they are asked whether they recognise one.</summary>
    public static IReadOnlyList<IFileDoor> FileDoors { get; } =
    [
    ];
}
