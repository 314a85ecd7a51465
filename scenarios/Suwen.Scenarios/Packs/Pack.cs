using Suwen.Analysis;
using Suwen.Scenarios.Models;
using Suwen.Scenarios.Review;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios;

/// <summary>A pack as its folder states it. It runs only where <see cref="Faults"/> is empty.</summary>
public sealed class Pack
{
    /// <summary>Id: lower-case words joined by hyphens; also the folder's name.</summary>
    public required string Id { get; init; }

    /// <summary>The folder it was read from.</summary>
    public required string Folder { get; init; }

    public Words Title { get; init; }

    public Words Summary { get; init; }

    /// <summary>Whom it serves.</summary>
    public IReadOnlyList<Words> Serves { get; init; } = [];

    public string Version { get; init; } = "";

    /// <summary>True for a pack that has no results of its own and lends its models to others.</summary>
    public bool IsLibrary { get; init; }

    /// <summary>Libraries whose models it uses.</summary>
    public IReadOnlyList<PackUse> Uses { get; init; } = [];

    /// <summary>Documents that it follows: each with its year.</summary>
    public IReadOnlyList<string> Authority { get; init; } = [];

    /// <summary>Roles that may see it; null for every role with <c>pack.read</c>.</summary>
    public IReadOnlyList<string>? ReadRoles { get; init; }

    public PackSchedule Schedule { get; init; } = PackSchedule.None;

    public IReadOnlyList<PackParameter> Parameters { get; internal set; } = [];

    /// <summary>Tables that it reads, and of each the columns: it can read nothing else.</summary>
    public IReadOnlyList<PackInput> Inputs { get; internal set; } = [];

    public IReadOnlyList<ValueSet> ValueSets { get; internal set; } = [];

    /// <summary>Everything that has a result, each after what it reads: models, cohorts, and outputs of steps.</summary>
    public IReadOnlyList<PackResult> Results { get; internal set; } = [];

    public IReadOnlyList<PackStep> Steps { get; init; } = [];

    public IReadOnlyList<PackRule> Rules { get; init; } = [];

    public IReadOnlyList<PackView> Views { get; init; } = [];

    public IReadOnlyList<PackTest> Tests { get; init; } = [];

    /// <summary>What README.md says.</summary>
    public string Readme { get; init; } = "";

    /// <summary>Everything that is wrong with it.</summary>
    public IReadOnlyList<PackFault> Faults { get; internal set; } = [];

    public bool IsValid => Faults.Count == 0;

    /// <summary>The schema of its results: <c>pack_hospital_operations</c>.</summary>
    public string Schema => SchemaOf(Id);

    public PackResult? Find(string result) => Results.FirstOrDefault(r => r.Name == result);

    public static string SchemaOf(string id) => "pack_" + id.Replace('-', '_');
}

/// <summary>A library that a pack uses.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">The version that is installed.</param>
/// <param name="Folder">Its folder.</param>
public sealed record PackUse(string Id, string Version, string Folder);

/// <summary>When a pack runs by itself.</summary>
/// <param name="Cron">A cron expression; null for none.</param>
/// <param name="Zone">The time zone in which it is read.</param>
/// <param name="After"><c>loaded</c>, or a pipeline after which it runs; null for none.</param>
public sealed record PackSchedule(string? Cron, string Zone, string? After)
{
    public static PackSchedule None { get; } = new(null, "Asia/Shanghai", null);
}

/// <summary>A value that a site can set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its title.</param>
/// <param name="Type">text, integer, number, boolean, date, or texts (a list).</param>
/// <param name="Default">Its value where the site sets none, as written.</param>
/// <param name="Minimum">The least, of numbers.</param>
/// <param name="Maximum">The most, of numbers.</param>
/// <param name="Choices">The only values that are possible; empty for any.</param>
/// <param name="Unit">What it is counted in.</param>
public sealed record PackParameter(string Name, Words Title, string Type, string Default, double? Minimum, double? Maximum, IReadOnlyList<string> Choices, string? Unit)
{
    /// <summary>True where a library lends it.</summary>
    internal bool IsLent { get; init; }
}

/// <summary>A table that a pack reads.</summary>
/// <param name="Table">The table of the model.</param>
/// <param name="Columns">The columns, by name.</param>
/// <param name="Why">What for.</param>
/// <param name="Line">Where it stands in inputs.yaml.</param>
public sealed record PackInput(Table Table, IReadOnlyList<string> Columns, string Why, int Line);

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">Its title.</param>
/// <param name="Unit">What it is counted in; empty words where there is no unit.</param>
/// <param name="Type">Its type, the same on every engine; told by the engine from the SQL, or by the step.</param>
public sealed record PackColumn(string Name, Words Title, Words Unit, ColumnType Type);

