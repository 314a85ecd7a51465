using Suwen.Sources.Fhir;
using Suwen.Sources.Hl7v2;
using Suwen.Sources.Tables;
using Suwen.Storage.Landing;

namespace Suwen.Server.Landing;

/// <summary>The bytes of one record in an entry, where the format lets one cut them out; else the whole entry.</summary>
internal readonly record struct RecordSlice(ReadOnlyMemory<byte> Bytes, bool IsWhole)
{
    /// <summary>Each format's own code cuts, since it gave the numbers.</summary>
    public static RecordSlice Of(LandedEntry entry, int? record)
    {
        ReadOnlyMemory<byte>? found = (entry.Header.Format, record) switch
        {
            (_, null or < 0) => null,
            ("fhir", { } number) => FhirRecordBytes.Find(entry, number),
            (Hl7v2Source.FormatName, { } number) => Hl7v2RecordBytes.Find(entry, number),
            ("table" or "omop", { } number) => TableRecordBytes.Find(entry, number),
            _ => null,
        };
        return found is { } bytes ? new RecordSlice(bytes, false) : new RecordSlice(entry.Payload, true);
    }
}
