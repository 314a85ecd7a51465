using Suwen.Governance.Gate;
using Suwen.Standards.Time;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Fhir;

/// <summary>
/// Observation (FHIR R4 10.1) → <c>measurement</c> where it is a laboratory result, a vital sign or a number, else <c>observation</c>.
/// Each component is a row; an observation that only groups components, like a blood pressure, has no row of its own, and its first
/// component takes the record's key. Keys are those of table observation for both tables: a reference does not say which it will be.
/// </summary>
internal static class ObservationRows
{
    public static void Write(FhirRecord record)
    {
        var root = record.Root;
        if (!record.TryPerson("subject"u8, out var person))
        {
            return;
        }

        if (!root["code"u8].IsObject)
        {
            record.Missing("code");
            return;
        }

        var context = new ObservationContext(
            record,
            person,
            record.Time("effectiveDateTime"u8) ?? record.Time(root["effectivePeriod"u8], "start"u8, "effectivePeriod") ?? record.Time("effectiveInstant"u8) ?? record.Time("issued"u8),
            record.Reference(root["encounter"u8], ReferenceTarget.Visit),
            record.FirstReference(root["performer"u8], ReferenceTarget.Provider),
            CategoryOf(root["category"u8], out var isMeasured),
            isMeasured);
        var components = root["component"u8];
        var value = ObservationValue.Of(root);
        var key = record.Key;
        var isTaken = false;
        if (value.Kind != ObservationValueKind.None || !components.First.Exists)
        {
            WriteRow(context, key, root, value);
            isTaken = true;
        }

        var number = 0;
        foreach (var component in components)
        {
            if (!component["code"u8].IsObject)
            {
                record.Missing("component.code");
                return;
            }

            WriteRow(context, isTaken ? record.SubKey(record.Kind.KeyTable, "component"u8, number) : key, component, ObservationValue.Of(component));
            isTaken = true;
            number++;
        }
    }

    private static void WriteRow(in ObservationContext context, Mention key, JsonNode part, in ObservationValue value)
    {
        if (context.IsMeasured || value.IsNumeric)
        {
            MeasurementRow.Write(context, key, part, value);
        }
        else
        {
            ObservationRow.Write(context, key, part, value);
        }
    }

    // http://terminology.hl7.org/CodeSystem/observation-category (FHIR R4 10.1): laboratory and vital-signs are measured by definition.
    private static JsonNode CategoryOf(JsonNode categories, out bool isMeasured)
    {
        isMeasured = false;
        JsonNode chosen = default;
        foreach (var category in categories)
        {
            chosen = chosen.Exists ? chosen : category;
            foreach (var coding in category["coding"u8])
            {
                var code = coding["code"u8];
                isMeasured |= code.Is("laboratory"u8) || code.Is("vital-signs"u8);
            }
        }

        return chosen;
    }
}

/// <summary>What all rows of one Observation share.</summary>
internal readonly record struct ObservationContext(FhirRecord Record, Mention Person, ClinicalTime? Time, Mention Visit, Mention Provider, JsonNode Category, bool IsMeasured)
{
    /// <summary>The reason why there is no value, as text that cannot be taken for one.</summary>
    public static void WriteAbsence(RowWriter row, int column, JsonNode part)
    {
        var reason = FhirRecord.CodeOrText(part["dataAbsentReason"u8]);
        if (reason.IsEmpty)
        {
            return;
        }

        var prefix = "data-absent-reason: "u8;
        Span<byte> text = reason.Length <= 200 ? stackalloc byte[prefix.Length + reason.Length] : new byte[prefix.Length + reason.Length];
        prefix.CopyTo(text);
        reason.CopyTo(text[prefix.Length..]);
        row.Text(column, text);
    }
}
