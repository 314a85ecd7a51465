using System.Text;
using Suwen.Standards.Csv;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Payment.Dip;

/// <summary>A group of a catalogue as cases are put into it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Type">core, comprehensive, or what a city calls it.</param>
/// <param name="Needs">Procedures it asks for: of each set one. Empty for conservative treatment.</param>
/// <param name="Score">Its score.</param>
/// <param name="MeanCost">Mean cost; null where the catalogue does not say.</param>
internal sealed record DipEntry(string Code, string Type, string[][] Needs, double Score, double? MeanCost);

/// <summary>How a case found its group.</summary>
internal enum DipMatch
{
    None,
    Exact,
    Subset,
    Conservative,
    Comprehensive,
}

/// <summary>
/// A catalogue: one that dip-build wrote, or a city's published table. A city's table names alternatives with <c>/</c> and procedures that must be there
/// together with <c>+</c>; its diseases have three, four or more characters.
/// </summary>
internal sealed class DipCatalogue
{
    private readonly Dictionary<string, DipEntry> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DipEntry>> byDisease = new(StringComparer.Ordinal);

    /// <summary>True for a city's table, whose groups ask for some procedures and leave others open.</summary>
    public bool IsCityTable { get; private init; }

    public int Count { get; private set; }

    /// <summary>Cities whose tables are built in, as samples.</summary>
    public static IReadOnlyList<string> Cities { get; } = ["meizhou-2024"];

    /// <summary>The table of a city that is built in.</summary>
    public static MemoryTable City(string name)
    {
        using var stream = typeof(DipCatalogue).Assembly.GetManifestResourceStream($"Payment/Dip/Content/{name}.csv")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read();
        var columns = new ResultColumn[reader.FieldCount];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new ResultColumn(Encoding.UTF8.GetString(reader[i]), ColumnType.Text);
        }

        var batch = new ColumnBatch(columns);
        while (reader.Read())
        {
            for (var i = 0; i < columns.Length; i++)
            {
                batch[i].Append(reader[i]);
            }
        }

        return new MemoryTable(name, [batch]);
    }

    public static async Task<DipCatalogue> ReadAsync(IOperatorTable table, CancellationToken cancellationToken)
    {
        var names = table.Columns.Select(static c => c.Name).ToHashSet(StringComparer.Ordinal);
        var isCity = names.Contains("disease_code");
        string[] columns = isCity
            ? ["dip_group_code", "disease_code", "main_procedure_code", "other_procedure_code", "group_type", "score"]
            : ["dip_code", "disease", "procedures", "treatment", "type", "score", "mean_cost"];
        if (columns.FirstOrDefault(c => !names.Contains(c)) is { } missing)
        {
            throw OperatorException.BadData($"The catalogue {table.Name} has no column {missing}.", "Give the result of dip-build, or a city's table with dip_group_code, disease_code, main_procedure_code, other_procedure_code, group_type, score.");
        }

        var catalogue = new DipCatalogue { IsCityTable = isCity };
        var row = 0L;
        await foreach (var batch in table.ReadAsync(columns, cancellationToken))
        {
            for (var i = 0; i < batch.RowCount; i++)
            {
                row++;
                var score = DipCase.Number(batch[5], i);
                if (double.IsNaN(score) || Text(batch, 0, i).Length == 0 || Text(batch, 1, i).Length < 3)
                {
                    throw OperatorException.BadData($"The catalogue {table.Name}, row {row}: code, disease or score is missing.", "Correct the row.");
                }

                if (isCity)
                {
                    catalogue.AddCity(batch, i, score);
                }
                else
                {
                    catalogue.AddOwn(batch, i, score);
                }
            }
        }

        return catalogue.Count > 0 ? catalogue : throw OperatorException.BadData($"The catalogue {table.Name} has no rows.", "Give a catalogue with groups.");
    }

    /// <summary>The group of a case: the same set of procedures; in a city's table the group that asks for the most of its procedures, then the higher score; else the comprehensive group.</summary>
    public DipEntry? Find(DipCase dipCase, out DipMatch match)
    {
        if (IsCityTable)
        {
            // A group of the whole code goes before one of four characters, and that before one of the category.
            return FindIn(dipCase.MainDiagnosis, dipCase, out match) ?? FindIn(dipCase.Disease, dipCase, out match) ?? FindIn(dipCase.Category, dipCase, out match);
        }

        if (exact.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(dipCase.Key, out var entry))
        {
            match = dipCase.Procedures.Count == 0 ? DipMatch.Conservative : DipMatch.Exact;
            return entry;
        }

        var found = exact.TryGetValue($"{dipCase.Category}:{DipLibrary.Name(dipCase.Treatment)}", out entry);
        match = found ? DipMatch.Comprehensive : DipMatch.None;
        return entry;
    }

    private DipEntry? FindIn(ReadOnlySpan<char> disease, DipCase dipCase, out DipMatch match)
    {
        DipEntry? best = null;
        match = DipMatch.None;
        if (!byDisease.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(disease, out var entries))
        {
            return null;
        }

        foreach (var entry in entries)
        {
            var isBetter = best is null || entry.Needs.Length > best.Needs.Length || (entry.Needs.Length == best.Needs.Length && entry.Score > best.Score);
            if (isBetter && Array.TrueForAll(entry.Needs, need => dipCase.Procedures.Exists(p => Array.IndexOf(need, p) >= 0)))
            {
                best = entry;
            }
        }

        match = best is null ? DipMatch.None : best.Needs.Length == 0 ? DipMatch.Conservative : best.Needs.Length == dipCase.Procedures.Count ? DipMatch.Exact : DipMatch.Subset;
        return best;
    }

    private void AddOwn(ColumnBatch batch, int row, double score)
    {
        var mean = DipCase.Number(batch[6], row);
        var procedures = Text(batch, 2, row);
        var entry = new DipEntry(Text(batch, 0, row), Text(batch, 4, row), [.. procedures.Split('+', StringSplitOptions.RemoveEmptyEntries).Select(static p => new[] { p })], score, double.IsNaN(mean) ? null : mean);
        Count += exact.TryAdd(entry.Code, entry) ? 1 : throw OperatorException.BadData($"The catalogue has the group {entry.Code} twice.", "Leave one of the two rows out.");
    }

    private void AddCity(ColumnBatch batch, int row, double score)
    {
        var needs = new List<string[]>();
        foreach (var part in new[] { Text(batch, 2, row) }.Concat(Text(batch, 3, row).Split('+')))
        {
            if (part.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } alternatives)
            {
                needs.Add(alternatives);
            }
        }

        var disease = Text(batch, 1, row);
        if (!byDisease.TryGetValue(disease, out var entries))
        {
            byDisease.Add(disease, entries = []);
        }

        entries.Add(new DipEntry(Text(batch, 0, row), Text(batch, 4, row), [.. needs], score, null));
        Count++;
    }

    private static string Text(ColumnBatch batch, int column, int row) => batch[column].IsNull(row) ? "" : batch[column].IsBytes ? batch[column].Text(row).Trim() : "";
}
