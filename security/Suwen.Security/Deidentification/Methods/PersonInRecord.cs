using System.Buffers.Binary;
using System.Text;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>
/// Whom the record at hand is about, as far as it says so itself: the key of their date shift, their sex, what is known for the search in texts.
/// One instance serves record after record.
/// </summary>
internal sealed class PersonInRecord(ProjectKeys keys)
{
    private readonly List<KeyValuePair<IdentifierKind, string>> known = [];
    private DetectionContext? context;
    private uint shift;
    private bool hasShift;

    public PersonSex Sex { get; set; }

    /// <summary>The key of the person: their number at the sender, or another identifier; empty where the record names none.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Surname and given name where a record has them in fields of their own, so that each gets its part of one surrogate.</summary>
    public string Family { get; set; } = "";

    public string Given { get; set; } = "";

    /// <summary>What is known, for the detectors.</summary>
    public DetectionContext Context => context ??= known.Count == 0 ? DetectionContext.None : DetectionContext.Of(known);

    public void Clear()
    {
        known.Clear();
        context = null;
        hasShift = false;
        Sex = PersonSex.Unknown;
        Key = "";
        Family = "";
        Given = "";
    }

    /// <summary>Sets the key, unless a better one stands already.</summary>
    public void SetKey(ReadOnlySpan<char> key)
    {
        if (Key.Length == 0)
        {
            Key = key.Trim().ToString();
            hasShift = false;
        }
    }

    /// <summary>Sets the key where the record itself is the person's.</summary>
    public void Replace(ReadOnlySpan<char> key)
    {
        Key = key.Trim().ToString();
        hasShift = false;
    }

    public void Know(IdentifierKind kind, ReadOnlySpan<char> value)
    {
        if (!value.IsWhiteSpace())
        {
            known.Add(new(kind, value.Trim().ToString()));
            context = null;
        }
    }

    public static PersonSex SexOf(ReadOnlySpan<char> text) => text.Trim() switch
    {
        "M" or "m" or "男" or "1" or "male" or "Male" or "MALE" or "男性" => PersonSex.Male,
        "F" or "f" or "女" or "2" or "female" or "Female" or "FEMALE" or "女性" => PersonSex.Female,
        _ => PersonSex.Unknown,
    };

    /// <summary>
    /// Days by which this person's dates move: from −most to +most without 0. Records that name nobody share one amount of the project.
    /// </summary>
    public int ShiftDays(int most, bool wholeWeeks)
    {
        if (!hasShift)
        {
            Span<byte> hash = stackalloc byte[32];
            keys.Shift(Encoding.UTF8.GetBytes(Key), hash);
            shift = BinaryPrimitives.ReadUInt32BigEndian(hash);
            hasShift = true;
        }

        var unit = wholeWeeks && most >= 7 ? 7 : 1;
        var steps = most / unit;
        var step = (int)(shift % (uint)(2 * steps)) - steps;
        return (step >= 0 ? step + 1 : step) * unit;
    }
}
