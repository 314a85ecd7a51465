using System.Collections.Concurrent;
using Suwen.Security.Deidentification.Methods;

namespace Suwen.Security.Deidentification.Runs;

/// <summary>What the treatments of one run share: policy, keys, and the counts that become the certificate. Used by one thread.</summary>
internal sealed class DeidSession(DeidPolicy policy, ProjectKeys keys, DateOnly today, PersonKeys persons)
{
    /// <summary>Places beyond this number (columns named by content, hostile JSON) are counted together.</summary>
    private const int MaxPlaces = 20_000;

    /// <summary>A session without a master index.</summary>
    public DeidSession(DeidPolicy policy, ProjectKeys keys, DateOnly today)
        : this(policy, keys, today, new PersonKeys(null))
    {
    }

    private readonly Dictionary<(string Format, string Table, string Place), FieldReport> fields = [];

    public DeidPolicy Policy => policy;

    public ProjectKeys Keys => keys;

    public FieldTreater Treater { get; } = new(policy, keys, today, persons);

    /// <summary>Whose dates move by what.</summary>
    public PersonKeys Persons => persons;

    public PersonInRecord Person => Treater.Person;

    public CharBuffer Output { get; } = new();

    /// <summary>The counts of the places so far; the next file begins anew.</summary>
    public IReadOnlyList<FieldReport> TakeFields()
    {
        FieldReport[] taken = [.. fields.Values];
        fields.Clear();
        return taken;
    }

    /// <summary>Things that a person should look at: burned-in text, workbooks written as CSV.</summary>
    public SortedDictionary<string, long> Warnings { get; } = new(StringComparer.Ordinal);

    public long Records { get; set; }

    public void Warn(string text) => Warnings[text] = Warnings.GetValueOrDefault(text) + 1;

    /// <summary>The report of a place, made at first use: a rule of the policy decides, else the kind that the format, name or content gives.</summary>
    public FieldReport Field(string format, string table, string place, Func<(FieldKind Kind, string Why)> otherwise, string? file = null)
    {
        if (fields.TryGetValue((format, table, place), out var known))
        {
            return known;
        }

        if (fields.Count >= MaxPlaces)
        {
            place = "(further places)";
            if (fields.TryGetValue((format, table, place), out known))
            {
                return known;
            }

            otherwise = static () => (FieldKind.Unknown, "too many places to tell apart");
        }

        var (kind, why) = otherwise();
        var method = policy.MethodOf(kind);
        if (policy.RuleFor(format, file ?? table, place) is { } rule)
        {
            kind = rule.Kind ?? kind;
            method = rule.Method ?? policy.MethodOf(kind);
            why = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rule in line {rule.Line}");
        }

        var made = new FieldReport(format, table, place, kind, method, why);
        fields.Add((format, table, place), made);
        return made;
    }

    /// <summary>Treats a value of a field into <see cref="Output"/>, which is cleared first, and counts it.</summary>
    public TreatedAs Apply(FieldReport field, ReadOnlySpan<char> value)
    {
        Output.Clear();
        if (value.IsEmpty || persons.IsSurvey)
        {
            return TreatedAs.Kept;
        }

        var treated = Treater.Apply(field.Kind, field.Spec, value, Output);
        field.Count(treated);
        if (treated is TreatedAs.Removed or TreatedAs.Unreadable)
        {
            Output.Clear();
        }

        return treated;
    }
}
