using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ExcelDataReader;
using Suwen.Security.Deidentification.Dicom;
using Suwen.Security.Deidentification.Formats;
using Suwen.Security.Deidentification.Methods;
using Suwen.Security.Deidentification.Runs;

namespace Suwen.Security.Deidentification;

/// <summary>What became of a file.</summary>
/// <param name="Name">Its path below the output folder; of a file that was not copied, its number in the order of names.</param>
/// <param name="Format">What it was recognised as; null where it was not.</param>
/// <param name="Bytes">Size of the input.</param>
/// <param name="Records">Rows, messages, resources, images.</param>
/// <param name="InputHash">HMAC-SHA-256 of the input under the project's key.</param>
/// <param name="OutputHash">SHA-256 of the output; null where there is none.</param>
/// <param name="Refusal">Why it was not copied; null where it was treated.</param>
public sealed record TreatedFile(string Name, string? Format, long Bytes, long Records, string InputHash, string? OutputHash, string? Refusal);

/// <summary>Counts for one place, summed over a run.</summary>
public sealed record FieldTotal(string Format, string Table, string Place, string Kind, string Method, string Why, long Values, long Changed, long Removed, long Unreadable);

/// <summary>What a run did.</summary>
public sealed record DeidResult(IReadOnlyList<TreatedFile> Files, IReadOnlyList<FieldTotal> Fields, IReadOnlyDictionary<string, long> FoundInText, IReadOnlyDictionary<string, long> Warnings, IReadOnlyDictionary<string, long> DatesMovedBy)
{
    public bool IsComplete => Files.All(f => f.Refusal is null);
}

/// <summary>
/// De-identifies files and folders. Each file is written under another name, synced and then renamed, so that what stands in the output folder is whole; a
/// file that cannot be treated is not copied. What is done is noted in the output folder, and a run that was broken off goes on where it was.
/// </summary>
public sealed class DeidRun
{
    /// <summary>Name of the file in the output folder that remembers what is done.</summary>
    public const string StateName = ".suwen-deid";

    private const string PartSuffix = ".part";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly DeidSession session;
    private readonly Dictionary<(string, string, string), FieldTotal> totals = [];
    private readonly Dictionary<string, long> found = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> warnings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> movedBy = new(StringComparer.Ordinal);
    private readonly List<TreatedFile> files = [];

    /// <param name="policy">What is done with what.</param>
    /// <param name="keys">The project's keys.</param>
    /// <param name="today">The day by which ages are counted.</param>
    /// <param name="directory">Who is whom, so that a person's dates move alike in the files of several senders; null where nothing is known.</param>
    public DeidRun(DeidPolicy policy, ProjectKeys keys, DateOnly today, PersonDirectory? directory = null)
    {
        session = new DeidSession(policy, keys, today, new PersonKeys(directory));
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
    }

    public DeidResult Result => new([.. files], [.. totals.Values], found, warnings, movedBy);

    /// <summary>Treats a file, or every file below a folder into the same tree.</summary>
    /// <param name="input">File or folder.</param>
    /// <param name="output">File or folder of the result; a folder is made.</param>
    /// <param name="progress">Called with each file done.</param>
    /// <param name="cancellationToken">Ends the run after the file at hand.</param>
    /// <exception cref="IOException">The disk is full or cannot be written: what is done stays, and the same call goes on.</exception>
    public DeidResult Run(string input, string output, Action<TreatedFile>? progress, CancellationToken cancellationToken)
    {
        if (session.Policy.ShiftsDates)
        {
            Survey(File.Exists(input) ? [input] : FilesBelow(input), cancellationToken);
        }

        if (File.Exists(input))
        {
            Add(Treat(input, Path.GetFileName(output), output, 1), progress);
            return Result;
        }

        Directory.CreateDirectory(output);
        var state = Path.Combine(output, StateName);
        var done = ReadState(state);
        using var note = new FileStream(state, FileMode.Append, FileAccess.Write, FileShare.Read);
        var number = 0;
        foreach (var path in FilesBelow(input))
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            var relative = SafeName(Path.GetRelativePath(input, path));
            var target = Path.Combine(output, relative);
            var hash = HashOf(path);
            if (done.TryGetValue(hash + relative, out var earlier) && File.Exists(Path.Combine(output, earlier.File.Name)))
            {
                Merge(earlier);
                progress?.Invoke(earlier.File);
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var line = Treat(path, relative, target, number);
            Add(line, progress);
            note.Write(JsonSerializer.SerializeToUtf8Bytes(line with { Key = hash + relative }, Json));
            note.Write("\n"u8);
            note.Flush(flushToDisk: true);
        }

        return Result;
    }

