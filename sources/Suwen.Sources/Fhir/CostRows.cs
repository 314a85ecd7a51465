using System.Buffers.Text;
using Suwen.Governance.Gate;
using Suwen.Standards.Time;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>
/// What Claim and ExplanationOfBenefit share: a row of <c>cost</c> for each item that states an amount, and one row, with the record's
/// key, for the whole, which holds what the stated total has beyond its items. So the sum over rows is the sum over claims, whether
/// senders itemise or not.
/// </summary>
internal static class CostRows
{
    private static readonly Table Costs = CanonicalModel.Table("cost");
    private static readonly int Domain = Costs["cost_domain_id"];
    private static readonly int Type = Costs["cost_type_concept_id"];
    private static readonly int Plan = Costs["payer_plan_period_id"];
    private static readonly int Revenue = Costs["revenue_code_source_value"];
    private static readonly int Drg = Costs["drg_source_value"];
    private static readonly int Visit = Costs["visit_occurrence_id"];
    private static readonly int Date = Costs["cost_date"];
    private static readonly int Currency = Costs["currency_source_value"];
    private static readonly int SourceValue = Costs["cost_source_value"];
    private static readonly int Vocabulary = Costs["cost_source_vocabulary"];
    private static readonly int SourceName = Costs["cost_source_name"];

    /// <summary>What the rows of one claim share.</summary>
    internal readonly record struct Claim(FhirRecord Record, Mention Person, long TypeConcept, ClinicalTime? Time, Mention Plan);

    public static bool TryOpen(FhirRecord record, long type, out Claim claim)
    {
        claim = default;
        var root = record.Root;
        var status = root["status"u8];

        // A draft is not sent yet and a cancelled claim is withdrawn; a predetermination asks for a price of what nobody has done.
        if (!record.TryPerson("patient"u8, out var person) || status.Is("cancelled"u8) || status.Is("draft"u8)
            || root["use"u8].Is("predetermination"u8) || root["use"u8].Is("preauthorization"u8))
        {
            return false;
        }

        var time = record.Time(root["billablePeriod"u8], "start"u8, "billablePeriod") ?? record.Time("created"u8);
        claim = new Claim(record, person, type, time, record.Reference(root["insurance"u8].First["coverage"u8], ReferenceTarget.Coverage));
        return true;
    }

    public static void WriteWhole(in Claim claim, in CostAmounts rest, ReadOnlySpan<byte> currency)
    {
        var root = claim.Record.Root;
        var row = Begin(claim, claim.Record.Key, root["item"u8].First, currency);
        row.Text(Domain, "Visit"u8);
        FhirRecord.Code(row, root["type"u8], SourceValue, Vocabulary, SourceName);
        row.Text(Drg, FhirRecord.CodeOrText(root["diagnosis"u8].First["packageCode"u8]));
        rest.Write(row);
    }

    public static void WriteItem(in Claim claim, JsonNode item, int number, in CostAmounts amounts, ReadOnlySpan<byte> currency)
    {
        var row = Begin(claim, claim.Record.SubKey(Costs, "item"u8, number), item, currency);
        var code = item["productOrService"u8];
        row.Text(Domain, DomainOf(code));
        FhirRecord.Code(row, code, SourceValue, Vocabulary, SourceName);
        row.Text(Revenue, FhirRecord.CodeOrText(item["revenue"u8]));
        amounts.Write(row);
    }

    /// <summary>A Money; false when it is absent. One that is no number rejects the record.</summary>
    public static bool TryAmount(FhirRecord record, JsonNode money, string path, out decimal amount)
    {
        var text = money["value"u8].Scalar;
        amount = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        // Beyond 10^15 an amount is no price in any currency, and the sums of doubles would no longer be exact.
        if (Utf8Parser.TryParse(text, out amount, out var used) && used == text.Length && Math.Abs(amount) < 1_000_000_000_000_000m)
        {
            return true;
        }

        // Decimals with an exponent are grammatical JSON.
        if (money["value"u8].TryDouble(out var value) && Math.Abs(value) < 1e15)
        {
            amount = (decimal)value;
            return true;
        }

        record.Invalid(path, "value"u8, "is not an amount of money.");
        return false;
    }

    private static RowWriter Begin(in Claim claim, Mention key, JsonNode item, ReadOnlySpan<byte> currency)
    {
        var record = claim.Record;
        var row = record.Sink.Row(Costs, key, claim.Person, RowMode.Replace);
        row.Long(Type, claim.TypeConcept);
        row.Text(Currency, currency);
        if (claim.Time is { } time)
        {
            row.Clock(Date, -1, time);
        }

        row.Reference(Plan, claim.Plan);
        row.Reference(Visit, record.FirstReference(item["encounter"u8], ReferenceTarget.Visit));
        return row;
    }