/// <summary>How a result comes to be.</summary>
public enum PackResultKind
{
    /// <summary>By a file of models/.</summary>
    Model,

    /// <summary>By a file of cohorts/.</summary>
    Cohort,

    /// <summary>By a step that calls an operator.</summary>
    Step,
}

/// <summary>A named result.</summary>
public sealed class PackResult
{
    public required string Name { get; init; }

    public required PackResultKind Kind { get; init; }

    /// <summary>The file that states it, below the pack's folder; of a library's, from there: <c>../inpatient-cases/models/stays.sql</c>.</summary>
    public required string File { get; init; }

    /// <summary>True where a library lends it.</summary>
    internal bool IsLent { get; init; }

    /// <summary>Its line there, for steps.</summary>
    public int Line { get; init; }

    public Words Title { get; init; }

    /// <summary>What one row is.</summary>
    public string Grain { get; init; } = "";

    public IReadOnlyList<PackColumn> Columns { get; internal set; } = [];

    /// <summary>SQL with macros; null for steps and cohorts.</summary>
    public string? Sql { get; init; }

    /// <summary>For cohorts: the statement that the definition is compiled to, by engine.</summary>
    internal Func<SqlDialect, string>? Compiled { get; init; }

    /// <summary>The statement for an engine, its macros replaced; null for steps.</summary>
    /// <exception cref="FormatException">A macro is unknown or wrong.</exception>
    internal string? TextFor(TemplateContext context) => Compiled is { } compiled ? compiled(context.Dialect) : Sql is null ? null : ModelTemplate.Render(Sql, context);

    public bool IsView { get; init; }

    public Incremental? Incremental { get; init; }

    /// <summary>True where rows of level 5 (GB/T 39725-2020, clause 6.2) are left out of what it reads.</summary>
    public bool ExcludesSensitive { get; init; }

    /// <summary>Results of the pack that it reads.</summary>
    public IReadOnlyList<string> Reads { get; internal set; } = [];

    /// <summary>Tables of the model that it reads.</summary>
    public IReadOnlyList<string> Inputs { get; internal set; } = [];

    /// <summary>Value sets that it uses.</summary>
    public IReadOnlyList<string> ValueSets { get; internal set; } = [];
}

/// <summary>How a model is brought up to date without computing it whole.</summary>
/// <param name="Part">person, or the part of time: day, month, year.</param>
/// <param name="Column">The column of the inputs by which rows belong to a part.</param>
/// <param name="Output">The column of the result that holds the part.</param>
/// <param name="Lookups">Inputs without that column, each with the column by which a row of theirs tells the rows that it concerns.</param>
/// <param name="Until">Columns of dates by which the day of the run cuts off rows, which is then all that it means; empty where the day means more, or nothing.</param>
public sealed record Incremental(string Part, string Column, string Output, IReadOnlyList<(string Table, string Column)> Lookups, IReadOnlyList<string> Until);

/// <summary>A call of an operator.</summary>
/// <param name="Operator">Name of the operator.</param>
/// <param name="In">The result that is its main table.</param>
/// <param name="Tables">Further tables, by the operator's name for them.</param>
/// <param name="Settings">Its parameters, as text; may hold <c>{{param('x')}}</c> and <c>{{as_of}}</c>.</param>
/// <param name="Outputs">By output of the operator, the name of the result that takes it.</param>
/// <param name="Line">Where it stands in pack.yaml.</param>
/// <param name="By">A column that all its tables and results have, where the rows of a result with one value of it depend on the rows of the tables with that value only; null where that is not said.</param>
public sealed record PackStep(string Operator, string? In, IReadOnlyDictionary<string, string> Tables, IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Outputs, int Line, string? By = null);

/// <summary>An alert or a check on a result.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">alert: somebody should act; check: the result itself may be wrong; finding: people decide about each row.</param>
/// <param name="Of">The result.</param>
/// <param name="When">Condition in SQL on a row of it; may hold macros.</param>
/// <param name="Severity">info, warning or critical.</param>
/// <param name="Message">What to tell; <c>{column}</c> stands for a value of the row.</param>
/// <param name="Line">Where it stands in rules.yaml.</param>
/// <param name="Finding">For a rule of kind finding, how its rows become findings; null for the others.</param>
/// <param name="Title">A short name; null where the message has to do.</param>
public sealed record PackRule(string Id, string Kind, string Of, string When, string Severity, Words Message, int Line, FindingRule? Finding = null, Words? Title = null);