    /// <summary>
    /// Goes through all files for records that have a person's number beside their national ID: what is written goes nowhere and nothing is searched.
    /// Files that cannot be read are left to their treatment, which says why. Workbooks are not surveyed.
    /// </summary>
    private void Survey(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        session.Persons.IsSurvey = true;
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using var input = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
                var head = new byte[4096];
                var format = FileFormats.Of(path, head.AsSpan(0, input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
                input.Position = 0;
                if (format is "csv" or "json" or "ndjson" or "hl7")
                {
                    Treat(format, input, Stream.Null, Path.GetFileName(path));
                }
            }
            catch (UnauthorizedAccessException)
            {
                continue;
            }

            session.TakeFields();
            session.Warnings.Clear();
        }

        session.Records = 0;
        session.Persons.IsSurvey = false;
    }

    /// <summary>Treats rows of a table of the warehouse, given as delimited text with a header.</summary>
    public TreatedFile RunTable(string table, Stream rows, string output)
    {
        var before = rows.Position;
        var line = Written(output, table + ".csv", "table", rows.Length - before, HashOf(rows), stream => new DelimitedTreatment(session, table, "table").Treat(rows, stream));
        Add(line, null);
        return line.File;
    }

    private sealed record StateLine(TreatedFile File, IReadOnlyList<FieldTotal> Fields, IReadOnlyDictionary<string, long> Found, IReadOnlyDictionary<string, long> Warnings, string Policy, string Project, int KeyId)
    {
        public string Key { get; init; } = "";

        /// <summary>Records whose dates moved, by what their person was known by; empty in lines of an earlier Suwen.</summary>
        public IReadOnlyDictionary<string, long> MovedBy { get; init; } = new Dictionary<string, long>();
    }

