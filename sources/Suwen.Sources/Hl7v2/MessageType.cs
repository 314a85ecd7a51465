using System.Collections.Frozen;
using System.Text;

namespace Suwen.Sources.Hl7v2;

/// <summary>What Suwen does with a kind of message.</summary>
internal enum MessageFamily : byte
{
    /// <summary>Landed and kept; it states nothing that a table holds.</summary>
    Kept,
    Admission,
    Order,
    Result,
    Document,
    Schedule,
    Finance,
    Vaccine,
    Problem,
    Referral,
}

/// <summary>What an ADT event says of the visit, beside the values that its PV1 states (HL7 v2.8 §3.3).</summary>
internal enum VisitEvent : byte
{
    /// <summary>PV1 states what it states.</summary>
    Update,

    /// <summary>A01, A04: the visit begins.</summary>
    Begin,

    /// <summary>A05, A14: the visit is planned.</summary>
    Plan,

    /// <summary>A02: the visit goes on at another place.</summary>
    Transfer,

    /// <summary>A03: the visit ends.</summary>
    End,

    /// <summary>A11, A23: the visit never was.</summary>
    Delete,

    /// <summary>A12: the transfer never was.</summary>
    CancelTransfer,

    /// <summary>A13: the visit has not ended.</summary>
    CancelEnd,

    /// <summary>A27, A38: the planned visit will not be.</summary>
    CancelPlan,
}

/// <summary>What an ADT event says of persons.</summary>
internal enum PersonEvent : byte
{
    None,
    Add,
    Delete,
    Merge,
    Link,
    Unlink,
}

/// <summary>A kind of message: MSH-9 type and event.</summary>
internal sealed record MessageType(string Kind, MessageFamily Family)
{
    private static readonly FrozenDictionary<ulong, MessageType> Known = Build();

    public VisitEvent Visit { get; private init; }

    public PersonEvent Person { get; private init; }

    /// <summary>True when the kind is about a person, so that a message without one cannot be read.</summary>
    public bool NeedsPerson { get; private init; }

    /// <summary>The last letter or digit pair of the event, for kinds that differ little: 15 for S15.</summary>
    public int EventNumber { get; private init; }

    /// <summary>Finds a kind; an unknown one is kept under its own name.</summary>
    /// <param name="type">MSH-9.1.</param>
    /// <param name="trigger">MSH-9.2, or EVN-1 where that is empty.</param>
    public static MessageType Find(ReadOnlySpan<byte> type, ReadOnlySpan<byte> trigger)
    {
        if (type.Length == 3 && trigger.Length is 0 or 3 && Known.TryGetValue(Pack(type, trigger), out var found))
        {
            return found;
        }

        // A kind is no place for what else may stand in the field of a broken message: three letters or digits, or nothing.
        var kind = IsCode(type) ? Encoding.ASCII.GetString(type) : "unknown";
        return new MessageType(IsCode(trigger) ? $"{kind}^{Encoding.ASCII.GetString(trigger)}" : kind, MessageFamily.Kept);
    }

    private static bool IsCode(ReadOnlySpan<byte> text)
    {
        if (text.Length != 3)
        {
            return false;
        }

        foreach (var value in text)
        {
            if (!char.IsAsciiLetterUpper((char)value) && !char.IsAsciiDigit((char)value))
            {
                return false;
            }
        }

        return true;
    }

    private static ulong Pack(ReadOnlySpan<byte> type, ReadOnlySpan<byte> trigger)
    {
        ulong packed = 0;
        foreach (var value in type)
        {
            packed = (packed << 8) | value;
        }

        foreach (var value in trigger)
        {
            packed = (packed << 8) | value;
        }

        return packed;
    }

