using System.Text;
using Suwen.Governance.Gate;
using Suwen.Standards.Fhir;
using Suwen.Standards.Time;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>
/// The resource being turned into rows, with what all resource types share: its identity, its references, its codes, times and
/// numbers. Reused from record to record; one per thread.
/// </summary>
internal sealed partial class FhirRecord
{
    private byte[] keyText = new byte[256];
    private int keyLength;

    public RecordSink Sink { get; private set; } = null!;

    public JsonTape Tape { get; } = new();

    /// <summary>The bundle that the resource came in: where its references are looked up first.</summary>
    public BundleIndex Bundle { get; } = new();

    /// <summary>The resource.</summary>
    public JsonNode Root { get; private set; }

    public FhirKind Kind { get; private set; } = null!;

    /// <summary>Key of the resource's first row, and of its record unless rows of its type are shared.</summary>
    public Mention Key { get; private set; }

    /// <summary>The resource's id as the sender names it; empty for a resource without one.</summary>
    public ReadOnlySpan<byte> Id => keyLength == 0 ? default : keyText.AsSpan(Kind.Name.Length + 1, keyLength - Kind.Name.Length - 1);

    public void Begin(RecordSink sink)
    {
        Sink = sink;
        Bundle.Clear();
    }

    public void Release()
    {
        Tape.Release();
        Bundle.Clear();
        Sink = null!;
        Root = default;
    }

    /// <summary>Sets the resource and makes its key from type and id.</summary>
    public void Open(FhirKind kind, JsonNode root, ReadOnlySpan<byte> id)
    {
        Kind = kind;
        Root = root;
        keyLength = 0;
        if (id.IsEmpty)
        {
            return;
        }

        Grow(ref keyText, kind.Name.Length + 1 + id.Length + 32);
        kind.Utf8Name.CopyTo(keyText.AsSpan());
        keyText[kind.Name.Length] = (byte)'/';
        id.CopyTo(keyText.AsSpan(kind.Name.Length + 1));
        keyLength = kind.Name.Length + 1 + id.Length;
    }

    /// <summary>Tells the sink which record this is.</summary>
    public void Identify(ReadOnlySpan<byte> content, long? versionUtcMicros)
    {
        if (keyLength == 0)
        {
            Sink.IdentifyByContent(Kind.KeyTable, content);
            Key = Sink.Content;
            return;
        }

        Key = Sink.Key(Kind.KeyTable, keyText.AsSpan(0, keyLength));
        Sink.Identify(Kind.Withdraw is null ? Key : Sink.RecordKey(content), content, versionUtcMicros);
    }

    /// <summary>The key of a further row: <c>Observation/7#component-2</c>. A resource without id can have one row only.</summary>
    public Mention SubKey(Table table, ReadOnlySpan<byte> part, int number)
    {
        if (keyLength == 0)
        {
            Sink.Reject(RejectReasons.MissingIdentifier, Kind.Name + ".id", "The resource has neither an id nor a fullUrl, and becomes several rows that need one. Send it with an id.");
            return Mention.None;
        }

        Grow(ref keyText, keyLength + part.Length + 16);
        var tail = keyText.AsSpan(keyLength);
        tail[0] = (byte)'#';
        part.CopyTo(tail[1..]);
        tail[part.Length + 1] = (byte)'-';
        System.Buffers.Text.Utf8Formatter.TryFormat(number, tail[(part.Length + 2)..], out var digits);
        return Sink.Key(table, keyText.AsSpan(0, keyLength + part.Length + 2 + digits));
    }

    /// <summary>A text column from a code: its code where it has one, else what was written in its place.</summary>
    public static ReadOnlySpan<byte> CodeOrText(JsonNode concept)
    {
        var coding = Preferred(concept, out _);
        var code = coding["code"u8].Text;
        return !code.IsEmpty ? code : concept["text"u8].Text is { IsEmpty: false } text ? text : coding["display"u8].Text;
    }

    /// <summary>A text column from a code: what a reader would read.</summary>
    public static ReadOnlySpan<byte> DisplayOf(JsonNode concept)
    {
        var text = concept["text"u8].Text;
        if (!text.IsEmpty)
        {
            return text;
        }

        var coding = Preferred(concept, out _);
        var display = coding["display"u8].Text;
        return display.IsEmpty ? coding["code"u8].Text : display;
    }

