using System.Globalization;
using Suwen.Scenarios;
using Suwen.Scenarios.Running;
using Suwen.Server.Sql;

namespace Suwen.Server.Packs;

/// <summary>Packs as the API tells them.</summary>
internal static class PackViews
{
    public static PackItem ItemOf(PackDesk desk, Pack pack)
    {
        var state = desk.StateOf(pack);
        return new PackItem(
            pack.Id, TextView.Of(pack.Title), TextView.Of(pack.Summary), [.. pack.Serves.Select(TextView.Of)], pack.Version, pack.Authority, state.Word, pack.Views.Count,
            state.LastRun?.Rules.Where(r => pack.Rules.Any(p => p.Id == r.Key && p.Kind == "alert")).Sum(static r => r.Value) ?? 0,
            state.LastRun is { } last ? RunOf(last) : null);
    }

    public static PackRunView RunOf(PackRun run) => new(
        run.Id.ToString(CultureInfo.InvariantCulture), run.Status, run.StartedBy, run.StartedAt, run.EndedAt, run.AsOf, run.Message,
        [.. run.Results.Select(static r => new PackRunResultView(r.Result, r.Action, r.Rows, r.Elapsed.TotalMilliseconds, r.Message))],
        [.. run.Rules.Select(static r => new PackRuleFound(r.Key, r.Value))]);

    public static PackDetail DetailOf(PackDesk desk, Pack pack, IReadOnlyDictionary<string, StandingResult> standing, IReadOnlyDictionary<string, string> set)
    {
        var item = ItemOf(desk, pack);
        var found = item.LastRun?.Rules.ToDictionary(static r => r.Rule, static r => r.Found) ?? [];
        return new PackDetail(
            item,
            pack.Readme,
            [.. pack.Results.Select(r => ResultOf(pack, r, standing.GetValueOrDefault(r.Name)))],
            [.. pack.Views.Select(v => ViewOf(pack, v, set))],
            [.. pack.Parameters.Select(p => new PackParameterView(p.Name, TextView.Of(p.Title), p.Type, set.GetValueOrDefault(p.Name) ?? p.Default, p.Default, p.Minimum, p.Maximum, p.Choices, p.Unit))],
            [.. pack.Rules.Select(r => new PackRuleView(r.Id, r.Title is { } title ? TextView.Of(title) : null, r.Kind, r.Of, r.Severity, TextView.Of(r.Message), found.TryGetValue(r.Id, out var n) ? n : null))],
            [.. pack.Faults.Select(static f => new PackFaultView(f.File, f.Line, f.What, f.WhatToDo))]);
    }

    public static PackColumnView ColumnOf(PackColumn column) => new(column.Name, UserQuestions.NameOf(column.Type), TextView.Of(column.Title), TextView.Of(column.Unit));

    private static PackResultView ResultOf(Pack pack, PackResult result, StandingResult? standing) => new(
        result.Name, $"{pack.Schema}.{result.Name}", TextView.Of(result.Title), result.Grain, [.. result.Columns.Select(ColumnOf)],
        result.IsView ? null : standing?.Rows, standing?.AsOf, standing?.StaleReason);

    private static PackViewView ViewOf(Pack pack, PackView view, IReadOnlyDictionary<string, string> set) => new(
        view.Id, TextView.Of(view.Title), view.Kind, view.Of, view.X, view.Y, view.Series, view.Value, view.Band, view.Columns, view.Aggregate, view.IsStacked,
        [.. view.Filters.Select(static f => new PackFilterView(f.Column, f.Kind, f.Default))],
        [.. view.Sort.Select(static s => new PackSortView(s.Column, s.IsDescending))],
        view.Limit,
        view.Drill is { } drill ? new PackDrillView(drill.To, [.. drill.By.Select(static b => new PackDrillColumn(b.From, b.To))]) : null,
        TextView.Of(view.Unit), TextView.Of(view.Explain), TargetOf(pack, view, set), view.Places, view.Width);

    private static double? TargetOf(Pack pack, PackView view, IReadOnlyDictionary<string, string> set)
    {
        var text = view.Target is null ? null : PackParameters.Fill(pack, view.Target, set);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var target) ? target : null;
    }
}
