using Suwen.Analysis;
using Suwen.Scenarios.Models;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios;

/// <content>Steps, views and tests.</content>
internal sealed partial class PackCheck
{
    private void CheckSteps()
    {
        foreach (var step in pack.Steps)
        {
            if (!OperatorCatalogue.TryFind(step.Operator, out var found))
            {
                faults.Add(PackReader.Definition, step.Line, $"There is no operator {step.Operator}.", PackFaults.Suggest(step.Operator, OperatorCatalogue.All.Select(static o => o.Description.Name)));
                continue;
            }

            foreach (var output in step.Outputs.Keys.Where(o => found.Description.Outputs.All(d => d.Name != o)))
            {
                faults.Add(PackReader.Definition, step.Line, $"{step.Operator} gives no output {output}.", PackFaults.Suggest(output, found.Description.Outputs.Select(static d => d.Name)));
            }

            if (!step.Tables.Values.Append(step.In).OfType<string>().All(bound.Contains))
            {
                continue;
            }

            foreach (var without in step.Tables.Values.Append(step.In).OfType<string>().Concat(step.Outputs.Values).Where(r => step.By is not null && pack.Find(r)!.Columns.All(c => c.Name != step.By)))
            {
                faults.Add(PackReader.Definition, step.Line, $"The step is computed by {step.By}, which {without} does not have.", "Name a column that all its tables and results have, or take by away.");
            }

            try
            {
                OperatorCall.Create(found.Description, SettingsOf(step), StepTables(step), new MemorySink());
            }
            catch (OperatorException e)
            {
                faults.Add(PackReader.Definition, step.Line, e.Message, e.WhatToDo);
            }
        }
    }

    private IEnumerable<KeyValuePair<string, string>> SettingsOf(PackStep step)
    {
        var values = pack.Parameters.ToDictionary(static p => p.Name, static p => p.Default, StringComparer.Ordinal);
        foreach (var (name, text) in step.Settings)
        {
            string? value = null;
            try
            {
                value = StepSettings.Render(text, values, new DateOnly(2026, 1, 31));
            }
            catch (FormatException e)
            {
                faults.Add(PackReader.Definition, step.Line, e.Message, "A setting is a text, or {{param('name')}} or {{as_of}}.");
            }

            if (value is not null)
            {
                yield return KeyValuePair.Create(name, value);
            }
        }
    }

    private Dictionary<string, IOperatorTable> StepTables(PackStep step)
    {
        var tables = step.Tables.ToDictionary(static t => t.Key, t => Empty(t.Value), StringComparer.Ordinal);
        if (step.In is not null)
        {
            tables[""] = Empty(step.In);
        }

        return tables;

        IOperatorTable Empty(string result) => new MemoryTable(result, [], [.. pack.Find(result)!.Columns.Select(static c => new ResultColumn(c.Name, c.Type))]);
    }

    private void CheckViews()
    {
        foreach (var view in pack.Views)
        {
            if (pack.Find(view.Of) is not { } result)
            {
                ViewFault(view, $"The view {view.Id} shows {view.Of}, which is no result of this pack.", PackFaults.Suggest(view.Of, pack.Results.Select(static r => r.Name)));
                continue;
            }

            foreach (var column in ColumnsOf(view).Where(c => result.Columns.All(r => r.Name != c)).Distinct())
            {
                if (bound.Contains(view.Of))
                {
                    ViewFault(view, $"The view {view.Id} names {column}, which {view.Of} does not have.", PackFaults.Suggest(column, result.Columns.Select(static c => c.Name)));
                }
            }

            CheckShape(view, result);
            CheckSort(view, result);
            CheckDrill(view, result);
        }
    }

    /// <summary>Where rows are put together, only what they are put together by and what comes of it can order them.</summary>
    private void CheckSort(PackView view, PackResult result)
    {
        if (view.Aggregate == "none")
        {
            return;
        }

        var (groups, measures) = view.Aggregated();
        foreach (var column in view.Sort.Select(static s => s.Column).Where(c => result.Columns.Any(r => r.Name == c) && !groups.Contains(c) && !measures.Contains(c)))
        {
            ViewFault(view, $"The view {view.Id} sorts by {column}, which is not drawn: with aggregate {view.Aggregate} there are {string.Join(", ", groups.Concat(measures))} only.", "Sort by one of these, or let the model give the rows as they are drawn.");
        }
    }

    private static IEnumerable<string> ColumnsOf(PackView view) =>
        new[] { view.X, view.Series, view.Value }.OfType<string>()
            .Concat(view.Y).Concat(view.Band).Concat(view.Columns)
            .Concat(view.Filters.Select(static f => f.Column))
            .Concat(view.Sort.Select(static s => s.Column));