    private static FrozenDictionary<ulong, MessageType> Build()
    {
        var known = new Dictionary<ulong, MessageType>();
        for (var number = 1; number <= 62; number++)
        {
            Add(known, $"ADT^A{number:00}", MessageFamily.Admission);
        }

        Add(known, "ORM^O01,OMG^O19,OML^O21,OML^O33,OML^O35,OML^O39,OMP^O09,OMI^O23,OMB^O27,OMD^O03,OMS^O05,OMN^O07,RDE^O11,RDE^O25,RDE^O01,RDE^O49,RDS^O13,RDS^O01,RAS^O17,RAS^O01,RGV^O15,RGV^O01,OPR^O38", MessageFamily.Order);
        Add(known, "ORU^R01,ORU^R30,ORU^R31,ORU^R32,ORU^R40,OUL^R21,OUL^R22,OUL^R23,OUL^R24,OPU^R25,ORU^W01", MessageFamily.Result);
        Add(known, "MDM^T01,MDM^T02,MDM^T03,MDM^T04,MDM^T05,MDM^T06,MDM^T07,MDM^T08,MDM^T09,MDM^T10,MDM^T11", MessageFamily.Document);
        for (var number = 12; number <= 26; number++)
        {
            Add(known, $"SIU^S{number}", MessageFamily.Schedule);
        }

        Add(known, "DFT^P03,DFT^P11,BAR^P01,BAR^P02,BAR^P05,BAR^P06,BAR^P10,BAR^P12", MessageFamily.Finance);
        Add(known, "VXU^V04,VXU^V03", MessageFamily.Vaccine);
        Add(known, "PPR^PC1,PPR^PC2,PPR^PC3", MessageFamily.Problem);
        Add(known, "REF^I12,REF^I13,REF^I14,REF^I15", MessageFamily.Referral);
        AddDefaults(known);
        return known.ToFrozenDictionary();
    }

    /// <summary>Senders of the early versions leave the event out where a type has one.</summary>
    private static void AddDefaults(Dictionary<ulong, MessageType> known)
    {
        foreach (var kind in (string[])["ORM^O01", "OMG^O19", "OML^O21", "OMP^O09", "RDE^O11", "RDS^O13", "RAS^O17", "ORU^R01", "DFT^P03", "VXU^V04"])
        {
            var bytes = Encoding.ASCII.GetBytes(kind);
            known[Pack(bytes.AsSpan(0, 3), default)] = known[Pack(bytes.AsSpan(0, 3), bytes.AsSpan(4))];
        }
    }

    private static void Add(Dictionary<ulong, MessageType> known, string kinds, MessageFamily family)
    {
        foreach (var kind in kinds.Split(','))
        {
            var bytes = Encoding.ASCII.GetBytes(kind);
            var trigger = kind[4..];
            var isAdmission = family == MessageFamily.Admission;
            known[Pack(bytes.AsSpan(0, 3), bytes.AsSpan(4))] = new MessageType(kind, family)
            {
                Visit = isAdmission ? VisitOf(trigger) : VisitEvent.Update,
                Person = isAdmission ? PersonOf(trigger) : PersonEvent.None,

                // A20 speaks of a bed; OUL may carry control samples, and a schedule blocked time, without a patient.
                NeedsPerson = family != MessageFamily.Schedule && kind[..3] != "OUL" && kind != "ADT^A20",
                EventNumber = int.TryParse(trigger.AsSpan(1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0,
            };
        }
    }

    private static VisitEvent VisitOf(string trigger) => trigger switch
    {
        "A01" or "A04" => VisitEvent.Begin,
        "A05" or "A14" => VisitEvent.Plan,
        "A02" => VisitEvent.Transfer,
        "A03" => VisitEvent.End,
        "A11" or "A23" => VisitEvent.Delete,
        "A12" => VisitEvent.CancelTransfer,
        "A13" => VisitEvent.CancelEnd,
        "A27" or "A38" => VisitEvent.CancelPlan,
        _ => VisitEvent.Update,
    };

    // A35, A41, A42 join accounts and visits of one patient, and A43–A45 move them from one patient to another: the persons stay two
    // (HL7 v2.8 §3.3.35, §3.3.41–45). Making one person of them would mix two patients' records.
    private static PersonEvent PersonOf(string trigger) => trigger switch
    {
        "A28" => PersonEvent.Add,
        "A29" => PersonEvent.Delete,
        "A18" or "A30" or "A34" or "A36" or "A39" or "A40" or "A46" or "A47" => PersonEvent.Merge,
        "A24" => PersonEvent.Link,
        "A37" => PersonEvent.Unlink,
        _ => PersonEvent.None,
    };
}
