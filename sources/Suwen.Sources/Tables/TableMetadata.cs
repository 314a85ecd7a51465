namespace Suwen.Sources.Tables;

/// <summary>Names of the metadata that a chunk of a table carries, so that its bytes can be parsed alone and in any order.</summary>
internal static class TableMetadata
{
    /// <summary>Name of the file, without its folder.</summary>
    public const string File = "file";

    /// <summary>Keyed hash of the first chunk and the file's name: the same for all chunks of one file, and when the file is landed again.</summary>
    public const string FileId = "file-id";

    /// <summary>Number of the chunk in its file, from 0.</summary>
    public const string Chunk = "chunk";

    /// <summary>Number of the chunk's first row in the file, as a spreadsheet numbers rows: the first row of the file is 1.</summary>
    public const string FirstRow = "first-row";

    /// <summary>Text of the header row; absent for a table without one.</summary>
    public const string Header = "header";

    /// <summary>Rows before the first row with data, the header row among them.</summary>
    public const string SkipRows = "skip-rows";

    public const string Delimiter = "delimiter";

    /// <summary><c>none</c> where the file has no quoting.</summary>
    public const string Quote = "quote";

    public const string Encoding = "encoding";

    /// <summary>Position of the landed mapping.</summary>
    public const string Mapping = "mapping";

    /// <summary>Present, and <c>true</c>, on the last chunk of a file that landed whole.</summary>
    public const string Last = "last";

    /// <summary>The OMOP table that the file holds.</summary>
    public const string Table = "table";

    /// <summary><c>xlsx</c> on a workbook.</summary>
    public const string Workbook = "workbook";
}
