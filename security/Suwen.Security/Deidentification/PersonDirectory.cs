using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Suwen.Security.Deidentification;

/// <summary>
/// Who is whom, as the master index of a data folder knows it: numbers that senders give people, and national IDs, each with the golden person behind
/// them. Only hashes of them are held.
/// </summary>
/// <param name="source">The sender of what is to be de-identified; null where it is not known, and then a number that several people have leads to nobody.</param>
public sealed class PersonDirectory(string? source)
{
    private const long Several = -1;
    private readonly Dictionary<UInt128, long> numbers = [];
    private readonly Dictionary<UInt128, long> nationalIds = [];
    private readonly HashSet<long> identified = [];

    /// <summary>The sender of what is to be de-identified.</summary>
    public string? Source => source;

    /// <summary>Takes a sender's person in.</summary>
    /// <param name="sender">Who knows the person by this number.</param>
    /// <param name="number">The number; null where there is none.</param>
    /// <param name="nationalId">The national ID, in any form; null where there is none.</param>
    /// <param name="person">The golden person.</param>
    public void Add(string sender, string? number, string? nationalId, long person)
    {
        var id = nationalId is not null && Standards.Identity.NationalId.TryNormalise(nationalId, out var normal) ? normal : null;
        if (id is not null)
        {
            Put(nationalIds, id, person);
            identified.Add(person);
        }

        if (number is { Length: > 0 } && (source is null || source == sender))
        {
            Put(numbers, number.Trim(), person);
        }
    }

    /// <summary>The golden person; null where the index knows neither, or several people.</summary>
    /// <param name="number">The number in the record; may be empty.</param>
    /// <param name="nationalId">The normalised ID; may be empty.</param>
    internal long? Find(string number, string nationalId)
    {
        if (nationalId.Length > 0 && nationalIds.TryGetValue(Hash(nationalId), out var byId) && byId != Several)
        {
            return byId;
        }

        if (number.Length == 0 || !numbers.TryGetValue(Hash(number), out var byNumber) || byNumber < 0)
        {
            return null;
        }

        // Whoever has another ID in the index is somebody else with the same number.
        return nationalId.Length > 0 && identified.Contains(byNumber) ? null : byNumber;
    }

    private static void Put(Dictionary<UInt128, long> map, string key, long person)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(map, Hash(key), out var exists);
        known = !exists || known == person ? person : Several;
    }

    internal static UInt128 Hash(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
