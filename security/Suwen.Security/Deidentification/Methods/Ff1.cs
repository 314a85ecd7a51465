using System.Buffers.Binary;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>
/// FF1 of NIST SP 800-38G (2016): a permutation, chosen by key and tweak, of the strings of one length over an alphabet. A number stays a number of
/// as many digits, no two numbers become the same one, and only the holder of the key finds the way back. Thread-safe.
/// </summary>
internal sealed class Ff1(AesBlock cipher)
{
    /// <summary>The longest string: half of it in radix 62 stays below 2^119, so that 128-bit arithmetic suffices.</summary>
    public const int MaxLength = 38;

    /// <summary>Revision 1 of the standard (draft, 2019) wants at least a million strings in the domain; fewer can be listed.</summary>
    public const int MinDomain = 1_000_000;

    private const int Rounds = 10;
    private const int MaxTweak = 64;

    /// <summary>Encrypts numerals (values below the radix) in place.</summary>
    public void Encrypt(Span<byte> numerals, int radix, ReadOnlySpan<byte> tweak) => Run(numerals, radix, tweak, encrypts: true);

    /// <summary>Decrypts numerals in place.</summary>
    public void Decrypt(Span<byte> numerals, int radix, ReadOnlySpan<byte> tweak) => Run(numerals, radix, tweak, encrypts: false);

    private void Run(Span<byte> numerals, int radix, ReadOnlySpan<byte> tweak, bool encrypts)
    {
        if (numerals.Length is < 2 or > MaxLength || tweak.Length > MaxTweak || radix is < 2 or > 62)
        {
            throw new ArgumentException("FF1 takes 2 to 38 numerals of a radix from 2 to 62 and a tweak of at most 64 bytes.");
        }

        var n = numerals.Length;
        var u = n / 2;
        var v = n - u;
        var modU = Power(radix, u);
        var modV = Power(radix, v);
        var b = ((int)(UInt128.Log2(modV - 1) + 1) + 7) / 8;
        var d = (4 * ((b + 3) / 4)) + 4;

        // Step 5: P, whose encryption is the same for every round.
        Span<byte> first = stackalloc byte[AesBlock.Size];
        first[0] = 1;
        first[1] = 2;
        first[2] = 1;
        first[3] = (byte)(radix >> 16);
        first[4] = (byte)(radix >> 8);
        first[5] = (byte)radix;
        first[6] = Rounds;
        first[7] = (byte)u;
        BinaryPrimitives.WriteInt32BigEndian(first[8..], n);
        BinaryPrimitives.WriteInt32BigEndian(first[12..], tweak.Length);
        cipher.Encrypt(first, first);

        // Step 6.i: Q without the round and the half, which are written per round.
        var length = (tweak.Length + b + 1 + 15) / 16 * 16;
        Span<byte> q = stackalloc byte[MaxTweak + 64];
        q = q[..length];
        q.Clear();
        tweak.CopyTo(q);

        var a = Number(numerals[..u], radix);
        var c = Number(numerals[u..], radix);
        for (var step = 0; step < Rounds; step++)
        {
            var round = encrypts ? step : Rounds - 1 - step;
            var modulus = round % 2 == 0 ? modU : modV;
            var (source, target) = encrypts ? (c, a) : (a, c);
            var y = RoundValue(first, q, round, source, b, d, modulus);
            target = encrypts ? (target + y) % modulus : (target + modulus - y) % modulus;
            (a, c) = encrypts ? (c, target) : (target, a);
        }

        Write(a, radix, numerals[..u]);
        Write(c, radix, numerals[u..]);
    }

    private UInt128 RoundValue(ReadOnlySpan<byte> first, Span<byte> q, int round, UInt128 half, int b, int d, UInt128 modulus)
    {
        var at = q.Length - b - 1;
        q[at] = (byte)round;
        for (var i = q.Length - 1; i > at; i--)
        {
            q[i] = (byte)half;
            half >>= 8;
        }

        // Step 6.ii: the CBC-MAC of P and Q without padding.
        Span<byte> r = stackalloc byte[3 * AesBlock.Size];
        first.CopyTo(r);
        for (var block = 0; block < q.Length; block += AesBlock.Size)
        {
            for (var i = 0; i < AesBlock.Size; i++)
            {
                r[i] ^= q[block + i];
            }

            cipher.Encrypt(r, r);
        }

        // Step 6.iii: further blocks where more bytes are needed than one holds.
        for (var extra = 1; extra * AesBlock.Size < d; extra++)
        {
            var next = r.Slice(extra * AesBlock.Size, AesBlock.Size);
            r[..AesBlock.Size].CopyTo(next);
            next[15] ^= (byte)extra;
            cipher.Encrypt(next, next);
        }

        return Modulo(r[..d], modulus);
    }

    private static UInt128 Modulo(ReadOnlySpan<byte> bytes, UInt128 modulus)
    {
        if (modulus <= uint.MaxValue)
        {
            var small = (ulong)modulus;
            ulong rest = 0;
            for (var i = 0; i < bytes.Length; i += 4)
            {
                rest = ((rest << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[i..])) % small;
            }

            return rest;
        }

        UInt128 value = 0;
        foreach (var octet in bytes)
        {
            value = ((value << 8) | octet) % modulus;
        }

        return value;
    }

    private static UInt128 Power(int radix, int exponent)
    {
        UInt128 power = 1;
        for (var i = 0; i < exponent; i++)
        {
            power *= (uint)radix;
        }

        return power;
    }

    private static UInt128 Number(ReadOnlySpan<byte> numerals, int radix)
    {
        UInt128 value = 0;
        foreach (var numeral in numerals)
        {
            value = (value * (uint)radix) + numeral;
        }

        return value;
    }

    private static void Write(UInt128 value, int radix, Span<byte> numerals)
    {
        if (value <= ulong.MaxValue)
        {
            var small = (ulong)value;
            for (var i = numerals.Length - 1; i >= 0; i--)
            {
                (small, var rest) = Math.DivRem(small, (ulong)radix);
                numerals[i] = (byte)rest;
            }

            return;
        }

        for (var i = numerals.Length - 1; i >= 0; i--)
        {
            (value, var rest) = UInt128.DivRem(value, (uint)radix);
            numerals[i] = (byte)rest;
        }
    }
}
