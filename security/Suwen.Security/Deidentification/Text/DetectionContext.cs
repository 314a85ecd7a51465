using Suwen.Standards.Identity;

namespace Suwen.Security.Deidentification;

/// <summary>
/// What is known of the person whom a text is about. Known values are found wherever they stand, also where nothing around them betrays them,
/// and in other spellings: spaces and hyphens within numbers, full-width forms, Latin letters in either case.
/// Made once per person and then only read: any number of threads may share it.
/// </summary>
public sealed class DetectionContext
{
    /// <summary>Nothing is known.</summary>
    public static DetectionContext None { get; } = new([]);

    private DetectionContext(KnownValue[] values)
    {
        Values = values;
    }

    internal KnownValue[] Values { get; }

    /// <summary>Makes the context of a person.</summary>
    /// <param name="values">Known values with their kinds. Shorter ones than two characters (three for numbers and Latin letters) are passed over: they would be found in every word.</param>
    public static DetectionContext Of(IEnumerable<KeyValuePair<IdentifierKind, string>> values)
    {
        var known = new List<KnownValue>();
        foreach (var (kind, text) in values)
        {
            var form = KnownValue.Fold(text);
            if (form.Length >= (form.Length > 0 && TextClasses.Of(form[0]) == TextClass.Han ? 2 : 3) && !known.Exists(k => k.Folded == form))
            {
                known.Add(new KnownValue(kind, form));
            }

            if (kind == IdentifierKind.NationalId && NationalId.TryNormalise(text, out var normal) && KnownValue.Fold(normal) != form)
            {
                known.Add(new KnownValue(kind, KnownValue.Fold(normal)));
            }
        }

        known.Sort(static (left, right) => right.Folded.Length.CompareTo(left.Folded.Length));
        return known.Count == 0 ? None : new DetectionContext([.. known]);
    }
}
