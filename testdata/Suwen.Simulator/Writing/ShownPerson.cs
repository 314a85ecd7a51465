using Suwen.Simulator.People;
using Suwen.Simulator.Writing.Faults;

namespace Suwen.Simulator.Writing;

/// <summary>The person as a house's records of one visit show him: as registered, with a slip of the pen where one was planted.</summary>
internal readonly record struct ShownPerson(string RecordNumber, PersonDetails Details, string NationalId, DateOnly BirthDate, bool IsSexUnknown, string UnknownSex, Slip Slip)
{
    /// <param name="unknownSex">The code without meaning that the house types where the slip is in the sex.</param>
    public static ShownPerson Of(RecordedPerson person, Slip slip, DateOnly visitDay, string unknownSex)
    {
        var details = person.Details;
        if (slip == Slip.IdChecksum && details.NationalId.Length == 0) slip = Slip.None;
        return new ShownPerson(
            person.RecordNumber,
            details,
            slip == Slip.IdChecksum ? FaultPlan.WrongCheck(details.NationalId) : details.NationalId,
            slip == Slip.BirthAfterVisit ? visitDay.AddDays(40) : details.BirthDate,
            slip == Slip.SexUnknown,
            unknownSex,
            slip);
    }

    /// <summary>The right value and the one shown, for the answer.</summary>
    public (string Name, string Value)[] Truth => Slip switch
    {
        Slip.BirthAfterVisit => [("truth", Iso(Details.BirthDate)), ("shown", Iso(BirthDate))],
        Slip.IdChecksum => [("truth", Details.NationalId), ("shown", NationalId)],
        Slip.SexUnknown => [("truth", Details.Sex == Sex.Male ? "M" : "F"), ("shown", UnknownSex)],
        _ => [],
    };

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