    /// <summary>Code, vocabulary and name of a CodeableConcept, of the coding whose system is preferred.</summary>
    public static void Code(RowWriter row, JsonNode concept, int codeColumn, int vocabularyColumn, int nameColumn)
    {
        var coding = Preferred(concept, out var system);
        row.Text(codeColumn, coding["code"u8].Text);
        if (system is not null)
        {
            row.Text(vocabularyColumn, system.Vocabulary);
        }
        else
        {
            row.Text(vocabularyColumn, coding["system"u8].Text);
        }

        if (nameColumn >= 0)
        {
            var display = coding["display"u8].Text;
            row.Text(nameColumn, display.IsEmpty ? concept["text"u8].Text : display);
        }
    }

    /// <summary>The coding of a CodeableConcept whose system is preferred; of equals the first, and one with a code before one without.</summary>
    public static JsonNode Preferred(JsonNode concept, out FhirCodeSystem? system)
    {
        system = null;
        JsonNode best = default;
        var bestRank = int.MaxValue;
        foreach (var coding in concept["coding"u8])
        {
            if (!coding.IsObject)
            {
                continue;
            }

            var known = FhirCodeSystems.TryFind(coding["system"u8].Text, out var found);
            var rank = known ? found.Preference : FhirCodeSystems.UnknownPreference;
            if (rank >= bestRank && best.Exists)
            {
                continue;
            }

            if (coding["code"u8].Text.IsEmpty)
            {
                rank = int.MaxValue;
                if (best.Exists)
                {
                    continue;
                }
            }

            (best, bestRank, system) = (coding, rank, known ? found : null);
        }

        return best;
    }

    /// <summary>True when a concept holds a coding with this code, whatever its system.</summary>
    public static bool HasCode(JsonNode concept, ReadOnlySpan<byte> code)
    {
        foreach (var coding in concept["coding"u8])
        {
            if (coding["code"u8].Is(code))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A date, dateTime or instant of the resource; null when it is absent. One that cannot be read rejects the record.</summary>
    public ClinicalTime? Time(ReadOnlySpan<byte> name) => Time(Root, name, "");

    /// <summary>A date, dateTime or instant of a part of the resource, whose path below the resource is <paramref name="parent"/>.</summary>
    public ClinicalTime? Time(JsonNode node, ReadOnlySpan<byte> name, string parent)
    {
        var value = node[name];
        if (!value.Exists || value.Kind == JsonKind.Null)
        {
            return null;
        }

        if (value.Kind == JsonKind.String && ClinicalTime.TryParseIso(value.Text, out var time))
        {
            return time;
        }

        Invalid(parent, name, "is not a date or dateTime of FHIR (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with zone).");
        return null;
    }

    /// <summary>A number; null when it is absent. One that is no number, or beyond the range of a double, rejects the record.</summary>
    public double? Number(JsonNode node, ReadOnlySpan<byte> name, string parent)
    {
        var value = node[name];
        if (!value.Exists || value.Kind == JsonKind.Null)
        {
            return null;
        }

        if (value.TryDouble(out var number))
        {
            return number;
        }

        Invalid(parent, name, "is not a number, or beyond the range of a double.");
        return null;
    }

    /// <summary>A column of JSON: the bytes as they came.</summary>
    public void RawJson(RowWriter row, int column, JsonNode node)
    {
        var raw = node.Raw;

        // PostgreSQL's jsonb refuses an escaped U+0000 just as text refuses the character.
        if (raw.IndexOf("\\u0000"u8) >= 0)
        {
            Sink.Reject(RejectReasons.NulCharacter, Kind.Name, "The resource holds the escape of a NUL character (U+0000), which cannot be stored. Correct it at the source and send the resource again.");
            return;
        }

        row.Text(column, raw);
    }

    public void Missing(string path) =>
        Sink.Reject(RejectReasons.MissingField, Kind.Name + "." + path, "The element is required by FHIR R4 and missing. Correct it at the source and send the resource again.");

    public void Invalid(string parent, ReadOnlySpan<byte> name, string fault)
    {
        var path = new StringBuilder(Kind.Name);
        if (parent.Length > 0)
        {
            path.Append('.').Append(parent);
        }

        path.Append('.').Append(JsonEscapes.SafeName(name));
        Sink.Reject(RejectReasons.InvalidValue, path.ToString(), "The value " + fault);
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            Array.Resize(ref buffer, Math.Max(length, buffer.Length * 2));
        }
    }
}
