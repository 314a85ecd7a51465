using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Fhir;

/// <summary>Cuts the bytes of one record out of a landing entry, by the numbers that <see cref="FhirSource"/> gives.</summary>
public static class FhirRecordBytes
{
    /// <summary>The record's resource (of a bundle entry without one, the entry); null where the entry has no such record that can be read.</summary>
    public static ReadOnlyMemory<byte>? Find(LandedEntry entry, int number) => SearchFor(entry, number)?.Found;

    /// <summary>
    /// Puts a corrected resource in the place of a record, alone: where the record stood in a bundle under a <c>fullUrl</c>, which names it
    /// when it has no id of its own and by which others refer to it, in a bundle of one under the same.
    /// </summary>
    public static ReadOnlyMemory<byte> Correct(LandedEntry entry, int number, ReadOnlyMemory<byte> resource)
    {
        if (SearchFor(entry, number) is not { Found: not null, FullUrl: { IsEmpty: false } url })
        {
            return resource;
        }

        var bundle = new ArrayBufferWriter<byte>(resource.Length + url.Length + 128);
        bundle.Write("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"fullUrl\":\""u8);
        bundle.Write(url.Span);
        bundle.Write("\",\"resource\":"u8);
        bundle.Write(resource.Span);
        bundle.Write("}]}"u8);
        return bundle.WrittenMemory;
    }

    private static Search? SearchFor(LandedEntry entry, int number)
    {
        if (number < 0 || entry.Payload.IsEmpty)
        {
            return null;
        }

        if (!MemoryMarshal.TryGetArray(entry.Payload, out var segment))
        {
            segment = entry.Payload.ToArray();
        }

        var (text, start, end) = (segment.Array!, segment.Offset, segment.Offset + segment.Count);
        start += text.AsSpan(start, end - start).StartsWith(new byte[] { 0xEF, 0xBB, 0xBF }) ? 3 : 0;
        var search = new Search(text, number);
        if (IsLines(entry.Header, text.AsSpan(start, end - start)))
        {
            search.Lines(start, end);
        }
        else
        {
            search.Value(start, end);
        }

        return search;
    }

    internal static bool IsLines(LandingHeader header, ReadOnlySpan<byte> text) =>
        header.Metadata.ContainsKey(FhirSource.FirstLineKey)
        || (header.Metadata.TryGetValue(FhirSource.FileKey, out var file) && FhirFiles.IsNdjsonName(file))
        || FhirFiles.LooksLikeLines(text);

    private sealed class Search(byte[] text, int number)
    {
        private readonly JsonTape tape = new();
        private int left = number;

        public ReadOnlyMemory<byte>? Found { get; private set; }

        /// <summary>The <c>fullUrl</c> under which the record stands in its bundle, as written between its quotes.</summary>
        public ReadOnlyMemory<byte> FullUrl { get; private set; }

        public void Lines(int start, int end)
        {
            while (start < end && Found is null)
            {
                var length = text.AsSpan(start, end - start).IndexOf((byte)'\n');
                var stop = length < 0 ? end : start + length;
                if (JsonTape.SkipSpace(text, start, stop) < stop)
                {
                    Value(start, stop);
                }

                start = stop + 1;
            }
        }

        public void Value(int start, int end)
        {
            tape.Read(text, start, end);
            var isBroken = tape.Fault is not null || JsonTape.SkipSpace(text, tape.Position, end) < end;
            if (tape.Root.Kind == JsonKind.Array)
            {
                foreach (var item in tape.Root)
                {
                    Take(item);
                }
            }
            else if (FhirSource.IsBundle(tape.Root))
            {
                Bundle(tape.Root, 0);
            }
            else if (!isBroken)
            {
                Take(tape.Root);
                return;
            }

            // The rest of what is broken is one record, too: it has no bytes of its own.
            if (isBroken)
            {
                left--;
            }
        }

        private void Bundle(JsonNode bundle, int depth)
        {
            foreach (var item in bundle["entry"u8])
            {
                if (!item.IsComplete)
                {
                    return;
                }

                var resource = item["resource"u8];
                if (resource["resourceType"u8].Is("Bundle"u8) && depth < FhirSource.MaxBundleDepth)
                {
                    Bundle(resource, depth + 1);
                }
                else
                {
                    Take(resource.Exists ? resource : item);
                    if (Found is not null && FullUrl.IsEmpty && resource.Exists && item["fullUrl"u8] is { Exists: true, Kind: JsonKind.String } url)
                    {
                        FullUrl = text.AsMemory(url.Start, url.Raw.Length);
                        return;
                    }

                    if (Found is not null)
                    {
                        return;
                    }
                }
            }
        }

        private void Take(JsonNode record)
        {
            if (record.IsComplete && left-- == 0)
            {
                var start = record.Kind == JsonKind.String ? record.Start - 1 : record.Start;
                Found = text.AsMemory(start, record.Raw.Length + (record.Start - start) * 2);
            }
        }
    }
}
