using System.Buffers;
using System.Globalization;
using Suwen.Security.Deidentification.Methods;
using Suwen.Standards.Identity;

namespace Suwen.Security.Deidentification.Detection;

/// <summary>What the values of a column look like, over a sample of them.</summary>
internal sealed class ColumnContent
{
    private const string CommonSurnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阳肖";
    private static readonly SearchValues<char> StreetWords = SearchValues.Create("路街村巷弄号室组幢栋镇");
    private static readonly SearchValues<char> DivisionWords = SearchValues.Create("省市区县镇乡路街");
    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_/");
    private readonly HashSet<string> distinct = new(StringComparer.Ordinal);
    private int values;
    private int nationalIds;
    private int phones;
    private int emails;
    private int dates;
    private int names;
    private int addresses;
    private int cards;
    private int numbers;
    private int codes;
    private int urls;
    private long characters;

    public void Add(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (value.IsEmpty)
        {
            return;
        }

        values++;
        characters += value.Length;
        distinct.Add(value.Length > 40 ? value[..40].ToString() : value.ToString());
        nationalIds += NationalId.TryNormalise(value, out _) ? 1 : 0;
        phones += IsPhone(value) ? 1 : 0;
        emails += IsEmail(value) ? 1 : 0;
        dates += value.Length >= 8 && DateText.TryRead(value, out var date) && date.IsWhole && date.Year is > 1880 and < 2100 ? 1 : 0;
        names += IsChineseName(value) ? 1 : 0;
        addresses += value.Length >= 6 && value.ContainsAny(StreetWords) && value.ContainsAny(DivisionWords) ? 1 : 0;
        cards += IsCard(value) ? 1 : 0;
        urls += value.StartsWith("http://") || value.StartsWith("https://") ? 1 : 0;
        numbers += decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? 1 : 0;
        codes += value.Length is >= 5 and <= 40 && value.ContainsAnyInRange('0', '9') && !value.ContainsAnyExcept(CodeCharacters) ? 1 : 0;
    }

    /// <summary>The kind that the content betrays, with the reason in words; Unknown where it betrays none.</summary>
    public (FieldKind Kind, string Why) Judge()
    {
        // One ID number or mailbox among twenty is enough: such values do not come about by chance. Names and dates need to be most.
        (FieldKind Kind, int Hits, double Share)[] tests =
        [
            (FieldKind.NationalId, nationalIds, 0.02), (FieldKind.Email, emails, 0.02), (FieldKind.Phone, phones, 0.1), (FieldKind.Url, urls, 0.3), (FieldKind.BankCard, cards, 0.5),
            (FieldKind.Date, dates, 0.7), (FieldKind.Address, addresses, 0.3),
        ];
        foreach (var (kind, hits, share) in tests)
        {
            if (hits > 0 && hits >= share * values)
            {
                return (kind, Reason(hits, FieldKinds.NameOf(kind)));
            }
        }

        if (names >= 0.7 * values && values > 0 && (distinct.Count >= 0.2 * values || values <= 20))
        {
            return (FieldKind.PersonName, Reason(names, "person-name"));
        }

        if (values >= 20 && codes >= 0.9 * values && distinct.Count >= 0.9 * values)
        {
            return (FieldKind.RecordNumber, string.Create(CultureInfo.InvariantCulture, $"content: nearly every one of {values} values is a number or code of its own"));
        }

        return values > 0 && characters / values >= 15 && numbers < values / 2
            ? (FieldKind.FreeText, "content: sentences")
            : (FieldKind.Unknown, "");
    }

    /// <summary>True where nothing but numbers stands in the column, so that there is nothing to search.</summary>
    public bool IsNumeric => values > 0 && numbers == values && phones == 0 && nationalIds == 0;

    /// <summary>True for a value that no header has: it would be a person's.</summary>
    public static bool LooksLikeData(ReadOnlySpan<char> cell)
    {
        cell = cell.Trim();
        return !cell.IsEmpty && (NationalId.TryNormalise(cell, out _) || IsPhone(cell) || IsEmail(cell)
            || decimal.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            || (cell.Length >= 8 && DateText.TryRead(cell, out var date) && date.IsWhole));
    }

    private string Reason(int hits, string kind) => string.Create(CultureInfo.InvariantCulture, $"content: {hits} of {values} values look like {kind}");

    private static bool IsPhone(ReadOnlySpan<char> value)
    {
        if (value.StartsWith("+86"))
        {
            value = value[3..].TrimStart(" -");
        }

        if (value.Length == 11 && value[0] == '1' && value[1] is >= '3' and <= '9' && value.IndexOfAnyExceptInRange('0', '9') < 0)
        {
            return true;
        }

        // An area code with its hyphen: 0573-82220000, (555) 123-4567, 555-123-4567.
        var digits = 0;
        var marks = 0;
        foreach (var c in value)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            marks += c is '-' or '(' or ')' ? 1 : 0;
            if (!char.IsAsciiDigit(c) && c is not ('-' or '(' or ')' or ' ' or '+' or '.'))
            {
                return false;
            }
        }

        return digits is >= 10 and <= 13 && marks > 0 && (value[0] is '0' or '(' or '+' || (marks == 2 && value[3] == '-' && digits == 10));
    }

    private static bool IsEmail(ReadOnlySpan<char> value)
    {
        var at = value.IndexOf('@');
        return at > 0 && value.LastIndexOf('.') > at && value.IndexOf(' ') < 0;
    }

    private static bool IsChineseName(ReadOnlySpan<char> value) =>
        value.Length is >= 2 and <= 4 && value.IndexOfAnyExceptInRange('\u4E00', '\u9FFF') < 0 && CommonSurnames.Contains(value[0]);

    /// <summary>Sixteen to nineteen digits with a right check digit (ISO/IEC 7812-1).</summary>
    private static bool IsCard(ReadOnlySpan<char> value)
    {
        if (value.Length is < 16 or > 19 || value.IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var digit = (value[^(i + 1)] - '0') * (i % 2 == 0 ? 1 : 2);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }
}
