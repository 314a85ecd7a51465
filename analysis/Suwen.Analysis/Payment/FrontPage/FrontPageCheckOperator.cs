using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>Checks front pages before settlement: by themselves, against the record, and with the groups that other codings would give.</summary>
internal sealed class FrontPageCheckOperator : IOperator
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly OperatorParameter<string?> Scheme = Parameter.OptionalText("scheme", "DRG 分组方案;默认 chs-drg-1.1", "The DRG scheme; chs-drg-1.1 when not given");

    private static readonly OperatorParameter<bool> WithChoices = Parameter.Flag("choices", false, "输出各编码选择的入组与依据", "Write the groups of other codings with their evidence");

    private static readonly OperatorParameter<double?> Rate = Parameter.OptionalNumber("rate", 0.01, 1e9, "权重1的支付标准(元);缺省由输入的费用推算", "Payment of weight 1 in yuan; taken from the costs of the input when not given");

    private static readonly OperatorParameter<long> Minimum = Parameter.Integer("minimum", 5, 1, 1000, "由输入推算权重时每组最少病例数", "Fewest cases of a group whose weight is computed from the input");

    public OperatorDescription Description { get; } = new(
        "front-page-check",
        "payment",
        new Words("病案首页结算前检查", "Front page check before settlement"),
        new Words(
            "逐例检查病案首页:主要诊断选择、编码冲突与合并、缺项、时间与费用;有病历证据时列出已编码而无依据、有依据而未编码的诊断;并列各编码选择的入组与费用估算。不提供高编建议。",
            "Checks front pages: choice of the main diagnosis, codes that contradict or belong together, missing fields, times, costs; with rows of the record, what is coded and not shown, and shown and not coded. Never advises a code because it pays more."),
        [Scheme, WithChoices, Rate, Minimum],
        [
            new OperatorOutput("result", new Words("每例一行,顺序同输入", "One row per case, in the order of the input"),
                "case_id, drg, drg_title, status, weight, payment, cost, balance, outlier (low, normal, high, unknown), errors, warnings, hints, not_supported, not_coded, score (0 to 100; null without the column filled), missing (fields, | between), has_record"),
            new OperatorOutput("findings", new Words("每条发现一行", "One row per finding"), "case_id, rule, kind, severity, code, title_zh, title_en, basis, evidence (JSON)"),
            new OperatorOutput("choices", new Words("每种编码选择一行(choices=true)", "One row per coding (choices=true)"), "case_id, kind, code, drg, drg_title, weight, payment, support, evidence (JSON)"),
        ])
    {
        Inputs =
        [
            new OperatorInput("evidence", false, new Words("病历证据:case_id, kind(test, note, exam, drug, procedure), code, name, time, value, unit, text", "Rows of the record: case_id, kind (test, note, exam, drug, procedure), code, name, time, value, unit, text")),
            new OperatorInput("weights", false, new Words("权重表:drg_code, weight", "Weights: drg_code, weight")),
        ],
        References =
        [
            "住院病案首页数据填写质量规范(暂行),国卫办医发〔2016〕24号",
            "病历书写基本规范,卫医政发〔2010〕11号",
            "KDIGO Clinical Practice Guideline for Acute Kidney Injury (2012)",
        ],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var grouper = new FrontPageGrouper(call.Get(Scheme) is { Length: > 0 } name ? name : "chs-drg-1.1", call.LocalFolder);
        var reader = new FrontPageReader(call.Input, FrontPageReader.PageColumns, "case_id", "diagnoses");
        var records = call.Table("evidence") is { } evidence ? await ReadRecordsAsync(call, evidence, cancellationToken) : null;
        var pages = await ReadPagesAsync(call.Input, reader, cancellationToken);
        var groups = grouper.Group(pages, withPath: false);
        var terms = await TermsAsync(call, pages, groups, cancellationToken);
        var reports = new FrontPageReport[pages.Count];
        Parallel.For(0, pages.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => reports[i] = FrontPageChecker.Check(pages[i], records?.GetValueOrDefault(pages[i].CaseId)));
        await WriteResultsAsync(call, pages, groups, reports, terms, cancellationToken);
        await WriteFindingsAsync(call, reports, cancellationToken);
        await WriteChoicesAsync(call, pages, reports, records, grouper, terms, cancellationToken);
        var faulty = reports.Count(static r => r.Findings.Any(static f => f.Severity > FrontPageSeverity.Hint));
        call.Note("规则为项目自定处未经临床医师审核。", "Rules that are the project's own have not been reviewed by a clinician.");
        call.Sentence(
            FormattableString.Invariant($"检查 {reports.Length} 例:{faulty} 例有问题;已编码无依据 {Count("not-supported")} 条,有依据未编码 {Count("not-coded")} 条。"),
            FormattableString.Invariant($"Of {reports.Length} cases {faulty} have a fault; {Count("not-supported")} codes are not shown by the record, {Count("not-coded")} conditions are shown and not coded."));
        int Count(string kind) => reports.Sum(r => r.Findings.Count(f => f.Kind == kind));
    }

    private static async Task<List<FrontPageCase>> ReadPagesAsync(IOperatorTable table, FrontPageReader reader, CancellationToken cancellationToken)
    {
        var pages = new List<FrontPageCase>();
        await foreach (var batch in table.ReadAsync(reader.Names, cancellationToken))
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                pages.Add(reader.Page(batch, row));
            }
        }

        return pages;
    }

    private static async Task<Dictionary<string, FrontPageRecord>> ReadRecordsAsync(OperatorCall call, IOperatorTable table, CancellationToken cancellationToken)
    {
        var reader = new FrontPageReader(table, FrontPageReader.EvidenceColumns, "case_id", "kind", "name");
        var records = new Dictionary<string, FrontPageRecord>(StringComparer.Ordinal);
        var unknown = 0L;
        await foreach (var batch in table.ReadAsync(reader.Names, cancellationToken))
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                if (reader.CaseId(batch, row) is not { } id)
                {
                    unknown++;
                    continue;
                }

                if (!records.TryGetValue(id, out var record))
                {
                    records[id] = record = new FrontPageRecord();
                }

                unknown += reader.Add(batch, row, record) ? 0 : 1;
            }
        }

        if (unknown > 0)
        {
            call.Note($"证据表有 {unknown} 行无病例号或类型不明,已略过。", $"{unknown} rows of evidence have no case or a kind that is not known and were left out.");
        }

        return records;
    }

    private static async Task<PaymentTerms?> TermsAsync(OperatorCall call, List<FrontPageCase> pages, IReadOnlyList<FrontPageGroup> groups, CancellationToken cancellationToken)
    {
        var own = PaymentTerms.FromCosts(pages.Select((p, i) => (groups[i].Drg, p.Cost ?? 0)), (int)call.Get(Minimum));
        if (call.Table("weights") is not { } table)
        {
            if (own is not null)
            {
                call.Note("权重由输入病例的费用推算,非公布值。", "Weights were computed from the costs of the input and are no published ones.");
            }

            return own is null ? null : own with { Rate = call.Get(Rate) ?? own.Rate };
        }

        if (table.Columns.All(static c => c.Name != "drg_code") || table.Columns.All(static c => c.Name != "weight"))
        {
            throw OperatorException.BadData($"{table.Name} has no columns drg_code and weight.", "Give a table with one row per group.");
        }

        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        await foreach (var batch in table.ReadAsync(["drg_code", "weight"], cancellationToken))
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                if (Dip.DipCase.Number(batch[1], row) is var weight && weight > 0 && !batch[0].IsNull(row))
                {
                    weights[batch[0].Text(row)] = weight;
                }
            }
        }

        // Without a rate, the one that pays all weights what was spent.
        var sum = groups.Sum(g => weights.GetValueOrDefault(g.Drg));
        var spent = pages.Where((_, i) => weights.ContainsKey(groups[i].Drg)).Sum(static p => p.Cost ?? 0);
        return new PaymentTerms(weights, call.Get(Rate) ?? (sum > 0 ? spent / sum : 0));
    }

    private static Task WriteResultsAsync(OperatorCall call, List<FrontPageCase> pages, IReadOnlyList<FrontPageGroup> groups, FrontPageReport[] reports, PaymentTerms? terms, CancellationToken cancellationToken)
    {
        var table = new ResultTable(
            "result", ("case_id", ColumnType.Text), ("drg", ColumnType.Text), ("drg_title", ColumnType.Text), ("status", ColumnType.Text), ("weight", ColumnType.Double), ("payment", ColumnType.Double),
            ("cost", ColumnType.Double), ("balance", ColumnType.Double), ("outlier", ColumnType.Text), ("errors", ColumnType.Int64), ("warnings", ColumnType.Int64), ("hints", ColumnType.Int64),
            ("not_supported", ColumnType.Int64), ("not_coded", ColumnType.Int64), ("score", ColumnType.Double), ("missing", ColumnType.Text), ("has_record", ColumnType.Boolean));
        for (var i = 0; i < reports.Length; i++)
        {
            var (page, report) = (pages[i], reports[i]);
            var estimate = terms?.Of(groups[i].Drg, page.Cost);
            table.Add(
                page.CaseId, groups[i].Drg, groups[i].DrgTitle, groups[i].Status, estimate?.Weight, estimate?.Payment, page.Cost, estimate?.Balance, estimate?.Outlier ?? "unknown",
                report.Findings.Count(static f => f.Severity == FrontPageSeverity.Error), report.Findings.Count(static f => f.Severity == FrontPageSeverity.Warning),
                report.Findings.Count(static f => f.Severity == FrontPageSeverity.Hint), report.Findings.Count(static f => f.Kind == "not-supported"),
                report.Findings.Count(static f => f.Kind == "not-coded"), report.Score, string.Join('|', FrontPageScore.Missing(page).Select(static m => m.Field)), report.HasRecord);
        }

        return call.WriteAsync(table, cancellationToken);
    }

    private static Task WriteFindingsAsync(OperatorCall call, FrontPageReport[] reports, CancellationToken cancellationToken)
    {
        var table = new ResultTable(
            "findings", ("case_id", ColumnType.Text), ("rule", ColumnType.Text), ("kind", ColumnType.Text), ("severity", ColumnType.Text), ("code", ColumnType.Text),
            ("title_zh", ColumnType.Text), ("title_en", ColumnType.Text), ("basis", ColumnType.Text), ("evidence", ColumnType.Text));
        foreach (var report in reports)
        {
            foreach (var f in report.Findings)
            {
                table.Add(report.CaseId, f.Rule, f.Kind, Name(f.Severity), f.Code, f.Title.Zh, f.Title.En, f.Basis, f.Evidence.Count == 0 ? null : JsonSerializer.Serialize(f.Evidence, Json));
            }
        }

        return call.WriteAsync(table, cancellationToken);
    }

    private static Task WriteChoicesAsync(
        OperatorCall call, List<FrontPageCase> pages, FrontPageReport[] reports, Dictionary<string, FrontPageRecord>? records, FrontPageGrouper grouper, PaymentTerms? terms, CancellationToken cancellationToken)
    {
        var table = new ResultTable(
            "choices", ("case_id", ColumnType.Text), ("kind", ColumnType.Text), ("code", ColumnType.Text), ("drg", ColumnType.Text), ("drg_title", ColumnType.Text),
            ("weight", ColumnType.Double), ("payment", ColumnType.Double), ("support", ColumnType.Text), ("evidence", ColumnType.Text));
        for (var i = 0; call.Get(WithChoices) && i < pages.Count; i++)
        {
            foreach (var choice in FrontPageChoices.Build(pages[i], records?.GetValueOrDefault(pages[i].CaseId), reports[i], grouper, terms))
            {
                table.Add(
                    pages[i].CaseId, choice.Kind, choice.Code, choice.Group.Drg, choice.Group.DrgTitle, choice.Estimate?.Weight, choice.Estimate?.Payment, Name(choice.Support),
                    choice.Evidence.Count == 0 ? null : JsonSerializer.Serialize(choice.Evidence, Json));
            }
        }

        return call.WriteAsync(table, cancellationToken);
    }

    /// <summary>Stable names of severities.</summary>
    internal static string Name(FrontPageSeverity severity) => severity switch { FrontPageSeverity.Error => "error", FrontPageSeverity.Warning => "warning", _ => "hint" };

    /// <summary>Stable names of what the record says.</summary>
    internal static string Name(FrontPageSupport support) => support switch { FrontPageSupport.Shown => "shown", FrontPageSupport.None => "none", FrontPageSupport.Contrary => "contrary", _ => "not-judged" };
}
