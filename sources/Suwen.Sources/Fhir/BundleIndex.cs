namespace Suwen.Sources.Fhir;

/// <summary>
/// Finds an entry of a bundle by its fullUrl (FHIR R4 3.1.1.5 "Resolving references in Bundles"), whether it comes before or after the
/// reference. Made at the first question: a bundle whose references are all of the form Type/id never asks.
/// </summary>
internal sealed class BundleIndex
{
    private const int KeptSlots = 1 << 17;
    private int[] slots = [];
    private int mask;
    private JsonNode entries;
    private bool isBuilt;

    public void Clear() => Begin(default);

    /// <summary>Takes the <c>entry</c> array of another bundle.</summary>
    public void Begin(JsonNode bundleEntries)
    {
        entries = bundleEntries;
        isBuilt = false;
    }

    /// <summary>Finds the entry whose fullUrl is <paramref name="url"/>.</summary>
    public bool TryFind(ReadOnlySpan<byte> url, out JsonNode entry)
    {
        entry = default;
        if (!entries.Exists)
        {
            return false;
        }

        if (!isBuilt)
        {
            Build();
        }

        for (var slot = SlotOf(url); slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var candidate = entries.Sibling(slots[slot]);
            if (candidate["fullUrl"u8].Is(url))
            {
                entry = candidate;
                return true;
            }
        }

        return false;
    }

    private void Build()
    {
        var count = 0;
        foreach (var _ in entries)
        {
            count++;
        }

        var size = 64;
        while (size < count * 2)
        {
            size *= 2;
        }

        if (slots.Length < size || (slots.Length > KeptSlots && size <= KeptSlots))
        {
            slots = new int[size];
        }
        else
        {
            Array.Clear(slots);
        }

        mask = slots.Length - 1;
        isBuilt = true;
        foreach (var entry in entries)
        {
            var url = entry["fullUrl"u8].Text;
            if (url.IsEmpty || !entry["resource"u8].IsObject)
            {
                continue;
            }

            var slot = SlotOf(url);
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = entry.Index;
        }
    }

    // Seeded per process by the runtime, so that nobody can choose URLs that all fall into one slot.
    private int SlotOf(ReadOnlySpan<byte> url)
    {
        var hash = default(HashCode);
        hash.AddBytes(url);
        return hash.ToHashCode() & mask;
    }
}
