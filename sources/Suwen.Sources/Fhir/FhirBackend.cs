using Microsoft.AspNetCore.Http;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Fhir;

/// <summary>A search by business identifier.</summary>
/// <param name="Type">The resource type.</param>
/// <param name="System">Who gave the identifier; null where the caller did not say, empty where it has none.</param>
/// <param name="Value">The identifier.</param>
public sealed record FhirSearch(string Type, string? System, string Value);

/// <summary>What the FHIR API needs of the node behind it. The host registers one as a service.</summary>
public sealed class FhirBackend
{
    /// <summary>Lands bytes; completes when they are durable (<see cref="LandingJournal.AppendAsync"/>).</summary>
    public required Func<LandingHeader, ReadOnlyMemory<byte>, CancellationToken, Task> LandAsync { get; init; }

    /// <summary>Bytes of the current version of a resource as they landed; null or empty when there is none.</summary>
    public required Func<string, string, CancellationToken, Task<ReadOnlyMemory<byte>?>> FindAsync { get; init; }

    /// <summary>Bytes of the resources that carry an identifier.</summary>
    public required Func<FhirSearch, CancellationToken, Task<IReadOnlyList<ReadOnlyMemory<byte>>>> SearchAsync { get; init; }

    /// <summary>The source that the authenticated client stands for; null where the client may name it itself in header X-Suwen-Source.</summary>
    public Func<HttpContext, string?> SourceOf { get; init; } = static _ => null;

    /// <summary>Makes the id of a resource that came without one.</summary>
    public Func<string> NewId { get; init; } = static () => Guid.NewGuid().ToString();
}
