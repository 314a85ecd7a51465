using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.Randomness;
using Suwen.Simulator.Region;

namespace Suwen.Simulator.People;

/// <summary>Which of a person's numbers at one institution.</summary>
internal enum RecordSlot : byte { Main, Second, Newborn }

/// <summary>
/// The institutions' own numbers of people, each in its own form. A number is a shuffled index of resident and slot, so it needs no table and leads back to its resident.
/// </summary>
internal sealed class RecordNumbers
{
    private const int Slots = 4;

    private readonly Permutation[] _shuffles = new Permutation[32];
    private readonly uint[] _masks = new uint[32];
    private readonly ulong _seed;
    private readonly RegionMap _map;
    private readonly int[] _ordinalInTown;
    private readonly Dictionary<string, int> _communityByPrefix = new(StringComparer.Ordinal);
    private readonly string[] _communityPrefix;
    private readonly long _count;

    public RecordNumbers(ulong seed, int residents, RegionMap map)
    {
        (_seed, _map, _count) = (seed, map, (long)residents * Slots);
        for (var i = 0; i < _shuffles.Length; i++)
        {
            _shuffles[i] = new Permutation(seed, 1000 + i, _count);
            _masks[i] = (uint)new RandomStream(seed, RandomPurpose.Identity, i, -1).Next();
        }

        _ordinalInTown = new int[map.Communities.Count];
        _communityPrefix = new string[map.Communities.Count];
        foreach (var community in map.Communities)
        {
            var previous = community.Index > 0 ? map.Communities[community.Index - 1] : null;
            _ordinalInTown[community.Index] = previous?.Town == community.Town ? _ordinalInTown[community.Index - 1] + 1 : 1;
            var prefix = community.Town.Code + _ordinalInTown[community.Index].ToString("D3", CultureInfo.InvariantCulture);
            _communityPrefix[community.Index] = prefix;
            _communityByPrefix[prefix] = community.Index;
        }
    }

    public string Write(Institution institution, int resident, int community, RecordSlot slot)
    {
        if (institution.Kind == InstitutionKind.CommunityCentre) return WriteHealthRecord(resident, community, slot);
        var value = _shuffles[institution.Index].Apply((long)resident * Slots + (int)slot);
        return institution.Source switch
        {
            "first-hospital" => "P" + value.ToString("D8", CultureInfo.InvariantCulture),
            "tcm-hospital" => value.ToString("D10", CultureInfo.InvariantCulture),
            "county-hospital" => Uuid(institution.Index, value),
            "second-hospital" => (value * 10 + CheckDigit(value)).ToString("D9", CultureInfo.InvariantCulture),
            "maternal-hospital" => "MC" + value.ToString("D8", CultureInfo.InvariantCulture),
            "disease-control" => "CD" + value.ToString("D10", CultureInfo.InvariantCulture),
            "insurance" => (330_000_000_000_000L + value).ToString(CultureInfo.InvariantCulture),
            "population" => "R" + value.ToString("D9", CultureInfo.InvariantCulture),
            "wearables" => "u" + value.ToString("x8", CultureInfo.InvariantCulture),
            _ => "N" + value.ToString("D9", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The resident and slot that a number was given to; false for one that was never given.</summary>
    public bool TryRead(Institution institution, string number, out int resident, out RecordSlot slot)
    {
        (resident, slot) = (-1, default);
        if (institution.Kind == InstitutionKind.CommunityCentre) return TryReadHealthRecord(number, out resident, out slot);
        var value = institution.Source switch
        {
            "county-hospital" => number.Length == 36 && uint.TryParse(number.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex ^ _masks[institution.Index] : -1L,
            "second-hospital" => Digits(number, 0) is var all and >= 0 ? all / 10 : -1,
            "insurance" => Digits(number, 0) - 330_000_000_000_000L,
            "wearables" => number.Length == 9 && uint.TryParse(number.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : -1L,
            "tcm-hospital" => Digits(number, 0),
            "maternal-hospital" or "disease-control" => Digits(number, 2),
            _ => Digits(number, 1),
        };
        if (value < 0 || value >= _count) return false;
        var index = _shuffles[institution.Index].Invert(value);
        (resident, slot) = ((int)(index / Slots), (RecordSlot)(index % Slots));
        return slot <= RecordSlot.Newborn && Write(institution, resident, 0, slot) == number;
    }

    private static long Digits(string number, int from) => number.Length > from && long.TryParse(number.AsSpan(from), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;

    private static int CheckDigit(long value)
    {
        // Luhn's formula over the digits.
        var sum = 0;
        for (var i = 0; value > 0; i++, value /= 10)
        {
            var digit = (int)(value % 10) * (i % 2 == 0 ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }

        return (10 - sum % 10) % 10;
    }

    private string Uuid(int institution, long value)
    {
        // The number is in the first eight digits; the rest is drawn, with the version and variant of RFC 9562 for a random one.
        var first = (uint)value ^ _masks[institution];
        var stream = new RandomStream(_seed, RandomPurpose.Identity, value, -2 - institution);
        var (a, b) = (stream.Next(), stream.Next());
        return string.Create(CultureInfo.InvariantCulture, $"{first:x8}-{(ushort)a:x4}-4{(a >> 16) & 0xFFF:x3}-{0x8000 | ((a >> 32) & 0x3FFF):x4}-{b & 0xFFFF_FFFF_FFFF:x12}");
    }

    /// <summary>居民健康档案编号: 17 digits, nine of the town, three of the community, five of the person (WS 365-2011).</summary>
    private string WriteHealthRecord(int resident, int community, RecordSlot slot)
    {
        var of = _map.Communities[community];
        var shuffle = new Permutation(_seed, 100_000 + community, (long)of.ResidentCount * Slots);
        var value = shuffle.Apply((long)(resident - of.FirstResident) * Slots + (int)slot);
        return _communityPrefix[community] + value.ToString("D5", CultureInfo.InvariantCulture);
    }

    private bool TryReadHealthRecord(string number, out int resident, out RecordSlot slot)
    {
        (resident, slot) = (-1, default);
        if (number.Length != 17 || !_communityByPrefix.TryGetValue(number[..12], out var community)) return false;
        var of = _map.Communities[community];
        var value = Digits(number, 12);
        if (value < 0 || value >= (long)of.ResidentCount * Slots) return false;
        var index = new Permutation(_seed, 100_000 + community, (long)of.ResidentCount * Slots).Invert(value);
        (resident, slot) = ((int)(index / Slots) + of.FirstResident, (RecordSlot)(index % Slots));
        return slot <= RecordSlot.Newborn;
    }
}
