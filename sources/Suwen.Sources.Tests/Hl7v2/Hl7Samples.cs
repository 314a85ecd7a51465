using System.Text;
using Suwen.Sources.Hl7v2;
using Suwen.Sources.Tests.Compliance;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Hl7v2;

/// <summary>
/// Messages of three invented hospitals about invented people: 仁和医院 (version 2.5.1, UTF-8), 青山县人民医院 (2.4, GBK with MSH-18) and
/// 河东社区卫生服务中心 (2.3.1, GBK without MSH-18).
/// </summary>
internal static class Hl7Samples
{
    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding(54936)!;

    public const string Admit =
        "MSH|^~\\&|HIS|RENHE^1.2.156.9001^ISO|SUWEN|REGION|20250310081500+0800||ADT^A01^ADT_A01|RH-1001|P|2.5.1||||||UNICODE UTF-8\r"
        + "EVN|A01|20250310081600+0800||||20250310080000+0800\r"
        + "PID|1||R0001234^^^RENHE^MR~110101199003070011^^^PRC^NI||欧阳^静怡^^^^^L^I~Ouyang^Jingyi^^^^^L^A||19900307|F||01^汉族^GB/T 3304|望江路18号3单元^^云州市^江南省^310000^CHN^H^^330102||13800000001||zh|M||V20250310001|||HA^汉族^GB/T 3304|江南省云州市|||||CHN\r"
        + "NK1|1|欧阳^建国|FTH^父亲||13800000002\r"
        + "PV1|1|I|心内科^0312^12床^RENHE^^^^^心血管内科|||急诊科^^^RENHE|D0001^张^明远|||CARD||||1|||||I2025031001^^^RENHE^VN|||||||||||||||||||||||||20250310080000+0800\r"
        + "PV2|||I20.0^不稳定型心绞痛\r"
        + "AL1|1|DA^药物过敏|P001^青霉素^L|SV^重度|皮疹|20101001\r"
        + "DG1|1||I20.000^不稳定型心绞痛^ICD-10||20250310|A\r"
        + "PR1|1||88.5500^单根冠状动脉造影^ICD-9-CM3||20250311093000|D||||||D0002^李^文博\r"
        + "IN1|1|01^城镇职工基本医疗保险|YB330100^^^云州市医保局|云州市医疗保障局||||||||20250101|20251231||310|||||||||||||||||||||YB9000123456\r"
        + "ZYB|扩展段|保留\r";

    public const string Results =
        "MSH|^~\\&|LIS|RENHE|SUWEN|REGION|20250311101500+0800||ORU^R01^ORU_R01|L-55001|P|2.5.1||||||UNICODE UTF-8\r"
        + "PID|1||R0001234^^^RENHE^MR||欧阳^静怡||19900307|F\r"
        + "PV1|1|I|心内科^0312^12床^RENHE||||||||||||||||I2025031001^^^RENHE^VN\r"
        + "ORC|RE|O5501^HIS|F7701^LIS||CM||||20250311070000|||D0001^张^明远\r"
        + "OBR|1|O5501^HIS|F7701^LIS|24323-8^综合代谢检查^LN|||20250311063000|||||||||D0001^张^明远||||||20250311101000|||F\r"
        + "NTE|1||空腹采血\r"
        + "OBX|1|NM|2345-7^葡萄糖^LN||6.8|mmol/L|3.9-6.1|H|||F|||20250311063500\r"
        + "OBX|2|NM|2160-0^肌酐^LN||71|umol/L|41-81|N|||F\r"
        + "OBX|3|SN|1988-5^C反应蛋白^LN||<^0.5|mg/L|<5|N|||F\r"
        + "OBX|4|ST|6690-2^白细胞^LN||>=100|10*9/L|3.5—9.5|HH|||C\r"
        + "OBX|5|CWE|5778-6^尿液颜色^LN||Y^黄色^L||||||F\r"
        + "NTE|1||已复查\r"
        + "OBX|6|NM|2345-7^葡萄糖^LN||7.0|mmol/L|3.9-6.1|H|||D\r"
        + "SPM|1|^T900001||SER^血清|||||||||3^mL|||||20250311063000\r";

    public const string Report =
        "MSH|^~\\&|PACS|QSXYY|SUWEN|REGION|20250401093000||ORU^R01|P-9001|P|2.4||||||GBK\r"
        + "PID|1||Q778899^^^QSXYY^PI||诸葛^镕||19581102|M\r"
        + "PV1|1|O|影像科||||||||||||||||M20250401^^^QSXYY\r"
        + "OBR|1|X100|X100-1|CT001^胸部CT平扫^L|||20250401090000|||||||||||||||20250401092000||RAD|F\r"
        + "OBX|1|TX|FIND^检查所见^L||双肺纹理清晰。\\.br\\右肺上叶见小结节。~大小约5mm。||||||F\r"
        + "OBX|2|FT|CONC^检查结论^L||右肺上叶小结节，建议随访。||||||F\r";

    public const string Register =
        "MSH|^~\\&|EMR|HDSQ|||20250405140000||ADT^A04|77|P|2.3.1\rEVN|A04|20250405140000\r"
        + "PID|1||H55||丁^一||1985|2|||河东街道丰收里5号||0571-8888\r"
        + "PV1|1|O|全科门诊||||||||||||||||G0405-1|||||||||||||||||||||||||20250405135500\r";

