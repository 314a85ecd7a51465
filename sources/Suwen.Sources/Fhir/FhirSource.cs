using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Suwen.Governance.Gate;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Fhir;

/// <summary>
/// FHIR R4 in JSON: a bundle of any type, one resource, an array of resources, or lines of resources (NDJSON, the layout of bulk export).
/// Each bundle entry, array item or line is one record, numbered in the order of the bytes.
/// </summary>
/// <remarks>
/// Entries are told apart by what they hold. <see cref="FirstLineKey"/> in the metadata says that the payload is NDJSON; without it a
/// payload is NDJSON when its first line is a whole object and another follows, or its file name ends in <c>.ndjson</c> or <c>.jsonl</c>.
/// </remarks>
public sealed class FhirSource : ISource
{
    /// <summary>Metadata: the file's name, without its folder.</summary>
    public const string FileKey = "file";

    /// <summary>Metadata: number of the chunk's first line in its file, counted from 1. Its presence says that the payload is NDJSON.</summary>
    public const string FirstLineKey = "first_line";

    internal const string FormatName = "fhir";

    // Kind of a record of which not even the type could be read.
    private const string UnknownKind = "fhir";
    internal const int MaxBundleDepth = 4;

    [ThreadStatic]
    private static FhirRecord? cached;

    public string Format => FormatName;

    public int Version => 1;

    internal static bool IsBundle(JsonNode root) =>
        root["resourceType"u8] is { Exists: true } type ? type.Is("Bundle"u8) : root["entry"u8].Kind == JsonKind.Array;

    public void Parse(LandedEntry entry, RecordSink sink)
    {
        // Taken out for the time of the parse: a parse that is abandoned by an exception leaves a fresh start to the next.
        var record = cached ?? new FhirRecord();
        cached = null;
        record.Begin(sink);
        var reader = new EntryReader(record, sink, entry);
        if (MemoryMarshal.TryGetArray(entry.Payload, out var segment))
        {
            reader.Read(segment.Array!, segment.Offset, segment.Offset + segment.Count);
        }
        else
        {
            reader.Read(entry.Payload.ToArray(), 0, entry.Payload.Length);
        }

        record.Release();
        cached = record;
    }

    private sealed class EntryReader(FhirRecord record, RecordSink sink, LandedEntry entry)
    {
        private byte[] text = [];
        private int origin;
        private int number;
        private int line;
        private bool isUtf8;

        public void Read(byte[] bytes, int start, int end)
        {
            text = bytes;
            origin = start;
            if (bytes.AsSpan(start, end - start).StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }))
            {
                start += 3;
            }

            if (IsUtf16(bytes.AsSpan(start, end - start)))
            {
                Refuse(UnknownKind, RejectReasons.CharacterSet, UnknownKind, "The bytes are UTF-16. FHIR JSON is UTF-8 (FHIR R4 2.6.2): convert the file and send it again.");
                return;
            }

            isUtf8 = Utf8.IsValid(bytes.AsSpan(start, end - start));
            if (IsLines(start, end))
            {
                ReadLines(start, end);
                return;
            }

