using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Suwen.Server.Http;

/// <summary>Where the server listens for HL7 v2 messages.</summary>
internal sealed class MllpEndPoint(IPAddress address, int port) : IPEndPoint(address, port);

/// <summary>
/// Kestrel's sockets for MLLP alone, with continuations where they arise: what an MLLP connection does with bytes received is short and
/// never blocks, so handing it from thread to thread, as is right for HTTP requests, would cost more than the work itself.
/// </summary>
internal sealed class MllpTransport(ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory sockets = new(
        Options.Create(new SocketTransportOptions { UnsafePreferInlineScheduling = true, WaitForDataBeforeAllocatingBuffer = false }), loggers);

    public bool CanBind(EndPoint endpoint) => endpoint is MllpEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => sockets.BindAsync(endpoint, cancellationToken);
}
