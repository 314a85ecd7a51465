using System.Globalization;
using System.Text.RegularExpressions;
using Suwen.Analysis;
using Suwen.Governance.Lineage;
using Suwen.Scenarios.Models;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios;

/// <summary>
/// Looks at a pack as a whole: what reads what, in which order, and whether every statement can be run on what inputs.yaml declares. For
/// that its tables are made, empty, in a database in memory that holds nothing else; so the engine itself tells what is wrong, and what
/// the columns of each result are.
/// </summary>
internal sealed partial class PackCheck
{
    private readonly Pack pack;
    private readonly PackFaults faults;
    private readonly HashSet<string> bound = new(StringComparer.Ordinal);
    private readonly HashSet<string> broken = new(StringComparer.Ordinal);

    private PackCheck(Pack pack, PackFaults faults)
    {
        this.pack = pack;
        this.faults = faults;
    }

    /// <summary>Reads and checks a pack.</summary>
    public static async Task<Pack> LoadAsync(string folder, SiteValueSets sets, Func<string, string?> find, CancellationToken cancellationToken)
    {
        var faults = new PackFaults();
        var pack = PackReader.Read(folder, sets, find, faults);
        var check = new PackCheck(pack, faults);
        check.FindUses();
        check.TakeWhatIsUsed();
        check.CheckInputs();
        check.Order();
        await check.BindAsync(cancellationToken);
        check.CheckSteps();
        check.CheckViews();
        check.CheckFindings();
        check.CheckTests();
        pack.Faults = faults.InOrder();
        return pack;
    }

    private void FindUses()
    {
        foreach (var result in pack.Results.Where(static r => r.Sql is not null))
        {
            var uses = ModelTemplate.Uses(result.Sql!, (line, what, whatToDo) => Break(result, line, what, whatToDo));
            foreach (var use in uses.Where(static u => u.Arguments.Count > 0))
            {
                var name = ModelTemplate.Unquote(use.Arguments[0]);
                var (kind, known) = use.Name switch
                {
                    "ref" => ("result", pack.Results.Select(static r => r.Name)),
                    "input" => ("input", pack.Inputs.Select(static i => i.Table.Name)),
                    "param" => ("parameter", pack.Parameters.Select(static p => p.Name)),
                    _ => ("value set", pack.ValueSets.Select(static s => s.Name)),
                };
                if (!known.Contains(name))
                {
                    var hint = PackFaults.Suggest(name, known);
                    Break(result, use.Line, $"There is no {kind} {name} in this pack.", use.Name == "input" && CanonicalModel.TryFind(name, out _) ? $"Declare {name} with its columns in inputs.yaml." : hint);
                }
            }

            result.Reads = Named(uses, "ref");
            result.Inputs = Named(uses, "input");
            result.ValueSets = [.. uses.Where(static u => u.Name.Contains("valueset", StringComparison.Ordinal)).Select(static u => ModelTemplate.Unquote(u.Arguments[0])).Distinct()];
            foreach (var set in pack.ValueSets.Where(s => s.HasDescendants && result.ValueSets.Contains(s.Name)))
            {
                if (!pack.Inputs.Any(static i => i.Table.Name == "concept_ancestor" && i.Columns.Contains("ancestor_concept_id") && i.Columns.Contains("descendant_concept_id")))
                {
                    faults.Add("inputs.yaml", 0, $"The value set {set.Name} stands for all concepts below its own, which are read from concept_ancestor.", "Declare concept_ancestor with ancestor_concept_id and descendant_concept_id.");
                }
            }
        }

        foreach (var step in pack.Steps)
        {
            var reads = step.Tables.Values.Append(step.In).OfType<string>().ToList();
            foreach (var unknown in reads.Where(r => pack.Find(r) is null))
            {
                faults.Add(PackReader.Definition, step.Line, $"The step reads {unknown}, which is no result of this pack.", PackFaults.Suggest(unknown, pack.Results.Select(static r => r.Name)));
            }

            foreach (var output in step.Outputs.Values)
            {
                pack.Find(output)!.Reads = [.. reads.Where(r => pack.Find(r) is not null)];
            }
        }

    }