            start = JsonTape.SkipSpace(bytes, start, end);
            if (start < end)
            {
                ReadValue(start, end, "");
            }
        }

        private static bool IsUtf16(ReadOnlySpan<byte> bytes) =>
            bytes.Length >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF) || bytes[0] == 0 || bytes[1] == 0);

        private bool IsLines(int start, int end)
        {
            if (sink.Metadata(FirstLineKey) is { } first)
            {
                line = int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value - 1 : 0;
                return true;
            }

            return FhirRecordBytes.IsLines(entry.Header, text.AsSpan(start, end - start));
        }

        private void ReadLines(int start, int end)
        {
            while (start < end)
            {
                line++;
                var length = text.AsSpan(start, end - start).IndexOf((byte)'\n');
                var stop = length < 0 ? end : start + length;
                var at = JsonTape.SkipSpace(text, start, stop);
                if (at < stop)
                {
                    ReadValue(at, stop, "line " + line.ToString(CultureInfo.InvariantCulture));
                }

                start = stop + 1;
            }
        }

        private void ReadValue(int start, int end, string place)
        {
            var tape = record.Tape;
            tape.Read(text, start, end);
            var fault = tape.Fault;
            var position = tape.Position;
            if (fault is null)
            {
                position = JsonTape.SkipSpace(text, position, end);
                if (position < end)
                {
                    fault = "Something follows the end of the JSON value.";
                }
            }

            var root = tape.Root;
            if (root.Kind == JsonKind.Array)
            {
                ReadItems(root, fault is not null);
            }
            else if (IsBundle(root))
            {
                ReadBundle(root, 0);
            }
            else if (fault is null)
            {
                ReadResource(default, root);
                return;
            }

            if (fault is not null)
            {
                var path = (place.Length == 0 ? KindOf(root) : place + ": " + KindOf(root)) + tape.FaultPath();
                Refuse(KindOf(root), RejectReasons.Syntax, path, string.Create(CultureInfo.InvariantCulture, $"{fault} Byte {position - origin} of the entry. Correct it at the source and send it again; what was complete before it has been loaded."));
            }
        }

        private static string KindOf(JsonNode root) => root.Kind == JsonKind.Object && FhirKind.TryFind(root["resourceType"u8].Text, out var kind) ? kind.Name : UnknownKind;

        private void ReadItems(JsonNode items, bool isBroken)
        {
            foreach (var item in items)
            {
                if (isBroken && !item.IsComplete)
                {
                    return;
                }

                ReadResource(default, item);
            }
        }

        private void ReadBundle(JsonNode bundle, int depth)
        {
            var entries = bundle["entry"u8];
            record.Bundle.Begin(entries);
            foreach (var item in entries)
            {
                // A fault leaves the entry open in which it lies; the caller states it once.
                if (!item.IsComplete)
                {
                    return;
                }

                var resource = item["resource"u8];
                if (resource["resourceType"u8].Is("Bundle"u8) && depth < MaxBundleDepth)
                {
                    ReadBundle(resource, depth + 1);
                    record.Bundle.Begin(entries);
                }
                else
                {
                    ReadEntry(item, resource);
                }
            }
        }

        private void ReadEntry(JsonNode item, JsonNode resource)
        {
            if (resource.Exists)
            {
                ReadResource(item, resource);
            }
            else if (item["request"u8]["method"u8].Is("DELETE"u8))
            {
                ReadDeletion(item);
            }
            else
            {
                // A question (GET) or an answer without a resource: nothing is stated of anybody, and the entry is kept.
                BeginRecord("Bundle.entry");
                sink.IdentifyByContent(PatientRows.Persons, item.Raw);
                sink.EndRecord();
            }
        }

        // A version without rows: the gate removes the rows of the version before (FHIR R4 3.1.0.7).
        private void ReadDeletion(JsonNode item)
        {
            var url = item["request"u8]["url"u8].Text;
            if (!FhirIdentity.TrySplit(url, out var type, out var id) || !FhirKind.TryFind(type, out var kind) || !FhirIdentity.IsUsable(id))
            {
                Refuse("Bundle.entry", RejectReasons.MissingIdentifier, "Bundle.entry.request.url", "A deletion must name one resource as Type/id. Correct the URL at the source and send it again.");
                return;
            }

            BeginRecord(kind.Name);
            record.Open(kind, default, id);
            record.Identify(item.Raw, FhirIdentity.VersionOf(item["response"u8]["lastModified"u8], sink.ArrivedAt));
            kind.Withdraw?.Invoke(record);
            sink.EndRecord();
        }

        private void ReadResource(JsonNode item, JsonNode resource)
        {
            record.Tape.ResetScratch();
            var type = resource["resourceType"u8];
            if (!FhirKind.TryFind(type.Text, out var kind))
            {
                Refuse(UnknownKind, RejectReasons.UnknownKind, "resourceType", type.Exists
                    ? "The resource type is none of FHIR R4. Send R4 (4.0.1) resources, or name another format."
                    : "The value has no resourceType and is no FHIR resource. Correct it at the source and send it again.");
                return;
            }

            if (!isUtf8 && !Utf8.IsValid(resource.Raw))
            {
                Refuse(kind.Name, RejectReasons.CharacterSet, kind.Name, string.Create(CultureInfo.InvariantCulture, $"The resource that begins at byte {resource.Start - origin} is not UTF-8 (FHIR R4 2.6.2). Correct the encoding at the source and send it again."));
                return;
            }

            var id = FhirIdentity.IdOf(item, resource);
            BeginRecord(kind.Name);
            if (!id.IsEmpty && !FhirIdentity.IsUsable(id))
            {
                sink.Reject(RejectReasons.InvalidValue, kind.Name + ".id", "The id holds characters that no FHIR id may have, or is longer than 256 bytes. Correct it at the source and send the resource again.");
            }
            else
            {
                record.Open(kind, resource, id);
                record.Identify(resource.Raw, FhirIdentity.VersionOf(resource["meta"u8]["lastUpdated"u8], sink.ArrivedAt));
                if (IsEnteredInError(resource))
                {
                    kind.Withdraw?.Invoke(record);
                }
                else
                {
                    kind.Write?.Invoke(record);
                }
            }

            sink.EndRecord();
        }

        // "Entered in error" says that the statement was never true: a version without rows (FHIR R4, each resource's status).
        private static bool IsEnteredInError(JsonNode resource) =>
            resource["status"u8].Is("entered-in-error"u8) || FhirRecord.HasCode(resource["verificationStatus"u8], "entered-in-error"u8);

        private void BeginRecord(string kind) => sink.BeginRecord(number++, kind);

        private void Refuse(string kind, string reason, string path, string detail)
        {
            BeginRecord(kind);
            sink.Reject(reason, path, detail);
            sink.EndRecord();
        }
    }
}
