using System.Globalization;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>What became of a value.</summary>
internal enum TreatedAs : byte
{
    Kept,
    Changed,
    Removed,

    /// <summary>Removed because it could not be read as what its field holds, so that no method applies.</summary>
    Unreadable,
}

/// <summary>Applies methods to values. Not thread-safe: one per run and thread.</summary>
internal sealed class FieldTreater(DeidPolicy policy, ProjectKeys keys, DateOnly today, PersonKeys persons)
{
    private const int CachedValues = 100_000;
    private const int LongestCached = 64;
    private readonly Pseudonyms pseudonyms = new(keys);
    private readonly TextDetector detector = new();
    private readonly List<IdentifierSpan> spans = [];
    private readonly CharBuffer inner = new();
    private readonly Dictionary<(FieldKind, DeidMethod), Dictionary<string, string>> caches = [];

    public DeidPolicy Policy => policy;

    public PersonInRecord Person { get; } = new(keys, persons);

    /// <summary>How often each kind was found in texts.</summary>
    public long[] FoundInText { get; } = new long[Enum.GetValues<FieldKind>().Length];

    /// <summary>True while dates must stay whole (DICOM DA, columns of type date): a coarser date is then the first day of its span.</summary>
    public bool NeedsWholeDates { get; set; }

    /// <summary>Appends what takes the place of a value.</summary>
    public TreatedAs Apply(FieldKind kind, MethodSpec method, ReadOnlySpan<char> value, CharBuffer output)
    {
        if (value.IsWhiteSpace())
        {
            output.Append(value);
            return TreatedAs.Kept;
        }

        var start = output.Length;
        switch (method.Method)
        {
            case DeidMethod.Keep:
                output.Append(value);
                return TreatedAs.Kept;
            case DeidMethod.Suppress:
                return TreatedAs.Removed;
            case DeidMethod.Constant:
                output.Append(method.Value);
                return TreatedAs.Changed;
            case DeidMethod.Mask:
                Masking.Mask(kind, value.Trim(), output);
                return TreatedAs.Changed;
            case DeidMethod.Text:
                return Text(method, value, output);
            case DeidMethod.Shift:
                return Checked(Shift(method, value.Trim(), output), start, output);
            case DeidMethod.Generalise:
                return Checked(Generalise(kind, method, value.Trim(), output), start, output);
            default:
                Replace(kind, method, value.Trim(), output);
                return TreatedAs.Changed;
        }
    }

    /// <summary>The surrogate parts of a name in parts.</summary>
    public (string Family, string Given) NameParts(ReadOnlySpan<char> family, ReadOnlySpan<char> given, PersonSex sex) => pseudonyms.Name(family, given, sex);

    private static TreatedAs Checked(bool done, int start, CharBuffer output)
    {
        if (!done)
        {
            output.Truncate(start);
        }

        return done ? TreatedAs.Changed : TreatedAs.Unreadable;
    }

    private TreatedAs Text(MethodSpec method, ReadOnlySpan<char> text, CharBuffer output)
    {
        spans.Clear();
        detector.Find(text, Person.Context, spans);
        if (spans.Count == 0)
        {
            output.Append(text);
            return TreatedAs.Kept;
        }

        var chinese = SurrogateNames.IsHan(text);
        var at = 0;
        var changed = false;
        foreach (var span in spans)
        {
            output.Append(text[at..span.Start]);
            at = span.End;
            changed |= Span(method, FieldKinds.Of(span.Kind), text.Slice(span.Start, span.Length), chinese, output);
        }

        output.Append(text[at..]);
        return changed ? TreatedAs.Changed : TreatedAs.Kept;
    }

