using System.Buffers.Text;
using Suwen.Storage;

namespace Suwen.Analysis.Payment.Drg;

/// <summary>Which column of a batch is which; those that the table does not have are -1.</summary>
internal sealed class DrgColumns
{
    private static readonly string[] All = ["case_id", "sex", "age_years", "age_days", "birth_weight_g", "length_of_stay_days", "discharge_way", "diagnoses", "procedures"];
    private static readonly string[] Needed = ["case_id", "sex", "age_years", "diagnoses"];

    private readonly int[] places = new int[All.Length];

    /// <exception cref="OperatorException">A column that is needed is missing.</exception>
    public DrgColumns(IOperatorTable table)
    {
        var present = table.Columns.Select(static c => c.Name).ToHashSet(StringComparer.Ordinal);
        var missing = Needed.Where(n => !present.Contains(n)).ToList();
        if (missing.Count > 0)
        {
            throw OperatorException.BadData($"{table.Name} has no column {string.Join(", ", missing)}.", $"The columns are {string.Join(", ", All)}; {string.Join(", ", Needed)} are needed.");
        }

        Names = [.. All.Where(present.Contains)];
        Absent = [.. All.Where(n => !present.Contains(n))];
        for (var i = 0; i < All.Length; i++)
        {
            places[i] = Array.IndexOf(Names, All[i]);
        }
    }

    /// <summary>Columns to read, in their order.</summary>
    public string[] Names { get; }

    /// <summary>Columns that the table does not have.</summary>
    public IReadOnlyList<string> Absent { get; }

    public int CaseId => places[0];

    public int Sex => places[1];

    public int AgeYears => places[2];

    public int AgeDays => places[3];

    public int BirthWeight => places[4];

    public int LengthOfStay => places[5];

    public int DischargeWay => places[6];

    public int Diagnoses => places[7];

    public int Procedures => places[8];

    /// <summary>The bytes of a text; none where it is missing.</summary>
    public static ReadOnlySpan<byte> Text(ColumnBatch batch, int column, int row) =>
        column < 0 || batch[column].IsNull(row) || !batch[column].IsBytes ? default : batch[column].Bytes(row);

    /// <summary>A number, cut to a whole one; <see cref="DrgCase.Missing"/> where there is none, -1 where it is no number or too large.</summary>
    public static int Number(ColumnBatch batch, int column, int row)
    {
        if (column < 0 || batch[column].IsNull(row))
        {
            return DrgCase.Missing;
        }

        var vector = batch[column];
        if (!vector.IsBytes)
        {
            return Whole(vector.Type == Storage.Schema.ColumnType.Double ? vector.Double(row) : vector.Lane(row));
        }

        var text = vector.Bytes(row);
        var value = 0;
        foreach (var b in text)
        {
            var digit = b - '0';
            if ((uint)digit > 9 || value > 99_999_999)
            {
                return Slow(text);
            }

            value = (value * 10) + digit;
        }

        return text.IsEmpty ? DrgCase.Missing : value;
    }

    private static int Slow(ReadOnlySpan<byte> text)
    {
        var trimmed = text.Trim(" \t"u8);
        return trimmed.IsEmpty ? DrgCase.Missing : Utf8Parser.TryParse(trimmed, out double value, out var used) && used == trimmed.Length ? Whole(value) : -1;
    }

    private static int Whole(double value) => value is >= 0 and < 1_000_000_000 ? (int)value : -1;
}