    private static IEnumerable<string> FilesBelow(string folder) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Where(p => !p.EndsWith(PartSuffix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private Dictionary<string, StateLine> ReadState(string path)
    {
        var done = new Dictionary<string, StateLine>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return done;
        }

        foreach (var text in File.ReadLines(path))
        {
            try
            {
                if (JsonSerializer.Deserialize<StateLine>(text, Json) is { File.Refusal: null } line && line.Policy == session.Policy.Hash && line.Project == session.Keys.Project && line.KeyId == session.Keys.KeyId)
                {
                    done[line.Key] = line;
                }
            }
            catch (JsonException)
            {
                // The last line of a run that was killed: its file is done again.
                continue;
            }
        }

        return done;
    }

    private StateLine Treat(string path, string name, string target, int number)
    {
        try
        {
            using var input = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var head = new byte[4096];
            var got = input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            var format = FileFormats.Of(path, head.AsSpan(0, got));
            input.Position = 0;
            var hash = HashOf(input);
            if (format is null)
            {
                return Line(new TreatedFile(Anonymous(number), null, input.Length, 0, hash, null, "The file is of a format that Suwen cannot de-identify."));
            }

            return format == "xlsx" ? Workbook(input, name, target, hash) : Written(target, name, format, input.Length, hash, output => Treat(format, input, output, Path.GetFileName(path)));
        }
        catch (UnauthorizedAccessException)
        {
            return Line(new TreatedFile(Anonymous(number), null, 0, 0, "", null, "The file may not be read by this user."));
        }
    }

    private string? Treat(string format, Stream input, Stream output, string file) => format switch
    {
        "csv" => new DelimitedTreatment(session, file).Treat(input, output),
        "json" or "ndjson" => TreatJson(format, input, output, file),
        "hl7" => new Hl7Treatment(session).Treat(input, output),
        "dicom" => new DicomTreatment(session).Treat(input, output),
        _ => new TextTreatment(session, file).Treat(input, output),
    };

    private string? TreatJson(string format, Stream input, Stream output, string file)
    {
        using var treatment = new JsonTreatment(session, file);
        return treatment.Treat(input, output, isLines: format == "ndjson");
    }

    /// <summary>Writes to a file of another name, syncs it, renames it; removes it where the treatment refuses.</summary>
    private StateLine Written(string target, string name, string format, long bytes, string inputHash, Func<Stream, string?> treat)
    {
        var part = target + PartSuffix;
        session.Records = 0;
        string? refusal;
        string? outputHash = null;
        try
        {
            using (var file = new FileStream(part, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                refusal = treat(file);
                if (refusal is null)
                {
                    file.Flush(flushToDisk: true);
                    file.Position = 0;
                    outputHash = Convert.ToHexStringLower(SHA256.HashData(file));
                }
            }

            if (refusal is null)
            {
                File.Move(part, target, overwrite: true);
            }
        }
        finally
        {
            File.Delete(part);
        }

        return Line(new TreatedFile(name, format, bytes, session.Records, inputHash, outputHash, refusal));
    }

    /// <summary>A workbook becomes delimited text, one file per sheet: Suwen reads workbooks and does not write them.</summary>
    private StateLine Workbook(FileStream input, string name, string target, string hash)
    {
        if (!FileFormats.IsReasonable(input))
        {
            return Line(new TreatedFile(name, "xlsx", input.Length, 0, hash, null, "The workbook is damaged, or unpacks to more than 1 GiB."));
        }

        StateLine? result = null;
        try
        {
            using var reader = ExcelReaderFactory.CreateReader(input, new ExcelReaderConfiguration { LeaveOpen = true });
            var sheet = 0;
            do
            {
                sheet++;
                using var rows = Rows(reader, target);
                var sheetName = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Path.ChangeExtension(name, null)}.sheet{sheet}.csv");
                var line = Written(Path.Combine(Path.GetDirectoryName(target) ?? "", Path.GetFileName(sheetName)), sheetName, "xlsx", input.Length, hash, output => new DelimitedTreatment(session, Path.GetFileName(name), "xlsx").Treat(rows, output));
                result = result is null ? line : Joined(result, line);
            }
            while (reader.NextResult());
        }
        catch (Exception e) when (e is ExcelDataReader.Exceptions.ExcelReaderException or InvalidDataException or System.Xml.XmlException or FormatException or IndexOutOfRangeException or NullReferenceException or KeyNotFoundException or ArgumentException)
        {
            // What the library throws on damaged workbooks is not of one type.
            return Line(new TreatedFile(name, "xlsx", input.Length, 0, hash, null, "The workbook is damaged."));
        }

        session.Warn("workbooks are written as CSV, one file per sheet");
        return result is null ? Line(new TreatedFile(name, "xlsx", input.Length, 0, hash, null, "The workbook has no sheet.")) : Joined(result, Line(result.File));
    }

    private static FileStream Rows(IExcelDataReader reader, string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var rows = new FileStream(target + ".rows" + PartSuffix, options);
        using (var writer = new StreamWriter(rows, new UTF8Encoding(false), 1 << 16, leaveOpen: true))
        {
            while (reader.Read())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    writer.Write(i > 0 ? "," : "");
                    writer.Write(Cell(reader.GetValue(i)));
                }

                writer.Write('\n');
            }
        }