    // OMOP's cost_domain_id: what a code is of can be told from its vocabulary where that has one domain only; the rest are services.
    private static ReadOnlySpan<byte> DomainOf(JsonNode code)
    {
        FhirRecord.Preferred(code, out var system);
        return system?.Vocabulary switch
        {
            "RxNorm" or "CVX" or "ATC" or "NDC" => "Drug"u8,
            "LOINC" => "Measurement"u8,
            "ICD10CM" or "ICD10" or "ICD10CN" or "ICD9CM" => "Condition"u8,
            _ => "Procedure"u8,
        };
    }
}

/// <summary>Claim (FHIR R4 13.6) → <c>cost</c>: what is charged.</summary>
internal static class ClaimRows
{
    public static void Write(FhirRecord record)
    {
        if (!CostRows.TryOpen(record, FhirConcepts.TypeClaim, out var claim))
        {
            return;
        }

        var root = record.Root;
        var whole = default(CostAmounts);
        var currency = root["total"u8]["currency"u8].Text;
        if (CostRows.TryAmount(record, root["total"u8], "total", out var total))
        {
            whole.Charge = total;
        }

        var items = default(CostAmounts);
        var number = 0;
        foreach (var item in root["item"u8])
        {
            var amounts = default(CostAmounts);
            if (TryCharge(record, item, out var charge))
            {
                amounts.Charge = charge;
                CostRows.WriteItem(claim, item, number, amounts, currency.IsEmpty ? item["net"u8]["currency"u8].Text : currency);
                items = items.Plus(amounts);
            }

            number++;
        }

        CostRows.WriteWhole(claim, whole.Minus(items), currency);
    }

    /// <summary>The item's net amount, else its price times its quantity.</summary>
    internal static bool TryCharge(FhirRecord record, JsonNode item, out decimal charge)
    {
        if (CostRows.TryAmount(record, item["net"u8], "item.net", out charge))
        {
            return true;
        }

        if (!CostRows.TryAmount(record, item["unitPrice"u8], "item.unitPrice", out charge))
        {
            return false;
        }

        if (CostRows.TryAmount(record, item["quantity"u8], "item.quantity", out var quantity))
        {
            if (Math.Abs((double)charge * (double)quantity) >= 1e15)
            {
                record.Invalid("item", "quantity"u8, "makes no amount of money with its price.");
                return false;
            }

            charge *= quantity;
        }

        return true;
    }
}

/// <summary>
/// ExplanationOfBenefit (FHIR R4 13.10) → <c>cost</c>: what was allowed and paid. What was charged is stated only where the benefit names
/// no claim: the claim is a record of its own, and the charge would be counted twice.
/// </summary>
internal static class BenefitRows
{
    public static void Write(FhirRecord record)
    {
        if (!CostRows.TryOpen(record, FhirConcepts.TypeCost, out var claim))
        {
            return;
        }

        var root = record.Root;
        var hasClaim = root["claim"u8].IsObject;
        var whole = TotalOf(record, out var currency);
        var items = default(CostAmounts);
        var number = 0;
        foreach (var item in root["item"u8])
        {
            var amounts = ItemOf(record, item);
            if (hasClaim)
            {
                amounts.Charge = null;
            }

            if (!amounts.IsEmpty)
            {
                CostRows.WriteItem(claim, item, number, amounts, currency);
                items = items.Plus(amounts);
            }

            number++;
        }

        if (hasClaim)
        {
            whole.Charge = null;
        }

        CostRows.WriteWhole(claim, whole.Minus(items), currency);
    }

    private static CostAmounts TotalOf(FhirRecord record, out ReadOnlySpan<byte> currency)
    {
        var whole = default(CostAmounts);
        currency = default;
        foreach (var total in record.Root["total"u8])
        {
            if (CostRows.TryAmount(record, total["amount"u8], "total.amount", out var amount))
            {
                whole.Add(CategoryOf(total), amount);
                currency = currency.IsEmpty ? total["amount"u8]["currency"u8].Text : currency;
            }
        }

        var payment = record.Root["payment"u8]["amount"u8];
        if (CostRows.TryAmount(record, payment, "payment.amount", out var paid))
        {
            whole.Payer ??= paid;
            currency = currency.IsEmpty ? payment["currency"u8].Text : currency;
        }

        return whole;
    }

    private static CostAmounts ItemOf(FhirRecord record, JsonNode item)
    {
        var amounts = default(CostAmounts);
        foreach (var adjudication in item["adjudication"u8])
        {
            if (CostRows.TryAmount(record, adjudication["amount"u8], "item.adjudication.amount", out var amount))
            {
                amounts.Add(CategoryOf(adjudication), amount);
            }
        }

        if (amounts.Charge is null && ClaimRows.TryCharge(record, item, out var charge))
        {
            amounts.Charge = charge;
        }

        return amounts;
    }

    private static ReadOnlySpan<byte> CategoryOf(JsonNode part) => part["category"u8]["coding"u8].First["code"u8].Text;
}
