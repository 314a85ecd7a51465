namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>
/// Finds values that identify nobody: the desk's own telephone, a number typed to get past a form, a name for the nameless. They stand in so many people's
/// records that they would join all of these in one cluster. They are taken as not stated, and reported.
/// </summary>
internal static class Containment
{
    /// <summary>Persons that may share a value before it is looked at: a telephone serves a family, a number one person and some slips.</summary>
    private const int MostSharing = 12;

    /// <summary>A date of birth that stands in so many times more people's records than dates do in the mean is a form's default.</summary>
    private const int DefaultDate = 25;

    private static readonly LinkageField[] Identifying = [LinkageField.NationalId, LinkageField.Phone, LinkageField.Email, LinkageField.InsuranceNo, LinkageField.RecordNo, LinkageField.BirthDate];

    /// <param name="records">The records; what is contained is taken out of them.</param>
    /// <param name="isNewYearYearOnly">True where the first of January is also written when only the year is known.</param>
    public static List<ContainedValue> Apply(IReadOnlyList<PersonRecord> records, out bool isNewYearYearOnly)
    {
        var contained = new List<ContainedValue>();
        foreach (var field in Identifying)
        {
            ApplyTo(records, field, contained);
        }

        isNewYearYearOnly = MarkNewYear(records);
        return contained;
    }

    /// <summary>Where far more than one in 365 is born on the first of January, that day stands for the year alone.</summary>
    private static bool MarkNewYear(IReadOnlyList<PersonRecord> records)
    {
        var (all, newYear) = (0, 0);
        foreach (var record in records)
        {
            if (record.BirthDate is { } date && date.Date % 100 != 0)
            {
                all++;
                newYear += date.Date % 10_000 == 101 ? 1 : 0;
            }
        }

        if (newYear < 20 || newYear * 365.0 < 3.0 * all)
        {
            return false;
        }

        foreach (var record in records)
        {
            if (record.BirthDate is { } date && date.Date % 10_000 == 101)
            {
                date.IsYearOnly = true;
            }
        }

        return true;
    }

    /// <summary>Takes placeholders out of one record.</summary>
    public static void Clear(PersonRecord record)
    {
        foreach (var field in Identifying)
        {
            if (record[field] is { IsPlaceholder: true })
            {
                record[field] = null;
            }
        }
    }

    private static void ApplyTo(IReadOnlyList<PersonRecord> records, LinkageField field, List<ContainedValue> contained)
    {
        // Different people are told by name and date of birth together; either may be missing.
        var counts = new Dictionary<FieldValue, int>();
        foreach (var record in records)
        {
            if (record[field] is { } value)
            {
                counts[value] = counts.GetValueOrDefault(value) + 1;
            }
        }

        // A date is shared by many people anyway; one that stands out is a default.
        var most = field == LinkageField.BirthDate ? Math.Max(MostSharing, DefaultDate * counts.Values.Sum(static c => (double)c) / Math.Max(1, counts.Count)) : MostSharing;
        var people = new Dictionary<FieldValue, HashSet<(FieldValue?, FieldValue?)>>();
        foreach (var record in records)
        {
            if (record[field] is { } value && counts[value] > most)
            {
                if (!people.TryGetValue(value, out var sharing))
                {
                    people[value] = sharing = [];
                }

                if (sharing.Count <= 10_000)
                {
                    sharing.Add((record.Given ?? record.Family, field == LinkageField.BirthDate ? record.Family : record.BirthDate));
                }
            }
        }

        foreach (var (value, sharing) in people.OrderByDescending(p => counts[p.Key]).ThenBy(static p => p.Key.Text, StringComparer.Ordinal))
        {
            // One person's many visits differ by slips only; a placeholder's holders have nothing in common.
            if (sharing.Count > MostSharing && Distinct(sharing) > MostSharing && sharing.Count * 3 > Math.Min(counts[value], 10_000))
            {
                value.IsPlaceholder = true;
                contained.Add(new ContainedValue(field, value.Text, counts[value], sharing.Count));
            }
        }

        if (contained.Exists(c => c.Field == field))
        {
            foreach (var record in records)
            {
                Clear(record);
            }
        }
    }

    private static int Distinct(HashSet<(FieldValue?, FieldValue?)> sharing)
    {
        var names = new HashSet<FieldValue?>();
        var dates = new HashSet<FieldValue?>();
        foreach (var (name, date) in sharing)
        {
            names.Add(name);
            dates.Add(date);
        }

        return Math.Max(1, Math.Min(names.Count == 1 ? int.MaxValue : names.Count, dates.Count == 1 ? int.MaxValue : dates.Count));
    }
}
