namespace Suwen.Security.Deidentification.Dicom;

/// <summary>What is done with an attribute.</summary>
internal enum DicomAction : byte
{
    /// <summary>The table does not name it: names, dates and UIDs are replaced all the same, texts are searched, the rest stays.</summary>
    ByRepresentation,

    /// <summary>Left out (X).</summary>
    Remove,

    /// <summary>Replaced by the policy's method for its kind, which Z allows as a dummy value; else empty (Z).</summary>
    Empty,

    /// <summary>Replaced by the policy's method for its kind; else by a dummy of its representation (D).</summary>
    Dummy,

    /// <summary>Replaced consistently (U).</summary>
    Uid,

    /// <summary>Treated by the policy's method for its kind, and a sequence is gone through (C).</summary>
    Clean,

    /// <summary>Kept (K).</summary>
    Keep,
}

/// <summary>What is done with an attribute, of what kind it is, and the line of the table that says so.</summary>
internal readonly record struct DicomDecision(DicomAction Action, FieldKind Kind, string Why);

/// <summary>
/// The options of PS3.15 E.3 that a policy amounts to. A policy names methods for kinds of identifiers; an option is on where the policy keeps, or
/// cleans, what the option retains.
/// </summary>
internal sealed class DicomOptions(DeidPolicy policy)
{
    private static readonly FieldKind[] DirectIdentifiers = [FieldKind.PersonName, FieldKind.RelativeName, FieldKind.ClinicianName, FieldKind.RecordNumber, FieldKind.Phone, FieldKind.Address, FieldKind.BirthDate];

    private readonly Dictionary<uint, DicomDecision> decisions = [];

    public bool RetainsUids { get; } = Keeps(policy, FieldKind.Uid);

    public bool RetainsDevice { get; } = Keeps(policy, FieldKind.DeviceNumber);

    public bool RetainsInstitution { get; } = Keeps(policy, FieldKind.Institution);

    public bool RetainsPatient { get; } = Keeps(policy, FieldKind.Clinical);

    public bool RetainsFullDates { get; } = Keeps(policy, FieldKind.Date);

    public bool RetainsModifiedDates { get; } = policy.MethodOf(FieldKind.Date).Method == DeidMethod.Shift;

    /// <summary>Descriptors and structured content are cleaned where texts are searched.</summary>
    public bool Cleans { get; } = policy.MethodOf(FieldKind.FreeText).Method == DeidMethod.Text;

    /// <summary>False where a rule or a kind keeps what the Basic Profile takes out: the profile must not be claimed then.</summary>
    public bool IsBasic { get; } = !DirectIdentifiers.Any(k => Keeps(policy, k)) && !policy.Rules.Any(r => (r.Format is null or "dicom") && r.Place.StartsWith('(') && r.Method?.Method == DeidMethod.Keep);

