using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>
/// Whom the record at hand is about, as far as it says so itself: what their date shift hangs on, their sex, what is known for the search in texts.
/// One instance serves record after record.
/// </summary>
internal sealed class PersonInRecord(ProjectKeys keys, PersonKeys persons)
{
    private readonly List<KeyValuePair<IdentifierKind, string>> known = [];
    private DetectionContext? context;
    private uint shift;
    private bool hasShift;

    public PersonSex Sex { get; set; }

    /// <summary>The person's number at the sender, or another identifier; empty where the record names none.</summary>
    public string Number { get; private set; } = "";

    /// <summary>The person's national ID, normalised; empty where the record has none.</summary>
    public string NationalId { get; private set; } = "";

    /// <summary>The golden person where the record says so itself, as tables of the warehouse do.</summary>
    public long? Golden { get; private set; }

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
        Number = "";
        NationalId = "";
        Golden = null;
        Family = "";
        Given = "";
    }

    /// <summary>Sets the number, unless a better one stands already. A number that is a national ID is taken as both.</summary>
    public void SetNumber(ReadOnlySpan<char> number)
    {
        if (Number.Length == 0)
        {
            Replace(number);
        }
    }

    /// <summary>Sets the number where the record itself is the person's.</summary>
    public void Replace(ReadOnlySpan<char> number)
    {
        Number = number.Trim().ToString();
        hasShift = false;
        SetNationalId(number);
        persons.Link(Number, NationalId);
    }

    /// <summary>Sets the national ID where the value is one, unless one stands already.</summary>
    public void SetNationalId(ReadOnlySpan<char> value)
    {
        if (NationalId.Length == 0 && value.Length is >= 15 and <= 32 && Standards.Identity.NationalId.TryNormalise(value.Trim(), out var normal))
        {
            NationalId = normal;
            hasShift = false;
            persons.Link(Number, NationalId);
        }
    }

    /// <summary>Sets the golden person.</summary>
    public void SetGolden(ReadOnlySpan<char> person)
    {
        Number = person.Trim().ToString();
        Golden = long.TryParse(person, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
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
            var (key, basis) = Golden is { } golden ? (PersonKeys.OfGolden(golden), PersonBasis.MasterIndex) : persons.Of(Number, NationalId);
            persons.Counts[(int)basis]++;
            keys.Shift(Encoding.UTF8.GetBytes(key), hash);
            shift = BinaryPrimitives.ReadUInt32BigEndian(hash);
            hasShift = true;
        }

        var unit = wholeWeeks && most >= 7 ? 7 : 1;
        var steps = most / unit;
        var step = (int)(shift % (uint)(2 * steps)) - steps;
        return (step >= 0 ? step + 1 : step) * unit;
    }
}
