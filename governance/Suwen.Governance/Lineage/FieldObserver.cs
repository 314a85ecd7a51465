using Suwen.Governance.Gate;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Lineage;

/// <summary>
/// Learns which fields of a message fill which columns by watching the parser: a record that has landed is parsed, one field of it is
/// changed or taken away, it is parsed again, and the columns that differ are those in which the field takes part.
/// </summary>
/// <remarks>
/// So no list of fields is kept beside the parser, which would grow old; what is said is what this parser does with this source's
/// records. Its limits: a field that no sample has is not seen; of a field that is used only where another is absent, only samples
/// without the other show it; of two fields of which one is enough for a column, both are shown. Nothing of a record is kept but names.
/// </remarks>
public sealed class FieldObserver
{
    private const int MessagesOfEntry = 20;
    private const int ResourcesOfType = 4;

    private readonly Dictionary<string, ISource> sources;
    private readonly DeclaredFields? declared;
    private readonly Func<LandingPosition, LandedEntry?> find;
    private readonly RecordSink sink;

    /// <param name="sources">The parsers, by format.</param>
    /// <param name="hash">A keyed hash; any will do, since keys are only compared with one another.</param>
    /// <param name="find">Looks up another entry, such as a mapping.</param>
    /// <param name="declared">What formats with a mapping state themselves.</param>
    public FieldObserver(IEnumerable<ISource> sources, KeyedHash hash, Func<LandingPosition, LandedEntry?> find, DeclaredFields? declared)
    {
        this.sources = sources.ToDictionary(s => s.Format, StringComparer.Ordinal);
        this.find = find;
        this.declared = declared;
        sink = new RecordSink(hash, find);
    }

    /// <summary>The uses of fields that one entry shows.</summary>
    public IReadOnlyList<FieldUse> Observe(LandedEntry entry)
    {
        if (entry.IsErased || !sources.TryGetValue(entry.Header.Format, out var source))
        {
            return [];
        }

        if (declared?.Invoke(entry, find) is { } stated)
        {
            return stated;
        }

        var uses = new HashSet<FieldUse>();
        foreach (var sample in SamplesOf(entry))
        {
            ObserveSample(source, entry, sample, uses);
        }

        return [.. uses];
    }

    private static IEnumerable<FieldSample> SamplesOf(LandedEntry entry) => entry.Header.Format switch
    {
        "hl7v2" => Hl7Fields.SamplesOf(entry.Payload, MessagesOfEntry),
        "fhir" => FhirFields.WholeBundle(entry.Payload, ResourcesOfType) is { } bundle ? [bundle] : FhirFields.SamplesOf(entry.Payload, ResourcesOfType),
        _ => [],
    };

    private void ObserveSample(ISource source, LandedEntry entry, FieldSample sample, HashSet<FieldUse> uses)
    {
        var before = Parse(source, entry, sample.Payload);
        if (before is null || before.Rows.Count == 0)
        {
            return;
        }

        foreach (var field in sample.Fields)
        {
            foreach (var variant in Variants(sample.Payload, field))
            {
                // A change that sets a record aside, or mends one, says nothing about columns.
                if (Parse(source, entry, variant) is { } after && after.Rejections == before.Rejections)
                {
                    foreach (var (table, column, relation) in before.DifferencesTo(after))
                    {
                        uses.Add(new FieldUse(entry.Header.Source, entry.Header.Format, sample.NamesKind ? field.Name[..field.Name.IndexOf('.', StringComparison.Ordinal)] : before.Kind, field.Name, table, column, relation, "observed"));
                    }
                }
            }
        }
    }

    /// <summary>The value with one character changed, in a way that mostly leaves dates and numbers readable; and the field taken away.</summary>
    private static IEnumerable<byte[]> Variants(byte[] payload, FieldPart field)
    {
        yield return Changed(payload, field);
        yield return [.. payload.AsSpan(0, field.Start), .. System.Text.Encoding.ASCII.GetBytes(field.Absent), .. payload.AsSpan(field.Start + field.Length)];
    }

    private static byte[] Changed(byte[] payload, FieldPart field)
    {
        var value = payload.AsSpan(field.Start, field.Length);
        var changed = payload.ToArray();
        if (value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8))
        {
            return [.. payload.AsSpan(0, field.Start), .. value[0] == 't' ? "false"u8 : "true"u8, .. payload.AsSpan(field.Start + field.Length)];
        }

        for (var i = field.Start + field.Length - 1; i >= field.Start; i--)
        {
            if (char.IsAsciiDigit((char)changed[i]))
            {
                // 1 becomes 2 and 31 becomes 30, so that a day of a month mostly stays one.
                var digit = changed[i] - '0';
                changed[i] = (byte)('0' + (digit == 1 ? 2 : digit % 2 == 0 ? digit + 1 : digit - 1));
                return changed;
            }
        }

        for (var i = field.Start + field.Length - 1; i >= field.Start; i--)
        {
            if (char.IsAsciiLetter((char)changed[i]))
            {
                changed[i] = (byte)(char.ToLowerInvariant((char)changed[i]) == 'z' ? changed[i] - 1 : changed[i] + 1);
                return changed;
            }
        }

        // Neither: a character more, inside the quotes of a JSON text.
        var at = field.Start + field.Length - (field.Absent.Length > 0 && value[^1] == '"' ? 1 : 0);
        return [.. payload.AsSpan(0, at), (byte)'X', .. payload.AsSpan(at)];
    }

    /// <summary>Parses a sample alone; null where there is nothing to compare.</summary>
    private ParsedSample? Parse(ISource source, LandedEntry entry, byte[] payload)
    {
        sink.Clear();
        var sample = entry with { Payload = payload };
        sink.BeginEntry(sample);
#pragma warning disable CA1031 // A parser that throws on a changed record teaches nothing about it; the gate's own suites look for that fault.
        try
        {
            source.Parse(sample, sink);
        }
        catch (Exception)
        {
            sink.Abandon(source.Format, new InvalidDataException());
            return null;
        }
#pragma warning restore CA1031
        return sink.Records.Count == 0 ? null : ParsedSample.Of(sink);
    }
}
