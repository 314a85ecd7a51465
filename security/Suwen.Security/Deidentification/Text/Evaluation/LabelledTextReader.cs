using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Suwen.Standards.Csv;

namespace Suwen.Security.Deidentification;

/// <summary>
/// Reads texts with marked identifiers: lines of JSON (also a JSON array, and the simulator's notes), CSV with a column of JSON, BRAT (.txt with .ann),
/// i2b2 2014 (.xml), or a folder of these. A line that cannot be read is a fault in the list, never an exception.
/// </summary>
/// <param name="names">What the file calls our kinds.</param>
/// <param name="unit">How its places count.</param>
/// <param name="textField">Field or column of the text; null to look for the usual names.</param>
/// <param name="spansField">Field or column of the marks; null to look for the usual names.</param>
public sealed class LabelledTextReader(KindNames names, OffsetUnit unit, string? textField = null, string? spansField = null)
{
    private static readonly string[] TextFields = ["text", "content", "note", "sentence", "full_text", "document", "input", "body", "originalText"];
    private static readonly string[] SpanFields = ["spans", "entities", "labels", "label", "annotations", "ner", "phi", "tags", "private_spans"];
    private static readonly string[] StartFields = ["start", "begin", "start_offset", "startOffset", "start_pos", "start_idx", "offset", "from", "start_char"];
    private static readonly string[] EndFields = ["end", "stop", "end_offset", "endOffset", "end_pos", "end_idx", "to", "end_char"];
    private static readonly string[] KindFields = ["kind", "label", "type", "entity", "entity_type", "label_type", "tag", "class", "category", "entity_group"];

    private readonly List<LabelledFault> faults = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<LabelledFault> Faults => faults;

    /// <summary>Reads a file or a folder. The folder of a simulated region stands for its answers/notes.</summary>
    public IEnumerable<LabelledText> Read(string path)
    {
        if (!Directory.Exists(path))
        {
            return ReadFile(path);
        }

        var notes = Path.Combine(path, "answers", "notes");
        var root = Directory.Exists(notes) ? notes : path;
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(ReadFile);
    }

    private IEnumerable<LabelledText> ReadFile(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".jsonl" or ".ndjson" => ReadLines(path),
        ".json" => ReadArray(path),
        ".csv" => ReadCsv(path),
        ".txt" => ReadBrat(path),
        ".xml" => ReadI2b2(path),
        _ => [],
    };

