using System.Numerics;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Payment.Drg;

/// <summary>Groups rows of a batch into a batch of results. One worker runs on one thread at a time; what it holds is used again from case to case.</summary>
internal sealed class DrgWorker
{
    private const int NewbornDays = 28;
    private const int MaximumAge = 150;

    private static readonly byte[] NoGroup = [.. "0000"u8];

    // Reasons from here on only say what was left out; the case is grouped all the same.
    private static readonly ulong Findings = ulong.MaxValue << (int)DrgReason.UnknownSecondaryDiagnosis;

    private readonly DrgGrouper grouper;
    private readonly DrgColumns columns;
    private readonly bool isMapping;
    private readonly DrgCase drgCase;
    private readonly DrgCodes diagnoses;
    private readonly DrgCodes procedures;
    private readonly DrgPath? path;

    /// <param name="grouper">The grouper, shared.</param>
    /// <param name="columns">Where the input's columns are.</param>
    /// <param name="isMapping">True when codes of the clinical edition are mapped.</param>
    /// <param name="withPath">True when results have their path.</param>
    public DrgWorker(DrgGrouper grouper, DrgColumns columns, bool isMapping, bool withPath)
    {
        this.grouper = grouper;
        this.columns = columns;
        this.isMapping = isMapping;
        drgCase = grouper.Scheme.NewCase();
        diagnoses = new DrgCodes(grouper.Scheme.Diagnoses, areDiagnoses: true);
        procedures = new DrgCodes(grouper.Scheme.Procedures, areDiagnoses: false);
        path = withPath ? new DrgPath(grouper.Scheme) : null;
    }

    /// <summary>Cases by how they ended.</summary>
    public long[] Counts { get; } = new long[4];

    /// <summary>Columns of the result.</summary>
    public static ResultColumn[] ResultColumns(bool withPath) =>
    [
        new("case_id", ColumnType.Text), new("mdc", ColumnType.Text), new("adrg", ColumnType.Text), new("drg", ColumnType.Text),
        new("status", ColumnType.Text), new("reason", ColumnType.Text), .. withPath ? [new ResultColumn("path", ColumnType.Json)] : Array.Empty<ResultColumn>(),
    ];

    /// <summary>Groups rows from <paramref name="from"/> up to <paramref name="to"/> and puts the results in their order into <paramref name="results"/>, which is cleared.</summary>
    public void Group(ColumnBatch batch, int from, int to, ColumnBatch results)
    {
        results.Clear();
        for (var row = from; row < to; row++)
        {
            var diagnosisField = DrgColumns.Text(batch, columns.Diagnoses, row);
            var procedureField = DrgColumns.Text(batch, columns.Procedures, row);
            var reasons = ReadPerson(batch, row) | ReadCodes(diagnosisField, procedureField);
            if ((reasons & ~Findings) == 0 && grouper.Refuse(drgCase) is { } refusal)
            {
                reasons |= Bit(refusal);
            }

            var outcome = new DrgOutcome(DrgStatus.Invalid, null, null, null, null);
            if ((reasons & ~Findings) == 0)
            {
                grouper.Weigh(drgCase);
                outcome = grouper.Group(drgCase);
                reasons |= outcome.Reason is { } reason ? Bit(reason) : 0;
            }

            Counts[(int)outcome.Status]++;
            Write(results, batch, row, outcome, reasons);
            path?.Write(results[6], drgCase, outcome, reasons, diagnosisField, diagnoses, procedureField, procedures);
        }
    }

    private ulong ReadPerson(ColumnBatch batch, int row)
    {
        drgCase.Clear();
        drgCase.Sex = DrgColumns.Number(batch, columns.Sex, row);
        drgCase.AgeYears = DrgColumns.Number(batch, columns.AgeYears, row);
        drgCase.AgeDays = DrgColumns.Number(batch, columns.AgeDays, row);
        drgCase.BirthWeight = DrgColumns.Number(batch, columns.BirthWeight, row);
        drgCase.LengthOfStay = DrgColumns.Number(batch, columns.LengthOfStay, row);
        drgCase.DischargeWay = DrgColumns.Number(batch, columns.DischargeWay, row);
        var reasons = drgCase.Sex switch { 1 or 2 => 0UL, DrgCase.Missing => Bit(DrgReason.MissingSex), _ => Bit(DrgReason.InvalidSex) };
        return reasons | CheckAge() | CheckWeight();
    }

