using Suwen.Governance.Gate;
using Suwen.Standards.Csv;

namespace Suwen.Sources.Tables;

/// <summary>Faults of a row's form, before any of its values is looked at.</summary>
internal static class RowFaults
{
    /// <summary>Checks the form of the reader's row; false when the record was rejected.</summary>
    /// <param name="reader">The reader at the row.</param>
    /// <param name="columns">Number of columns that the header has.</param>
    /// <param name="row">Number of the row in its file.</param>
    /// <param name="sink">Where the record has begun.</param>
    public static bool Check(scoped in CsvReader reader, int columns, long row, RecordSink sink)
    {
        if (reader.Fault != CsvFault.None)
        {
            var detail = reader.Fault switch
            {
                CsvFault.UnterminatedQuote => "A quote is opened and never closed. Close it, or double it if it belongs to the text.",
                CsvFault.TextAfterQuote => "Text follows the closing quote of a field. Double the quotes that belong to the text.",
                _ => $"The row has more than {CsvFields.MaximumCount} fields.",
            };
            sink.Reject(RejectReasons.Syntax, $"row {row}, column {reader.FaultField + 1}", detail);
            return false;
        }

        if (reader.FieldCount == columns || (reader.FieldCount > columns && IsEmptyFrom(reader, columns)))
        {
            return true;
        }

        sink.Reject(RejectReasons.Syntax, $"row {row}", $"The row has {reader.FieldCount} fields where the header has {columns}. A delimiter may be missing, or stand unquoted in a text.");
        return false;
    }

    /// <summary>Delimiters at a row's end without anything behind them are no fields.</summary>
    private static bool IsEmptyFrom(scoped in CsvReader reader, int field)
    {
        for (var i = field; i < reader.FieldCount; i++)
        {
            if (!reader[i].IsEmpty)
            {
                return false;
            }
        }

        return true;
    }
}
