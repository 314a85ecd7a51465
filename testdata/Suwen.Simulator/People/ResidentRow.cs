using System.Runtime.InteropServices;

namespace Suwen.Simulator.People;

/// <summary>What is held for each resident: 36 bytes. Days of the period count from 1 on its first day; 0 is before it and <see cref="Never"/> after.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct ResidentRow
{
    public const ushort Never = ushort.MaxValue;

    /// <summary>Day number of the birth.</summary>
    public int BirthDay;
    public int Household;
    public int Mother;
    public int Father;
    public int Spouse;
    public ushort Community;
    public ushort MovedIn;
    public ushort MovedOut;
    public ushort Death;

    /// <summary>Where the ID number was issued: an index into <see cref="BirthPlaces"/>.</summary>
    public ushort BirthPlace;

    /// <summary>Number among those of the same place, day of birth and sex: 0 … 499.</summary>
    public ushort Sequence;
    public Sex Sex;
    public HouseholdRole Role;
}
