namespace Suwen.Security.Deidentification.Methods;

/// <summary>
/// Format-preserving pseudonyms of numbers and codes. A value belongs to a class (how long it is, which kinds of characters it has, whether it begins
/// with zero, what stands between its letters and digits); its pseudonym belongs to the same class, so that a column of numbers stays one, a UUID stays
/// one, and the way back is known from the pseudonym alone. One tweak serves every sort of identifier, so that a key is replaced alike wherever
/// it is referred to, whatever the column is called.
/// </summary>
internal sealed class IdentifierCipher(ProjectKeys keys)
{
    /// <summary>Digits of the pseudonym of a number that is too short to be permuted among its like: NIST wants a domain of a million.</summary>
    private const int WidenedDigits = 10;

    private const int MaxWidened = 5;
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private enum Charset
    {
        Digits,
        Hexadecimal,
        Lower,
        Upper,
        Mixed,
    }

    /// <summary>Appends the pseudonym; false where the value has no format that could be kept (other scripts, too short or too long).</summary>
    public bool TryEncrypt(ReadOnlySpan<char> value, CharBuffer output)
    {
        Span<byte> numerals = stackalloc byte[Ff1.MaxLength];
        if (!TryRead(value, numerals, out var count, out var charset, out var separators))
        {
            return false;
        }

        if (charset == Charset.Digits && count <= MaxWidened)
        {
            if (separators > 0)
            {
                return false;
            }

            Widen(value, output);
            return true;
        }

        numerals = numerals[..count];
        if (Domain(charset, count) < Ff1.MinDomain)
        {
            return false;
        }

        Walk(value, numerals, charset, encrypts: true);
        Write(value, numerals, charset, output);
        return true;
    }

    /// <summary>Appends the values whose pseudonym this may be, one per call of <paramref name="found"/>: mostly one.</summary>
    public void Decrypt(ReadOnlySpan<char> pseudonym, Action<string> found)
    {
        Span<byte> numerals = stackalloc byte[Ff1.MaxLength];
        if (!TryRead(pseudonym, numerals, out var count, out var charset, out var separators))
        {
            return;
        }

        var output = new CharBuffer();
        numerals = numerals[..count];
        if (charset == Charset.Digits && count == WidenedDigits && separators == 0 && Narrow(numerals) is { } narrow)
        {
            found(narrow);
        }

        if (Domain(charset, count) >= Ff1.MinDomain && !(charset == Charset.Digits && count <= MaxWidened))
        {
            TryRead(pseudonym, numerals, out _, out _, out _);
            Walk(pseudonym, numerals, charset, encrypts: false);
            Write(pseudonym, numerals, charset, output);
            found(output.ToString());
        }
    }

    /// <summary>
    /// Repeats the permutation until the result is of the value's own class ("cycle walking", Black and Rogaway 2002): still a permutation of the class,
    /// and still invertible.
    /// </summary>
    private void Walk(ReadOnlySpan<char> like, Span<byte> numerals, Charset charset, bool encrypts)
    {
        var radix = Radix(charset);
        var beginsWithZero = numerals[0] == 0;
        Span<byte> tweak = [(byte)charset, (byte)(charset == Charset.Hexadecimal && IsUpper(like) ? 1 : 0)];
        do
        {
            if (encrypts)
            {
                keys.Format.Encrypt(numerals, radix, tweak);
            }
            else
            {
                keys.Format.Decrypt(numerals, radix, tweak);
            }
        }
        while (!IsOfClass(numerals, charset, beginsWithZero));
    }

    private static bool IsOfClass(ReadOnlySpan<byte> numerals, Charset charset, bool beginsWithZero) => charset switch
    {
        Charset.Digits => numerals[0] == 0 == beginsWithZero,
        Charset.Hexadecimal or Charset.Lower or Charset.Upper => numerals.ContainsAnyInRange((byte)10, (byte)35),
        _ => numerals.ContainsAnyInRange((byte)10, (byte)35) && numerals.ContainsAnyInRange((byte)36, (byte)61),
    };

