using System.Globalization;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>Reads front pages and rows of the record from tables of the operator.</summary>
internal sealed class FrontPageReader
{
    public static readonly string[] PageColumns =
    [
        "case_id", "sex", "age_years", "age_days", "birth_weight_g", "length_of_stay_days", "discharge_way", "diagnoses", "procedures", "procedure_times", "anaesthesia",
        "admission", "discharge", "cost", "cost_parts", "external_cause", "filled",
    ];

    public static readonly string[] EvidenceColumns = ["case_id", "kind", "code", "name", "time", "value", "unit", "text"];

    private readonly int[] places;

    public FrontPageReader(IOperatorTable table, string[] all, params ReadOnlySpan<string> needed)
    {
        var present = table.Columns.Select(static c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var name in needed)
        {
            if (!present.Contains(name))
            {
                throw OperatorException.BadData($"{table.Name} has no column {name}.", $"The columns are {string.Join(", ", all)}.");
            }
        }

        Names = [.. all.Where(present.Contains)];
        places = [.. all.Select(n => Array.IndexOf(Names, n))];
    }

    /// <summary>Columns to read, in their order.</summary>
    public string[] Names { get; }

    public FrontPageCase Page(ColumnBatch batch, int row)
    {
        var diagnoses = Split(Text(batch, row, 7));
        var codes = Split(Text(batch, row, 8));
        var times = Text(batch, row, 9)?.Split('|');
        var anaesthesia = Text(batch, row, 10)?.Split('|');
        return new FrontPageCase
        {
            CaseId = Text(batch, row, 0) ?? "",
            Sex = Whole(batch, row, 1),
            AgeYears = Whole(batch, row, 2),
            AgeDays = Whole(batch, row, 3),
            BirthWeightG = Whole(batch, row, 4),
            LengthOfStayDays = Whole(batch, row, 5),
            DischargeWay = Whole(batch, row, 6),
            Diagnoses = diagnoses,
            Procedures = [.. codes.Select((c, i) => new FrontPageProcedure(c, Time(At(times, i)), At(anaesthesia, i)))],
            Admission = Time(batch, row, 11),
            Discharge = Time(batch, row, 12),
            Cost = Number(batch, row, 13),
            CostOfParts = Number(batch, row, 14),
            ExternalCause = Text(batch, row, 15),
            Filled = Text(batch, row, 16) is { } filled ? new HashSet<string>(Split(filled), StringComparer.Ordinal) : null,
        };
    }

    /// <summary>Puts a row of evidence into its record; false where its kind is none that is known.</summary>
    public bool Add(ColumnBatch batch, int row, FrontPageRecord record)
    {
        var (code, name) = (Text(batch, row, 2) ?? "", Text(batch, row, 3) ?? "");
        var at = Time(batch, row, 4);
        switch (Text(batch, row, 1))
        {
            case "test":
                record.AddTest(code, name, Number(batch, row, 5) ?? double.NaN, Text(batch, row, 6) ?? "", at);
                return true;
            case "note":
                record.AddNote(name, Text(batch, row, 7) ?? "", at);
                return true;
            case "exam":
                record.AddNote(name, Text(batch, row, 7) ?? "", at, isExam: true);
                return true;
            case "drug":
                record.AddDrug(name, at);
                return true;
            case "procedure":
                record.AddProcedure(code, name, at);
                return true;
            default:
                return false;
        }
    }

    public string? CaseId(ColumnBatch batch, int row) => Text(batch, row, 0);

    private string? Text(ColumnBatch batch, int row, int column)
    {
        if (places[column] < 0 || batch[places[column]].IsNull(row))
        {
            return null;
        }

        var vector = batch[places[column]];
        var text = vector.IsBytes ? vector.Text(row) : Convert.ToString(vector.Value(row), CultureInfo.InvariantCulture);
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private int? Whole(ColumnBatch batch, int row, int column) => Number(batch, row, column) is { } value and >= 0 and < int.MaxValue ? (int)value : null;

    private double? Number(ColumnBatch batch, int row, int column)
    {
        if (places[column] < 0 || batch[places[column]].IsNull(row))
        {
            return null;
        }

        var value = Dip.DipCase.Number(batch[places[column]], row);
        return double.IsNaN(value) ? null : value;
    }

    private DateTime? Time(ColumnBatch batch, int row, int column)
    {
        if (places[column] < 0 || batch[places[column]].IsNull(row))
        {
            return null;
        }

        return batch[places[column]].Value(row) switch
        {
            DateTime time => time,
            DateOnly day => day.ToDateTime(default),
            string text => Time(text),
            _ => null,
        };
    }

    private static DateTime? Time(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault | DateTimeStyles.AllowWhiteSpaces, out var time) ? time : null;

    private static string? At(string[]? parts, int at) => parts is not null && at < parts.Length && parts[at].Trim().Length > 0 ? parts[at].Trim() : null;

    private static string[] Split(string? text) => text?.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