    public const string Vaccination =
        "MSH|^~\\&|IIS|HDSQ|||20250406100000+0800||VXU^V04^VXU_V04|V1|P|2.5.1||||||UNICODE UTF-8\r"
        + "PID|1||H60^^^HDSQ^MR||白^果||20240101|M\rORC|RE||VAX-1^IIS\r"
        + "RXA|0|1|20250406093000||08^乙肝疫苗^CVX|0.5|mL||||||||LOT8899|||||CP|A\rRXR|IM^肌内注射\r"
        + "ORC|RE||VAX-2^IIS\rRXA|0|1|20250406093000||140^流感疫苗^CVX|999||||||||||||00^家长拒绝||RE|A\r";

    public const string Document =
        "MSH|^~\\&|EMR|RENHE|SUWEN|REGION|20250312170000+0800||MDM^T02^MDM_T02|D-1|P|2.5.1||||||UNICODE UTF-8\rEVN|T02|20250312170000\r"
        + "PID|1||R0001234^^^RENHE^MR||欧阳^静怡\rPV1|1|I|||||||||||||||||I2025031001^^^RENHE^VN\r"
        + "TXA|1|CN^首次病程记录|TX|20250310090000|D0001^张^明远|||||||DOC-77||||发病|AU\r"
        + "OBX|1|TX|N^病程^L||患者因胸闷3天入院。||||||F\rOBX|2|TX|N^病程^L||查体：血压130/80mmHg。||||||F\r";

    public const string Appointment =
        "MSH|^~\\&|SCH|RENHE|SUWEN|REGION|20250320090000+0800||SIU^S12^SIU_S12|S-1|P|2.5.1||||||UNICODE UTF-8\r"
        + "SCH|A100^HIS|B200^SCH|||||2^复诊|FOLLOWUP^随访|30|min|^^30^20250401093000^20250401100000\r"
        + "PID|1||R0001234^^^RENHE^MR||欧阳^静怡\rRGS|1|A\rAIS|1|A|C01^心内科门诊^L\rAIP|1|A|D0001^张^明远\r";

    public const string Prescription =
        "MSH|^~\\&|HIS|RENHE|SUWEN|REGION|20250310110000+0800||RDE^O11^RDE_O11|RX-1|P|2.5.1||||||UNICODE UTF-8\r"
        + "PID|1||R0001234^^^RENHE^MR||欧阳^静怡\rPV1|1|I|||||||||||||||||I2025031001^^^RENHE^VN\r"
        + "ORC|NW|RXO-9^HIS||||||||||D0001^张^明远\rTQ1|1||BID||||20250310120000|20250317120000|R\r"
        + "RXE||A02BC^阿司匹林肠溶片^L|100||mg|TAB^片剂|^饭后口服|||14|TAB|0\rRXR|PO^口服\r";

    public const string Charges =
        "MSH|^~\\&|HIS|RENHE|SUWEN|REGION|20250311200000+0800||DFT^P03^DFT_P03|F-1|P|2.5.1||||||UNICODE UTF-8\rEVN|P03|20250311200000\r"
        + "PID|1||R0001234^^^RENHE^MR||欧阳^静怡\rPV1|1|I|||||||||||||||||I2025031001^^^RENHE^VN\r"
        + "FT1|1|T1||20250311|20250311|CG|250301^葡萄糖测定^L|||2|10.50&CNY|5.25\rFT1|2|T2||20250311||CR|250301^葡萄糖测定^L|||1|5.25&CNY\r";

    /// <summary>Values of patients in the samples.</summary>
    public static readonly string[] Secrets = ["静怡", "Jingyi", "110101199003070011", "R0001234", "13800000001", "望江路", "诸葛", "Q778899", "丰收里", "建国", "YB9000123456", "小结节"];

    public static IReadOnlyList<SampleEntry> All { get; } =
    [
        Sample("admission in UTF-8", Admit),
        Sample("laboratory results", Results),
        new("imaging report in GBK", Header("qsxyy.pacs"), Gbk.GetBytes(Report)),
        new("registration in GBK that says nothing of it", Header("hdsq.emr"), Gbk.GetBytes(Register)),
        Sample("vaccination", Vaccination),
        Sample("document", Document),
        Sample("appointment", Appointment),
        Sample("prescription", Prescription),
        Sample("charges", Charges),
        new("batch", Header("renhe.batch"), Encoding.UTF8.GetBytes("FHS|^~\\&|HIS\rBHS|^~\\&|HIS\r" + Admit + Results + "BTS|2\rFTS|1\r")),
        new("frames", Header("renhe.frames"), Encoding.UTF8.GetBytes("\u000b" + Admit + "\u001c\r\u000b" + Document.Replace("\r", "\r\n", StringComparison.Ordinal) + "\u001c\r")),
        new("UTF-16", Header("renhe.wide"), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Admit.Replace("UNICODE UTF-8", "UNICODE UTF-16", StringComparison.Ordinal))]),
    ];

    public static LandingHeader Header(string source) => new(source, "mllp", Hl7v2Source.FormatName, LandingHeader.NoMetadata);

    public static byte[] InGbk(string message) => Gbk.GetBytes(message);

    private static SampleEntry Sample(string name, string message) => new(name, Header("renhe.his"), Encoding.UTF8.GetBytes(message));
}
