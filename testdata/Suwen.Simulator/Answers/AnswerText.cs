using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Simulator.Care;

namespace Suwen.Simulator.Answers;

/// <summary>Answers as lines of JSON: <c>{"kind":…,"variety":…,"source":…,"record":…,"number":…,"truth":{…}}</c>.</summary>
public static class AnswerText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string VisitKey = "visit_key";

    /// <summary>Of months only: says that a number of somebody with more than one was given to a visit. The answers put together at the end tell by it whether both numbers are in the files.</summary>
    internal const string RegisteredKind = "registered";

    private const string OtherOccurs = ",\"other_occurs\":\"";

    internal static Answer Registered(string source, string number) => new(RegisteredKind, "", source, "patient", number, []);

    /// <summary>Source and number of a line.</summary>
    internal static (string Source, string Number) PlaceOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return (json.RootElement.GetProperty("source").GetString()!, json.RootElement.GetProperty("number").GetString()!);
    }

    /// <summary>The line of a duplicate identity, with whether its other number occurs as well.</summary>
    internal static string WithOtherNumber(string line, HashSet<(string Source, string Number)> registered)
    {
        using var json = JsonDocument.Parse(line);
        var truth = json.RootElement.GetProperty("truth");
        var occurs = registered.Contains((truth.GetProperty("other_source").GetString()!, truth.GetProperty("other_number").GetString()!));
        return string.Concat(line.AsSpan(0, line.Length - 2), OtherOccurs, occurs ? "true\"}}" : "false\"}}");
    }

    /// <summary>The answer with the visit's number in its institution in the place of its key, which is known to the simulator only.</summary>
    internal static Answer WithVisitNumber(Answer answer, Visit visit)
    {
        foreach (var (name, _) in answer.Truth)
        {
            if (name == VisitKey) return answer with { Truth = [.. answer.Truth.Select(t => t.Name == VisitKey ? ("visit", visit.Number) : t)] };
        }

        return answer;
    }

    /// <summary>The answers, each ended by a line feed.</summary>
    public static ReadOnlySpan<byte> Lines(IReadOnlyList<Answer> answers)
    {
        var bytes = new ArrayBufferWriter<byte>(256 * answers.Count + 16);
        using var json = new Utf8JsonWriter(bytes, Options);
        foreach (var answer in answers)
        {
            json.Reset(bytes);
            json.WriteStartObject();
            json.WriteString("kind"u8, answer.Kind);
            json.WriteString("variety"u8, answer.Variety);
            json.WriteString("source"u8, answer.Source);
            json.WriteString("record"u8, answer.Record);
            json.WriteString("number"u8, answer.Number);
            json.WriteStartObject("truth"u8);
            foreach (var (name, value) in answer.Truth) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
            json.Flush();
            bytes.GetSpan(1)[0] = (byte)'\n';
            bytes.Advance(1);
        }

        return bytes.WrittenSpan;
    }
}
