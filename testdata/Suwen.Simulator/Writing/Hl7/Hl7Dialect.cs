namespace Suwen.Simulator.Writing.Hl7;

/// <summary>How one house speaks HL7 v2.</summary>
/// <param name="Version">MSH-12.</param>
/// <param name="CharacterSet">MSH-18 (table 0211).</param>
internal sealed record Hl7Dialect(string Version, bool IsGb18030, string CharacterSet, bool HasSeconds)
{
    /// <summary>MSH-3 of every house.</summary>
    public const string SendingApplication = "HIS";

    public string Male { get; init; } = "M";
    public string Female { get; init; } = "F";

    /// <summary>A code that stands in no table: what the slip of an unknown sex writes.</summary>
    public string UnknownSex { get; init; } = "X";

    /// <summary>True where the name is in one piece in PID-5.1; otherwise family and given name apart, with the pinyin beside.</summary>
    public bool HasWholeNames { get; init; }

    public string LabOrder { get; init; } = "OML^O21";
    public string ServiceOrder { get; init; } = "OMG^O19";
    public string DrugOrder { get; init; } = "RDE^O11";

    /// <summary>True where vital signs are coded by LOINC.</summary>
    public bool HasLoincVitals { get; init; } = true;

    /// <summary>True where a document has a line in each OBX; otherwise all lines are repetitions of one.</summary>
    public bool HasLinePerObx { get; init; }

    public static Hl7Dialect V24 { get; } = new("2.4", false, "UNICODE UTF-8", true);

    public static Hl7Dialect V231 { get; } = new("2.3.1", true, "GB 18030-2000", false)
    {
        Male = "1",
        Female = "2",
        UnknownSex = "7",
        HasWholeNames = true,
        LabOrder = "ORM^O01",
        ServiceOrder = "ORM^O01",
        DrugOrder = "RDE^O01",
        HasLoincVitals = false,
        HasLinePerObx = true,
    };
}