    /// <summary>One identifier in a text. What a policy keeps stays; ages below the top group are no identifiers.</summary>
    private bool Span(MethodSpec text, FieldKind kind, ReadOnlySpan<char> value, bool chinese, CharBuffer output)
    {
        var method = policy.MethodOf(kind);
        if (method.Method == DeidMethod.Keep)
        {
            output.Append(value);
            return false;
        }

        FoundInText[(int)kind]++;
        var start = output.Length;
        var isCoarse = method.Method is DeidMethod.Generalise or DeidMethod.Shift or DeidMethod.Mask;
        if (text.Surrogates || isCoarse)
        {
            var sex = Person.Sex;
            Person.Sex = kind == FieldKind.PersonName ? sex : PersonSex.Unknown;
            var whole = NeedsWholeDates;
            NeedsWholeDates = false;
            var treated = method.Method == DeidMethod.Text ? TreatedAs.Removed : Apply(kind, method, value, output);
            NeedsWholeDates = whole;
            Person.Sex = sex;
            if (treated is TreatedAs.Kept or TreatedAs.Changed && output.Length > start)
            {
                return true;
            }
        }

        output.Truncate(start);
        output.Append(FieldKinds.Tag(kind, chinese));
        return true;
    }

    private bool Shift(MethodSpec method, ReadOnlySpan<char> value, CharBuffer output)
    {
        if (!DateText.TryRead(value, out var date) || !date.IsWhole)
        {
            // A month or year alone cannot move by days; it tells no day, and stays as coarse as the shift is wide.
            if (date.Year > 0 && date.End == value.Length && !date.IsWhole)
            {
                output.AppendNumber(date.Year, 4);
                return true;
            }

            return false;
        }

        var moved = date.Date.DayNumber + Person.ShiftDays(method.Days, method.Weekday);
        if (moved < 0 || moved > DateOnly.MaxValue.DayNumber || !IsTime(value[date.End..]))
        {
            return false;
        }

        date.Write(DateOnly.FromDayNumber(moved), output);
        return true;
    }

    /// <summary>What may follow a date and stays: a time of day, a zone, a weekday. Anything else might be a second date.</summary>
    private static bool IsTime(ReadOnlySpan<char> rest) => rest.Length <= 32 && !rest.ContainsAny('年', '月', '/') && Digits(rest) <= 18;

    private static int Digits(ReadOnlySpan<char> text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits;
    }

    private bool Generalise(FieldKind kind, MethodSpec method, ReadOnlySpan<char> value, CharBuffer output)
    {
        switch (kind)
        {
            case FieldKind.Date or FieldKind.BirthDate:
                return CoarseDate(kind, method, value, output);
            case FieldKind.Age:
                return Masking.TryBandAge(value, method, output);
            case FieldKind.Postcode:
                return Masking.TryShortenPostcode(value, method.Digits, output);
            case FieldKind.Address:
                return PlaceNames.TryGeneralise(value, method.To, output);
            case FieldKind.Division:
                return Masking.TryShortenDivision(value, method.To, output);
            default:
                return method.To is GeneralLevel.Category or GeneralLevel.Digits ? Masking.TryCategory(value, method, output) : Masking.TryBandNumber(value, method.Band, output);
        }
    }

