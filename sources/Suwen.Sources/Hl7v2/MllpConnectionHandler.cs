using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Hl7v2;

/// <summary>
/// Serves MLLP connections: each message lands in the journal, and its acknowledgement goes out when it is durable. The host binds it with
/// <c>ListenAnyIP(port, o =&gt; o.UseConnectionHandler&lt;MllpConnectionHandler&gt;())</c>, after <c>UseHttps</c> where the line is to be encrypted.
/// </summary>
public sealed class MllpConnectionHandler : ConnectionHandler
{
    private readonly LandingJournal journal;
    private readonly MllpOptions options;
    private readonly MllpMetrics metrics;
    private readonly TimeProvider time;
    private readonly ILogger<MllpConnectionHandler> logger;
    private readonly MllpSourceNames names;

    public MllpConnectionHandler(LandingJournal journal, MllpOptions options, MllpMetrics metrics, TimeProvider time, ILogger<MllpConnectionHandler> logger)
    {
        this.journal = journal;
        this.options = options;
        this.metrics = metrics;
        this.time = time;
        this.logger = logger;
        names = new MllpSourceNames(options);
    }

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        metrics.Opened();
        try
        {
            await using var served = new MllpConnection(connection, journal, options, metrics, names, time, logger);
            await served.RunAsync();
        }
        finally
        {
            metrics.Ended();
        }
    }
}
