using System.Diagnostics.Metrics;

namespace Suwen.Sources.Hl7v2;

/// <summary>Counters of the MLLP listeners. No label holds a value of a message.</summary>
public sealed class MllpMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Suwen.Sources.Mllp";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> messages;
    private readonly Counter<long> bytes;
    private readonly Counter<long> acknowledgements;
    private readonly Counter<long> strayBytes;
    private readonly Counter<long> closed;
    private readonly UpDownCounter<long> connections;

    public MllpMetrics()
    {
        messages = meter.CreateCounter<long>("suwen.mllp.messages", description: "Messages received whole.");
        bytes = meter.CreateCounter<long>("suwen.mllp.bytes", "By", "Bytes of messages received whole.");
        acknowledgements = meter.CreateCounter<long>("suwen.mllp.acknowledgements", description: "Acknowledgements sent, by code.");
        strayBytes = meter.CreateCounter<long>("suwen.mllp.stray_bytes", "By", "Bytes between frames that belong to no message.");
        closed = meter.CreateCounter<long>("suwen.mllp.closed", description: "Connections closed by Suwen, by reason.");
        connections = meter.CreateUpDownCounter<long>("suwen.mllp.connections", description: "Open connections.");
    }

    public void Dispose() => meter.Dispose();

    internal void Opened() => connections.Add(1);

    internal void Ended() => connections.Add(-1);

    internal void Received(long size)
    {
        messages.Add(1);
        bytes.Add(size);
    }

    internal void Acknowledged(string code) => acknowledgements.Add(1, new KeyValuePair<string, object?>("code", code));

    internal void Stray(long count) => strayBytes.Add(count);

    internal void Closed(string reason) => closed.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