    /// <summary>What each kind of picture cannot do without.</summary>
    private void CheckShape(PackView view, PackResult result)
    {
        void Need(bool isThere, string what)
        {
            if (!isThere)
            {
                ViewFault(view, $"A view of kind {view.Kind} needs {what}.", "docs/packs.md shows each kind.");
            }
        }

        void Numeric(IEnumerable<string> columns)
        {
            foreach (var column in columns.Select(c => result.Columns.FirstOrDefault(r => r.Name == c)).OfType<PackColumn>().Where(static c => c.Type is not (ColumnType.Int32 or ColumnType.Int64 or ColumnType.Double or ColumnType.Decimal)))
            {
                ViewFault(view, $"The view {view.Id} draws {column.Name}, which is no number.", "Name a column of numbers.");
            }
        }

        switch (view.Kind)
        {
            case "line" or "bar":
                Need(view.X is not null && view.Y.Count > 0, "x and y");
                Numeric(view.Y.Concat(view.Band));
                Need(view.Band.Count is 0 or 2, "a band of two columns, lower and upper");
                Need(view.Series is null || view.Y.Count == 1, "one y beside series");
                break;
            case "pie" or "map":
                Need(view.X is not null && view.Value is not null, "x and value");
                Need(view.Kind != "map" || view.Places != "point" || view.Y.Count == 1, "x for the longitude and y for the latitude of points");
                break;
            case "box":
                Need(view.Y.Count is 1 or 5, "y: one column of values, or five of minimum, quartiles, median and maximum in the order minimum, lower, median, upper, maximum");
                Numeric(view.Y);
                break;
            case "heat" or "sankey":
                Need(view.X is not null && view.Y.Count == 1 && view.Value is not null, "x, one y and value");
                break;
            case "indicators":
                Need(view.Columns.Count > 0, "columns: one card for each");
                break;
            default:
                break;
        }

        Numeric(view.Value is { } value ? [value] : []);
        if (view.Target is { } target && !double.TryParse(target, System.Globalization.CultureInfo.InvariantCulture, out _) && !pack.Parameters.Any(p => target == $"{{{{param('{p.Name}')}}}}"))
        {
            ViewFault(view, $"The target of {view.Id} is \"{target}\".", "Write a number, or \"{{param('name')}}\" with a parameter of the pack.");
        }
    }

    private void CheckDrill(PackView view, PackResult result)
    {
        if (view.Drill is not { } drill)
        {
            return;
        }

        if (pack.Find(drill.To) is not { } target)
        {
            ViewFault(view, $"The view {view.Id} leads to {drill.To}, which is no result of this pack.", PackFaults.Suggest(drill.To, pack.Results.Select(static r => r.Name)));
            return;
        }

        if (drill.By.Count == 0)
        {
            ViewFault(view, $"The view {view.Id} leads to {drill.To} by no column.", "Add by: [ … ] with the columns that go along.");
        }

        foreach (var (from, to) in drill.By)
        {
            if (result.Columns.All(c => c.Name != from))
            {
                ViewFault(view, $"{view.Of} has no column {from} to drill by.", PackFaults.Suggest(from, result.Columns.Select(static c => c.Name)));
            }

            if (target.Columns.All(c => c.Name != to))
            {
                ViewFault(view, $"{drill.To} has no column {to} to drill by.", PackFaults.Suggest(to, target.Columns.Select(static c => c.Name)));
            }
        }
    }

    private void CheckFindings()
    {
        var keys = new Dictionary<string, (PackRule Rule, IReadOnlyList<string> Columns)>(StringComparer.Ordinal);
        var evidence = new Dictionary<string, (PackRule Rule, IReadOnlyList<string> Columns)>(StringComparer.Ordinal);
        foreach (var rule in pack.Rules)
        {
            if (rule.Finding is not { } finding || !bound.Contains(rule.Of))
            {
                continue;
            }

            CheckKey(rule, rule.Of, finding.Key);
            OneFor(keys, rule, rule.Of, finding.Key, "key");
            CheckColumn(rule, rule.Of, finding.Ask, null, "");
            CheckColumn(rule, rule.Of, finding.Amount, static t => t is ColumnType.Int32 or ColumnType.Int64 or ColumnType.Double or ColumnType.Decimal, "a number");
            if (finding.Evidence is not { } to)
            {
                continue;
            }

            if (!bound.Contains(to.To) || to.By.Count == 0)
            {
                RuleFault(rule, to.By.Count == 0 ? "The evidence is led to by no column." : $"The evidence stands in {to.To}, which is no result of this pack.", to.By.Count == 0 ? "Add by: [ … ] with the columns that both results have." : PackFaults.Suggest(to.To, pack.Results.Select(static r => r.Name)));
                continue;
            }

            IReadOnlyList<string> from = [.. to.By.Select(static b => b.From)], into = [.. to.By.Select(static b => b.To)];
            CheckKey(rule, rule.Of, from);
            CheckKey(rule, to.To, into);
            OneFor(evidence, rule, rule.Of, from, "evidence");
            OneFor(evidence, rule, to.To, into, "evidence");
        }
    }

