using System.Globalization;
using System.Text;

namespace Suwen.Bench.Inputs;

/// <summary>Invented HL7 v2.5 messages for measuring: a laboratory result of six values, about 900 bytes.</summary>
internal static class Hl7Input
{
    /// <summary>An ORU^R01 whose first value is the message's number, so that what arrived can be counted.</summary>
    public static byte[] Result(string source, long number)
    {
        var patient = number % 5000;
        var text = new StringBuilder(1024);
        text.Append(CultureInfo.InvariantCulture, $"MSH|^~\\&|LIS|{source}|SUWEN|REGION|20260301{number / 3600 % 24:D2}{number / 60 % 60:D2}{number % 60:D2}||ORU^R01^ORU_R01|{source}-{number}|P|2.5|||||CHN|UNICODE UTF-8\r");
        text.Append(CultureInfo.InvariantCulture, $"PID|1||P{patient}^^^{source}^MR||示例^患者{patient}||19{50 + (patient % 50)}0101|{(patient % 2 == 0 ? "M" : "F")}\r");
        text.Append(CultureInfo.InvariantCulture, $"PV1|1|O|内科^^^{source}||||D{number % 40}^医生|||||||||||V{number}|||||||||||||||||||||||||20260301080000\r");
        text.Append(CultureInfo.InvariantCulture, $"OBR|1|R{number}|F{number}|BIO^生化全套^LOCAL|||20260301080000\r");
        text.Append(CultureInfo.InvariantCulture, $"OBX|1|NM|SEQ^序号^LOCAL||{number}|1|0-999999999|N|||F|||20260301080000\r");
        string[] items = ["GLU^葡萄糖^LOCAL", "HBA1C^糖化血红蛋白^LOCAL", "CREA^肌酐^LOCAL", "ALT^丙氨酸氨基转移酶^LOCAL", "TC^总胆固醇^LOCAL"];
        for (var i = 0; i < items.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"OBX|{i + 2}|NM|{items[i]}||{3 + (number % 70 / 10.0):F1}|mmol/L|3.9-6.1|N|||F|||20260301080000\r");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
