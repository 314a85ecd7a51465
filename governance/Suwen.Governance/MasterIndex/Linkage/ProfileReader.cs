using System.Buffers;
using System.Globalization;
using Suwen.Standards.Names;

namespace Suwen.Governance.MasterIndex.Linkage;

/// <summary>Normalises profiles to records whose equal values are one object. Not for use by two threads at once.</summary>
internal sealed class ProfileReader
{
    /// <summary>What desks write instead of a value. Others are found by how often they occur.</summary>
    private static readonly HashSet<string> NotStated = new(StringComparer.Ordinal)
    {
        "", "不详", "未知", "无", "无名氏", "未填", "未提供", "不明", "未说明", "暂无", "空", "佚名", "匿名", "测试", "待查", "保密", "其他",
        "unknown", "n/a", "na", "none", "null", "nil", "nan", "test", "not known", "not stated", "unspecified", "anonymous", "xxx", "xx", "-", "--", ".", "?", "??", "***",
    };

    private static readonly SearchValues<char> NameBreaks = SearchValues.Create("之");

    private readonly Dictionary<string, FieldValue>[] values;
    private readonly Dictionary<string, FieldValue>.AlternateLookup<ReadOnlySpan<char>>[] lookups;

    private readonly LinkageModel? model;
    private readonly bool keepsNewValues = true;
    private readonly bool isMonthFirst;
    private readonly Dictionary<(LinkageField, string), int> notStated = [];

    /// <param name="model">A model that says how common values are and which are placeholders; null when that is yet to be found.</param>
    /// <param name="isMonthFirst">True where the month stands before the day in dates whose year is last.</param>
    public ProfileReader(LinkageModel? model = null, bool isMonthFirst = false)
    {
        this.model = model;
        this.isMonthFirst = isMonthFirst || model?.IsMonthFirst == true;
        values = new Dictionary<string, FieldValue>[LinkageModel.FieldCount + 1];
        lookups = new Dictionary<string, FieldValue>.AlternateLookup<ReadOnlySpan<char>>[LinkageModel.FieldCount + 1];
        for (var f = 0; f < values.Length; f++)
        {
            values[f] = new Dictionary<string, FieldValue>(StringComparer.Ordinal);
            lookups[f] = values[f].GetAlternateLookup<ReadOnlySpan<char>>();
        }
    }

    /// <summary>A reader of questions: takes the known values of another, and leaves nothing behind. Any number of threads may use it while the other rests.</summary>
    public ProfileReader(ProfileReader known)
    {
        model = known.model;
        isMonthFirst = known.isMonthFirst;
        values = known.values;
        lookups = known.lookups;
        keepsNewValues = false;
    }

    /// <summary>Names that stand for none (无名氏, unknown), and how many records have them; those of a single record are left out.</summary>
    public IEnumerable<ContainedValue> NamesForNone() =>
        notStated.Where(static n => n.Value > 1).OrderByDescending(static n => n.Value).ThenBy(static n => n.Key.Item2, StringComparer.Ordinal)
            .Select(static n => new ContainedValue(n.Key.Item1, n.Key.Item2, n.Value, n.Value));

    public PersonRecord Read(PersonProfile profile)
    {
        var record = new PersonRecord(profile.Id)
        {
            BirthDate = Date(profile.BirthDate),
            Sex = SexOf(profile.Sex),
            NationalId = Number(LinkageField.NationalId, profile.NationalId),
            Phone = PhoneOf(profile.Phone),
            Email = Plain(LinkageField.Email, profile.Email),
            StreetNumber = Words(LinkageField.StreetNumber, profile.StreetNumber),
            Street = Words(LinkageField.Street, profile.Street),
            District = Words(LinkageField.District, profile.District),
            City = Words(LinkageField.City, profile.City),
            Province = Words(LinkageField.Province, profile.Province),
            Postcode = Number(LinkageField.Postcode, profile.Postcode),
            InsuranceNo = Number(LinkageField.InsuranceNo, profile.InsuranceNo),
            RecordNo = Number(LinkageField.RecordNo, profile.RecordNo),
            Source = Intern(LinkageModel.FieldCount, profile.Source ?? ""),
        };
        ReadNames(record, profile);
        FillFromNationalId(record);
        if (model is not null)
        {
            Containment.Clear(record);
        }

        return record;
    }

    /// <summary>GB 11643: positions 7–14 are the date of birth, the 17th is odd for men. What the record does not state itself is taken from there.</summary>
    private void FillFromNationalId(PersonRecord record)
    {
        if (record.NationalId is { IsValid: true } id)
        {
            record.IsNumberDoubtful = record.BirthDate is { } stated && Date(id.Text.Substring(6, 8)) is { } own
                && BirthDates.Compare(stated, own) is MatchLevel.Different or MatchLevel.Similar;
            record.BirthDate ??= Date(id.Text.Substring(6, 8));
            record.Sex ??= Intern((int)LinkageField.Sex, (id.Text[16] - '0') % 2 == 1 ? "m" : "f");
        }
    }

