using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Suwen.Governance.Gate;
using Suwen.Sources.Tables;
using Suwen.Standards.Csv;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Omop;

/// <summary>
/// Reads chunks of CSV files of the OMOP common data model, versions 5.2 to 5.4. Ids of rows, persons and visits become keys of the
/// sending source; concept ids are the vocabulary's own and stay as sent.
/// </summary>
/// <remarks>
/// Ids that point into a table which another column names (<c>note_event_id</c>, <c>measurement_event_id</c>, <c>fact_id_1</c>, …) are
/// plain numbers in the model and stay those of the sender; of <c>cost_event_id</c> the visit is resolved, since the model has a reference for it.
/// </remarks>
public sealed class OmopSource : ISource
{
    public string Format => "omop";

    public int Version => 1;

    /// <summary>A megabyte of table is some ten thousand rows.</summary>
    public int UnitBytes => 2 << 20;

    public void Parse(LandedEntry entry, RecordSink sink)
    {
        var name = sink.Metadata(TableMetadata.Table);
        var header = sink.Metadata(TableMetadata.Header);
        var chunk = TableChunk.FromMetadata(sink);
        if (name is null || header is null || chunk is null || !OmopModel.TryFindNamed(name, out var table))
        {
            RejectEntry(sink, name ?? "omop", "The entry does not say which table and columns it holds. Ingest the file again with the OMOP door.");
            return;
        }

        var plan = OmopPlan.Compile(name, table, header, chunk.Delimiter, chunk.Quote);
        if (plan.MissingColumns.Count > 0)
        {
            RejectEntry(sink, name, $"The header lacks {string.Join(", ", plan.MissingColumns)}. Export the table with it and ingest it again.");
            return;
        }

        sink.CharacterSet(chunk.Encoding.Name, null);
        ArrayBufferWriter<byte>? decoded = null;
        var text = chunk.Text(entry.Payload.Span, ref decoded, out var isClean);
        new OmopRows(plan, sink, chunk, isClean).Parse(text);
    }

    private static void RejectEntry(RecordSink sink, string kind, string detail)
    {
        sink.BeginRecord(0, kind);
        sink.Reject(RejectReasons.Syntax, "header", detail, AtFault.Caller);
        sink.EndRecord();
    }
}
