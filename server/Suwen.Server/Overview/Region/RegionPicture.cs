namespace Suwen.Server.Overview.Region;

/// <summary>Living persons of five years of age.</summary>
/// <param name="From">The youngest age in the group; the group of 100 has no end.</param>
/// <param name="Male">Men.</param>
/// <param name="Female">Women.</param>
/// <param name="Unknown">Persons whose sex is not stated, or stated as neither.</param>
internal sealed record AgeGroup(int From, long Male, long Female, long Unknown);

/// <summary>Visits of one kind.</summary>
/// <param name="Kind">outpatient, emergency, inpatient, home or other.</param>
/// <param name="Counts">A number for each period of the series.</param>
internal sealed record VisitKindCounts(string Kind, IReadOnlyList<long> Counts);

/// <summary>Visits over time, without gaps.</summary>
/// <param name="Periods">The first day of each period.</param>
/// <param name="Kinds">The kinds that occur.</param>
/// <param name="IsLastOpen">True while the last period is not over, so that its number still grows.</param>
internal sealed record VisitSeries(IReadOnlyList<DateOnly> Periods, IReadOnlyList<VisitKindCounts> Kinds, bool IsLastOpen);

/// <summary>A diagnosis and how many persons have it.</summary>
/// <param name="Vocabulary">The code system, as on the rows.</param>
/// <param name="Code">The code as sent.</param>
/// <param name="Name">The name most often sent with it.</param>
/// <param name="Persons">Persons who have it.</param>
/// <param name="RecentPersons">Those of them with a record in the last twelve months.</param>
/// <param name="Records">Current rows.</param>
internal sealed record DiseaseCount(string? Vocabulary, string Code, string? Name, long Persons, long RecentPersons, long Records);

/// <summary>Residents of a county and their visits in the last twelve months, wherever they were made.</summary>
/// <param name="Code">Six digits of GB/T 2260.</param>
/// <param name="Residents">Living persons.</param>
/// <param name="Visits">Visits in the last twelve months.</param>
internal sealed record CountyCount(string Code, long Residents, long Visits);

/// <summary>The region in numbers; nobody can be told apart in it.</summary>
/// <param name="AsOf">When the numbers were made.</param>
/// <param name="LoadedThrough">Position up to which everything was loaded by then.</param>
/// <param name="AgeGroups">Living persons by age and sex.</param>
/// <param name="AgeUnknown">Living persons without a usable birth year.</param>
/// <param name="YearFrom">The first day of the twelve months that end with the newest visit.</param>
/// <param name="YearTo">The day of the newest visit that is not in the future.</param>
/// <param name="ByDay">Visits of the last 90 days.</param>
/// <param name="ByWeek">Visits of the last 104 weeks; weeks begin on Monday (ISO 8601).</param>
/// <param name="ByMonth">Visits of the last 120 months.</param>
/// <param name="Diseases">The most common diagnoses.</param>
/// <param name="Counties">Residents by county.</param>
/// <param name="CountyUnknown">Living persons without a county code.</param>
internal sealed record RegionPicture(
    DateTimeOffset AsOf,
    string LoadedThrough,
    IReadOnlyList<AgeGroup> AgeGroups,
    long AgeUnknown,
    DateOnly? YearFrom,
    DateOnly? YearTo,
    VisitSeries ByDay,
    VisitSeries ByWeek,
    VisitSeries ByMonth,
    IReadOnlyList<DiseaseCount> Diseases,
    IReadOnlyList<CountyCount> Counties,
    long CountyUnknown);
