using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Security.Deidentification.Methods;
using Suwen.Security.Deidentification.Runs;

namespace Suwen.Security.Deidentification.Formats;

/// <summary>
/// JSON: FHIR R4 resources, bundles and NDJSON by path, anything else by the names of properties and by content. Units (an entry, a line, an element of
/// the outermost array) pass one at a time, so that memory is bounded by the largest of them.
/// </summary>
internal sealed partial class JsonTreatment(DeidSession session, string file) : IDisposable
{
    private const int BlockBytes = 1 << 20;
    private const int LargestUnit = 256 << 20;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(",}] \t\r\n"u8);
    private readonly Dictionary<string, JsonNode> roots = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> written = new(BlockBytes);
    private readonly Utf8JsonWriter writer = new(new ArrayBufferWriter<byte>(16), Options);
    private byte[] buffer = new byte[BlockBytes];
    private int start;
    private int length;
    private bool isEnd;
    private bool isFhirFile;

    public void Dispose() => writer.Dispose();

    /// <summary>Treats a file; null when done, else why not.</summary>
    public string? Treat(Stream input, Stream output, bool isLines)
    {
        try
        {
            Fill(input);
            if (Window.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
            {
                start += 3;
            }

            return isLines ? Lines(input, output) : Document(input, output);
        }
        catch (JsonException)
        {
            return "The file is not valid JSON.";
        }
        catch (InvalidOperationException e) when (e.InnerException is DecoderFallbackException)
        {
            return "The file is not UTF-8 (RFC 8259 §8.1).";
        }
    }

    private ReadOnlySpan<byte> Window => buffer.AsSpan(start, length - start);

    private bool Fill(Stream input)
    {
        if (isEnd)
        {
            return false;
        }

        if (start > 0)
        {
            buffer.AsSpan(start, length - start).CopyTo(buffer);
            length -= start;
            start = 0;
        }

        if (length == buffer.Length)
        {
            if (length >= LargestUnit)
            {
                throw new UnitTooLargeException();
            }

            Array.Resize(ref buffer, length * 2);
        }

        var got = input.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false);
        isEnd = length + got < buffer.Length;
        length += got;
        return true;
    }

    private string? Lines(Stream input, Stream output)
    {
        while (true)
        {
            var end = Window.IndexOf((byte)'\n');
            if (end < 0 && Fill(input))
            {
                continue;
            }

            var line = end < 0 ? Window : Window[..end];
            if (!line.ContainsAnyExcept(" \t\r\n"u8))
            {
                output.Write(line);
            }
            else
            {
                Unit(line, "");
                output.Write(written.WrittenSpan);
            }

            if (end < 0)
            {
                return null;
            }

            output.Write("\n"u8);
            start += end + 1;
        }
    }

    private string? Document(Stream input, Stream output)
    {
        SkipBlanks(input);
        if (Window.IsEmpty)
        {
            return "The file is empty.";
        }

        if (Window[0] == (byte)'[')
        {
            Elements(input, output, "");
        }
        else if (Window[0] == (byte)'{' && IsBundle())
        {
            isFhirFile = true;
            Bundle(input, output);
        }
        else
        {
            Value(input, output, "");
        }

        SkipBlanks(input);
        output.Write("\n"u8);
        return Window.IsEmpty ? null : "There is something behind the end of the JSON value.";
    }

    /// <summary>True where the outermost object holds an array of entries; looked for in what is in memory.</summary>
    private bool IsBundle()
    {
        var head = Window[..Math.Min(Window.Length, 4096)];
        return head.IndexOf("\"Bundle\""u8) >= 0 && head.IndexOf("\"resourceType\""u8) >= 0;
    }

    private void Bundle(Stream input, Stream output)
    {
        output.Write("{"u8);
        start++;
        var first = true;
        while (true)
        {
            SkipBlanks(input);
            if (Window.IsEmpty)
            {
                throw new JsonException();
            }

            if (Window[0] == (byte)'}')
            {
                start++;
                output.Write("}"u8);
                return;
            }

            if (Window[0] == (byte)',')
            {
                start++;
                continue;
            }

            var nameLength = Whole(input);
            var name = JsonSerializer.Deserialize<string>(Window[..nameLength])!;
            start += nameLength;
            SkipBlanks(input);
            if (Window.IsEmpty || Window[0] != (byte)':')
            {
                throw new JsonException();
            }

            start++;
            SkipBlanks(input);
            output.Write(first ? default : ","u8);
            first = false;
            output.Write(JsonSerializer.SerializeToUtf8Bytes(name));
            output.Write(":"u8);
            if (name == "entry" && !Window.IsEmpty && Window[0] == (byte)'[')
            {
                Elements(input, output, "entry");
            }
            else
            {
                Value(input, output, name);
            }
        }
    }

