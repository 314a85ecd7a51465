namespace Suwen.Sources.Hl7v2;

/// <summary>Names of coding systems: those of HL7 table 0396 and spellings of the field, as the OMOP vocabularies call them.</summary>
internal static class CodingSystems
{
    /// <summary>The OMOP name of a coding system; the sender's own name for any other.</summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> system) => system.Length switch
    {
        2 => Short(system),
        3 => Three(system),
        4 => Four(system),
        _ => Long(system),
    };

    private static ReadOnlySpan<byte> Short(ReadOnlySpan<byte> system) =>
        system.SequenceEqual("LN"u8) ? "LOINC"u8
        : system.SequenceEqual("I9"u8) ? "ICD9CM"u8
        : system.SequenceEqual("C4"u8) ? "CPT4"u8
        : system;

    private static ReadOnlySpan<byte> Three(ReadOnlySpan<byte> system) =>
        system.SequenceEqual("SCT"u8) || system.SequenceEqual("SNM"u8) ? "SNOMED"u8
        : system.SequenceEqual("I10"u8) ? "ICD10"u8
        : system.SequenceEqual("I9C"u8) || system.SequenceEqual("I9M"u8) ? "ICD9CM"u8
        : system.SequenceEqual("RXN"u8) ? "RxNorm"u8
        : system;

    private static ReadOnlySpan<byte> Four(ReadOnlySpan<byte> system) =>
        system.SequenceEqual("I10C"u8) ? "ICD10CM"u8
        : system.SequenceEqual("I9CM"u8) ? "ICD9CM"u8
        : system.SequenceEqual("I9CP"u8) ? "ICD9Proc"u8
        : system.SequenceEqual("I10P"u8) ? "ICD10PCS"u8
        : system.SequenceEqual("CPT4"u8) ? "CPT4"u8
        : system;

    private static ReadOnlySpan<byte> Long(ReadOnlySpan<byte> system) =>
        system.SequenceEqual("ICD10"u8) || system.SequenceEqual("ICD-10"u8) ? "ICD10"u8
        : system.SequenceEqual("ICD10CM"u8) || system.SequenceEqual("ICD-10-CM"u8) ? "ICD10CM"u8
        : system.SequenceEqual("ICD-9-CM"u8) || system.SequenceEqual("ICD9CM"u8) ? "ICD9CM"u8
        : system.SequenceEqual("ICD-9-CM3"u8) || system.SequenceEqual("ICD9CM3"u8) ? "ICD9Proc"u8
        : system.SequenceEqual("RXNORM"u8) ? "RxNorm"u8
        : system.SequenceEqual("SNOMED-CT"u8) || system.SequenceEqual("SNOMEDCT"u8) || system.SequenceEqual("2.16.840.1.113883.6.96"u8) ? "SNOMED"u8
        : system.SequenceEqual("2.16.840.1.113883.6.1"u8) ? "LOINC"u8
        : system;
}
