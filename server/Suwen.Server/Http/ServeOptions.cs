namespace Suwen.Server.Http;

/// <summary>How to serve.</summary>
/// <param name="Port">Port of HTTP.</param>
/// <param name="ListenAny">True to answer the network; otherwise only this machine.</param>
/// <param name="MllpPort">Port of the HL7 v2 listener; null for none.</param>
/// <param name="MllpCertificate">PEM file with certificate and key for HL7 v2 over TLS; null for plain.</param>
/// <param name="Packs">A folder of packs that goes before those installed: an author's own; null for none.</param>
internal sealed record ServeOptions(int Port, bool ListenAny, int? MllpPort, string? MllpCertificate, string? Packs = null);
