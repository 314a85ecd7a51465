using Suwen.Standards.Hl7v2;

namespace Suwen.Sources.Hl7v2;

/// <summary>Buffers that parsing uses again from message to message; one set for each thread.</summary>
internal sealed class Hl7v2Scratch
{
    [ThreadStatic]
    private static Hl7v2Scratch? ofThread;

    private byte[] utf8 = new byte[16 << 10];

    public static Hl7v2Scratch OfThread => ofThread ??= new Hl7v2Scratch();

    public Hl7Index Index { get; } = new();

    /// <summary>An unescaped value, until the next one.</summary>
    public ByteBuilder Value { get; } = new();

    /// <summary>A key being put together.</summary>
    public ByteBuilder Key { get; } = new();

    /// <summary>A longer text being put together.</summary>
    public ByteBuilder Text { get; } = new();

    public ByteBuilder MessageKey { get; } = new();

    public ByteBuilder PersonKey { get; } = new();

    public ByteBuilder VisitKey { get; } = new();

    public ByteBuilder OrderKey { get; } = new();

    /// <summary>What the keys of an order's observations begin with.</summary>
    public ByteBuilder ObservationScope { get; } = new();

    /// <summary>Key of the observation read last.</summary>
    public ByteBuilder ObservationKey { get; } = new();

    /// <summary>How often a row key was already used in the message.</summary>
    public Dictionary<ulong, int> Occurrences { get; } = [];

    /// <summary>Room for a decoded message.</summary>
    public byte[] Utf8(int length)
    {
        if (utf8.Length < length)
        {
            utf8 = new byte[Math.Max(length, utf8.Length * 2)];
        }

        return utf8;
    }

    /// <summary>Forgets the message, and the memory that an unusually large one needed.</summary>
    public void Reset()
    {
        if (utf8.Length > 8 << 20)
        {
            utf8 = new byte[16 << 10];
        }

        Index.Trim();
        Occurrences.Clear();
        if (Occurrences.Capacity > 4096)
        {
            Occurrences.TrimExcess(64);
        }
    }
}
