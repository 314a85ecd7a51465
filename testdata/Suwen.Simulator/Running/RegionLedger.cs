using System.Globalization;
using System.Text;
using Suwen.Simulator.Writing;

namespace Suwen.Simulator.Running;

/// <summary>A line of the ledger: what a source sent of one kind.</summary>
public readonly record struct LedgerKey(string Source, string Channel, string Kind);

/// <summary>Counts of a line. Loaded + Quarantined + Duplicates = Records.</summary>
public sealed record LedgerCount(long Records, long Bytes, long Quarantined, long Duplicates)
{
    public static readonly LedgerCount None = new(0, 0, 0, 0);

    public static LedgerCount operator +(LedgerCount left, LedgerCount right) =>
        new(left.Records + right.Records, left.Bytes + right.Bytes, left.Quarantined + right.Quarantined, left.Duplicates + right.Duplicates);
}

/// <summary>The simulator's own account of what it wrote: by source, channel and kind of record. A CSV file, so that anybody can add it up.</summary>
public sealed class RegionLedger
{
    /// <summary>Channels that begin so hold files for which the platform has no door.</summary>
    public const string Attachments = "attachments/";

    private const string Header = "source,channel,kind,records,bytes,quarantined,duplicates";

    private readonly SortedDictionary<LedgerKey, LedgerCount> _counts = new(Comparer<LedgerKey>.Create(static (left, right) =>
    {
        var order = string.CompareOrdinal(left.Source, right.Source);
        if (order == 0) order = string.CompareOrdinal(left.Channel, right.Channel);
        return order != 0 ? order : string.CompareOrdinal(left.Kind, right.Kind);
    }));

    public IReadOnlyDictionary<LedgerKey, LedgerCount> Counts => _counts;

    public long Records => _counts.Values.Sum(c => c.Records);

    public long Bytes => _counts.Values.Sum(c => c.Bytes);

    /// <summary>Counts the records of a channel.</summary>
    public void Add(ChannelOutput output)
    {
        var records = output.Records;
        var from = 0;
        while (from < records.Count)
        {
            // Records of a kind come in runs; one look-up for each run.
            var kind = records[from].Kind;
            long count = 0, bytes = 0, quarantined = 0, duplicates = 0;
            for (; from < records.Count && records[from].Kind == kind; from++)
            {
                count++;
                bytes += records[from].Length;
                if (records[from].Fate == ExpectedFate.Quarantined) quarantined++;
                else if (records[from].Fate == ExpectedFate.Duplicate) duplicates++;
            }

            Add(new LedgerKey(output.Channel.Source, output.Channel.IsLoadable ? output.Channel.Name : Attachments + output.Channel.Name, kind), new LedgerCount(count, bytes, quarantined, duplicates));
        }
    }

    public void Add(LedgerKey key, LedgerCount count) => _counts[key] = _counts.GetValueOrDefault(key, LedgerCount.None) + count;

    public void Add(RegionLedger other)
    {
        foreach (var (key, count) in other._counts) Add(key, count);
    }

    public string ToCsv()
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var (key, count) in _counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{key.Source},{key.Channel},{key.Kind},{count.Records},{count.Bytes},{count.Quarantined},{count.Duplicates}\n");
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToCsv"/> wrote.</summary>
    /// <exception cref="SimulationException">It is no ledger.</exception>
    public static RegionLedger Read(string path)
    {
        var ledger = new RegionLedger();
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header) throw NoLedger(path, 1);
        for (var i = 1; i < lines.Length; i++)
        {
            var fields = lines[i].Split(',');
            if (fields.Length != 7 || !TryNumber(fields[3], out var records) || !TryNumber(fields[4], out var bytes) || !TryNumber(fields[5], out var quarantined) || !TryNumber(fields[6], out var duplicates))
            {
                throw NoLedger(path, i + 1);
            }

            ledger.Add(new LedgerKey(fields[0], fields[1], fields[2]), new LedgerCount(records, bytes, quarantined, duplicates));
        }

        return ledger;
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static SimulationException NoLedger(string path, int line) =>
        new($"{path}, line {line.ToString(CultureInfo.InvariantCulture)}", "This is not a ledger of a simulation.", "Name the ledger.csv that suwen simulate wrote.");
}
