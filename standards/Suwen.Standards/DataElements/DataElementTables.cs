namespace Suwen.Standards.DataElements;

/// <summary>
/// The elements, value sets and data sets that come with Suwen: a sample, taken from an unofficial transcription (see NOTICE), of what
/// the columns of the model are linked to. A site imports its own, which then take their place.
/// </summary>
public static class DataElementTables
{
    /// <summary>What to show beside anything taken from these tables.</summary>
    public const string Label = "sample, unofficial transcription of WS 363-2011, WS 364 and vendor data sets; import the site's own";

    private static readonly Lazy<IReadOnlyList<DataElement>> ElementTable = new(() => DataElementFiles.ReadElements(Bytes("data_elements.csv"), []));
    private static readonly Lazy<IReadOnlyList<ValueSetItem>> ValueSetTable = new(() => DataElementFiles.ReadValueSets(Bytes("value_set_items.csv"), []));
    private static readonly Lazy<IReadOnlyList<DataSetMember>> MemberTable = new(() => DataElementFiles.ReadMembers(Bytes("data_set_members.csv"), []));

    /// <summary>The sample of elements.</summary>
    public static IReadOnlyList<DataElement> Elements => ElementTable.Value;

    /// <summary>The sample of value sets.</summary>
    public static IReadOnlyList<ValueSetItem> ValueSets => ValueSetTable.Value;

    /// <summary>The sample of data sets.</summary>
    public static IReadOnlyList<DataSetMember> Members => MemberTable.Value;

    private static byte[] Bytes(string file)
    {
        using var stream = typeof(DataElementTables).Assembly.GetManifestResourceStream("data-elements/" + file)
            ?? throw new InvalidOperationException($"The assembly lacks its table data-elements/{file}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
