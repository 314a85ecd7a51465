using System.Text;

namespace Suwen.Analysis.Payment.Drg;

/// <summary>How a group is entered: by an operation, by another procedure, or by diagnosis alone.</summary>
internal enum DrgPartition : byte
{
    Surgical,
    Procedure,
    Medical,
}

/// <summary>A group into which an ADRG is split.</summary>
internal sealed record DrgSplit(string Code, string Title, string Condition, DrgRule Rule)
{
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Code);
}

/// <summary>A core group (ADRG).</summary>
internal sealed record DrgCore(string Code, string Title, DrgPartition Partition, string RuleText, DrgRule Rule, DrgSplit[] Splits)
{
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Code);
}

/// <summary>A major category (MDC) with its groups in the order in which they are tried; those entered by procedure stand before the medical ones.</summary>
internal sealed record DrgCategory(string Code, string Title, string RuleText, DrgRule Rule, string? UnrelatedCode, DrgCore[] Operative, DrgCore[] Medical)
{
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Code);

    public byte[] UnrelatedUtf8 { get; } = Encoding.UTF8.GetBytes(UnrelatedCode ?? "");

    public IEnumerable<DrgCore> Groups => Operative.Concat(Medical);
}

/// <summary>A rule that names why a case is refused before grouping, or why no group took it.</summary>
internal sealed record DrgCheck(bool IsBefore, DrgReason Reason, DrgRule Rule);

/// <summary>What scheme.yaml says of a scheme.</summary>
internal sealed record DrgSchemeHead(string Id, string Title, string Version, string Status, string StatusZh, string Source, IReadOnlyList<string> OpenPoints)
{
    /// <summary>True when results must be labelled: the scheme is no official text and not to be relied on.</summary>
    public bool IsUnofficial => Status.Contains("unofficial", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A grouping scheme ready for use. Immutable and thread-safe.</summary>
internal sealed class DrgScheme
{
    public required DrgSchemeHead Head { get; init; }

    public required DrgCodeTable Diagnoses { get; init; }

    public required DrgCodeTable Procedures { get; init; }

    public required IReadOnlyDictionary<string, int> DiagnosisLists { get; init; }

    public required IReadOnlyDictionary<string, int> ProcedureLists { get; init; }

    public required DrgCategory[] Categories { get; init; }

    public required DrgCheck[] Checks { get; init; }

    public required DrgComplications Complications { get; init; }

    /// <summary>True when the main procedure is a valid operation, which a group for unrelated surgery asks.</summary>
    public required DrgRule? HasOperation { get; init; }

    /// <summary>True when a case may be coded in the clinical edition, which is mapped.</summary>
    public required bool MapsDiagnoses { get; init; }

    public DrgCase NewCase() => new(Diagnoses.Words, Procedures.Words);
}

/// <summary>The complications of a scheme, and the main diagnoses with which each does not count.</summary>
internal sealed class DrgComplications
{
    private readonly byte[] levels;
    private readonly int[] tables;
    private readonly int[][] excludedBy;
    private readonly string[] names;

    private DrgComplications(byte[] levels, int[] tables, int[][] excludedBy, string[] names)
    {
        this.levels = levels;
        this.tables = tables;
        this.excludedBy = excludedBy;
        this.names = names;
    }

    /// <summary>0 for none, 1 for CC, 2 for MCC.</summary>
    public int Level(int diagnosis) => levels[diagnosis];

    /// <summary>Name of the exclusion table of a complication.</summary>
    public string Table(int diagnosis) => tables[diagnosis] < 0 ? "" : names[tables[diagnosis]];

    public bool IsExcluded(int diagnosis, int mainDiagnosis) => tables[diagnosis] >= 0 && excludedBy[mainDiagnosis].AsSpan().Contains(tables[diagnosis]);

    public static DrgComplications Create(int codeCount, IEnumerable<(int Code, int Level, string Table)> complications, IEnumerable<(string Table, int Main)> exclusions)
    {
        var levels = new byte[codeCount];
        var tables = new int[codeCount];
        tables.AsSpan().Fill(-1);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (code, level, table) in complications)
        {
            levels[code] = (byte)level;
            tables[code] = table.Length == 0 ? -1 : NumberOf(table);
        }

        var excludedBy = new int[codeCount][];
        excludedBy.AsSpan().Fill([]);
        foreach (var (table, main) in exclusions)
        {
            excludedBy[main] = [.. excludedBy[main], NumberOf(table)];
        }

        return new DrgComplications(levels, tables, excludedBy, [.. numbers.OrderBy(static n => n.Value).Select(static n => n.Key)]);

        int NumberOf(string table)
        {
            if (!numbers.TryGetValue(table, out var number))
            {
                number = numbers.Count;
                numbers.Add(table, number);
            }

            return number;
        }
    }
}
