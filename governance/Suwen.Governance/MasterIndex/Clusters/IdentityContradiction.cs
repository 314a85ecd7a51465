using System.Text;

namespace Suwen.Governance.MasterIndex.Clusters;

/// <summary>What one source says of a person, as far as it can contradict what another says of the holder of the same identity number.</summary>
/// <param name="Person">The source's person.</param>
/// <param name="Sex">OMOP concept: 8507 male, 8532 female; 0 where not known.</param>
/// <param name="BirthDay">Days since 1970-01-01; null where not known to the day.</param>
/// <param name="Name">The name as sent.</param>
internal readonly record struct IdentityStatement(long Person, long Sex, int? BirthDay, string? Name);

/// <summary>Two persons under one identity number whose descriptions contradict each other.</summary>
/// <param name="Pair">The two.</param>
/// <param name="Fields">What contradicts: <c>birth,name,sex</c>, in this order.</param>
/// <param name="HoldsApart">True when the number alone must not make them one; false where they are one and a steward is told.</param>
internal readonly record struct IdentityConflict(PersonPair Pair, string Fields, bool HoldsApart);

/// <summary>
/// When two statements with the same valid number contradict each other: a borrowed card, or a slip that made another's valid number. Names
/// that share less than half of their characters hold apart, and so do sex and birth date together; one of these alone is as often a slip
/// of its own field, so the number goes on linking and a steward is told.
/// </summary>
internal static class IdentityContradiction
{
    private const int MaxNameLength = 64;

    /// <summary>The contradiction between two statements; null where there is none.</summary>
    public static IdentityConflict? Between(in IdentityStatement a, in IdentityStatement b)
    {
        var sex = a.Sex is 8507 or 8532 && b.Sex is 8507 or 8532 && a.Sex != b.Sex;
        var birth = a.BirthDay is { } x && b.BirthDay is { } y && DatesContradict(DateOf(x), DateOf(y));
        var name = NamesContradict(a.Name, b.Name);
        if (!sex && !birth && !name)
        {
            return null;
        }

        var fields = string.Join(',', new[] { birth ? "birth" : null, name ? "name" : null, sex ? "sex" : null }.Where(f => f is not null));
        return new IdentityConflict(new PersonPair(a.Person, b.Person), fields, name || (sex && birth));
    }

    /// <summary>True when at least two of year, month and day differ, and day and month have not merely changed places: more than one slip.</summary>
    internal static bool DatesContradict(DateOnly a, DateOnly b)
    {
        var differing = (a.Year != b.Year ? 1 : 0) + (a.Month != b.Month ? 1 : 0) + (a.Day != b.Day ? 1 : 0);
        return differing >= 2 && !(a.Year == b.Year && a.Month == b.Day && a.Day == b.Month);
    }

    /// <summary>
    /// True when two names share less than half of the longer one's characters, in order. Names in different scripts say nothing of each
    /// other, nor does a name that is no name yet (a newborn's under its mother's).
    /// </summary>
    internal static bool NamesContradict(string? a, string? b)
    {
        Span<char> left = stackalloc char[MaxNameLength], right = stackalloc char[MaxNameLength];
        left = left[..Normalise(a, left)];
        right = right[..Normalise(b, right)];
        if (left.Length < 2 || right.Length < 2 || IsHan(left[0]) != IsHan(right[0]) || IsNewborn(left) || IsNewborn(right))
        {
            return false;
        }

        return CommonInOrder(left, right) * 2 < Math.Max(left.Length, right.Length);
    }

    private static int Normalise(string? name, Span<char> target)
    {
        var length = 0;
        foreach (var c in (name ?? "").Normalize(NormalizationForm.FormKC))
        {
            if (char.IsLetter(c) && length < target.Length)
            {
                target[length++] = char.ToUpperInvariant(c);
            }
        }

        return length;
    }

    private static bool IsNewborn(ReadOnlySpan<char> name) => name.Contains("之子", StringComparison.Ordinal) || name.Contains("之女", StringComparison.Ordinal);

    private static bool IsHan(char c) => c is (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    /// <summary>Length of the longest common subsequence.</summary>
    private static int CommonInOrder(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<int> row = stackalloc int[MaxNameLength + 1];
        row.Clear();
        foreach (var c in a)
        {
            var diagonal = 0;
            for (var j = 0; j < b.Length; j++)
            {
                var above = row[j + 1];
                row[j + 1] = c == b[j] ? diagonal + 1 : Math.Max(above, row[j]);
                diagonal = above;
            }
        }

        return row[b.Length];
    }

    private static DateOnly DateOf(int days) => DateOnly.FromDayNumber(Storage.ColumnVector.UnixEpochDay + days);
}
