using System.Collections.Concurrent;
using System.Text;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Hl7v2;

/// <summary>Names the source of a message: the listener's own, the configured one of its sender, or the sender's facility and application.</summary>
internal sealed class MllpSourceNames(MllpOptions options)
{
    /// <summary>A sender that makes up names must not fill the memory: beyond this many the headers are made anew each time.</summary>
    private const int MaxKept = 10_000;

    private const int MaxNameLength = 100;

    private readonly ConcurrentDictionary<string, LandingHeader> headers = new(StringComparer.Ordinal);
    private readonly LandingHeader nameless = Header(options.Source ?? "unknown");

    /// <summary>The sender of a connection's last message: most connections have one.</summary>
    internal struct Last
    {
        public byte[]? Sender;
        public LandingHeader? Header;
    }

    /// <summary>The landing header for a message.</summary>
    public LandingHeader HeaderFor(ReadOnlySpan<byte> message, ref Last last)
    {
        if (options.Source is not null || !RawHeader.TryRead(message, out var header))
        {
            return nameless;
        }

        if (last.Header is null || !header.Sender.SequenceEqual(last.Sender))
        {
            last = new Last { Sender = header.Sender.ToArray(), Header = Find(header) };
        }

        return last.Header;
    }

    private LandingHeader Find(RawHeader header)
    {

        var facility = RawHeader.Decode(header.Component(4, 1));
        var application = RawHeader.Decode(header.Component(3, 1));
        var sender = facility + "|" + application;
        if (headers.TryGetValue(sender, out var known))
        {
            return known;
        }

        var made = Header(options.Sources.TryGetValue(sender, out var configured) ? configured : NameOf(facility, application));
        if (headers.Count < MaxKept)
        {
            headers.TryAdd(sender, made);
        }

        return made;
    }

    /// <summary><c>facility.application</c> in small letters, with letters and digits of any script; anything else becomes a hyphen.</summary>
    internal static string NameOf(string facility, string application)
    {
        var name = new StringBuilder();
        foreach (var part in (string[])[facility, application])
        {
            var clean = Clean(part);
            if (clean.Length > 0)
            {
                name.Append(name.Length > 0 ? "." : "").Append(clean);
            }
        }

        return name.Length == 0 ? "unknown" : name.ToString();
    }

    private static string Clean(string part)
    {
        var text = new StringBuilder();
        foreach (var rune in part.Trim().EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value == '_')
            {
                text.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (text.Length > 0 && text[^1] != '-')
            {
                text.Append('-');
            }

            if (text.Length >= MaxNameLength)
            {
                break;
            }
        }

        return text.ToString().TrimEnd('-');
    }

    private static LandingHeader Header(string source) => new(source, "mllp", Hl7v2Source.FormatName, LandingHeader.NoMetadata);
}
