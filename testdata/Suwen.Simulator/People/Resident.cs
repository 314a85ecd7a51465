namespace Suwen.Simulator.People;

/// <summary>Number of a resident, 0 … Population.Count−1.</summary>
public readonly record struct ResidentId(int Value)
{
    public static readonly ResidentId None = new(-1);
    public bool IsNone => Value < 0;
}

public enum Sex : byte { Male = 1, Female = 2 }

/// <summary>A resident in the few bytes that are held for everybody (at most 40 a head); everything else is worked out from the seed when it is asked for.</summary>
public readonly record struct Resident(
    ResidentId Id,
    Sex Sex,
    DateOnly BirthDate,
    int Household,
    HouseholdRole Role,
    int Community,
    ResidentId Mother,
    ResidentId Father,
    ResidentId Spouse,
    DateOnly MovedIn,
    DateOnly MovedOut,
    DateOnly DeathDate)
{
    /// <summary>In the region and alive on the day. <see cref="MovedIn"/> is DateOnly.MinValue for those there from the start; <see cref="MovedOut"/> and <see cref="DeathDate"/> are DateOnly.MaxValue if they don't happen in the period.</summary>
    public bool IsPresent(DateOnly day) => BirthDate <= day && MovedIn <= day && day < MovedOut && day <= DeathDate;

    /// <summary>Completed years on the day.</summary>
    public int Age(DateOnly day)
    {
        var years = day.Year - BirthDate.Year;
        return day.Month < BirthDate.Month || (day.Month == BirthDate.Month && day.Day < BirthDate.Day) ? years - 1 : years;
    }

    /// <summary>Days since birth.</summary>
    public int AgeDays(DateOnly day) => day.DayNumber - BirthDate.DayNumber;
}

public enum HouseholdRole : byte { Head = 1, Spouse, Child, ChildInLaw, Parent, Grandchild, Other }

/// <summary>Who a resident is on paper, as the person would truly state it on a day.</summary>
public sealed record PersonDetails
{
    public required ResidentId Id { get; init; }
    public required string FullName { get; init; }
    public required string FamilyName { get; init; }
    public required string GivenName { get; init; }
    /// <summary>Without tones, such as "Zhang Xiaoming".</summary>
    public required string Pinyin { get; init; }
    public required Sex Sex { get; init; }
    public required DateOnly BirthDate { get; init; }
    /// <summary>18 characters; empty for a newborn that has none yet.</summary>
    public required string NationalId { get; init; }
    /// <summary>GB/T 3304 code and name, such as 01 汉族.</summary>
    public required string EthnicCode { get; init; }
    public required string EthnicName { get; init; }
    /// <summary>GB/T 2261.2: 10 未婚, 20 已婚, 30 丧偶, 40 离婚.</summary>
    public required string MaritalCode { get; init; }
    /// <summary>GB/T 4658 code and name.</summary>
    public required string EducationCode { get; init; }
    public required string EducationName { get; init; }
    /// <summary>Name as used on front pages, such as 农民, 职员, 退（离）休人员.</summary>
    public required string Occupation { get; init; }
    public required string Employer { get; init; }
    public required string Phone { get; init; }
    /// <summary>Province to door.</summary>
    public required string Address { get; init; }
    public required string Street { get; init; }
    public required string CountyCode { get; init; }
    public required string Postcode { get; init; }
    /// <summary>Where the ID number was first issued: name of the county.</summary>
    public required string NativePlace { get; init; }
    public required InsuranceType Insurance { get; init; }
    public required string InsuranceNumber { get; init; }
    /// <summary>A, B, O or AB.</summary>
    public required string BloodType { get; init; }
    public required bool RhPositive { get; init; }
    public required string ContactName { get; init; }
    /// <summary>GB/T 4761 name, such as 配偶, 子, 女, 母亲.</summary>
    public required string ContactRelation { get; init; }
    public required string ContactPhone { get; init; }
    public required string HouseholdNumber { get; init; }
}

/// <summary>Kinds of insurance as coded in the settlement list (310 职工, 390 居民, 其他 …).</summary>
public enum InsuranceType { Employee = 310, Resident = 390, None = 0, Commercial = 999 }

/// <summary>A person as one institution wrote it down: the details, with this desk's slips.</summary>
public sealed record RecordedPerson
{
    /// <summary>The institution's own number of the person (病人号). A planted duplicate has a second one.</summary>
    public required string RecordNumber { get; init; }

    /// <summary>What was written down.</summary>
    public required PersonDetails Details { get; init; }

    /// <summary>Who it is in truth; with a borrowed card not the one whose card it was.</summary>
    public required ResidentId Truth { get; init; }
}
