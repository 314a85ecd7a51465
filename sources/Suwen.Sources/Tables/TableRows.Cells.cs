using System.Text;
using System.Text.Json;
using Suwen.Governance.Gate;
using Suwen.Sources.Tables.Mapping;
using Suwen.Standards.Time;

namespace Suwen.Sources.Tables;

internal sealed partial class TableRows
{
    private bool WriteCell(RowWriter writer, PlanCell cell, ReadOnlySpan<byte> text, Mention key)
    {
        switch (cell.Kind)
        {
            case PlanCellKind.Text:
                writer.Text(cell.Column, text);
                return true;
            case PlanCellKind.Integer:
                if (!CellReader.TryInteger(text, out var integer) || (cell.IsInt32 && integer != (int)integer))
                {
                    return false;
                }

                writer.Long(cell.Column, integer);
                return true;
            case PlanCellKind.Number:
                if (!CellReader.TryDouble(WithPoint(text), out var number))
                {
                    return false;
                }

                writer.Double(cell.Column, number);
                return true;
            case PlanCellKind.Reference:
                writer.Reference(cell.Column, sink.Key(cell.References!, text));
                return true;
            case PlanCellKind.Date:
            case PlanCellKind.Timestamp:
                return WriteTime(writer, cell, text);
            default:
                return WriteRare(writer, cell, text, key);
        }
    }

    private bool WriteRare(RowWriter writer, PlanCell cell, ReadOnlySpan<byte> text, Mention key)
    {
        switch (cell.Kind)
        {
            case PlanCellKind.Decimal:
                // DECIMAL(18,4) holds fourteen digits before the point.
                if (!CellReader.TryDecimal(WithPoint(text), out var amount) || Math.Abs(amount) >= 100_000_000_000_000m)
                {
                    return false;
                }

                writer.Decimal(cell.Column, amount);
                return true;
            case PlanCellKind.Boolean:
                if (!CellReader.TryBoolean(text, out var truth))
                {
                    return false;
                }

                writer.Boolean(cell.Column, truth);
                return true;
            case PlanCellKind.NationalId:
                writer.Text(cell.Column, text);
                Span<char> chars = stackalloc char[64];
                if (text.Length <= chars.Length)
                {
                    sink.NationalId(key, chars[..Encoding.UTF8.GetChars(text, chars)]);
                }

                return true;
            default:
                if (!IsJson(text))
                {
                    return false;
                }

                writer.Text(cell.Column, text);
                return true;
        }
    }

    private bool WriteTime(RowWriter writer, PlanCell cell, ReadOnlySpan<byte> text)
    {
        if (!TryTime(cell, text, out var time) || time.Precision < TimePrecision.Day)
        {
            return false;
        }

        if (cell.Kind == PlanCellKind.Date)
        {
            writer.Date(cell.Column, time);
            hasMainDate |= cell.IsMainTime;
        }
        else
        {
            writer.Timestamp(cell.Column, time);
            if (cell.DateColumn >= 0)
            {
                writer.Date(cell.DateColumn, time);
                hasMainDate |= cell.IsMainTime;
            }
        }

        if (cell.IsMainTime)
        {
            // A timestamp comes after the date beside it, so that the more exact of the two is the one that is noted.
            writer.Clock(-1, -1, cell.Kind == PlanCellKind.Date ? time with { Precision = TimePrecision.Day } : time);
        }

        return true;
    }

    private bool TryTime(PlanCell cell, ReadOnlySpan<byte> text, out ClinicalTime time)
    {
        foreach (var format in cell.Formats)
        {
            if (format.TryRead(text, plan.OffsetMinutes, out time))
            {
                time = time.UtcOffsetMinutes is null && plan.OffsetMinutes is { } offset ? time with { UtcOffsetMinutes = offset } : time;
                return true;
            }
        }

        time = default;
        return false;
    }

    /// <summary>A number with a decimal comma, written with a point; points that part thousands go.</summary>
    private ReadOnlySpan<byte> WithPoint(ReadOnlySpan<byte> text)
    {
        if (!plan.HasDecimalComma || text.Length > 64)
        {
            return text;
        }

        var length = 0;
        foreach (var part in text)
        {
            if (part != '.')
            {
                scratch[length++] = part == ',' ? (byte)'.' : part;
            }
        }

        return scratch.AsSpan(0, length);
    }

    private static string Expected(PlanCellKind kind) => kind switch
    {
        PlanCellKind.Integer => "no integer",
        PlanCellKind.Number or PlanCellKind.Decimal => "no number",
        PlanCellKind.Boolean => "neither yes nor no",
        PlanCellKind.Json => "no JSON",
        _ => "no time in the format that the mapping states",
    };

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        try
        {
            var json = new Utf8JsonReader(text);
            while (json.Read())
            {
                json.Skip();
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
