using System.IO.Compression;
using System.Runtime.CompilerServices;
using Suwen.Standards.Csv;
using Suwen.Standards.Text;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis;

/// <summary>
/// A delimited file with a header as a table of text: UTF-8, UTF-16 or GB18030, delimiter found, plain or gzip. An empty or blank field, or
/// <c>NA</c> without quotes, is missing. Read in blocks, so a file of any size fits.
/// </summary>
public sealed class CsvTable : IOperatorTable
{
    private const int BlockBytes = 1 << 22;
    private const int BatchRows = 1 << 14;
    private const int MaximumRowBytes = 1 << 28;

    private readonly string path;
    private readonly byte delimiter;
    private readonly CharacterSet set;
    private readonly int markLength;

    private CsvTable(string path, byte delimiter, CharacterSet set, int markLength, IReadOnlyList<ResultColumn> columns)
    {
        this.path = path;
        this.delimiter = delimiter;
        this.set = set;
        this.markLength = markLength;
        Columns = columns;
        Name = Path.GetFileName(path);
    }

    public string Name { get; }

    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>Reads the header.</summary>
    /// <exception cref="OperatorException">There is no such file, it is empty, its encoding is none of those read, or two columns have one name.</exception>
    public static async Task<CsvTable> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            throw OperatorException.BadData($"There is no file {name}.", "Name a CSV file that exists.");
        }

        var probe = new CharacterSetProbe();
        var head = new byte[BlockBytes];
        int length;
        await using (var stream = OpenBytes(path))
        {
            length = await ReadBlockAsync(stream, head, name, cancellationToken);
            for (var read = length; read > 0; read = await ReadBlockAsync(stream, head.AsMemory(), name, cancellationToken))
            {
                probe.Add(head.AsSpan(0, read));
                if (read < head.Length)
                {
                    break;
                }
            }
        }

        if (length == 0)
        {
            throw OperatorException.BadData($"{name} is empty.", "Name a CSV file with a header and rows.");
        }

        var set = probe.Decide(out var mark) ?? throw OperatorException.BadData($"{name} is neither UTF-8, UTF-16 nor GB18030.", "Save it as UTF-8.");
        await using var text = OpenText(path, set, mark);
        length = await ReadBlockAsync(text, head, name, cancellationToken);
        var (delimiter, columns) = ReadHeader(head.AsSpan(0, length), length < head.Length, name);
        return new CsvTable(path, delimiter, set, mark, columns);
    }

    public async IAsyncEnumerable<ColumnBatch> ReadAsync(IReadOnlyList<string> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var indexes = columns.Select(IndexOf).ToArray();
        var batch = new ColumnBatch([.. columns.Select(static c => new ResultColumn(c, ColumnType.Text))], BatchRows);
        var reading = new Reading(this, indexes, batch);
        await using var text = OpenText(path, set, markLength);
        var buffer = new byte[BlockBytes];
        var held = 0;
        for (var isLast = false; !isLast;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (held == buffer.Length)
            {
                buffer = Grow(buffer);
            }

            var read = await ReadBlockAsync(text, buffer.AsMemory(held), Name, cancellationToken);
            held += read;
            isLast = held < buffer.Length;
            var consumed = 0;
            do
            {
                consumed += reading.Fill(buffer.AsSpan(consumed, held - consumed), isLast);
                if (batch.RowCount == BatchRows || (isLast && batch.RowCount > 0))
                {
                    yield return batch;
                    batch.Clear();
                }
            }
            while (reading.IsFull);

            buffer.AsSpan(consumed, held - consumed).CopyTo(buffer);
            held -= consumed;
        }
    }

    private static (byte Delimiter, ResultColumn[] Columns) ReadHeader(ReadOnlySpan<byte> head, bool isWhole, string name)
    {
        var delimiter = CsvSniffer.Delimiter(head, isWhole);
        var reader = new CsvReader(head, delimiter, CsvReader.DoubleQuote, new CsvFields(), isWhole);
        if (!reader.Read())
        {
            throw OperatorException.BadData($"{name} has no header.", "The first row must name the columns.");
        }

        var columns = new ResultColumn[reader.FieldCount];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new ResultColumn(System.Text.Encoding.UTF8.GetString(reader[i]).Trim(), ColumnType.Text);
        }

        if (columns.GroupBy(static c => c.Name).FirstOrDefault(static g => g.Count() > 1 && g.Key.Length > 0) is { } twice)
        {
            throw OperatorException.BadData($"{name} has two columns named \"{twice.Key}\".", "Give each column a name of its own.");
        }

        return (delimiter, columns);
    }

    private static Stream OpenBytes(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static Stream OpenText(string path, CharacterSet set, int markLength)
    {
        var bytes = OpenBytes(path);
        for (var i = 0; i < markLength; i++)
        {
            _ = bytes.ReadByte();
        }

        if (set.IsUtf8)
        {
            return bytes;
        }

        var encoding = set == CharacterSets.Utf16LittleEndian ? System.Text.Encoding.Unicode
            : set == CharacterSets.Utf16BigEndian ? System.Text.Encoding.BigEndianUnicode
            : System.Text.CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        return System.Text.Encoding.CreateTranscodingStream(bytes, encoding, System.Text.Encoding.UTF8);
    }

    private static async Task<int> ReadBlockAsync(Stream stream, Memory<byte> buffer, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw OperatorException.BadData($"{name} ends in the middle or is no gzip file.", "Copy the file again.");
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        if (buffer.Length >= MaximumRowBytes)
        {
            throw OperatorException.BadData("A row is longer than 256 MB.", "A quote is probably never closed; look at the last rows of the file.");
        }

        Array.Resize(ref buffer, buffer.Length * 2);
        return buffer;
    }

    private int IndexOf(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column)
            {
                return i;
            }
        }

        throw OperatorException.BadData($"{Name} has no column \"{column}\".", $"Its columns are: {string.Join(", ", Columns.Select(static c => c.Name).Take(50))}.");
    }

    /// <summary>Moves rows from text to a batch.</summary>
    private sealed class Reading(CsvTable table, int[] indexes, ColumnBatch batch)
    {
        private readonly CsvFields fields = new();
        private bool isHeaderRead;
        private long row;

        /// <summary>True when the batch was full before the text ended.</summary>
        public bool IsFull { get; private set; }

        /// <summary>Adds rows until the batch is full or the text ends; answers the bytes used.</summary>
        public int Fill(ReadOnlySpan<byte> text, bool isLast)
        {
            var reader = new CsvReader(text, table.delimiter, CsvReader.DoubleQuote, fields, isLast);
            IsFull = false;
            while (reader.Read())
            {
                if (!isHeaderRead)
                {
                    isHeaderRead = true;
                    continue;
                }

                if (reader.FieldCount == 1 && table.Columns.Count > 1 && reader.IsBlank)
                {
                    continue;
                }

                row++;
                Add(ref reader);
                if (batch.RowCount == BatchRows)
                {
                    IsFull = true;
                    break;
                }
            }

            return reader.Position;
        }

        private void Add(ref CsvReader reader)
        {
            if (reader.FieldCount != table.Columns.Count || reader.Fault != CsvFault.None)
            {
                throw OperatorException.BadData(
                    reader.Fault != CsvFault.None ? $"{table.Name}, row {row}: {reader.Fault}." : $"{table.Name}, row {row} has {reader.FieldCount} fields where the header has {table.Columns.Count}.",
                    "Correct the row, or put fields that hold the delimiter in quotes.");
            }

            for (var i = 0; i < indexes.Length; i++)
            {
                var field = reader[indexes[i]];
                if (field.IsEmpty || (field[0] == (byte)' ' && field.IndexOfAnyExcept((byte)' ') < 0) || (field.Length == 2 && field.SequenceEqual("NA"u8) && !reader.IsQuoted(indexes[i])))
                {
                    batch[i].AppendNull();
                }
                else
                {
                    batch[i].Append(field);
                }
            }
        }
    }
}