    private IEnumerable<LabelledText> ReadLines(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line) && OfJson(line, $"{Path.GetFileName(path)}:{number}") is { } text)
            {
                yield return text;
            }
        }
    }

    private IEnumerable<LabelledText> ReadArray(string path)
    {
        var content = File.ReadAllText(path);
        if (content.TrimStart() is not ['[', ..])
        {
            // Many tools call a file of JSON lines .json.
            return ReadLines(path);
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            return [.. document.RootElement.EnumerateArray().Select((element, i) => OfElement(element, $"{Path.GetFileName(path)}[{i}]")).OfType<LabelledText>()];
        }
        catch (JsonException)
        {
            faults.Add(new LabelledFault(Path.GetFileName(path), "The file is not JSON."));
            return [];
        }
    }

    private LabelledText? OfJson(string line, string place)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return OfElement(document.RootElement, place);
        }
        catch (JsonException)
        {
            faults.Add(new LabelledFault(place, "The line is not JSON."));
            return null;
        }
    }

    private LabelledText? OfElement(JsonElement element, string place)
    {
        if (element.ValueKind != JsonValueKind.Object || Field(element, textField, TextFields) is not { ValueKind: JsonValueKind.String } text)
        {
            faults.Add(new LabelledFault(place, "There is no field with the text; name it with --text."));
            return null;
        }

        if (Field(element, spansField, SpanFields) is not { ValueKind: JsonValueKind.Array } spans)
        {
            faults.Add(new LabelledFault(place, "There is no field with a list of spans; name it with --spans."));
            return null;
        }

        // The simulator's own notes count UTF-16 units and write start, length, kind.
        var isOwn = element.TryGetProperty("set", out _) && element.TryGetProperty("facts", out _);
        return Make(place, text.GetString()!, spans, isOwn);
    }

    private LabelledText Make(string place, string text, JsonElement spans, bool isOwn)
    {
        var map = new OffsetMap(text, isOwn ? OffsetUnit.Utf16 : unit);
        var read = new List<LabelledSpan>();
        foreach (var span in spans.EnumerateArray())
        {
            if (!TryPlace(span, isOwn, out var start, out var end, out var label) || !map.TryConvert(start, end, out var from, out var to))
            {
                faults.Add(new LabelledFault(place, "A span does not lie inside the text, or has no start and end."));
                continue;
            }

            read.Add(new LabelledSpan(from, to - from, label, names.KindOf(label)));
        }

        return new LabelledText(place, text, read);
    }

    private static bool TryPlace(JsonElement span, bool isOwn, out int start, out int end, out string label)
    {
        (start, end, label) = (-1, -1, "");
        if (span.ValueKind == JsonValueKind.Array && span.GetArrayLength() >= 2)
        {
            start = Number(span[0]);
            end = isOwn ? start + Number(span[1]) : Number(span[1]);
            label = span.GetArrayLength() > 2 && span[2].ValueKind == JsonValueKind.String ? span[2].GetString()! : "";
            return start >= 0 && end > start;
        }

        if (span.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        start = Field(span, null, StartFields) is { } from ? Number(from) : -1;
        end = Field(span, null, EndFields) is { } to ? Number(to) : span.TryGetProperty("length", out var length) ? start + Number(length) : -1;
        label = Field(span, null, KindFields) is { } kind ? kind.ValueKind == JsonValueKind.Array && kind.GetArrayLength() > 0 ? kind[0].ToString() : kind.ToString() : "";
        return start >= 0 && end > start;
    }

    private static int Number(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) ? number
        : element.ValueKind == JsonValueKind.String && int.TryParse(element.GetString(), out var parsed) ? parsed : -1;

    private static JsonElement? Field(JsonElement element, string? own, string[] usual)
    {
        foreach (var name in own is null ? usual : [own])
        {
            if (element.TryGetProperty(name, out var found))
            {
                return found;
            }
        }

        return null;
    }

    private List<LabelledText> ReadCsv(string path)
    {
        var texts = new List<LabelledText>();
        var bytes = File.ReadAllBytes(path).AsMemory();
        bytes = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        var reader = new CsvReader(bytes.Span, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        var head = new List<string>();
        var number = 0;
        while (reader.Read())
        {
            var fields = new List<string>();
            for (var i = 0; i < reader.FieldCount; i++)
            {
                fields.Add(Encoding.UTF8.GetString(reader[i]));
            }

            number++;
            if (number == 1)
            {
                head = fields;
                continue;
            }

            if (OfRow(head, fields, $"{Path.GetFileName(path)}:{number}") is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private LabelledText? OfRow(List<string> head, List<string> fields, string place)
    {
        var text = Column(head, textField, TextFields);
        var spans = Column(head, spansField, SpanFields);
        if (text < 0 || spans < 0 || Math.Max(text, spans) >= fields.Count)
        {
            faults.Add(new LabelledFault(place, "There is no column with the text or the spans; name them with --text and --spans."));
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(fields[spans].Length == 0 ? "[]" : fields[spans]);
            if (document.RootElement.ValueKind == JsonValueKind.Array)
            {
                return Make(place, fields[text], document.RootElement, isOwn: false);
            }
        }
        catch (JsonException)
        {
            // Told below, with what is not a list.
        }

        faults.Add(new LabelledFault(place, "The column of spans is not a list in JSON."));
        return null;
    }

    private static int Column(List<string> head, string? own, string[] usual)
    {
        foreach (var name in own is null ? usual : [own])
        {
            if (head.FindIndex(h => string.Equals(h.Trim(), name, StringComparison.OrdinalIgnoreCase)) is var at && at >= 0)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>BRAT stand-off: <c>T1⇥PERSON 0 5;8 12⇥text</c>; a span in pieces is taken from its first to its last character.</summary>
    private IEnumerable<LabelledText> ReadBrat(string path)
    {
        var marks = Path.ChangeExtension(path, ".ann");
        if (!File.Exists(marks))
        {
            yield break;
        }

        var text = File.ReadAllText(path);
        var map = new OffsetMap(text, unit);
        var spans = new List<LabelledSpan>();
        foreach (var line in File.ReadLines(marks).Where(l => l.StartsWith('T')))
        {
            var fields = line.Split('\t');
            var parts = fields.Length > 1 ? fields[1].Split([' ', ';'], StringSplitOptions.RemoveEmptyEntries) : [];
            if (parts.Length >= 3 && int.TryParse(parts[1], out var start) && int.TryParse(parts[^1], out var end) && map.TryConvert(start, end, out var from, out var to))
            {
                spans.Add(new LabelledSpan(from, to - from, parts[0], names.KindOf(parts[0])));
            }
            else
            {
                faults.Add(new LabelledFault(Path.GetFileName(marks), "A line with a mark has no place inside the text."));
            }
        }

        yield return new LabelledText(Path.GetFileName(path), text, spans);
    }

    /// <summary>The format of the 2014 i2b2/UTHealth task: TEXT, and TAGS whose children have start, end and TYPE.</summary>
    private IEnumerable<LabelledText> ReadI2b2(string path)
    {
        XDocument document;
        try
        {
            using var xml = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            document = XDocument.Load(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            faults.Add(new LabelledFault(Path.GetFileName(path), "The file is not well-formed XML."));
            yield break;
        }

        var text = document.Root?.Element("TEXT")?.Value;
        if (text is null)
        {
            faults.Add(new LabelledFault(Path.GetFileName(path), "There is no element TEXT."));
            yield break;
        }

        var map = new OffsetMap(text, unit);
        var spans = new List<LabelledSpan>();
        foreach (var tag in document.Root!.Element("TAGS")?.Elements() ?? [])
        {
            var label = tag.Attribute("TYPE")?.Value ?? tag.Name.LocalName;
            if (int.TryParse(tag.Attribute("start")?.Value, out var start) && int.TryParse(tag.Attribute("end")?.Value, out var end) && map.TryConvert(start, end, out var from, out var to))
            {
                spans.Add(new LabelledSpan(from, to - from, label, names.KindOf(label) ?? names.KindOf(tag.Name.LocalName)));
            }
            else
            {
                faults.Add(new LabelledFault(Path.GetFileName(path), "A tag has no place inside the text."));
            }
        }

        yield return new LabelledText(Path.GetFileName(path), text, spans);
    }
}
