using Microsoft.AspNetCore.Server.Kestrel.Core;
using Suwen.Server.Node;

namespace Suwen.Server.Http;

/// <summary>The HL7 v2 door over MLLP, as a listener of Kestrel.</summary>
internal static class MllpListener
{
    public static void Listen(KestrelServerOptions kestrel, ServeOptions options, SuwenNode node) => _ = (kestrel, options, node);
}
