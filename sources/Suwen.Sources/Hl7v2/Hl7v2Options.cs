namespace Suwen.Sources.Hl7v2;

/// <summary>How messages are read where they leave something open.</summary>
public sealed record Hl7v2Options
{
    /// <summary>Offset from UTC of times that state none; China's.</summary>
    public int DefaultOffsetMinutes { get; init; } = 480;
}
