using System.Globalization;
using System.Text;

namespace Suwen.Server.Packs.Export;

/// <summary>Writes one self-contained page of HTML that prints on A4.</summary>
internal sealed class ExportPage(PackDetail pack, IReadOnlyList<ExportedView> views, bool isSynthetic, DateTimeOffset madeAt, bool isEnglish)
{
    private const string Style = """
        *{box-sizing:border-box}body{margin:0 auto;max-width:1080px;padding:24px;color:#1d2b2a;background:#fff;font:14px/1.5 -apple-system,"Segoe UI",Roboto,"PingFang SC","Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei",sans-serif}
        h1{font-size:24px;margin:0 0 4px}h2{font-size:15px;margin:0 0 2px}p{margin:0 0 8px}.soft,footer{color:#4d5f5d;font-size:12px}
        .label{display:inline-block;background:#fdf3dc;color:#8a5a00;border-radius:999px;padding:2px 10px;font-size:12px;margin:4px 0}
        .warn{background:#fdf3dc;color:#6b4600;border-radius:6px;padding:6px 10px;font-size:12.5px}
        .grid{display:grid;grid-template-columns:repeat(12,minmax(0,1fr));gap:14px;margin:18px 0}section{border:1px solid #e2e8e6;border-radius:8px;padding:12px 14px;break-inside:avoid;min-width:0}
        svg{width:100%;height:auto;display:block;font-family:inherit}
        .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(130px,1fr));gap:10px}.cards div{background:#f5f7f6;border-radius:6px;padding:8px 10px}.cards b{display:block;font-size:20px;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}.cards span{font-size:12px;color:#4d5f5d}
        .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:12px}th,td{border-bottom:1px solid #e2e8e6;padding:4px 8px;text-align:left;vertical-align:top}th{background:#fafbfb;color:#4d5f5d;font-weight:600}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;font-size:12px;margin:8px 0}dt{color:#4d5f5d}dd{margin:0}
        @media (max-width:700px){section{grid-column:1/-1!important}body{padding:12px}}
        @page{size:A4;margin:14mm 12mm}
        @media print{body{padding:0;max-width:none;font-size:12px}.grid{gap:8px}section{padding:8px 10px}section.long{break-inside:auto}thead{display:table-header-group}tr{break-inside:avoid}table{font-size:9.5px}th,td{padding:2px 4px}.wide{overflow:visible}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
        """;

    private readonly StringBuilder html = new();

    public string Write()
    {
        var title = Say(pack.Pack.Title);
        html.Append("<!doctype html>\n<html lang=\"").Append(isEnglish ? "en" : "zh-CN").Append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>").Append(Svg.Escape(title)).Append("</title><style>").Append(Style).Append("</style></head><body>\n<header><h1>").Append(Svg.Escape(title)).Append("</h1><p>").Append(Svg.Escape(Say(pack.Pack.Summary))).Append("</p>");
        if (isSynthetic)
        {
            html.Append("<p><span class=\"label\">").Append(Word("合成数据：图表中的人不是真实的人", "Synthetic data: the people in these pictures are not real")).Append("</span></p>");
        }

        Facts();
        html.Append("</header>\n<main class=\"grid\">\n");
        foreach (var view in views)
        {
            Section(view);
        }

        html.Append("</main>\n");
        Foot();
        return html.Append("</body></html>\n").ToString();
    }

    private void Facts()
    {
        html.Append("<dl>");
        Fact(Word("数据截至", "As of"), pack.Results.Select(static r => r.AsOf).FirstOrDefault(static a => !string.IsNullOrEmpty(a)) ?? Word("尚未运行", "not run yet"));
        Fact(Word("服务对象", "Serves"), string.Join(Word("、", ", "), pack.Pack.Serves.Select(Say)));
        Fact(Word("依据", "Follows"), string.Join(Word("；", "; "), pack.Pack.Authority));
        Fact(Word("场景包", "Pack"), $"{pack.Pack.Id} {pack.Pack.Version}");
        html.Append("</dl>");
    }

    private void Fact(string name, string value) => html.Append("<dt>").Append(name).Append("</dt><dd>").Append(Svg.Escape(value)).Append("</dd>");

