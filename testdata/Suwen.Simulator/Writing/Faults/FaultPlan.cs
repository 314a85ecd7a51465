using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Writing.Faults;

/// <summary>
/// Which record of a house is damaged, and how: drawn for each record from the seed, the visit and the record's place in it. Rates are per 100,000 records, invented, and multiplied by the house's carelessness.
/// </summary>
internal sealed class FaultPlan(ulong seed, Institution institution)
{
    private static readonly (Slip Slip, int Rate)[][] Rates = BuildRates();

    private readonly int _carelessness = institution.Source switch
    {
        "first-hospital" => 10,
        "tcm-hospital" => 15,
        "second-hospital" => 20,
        "county-hospital" => 10,
        "maternal-hospital" => 7,
        "community" => 30,
        _ => 8,
    };

    /// <summary>The slip of a record; <paramref name="record"/> tells the records of one visit apart, across all channels of the house.</summary>
    public Slip Draw(RecordShape shape, long visitKey, long record)
    {
        var random = new RandomStream(seed, RandomPurpose.DataError, visitKey, record);
        var at = random.Below(1_000_000);
        foreach (var (slip, rate) in Rates[(int)shape])
        {
            at -= rate * _carelessness;
            if (at < 0) return slip;
        }

        return Slip.None;
    }

    /// <summary>The slip's name in answers.</summary>
    public static string NameOf(Slip slip) => slip switch
    {
        Slip.FutureDate => "future-date",
        Slip.BirthAfterVisit => "birth-after-visit",
        Slip.IdChecksum => "id-checksum",
        Slip.SexUnknown => "sex-code-unknown",
        Slip.UnitSwapped => "unit-swapped",
        Slip.ImpossibleValue => "impossible-value",
        Slip.MissingNumber => "missing-number",
        Slip.ColumnCount => "column-count",
        Slip.BadBytes => "bad-bytes",
        Slip.Truncated => "truncated",
        Slip.Resent => "resent",
        Slip.SexConflict => "sex-conflict",
        Slip.DischargeFirst => "discharge-before-admission",
        Slip.Orphan => "orphan-result",
        Slip.SwappedPatient => "swapped-patient",
        _ => "none",
    };

    /// <summary>What must become of a record with the slip.</summary>
    public static ExpectedFate FateOf(Slip slip) => slip is Slip.ColumnCount or Slip.BadBytes or Slip.Truncated ? ExpectedFate.Quarantined : ExpectedFate.Loaded;

    public Answer AnswerFor(Slip slip, string record, string number, params (string Name, string Value)[] truth) => new("data-error", NameOf(slip), institution.Source, record, number, truth);

    /// <summary>A diagnosis that a person of this sex cannot have (ICD-10 国临 2.0).</summary>
    public static Term ConflictFor(People.Sex sex) => sex == People.Sex.Male ? new Term("O80.900", "单胎顺产") : new Term("N40.x00", "前列腺增生");

    /// <summary>An ID number with another last character.</summary>
    public static string WrongCheck(string nationalId) =>
        nationalId.Length == 0 ? "" : string.Concat(nationalId.AsSpan(0, nationalId.Length - 1), nationalId[^1] is 'X' or 'x' ? "0" : nationalId[^1] == '9' ? "X" : ((char)(nationalId[^1] + 1)).ToString());

    /// <summary>The number as the slip makes it.</summary>
    public static FixedNumber Damage(Slip slip, string unit, FixedNumber number) => slip switch
    {
        Slip.UnitSwapped when unit == "mmol/L" => new FixedNumber(number.Units * 18, number.Decimals),
        Slip.UnitSwapped when unit == "mg/dL" => FixedNumber.Of(number.Value / 18, 1),
        Slip.UnitSwapped => new FixedNumber(number.Units * 10, number.Decimals),
        Slip.ImpossibleValue => new FixedNumber(-Math.Abs(number.Units) - 1, number.Decimals),
        _ => number,
    };

    private static (Slip Slip, int Rate)[][] BuildRates()
    {
        var rates = new (Slip, int)[Enum.GetValues<RecordShape>().Length][];
        rates[(int)RecordShape.Visit] = [(Slip.FutureDate, 6), (Slip.DischargeFirst, 10), (Slip.Truncated, 4), (Slip.BadBytes, 4), (Slip.ColumnCount, 6), (Slip.Resent, 30)];
        rates[(int)RecordShape.Person] = [(Slip.BirthAfterVisit, 15), (Slip.IdChecksum, 60), (Slip.SexUnknown, 30)];
        rates[(int)RecordShape.Diagnosis] = [(Slip.SexConflict, 15), (Slip.FutureDate, 5), (Slip.Truncated, 3), (Slip.BadBytes, 4), (Slip.ColumnCount, 4), (Slip.Resent, 10)];
        rates[(int)RecordShape.Number] = [(Slip.UnitSwapped, 20), (Slip.ImpossibleValue, 10), (Slip.MissingNumber, 12), (Slip.FutureDate, 3), (Slip.Orphan, 6), (Slip.SwappedPatient, 4), (Slip.Truncated, 2), (Slip.BadBytes, 2), (Slip.ColumnCount, 4), (Slip.Resent, 10)];
        rates[(int)RecordShape.Report] = [(Slip.FutureDate, 5), (Slip.Orphan, 8), (Slip.SwappedPatient, 6), (Slip.Truncated, 4), (Slip.BadBytes, 4), (Slip.ColumnCount, 4), (Slip.Resent, 20)];
        rates[(int)RecordShape.Note] = [(Slip.FutureDate, 4), (Slip.Truncated, 4), (Slip.BadBytes, 6), (Slip.ColumnCount, 4), (Slip.Resent, 15)];
        rates[(int)RecordShape.Order] = [(Slip.FutureDate, 4), (Slip.Truncated, 3), (Slip.BadBytes, 3), (Slip.ColumnCount, 4), (Slip.Resent, 20)];
        rates[(int)RecordShape.Fee] = [(Slip.ColumnCount, 2), (Slip.BadBytes, 1), (Slip.Resent, 8)];
        rates[(int)RecordShape.Other] = [(Slip.Truncated, 3), (Slip.BadBytes, 2), (Slip.ColumnCount, 4), (Slip.Resent, 10)];
        return rates;
    }
}
