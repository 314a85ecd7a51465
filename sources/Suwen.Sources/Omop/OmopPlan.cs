using Suwen.Sources.Tables;
using Suwen.Storage.Schema;

namespace Suwen.Sources.Omop;

/// <summary>What is done with one cell.</summary>
internal enum OmopCellKind : byte
{
    Text,
    Integer,
    Number,
    Date,
    Timestamp,
    Reference,

    /// <summary>Date or timestamp of the row's main time, which also states offset and precision.</summary>
    MainDate,
    MainTimestamp,

    BirthYear,
    BirthMonth,
    BirthDay,
    CostDomain,
    CostEvent,
}

/// <summary>One step of a plan: a field of the row and the column that it fills.</summary>
internal readonly record struct OmopCell(OmopCellKind Kind, int Field, int Column, Table? References, bool IsRequiredConcept, bool IsInt32);

/// <summary>How rows under one header become rows of one table: worked out once per entry, then followed without look-ups.</summary>
internal sealed class OmopPlan
{
    private OmopPlan(string name, Table table)
    {
        Name = name;
        Table = table;
    }

    /// <summary>The file's table as OMOP names it, which is also the records' kind.</summary>
    public string Name { get; }

    public Table Table { get; }

    /// <summary>Names of the file's columns, for the paths of faults.</summary>
    public string[] Header { get; private init; } = [];

    public OmopCell[] Cells { get; private set; } = [];

    /// <summary>Required concept columns that the file lacks; they are 0, "no matching concept", as OMOP asks.</summary>
    public int[] ZeroColumns { get; private set; } = [];

    /// <summary>Field of the row's id; -1 where the table has none.</summary>
    public int KeyField { get; private set; } = -1;

    /// <summary>Field of the person; -1 where the table has none or the file does not state it.</summary>
    public int PersonField { get; private set; } = -1;

    /// <summary>Fields that together identify a row of a table without id.</summary>
    public int[] NaturalKeyFields { get; private set; } = [];

    public bool NeedsPerson { get; private set; }

    /// <summary>Ordinal of the table's main date where a row without it says nothing; -1 otherwise.</summary>
    public int MainDateColumn { get; private set; } = -1;

    public bool IsSourcePerson => Table.Name == "cn_source_person";

    /// <summary>
    /// True where a second row with an id is another row. Published data sets repeat ids of events by mistake (in Eunomia's GiBleed
    /// 4,384 drug exposures share an id with another person's); persons and places are one each, and a repetition is a later version.
    /// </summary>
    public bool MayRepeatIds => Table.Kind == "clinical" && !IsSourcePerson;

    public bool IsVocabulary => Table.Kind == "vocabulary";

    /// <summary>Columns of the file that the model does not know; they stay in landing.</summary>
    public IReadOnlyList<string> UnknownColumns { get; private set; } = [];

    /// <summary>Columns without which no row of the file can be loaded and that the header lacks.</summary>
    public IReadOnlyList<string> MissingColumns { get; private set; } = [];

    /// <summary>Makes the plan for a header row.</summary>
    public static OmopPlan Compile(string name, Table table, string headerText, byte delimiter, byte quote)
    {
        string[] header = [.. TableHeader.Read(headerText, delimiter, quote).Select(n => n.ToLowerInvariant())];
        var plan = new OmopPlan(name, table) { Header = header };
        var fields = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < header.Length; i++)
        {
            fields.TryAdd(header[i], i);
        }