    private ulong CheckAge()
    {
        if (drgCase.AgeYears == DrgCase.Missing && drgCase.AgeDays >= 0)
        {
            drgCase.AgeYears = drgCase.AgeDays * 4 / 1461;
        }

        var (years, days) = (drgCase.AgeYears, drgCase.AgeDays);
        if (years == DrgCase.Missing)
        {
            return Bit(DrgReason.MissingAge);
        }

        if (years is < 0 or > MaximumAge || (days != DrgCase.Missing && days is < 0 or > (MaximumAge + 1) * 366))
        {
            return Bit(DrgReason.InvalidAge);
        }

        if (years > 0)
        {
            // From one year on, some write days beyond the last birthday and some the age in days; neither tells of a newborn.
            drgCase.AgeDays = DrgCase.Missing;
            return 0;
        }

        return days == DrgCase.Missing ? Bit(DrgReason.MissingAgeDays) : days > 366 ? Bit(DrgReason.AgeConflict) : 0;
    }

    /// <summary>The front page of a hospital stay asks for the birth weight of newborns up to 28 days.</summary>
    private ulong CheckWeight()
    {
        if (drgCase.AgeYears != 0 || drgCase.AgeDays is < 0 or > NewbornDays)
        {
            return 0;
        }

        return drgCase.BirthWeight is DrgCase.Missing or 0 ? Bit(DrgReason.MissingBirthWeight) : drgCase.BirthWeight is < 100 or > 9999 ? Bit(DrgReason.InvalidBirthWeight) : 0;
    }

    private ulong ReadCodes(ReadOnlySpan<byte> diagnosisField, ReadOnlySpan<byte> procedureField)
    {
        diagnoses.Read(diagnosisField);
        procedures.Read(procedureField);
        if (diagnoses.Count == 0 || diagnoses.IsFirstEmpty)
        {
            return Bit(DrgReason.MissingMainDiagnosis);
        }

        var reasons = isMapping && grouper.Scheme.MapsDiagnoses && diagnoses is { HasOtherEdition: true, HasOwnEdition: true } ? Bit(DrgReason.MixedCodeEditions) : 0;
        reasons |= diagnoses.Resolve(diagnosisField, isMapping && diagnoses.HasOtherEdition);
        reasons |= procedures.Resolve(procedureField, isMapping && procedures.HasOtherEdition);
        foreach (ref readonly var piece in diagnoses.Pieces)
        {
            if (piece.Used >= 0)
            {
                drgCase.AddDiagnosis(piece.Used, grouper.Scheme.Diagnoses);
            }
        }

        foreach (ref readonly var piece in procedures.Pieces)
        {
            if (piece.Used >= 0)
            {
                drgCase.AddProcedure(piece.Used, grouper.Scheme.Procedures);
            }
        }

        return reasons;
    }

    private void Write(ColumnBatch results, ColumnBatch batch, int row, in DrgOutcome outcome, ulong reasons)
    {
        var id = DrgColumns.Text(batch, columns.CaseId, row);
        if (batch[columns.CaseId].IsNull(row))
        {
            results[0].AppendNull();
        }
        else if (batch[columns.CaseId].IsBytes)
        {
            results[0].Append(id);
        }
        else
        {
            results[0].Append(Convert.ToString(batch[columns.CaseId].Value(row), System.Globalization.CultureInfo.InvariantCulture) ?? "");
        }

        if (outcome.Category is { } category)
        {
            results[1].Append(category.Utf8);
        }
        else
        {
            results[1].AppendNull();
        }

        var unrelated = outcome.Status == DrgStatus.Ambiguous ? outcome.Category!.UnrelatedUtf8 : null;
        if ((unrelated ?? outcome.Core?.Utf8) is { } core)
        {
            results[2].Append(core);
        }
        else
        {
            results[2].AppendNull();
        }

        results[3].Append(unrelated ?? outcome.Split?.Utf8 ?? NoGroup);
        results[4].Append(outcome.Status switch { DrgStatus.Grouped => "grouped"u8, DrgStatus.Ambiguous => "ambiguous"u8, DrgStatus.Ungroupable => "ungroupable"u8, _ => "invalid"u8 });
        WriteReasons(results[5], reasons);
    }

    private static void WriteReasons(ColumnVector column, ulong reasons)
    {
        if (reasons == 0)
        {
            column.AppendNull();
            return;
        }

        var length = 0;
        for (var rest = reasons; rest != 0; rest &= rest - 1)
        {
            length += DrgReasons.Text((DrgReason)BitOperations.TrailingZeroCount(rest)).Length + 2;
        }

        var room = column.Reserve(length);
        var used = 0;
        for (var rest = reasons; rest != 0; rest &= rest - 1)
        {
            if (used > 0)
            {
                "; "u8.CopyTo(room[used..]);
                used += 2;
            }

            var text = DrgReasons.Text((DrgReason)BitOperations.TrailingZeroCount(rest));
            text.CopyTo(room[used..]);
            used += text.Length;
        }

        column.Commit(used);
    }

    private static ulong Bit(DrgReason reason) => 1UL << (int)reason;
}
