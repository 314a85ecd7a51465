using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Tables;

/// <summary>A table of a house: its channel, its header row in the bytes of the file, and the mapping by which the platform reads it.</summary>
internal sealed class TableFormat
{
    private readonly byte[] _header;

    /// <param name="number">Tells the tables of a house apart when faults are drawn.</param>
    /// <param name="kind">What a row is called in the ledger: the mapping's record.</param>
    public TableFormat(int number, string source, string name, string kind, FilePeriod period, string header, string? mapping, bool isGb18030 = false, string extension = "csv")
    {
        Number = number;
        Kind = kind;
        IsGb18030 = isGb18030;
        Channel = new FeedChannel(source, name, Door.Folder, extension, period, mapping is not null);
        Mapping = mapping is null ? null : $"# 合成数据 {source} {name}\nrecord: {kind}\n" + (extension == "csv" ? $"encoding: {(isGb18030 ? "gb18030" : "utf-8")}\n" : "") + mapping;
        var text = new Utf8Record();
        text.Add(header);
        text.Add("\r\n"u8);
        _header = isGb18030 ? new Gb18030Encoder().Encode(text.Written).ToArray() : text.Written.ToArray();
    }

    public int Number { get; }
    public string Kind { get; }
    public bool IsGb18030 { get; }
    public FeedChannel Channel { get; }
    public string? Mapping { get; }
    public ReadOnlySpan<byte> Header => _header;
}
