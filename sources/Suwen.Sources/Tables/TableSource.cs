using System.Buffers;
using System.Globalization;
using System.Text;
using Suwen.Governance.Gate;
using Suwen.Sources.Tables.Mapping;
using Suwen.Standards.Csv;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tables;

/// <summary>
/// Reads chunks of text tables, and workbooks, through the mapping that landed before them. Each row is one record; a row with a fault
/// is set aside with its number and column, and the others are loaded.
/// </summary>
public sealed class TableSource : ISource
{
    public string Format => "table";

    public int Version => 1;

    /// <summary>A megabyte of table is some ten thousand rows.</summary>
    public int UnitBytes => 2 << 20;

    public void Parse(LandedEntry entry, RecordSink sink)
    {
        if (MappingOf(sink) is not { } mapping)
        {
            RejectEntry(sink, "mapping", "The mapping that the entry names is not in landing. Ingest the file again with its mapping.");
            return;
        }

        var faults = new MappingFaults();
        var read = MappingReader.Read(mapping.Span, faults);
        var isWorkbook = sink.Metadata(TableMetadata.Workbook) is not null;
        var plan = read is null ? null : PlanBinder.Bind(read, HeaderOf(read, sink), isWorkbook, faults);
        if (plan is null)
        {
            var first = faults.InOrder.Count > 0 ? $"line {faults.InOrder[0].Line}: {faults.InOrder[0].Message}" : "";
            RejectEntry(sink, "mapping", $"The mapping does not fit the file. {first}");
            return;
        }

        var rows = new TableRows(plan, mapping.Span, sink);
        if (isWorkbook)
        {
            ParseWorkbook(entry, sink, read!, plan, rows);
        }
        else
        {
            ParseChunk(entry, sink, plan, rows);
        }
    }

    private static ReadOnlyMemory<byte>? MappingOf(RecordSink sink) =>
        long.TryParse(sink.Metadata(TableMetadata.Mapping), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? sink.Find(new LandingPosition(position))?.Payload
            : null;

    private static string[] HeaderOf(TableMapping mapping, RecordSink sink)
    {
        var delimiter = sink.Metadata(TableMetadata.Delimiter) is [var character] && character < 0x80 ? (byte)character : (byte)',';
        var quote = sink.Metadata(TableMetadata.Quote) == "none" ? CsvReader.NoQuote : CsvReader.DoubleQuote;
        return mapping.HasHeader
            ? TableHeader.Read(sink.Metadata(TableMetadata.Header) ?? "", delimiter, quote)
            : [.. mapping.Columns.Select(c => c.Name)];
    }

    private static void ParseChunk(LandedEntry entry, RecordSink sink, TablePlan plan, TableRows rows)
    {
        if (TableChunk.FromMetadata(sink) is not { } chunk)
        {
            RejectEntry(sink, "metadata", "The entry does not say how its text is to be read. Ingest the file again.");
            return;
        }

        sink.CharacterSet(chunk.Encoding.Name, null);
        ArrayBufferWriter<byte>? decoded = null;
        var text = chunk.Text(entry.Payload.Span, ref decoded, out var isClean);
        var reader = new CsvReader(text, chunk.Delimiter, chunk.Quote, new CsvFields());
        var rowNumber = chunk.FirstRow - 1;
        var number = 0;
        while (reader.Read())
        {
            if (++rowNumber <= chunk.SkipRows || reader.IsBlank)
            {
                continue;
            }

            sink.BeginRecord(number++, plan.RecordKind);
            if (!isClean && chunk.IsDamaged(reader.Row))
            {
                sink.Reject(RejectReasons.CharacterSet, $"row {rowNumber}", $"The row holds bytes that are no characters in {chunk.Encoding.Name}. Export the file again in UTF-8, or state its encoding in the mapping.");
            }
            else if (RowFaults.Check(reader, plan.Header.Length, rowNumber, sink))
            {
                rows.Read(ref reader, rowNumber);
            }

            sink.EndRecord();
        }
    }

    private static void ParseWorkbook(LandedEntry entry, RecordSink sink, TableMapping mapping, TablePlan plan, TableRows rows)
    {
        var skip = mapping.SkipRows + (mapping.HasHeader ? 1 : 0);
        var number = 0;
        using var sheet = WorkbookSheet.Open(entry.Payload, mapping.Sheet, out var refusal);
        if (sheet is null)
        {
            RejectEntry(sink, refusal!.Where, $"{refusal.What} {refusal.WhatToDo}");
            return;
        }

        var fields = new CsvFields();
        while (sheet.Read())
        {
            if (sheet.RowNumber <= skip)
            {
                continue;
            }

            var reader = new CsvReader(sheet.Row, (byte)',', CsvReader.DoubleQuote, fields);
            if (!reader.Read() || reader.IsBlank)
            {
                continue;
            }

            sink.BeginRecord(number++, plan.RecordKind);
            if (RowFaults.Check(reader, plan.Header.Length, sheet.RowNumber, sink))
            {
                rows.Read(ref reader, sheet.RowNumber);
            }

            sink.EndRecord();
        }

        if (sheet.Fault is { } fault)
        {
            sink.BeginRecord(number, plan.RecordKind);
            sink.Reject(RejectReasons.Syntax, $"after row {sheet.RowNumber}", fault);
            sink.EndRecord();
        }
    }

    private static void RejectEntry(RecordSink sink, string path, string detail)
    {
        sink.BeginRecord(0, "table");
        sink.Reject(RejectReasons.Syntax, path, detail, AtFault.Caller);
        sink.EndRecord();
    }
}
