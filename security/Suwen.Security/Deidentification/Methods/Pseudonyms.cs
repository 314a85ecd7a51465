using System.Text;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>Pseudonyms by the kind of a value, under a project's keys. A function of value, kind and key alone, so all files agree.</summary>
internal sealed class Pseudonyms(ProjectKeys keys)
{
    private const string TokenAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int TokenLength = 16;
    private readonly IdentifierCipher identifiers = new(keys);
    private readonly NationalIdCipher nationalIds = new(keys);
    private readonly SurrogateNames names = new(keys);

    public void NationalId(ReadOnlySpan<char> value, MethodSpec method, CharBuffer output)
    {
        if (!nationalIds.TryEncrypt(value, method.Region, method.Birth, output))
        {
            Identifier(value, output);
        }
    }

    public void Identifier(ReadOnlySpan<char> value, CharBuffer output)
    {
        var start = output.Length;
        if (!identifiers.TryEncrypt(value, output))
        {
            output.Truncate(start);
            Token(value, output);
        }
    }

    /// <summary>A telephone number with its punctuation: of a mobile number the first two digits stay, of others the area code with its 0.</summary>
    public void Phone(ReadOnlySpan<char> value, CharBuffer output)
    {
        Span<byte> digits = stackalloc byte[24];
        var count = 0;
        foreach (var c in value)
        {
            if (char.IsAsciiDigit(c) && count < digits.Length)
            {
                digits[count++] = (byte)(c - '0');
            }
        }

        var skipped = count == 13 && digits[0] == 8 && digits[1] == 6 ? 2 : 0;
        var number = digits[skipped..count];
        var kept = number.Length switch
        {
            11 when number[0] == 1 => 2,
            >= 10 when number[0] == 0 => number[1] is 1 or 2 ? 3 : 4,
            _ => 0,
        };
        if (number.Length - kept < 6)
        {
            Token(value, output);
            return;
        }

        Span<byte> tweak = stackalloc byte[6];
        tweak[0] = 0x50;
        number[..kept].CopyTo(tweak[1..]);
        var first = number[kept];
        var rest = number[kept..];
        do
        {
            keys.Format.Encrypt(rest, 10, tweak[..(kept + 1)]);
        }
        while (kept == 0 && first >= 2 != rest[0] >= 2);
        var at = 0;
        foreach (var c in value)
        {
            output.Append(char.IsAsciiDigit(c) && at < count ? (char)('0' + digits[at++]) : c);
        }
    }

