using Suwen.Governance.Gate;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>One row of <c>observation</c> from an Observation or a component of one.</summary>
internal static class ObservationRow
{
    private static readonly Table Observations = CanonicalModel.Table("observation");
    private static readonly int Concept = Observations["observation_concept_id"];
    private static readonly int Date = Observations["observation_date"];
    private static readonly int Time = Observations["observation_datetime"];
    private static readonly int Type = Observations["observation_type_concept_id"];
    private static readonly int ValueString = Observations["value_as_string"];
    private static readonly int Provider = Observations["provider_id"];
    private static readonly int Visit = Observations["visit_occurrence_id"];
    private static readonly int SourceValue = Observations["observation_source_value"];
    private static readonly int Vocabulary = Observations["observation_source_vocabulary"];
    private static readonly int SourceName = Observations["observation_source_name"];
    private static readonly int Qualifier = Observations["qualifier_source_value"];
    private static readonly int ValueSource = Observations["value_source_value"];
    private static readonly int Category = Observations["observation_category"];
    private static readonly int Status = Observations["observation_status_source_value"];

    public static void Write(in ObservationContext context, Mention key, JsonNode part, in ObservationValue value)
    {
        var record = context.Record;
        var row = record.Sink.Row(Observations, key, context.Person, RowMode.Replace);
        row.Long(Concept, FhirConcepts.None);
        row.Long(Type, FhirConcepts.TypeRecord);
        FhirRecord.Code(row, part["code"u8], SourceValue, Vocabulary, SourceName);
        if (context.Time is { } time)
        {
            row.Clock(Date, Time, time);
        }

        value.WriteSource(row, ValueSource);
        if (value.Kind == ObservationValueKind.Concept)
        {
            row.Text(ValueString, FhirRecord.DisplayOf(value.Node));
        }
        else if (value.Kind == ObservationValueKind.None)
        {
            ObservationContext.WriteAbsence(row, ValueSource, part);
        }
        else
        {
            value.WriteSource(row, ValueString);
        }

        row.Text(Qualifier, FhirRecord.CodeOrText(part["interpretation"u8].First));
        row.Text(Category, FhirRecord.CodeOrText(context.Category));
        row.Text(Status, record.Root["status"u8].Text);
        row.Reference(Visit, context.Visit);
        row.Reference(Provider, context.Provider);
    }
}