    /// <summary>The codes of what was done (PS3.16, CID 7050).</summary>
    public IEnumerable<(string Code, string Meaning)> Codes()
    {
        (bool IsOn, string Code, string Meaning)[] all =
        [
            (IsBasic, "113100", "Basic Application Confidentiality Profile"),
            (Cleans, "113104", "Clean Structured Content Option"),
            (Cleans, "113105", "Clean Descriptors Option"),
            (RetainsFullDates, "113106", "Retain Longitudinal Temporal Information Full Dates Option"),
            (RetainsModifiedDates, "113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
            (RetainsPatient, "113108", "Retain Patient Characteristics Option"),
            (RetainsDevice, "113109", "Retain Device Identity Option"),
            (RetainsUids, "113110", "Retain UIDs Option"),
            (RetainsInstitution, "113112", "Retain Institution Identity Option"),
        ];
        return all.Where(c => c.IsOn).Select(c => (c.Code, c.Meaning));
    }

    /// <summary>(0028,0303): whether dates are those of the original (PS3.3 C.12.1.1.5, PS3.15 E.3.6).</summary>
    public string LongitudinalState => RetainsFullDates ? "UNMODIFIED" : RetainsModifiedDates ? "MODIFIED" : "REMOVED";

    public DicomDecision Of(uint tag)
    {
        if (decisions.TryGetValue(tag, out var known))
        {
            return known;
        }

        if (DicomProfile.Find(tag) is not { } row)
        {
            return Unnamed(tag);
        }

        var decision = Decide(tag, row);
        if (DicomProfile.Rows.ContainsKey(tag))
        {
            // Only what the table lists is remembered: a file may hold any number of other tags.
            decisions.Add(tag, decision);
        }

        return decision;
    }

    private DicomDecision Decide(uint tag, DicomProfileRow row)
    {
        var kind = DicomTags.KindOf(tag, row);
        if (Retained(row, kind) is { } retained)
        {
            return retained;
        }

        var why = "PS3.15 E.1-1 " + row.Basic;
        return row.Basic switch
        {
            "X" => new(DicomAction.Remove, kind, why),
            "U" => new(DicomAction.Uid, FieldKind.Uid, why),
            // U* keeps the sequence and replaces the UIDs in it.
            "X/Z/U*" => new(DicomAction.Clean, kind, why),
            // Whether an attribute may be missing or empty depends on the object's definition (PS3.3): the most that a row allows fits all of them.
            _ when row.Basic.Contains('D', StringComparison.Ordinal) => new(DicomAction.Dummy, kind, why),
            _ => new(DicomAction.Empty, kind, why),
        };
    }

    /// <summary>What the options that are on put in the place of the basic action; null where none does.</summary>
    private DicomDecision? Retained(DicomProfileRow row, FieldKind kind)
    {
        if (row.IsTemporal && row.FullDates != DicomOptionAction.None && (RetainsFullDates || RetainsModifiedDates))
        {
            return RetainsFullDates ? new(DicomAction.Keep, kind, "PS3.15 E.1-1, full dates") : new(DicomAction.Clean, kind, "PS3.15 E.1-1, modified dates");
        }

        if ((RetainsUids && row.Uids == DicomOptionAction.Keep) || (RetainsDevice && row.Device != DicomOptionAction.None) || (RetainsInstitution && row.Institution == DicomOptionAction.Keep))
        {
            return row.Representation == "SQ" ? new(DicomAction.Clean, kind, "PS3.15 E.1-1, retained") : new(DicomAction.Keep, kind, "PS3.15 E.1-1, retained");
        }

        if (RetainsPatient && row.Patient != DicomOptionAction.None)
        {
            // An age may be that of the oldest; texts may name somebody.
            return row.Patient == DicomOptionAction.Keep && row.Representation is not ("AS" or "SQ") ? new(DicomAction.Keep, kind, "PS3.15 E.1-1, patient characteristics")
                : row.Patient == DicomOptionAction.Keep || Cleans ? new(DicomAction.Clean, row.Patient == DicomOptionAction.Clean ? FieldKind.FreeText : kind, "PS3.15 E.1-1, patient characteristics") : null;
        }

        return Cleans && (row.Descriptors == DicomOptionAction.Clean || row.Structured == DicomOptionAction.Clean) ? new(DicomAction.Clean, row.Descriptors == DicomOptionAction.Clean ? FieldKind.FreeText : kind, "PS3.15 E.1-1, cleaned") : null;
    }

    private static DicomDecision Unnamed(uint tag) =>
        DicomTags.IsRemovedToo(tag) ? new(DicomAction.Remove, FieldKind.Unknown, "identifies, though not in PS3.15 E.1-1") : new(DicomAction.ByRepresentation, DicomTags.KindOfUnnamed(tag), "value representation");

    private static bool Keeps(DeidPolicy policy, FieldKind kind) => policy.MethodOf(kind).Method == DeidMethod.Keep;
}