        plan.FindKeys(fields);
        plan.FindCells(fields);
        return plan;
    }

    private void FindKeys(Dictionary<string, int> fields)
    {
        var missing = new List<string>();
        if (OmopModel.KeyColumn(Name, Table) is { } key)
        {
            KeyField = fields.GetValueOrDefault(key, -1);
            if (KeyField < 0)
            {
                missing.Add(key);
            }
        }

        if (Table.PersonColumn is { } person && !IsSourcePerson)
        {
            PersonField = fields.GetValueOrDefault("person_id", -1);
            NeedsPerson = person.Required;
            if (NeedsPerson && PersonField < 0 && !missing.Contains("person_id"))
            {
                missing.Add("person_id");
            }
        }

        var natural = OmopModel.NaturalKey(Name);
        if (natural.Length > 0 && natural.All(fields.ContainsKey))
        {
            NaturalKeyFields = [.. natural.Select(c => fields[c])];
        }

        MissingColumns = missing;
    }

    private void FindCells(Dictionary<string, int> fields)
    {
        var cells = new List<OmopCell>();
        var unknown = new List<string>();
        var stated = new HashSet<int>();
        var main = MainDate();
        MainDateColumn = main is { Required: true } ? main.Ordinal : -1;
        for (var i = 0; i < Header.Length; i++)
        {
            var name = OmopModel.CurrentName(Name, Header[i]);
            if (i == KeyField || i == PersonField || fields[Header[i]] != i)
            {
                continue;
            }

            if (!Table.TryFind(name, out var column) || column.Role is not (ColumnRole.Value or ColumnRole.Reference))
            {
                if (Header[i].Length > 0)
                {
                    unknown.Add(Header[i]);
                }

                continue;
            }

            stated.Add(column.Ordinal);
            cells.Add(Cell(column, i, main));
        }

        Cells = [.. Ordered(cells)];
        UnknownColumns = unknown;
        ZeroColumns = [.. Table.Columns.Where(c => IsRequiredConcept(c) && !stated.Contains(c.Ordinal)).Select(c => c.Ordinal)];
    }

    /// <summary>A cost's domain must be known when its event is read.</summary>
    private static IEnumerable<OmopCell> Ordered(List<OmopCell> cells) => cells.OrderBy(c => c.Kind == OmopCellKind.CostEvent);

    private OmopCell Cell(Column column, int field, Column? main)
    {
        var kind = column switch
        {
            { Role: ColumnRole.Reference } => OmopCellKind.Reference,
            { Name: "year_of_birth" } when IsSourcePerson => OmopCellKind.BirthYear,
            { Name: "month_of_birth" } when IsSourcePerson => OmopCellKind.BirthMonth,
            { Name: "day_of_birth" } when IsSourcePerson => OmopCellKind.BirthDay,
            { Name: "cost_domain_id" } => OmopCellKind.CostDomain,
            { Name: "cost_event_id" } => OmopCellKind.CostEvent,
            { Type: ColumnType.Date } when column.Name == main?.Name => OmopCellKind.MainDate,
            { Type: ColumnType.Timestamp } when column.Name == MainTimestampName(main) => OmopCellKind.MainTimestamp,
            { Type: ColumnType.Date } => OmopCellKind.Date,
            { Type: ColumnType.Timestamp } => OmopCellKind.Timestamp,
            { Type: ColumnType.Double } => OmopCellKind.Number,
            { Type: ColumnType.Int32 or ColumnType.Int64 } => OmopCellKind.Integer,
            _ => OmopCellKind.Text,
        };
        var references = column.References is { } table ? CanonicalModel.Table(table == "person" ? "cn_source_person" : table) : null;
        return new OmopCell(kind, field, column.Ordinal, references, IsRequiredConcept(column), column.Type == ColumnType.Int32);
    }

    /// <summary>The date that the row is about: the first date of the table, which in OMOP is its start.</summary>
    private Column? MainDate() => IsSourcePerson
        ? Table.Columns[Table["birth_date"]]
        : Table.Kind == "clinical" ? Table.Columns.FirstOrDefault(c => c.Type == ColumnType.Date && c.Role == ColumnRole.Value) : null;

    private static string? MainTimestampName(Column? main) => main is null ? null : main.Name[..^"date".Length] + "datetime";

    private static bool IsRequiredConcept(Column column) =>
        column is { Required: true, Type: ColumnType.Int64, Role: ColumnRole.Value } && column.Name.EndsWith("_concept_id", StringComparison.Ordinal);
}