    /// <summary>A card number with a right check digit (ISO/IEC 7812-1, Luhn).</summary>
    public void BankCard(ReadOnlySpan<char> value, CharBuffer output)
    {
        Span<byte> digits = stackalloc byte[24];
        var count = 0;
        foreach (var c in value)
        {
            if (char.IsAsciiDigit(c) && count < digits.Length)
            {
                digits[count++] = (byte)(c - '0');
            }
        }

        if (count < 12)
        {
            Identifier(value, output);
            return;
        }

        var payload = digits[..(count - 1)];
        keys.Format.Encrypt(payload, 10, [0x42]);
        var sum = 0;
        for (var i = 0; i < payload.Length; i++)
        {
            var digit = payload[^(i + 1)] * (i % 2 == 0 ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        digits[count - 1] = (byte)((10 - (sum % 10)) % 10);
        var at = 0;
        foreach (var c in value)
        {
            output.Append(char.IsAsciiDigit(c) && at < count ? (char)('0' + digits[at++]) : c);
        }
    }

    public void VehiclePlate(ReadOnlySpan<char> value, CharBuffer output)
    {
        if (value.Length > 0 && value[0] > 0x7F)
        {
            output.Append(value[0]);
            value = value[1..];
        }

        Identifier(value, output);
    }

    public (string Family, string Given) Name(ReadOnlySpan<char> family, ReadOnlySpan<char> given, PersonSex sex) => names.Of(family, given, sex);

    /// <summary>A whole name in one field: Chinese without a gap, Latin in the order and with the comma that it came with.</summary>
    public void Name(ReadOnlySpan<char> value, PersonSex sex, CharBuffer output)
    {
        value = value.Trim();
        if (SurrogateNames.IsHan(value))
        {
            var length = SurrogateNames.SurnameLength(value);
            var (family, given) = names.Of(value[..length], value[length..], sex);
            output.Append(family);
            output.Append(given);
            return;
        }

        var comma = value.IndexOf(',');
        var gap = value.LastIndexOf(' ');
        if (comma > 0)
        {
            var (family, given) = names.Of(value[..comma], value[(comma + 1)..], sex);
            output.Append(family);
            output.Append(", ");
            output.Append(given);
        }
        else
        {
            var (family, given) = gap > 0 ? names.Of(value[(gap + 1)..], value[..gap], sex) : names.Of(value, default, sex);
            output.Append(gap > 0 ? given : "");
            output.Append(gap > 0 ? " " : "");
            output.Append(family);
        }
    }

    public void Email(ReadOnlySpan<char> value, CharBuffer output)
    {
        var start = output.Length;
        Token(value, output);
        output.Truncate(start + 10);

        // RFC 2606: a domain that nobody has.
        output.Append("@example.com");
    }

    /// <summary>Province and city stay; street and number are invented.</summary>
    public void Address(ReadOnlySpan<char> value, CharBuffer output)
    {
        if (value.Length <= 11 && value[^1] is '省' or '市' or '州' or '盟' or '区' && PlaceNames.TryGeneralise(value, GeneralLevel.City, output))
        {
            // A field of its own for province or city: what stays of a whole address stays of its part.
            return;
        }

        Span<byte> hash = stackalloc byte[32];
        Hash(value, 0x41, hash);
        PlaceNames.TryGeneralise(value, GeneralLevel.City, output);
        if (SurrogateNames.IsHan(value))
        {
            output.Append("示例路");
            output.AppendNumber(((hash[0] << 8) | hash[1]) % 999 + 1, 1);
            output.Append('号');
        }
        else
        {
            output.AppendNumber(((hash[0] << 8) | hash[1]) % 999 + 1, 1);
            output.Append(" Example Street");
        }
    }

    /// <summary>An invented institution: what kind of house it is shows at the end of Chinese names and stays.</summary>
    public void Institution(ReadOnlySpan<char> value, CharBuffer output)
    {
        if (!SurrogateNames.IsHan(value))
        {
            Identifier(value, output);
            return;
        }

        Span<byte> hash = stackalloc byte[32];
        Hash(value, 0x4F, hash);
        output.Append("示例");
        output.AppendNumber(((hash[0] << 8) | hash[1]) % 9999 + 1, 4);
        foreach (var ending in (string[])["社区卫生服务中心", "妇幼保健院", "中医院", "卫生院", "医院", "诊所", "公司", "学校", "中学", "小学", "大学"])
        {
            if (value.EndsWith(ending, StringComparison.Ordinal))
            {
                output.Append(ending);
                return;
            }
        }

        output.Append("单位");
    }

    /// <summary>A unique identifier under 2.25 (ISO/IEC 9834-8, DICOM PS3.5 B.2). Identifiers that DICOM itself defines stay.</summary>
    public void Uid(ReadOnlySpan<char> value, CharBuffer output)
    {
        if (value.StartsWith("1.2.840.10008."))
        {
            output.Append(value);
            return;
        }

        Span<byte> hash = stackalloc byte[32];
        Hash(value, 0x55, hash);
        output.Append("2.25.");
        Span<char> number = stackalloc char[40];
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash).TryFormat(number, out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        output.Append(number[..written]);
    }

    /// <summary>Sixteen characters of base 32 (RFC 4648): 80 bits, so that of ten million values two are alike with a chance of 1 in 20,000 million.</summary>
    public void Token(ReadOnlySpan<char> value, CharBuffer output)
    {
        Span<byte> hash = stackalloc byte[32];
        Hash(value, 0x54, hash);
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
        for (var i = 0; i < TokenLength; i++)
        {
            output.Append(TokenAlphabet[(int)(bits & 31)]);
            bits >>= 5;
        }
    }

    /// <summary>AES-SIV in base 64 for addresses (RFC 4648 §5), which has no delimiter of CSV, HL7 or DICOM in it.</summary>
    public void Encrypt(ReadOnlySpan<char> value, CharBuffer output) =>
        output.Append(System.Buffers.Text.Base64Url.EncodeToString(keys.Siv.Seal(Encoding.UTF8.GetBytes(value.ToString()), [])));

    /// <summary>Every original whose pseudonym under this project a value may be.</summary>
    public IReadOnlyList<string> Reverse(string pseudonym, IEnumerable<(KeptRegion Region, KeptBirth Birth)> nationalIdForms)
    {
        var found = new List<string>();
        if (System.Buffers.Text.Base64Url.IsValid(pseudonym) && keys.Siv.Open(System.Buffers.Text.Base64Url.DecodeFromChars(pseudonym), []) is { } plain)
        {
            found.Add(Encoding.UTF8.GetString(plain));
            return found;
        }

        var output = new CharBuffer();
        foreach (var (region, birth) in nationalIdForms)
        {
            output.Clear();
            if (nationalIds.TryDecrypt(pseudonym, region, birth, output))
            {
                found.Add(output.ToString());
            }
        }

        if (found.Count == 0)
        {
            identifiers.Decrypt(pseudonym, found.Add);
        }

        return found;
    }

    private void Hash(ReadOnlySpan<char> value, byte purpose, Span<byte> hash)
    {
        value = value.Trim();
        var bytes = new byte[1 + Encoding.UTF8.GetMaxByteCount(value.Length)];
        bytes[0] = purpose;
        keys.Token(bytes.AsSpan(0, 1 + Encoding.UTF8.GetBytes(value, bytes.AsSpan(1))), hash);
    }
}
