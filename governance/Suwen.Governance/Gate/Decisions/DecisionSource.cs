using System.Text.Json;
using Suwen.Storage.Landing;

namespace Suwen.Governance.Gate.Decisions;

/// <summary>
/// Reads landed decisions: format <c>decision</c>, UTF-8, one JSON object a line, each with <c>kind</c> and <c>by</c> and mostly
/// <c>why</c>. A line is a record. A kind that this build does not know is kept, as any format of a later version is.
/// </summary>
public sealed class DecisionSource : ISource
{
    /// <summary>The format, and the channel, of decisions.</summary>
    public const string FormatName = QuarantineDecision.Channel;

    /// <summary>The source that decisions come from which are about no single source's record.</summary>
    public const string SourceName = "suwen";

    private readonly Dictionary<string, IDecisionKind> kinds;

    /// <param name="kinds">The kinds of this build, each with a word of its own.</param>
    public DecisionSource(IEnumerable<IDecisionKind> kinds) => this.kinds = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);

    public string Format => FormatName;

    /// <summary>1 for the lines themselves, and the versions of the kinds.</summary>
    public int Version => 1 + kinds.Values.Sum(k => k.Version);

    /// <summary>The header of an entry of decisions.</summary>
    /// <param name="source">The source whose rows are decided about; <see cref="SourceName"/> for decisions across sources.</param>
    public static LandingHeader Header(string source = SourceName) => new(source, FormatName, FormatName, new Dictionary<string, string>(StringComparer.Ordinal));

    public void Parse(LandedEntry entry, RecordSink sink)
    {
        if (QuarantineDecision.Of(entry.Header) is not null)
        {
            // The metadata say it all; the gate notes it from there.
            sink.BeginRecord(0, FormatName);
            sink.EndRecord();
            return;
        }

        var number = 0;
        var rest = entry.Payload;
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.Span.Trim(" \r\t"u8).IsEmpty)
            {
                ParseLine(line, number++, entry.ReceivedAt, sink);
            }
        }
    }

    private void ParseLine(ReadOnlyMemory<byte> bytes, int number, DateTimeOffset at, RecordSink sink)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException)
        {
            sink.BeginRecord(number, FormatName);
            sink.Reject(RejectReasons.Syntax, "line", "A decision is one JSON object a line, and this line is none.", AtFault.Caller);
            sink.EndRecord();
            return;
        }

        using (document)
        {
            var json = document.RootElement;
            var kindName = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("kind", out var k) && k.ValueKind == JsonValueKind.String ? k.GetString()! : "";
            var kind = kinds.GetValueOrDefault(kindName);
            sink.BeginRecord(number, kind is null ? FormatName : FormatName + ":" + kind.Kind);
            if (kind is not null)
            {
                var line = new DecisionLine(json, bytes, "", "", at);
                line = line with { By = line.Text("by") ?? "", Why = line.Text("why") ?? "" };
                if (line.By.Length == 0)
                {
                    sink.Reject(RejectReasons.MissingField, "by", "A decision names who decided.", AtFault.Caller);
                }
                else
                {
                    kind.Parse(line, sink);
                }
            }
            else if (kindName.Length == 0)
            {
                sink.Reject(RejectReasons.MissingField, "kind", "A decision says of which kind it is.", AtFault.Caller);
            }

            sink.EndRecord();
        }
    }
}