    private void Elements(Stream input, Stream output, string name)
    {
        output.Write("["u8);
        start++;
        var first = true;
        while (true)
        {
            SkipBlanks(input);
            if (Window.IsEmpty)
            {
                throw new JsonException();
            }

            if (Window[0] == (byte)']')
            {
                start++;
                output.Write("]"u8);
                return;
            }

            if (Window[0] == (byte)',')
            {
                start++;
                continue;
            }

            output.Write(first ? default : ",\n"u8);
            first = false;
            Value(input, output, name);
        }
    }

    private void Value(Stream input, Stream output, string name)
    {
        var end = Whole(input);
        Unit(Window[..end], name);
        output.Write(written.WrittenSpan);
        start += end;
    }

    /// <summary>The length of the value at the window's beginning, once all of it is in memory.</summary>
    private int Whole(Stream input)
    {
        while (true)
        {
            var end = EndOfValue(Window);
            if (end >= 0 && (end < Window.Length || isEnd))
            {
                return end;
            }

            if (!Fill(input))
            {
                throw new JsonException();
            }
        }
    }

    private void SkipBlanks(Stream input)
    {
        while (true)
        {
            var at = Window.IndexOfAnyExcept(" \t\r\n"u8);
            if (at >= 0)
            {
                start += at;
                return;
            }

            start = length;
            if (!Fill(input))
            {
                return;
            }
        }
    }

    /// <summary>Where a JSON value ends; -1 when the end is not there yet. Only brackets and strings are looked at: the reader checks the rest.</summary>
    private static int EndOfValue(ReadOnlySpan<byte> text)
    {
        var depth = 0;
        var at = 0;
        if (text.IsEmpty)
        {
            return -1;
        }

        if (text[0] is not ((byte)'{' or (byte)'[' or (byte)'"'))
        {
            var end = text.IndexOfAny(ScalarEnds);
            return end < 0 ? text.Length : end;
        }

        while (at < text.Length)
        {
            var next = text[at..].IndexOfAny("{}[]\""u8);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            switch (text[at++])
            {
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'"':
                    at = EndOfString(text, at);
                    if (at < 0)
                    {
                        return -1;
                    }

                    break;
                default:
                    depth--;
                    break;
            }

            if (depth <= 0)
            {
                return at;
            }
        }

        return -1;
    }

    private static int EndOfString(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (text[at] == (byte)'"')
            {
                return at + 1;
            }

            at += 2;
        }

        return -1;
    }

    private void Unit(ReadOnlySpan<byte> json, string name)
    {
        session.Records++;
        written.ResetWrittenCount();
        writer.Reset(written);
        Identify(json);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        var root = RootOf(reader);
        var node = name.Length == 0 ? root : Root("Bundle", isFhir: true).Child(Encoding.UTF8.GetBytes(name));
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            Write(ref reader, node);
        }
        else
        {
            Scalar(ref reader, node, default, propertyName: null);
        }

        writer.Flush();
        if (reader.Read())
        {
            throw new JsonException();
        }
    }

    private JsonNode RootOf(Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("resourceType"u8))
                {
                    reader.Read();
                    if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is > 0 and <= 64 && !reader.ValueSpan.ContainsAnyExceptInRange((byte)'A', (byte)'z'))
                    {
                        isFhirFile = true;
                        return Root(Encoding.ASCII.GetString(reader.ValueSpan), isFhir: true);
                    }

                    continue;
                }

                reader.Read();
                reader.Skip();
            }
        }

        return Root("", isFhirFile);
    }

    private JsonNode Root(string type, bool isFhir)
    {
        if (!roots.TryGetValue(type, out var root))
        {
            roots.Add(type, root = JsonNode.OfRoot(type, isFhir));
        }

        return root;
    }

    private FieldReport Report(JsonNode node, FieldKind kind)
    {
        if (!node.Reports.TryGetValue(kind, out var report))
        {
            var place = node.Reports.Count == 0 || kind == node.Kind ? node.Path : node.Path + " (" + FieldKinds.NameOf(kind) + ")";
            report = session.Field(node.IsFhir ? "fhir" : "json", node.IsFhir ? node.Root.Name : file, place, () => (kind, kind == FieldKind.Unknown ? "unknown" : node.IsFhir ? "format" : kind == node.Kind ? "name" : "content"), file);
            node.Reports.Add(kind, report);
        }

        return report;
    }

    private sealed class UnitTooLargeException : JsonException;
}