    private bool CoarseDate(FieldKind kind, MethodSpec method, ReadOnlySpan<char> value, CharBuffer output)
    {
        if (!DateText.TryRead(value, out var date))
        {
            return false;
        }

        var year = date.Year;
        var top = kind == FieldKind.BirthDate && method.Top > 0 && year <= today.Year - method.Top;
        if (top)
        {
            // 45 CFR 164.514(b)(2)(i)(C): what tells an age over 89 becomes one group; here the latest year of birth that does.
            year = today.Year - method.Top;
        }

        if (method.To == GeneralLevel.Decade)
        {
            year -= top ? 0 : year % 10;
        }

        var month = method.To is GeneralLevel.Month && !top ? date.Month : method.To is GeneralLevel.Quarter && date.Month > 0 && !top ? (((date.Month - 1) / 3) * 3) + 1 : 0;
        if (NeedsWholeDates)
        {
            if (!date.IsWhole)
            {
                return false;
            }

            date.Write(new DateOnly(year, Math.Max(1, month), 1), inner.Cleared());
            output.Append(inner.Span[..Math.Min(inner.Length, date.End)]);
            if (date.End < value.Length && value[date.End] is 'T' or ' ')
            {
                output.Append(value[date.End]);
                output.Append("00:00:00");
            }

            return true;
        }

        output.AppendNumber(year, 4);
        if (month > 0)
        {
            var separator = value.Length > 4 && !char.IsAsciiDigit(value[4]) && char.IsAsciiDigit(value[0]) && value[..Math.Min(4, value.Length)].IndexOfAnyExceptInRange('0', '9') < 0 ? value[4] : value.IndexOfAny('/', '-') >= 0 ? '-' : '\0';
            if (separator != '\0')
            {
                output.Append(separator);
            }

            output.AppendNumber(month, 2);
            output.Append(separator == '年' ? "月" : "");
        }
        else if (value.Length > 4 && value[4] == '年')
        {
            output.Append('年');
        }

        return true;
    }

    private void Replace(FieldKind kind, MethodSpec method, ReadOnlySpan<char> value, CharBuffer output)
    {
        // Names depend on the sex of the record, so their surrogates are made anew each time.
        var isCached = value.Length <= LongestCached && kind is not (FieldKind.PersonName or FieldKind.FamilyName or FieldKind.GivenName or FieldKind.RelativeName or FieldKind.ClinicianName);
        if (!isCached)
        {
            ReplaceAnew(kind, method, value, output);
            return;
        }

        if (!caches.TryGetValue((kind, method.Method), out var cache))
        {
            caches.Add((kind, method.Method), cache = new Dictionary<string, string>(StringComparer.Ordinal));
        }

        var lookup = cache.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(value, out var known))
        {
            if (cache.Count >= CachedValues)
            {
                cache.Clear();
            }

            var start = output.Length;
            ReplaceAnew(kind, method, value, output);
            cache.Add(value.ToString(), output.Span[start..].ToString());
            return;
        }

        output.Append(known);
    }

    private void ReplaceAnew(FieldKind kind, MethodSpec method, ReadOnlySpan<char> value, CharBuffer output)
    {
        switch (method.Method, kind)
        {
            case (DeidMethod.Token, FieldKind.NationalId) when Standards.Identity.NationalId.TryNormalise(value, out var normal):
                pseudonyms.Token(normal, output);
                break;
            case (DeidMethod.Token, _):
                pseudonyms.Token(value, output);
                break;
            case (DeidMethod.Encrypt, _):
                pseudonyms.Encrypt(value, output);
                break;
            case (_, FieldKind.PersonName or FieldKind.RelativeName or FieldKind.ClinicianName):
                pseudonyms.Name(value, Person.Sex, output);
                break;
            case (_, FieldKind.FamilyName):
                output.Append(pseudonyms.Name(value, Person.Given, Person.Sex).Family);
                break;
            case (_, FieldKind.GivenName):
                output.Append(pseudonyms.Name(Person.Family, value, Person.Sex).Given);
                break;
            case (_, FieldKind.NationalId):
                pseudonyms.NationalId(value, method, output);
                break;
            case (_, FieldKind.Phone):
                pseudonyms.Phone(value, output);
                break;
            case (_, FieldKind.Email):
                pseudonyms.Email(value, output);
                break;
            case (_, FieldKind.Address):
                pseudonyms.Address(value, output);
                break;
            case (_, FieldKind.Institution or FieldKind.Organisation):
                pseudonyms.Institution(value, output);
                break;
            case (_, FieldKind.BankCard):
                pseudonyms.BankCard(value, output);
                break;
            case (_, FieldKind.VehiclePlate):
                pseudonyms.VehiclePlate(value, output);
                break;
            case (_, FieldKind.Uid):
                pseudonyms.Uid(value, output);
                break;
            default:
                pseudonyms.Identifier(value, output);
                break;
        }
    }
}
