namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Finds which statements are of one person, without labels: estimates a model from the statements themselves, scores, and forms clusters.</summary>
public static class RecordLinkage
{
    /// <summary>Links a set of statements. The same statements give the same result, whatever the number of threads.</summary>
    public static LinkageResult Run(IReadOnlyList<PersonProfile> profiles, LinkageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(options);
        var isMonthFirst = options.Model?.IsMonthFirst ?? IsMonthFirst(profiles);
        var reader = new ProfileReader(options.Model, isMonthFirst);
        var records = new PersonRecord[profiles.Count];
        for (var i = 0; i < records.Length; i++)
        {
            if ((i & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            records[i] = reader.Read(profiles[i]);
        }

        if (records.Length == 0)
        {
            return LinkageResult.Empty(options.Model ?? new LinkageModel());
        }

        return new LinkageRun(records, options, cancellationToken) { IsMonthFirst = isMonthFirst, NamesForNone = [.. reader.NamesForNone()] }.Execute();
    }

    /// <summary>Looks at some dates of all the statements: 3/14/1980 shows that the month stands first, 14/3/1980 the day.</summary>
    private static bool IsMonthFirst(IReadOnlyList<PersonProfile> profiles)
    {
        var (month, day) = (0, 0);
        var step = Math.Max(1, profiles.Count / 5_000);
        for (var i = 0; i < profiles.Count; i += step)
        {
            var order = BirthDates.OrderOf(profiles[i].BirthDate);
            month += order > 0 ? 1 : 0;
            day += order < 0 ? 1 : 0;
        }

        return month > 3 * day;
    }
}