        rows.Position = 0;
        return rows;
    }

    private static string Cell(object? value)
    {
        var text = value switch
        {
            null => "",
            DateTime { TimeOfDay.Ticks: 0 } d => d.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            DateTime d => d.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
            IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
    }

    private StateLine Line(TreatedFile file)
    {
        var fields = session.TakeFields().Select(f => new FieldTotal(f.Format, f.Table, f.Place, FieldKinds.NameOf(f.Kind), FieldKinds.Hyphenated(f.Method.ToString()), f.Why, f.Values, f.Changed, f.Removed, f.Unreadable)).ToList();
        var inText = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var kind = 0; kind < session.Treater.FoundInText.Length; kind++)
        {
            if (session.Treater.FoundInText[kind] > 0)
            {
                inText[FieldKinds.NameOf((FieldKind)kind)] = session.Treater.FoundInText[kind];
            }
        }

        Array.Clear(session.Treater.FoundInText);
        var moved = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var basis in Enum.GetValues<PersonBasis>())
        {
            if (session.Persons.Counts[(int)basis] > 0)
            {
                moved[FieldKinds.Hyphenated(basis.ToString())] = session.Persons.Counts[(int)basis];
            }
        }

        Array.Clear(session.Persons.Counts);
        var warned = new Dictionary<string, long>(session.Warnings, StringComparer.Ordinal);
        session.Warnings.Clear();
        return new StateLine(file, file.Refusal is null ? fields : [], inText, warned, session.Policy.Hash, session.Keys.Project, session.Keys.KeyId) { MovedBy = moved };
    }

    private static StateLine Joined(StateLine first, StateLine second) => first with
    {
        File = first.File with { Records = first.File.Records == second.File.Records && ReferenceEquals(first.File, second.File) ? first.File.Records : first.File.Records + second.File.Records, Refusal = first.File.Refusal ?? second.File.Refusal },
        Fields = [.. first.Fields, .. second.Fields],
        Found = Sum(first.Found, second.Found),
        Warnings = Sum(first.Warnings, second.Warnings),
        MovedBy = Sum(first.MovedBy, second.MovedBy),
    };

    private static Dictionary<string, long> Sum(IReadOnlyDictionary<string, long> first, IReadOnlyDictionary<string, long> second)
    {
        var sum = new Dictionary<string, long>(first, StringComparer.Ordinal);
        foreach (var (key, value) in second)
        {
            sum[key] = sum.GetValueOrDefault(key) + value;
        }

        return sum;
    }

    private void Add(StateLine line, Action<TreatedFile>? progress)
    {
        Merge(line);
        progress?.Invoke(line.File);
    }

    private void Merge(StateLine line)
    {
        files.Add(line.File);
        foreach (var field in line.Fields)
        {
            var key = (field.Format, field.Table, field.Place);
            totals[key] = totals.TryGetValue(key, out var sum)
                ? sum with { Values = sum.Values + field.Values, Changed = sum.Changed + field.Changed, Removed = sum.Removed + field.Removed, Unreadable = sum.Unreadable + field.Unreadable }
                : field;
        }

        foreach (var (kind, count) in line.Found)
        {
            found[kind] = found.GetValueOrDefault(kind) + count;
        }

        foreach (var (basis, count) in line.MovedBy)
        {
            movedBy[basis] = movedBy.GetValueOrDefault(basis) + count;
        }

        foreach (var (text, count) in line.Warnings)
        {
            warnings[text] = warnings.GetValueOrDefault(text) + count;
        }
    }

    /// <summary>A path below the output folder: parts that name somebody (a file called after its patient) become codes.</summary>
    private string SafeName(string relative)
    {
        var parts = relative.Split(Path.DirectorySeparatorChar);
        var spans = new List<IdentifierSpan>();
        var detector = new TextDetector();
        for (var i = 0; i < parts.Length; i++)
        {
            var stem = Path.GetFileNameWithoutExtension(parts[i]);
            spans.Clear();
            detector.Find(stem.Replace('_', ' '), DetectionContext.None, spans);
            if (HasNumber(stem) || spans.Exists(static s => s.Kind is not (IdentifierKind.Date or IdentifierKind.Institution or IdentifierKind.Organisation or IdentifierKind.Address)))
            {
                session.Output.Clear();
                new Pseudonyms(session.Keys).Token(stem, session.Output);
                parts[i] = session.Output.ToString() + Path.GetExtension(parts[i]);
            }
        }

        return Path.Combine(parts);
    }

    /// <summary>True for a name with a run of six or more digits, or hexadecimal digits, that is no date: a record number, an ID number, a UUID.</summary>
    private static bool HasNumber(ReadOnlySpan<char> name)
    {
        for (var at = 0; at < name.Length;)
        {
            var end = at;
            var digits = 0;
            while (end < name.Length && char.IsAsciiHexDigit(name[end]))
            {
                digits += char.IsAsciiDigit(name[end]) ? 1 : 0;
                end++;
            }

            var run = name[at..end];
            if (run.Length >= 6 && digits >= 2 && !(digits == run.Length && run.Length is 6 or 8 or 12 or 14 && DateText.TryRead(run, out var date) && date.Year is > 1980 and < 2100))
            {
                return true;
            }

            at = Math.Max(end, at + 1);
        }

        return false;
    }

    private static string Anonymous(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"(file {number})");

    private string HashOf(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        return HashOf(stream);
    }

    private string HashOf(Stream stream)
    {
        var start = stream.Position;
        using var hash = session.Keys.FileHash();
        var block = new byte[1 << 17];
        int got;
        while ((got = stream.Read(block)) > 0)
        {
            hash.AppendData(block, 0, got);
        }

        stream.Position = start;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