    private void ReadNames(PersonRecord record, PersonProfile profile)
    {
        var family = NameParts.Clean(profile.FamilyName);
        var given = NameParts.Clean(profile.GivenName);
        var full = NameParts.Clean(profile.FullName);
        var guardian = NameParts.Clean(profile.GuardianName);
        var whole = full.Length > 0 ? full : ChineseNames.HasChinese(family) || ChineseNames.HasChinese(given) ? family + given : "";
        if (whole.AsSpan().ContainsAny(NameBreaks) && NameParts.TryNewborn(whole, out var parent, out var rank))
        {
            record.IsNewborn = true;
            guardian = guardian.Length > 0 ? guardian : parent;
            (family, given) = ("", rank.Length > 0 ? "#" + rank : "");
        }
        else if (family.Length == 0 && given.Length == 0 && full.Length > 0 && !NotStated.Contains(full))
        {
            (family, given) = NameParts.Split(full);
        }
        else if (family.Length == 0 && given.Length == 0)
        {
            // A name for the nameless is one whole: 无名氏 is no Mr 无.
            family = full;
        }

        if (NameParts.IsUnnamedInfant(given))
        {
            record.IsNewborn = true;
            given = "";
        }

        record.Family = Name(LinkageField.FamilyName, family);
        record.Given = Name(LinkageField.GivenName, given);
        record.Guardian = Name(LinkageField.GuardianName, guardian);
    }

    private FieldValue? Name(LinkageField field, string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (NotStated.Contains(text))
        {
            if (keepsNewValues)
            {
                notStated[(field, text)] = notStated.GetValueOrDefault((field, text)) + 1;
            }

            return null;
        }

        return values[(int)field].TryGetValue(text, out var known) ? known : Keep((int)field, NameParts.Value(field, text));
    }

    private FieldValue? Words(LinkageField field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        Span<char> buffer = text.Length <= 256 ? stackalloc char[512] : new char[text.Length * 2];
        var clean = buffer[..NameParts.Simplify(text, buffer)];
        if (lookups[(int)field].TryGetValue(clean, out var known))
        {
            return known;
        }

        var value = clean.ToString();
        if (NotStated.Contains(value))
        {
            return null;
        }

        var isChinese = ChineseNames.HasChinese(value);
        return Keep((int)field, new FieldValue(value) { IsChinese = isChinese, Standard = isChinese ? ChineseNames.Standard(value) : value });
    }

    private FieldValue? Plain(LinkageField field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var value = text.Trim().ToLowerInvariant();
        return NotStated.Contains(value) ? null : Intern((int)field, value);
    }

    /// <summary>Letters and digits alone, in capitals; a national ID in its form of 18 characters. One repeated character is no number.</summary>
    private FieldValue? Number(LinkageField field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        Span<char> buffer = stackalloc char[64];
        var length = 0;
        foreach (var c in text)
        {
            if (length < buffer.Length && char.IsLetterOrDigit(c))
            {
                buffer[length++] = char.ToUpperInvariant(c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c);
            }
        }

        var number = buffer[..length];
        if (length == 0 || (length > 4 && !number.ContainsAnyExcept(number[0])))
        {
            return null;
        }

        if (lookups[(int)field].TryGetValue(number, out var known))
        {
            return known;
        }

        if (field == LinkageField.NationalId && Standards.Identity.NationalId.TryNormalise(number, out var normalised))
        {
            return values[(int)field].TryGetValue(normalised, out known) ? known : Keep((int)field, new FieldValue(normalised) { IsValid = true });
        }

        var value = number.ToString();
        return NotStated.Contains(value.ToLowerInvariant()) ? null : Keep((int)field, new FieldValue(value));
    }

    /// <summary>Digits without the country's 86; a number of one repeated digit is none.</summary>
    private FieldValue? PhoneOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        Span<char> buffer = stackalloc char[32];
        var length = 0;
        foreach (var c in text)
        {
            var digit = c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c;
            if (length < buffer.Length && digit is >= '0' and <= '9')
            {
                buffer[length++] = digit;
            }
        }

        ReadOnlySpan<char> number = buffer[..length];
        number = number.StartsWith("0086") ? number[4..] : length == 13 && number.StartsWith("861") ? number[2..] : number;
        if (number.Length < 5 || !number[1..].ContainsAnyExcept(number[1]))
        {
            return null;
        }

        return lookups[(int)LinkageField.Phone].TryGetValue(number, out var known) ? known : Keep((int)LinkageField.Phone, new FieldValue(number.ToString()));
    }

    private FieldValue? SexOf(string? text)
    {
        var value = text?.Trim().ToLowerInvariant() switch
        {
            "m" or "male" or "man" or "boy" or "1" or "男" or "男性" or "8507" => "m",
            "f" or "female" or "woman" or "girl" or "2" or "女" or "女性" or "8532" => "f",
            _ => null,
        };
        return value is null ? null : Intern((int)LinkageField.Sex, value);
    }

    private FieldValue? Date(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var trimmed = text.AsSpan().Trim();
        if (lookups[(int)LinkageField.BirthDate].TryGetValue(trimmed, out var known))
        {
            return known;
        }

        var date = BirthDates.Parse(trimmed, isMonthFirst);
        if (date == 0)
        {
            return null;
        }

        var name = date.ToString("D8", CultureInfo.InvariantCulture);
        if (!values[(int)LinkageField.BirthDate].TryGetValue(name, out var value))
        {
            value = Keep((int)LinkageField.BirthDate, new FieldValue(name) { Date = date, SolarOfLunar = BirthDates.SolarOfLunar(date) });
        }

        // The text as written finds the value the next time, without parsing.
        if (keepsNewValues && !trimmed.SequenceEqual(name))
        {
            values[(int)LinkageField.BirthDate].TryAdd(trimmed.ToString(), value);
        }

        return value;
    }

    private FieldValue Intern(int field, string text) => values[field].TryGetValue(text, out var known) ? known : Keep(field, new FieldValue(text));

    private FieldValue Keep(int field, FieldValue value)
    {
        if (model is not null && field < LinkageModel.FieldCount)
        {
            ModelFrequencies.Apply(model, (LinkageField)field, value);
        }

        if (keepsNewValues)
        {
            values[field].TryAdd(value.Text, value);
        }

        return value;
    }
}
