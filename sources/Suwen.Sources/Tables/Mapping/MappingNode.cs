using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Suwen.Sources.Tables.Mapping;

/// <summary>A node of a mapping file with its line. Keeps repeated keys, which are a fault to report and not an exception.</summary>
internal sealed class MappingNode
{
    // A mapping is written by hand; these bound what a hostile file can cost.
    private const int MaximumDepth = 12;
    private const int MaximumNodes = 50_000;

    private MappingNode(int line) => Line = line;

    public int Line { get; }

    /// <summary>The text of a scalar; null for lists and mappings.</summary>
    public string? Text { get; private init; }

    public List<MappingNode>? Items { get; private init; }

    public List<(MappingNode Key, MappingNode Value)>? Pairs { get; private init; }

    /// <summary>Reads the first document of a file; null, with a fault, when it is no YAML.</summary>
    public static MappingNode? Read(ReadOnlySpan<byte> yaml, MappingFaults faults)
    {
        try
        {
            var parser = new Parser(new StringReader(new UTF8Encoding(false, true).GetString(yaml).TrimStart('\uFEFF')));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                faults.Add(1, "The mapping is empty.");
                return null;
            }

            var nodes = 0;
            return ReadNode(parser, faults, 0, ref nodes);
        }
        catch (YamlException exception)
        {
            faults.Add((int)exception.Start.Line, $"This is no YAML: {Shorten(exception.Message)}");
            return null;
        }
        catch (DecoderFallbackException)
        {
            faults.Add(1, "The mapping is not in UTF-8. Save it in UTF-8.");
            return null;
        }
#pragma warning disable CA1031 // YamlDotNet answers some damaged texts with exceptions of its own inner state, of types that it does not document.
        catch (Exception)
        {
            faults.Add(1, "This is no YAML: its structure is damaged.");
            return null;
        }
#pragma warning restore CA1031
    }

    private static MappingNode? ReadNode(Parser parser, MappingFaults faults, int depth, ref int nodes)
    {
        var line = (int)(parser.Current?.Start.Line ?? 1);
        if (depth > MaximumDepth || ++nodes > MaximumNodes)
        {
            throw new YamlException(parser.Current!.Start, parser.Current.End, $"The mapping is nested deeper than {MaximumDepth} levels or has more than {MaximumNodes} nodes.");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new MappingNode(line) { Text = scalar is { Style: ScalarStyle.Plain, Value: "~" } ? "" : scalar.Value };
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<MappingNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                if (ReadNode(parser, faults, depth + 1, ref nodes) is { } item)
                {
                    items.Add(item);
                }
            }

            return new MappingNode(line) { Items = items };
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            return ReadPairs(parser, faults, line, depth, ref nodes);
        }

        // Aliases can make a small file large, and no mapping needs them.
        faults.Add(line, "Anchors and aliases (&, *) are not supported. Repeat the text.");
        parser.MoveNext();
        return null;
    }

    private static MappingNode ReadPairs(Parser parser, MappingFaults faults, int line, int depth, ref int nodes)
    {
        var pairs = new List<(MappingNode, MappingNode)>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(parser, faults, depth + 1, ref nodes);
            var value = ReadNode(parser, faults, depth + 1, ref nodes);
            if (key?.Text is null)
            {
                faults.Add(key?.Line ?? line, "A key must be a text.");
            }
            else if (value is not null)
            {
                pairs.Add((key, value));
            }
        }

        return new MappingNode(line) { Pairs = pairs };
    }

    private static string Shorten(string message) => message.Length <= 200 ? message : message[..200];
}
