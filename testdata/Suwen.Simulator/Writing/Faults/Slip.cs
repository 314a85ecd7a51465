namespace Suwen.Simulator.Writing.Faults;

/// <summary>A fault made on purpose when a record is written down or sent.</summary>
internal enum Slip : byte
{
    None,

    /// <summary>The record's time lies a year ahead.</summary>
    FutureDate,

    /// <summary>The person is said to have been born after the visit.</summary>
    BirthAfterVisit,

    /// <summary>The last character of the ID number is wrong (GB 11643).</summary>
    IdChecksum,

    /// <summary>A sex code that the house's list does not have.</summary>
    SexUnknown,

    /// <summary>The number in the unit of another scale, under the unit of this one.</summary>
    UnitSwapped,

    /// <summary>A number that no living person has.</summary>
    ImpossibleValue,

    /// <summary>A number that is required was left empty.</summary>
    MissingNumber,

    /// <summary>A cell too many.</summary>
    ColumnCount,

    /// <summary>A byte that is no character in any set in use.</summary>
    BadBytes,

    /// <summary>The end of the record is lost, with what names the person.</summary>
    Truncated,

    /// <summary>The same bytes once more.</summary>
    Resent,

    /// <summary>A diagnosis of the other sex.</summary>
    SexConflict,

    /// <summary>Discharged before admitted.</summary>
    DischargeFirst,

    /// <summary>The result names a visit that never was.</summary>
    Orphan,

    /// <summary>The result of this person under the name of another.</summary>
    SwappedPatient,
}

/// <summary>What kind of record it is, as far as it decides what can go wrong with it.</summary>
internal enum RecordShape : byte { Visit, Person, Diagnosis, Number, Report, Note, Order, Fee, Other }
