using System.Security.Cryptography;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>
/// AES-SIV (RFC 5297): deterministic authenticated encryption of any text, so that equal values stay equal, a forged or foreign one is told
/// apart, and only the holder of the key reads it. Thread-safe.
/// </summary>
internal sealed class AesSiv
{
    private readonly AesBlock mac;
    private readonly AesBlock counter;

    /// <param name="key">32, 48 or 64 bytes: the key of S2V, then that of CTR (RFC 5297 §2.6).</param>
    public AesSiv(ReadOnlySpan<byte> key)
    {
        mac = new AesBlock(key[..(key.Length / 2)]);
        counter = new AesBlock(key[(key.Length / 2)..]);
    }

    /// <summary>The synthetic initialisation vector of 16 bytes followed by the ciphertext.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var sealedBytes = new byte[AesBlock.Size + plain.Length];
        Vector(plain, associated, sealedBytes);
        plain.CopyTo(sealedBytes.AsSpan(AesBlock.Size));
        Crypt(sealedBytes.AsSpan(0, AesBlock.Size), sealedBytes.AsSpan(AesBlock.Size));
        return sealedBytes;
    }

    /// <summary>Reads what <see cref="Seal"/> wrote; null for anything else.</summary>
    public byte[]? Open(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> associated)
    {
        if (sealedBytes.Length < AesBlock.Size)
        {
            return null;
        }

        var plain = sealedBytes[AesBlock.Size..].ToArray();
        Crypt(sealedBytes[..AesBlock.Size], plain);
        Span<byte> vector = stackalloc byte[AesBlock.Size];
        Vector(plain, associated, vector);
        return CryptographicOperations.FixedTimeEquals(vector, sealedBytes[..AesBlock.Size]) ? plain : null;
    }

    /// <summary>S2V of one string of associated data and the plaintext (RFC 5297 §2.4).</summary>
    private void Vector(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, Span<byte> vector)
    {
        Span<byte> d = stackalloc byte[AesBlock.Size];
        Span<byte> part = stackalloc byte[AesBlock.Size];
        d.Clear();
        Cmac(d, d);
        Double(d);
        Cmac(associated, part);
        Xor(d, part);
        if (plain.Length >= AesBlock.Size)
        {
            var text = plain.ToArray();
            Xor(text.AsSpan(text.Length - AesBlock.Size), d);
            Cmac(text, vector);
            return;
        }

        Double(d);
        part.Clear();
        plain.CopyTo(part);
        part[plain.Length] = 0x80;
        Xor(d, part);
        Cmac(d, vector);
    }

    private void Crypt(ReadOnlySpan<byte> vector, Span<byte> text)
    {
        Span<byte> block = stackalloc byte[AesBlock.Size];
        Span<byte> stream = stackalloc byte[AesBlock.Size];
        vector.CopyTo(block);

        // RFC 5297 §2.5: the 31st and 63rd bit from the right are cleared.
        block[8] &= 0x7F;
        block[12] &= 0x7F;
        for (var at = 0; at < text.Length; at += AesBlock.Size)
        {
            counter.Encrypt(block, stream);
            var rest = text[at..];
            for (var i = 0; i < Math.Min(rest.Length, AesBlock.Size); i++)
            {
                rest[i] ^= stream[i];
            }

            for (var i = AesBlock.Size - 1; i >= 0 && ++block[i] == 0; i--)
            {
                // The carry goes on to the byte before.
            }
        }
    }

    /// <summary>AES-CMAC (RFC 4493).</summary>
    private void Cmac(ReadOnlySpan<byte> text, Span<byte> tag)
    {
        Span<byte> subkey = stackalloc byte[AesBlock.Size];
        Span<byte> state = stackalloc byte[AesBlock.Size];
        subkey.Clear();
        state.Clear();
        mac.Encrypt(subkey, subkey);
        Double(subkey);
        while (text.Length > AesBlock.Size)
        {
            Xor(state, text[..AesBlock.Size]);
            mac.Encrypt(state, state);
            text = text[AesBlock.Size..];
        }

        if (text.Length < AesBlock.Size)
        {
            Double(subkey);
            state[text.Length] ^= 0x80;
        }

        for (var i = 0; i < text.Length; i++)
        {
            state[i] ^= text[i];
        }

        Xor(state, subkey);
        mac.Encrypt(state, tag);
    }

    private static void Double(Span<byte> block)
    {
        var carry = block[0] >> 7;
        for (var i = 0; i < block.Length - 1; i++)
        {
            block[i] = (byte)((block[i] << 1) | (block[i + 1] >> 7));
        }

        block[^1] = (byte)((block[^1] << 1) ^ (carry * 0x87));
    }

    private static void Xor(Span<byte> target, ReadOnlySpan<byte> other)
    {
        for (var i = 0; i < AesBlock.Size; i++)
        {
            target[i] ^= other[i];
        }
    }
}
