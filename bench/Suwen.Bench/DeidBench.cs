using System.Diagnostics;
using System.Text;
using Suwen.Security.Deidentification;

namespace Suwen.Bench;

/// <summary>
/// Detection of identifiers in text on one core, Chinese and English apart, beside a bare walk over the same characters. Time is taken twice: by the clock,
/// and of the processor alone, which other work on the machine does not lengthen.
/// </summary>
internal sealed class DeidBench : IBench
{
    private const int Megabytes = 20;

    private static readonly string[] Family = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "欧阳", "司马"];
    private static readonly string[] Given = ["建国", "静", "志强", "秀英", "雨婷", "浩然", "敏", "文博", "桂兰", "晨曦"];
    private static readonly string[] English = ["James Smith", "Mary Johnson", "Robert Chen", "Linda Garcia", "Michael O'Neil", "Susan Patel"];

    public string Name => "deid";

    public string Description => "detection of identifiers in Chinese and English notes, MB/s of UTF-8 on one core";

    public Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        context.Say($"| text | MB | spans | bare walk MB/s | detect MB/s by the clock | MB/s of processor time |");
        context.Say($"|---|---|---|---|---|---|");
        foreach (var (name, make) in new (string, Func<int, string>)[] { ("Chinese", Chinese), ("English", EnglishNote) })
        {
            cancellationToken.ThrowIfCancellationRequested();
            Measure(context, name, make);
        }

        return Task.FromResult(true);
    }

    private static void Measure(BenchContext context, string name, Func<int, string> make)
    {
        var notes = new List<string>();
        long bytes = 0;
        for (var i = 0; bytes < Megabytes * 1e6 * context.Scale; i++)
        {
            notes.Add(make(i));
            bytes += Encoding.UTF8.GetByteCount(notes[^1]);
        }

        var detector = new TextDetector();
        var spans = new List<IdentifierSpan>();
        var (best, bestProcessor, bare) = (double.MaxValue, double.MaxValue, double.MaxValue);
        long found = 0;
        for (var round = 0; round < 3; round++)
        {
            bare = Math.Min(bare, Walk(notes));
            found = 0;
            var processor = Environment.CpuUsage.UserTime;
            var watch = Stopwatch.StartNew();
            foreach (var note in notes)
            {
                detector.Find(note, DetectionContext.None, spans);
                found += spans.Count;
            }

            best = Math.Min(best, watch.Elapsed.TotalSeconds);
            bestProcessor = Math.Min(bestProcessor, (Environment.CpuUsage.UserTime - processor).TotalSeconds);
        }

        context.Say($"| {name} | {bytes / 1e6:F1} | {found} | {bytes / 1e6 / bare:F0} | {bytes / 1e6 / best:F1} | {bytes / 1e6 / bestProcessor:F1} |");
    }

    private static double Walk(List<string> notes)
    {
        var watch = Stopwatch.StartNew();
        var sum = 0;
        foreach (var note in notes)
        {
            foreach (var c in note)
            {
                sum += c is >= '0' and <= '9' ? 1 : 0;
            }
        }

        return sum < 0 ? double.MaxValue : watch.Elapsed.TotalSeconds;
    }

    private static string Person(int i) => Family[i % Family.Length] + Given[i * 7 % Given.Length];

    private static string Chinese(int i) => FormattableString.Invariant(
        $"""
        入院记录
        姓名：{Person(i)}  性别：男  年龄：{20 + (i % 70)}岁  住院号：ZY{20240000 + i}
        现住址：浙江省嘉兴市南湖区中山路{1 + (i % 300)}号{1 + (i % 9)}幢2单元501室  电话：138{i % 100_000_000:D8}
        主诉：反复咳嗽、咳痰{1 + (i % 20)}年，加重伴气促3天。
        现病史：患者{1 + (i % 20)}年前受凉后出现咳嗽、咳痰，为白色黏痰，冬春季节好发，每年发作累计超过三个月，曾在嘉兴市第二医院就诊，诊断为慢性支气管炎，予抗感染、
        化痰、平喘治疗后好转。3天前受凉后上述症状加重，痰色转黄，不易咳出，伴活动后气促，无胸痛、咯血，无畏寒发热。既往高血压病史10年，最高180/100mmHg，规律服用氨氯地平片5mg
        每日一次，血压控制可。否认糖尿病、冠心病、肝炎、结核等病史，否认药物过敏史。
        体格检查：T 36.8℃，P 88次/分，R 20次/分，BP 140/85mmHg。神志清，精神软，桶状胸，双肺呼吸音低，可闻及散在湿啰音，心律齐，各瓣膜区未闻及杂音，腹平软，全腹无压痛及反跳痛。
        辅助检查：白细胞 11.2×10^9/L，中性粒细胞 82.1%，C反应蛋白 35.6mg/L，2024年{1 + (i % 12)}月{1 + (i % 28)}日胸部CT示两肺慢性支气管炎伴感染。
        初步诊断：慢性阻塞性肺疾病急性加重
        医师签名：{Person(i + 3)}
        """);

    private static string EnglishNote(int i) => FormattableString.Invariant(
        $"""
        DISCHARGE SUMMARY
        Patient: {English[i % English.Length]}  MRN: {1_000_000 + i}  DOB: {1 + (i % 12):D2}/{1 + (i % 28):D2}/1957
        The patient is a {30 + (i % 60)}-year-old man with a history of hypertension and type 2 diabetes who presented with three days of productive cough,
        fever and shortness of breath. He denied chest pain, nausea or vomiting. On arrival his temperature was 38.4, heart rate 102, blood pressure 148/86
        and oxygen saturation 91% on room air. Chest radiograph showed a right lower lobe consolidation. He was started on ceftriaxone and azithromycin and
        improved over the following two days. Blood cultures remained negative. White count fell from 15.2 to 9.8. He was discharged home in stable condition
        on March {1 + (i % 28)}, 2024 with instructions to complete a seven day course of antibiotics and to follow up with Dr. {English[(i + 2) % English.Length]}
        at Riverside Community Clinic, phone (617) 555-{i % 10_000:D4}.
        """);
}
