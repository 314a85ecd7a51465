using System.Globalization;
using Suwen.Scenarios;
using Suwen.Scenarios.Running;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Server.Packs;

/// <summary>The statement that answers a request for rows of a result. Names are the pack's, checked; what the viewer sets is bound as parameters.</summary>
internal sealed class PackQuery
{
    private const int MostValues = 500;

    private readonly Pack pack;
    private readonly PackResult result;
    private readonly List<object?> parameters = [];
    private readonly List<string> conditions = [];

    private PackQuery(Pack pack, PackResult result)
    {
        this.pack = pack;
        this.result = result;
    }

    /// <summary>What is wrong with a request; null where it can be answered.</summary>
    public string? Fault { get; private set; }

    public IReadOnlyList<PackColumn> Columns { get; private set; } = [];

    public PackResult Result => result;

    public SqlStatement Statement { get; private set; } = "";

    /// <summary>Makes the statement.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="conditionOf">The SQL of a condition in which parameters of the pack may stand.</param>
    /// <param name="limit">Rows to read: one more than are answered.</param>
    public static PackQuery? Of(Pack pack, PackRowsRequest request, Func<string, string> conditionOf, int limit)
    {
        var view = request.View is null ? null : pack.Views.FirstOrDefault(v => v.Id == request.View);
        var rule = request.Rule is null ? null : pack.Rules.FirstOrDefault(r => r.Id == request.Rule);
        if ((request.View is not null && view is null) || (request.Rule is not null && rule is null) || pack.Find(view?.Of ?? rule?.Of ?? request.Result ?? "") is not { } result)
        {
            return null;
        }

        var query = new PackQuery(pack, result);
        foreach (var condition in new[] { view?.Where, rule?.When }.OfType<string>())
        {
            query.conditions.Add($"({conditionOf(condition)}\n)");
        }

        foreach (var filter in request.Filters ?? [])
        {
            query.Add(filter);
        }

        query.Make(view, request, limit);
        return query;
    }

    /// <summary>The values of a column, most frequent first.</summary>
    public static SqlStatement ValuesOf(Pack pack, PackResult result, PackColumn column) =>
        string.Create(CultureInfo.InvariantCulture, $"select q.{SqlName.Quote(column.Name)} as v, count(*) as n from {SqlName.Quote(pack.Schema)}.{SqlName.Quote(result.Name)} as q group by q.{SqlName.Quote(column.Name)} order by n desc, v limit {MostValues}");

    private void Make(PackView? view, PackRowsRequest request, int limit)
    {
        var isAggregate = view is not null && view.Aggregate != "none";
        var select = isAggregate ? Aggregate(view!) : Plain(view);
        var sort = request.Sort is { Count: > 0 } asked ? asked.Select(static s => new ViewSort(s.Column, s.Descending)).ToList() : view?.Sort ?? [];
        foreach (var unknown in sort.Where(s => Columns.All(c => c.Name != s.Column)))
        {
            Fault ??= $"{unknown.Column} is none of the columns to sort by.";
        }

        var most = view?.Limit is { } least && request.Limit is null ? Math.Min(least + 1, limit) : limit;
        var order = sort.Select(static s => $"{SqlName.Quote(s.Column)}{(s.IsDescending ? " desc" : "")} nulls last").ToList();
        if (!isAggregate)
        {
            // Pages need an order that is the same each time; the columns themselves give one.
            order.AddRange(Columns.Where(c => sort.All(s => s.Column != c.Name)).Take(8).Select(static c => SqlName.Quote(c.Name)));
        }

        var where = conditions.Count > 0 ? " where " + string.Join(" and ", conditions) : "";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"select {select.List} from {SqlName.Quote(pack.Schema)}.{SqlName.Quote(result.Name)} as q{where}{select.Group}{(order.Count > 0 ? " order by " + string.Join(", ", order) : "")} limit {most} offset {Math.Max(0, request.Offset ?? 0)}");
        Statement = new SqlStatement(text, [.. parameters]);
    }

    private (string List, string Group) Plain(PackView? view)
    {
        var named = view is null || view.Kind == "table" && view.Columns.Count == 0 ? [] : Named(view).Concat(view.Drill?.By.Select(static b => b.From) ?? []).Distinct().ToList();
        Columns = named.Count == 0 ? result.Columns : [.. named.Select(n => result.Columns.First(c => c.Name == n))];
        return (string.Join(", ", Columns.Select(static c => "q." + SqlName.Quote(c.Name))), "");
    }

    /// <summary>What a picture is drawn of.</summary>
    private static IEnumerable<string> Named(PackView view) =>
        new[] { view.X, view.Series }.OfType<string>().Concat(view.Y).Concat(view.Band).Concat(new[] { view.Value }.OfType<string>()).Concat(view.Columns).Concat(view.Sort.Select(static s => s.Column)).Distinct();

    private (string List, string Group) Aggregate(PackView view)
    {
        var (groups, measures) = view.Aggregated();
        Columns = [.. groups.Concat(measures).Select(n => result.Columns.First(c => c.Name == n))];
        var function = view.Aggregate switch { "mean" => "avg", var other => other };
        var list = groups.Select(static g => "q." + SqlName.Quote(g)).Concat(measures.Select(m => $"{function}(q.{SqlName.Quote(m)}) as {SqlName.Quote(m)}"));
        return (string.Join(", ", list), groups.Count == 0 ? "" : " group by " + string.Join(", ", groups.Select(static g => "q." + SqlName.Quote(g))));
    }

    private void Add(PackFilter filter)
    {
        // Keys of findings stand behind a result's own columns; a finding leads to its row by them.
        var key = RowKeys.Of(pack, result).Any(k => k.Name == filter.Column) ? new PackColumn(filter.Column, default, default, ColumnType.Text) : null;
        if ((key ?? result.Columns.FirstOrDefault(c => c.Name == filter.Column)) is not { } column)
        {
            Fault ??= $"{result.Name} has no column {filter.Column}.";
            return;
        }

        var name = "q." + SqlName.Quote(column.Name);
        if (filter.Values is { } values)
        {
            var marks = values.OfType<string>().Select(v => Bind(column, v)).OfType<string>().ToList();
            var alternatives = new[] { marks.Count > 0 ? $"{name} in ({string.Join(", ", marks)})" : null, values.Contains(null) ? $"{name} is null" : null }.OfType<string>().ToList();
            conditions.Add(alternatives.Count == 0 ? "1 = 0" : $"({string.Join(" or ", alternatives)})");
        }

        if (filter.From is { } from && Bind(column, from) is { } least)
        {
            conditions.Add($"{name} >= {least}");
        }

        if (filter.To is { } to && Bind(column, to) is { } most)
        {
            conditions.Add($"{name} <= {most}");
        }

        if (filter.Contains is { Length: > 0 } part)
        {
            parameters.Add(part);
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"strpos(lower(cast({name} as varchar)), lower(cast(${parameters.Count} as varchar))) > 0"));
        }
    }

    /// <summary>A parameter of the column's type; null, with a fault, where the text is none of it.</summary>
    private string? Bind(PackColumn column, string text)
    {
        object? value = column.Type switch
        {
            ColumnType.Boolean => bool.TryParse(text, out var flag) ? flag : null,
            ColumnType.Int32 or ColumnType.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
            ColumnType.Double or ColumnType.Decimal => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            ColumnType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
            ColumnType.Timestamp => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null,
            _ => text,
        };
        if (value is null)
        {
            Fault ??= $"A value for {column.Name} is no {column.Type.ToString().ToLowerInvariant()}.";
            return null;
        }

        parameters.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${parameters.Count}");
    }
}
