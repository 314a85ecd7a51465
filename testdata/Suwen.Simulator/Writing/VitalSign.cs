namespace Suwen.Simulator.Writing;

/// <summary>A vital sign as records name it: LOINC code, the code of houses without LOINC (initials of the pinyin), name and UCUM unit.</summary>
internal sealed record VitalSign(string Loinc, string LocalCode, string Name, string Unit)
{
    public static readonly VitalSign Temperature = new("8310-5", "TW", "体温", "Cel");
    public static readonly VitalSign Pulse = new("8867-4", "MB", "脉搏", "/min");
    public static readonly VitalSign Respiration = new("9279-1", "HX", "呼吸", "/min");
    public static readonly VitalSign Systolic = new("8480-6", "SSY", "收缩压", "mm[Hg]");
    public static readonly VitalSign Diastolic = new("8462-4", "SZY", "舒张压", "mm[Hg]");
    public static readonly VitalSign Saturation = new("2708-6", "XYBHD", "血氧饱和度", "%");
    public static readonly VitalSign Weight = new("29463-7", "TZ", "体重", "kg");
    public static readonly VitalSign Height = new("8302-2", "SG", "身高", "cm");
    public static readonly VitalSign Pain = new("72514-3", "TTPF", "疼痛评分", "{score}");
}
