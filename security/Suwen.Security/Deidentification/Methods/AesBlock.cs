using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using AesInstructions = System.Runtime.Intrinsics.X86.Aes;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>
/// The forward AES permutation (FIPS 197) of single blocks. Format-preserving encryption chains ten and more single blocks per value, where
/// the framework's call per block costs far more than the block; so the processor's instructions are used directly where it has them.
/// Thread-safe after construction except on machines without AES instructions, where calls are serialised.
/// </summary>
internal sealed class AesBlock
{
    public const int Size = 16;

    private static readonly byte[] SubstitutionBox = MakeSubstitutionBox();
    private readonly Vector128<byte>[] rounds;
    private readonly Aes? portable;
    private readonly Lock gate = new();

    /// <param name="key">16, 24 or 32 bytes.</param>
    public AesBlock(ReadOnlySpan<byte> key)
    {
        if (key.Length is not (16 or 24 or 32))
        {
            throw new ArgumentException("An AES key has 16, 24 or 32 bytes.", nameof(key));
        }

        rounds = AesInstructions.IsSupported ? Expand(key) : [];
        if (rounds.Length == 0)
        {
            portable = Aes.Create();
            portable.Key = key.ToArray();
        }
    }

    /// <summary>Encrypts one block; input and output may be the same.</summary>
    public void Encrypt(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (portable is not null)
        {
            lock (gate)
            {
#pragma warning disable CA5358 // A single block is the primitive that FF1, CMAC and SIV are built from; ECB is no mode of use here.
                portable.EncryptEcb(input[..Size], output[..Size], PaddingMode.None);
#pragma warning restore CA5358
            }

            return;
        }

        var state = Vector128.Create(input[..Size]) ^ rounds[0];
        for (var round = 1; round < rounds.Length - 1; round++)
        {
            state = AesInstructions.Encrypt(state, rounds[round]);
        }

        AesInstructions.EncryptLast(state, rounds[^1]).CopyTo(output);
    }

    /// <summary>The key expansion of FIPS 197 §5.2.</summary>
    private static Vector128<byte>[] Expand(ReadOnlySpan<byte> key)
    {
        var words = key.Length / 4;
        var count = words + 7;
        Span<byte> schedule = stackalloc byte[15 * Size];
        key.CopyTo(schedule);
        Span<byte> word = stackalloc byte[4];
        byte constant = 1;
        for (var i = words; i < 4 * count; i++)
        {
            schedule.Slice((i - 1) * 4, 4).CopyTo(word);
            if (i % words == 0)
            {
                var first = word[0];
                word[0] = (byte)(SubstitutionBox[word[1]] ^ constant);
                word[1] = SubstitutionBox[word[2]];
                word[2] = SubstitutionBox[word[3]];
                word[3] = SubstitutionBox[first];
                constant = Double(constant);
            }
            else if (words == 8 && i % words == 4)
            {
                for (var b = 0; b < 4; b++)
                {
                    word[b] = SubstitutionBox[word[b]];
                }
            }

            for (var b = 0; b < 4; b++)
            {
                schedule[(i * 4) + b] = (byte)(schedule[((i - words) * 4) + b] ^ word[b]);
            }
        }

        var keys = new Vector128<byte>[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = Vector128.Create(schedule.Slice(i * Size, Size));
        }

        return keys;
    }

    /// <summary>Multiplication by x in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197 §4.2).</summary>
    private static byte Double(byte value) => (byte)((value << 1) ^ ((value & 0x80) != 0 ? 0x1B : 0));

    /// <summary>The inverse in GF(2^8) followed by the affine map of FIPS 197 §5.1.1, stepped through with the generator 3 and its inverse.</summary>
    private static byte[] MakeSubstitutionBox()
    {
        var box = new byte[256];
        byte p = 1;
        byte q = 1;
        do
        {
            p = (byte)(p ^ Double(p));
            q ^= (byte)(q << 1);
            q ^= (byte)(q << 2);
            q ^= (byte)(q << 4);
            q ^= (byte)((q & 0x80) != 0 ? 0x09 : 0);
            box[p] = (byte)(q ^ byte.RotateLeft(q, 1) ^ byte.RotateLeft(q, 2) ^ byte.RotateLeft(q, 3) ^ byte.RotateLeft(q, 4) ^ 0x63);
        }
        while (p != 1);
        box[0] = 0x63;
        return box;
    }
}