    private void Section(ExportedView exported)
    {
        var view = exported.View;
        html.Append(CultureInfo.InvariantCulture, $"<section style=\"grid-column:span {view.Width}\"{(view.Kind == "table" ? " class=\"long\"" : "")}><h2>{Svg.Escape(Say(view.Title))}</h2><p class=\"soft\">{Svg.Escape(Say(view.Explain))}</p>");
        if (exported.Rows is not { } rows)
        {
            Warn(exported.Problem ?? Word($"本视图含 {exported.Level} 级数据，须经审批方可导出，未列入。", $"This view shows data of level {exported.Level}, which leaves only after an approval; it is not in this file."));
        }
        else if (rows.StaleReason == "never-run")
        {
            Warn(Word("该结果尚未计算。", "This result has not been computed yet."));
        }
        else
        {
            if (rows.StaleReason is { } stale)
            {
                Warn(Word("结果已过期，为上次成功的结果：", "Not up to date; this is the last good result: ") + stale);
            }

            Picture(view, rows);
        }

        html.Append("</section>\n");
    }

    private void Picture(PackViewView view, PackRows answer)
    {
        var rows = new ViewRows(answer, isEnglish);
        var width = Math.Max(330, 1000.0 * view.Width / 12);
        if (rows.Count == 0)
        {
            html.Append("<p class=\"soft\">").Append(Word("没有数据。", "No data.")).Append("</p>");
            return;
        }

        if (view.Kind == "indicators")
        {
            Cards(view, rows);
        }
        else if ((view.Kind == "table" ? null : Draw(view, rows, width)) is { } drawn)
        {
            html.Append(drawn);
        }
        else
        {
            Table(rows);
        }

        if (answer.IsTruncated && view.Kind != "indicators")
        {
            html.Append("<p class=\"soft\">").Append(Word($"只列出前 {rows.Count} 行。", $"The first {rows.Count} rows only.")).Append("</p>");
        }

        if (answer.Masked.Count > 0)
        {
            html.Append("<p class=\"soft\">").Append(Svg.Escape(Word("按数据分级脱敏的列：", "Columns masked by their grade: ") + string.Join(Word("、", ", "), answer.Masked.Select(rows.TitleOf)))).Append("</p>");
        }
    }

    private static string? Draw(PackViewView view, ViewRows rows, double width) => view.Kind switch
    {
        "line" => AxisPicture.Line(view, rows, width),
        "bar" => AxisPicture.Bar(view, rows, width),
        "box" => AxisPicture.Box(view, rows, width),
        "pie" => ShapePicture.Pie(view, rows, width),
        "heat" => ShapePicture.Heat(view, rows, width),
        "sankey" => ShapePicture.Sankey(view, rows, width),
        "map" => view.Places == "point" ? MapPicture.Points(view, rows, width) : MapPicture.Counties(view, rows, width),
        _ => null,
    };

    private void Cards(PackViewView view, ViewRows rows)
    {
        html.Append("<div class=\"cards\">");
        foreach (var column in view.Columns.Where(c => rows.Has(c)))
        {
            html.Append("<div><span>").Append(Svg.Escape(rows.TitleOf(column))).Append("</span><b>").Append(Svg.Escape(rows.Text(0, column))).Append("</b><span>").Append(Svg.Escape(rows.UnitOf(column))).Append("</span></div>");
        }

        html.Append("</div>");
    }

    private void Table(ViewRows rows)
    {
        html.Append("<div class=\"wide\"><table><thead><tr>");
        foreach (var column in rows.Columns)
        {
            var unit = Say(column.Unit);
            html.Append(ViewRows.IsNumber(column) ? "<th class=\"n\">" : "<th>").Append(Svg.Escape(Say(column.Title) + (unit.Length > 0 ? $" ({unit})" : ""))).Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        for (var row = 0; row < rows.Count; row++)
        {
            html.Append("<tr>");
            foreach (var column in rows.Columns)
            {
                html.Append(ViewRows.IsNumber(column) ? "<td class=\"n\">" : "<td>").Append(Svg.Escape(rows.Text(row, column.Name))).Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table></div>");
    }

    private void Foot()
    {
        var last = pack.Pack.LastRun;
        html.Append("<footer><p>").Append(Word("每一列的来历可由 suwen lineage 查到原始记录；结果表：", "suwen lineage traces every column to the records as received; tables: "))
            .Append(Svg.Escape(string.Join(", ", views.Select(static v => v.View.Of).Distinct().Select(of => pack.Results.FirstOrDefault(r => r.Name == of)?.Table ?? of)))).Append("</p><p>")
            .Append(Svg.Escape(Word($"生成于 {Instant(madeAt)}", $"Made at {Instant(madeAt)}") + (last is null ? "" : Word($"；结果计算于 {Instant(last.StartedAt)}", $"; results computed at {Instant(last.StartedAt)}")))).Append(" · Suwen</p></footer>");
    }

    private void Warn(string text) => html.Append("<p class=\"warn\">").Append(Svg.Escape(text)).Append("</p>");

    private string Word(string zh, string en) => isEnglish ? en : zh;

    private string Say(TextView text) => isEnglish ? text.En : text.Zh;

    private static string Instant(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
