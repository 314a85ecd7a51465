namespace Suwen.Governance.Gate;

/// <summary>
/// Tells equal records of one file apart: the n-th record of equal content in a file is the same record as the n-th of that
/// content in the next delivery of the file. Holds a bit per id used by a file that is being loaded.
/// </summary>
internal sealed class FileOccurrences
{
    private const int PageBits = 1 << 15;
    private readonly Dictionary<string, Dictionary<long, ulong[]>> files = new(StringComparer.Ordinal);

    public IEnumerable<string> OpenFiles => files.Keys;

    public void Begin(string file) => files[file] = [];

    public bool IsOpen(string file) => files.ContainsKey(file);

    public void End(string file) => files.Remove(file);

    /// <summary>Marks the id as used by the file; false when it was used before.</summary>
    public bool TryUse(string file, long id)
    {
        if (!files.TryGetValue(file, out var pages))
        {
            files[file] = pages = [];
        }

        if (!pages.TryGetValue(id / PageBits, out var page))
        {
            pages[id / PageBits] = page = new ulong[PageBits / 64];
        }

        var bit = (int)(id % PageBits);
        var before = page[bit >> 6];
        page[bit >> 6] |= 1UL << (bit & 63);
        return page[bit >> 6] != before;
    }
}
