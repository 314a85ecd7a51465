using Suwen.Governance.Gate;
using Suwen.Governance.Gate.Decisions;
using Suwen.Sources.Fhir;
using Suwen.Sources.Files;
using Suwen.Sources.Hl7v2;
using Suwen.Sources.Omop;
using Suwen.Sources.Tables;
using Suwen.Storage.Keys;

namespace Suwen.Server.Node;

/// <summary>The front doors of this build: one line for each source and each door for files.</summary>
internal static class SourceCatalogue
{
    /// <summary>The kinds of decisions that land: one line each.</summary>
    private static IReadOnlyList<IDecisionKind> DecisionKinds =>
    [
        new AmendRow(),
    ];

    /// <summary>What parses landed entries, by their format.</summary>
    public static IReadOnlyList<ISource> Sources { get; } =
    [
        new Hl7v2Source(),
        new FhirSource(),
        new OmopSource(),
        new TableSource(),
        new DecisionSource(DecisionKinds),
    ];

    /// <summary>The names of the doors for files, as <c>--as</c> takes them.</summary>
    public static IReadOnlyList<string> FileKinds { get; } = [.. FileDoors(new KeyedHash(new byte[16])).Select(d => d.Kind)];

    /// <summary>What lands files, in the order in which they are asked whether they recognise one.</summary>
    /// <param name="hash">The keyed hash of the key ledger.</param>
    public static IReadOnlyList<IFileDoor> FileDoors(KeyedHash hash) =>
    [
        new Hl7v2FileDoor(),
        new FhirFileDoor(hash),
        new OmopFileDoor(hash),
        new TableFileDoor(hash),
    ];
}
