using Suwen.Storage;

namespace Suwen.Analysis.Payment.Drg;

/// <summary>Groups cases into diagnosis-related groups by a scheme that is data, and says for each how it came to its group.</summary>
internal sealed class DrgGroupOperator : IOperator
{
    private static readonly OperatorParameter<string?> SchemeName = Parameter.OptionalText(
        "scheme", "分组方案:内置名称(chs-drg-1.1、chs-drg-2.0)或方案文件夹;默认 chs-drg-1.1", "The scheme: the name of one that is built in (chs-drg-1.1, chs-drg-2.0) or a folder; chs-drg-1.1 when not given");

    private static readonly OperatorParameter<bool> WithPath = Parameter.Flag("path", true, "输出分组路径(JSON)", "Write how each case came to its group (JSON)");

    private static readonly OperatorParameter<string> Map = Parameter.Choice(
        "map", ["auto", "none"], "auto", "国临编码映射为医保编码:auto 自动识别并映射,none 不映射", "Map codes of the national clinical edition to the insurance edition: auto recognises and maps them, none does not");

    private static readonly OperatorParameter<string> Unrelated = Parameter.Choice(
        "unrelated", ["group", "medical"], "group", "手术与主要诊断无关的病例:group 入歧义组(QY),medical 按内科组处理", "Cases with surgery unrelated to the main diagnosis: group puts them into QY groups, medical leaves them to the medical groups");

    public OperatorDescription Description { get; } = new(
        "drg-group",
        "payment",
        new Words("DRG 分组", "DRG grouping"),
        new Words(
            "按所选分组方案将病例分入 MDC、ADRG 和 DRG,逐例给出状态、原因和路径。",
            "Groups cases into MDC, ADRG and DRG by a scheme, with status, reason and path of each case."),
        [SchemeName, WithPath, Map, Unrelated],
        [
            new OperatorOutput(
                "result",
                new Words("每例一行,顺序同输入", "One row per case, in the order of the input"),
                "case_id; mdc; adrg; drg (0000 where there is none); status: grouped, ambiguous (QY), ungroupable, invalid; reason: stable names with words, \"; \" between them; path: JSON"),
        ])
    {
        Aliases = ["drg"],
        References =
        [
            "国家医疗保障 DRG 分组与付费技术规范 (NHSA, 2019)",
            "国家医疗保障 DRG 分组方案 1.1 版 (NHSA, 2021)",
            "按病组(DRG)付费分组方案 2.0 版 (NHSA, 2024), unofficial transcription",
        ],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var scheme = DrgSchemeReader.Find(call.Get(SchemeName) is { Length: > 0 } name ? name : "chs-drg-1.1", call.LocalFolder);
        var columns = new DrgColumns(call.Input);
        var withPath = call.Get(WithPath);
        var grouper = new DrgGrouper(scheme, call.Get(Unrelated) == "group");
        var isMapping = call.Get(Map) == "auto";
        NoteScheme(call, scheme, columns);
        var workers = new DrgWorker[Math.Clamp(Environment.ProcessorCount, 1, 16)];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new DrgWorker(grouper, columns, isMapping, withPath);
        }

        await call.Sink.BeginAsync("result", DrgWorker.ResultColumns(withPath), cancellationToken);
        await GroupAsync(call, columns, workers, withPath, cancellationToken);
        Tell(call, scheme, workers);
    }

    /// <summary>Reads on this thread, groups parts of each batch side by side, and writes one batch while the next is read and grouped.</summary>
    private static async Task GroupAsync(OperatorCall call, DrgColumns columns, DrgWorker[] workers, bool withPath, CancellationToken cancellationToken)
    {
        var results = new ColumnBatch[2][];
        for (var side = 0; side < 2; side++)
        {
            results[side] = Array.ConvertAll(workers, _ => new ColumnBatch(DrgWorker.ResultColumns(withPath), 1 << 13));
        }

        var writing = Task.CompletedTask;
        var turn = 0;
        await foreach (var batch in call.Input.ReadAsync(columns.Names, cancellationToken))
        {
            var own = results[turn];
            turn = 1 - turn;
            var rows = batch.RowCount;
            Parallel.For(0, workers.Length, i => workers[i].Group(batch, (int)((long)rows * i / workers.Length), (int)((long)rows * (i + 1) / workers.Length), own[i]));
            await writing;
            writing = Task.Run(() => WriteAsync(call.Sink, own, cancellationToken), cancellationToken);
        }

        await writing;
    }

    private static async Task WriteAsync(IOperatorSink sink, ColumnBatch[] results, CancellationToken cancellationToken)
    {
        foreach (var part in results)
        {
            if (part.RowCount > 0)
            {
                await sink.WriteAsync("result", part, cancellationToken);
            }
        }
    }

    private static void NoteScheme(OperatorCall call, DrgScheme scheme, DrgColumns columns)
    {
        var head = scheme.Head;
        call.Note($"分组方案:{head.Title},{head.StatusZh};待核事项 {head.OpenPoints.Count} 条,见 docs/drg.md。", $"Scheme: {head.Id} {head.Version}, {head.Status}; {head.OpenPoints.Count} open points, see docs/drg.md.");
        if (columns.Absent.Count > 0)
        {
            var absent = string.Join(", ", columns.Absent);
            call.Note($"输入没有列 {absent},按缺失处理。", $"The input has no column {absent}; they count as missing.");
        }
    }

    private static void Tell(OperatorCall call, DrgScheme scheme, DrgWorker[] workers)
    {
        var counts = new long[4];
        foreach (var worker in workers)
        {
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] += worker.Counts[i];
            }
        }

        var all = counts.Sum();
        var rate = all == 0 ? 0 : 100.0 * counts[0] / all;
        call.Sentence(
            FormattableString.Invariant($"按{scheme.Head.Id}分组 {all} 例:入组 {counts[0]} 例({rate:F1}%),歧义组 {counts[1]} 例,未入组 {counts[2]} 例,无效 {counts[3]} 例。"),
            FormattableString.Invariant($"Of {all} cases, {scheme.Head.Id} grouped {counts[0]} ({rate:F1} %); {counts[1]} were ambiguous, {counts[2]} ungroupable and {counts[3]} invalid."));
    }
}