    private static int Radix(Charset charset) => charset switch { Charset.Digits => 10, Charset.Hexadecimal => 16, Charset.Mixed => 62, _ => 36 };

    private static double Domain(Charset charset, int count) => Math.Pow(Radix(charset), count);

    private static bool IsUpper(ReadOnlySpan<char> text) => text.ContainsAnyInRange('A', 'Z');

    private static bool TryRead(ReadOnlySpan<char> value, Span<byte> numerals, out int count, out Charset charset, out int separators)
    {
        count = 0;
        separators = 0;
        charset = Charset.Digits;
        var (hasLower, hasUpper, isHexadecimal) = (false, false, true);
        foreach (var c in value)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                if (count == numerals.Length)
                {
                    return false;
                }

                hasLower |= char.IsAsciiLetterLower(c);
                hasUpper |= char.IsAsciiLetterUpper(c);
                isHexadecimal &= char.IsAsciiHexDigit(c);
                numerals[count++] = (byte)Alphabet.IndexOf(c, StringComparison.Ordinal);
            }
            else if (c is >= ' ' and < (char)0x7F)
            {
                separators++;
            }
            else
            {
                return false;
            }
        }

        // A UUID or hash keeps to hexadecimal digits; a short code that happens to have no other letters does not.
        charset = (hasLower, hasUpper) switch
        {
            (false, false) => Charset.Digits,
            (true, true) => Charset.Mixed,
            _ when isHexadecimal && count is 16 or 32 => Charset.Hexadecimal,
            (true, false) => Charset.Lower,
            _ => Charset.Upper,
        };
        if (hasUpper && !hasLower)
        {
            for (var i = 0; i < count; i++)
            {
                numerals[i] = (byte)(numerals[i] >= 36 ? numerals[i] - 26 : numerals[i]);
            }
        }

        return count >= 1;
    }

    private static void Write(ReadOnlySpan<char> like, ReadOnlySpan<byte> numerals, Charset charset, CharBuffer output)
    {
        var upper = charset == Charset.Upper || (charset == Charset.Hexadecimal && IsUpper(like));
        var at = 0;
        foreach (var c in like)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                output.Append(c);
                continue;
            }

            var letter = Alphabet[numerals[at++]];
            output.Append(upper ? char.ToUpperInvariant(letter) : letter);
        }
    }

    /// <summary>Puts length and digits of a short number into ten digits and permutes those that do not begin with zero.</summary>
    private void Widen(ReadOnlySpan<char> value, CharBuffer output)
    {
        Span<byte> numerals = stackalloc byte[WidenedDigits];
        numerals.Clear();
        numerals[0] = (byte)value.Length;
        for (var i = 0; i < value.Length; i++)
        {
            numerals[WidenedDigits - value.Length + i] = (byte)(value[i] - '0');
        }

        Span<byte> tweak = [(byte)Charset.Digits, 9];
        do
        {
            keys.Format.Encrypt(numerals, 10, tweak);
        }
        while (numerals[0] == 0);
        foreach (var numeral in numerals)
        {
            output.Append((char)('0' + numeral));
        }
    }

    private string? Narrow(ReadOnlySpan<byte> pseudonym)
    {
        Span<byte> numerals = stackalloc byte[WidenedDigits];
        pseudonym.CopyTo(numerals);
        Span<byte> tweak = [(byte)Charset.Digits, 9];
        do
        {
            keys.Format.Decrypt(numerals, 10, tweak);
        }
        while (numerals[0] == 0);
        var length = numerals[0];
        if (length > MaxWidened || numerals[1..(WidenedDigits - length)].ContainsAnyExcept((byte)0))
        {
            return null;
        }

        Span<char> text = stackalloc char[length];
        for (var i = 0; i < length; i++)
        {
            text[i] = (char)('0' + numerals[WidenedDigits - length + i]);
        }

        return new string(text);
    }
}