    /// <summary>A result has one column for the key of its findings and one for evidence: rules on it must agree on what these are made of.</summary>
    private void OneFor(Dictionary<string, (PackRule Rule, IReadOnlyList<string> Columns)> known, PackRule rule, string result, IReadOnlyList<string> columns, string what)
    {
        if (!known.TryAdd(result, (rule, columns)) && !known[result].Columns.SequenceEqual(columns))
        {
            RuleFault(rule, $"The rules {known[result].Rule.Id} and {rule.Id} name different columns for the {what} of {result}.", "Let them name the same columns, in the same order.");
        }
    }

    private void CheckKey(PackRule rule, string result, IReadOnlyList<string> columns)
    {
        foreach (var column in columns)
        {
            CheckColumn(rule, result, column, Running.RowKeys.CanBeKey, "a text, a whole number, a date or a boolean, which alone are written alike on every engine");
        }
    }

    private void CheckColumn(PackRule rule, string result, string? name, Func<ColumnType, bool>? fits, string what)
    {
        var known = pack.Find(result)!.Columns;
        if (name is not null && known.FirstOrDefault(c => c.Name == name) is var column && (column is null || fits?.Invoke(column.Type) == false))
        {
            RuleFault(rule, column is null ? $"{result} has no column {name}." : $"{result}.{name} is not {what}.", column is null ? PackFaults.Suggest(name, known.Select(static c => c.Name)) : "Name another column, or cast it in the model.");
        }
    }

    private void RuleFault(PackRule rule, string what, string whatToDo) => faults.Add("rules.yaml", rule.Line, what, whatToDo);

    private void ViewFault(PackView view, string what, string whatToDo) => faults.Add("views.yaml", view.Line, what, whatToDo);

    private void CheckTests()
    {
        foreach (var test in pack.Tests)
        {
            foreach (var expectation in test.Expected)
            {
                if (pack.Find(expectation.Result) is not { } result)
                {
                    faults.Add(test.File, expectation.Line, $"{expectation.Result} is no result of this pack.", PackFaults.Suggest(expectation.Result, pack.Results.Select(static r => r.Name)));
                    continue;
                }

                foreach (var column in expectation.Rows?.Columns.Where(c => bound.Contains(result.Name) && result.Columns.All(r => r.Name != c)) ?? [])
                {
                    faults.Add(test.File, expectation.Line, $"{result.Name} has no column {column}.", PackFaults.Suggest(column, result.Columns.Select(static c => c.Name)));
                }
            }

            foreach (var (name, text) in test.Parameters)
            {
                if (pack.Parameters.FirstOrDefault(p => p.Name == name) is not { } parameter)
                {
                    faults.Add(test.File, test.Line, $"There is no parameter {name}.", PackFaults.Suggest(name, pack.Parameters.Select(static p => p.Name)));
                }
                else if (SqlLiteral.Of(parameter, text, out var fault) is null || fault is not null)
                {
                    faults.Add(test.File, test.Line, fault!, "Correct the value.");
                }
            }

            foreach (var rule in test.Rules.Keys.Where(k => pack.Rules.All(r => r.Id != k)))
            {
                faults.Add(test.File, test.Line, $"There is no rule {rule}.", PackFaults.Suggest(rule, pack.Rules.Select(static r => r.Id)));
            }
        }

        if (pack.Tests.Count > 0)
        {
            CheckCovered();
        }
    }

    /// <summary>Every result must be expected by a test, or be read by one that is.</summary>
    private void CheckCovered()
    {
        var covered = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(pack.Tests.SelectMany(t => t.Expected.Select(static e => e.Result).Concat(t.Rules.Keys.Select(k => pack.Rules.FirstOrDefault(r => r.Id == k)?.Of ?? ""))));
        while (waiting.TryDequeue(out var name))
        {
            if (pack.Find(name) is { } result && covered.Add(name))
            {
                foreach (var read in result.Reads)
                {
                    waiting.Enqueue(read);
                }
            }
        }

        foreach (var result in pack.Results.Where(r => !covered.Contains(r.Name)))
        {
            faults.Add(result.File, Math.Max(1, result.Line), $"No test expects anything of {result.Name} or of what reads it.", "Add it under expect: of a test.");
        }
    }
}
