using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Simulator.Care;

namespace Suwen.Simulator.Running;

/// <summary>Writes what a note says and whom it names, a line of JSON per note: <c>{"kind":"note","source":…,"number":…,"set":"A","text":…,"spans":[[start,length,"name"],…],"facts":[{…},…]}</c>. Starts and lengths count UTF-16 units.</summary>
internal sealed class NoteAnswerText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly string[] PrivateKinds = [.. Enum.GetValues<PrivateKind>().Select(k => JsonNamingPolicy.KebabCaseLower.ConvertName(k.ToString()))];
    private static readonly string[] Assertions = [.. Enum.GetValues<NoteAssertion>().Select(k => JsonNamingPolicy.KebabCaseLower.ConvertName(k.ToString()))];

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    public int Count { get; private set; }

    public void Add(Visit visit, ClinicalNote note, NoteSet set)
    {
        using var json = new Utf8JsonWriter(_bytes, Options);
        json.WriteStartObject();
        json.WriteString("kind"u8, "note"u8);
        json.WriteString("source"u8, visit.Institution.Source);
        json.WriteString("visit"u8, visit.Number);
        json.WriteString("number"u8, note.Number);
        json.WriteString("set"u8, set == NoteSet.A ? "A"u8 : "B"u8);
        json.WriteString("text"u8, note.Text);
        json.WriteStartArray("spans"u8);
        foreach (var span in note.PrivateSpans)
        {
            json.WriteStartArray();
            json.WriteNumberValue(span.Start);
            json.WriteNumberValue(span.Length);
            json.WriteStringValue(PrivateKinds[(int)span.Kind]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("facts"u8);
        foreach (var fact in note.Facts) WriteFact(json, fact);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        _bytes.GetSpan(1)[0] = (byte)'\n';
        _bytes.Advance(1);
        Count++;
    }

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Count = 0;
    }

    private static void WriteFact(Utf8JsonWriter json, NoteFact fact)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, fact.Kind);
        if (fact.Code.Length > 0) json.WriteString("code"u8, fact.Code);
        json.WriteString("name"u8, fact.Name);
        if (fact.Value.Length > 0) json.WriteString("value"u8, fact.Value);
        if (fact.Unit.Length > 0) json.WriteString("unit"u8, fact.Unit);
        json.WriteString("assertion"u8, Assertions[(int)fact.Assertion]);
        json.WriteNumber("start"u8, fact.Start);
        json.WriteNumber("length"u8, fact.Length);
        json.WriteEndObject();
    }
}
