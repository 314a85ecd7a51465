using Suwen.Analysis.Series;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Surveillance;

/// <summary>An operator that looks at each date of many series and says which counts are more than expected.</summary>
internal abstract class SurveillanceOperator : IOperator
{
    public static readonly OperatorParameter<string?> From = Parameter.OptionalText("from", "从该日期起判断,如 2026-01-31;默认为历史足够的第一个日期", "First date to judge, such as 2026-01-31; the first with enough history unless set");

    /// <summary>Parameters that come first for every method.</summary>
    protected static readonly IReadOnlyList<OperatorParameter> Common =
        [SeriesParameters.Date, SeriesParameters.Count, SeriesParameters.Group, SeriesParameters.Frequency, SeriesParameters.Gaps, SeriesParameters.Duplicates, From];

    public abstract OperatorDescription Description { get; }

    /// <summary>Columns beside those that all methods have: name, and true for a yes or no.</summary>
    protected virtual IReadOnlyList<(string Name, bool IsFlag)> ExtraColumns => [];

    protected virtual OperatorParameter<string?>? Population => null;

    /// <summary>Reads the parameters once and answers how to judge one series from an index, or from the first date with history enough where that is null.</summary>
    protected abstract Func<DatedSeries, int?, Verdicts> Judge(OperatorCall call, SeriesClock clock);

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var population = Population is null ? null : call.Get(Population);
        var set = await SeriesReader.ReadAsync(call, SeriesParameters.Gaps, population, mayBeNegative: false, cancellationToken);
        var judge = Judge(call, set.Clock);
        var from = FromIndex(call, set.Clock);
        var verdicts = new Verdicts?[set.Series.Count];
        var faults = new OperatorException?[verdicts.Length];
        Parallel.For(0, verdicts.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            try
            {
                verdicts[i] = judge(set.Series[i], StartOf(set.Series[i], from, set.Clock));
            }
            catch (OperatorException e)
            {
                faults[i] = e;
            }
        });
        TellFaults(call, set, faults);
        await WriteAsync(call, set, verdicts, cancellationToken);
    }

    protected static OperatorOutput Output(string statistic, string extras = "") => new(
        "result",
        new Words("每序列每日期一行", "One row for each series and date"),
        $"group where named; date; observed; expected count; threshold above which the count is an alarm; alarm true, false or null where there is no threshold; statistic {statistic}; p_value probability of a count at least as high, where the method has one{extras}");

    /// <summary>The fault of a series that is too short.</summary>
    protected static OperatorException TooShort(DatedSeries series, SeriesClock clock, int needed, string why) => OperatorException.BadData(
        $"The series{series.Where} has {series.Length} {clock.Unit.En}; at least {needed} are needed ({why}).", "Give a longer history, or set the parameters to use less of it.");

    private static int? FromIndex(OperatorCall call, SeriesClock clock)
    {
        if (call.Get(From) is not { } text)
        {
            return null;
        }

        return DateReading.ReadAll([text], out _) is { } read && (read.Form == SeriesStep.Number) == (clock.Step == SeriesStep.Number)
            ? clock.IndexOf(read.Days[0])
            : throw OperatorException.BadParameters($"The parameter from is \"{text}\".", "Write it as the dates of the table are written, for example 2026-01-31.");
    }

    private static int? StartOf(DatedSeries series, int? from, SeriesClock clock)
    {
        if (from is not { } index)
        {
            return null;
        }

        return index < series.Start + series.Length
            ? Math.Max(0, index - series.Start)
            : throw OperatorException.BadData($"The series{series.Where} ends at {clock.Label(series.Start + series.Length - 1)}, before {clock.Label(index)}.", "Set from to an earlier date, or give later rows.");
    }

    private static void TellFaults(OperatorCall call, SeriesSet set, OperatorException?[] faults)
    {
        var failed = faults.Count(static f => f is not null);
        if (failed == faults.Length)
        {
            var first = faults[0]!;
            throw failed == 1 ? first : OperatorException.BadData($"None of the {failed} series can be judged. {first.Message}", first.WhatToDo);
        }

        if (failed > 0)
        {
            var first = faults.First(static f => f is not null)!;
            var names = string.Join(", ", set.Series.Where((_, i) => faults[i] is not null).Take(5).Select(static s => s.Group)) + (failed > 5 ? ", …" : "");
            call.Note($"{failed} 条序列无法判断({names}):{first.Message}", $"{failed} series cannot be judged ({names}): {first.Message}");
        }
    }

    private async Task WriteAsync(OperatorCall call, SeriesSet set, Verdicts?[] verdicts, CancellationToken cancellationToken)
    {
        List<(string, ColumnType)> columns = set.HasGroups ? [("group", ColumnType.Text)] : [];
        columns.AddRange([
            ("date", set.Clock.Step == SeriesStep.Number ? ColumnType.Int64 : ColumnType.Date), ("observed", ColumnType.Double), ("expected", ColumnType.Double),
            ("threshold", ColumnType.Double), ("alarm", ColumnType.Boolean), ("statistic", ColumnType.Double), ("p_value", ColumnType.Double)]);
        columns.AddRange(ExtraColumns.Select(static e => (e.Name, e.IsFlag ? ColumnType.Boolean : ColumnType.Double)));
        var table = new ResultTable("result", [.. columns]);
        var (dates, unknown, alarms, alarming) = (0, 0, 0, 0);
        var row = new object?[columns.Count];
        for (var i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i] is not { } verdict)
            {
                continue;
            }

            var before = alarms;
            for (var j = 0; j < verdict.Count; j++)
            {
                Fill(row, set, set.Series[i], verdict, j);
                table.Add(row);
                dates++;
                unknown += verdict.Alarm[j] is null ? 1 : 0;
                alarms += verdict.Alarm[j] == true ? 1 : 0;
            }

            alarming += alarms > before ? 1 : 0;
        }

        if (unknown > 0)
        {
            call.Note($"{unknown} 个日期无法给出阈值(计数缺失、参考期缺失或无变异、近期病例过少),预警为空。", $"{unknown} dates have no threshold (the count or its baseline is missing or does not vary, or there are too few recent cases); their alarm is null.");
        }

        await call.WriteAsync(table, cancellationToken);
        var name = Description.Title;
        var judged = verdicts.Count(static v => v is not null);
        call.Sentence(
            $"{name.Zh}法监测 {judged} 条序列共 {dates} 个日期,{alarming} 条序列出现 {alarms} 次预警。",
            $"Surveillance by {name.En} of {judged} series on {dates} dates in all gave {alarms} alarms in {alarming} series.");
    }

    private void Fill(object?[] row, SeriesSet set, DatedSeries series, Verdicts verdict, int j)
    {
        var at = 0;
        if (set.HasGroups)
        {
            row[at++] = series.Group;
        }

        row[at++] = set.Clock.Cell(series.Start + verdict.First + j);
        row[at++] = Cell(series.Values[verdict.First + j]);
        row[at++] = Cell(verdict.Expected[j]);
        row[at++] = Cell(verdict.Threshold[j]);
        row[at++] = verdict.Alarm[j];
        row[at++] = Cell(verdict.Statistic[j]);
        row[at++] = Cell(verdict.PValue[j]);
        for (var e = 0; e < ExtraColumns.Count; e++)
        {
            var value = verdict.Extras[e][j];
            row[at++] = ExtraColumns[e].IsFlag && !double.IsNaN(value) ? value != 0 : (object?)Cell(value);
        }
    }

    private static double? Cell(double value) => double.IsNaN(value) ? null : value;
}
