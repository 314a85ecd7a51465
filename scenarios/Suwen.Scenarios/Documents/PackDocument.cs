using System.Globalization;
using System.Text;
using Suwen.Analysis;

namespace Suwen.Scenarios;

/// <summary>The reference page of a pack, in Markdown: made of what its files state, so that it is never out of date.</summary>
public static class PackDocument
{
    public static string Write(Pack pack)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {pack.Title.Zh} · {pack.Title.En}\n\n`{pack.Id}` {pack.Version}. {pack.Summary.Zh} {pack.Summary.En}\n\n");
        text.Append("For: ").AppendJoin("; ", pack.Serves.Select(static s => $"{s.Zh} {s.En}")).Append(".  \nFollows: ").AppendJoin("; ", pack.Authority).Append(".  \n");
        text.Append(CultureInfo.InvariantCulture, $"Runs: {(pack.Schedule.Cron is { } cron ? $"{cron} ({pack.Schedule.Zone})" : pack.Schedule.After is { } after ? "after " + after : "by hand")}. Read by: {(pack.ReadRoles is { } roles ? string.Join(", ", roles) : "every role with pack.read")}.\n");
        if (pack.IsLibrary)
        {
            text.Append("\nA library: it lends its models to packs that name it under `uses`, and has no results of its own.\n");
        }
        else if (pack.Uses.Count > 0)
        {
            text.Append("\nUses models of ").AppendJoin(", ", pack.Uses.Select(static u => $"`{u.Id}` {u.Version}")).Append(".\n");
        }

        Inputs(text, pack);
        Results(text, pack);
        Parameters(text, pack);
        ValueSets(text, pack);
        Rules(text, pack);
        Views(text, pack);
        Tests(text, pack);
        return text.ToString();
    }

    private static void Inputs(StringBuilder text, Pack pack)
    {
        text.Append("\n## Inputs\n\n| table | columns | why |\n|---|---|---|\n");
        foreach (var input in pack.Inputs)
        {
            Row(text, $"`{input.Table.Name}`", string.Join(", ", input.Columns.Select(static c => $"`{c}`")), input.Why);
        }
    }

    private static void Results(StringBuilder text, Pack pack)
    {
        text.Append("\n## Results\n");
        foreach (var result in pack.Results)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {result.Name}\n\n{result.Title.Zh} · {result.Title.En}. Grain: {result.Grain}. In SQL: `{pack.Schema}.{result.Name}`.");
            text.Append(result.IsView ? " A view." : "").Append(result.Incremental is { } i ? $" Incremental by {(i.Part == "person" ? i.Column : $"{i.Part} of {i.Column}")}." : "").Append(result.ExcludesSensitive ? " Without rows of level 5." : "");
            var from = result.Inputs.Concat(result.Reads).Concat(result.ValueSets.Select(static s => "value set " + s)).ToList();
            text.Append(CultureInfo.InvariantCulture, $" Made of: {(from.Count == 0 ? "nothing" : string.Join(", ", from))}{(result.Kind == PackResultKind.Step ? " by the operator " + pack.Steps.First(s => s.Outputs.Values.Contains(result.Name)).Operator : "")}.\n\n| column | type | meaning | unit |\n|---|---|---|---|\n");
            foreach (var column in result.Columns)
            {
                Row(text, $"`{column.Name}`", column.Type.ToString().ToLowerInvariant(), Both(column.Title), Both(column.Unit));
            }
        }
    }

    private static void Parameters(StringBuilder text, Pack pack)
    {
        if (pack.Parameters.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## Parameters\n\nSet in `suwen.json` under `packs.sites.{pack.Id}.parameters`.\n\n| parameter | meaning | type | default | range |\n|---|---|---|---|---|\n");
            foreach (var p in pack.Parameters)
            {
                var range = p.Choices.Count > 0 ? string.Join(", ", p.Choices) : p.Minimum is null && p.Maximum is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{p.Minimum} – {p.Maximum}");
                Row(text, $"`{p.Name}`", Both(p.Title), p.Type, p.Default, range + (p.Unit is null ? "" : " " + p.Unit));
            }
        }
    }

    private static void ValueSets(StringBuilder text, Pack pack)
    {
        if (pack.ValueSets.Count > 0)
        {
            text.Append("\n## Value sets\n\n| set | size | sources |\n|---|---|---|\n");
            foreach (var set in pack.ValueSets)
            {
                var source = set.Columns.ToList().IndexOf("source");
                Row(text, $"`{set.Name}`", set.Describe(), source < 0 ? "" : string.Join("; ", set.Lines.Select(l => l.Values[source]).OfType<string>().Distinct()));
            }
        }
    }

    private static void Rules(StringBuilder text, Pack pack)
    {
        if (pack.Rules.Count > 0)
        {
            text.Append("\n## Rules\n\n| rule | kind | severity | of | finds rows where | message |\n|---|---|---|---|---|---|\n");
            foreach (var rule in pack.Rules)
            {
                Row(text, rule.Id, rule.Kind, rule.Severity, rule.Of, $"`{rule.When}`", Both(rule.Message));
            }
        }
    }

    private static void Views(StringBuilder text, Pack pack)
    {
        if (pack.Views.Count > 0)
        {
            text.Append("\n## Views\n\n| view | kind | of | filters | leads to | says |\n|---|---|---|---|---|---|\n");
            foreach (var view in pack.Views)
            {
                Row(text, Both(view.Title), view.Kind, view.Of, string.Join(", ", view.Filters.Select(static f => f.Column)), view.Drill?.To ?? "", Both(view.Explain));
            }
        }
    }

    private static void Tests(StringBuilder text, Pack pack)
    {
        text.Append("\n## Tested\n\n");
        foreach (var test in pack.Tests)
        {
            text.Append("- ").Append(test.Name).Append('\n');
        }
    }

    private static void Row(StringBuilder text, params ReadOnlySpan<string> cells)
    {
        foreach (var cell in cells)
        {
            text.Append("| ").Append(cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")).Append(' ');
        }

        text.Append("|\n");
    }

    private static string Both(Words words) => (words.Zh ?? "").Length == 0 ? "" : $"{words.Zh} · {words.En}";
}
