using System.ComponentModel.DataAnnotations;
using Suwen.Analysis;

namespace Suwen.Server.Packs;

/// <summary>A text in both languages.</summary>
internal sealed record TextView(string Zh, string En)
{
    public static TextView Of(Words words) => new(words.Zh ?? "", words.En ?? "");
}

/// <summary>Something wrong with a pack.</summary>
internal sealed record PackFaultView(string File, int Line, string What, string WhatToDo);

/// <summary>A run of a pack.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Status">running, succeeded, partial, failed.</param>
/// <param name="By">Who started it.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="AsOf">The day on which it played.</param>
/// <param name="Message">Why it failed as a whole.</param>
/// <param name="Results">What became of each result.</param>
/// <param name="Rules">How many rows each rule found.</param>
internal sealed record PackRunView(string Id, string Status, string By, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? AsOf, string? Message, IReadOnlyList<PackRunResultView> Results, IReadOnlyList<PackRuleFound> Rules);

/// <summary>What became of one result: computed, parts, current, failed, held.</summary>
internal sealed record PackRunResultView(string Result, string Action, long? Rows, double Milliseconds, string? Message);

/// <summary>How many rows a rule found.</summary>
internal sealed record PackRuleFound(string Rule, long Found);

/// <summary>A pack in the gallery.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Summary">What it is for.</param>
/// <param name="Serves">Whom it serves.</param>
/// <param name="Version">Its version.</param>
/// <param name="Authority">Documents that it follows.</param>
/// <param name="State">faulty, never-run, running, current, stale.</param>
/// <param name="Views">How many views it has.</param>
/// <param name="Alerts">Rows that rules found in the last run.</param>
/// <param name="LastRun">The last run.</param>
internal sealed record PackItem(string Id, TextView Title, TextView Summary, IReadOnlyList<TextView> Serves, string Version, IReadOnlyList<string> Authority, string State, int Views, long Alerts, PackRunView? LastRun);

/// <summary>A column of a result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Title">Its title.</param>
/// <param name="Unit">What it is counted in; empty for none.</param>
internal sealed record PackColumnView(string Name, string Type, TextView Title, TextView Unit);

/// <summary>A result.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Table">Its name in SQL.</param>
/// <param name="Title">Its title.</param>
/// <param name="Grain">What one row is.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows; null before the first run and for views.</param>
/// <param name="AsOf">The day on which it was computed.</param>
/// <param name="StaleReason">Why it is not up to date; null where it is.</param>
internal sealed record PackResultView(string Name, string Table, TextView Title, string Grain, IReadOnlyList<PackColumnView> Columns, long? Rows, string? AsOf, string? StaleReason);

/// <summary>A filter of a view: choice, range or text.</summary>
internal sealed record PackFilterView(string Column, string Kind, string? Default);

/// <summary>An order.</summary>
internal sealed record PackSortView(string Column, bool Descending);

/// <summary>Columns that go along on a drill-down.</summary>
internal sealed record PackDrillColumn(string From, string To);

/// <summary>Where a click leads.</summary>
internal sealed record PackDrillView(string To, IReadOnlyList<PackDrillColumn> By);

/// <summary>A view as the pack states it; see docs/packs.md for its parts.</summary>
internal sealed record PackViewView(
    string Id, TextView Title, string Kind, string Of, string? X, IReadOnlyList<string> Y, string? Series, string? Value, IReadOnlyList<string> Band, IReadOnlyList<string> Columns, string Aggregate, bool Stacked,
    IReadOnlyList<PackFilterView> Filters, IReadOnlyList<PackSortView> Sort, int? Limit, PackDrillView? Drill, TextView Unit, TextView Explain, double? Target, string? Places, int Width);

/// <summary>A parameter with the value that holds.</summary>
internal sealed record PackParameterView(string Name, TextView Title, string Type, string Value, string Default, double? Minimum, double? Maximum, IReadOnlyList<string> Choices, string? Unit);

/// <summary>A rule, and how many rows it found in the last run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its short name; null where the pack gives none.</param>
/// <param name="Kind">alert, check or finding.</param>
/// <param name="Of">The result.</param>
/// <param name="Severity">info, warning or critical.</param>
/// <param name="Message">What it says of a row; names of columns in braces stand for values.</param>
/// <param name="Found">Rows that it found; null where it was not asked.</param>
internal sealed record PackRuleView(string Id, TextView? Title, string Kind, string Of, string Severity, TextView Message, long? Found);

/// <summary>A pack whole.</summary>
internal sealed record PackDetail(PackItem Pack, string Readme, IReadOnlyList<PackResultView> Results, IReadOnlyList<PackViewView> Views, IReadOnlyList<PackParameterView> Parameters, IReadOnlyList<PackRuleView> Rules, IReadOnlyList<PackFaultView> Faults);

/// <summary>A filter that is set. One of values (any of them; null for missing), from and to, or contains.</summary>
internal sealed record PackFilter([property: Required] string Column, IReadOnlyList<string?>? Values, string? From, string? To, string? Contains);

/// <summary>Asks for rows: of a view as it draws them, of a rule that found some, or of a result as it stands.</summary>
/// <param name="View">A view, whose result, condition, columns, aggregate, order and limit hold; null for none.</param>
/// <param name="Rule">A rule, whose condition holds; null for none.</param>
/// <param name="Result">A result, where neither view nor rule is named.</param>
/// <param name="Filters">What the viewer has set.</param>
/// <param name="Sort">Order, in place of that of the view.</param>
/// <param name="Offset">Rows to pass over.</param>
/// <param name="Limit">Rows to answer: 1,000 where not given, 10,000 at most.</param>
internal sealed record PackRowsRequest(string? View, string? Rule, string? Result, IReadOnlyList<PackFilter>? Filters, IReadOnlyList<PackSortView>? Sort, int? Offset, int? Limit);

/// <summary>Rows.</summary>
/// <param name="Result">The result that they are of.</param>
/// <param name="Columns">Their columns.</param>
/// <param name="Rows">Values in the order of the columns; whole numbers beyond 2^53 are strings.</param>
/// <param name="IsTruncated">True where there are more.</param>
/// <param name="Masked">Columns that the viewer sees masked.</param>
/// <param name="AsOf">The day on which they were computed.</param>
/// <param name="StaleReason">Why they are not up to date; null where they are.</param>
/// <param name="Level">The highest level of what is seen in clear; from 4 on it leaves as a file only after an approval.</param>
internal sealed record PackRows(string Result, IReadOnlyList<PackColumnView> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, bool IsTruncated, IReadOnlyList<string> Masked, string? AsOf, string? StaleReason, int Level);

/// <summary>Asks for the values of a column, for a filter.</summary>
internal sealed record PackValuesRequest([property: Required] string Result, [property: Required] string Column);