    /// <summary>Of what libraries lend, that which the pack's own results read, and no more.</summary>
    private void TakeWhatIsUsed()
    {
        if (pack.Uses.Count == 0)
        {
            return;
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(pack.Results.Where(static r => !r.IsLent).Select(static r => r.Name));
        while (waiting.TryDequeue(out var next))
        {
            if (used.Add(next))
            {
                (pack.Find(next)?.Reads ?? []).ToList().ForEach(waiting.Enqueue);
            }
        }

        foreach (var use in pack.Uses.Where(u => !pack.Results.Any(r => r.IsLent && used.Contains(r.Name) && r.File.StartsWith($"../{u.Id}/", StringComparison.Ordinal))))
        {
            faults.Add(PackReader.Definition, 1, $"No model reads any result of {use.Id}.", "Take it from uses.");
        }

        pack.Results = [.. pack.Results.Where(r => used.Contains(r.Name))];
        var parameters = pack.Results.Where(static r => r.Sql is not null).SelectMany(static r => ModelTemplate.Uses(r.Sql!, static (_, _, _) => { })).Where(static u => u.Name == "param").Select(static u => ModelTemplate.Unquote(u.Arguments[0])).ToHashSet(StringComparer.Ordinal);
        pack.Parameters = [.. pack.Parameters.Where(p => !p.IsLent || parameters.Contains(p.Name))];
        pack.ValueSets = [.. pack.ValueSets.Where(s => !s.IsLent || pack.Results.Any(r => r.ValueSets.Contains(s.Name)))];
        pack.Inputs = [.. pack.Inputs.Where(i => i.Line > 0 || pack.Results.Any(r => r.Inputs.Contains(i.Table.Name)) || i.Table.Name == "concept_ancestor")];
    }

    private void CheckInputs()
    {
        var sets = pack.ValueSets.Any(static s => s.HasDescendants);
        foreach (var input in pack.Inputs.Where(i => !pack.Results.Any(r => r.Inputs.Contains(i.Table.Name)) && !(sets && i.Table.Name == "concept_ancestor")))
        {
            if (!pack.Results.Any(static r => r.Kind == PackResultKind.Cohort))
            {
                // What a cohort reads is known once it is compiled.
                faults.Add("inputs.yaml", input.Line, $"No model reads {input.Table.Name}.", "Take it away: a pack declares what it needs and no more.");
            }
        }
    }

    private static IReadOnlyList<string> Named(IEnumerable<MacroUse> uses, string macro) =>
        [.. uses.Where(u => u.Name == macro).Select(static u => ModelTemplate.Unquote(u.Arguments[0])).Distinct()];

    /// <summary>Puts results after what they read; a circle is told with its way.</summary>
    private void Order()
    {
        var ordered = new List<PackResult>();
        var state = new Dictionary<string, int>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (var result in pack.Results)
        {
            Visit(result);
        }

        pack.Results = ordered;

        void Visit(PackResult result)
        {
            switch (state.GetValueOrDefault(result.Name))
            {
                case 1:
                    var circle = path[path.IndexOf(result.Name)..];
                    Break(result, Math.Max(1, result.Line), $"The results read each other in a circle: {string.Join(" → ", circle.Append(result.Name))}.", "Take one of these references away, for example by a model that both read.");
                    broken.UnionWith(circle);
                    return;
                case 2:
                    return;
            }

            state[result.Name] = 1;
            path.Add(result.Name);
            foreach (var read in result.Reads.Select(pack.Find).OfType<PackResult>())
            {
                Visit(read);
            }

            path.RemoveAt(path.Count - 1);
            state[result.Name] = 2;
            ordered.Add(result);
        }
    }

    private async Task BindAsync(CancellationToken cancellationToken)
    {
        await using var warehouse = DuckDbWarehouse.Open(":memory:", new DuckDbOptions { MemoryLimitBytes = 128L << 20, Threads = 1 });
        await MakeTablesAsync(warehouse, cancellationToken);
        foreach (var result in pack.Results)
        {
            if (broken.Contains(result.Name) || result.Reads.Any(r => !bound.Contains(r)))
            {
                continue;
            }

            if (result.Kind == PackResultKind.Step || await BindAsync(warehouse, result, cancellationToken))
            {
                bound.Add(result.Name);
                var columns = string.Join(", ", result.Columns.Select(static c => SqlName.Definition(c.Name, c.Type, SqlDialect.DuckDb)));
                await ExecuteAsync(warehouse, $"create table {SqlName.Quote(pack.Schema)}.{SqlName.Quote(result.Name)} ({(columns.Length == 0 ? "\"none\" integer" : columns)})", cancellationToken);
            }
        }

