using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>Amounts of money of a claim, a benefit or one of its items, by the columns of <c>cost</c>. What is not stated is null, not zero.</summary>
internal struct CostAmounts
{
    private static readonly Table Costs = CanonicalModel.Table("cost");
    private static readonly int TotalCharge = Costs["total_charge"];
    private static readonly int TotalPaid = Costs["total_paid"];
    private static readonly int PaidByPayer = Costs["paid_by_payer"];
    private static readonly int PaidByPatient = Costs["paid_by_patient"];
    private static readonly int PatientCopay = Costs["paid_patient_copay"];
    private static readonly int PatientCoinsurance = Costs["paid_patient_coinsurance"];
    private static readonly int PatientDeductible = Costs["paid_patient_deductible"];
    private static readonly int AmountAllowed = Costs["amount_allowed"];

    public decimal? Charge;
    public decimal? Allowed;
    public decimal? Payer;
    public decimal? Patient;
    public decimal? Copay;
    public decimal? Coinsurance;
    public decimal? Deductible;

    public readonly bool IsEmpty => Charge is null && Allowed is null && Payer is null && Patient is null && Copay is null && Coinsurance is null && Deductible is null;

    /// <summary>
    /// Adds an amount of an adjudication category: the codes of http://terminology.hl7.org/CodeSystem/adjudication (FHIR R4), of CARIN Blue
    /// Button (C4BBAdjudication) and the claim line variables of CMS. Other categories are no money that somebody paid.
    /// </summary>
    public void Add(ReadOnlySpan<byte> category, decimal amount)
    {
        var code = category[(category.LastIndexOf((byte)'/') + 1)..];
        if (code.SequenceEqual("submitted"u8) || code.SequenceEqual("line_sbmtd_chrg_amt"u8))
        {
            Charge = amount + (Charge ?? 0);
        }
        else if (code.SequenceEqual("eligible"u8) || code.SequenceEqual("line_alowd_chrg_amt"u8))
        {
            Allowed = amount + (Allowed ?? 0);
        }
        else if (code.SequenceEqual("benefit"u8) || code.SequenceEqual("paidtoprovider"u8) || code.SequenceEqual("line_prvdr_pmt_amt"u8))
        {
            Payer = amount + (Payer ?? 0);
        }
        else if (code.SequenceEqual("copay"u8))
        {
            Copay = amount + (Copay ?? 0);
        }
        else if (code.SequenceEqual("coinsurance"u8) || code.SequenceEqual("line_coinsrnc_amt"u8))
        {
            Coinsurance = amount + (Coinsurance ?? 0);
        }
        else if (code.SequenceEqual("deductible"u8) || code.SequenceEqual("line_bene_ptb_ddctbl_amt"u8))
        {
            Deductible = amount + (Deductible ?? 0);
        }
        else if (code.SequenceEqual("paidbypatient"u8))
        {
            Patient = amount + (Patient ?? 0);
        }
    }

    /// <summary>The sum, column by column.</summary>
    public readonly CostAmounts Plus(in CostAmounts other) => new()
    {
        Charge = Sum(Charge, other.Charge),
        Allowed = Sum(Allowed, other.Allowed),
        Payer = Sum(Payer, other.Payer),
        Patient = Sum(Patient, other.Patient),
        Copay = Sum(Copay, other.Copay),
        Coinsurance = Sum(Coinsurance, other.Coinsurance),
        Deductible = Sum(Deductible, other.Deductible),
    };

    /// <summary>What the parts leave of a stated total; a total that is not stated has no rest.</summary>
    public readonly CostAmounts Minus(in CostAmounts parts) => new()
    {
        Charge = Charge - (parts.Charge ?? 0),
        Allowed = Allowed - (parts.Allowed ?? 0),
        Payer = Payer - (parts.Payer ?? 0),
        Patient = Patient - (parts.Patient ?? 0),
        Copay = Copay - (parts.Copay ?? 0),
        Coinsurance = Coinsurance - (parts.Coinsurance ?? 0),
        Deductible = Deductible - (parts.Deductible ?? 0),
    };

    public readonly void Write(RowWriter row)
    {
        var patient = Patient ?? Sum(Sum(Copay, Coinsurance), Deductible);
        Set(row, TotalCharge, Charge);
        Set(row, TotalPaid, Sum(Payer, patient));
        Set(row, PaidByPayer, Payer);
        Set(row, PaidByPatient, patient);
        Set(row, PatientCopay, Copay);
        Set(row, PatientCoinsurance, Coinsurance);
        Set(row, PatientDeductible, Deductible);
        Set(row, AmountAllowed, Allowed);
    }

    private static decimal? Sum(decimal? left, decimal? right) => left is null ? right : left + (right ?? 0);

    private static void Set(RowWriter row, int column, decimal? value)
    {
        if (value is { } amount)
        {
            row.Double(column, (double)amount);
        }
    }
}
