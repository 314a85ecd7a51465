using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>One row of <c>measurement</c> from an Observation or a component of one.</summary>
internal static class MeasurementRow
{
    private static readonly Table Measurements = CanonicalModel.Table("measurement");
    private static readonly int Concept = Measurements["measurement_concept_id"];
    private static readonly int Date = Measurements["measurement_date"];
    private static readonly int Time = Measurements["measurement_datetime"];
    private static readonly int Type = Measurements["measurement_type_concept_id"];
    private static readonly int Operator = Measurements["operator_concept_id"];
    private static readonly int ValueNumber = Measurements["value_as_number"];
    private static readonly int RangeLow = Measurements["range_low"];
    private static readonly int RangeHigh = Measurements["range_high"];
    private static readonly int Provider = Measurements["provider_id"];
    private static readonly int Visit = Measurements["visit_occurrence_id"];
    private static readonly int SourceValue = Measurements["measurement_source_value"];
    private static readonly int Vocabulary = Measurements["measurement_source_vocabulary"];
    private static readonly int SourceName = Measurements["measurement_source_name"];
    private static readonly int Unit = Measurements["unit_source_value"];
    private static readonly int ValueSource = Measurements["value_source_value"];
    private static readonly int AbnormalFlag = Measurements["abnormal_flag_source_value"];
    private static readonly int RangeText = Measurements["range_source_value"];
    private static readonly int Specimen = Measurements["specimen_id"];
    private static readonly int Status = Measurements["measurement_status_source_value"];

    public static void Write(in ObservationContext context, Mention key, JsonNode part, in ObservationValue value)
    {
        var record = context.Record;
        var row = record.Sink.Row(Measurements, key, context.Person, RowMode.Replace);
        row.Long(Concept, FhirConcepts.None);
        row.Long(Type, FhirConcepts.TypeRecord);
        FhirRecord.Code(row, part["code"u8], SourceValue, Vocabulary, SourceName);
        if (context.Time is { } time)
        {
            row.Clock(Date, Time, time);
        }

        WriteValue(record, row, part, value);
        WriteRange(record, row, part["referenceRange"u8].First);
        row.Text(AbnormalFlag, FhirRecord.CodeOrText(part["interpretation"u8].First));
        row.Text(Status, record.Root["status"u8].Text);
        row.Reference(Visit, context.Visit);
        row.Reference(Provider, context.Provider);
        row.Reference(Specimen, record.Reference(record.Root["specimen"u8], ReferenceTarget.Specimen));
    }

    private static void WriteValue(FhirRecord record, RowWriter row, JsonNode part, in ObservationValue value)
    {
        value.WriteSource(row, ValueSource);
        switch (value.Kind)
        {
            case ObservationValueKind.Quantity:
                if (record.Number(value.Node, "value"u8, "valueQuantity") is { } quantity)
                {
                    row.Double(ValueNumber, quantity);
                }

                WriteUnit(row, value.Node);
                WriteOperator(row, value.Node["comparator"u8].Text);
                break;
            case ObservationValueKind.Integer when value.Node.TryDouble(out var integer):
                row.Double(ValueNumber, integer);
                break;
            case ObservationValueKind.Integer:
                record.Invalid("", "valueInteger"u8, "is not a number.");
                break;
            case ObservationValueKind.Range:
                WriteUnit(row, value.Node["low"u8] is { Exists: true } low ? low : value.Node["high"u8]);
                break;
            case ObservationValueKind.Ratio:
                WriteUnit(row, value.Node["numerator"u8]);
                break;
            case ObservationValueKind.Sampled:
                WriteUnit(row, value.Node["origin"u8]);
                break;
            case ObservationValueKind.None:
                ObservationContext.WriteAbsence(row, ValueSource, part);
                break;
        }
    }

    // The coded unit (UCUM) where there is one: the printed unit is free text (FHIR R4 2.24.0.7).
    private static void WriteUnit(RowWriter row, JsonNode quantity)
    {
        var code = quantity["code"u8].Text;
        row.Text(Unit, code.IsEmpty ? quantity["unit"u8].Text : code);
    }

    private static void WriteOperator(RowWriter row, ReadOnlySpan<byte> comparator)
    {
        long concept = comparator switch
        {
            [(byte)'<'] => FhirConcepts.Less,
            [(byte)'<', (byte)'='] => FhirConcepts.LessOrEqual,
            [(byte)'>', (byte)'='] => FhirConcepts.MoreOrEqual,
            [(byte)'>'] => FhirConcepts.More,
            _ => FhirConcepts.None,
        };
        if (concept != FhirConcepts.None)
        {
            row.Long(Operator, concept);
        }
    }

    private static void WriteRange(FhirRecord record, RowWriter row, JsonNode range)
    {
        if (!range.IsObject)
        {
            return;
        }

        if (record.Number(range["low"u8], "value"u8, "referenceRange.low") is { } low)
        {
            row.Double(RangeLow, low);
        }

        if (record.Number(range["high"u8], "value"u8, "referenceRange.high") is { } high)
        {
            row.Double(RangeHigh, high);
        }

        row.Text(RangeText, range["text"u8].Text);
    }
}