        await CheckRulesAsync(warehouse, cancellationToken);
    }

    private async Task MakeTablesAsync(DuckDbWarehouse warehouse, CancellationToken cancellationToken)
    {
        await ExecuteAsync(warehouse, $"create schema {SqlName.Quote(pack.Schema)}", cancellationToken);
        foreach (var input in pack.Inputs.GroupBy(static i => i.Table).Select(static g => g.First()).Where(static i => i.Columns.Count > 0))
        {
            await ExecuteAsync(warehouse, $"create schema if not exists {SqlName.Quote(input.Table.Schema)}", cancellationToken);
            await ExecuteAsync(warehouse, $"create table {SqlName.Of(input.Table)} ({string.Join(", ", input.Columns.Select(c => SqlName.Definition(c, input.Table.Columns[input.Table[c]].Type, SqlDialect.DuckDb)))})", cancellationToken);
        }

        foreach (var set in pack.ValueSets)
        {
            var columns = string.Join(", ", ValueSetSql.ColumnsOf(set).DistinctBy(static c => c.Name).Select(static c => SqlName.Definition(c.Name, c.Type, SqlDialect.DuckDb)));
            await ExecuteAsync(warehouse, $"create table {SqlName.Quote(pack.Schema)}.{SqlName.Quote(set.TableName)} ({columns})", cancellationToken);
            await ExecuteAsync(warehouse, $"create table {SqlName.Quote(pack.Schema)}.{SqlName.Quote(set.AllTable)} ({columns})", cancellationToken);
        }
    }

    private async Task<bool> BindAsync(DuckDbWarehouse warehouse, PackResult result, CancellationToken cancellationToken)
    {
        var compiled = result.Compiled?.Invoke(SqlDialect.DuckDb);
        if ((compiled ?? Render(result, result.Sql!, result.File, 0)) is not { } sql)
        {
            return false;
        }

        var before = faults.Count;
        try
        {
            UserSql.Check(sql, ModelScope.Of(pack, result, BoundResults()), SqlDialect.Postgres);
        }
        catch (WarehouseException e)
        {
            faults.Add(result.File, LineOf(e.Message), Sentence(e.Message), e.Message.Contains("not available", StringComparison.Ordinal) ? "A model reads {{input('table')}} of inputs.yaml and {{ref('result')}}, and functions that only compute." : "Correct the statement.");
            return false;
        }

        if (compiled is null)
        {
            // The author's own text: what macros make of themselves for an engine is theirs.
            Portability.Check(Render(result, ModelTemplateWithoutMacros(result.Sql!), result.File, 0) ?? sql, (line, what, whatToDo) => faults.Add(result.File, line, what, whatToDo));
        }
        else
        {
            result.Inputs = [.. SqlLineage.Of(sql).Tables.Where(static t => t.StartsWith("cdr.", StringComparison.Ordinal)).Select(static t => t["cdr.".Length..])];
        }

        IReadOnlyList<ResultColumn> columns;
        try
        {
            await using var answer = await warehouse.QueryAsync(sql, Authorisation.ForPlatform("pack check"), cancellationToken);
            columns = answer.Columns;
        }
        catch (WarehouseException e)
        {
            faults.Add(result.File, LineOf(e.Message), Sentence(e.Message), HintOf(e.Message));
            return false;
        }

        TakeColumns(result, columns);
        CheckIncremental(result);
        return faults.Count == before || result.Columns.Count > 0;
    }

    private string? Render(PackResult? result, string text, string file, int line)
    {
        try
        {
            return ModelTemplate.Render(text, ContextOf());
        }
        catch (FormatException e)
        {
            faults.Add(file, line > 0 ? line : LineOfMacro(text, e.Message), e.Message, "The macros are described in docs/packs.md.");
            if (result is not null)
            {
                broken.Add(result.Name);
            }

            return null;
        }
    }

    /// <summary>The macros of the platform replaced by null: what stands in the text then is the author's.</summary>
    private static string ModelTemplateWithoutMacros(string text) => PlatformMacro().Replace(text, static m => "null" + new string('\n', m.Value.Count(static c => c == '\n')));

    private static int LineOfMacro(string text, string message)
    {
        var name = MacroName().Match(message) is { Success: true } match ? match.Groups[1].Value : "";
        var at = name.Length == 0 ? -1 : text.IndexOf(name, StringComparison.Ordinal);
        return at < 0 ? 0 : 1 + text.AsSpan(0, at).Count('\n');
    }

    private TemplateContext ContextOf() => new()
    {
        Dialect = SqlDialect.DuckDb,
        Schema = pack.Schema,
        AsOf = new DateOnly(2026, 1, 31),
        Parameters = pack.Parameters.GroupBy(static p => p.Name).ToDictionary(static g => g.Key, static g => SqlLiteral.Of(g.First(), g.First().Default, out _) ?? "null", StringComparer.Ordinal),
        ValueSets = pack.ValueSets.ToDictionary(static s => s.Name, StringComparer.Ordinal),
        Reference = name => $"{SqlName.Quote(pack.Schema)}.{SqlName.Quote(name)}",
    };

    private IEnumerable<PackResult> BoundResults() => pack.Results.Where(r => bound.Contains(r.Name));

    /// <summary>The columns that there are take the place of those that the head describes; every one must be described.</summary>
    private void TakeColumns(PackResult result, IReadOnlyList<ResultColumn> columns)
    {
        var described = result.Columns.ToDictionary(static c => c.Name, StringComparer.Ordinal);
        var taken = new List<PackColumn>();
        foreach (var column in columns)
        {
            if (taken.Any(t => t.Name == column.Name) || !PackReader.ColumnName().IsMatch(column.Name))
            {
                faults.Add(result.File, 1, $"The result cannot have a column \"{column.Name}\".", "Give every expression a name of its own: lower-case letters, digits and underscores.");
            }
            else if (!described.Remove(column.Name, out var head) && result.Kind == PackResultKind.Model)
            {
                faults.Add(result.File, 1, $"The column {column.Name} is not described in the head.", $"Add -- column {column.Name}: 中文 | English, with a unit in brackets where it has one.");
                taken.Add(new PackColumn(column.Name, new Words(column.Name, column.Name), new Words("", ""), column.Type));
            }
            else
            {
                taken.Add(head is null ? new PackColumn(column.Name, new Words(column.Name, column.Name), new Words("", ""), column.Type) : head with { Type = column.Type });
            }
        }

        foreach (var missing in described.Keys)
        {
            faults.Add(result.File, 1, $"The head describes {missing}, which the statement does not give.", PackFaults.Suggest(missing, taken.Select(static c => c.Name)));
        }

        result.Columns = taken;
    }

    private void CheckIncremental(PackResult result)
    {
        if (result.Incremental is not { } incremental)
        {
            return;
        }

        void Fault(string what, string whatToDo) => faults.Add(result.File, 1, what, whatToDo);
        if (result.IsView)
        {
            Fault("A view is never computed, so it cannot be incremental.", "Take -- incremental or -- materialise: view away.");
        }

        if (result.Columns.All(c => c.Name != incremental.Output))
        {
            Fault($"The result is incremental by {incremental.Output}, which is none of its columns.", "Add the column to the statement, or name another with: as COLUMN.");
        }

        if (!pack.Inputs.Any(i => result.Inputs.Contains(i.Table.Name) && i.Columns.Contains(incremental.Column)) && !result.Reads.Any(r => pack.Find(r) is { } read && read.Columns.Any(c => c.Name == incremental.Column)))
        {
            Fault($"No input of the model has a column {incremental.Column}.", "Name the column by which rows of the inputs belong to a part of the result.");
        }

        foreach (var column in incremental.Until.Where(c => UntilSources(pack, result, c).Count == 0))
        {
            Fault($"No input of the model has a column {column} of dates, by which the day of the run could cut off rows.", "Name after -- until: the columns that are compared with {{as_of}}.");
        }

        foreach (var (table, column) in incremental.Lookups)
        {
            if (pack.Inputs.FirstOrDefault(i => i.Table.Name == table) is not { } input || !input.Columns.Contains(column))
            {
                Fault($"The lookup {table} by {column} is not among the inputs.", "Name an input and one of its declared columns.");
            }
        }
    }

    /// <summary>The inputs and results of a model that have a column of dates of this name beside the one by which rows belong to a part.</summary>
    internal static IReadOnlyList<(string Name, bool IsInput)> UntilSources(Pack pack, PackResult result, string column)
    {
        static bool IsDay(ColumnType type) => type is ColumnType.Date or ColumnType.Timestamp;
        var key = result.Incremental!.Column;
        return
        [
            .. pack.Inputs.Where(i => result.Inputs.Contains(i.Table.Name) && i.Columns.Contains(column) && IsDay(i.Table.Columns[i.Table[column]].Type) && i.Table.TryFind(key, out _)).Select(static i => (i.Table.Name, true)),
            .. result.Reads.Select(pack.Find).OfType<PackResult>().Where(r => !r.IsView && r.Columns.Any(c => c.Name == column && IsDay(c.Type)) && r.Columns.Any(c => c.Name == key)).Select(static r => (r.Name, false)),
        ];
    }

    private async Task CheckRulesAsync(DuckDbWarehouse warehouse, CancellationToken cancellationToken)
    {
        foreach (var rule in pack.Rules)
        {
            if (pack.Find(rule.Of) is not { } result)
            {
                faults.Add("rules.yaml", rule.Line, $"The rule {rule.Id} is of {rule.Of}, which is no result of this pack.", PackFaults.Suggest(rule.Of, pack.Results.Select(static r => r.Name)));
                continue;
            }

            foreach (var placeholder in Placeholder().Matches(rule.Message.Zh + rule.Message.En).Select(static m => m.Groups[1].Value).Where(p => result.Columns.All(c => c.Name != p)).Distinct())
            {
                faults.Add("rules.yaml", rule.Line, $"The message names {{{placeholder}}}, which {rule.Of} does not have.", PackFaults.Suggest(placeholder, result.Columns.Select(static c => c.Name)));
            }

            var known = pack.Parameters.Select(static p => p.Name).ToList();
            foreach (var use in ModelTemplate.Uses(rule.When, (_, what, whatToDo) => faults.Add("rules.yaml", rule.Line, what, whatToDo)).Where(u => u.Name is not ("param" or "as_of") || (u.Name == "param" && !known.Contains(ModelTemplate.Unquote(u.Arguments[0])))))
            {
                faults.Add("rules.yaml", rule.Line, $"A condition cannot use {use.Name}({string.Join(", ", use.Arguments)}).", use.Name == "param" ? PackFaults.Suggest(ModelTemplate.Unquote(use.Arguments[0]), known) : "Use columns of the result, {{param('x')}} and {{as_of}}.");
                goto Next;
            }

            if (bound.Contains(rule.Of) && Render(null, rule.When, "rules.yaml", rule.Line) is { } condition)
            {
                await BindConditionAsync(warehouse, rule.Of, condition, "rules.yaml", rule.Line, cancellationToken);
            }

        Next:;
        }

        foreach (var view in pack.Views.Where(v => v.Where is not null && bound.Contains(v.Of)))
        {
            await BindConditionAsync(warehouse, view.Of, view.Where!, "views.yaml", view.Line, cancellationToken);
        }
    }

    private async Task BindConditionAsync(DuckDbWarehouse warehouse, string result, string condition, string file, int line, CancellationToken cancellationToken)
    {
        var sql = $"select count(*) as n from {SqlName.Quote(pack.Schema)}.{SqlName.Quote(result)} where ({condition}\n)";
        try
        {
            UserSql.Check(sql, ModelScope.Of(pack, pack.Find(result)!, BoundResults()), SqlDialect.Postgres);
            Portability.Check(sql, (_, what, whatToDo) => faults.Add(file, line, what, whatToDo));
            await using var answer = await warehouse.QueryAsync(sql, Authorisation.ForPlatform("pack check"), cancellationToken);
        }
        catch (WarehouseException e)
        {
            faults.Add(file, line, Sentence(e.Message), HintOf(e.Message));
        }
    }

    private void Break(PackResult result, int line, string what, string whatToDo)
    {
        faults.Add(result.File, line, what, whatToDo);
        broken.Add(result.Name);
    }

    private string HintOf(string message)
    {
        foreach (var name in Quoted().Matches(message).Select(static m => m.Groups[1].Value))
        {
            if (pack.Inputs.FirstOrDefault(i => i.Table.TryFind(name, out _) && !i.Columns.Contains(name)) is { } input)
            {
                return $"Declare {name} under {input.Table.Name} in inputs.yaml.";
            }
        }

        return "Correct the statement; it sees the declared columns of the inputs and the results that it refers to.";
    }

    private static int LineOf(string message) => LineInMessage().Match(message) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 1;

    /// <summary>The engine's message without the line that it quotes, which stands before it.</summary>
    private static string Sentence(string message)
    {
        var end = message.IndexOf("\n\nLINE ", StringComparison.Ordinal);
        var text = (end < 0 ? message : message[..end]).ReplaceLineEndings(" ").Trim();
        return text.EndsWith('.') || text.EndsWith('!') ? text : text + ".";
    }

    private static async Task ExecuteAsync(DuckDbWarehouse warehouse, string sql, CancellationToken cancellationToken)
    {
        await using var transaction = await warehouse.BeginAsync(cancellationToken);
        await transaction.ExecuteAsync(sql, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [GeneratedRegex(@"LINE (\d+):", RegexOptions.CultureInvariant)]
    private static partial Regex LineInMessage();

    [GeneratedRegex("\"([a-z_0-9]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{([a-z_][a-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    internal static partial Regex Placeholder();

    [GeneratedRegex(@"(?:macro|set|parameter) ([a-z_]+)", RegexOptions.CultureInvariant)]
    private static partial Regex MacroName();

    [GeneratedRegex(@"\{\{\s*(?:datediff|dateadd|date_trunc|last_day|safe_cast|string_agg|int_div|round_half_away|regexp_like|order_nulls_last)\b(?:[^{}]|\{\{(?:[^{}]|\{\{[^{}]*\}\})*\}\})*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex PlatformMacro();
}
