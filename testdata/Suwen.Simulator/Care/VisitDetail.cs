namespace Suwen.Simulator.Care;

/// <summary>Why a visit happens.</summary>
internal enum VisitReason : byte
{
    Acute, Repeat, AcuteAdmission, PostDischarge, ChronicFollowUp, ChronicDiagnosis, ChronicAdmission, Terminal, Antenatal, Birth, Postnatal, NewbornStay, HomeVisit,
    Vaccination, PublicHealth, Outbreak, Ghost, SplitFirst, SplitSecond, Stockpile, HangingBed,
}

/// <summary>What <see cref="VisitSeed.Detail"/> holds: reason (5 bits), disease (8, 255 none), kind (3), institution (4), ordinal (4), a further number whose meaning depends on the reason (8).</summary>
internal readonly record struct VisitDetail(VisitReason Reason, int Disease, VisitKind Kind, int Institution, int Ordinal, int Aux)
{
    public const int NoDisease = 255;

    public int Pack() => (int)((uint)Reason | (uint)Disease << 5 | (uint)Kind << 13 | (uint)Institution << 16 | (uint)Math.Min(Ordinal, 15) << 20 | (uint)Math.Clamp(Aux, 0, 255) << 24);

    public static VisitDetail Unpack(int packed)
    {
        var bits = (uint)packed;
        return new VisitDetail((VisitReason)(bits & 31), (int)(bits >> 5 & 255), (VisitKind)(bits >> 13 & 7), (int)(bits >> 16 & 15), (int)(bits >> 20 & 15), (int)(bits >> 24));
    }
}

/// <summary>Keys of visits: resident, the month in which it begins (months since year 0), and a slot of the month. Below 2⁴⁵.</summary>
internal static class VisitKey
{
    public static long Of(int resident, int month, int slot) => ((long)resident << 20) | ((long)(month - FirstMonth) << 8) | (uint)slot;

    public static int Resident(long key) => (int)(key >> 20);

    public static int Slot(long key) => (int)(key & 255);

    // Twelve bits reach from 1900 to 2241.
    private const int FirstMonth = 1900 * 12;
}

/// <summary>Slots of a month: a range for every way in which a visit comes about, so that none takes another's key.</summary>
internal static class VisitSlot
{
    public const int Episodes = 0, FollowUps = 96, ChronicStays = 114, Terminal = 128, Antenatal = 129, Birth = 147, Postnatal = 149, Newborn = 152, Vaccinations = 160,
        PublicHealth = 184, Diagnoses = 192, Outbreaks = 204, Ghost = 220, Split = 224, Stockpile = 236, HangingBed = 250;
}
