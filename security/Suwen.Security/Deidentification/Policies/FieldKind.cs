using System.Text;

namespace Suwen.Security.Deidentification;

/// <summary>What a field of a record says about a person. A policy names a method for each; formats know which of their places hold what.</summary>
public enum FieldKind : byte
{
    /// <summary>Not known: the policy's <c>unknown</c> decides.</summary>
    Unknown = 0,

    /// <summary>Codes, results, quantities, sex: what the data is released for.</summary>
    Clinical,
    PersonName,
    FamilyName,
    GivenName,
    RelativeName,
    ClinicianName,
    NationalId,
    OtherDocument,
    Phone,
    Email,
    OnlineAccount,
    Url,
    NetworkAddress,
    Address,
    Postcode,

    /// <summary>Code of an administrative division (GB/T 2260 and its continuation).</summary>
    Division,
    Coordinates,
    Institution,
    Organisation,
    Date,
    BirthDate,
    Age,
    RecordNumber,
    InsuranceNumber,
    BankCard,
    VehiclePlate,
    DeviceNumber,
    Bed,

    /// <summary>Unique identifier of ISO/IEC 9834, as DICOM has them.</summary>
    Uid,
    FreeText,

    /// <summary>Photographs, scans, attachments: not read by Suwen.</summary>
    Image,
}

/// <summary>The names of kinds in policies and reports: <c>person-name</c>.</summary>
public static class FieldKinds
{
    private static readonly Dictionary<string, FieldKind> ByName = Enum.GetValues<FieldKind>().ToDictionary(NameOf, StringComparer.Ordinal);

    /// <summary>The name of a kind, in words with hyphens.</summary>
    public static string NameOf(FieldKind kind) => Hyphenated(kind.ToString());

    /// <summary>Finds a kind by its name.</summary>
    public static bool TryFind(string name, out FieldKind kind) => ByName.TryGetValue(name, out kind);

    /// <summary>All names, in the order of the enumeration.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The kind under which a policy treats what a text detector found.</summary>
    public static FieldKind Of(IdentifierKind kind) => kind switch
    {
        IdentifierKind.PersonName => FieldKind.PersonName,
        IdentifierKind.RelativeName => FieldKind.RelativeName,
        IdentifierKind.ClinicianName => FieldKind.ClinicianName,
        IdentifierKind.NationalId => FieldKind.NationalId,
        IdentifierKind.OtherDocument => FieldKind.OtherDocument,
        IdentifierKind.Phone => FieldKind.Phone,
        IdentifierKind.Email => FieldKind.Email,
        IdentifierKind.OnlineAccount => FieldKind.OnlineAccount,
        IdentifierKind.Url => FieldKind.Url,
        IdentifierKind.NetworkAddress => FieldKind.NetworkAddress,
        IdentifierKind.Address => FieldKind.Address,
        IdentifierKind.Postcode => FieldKind.Postcode,
        IdentifierKind.Institution => FieldKind.Institution,
        IdentifierKind.Organisation => FieldKind.Organisation,
        IdentifierKind.Date => FieldKind.Date,
        IdentifierKind.Age => FieldKind.Age,
        IdentifierKind.RecordNumber => FieldKind.RecordNumber,
        IdentifierKind.InsuranceNumber => FieldKind.InsuranceNumber,
        IdentifierKind.BankCard => FieldKind.BankCard,
        IdentifierKind.VehiclePlate => FieldKind.VehiclePlate,
        IdentifierKind.DeviceNumber => FieldKind.DeviceNumber,
        _ => FieldKind.OtherDocument,
    };

    /// <summary>The tag that takes the place of a removed identifier in a text: Chinese in Chinese texts.</summary>
    internal static string Tag(FieldKind kind, bool chinese) => chinese
        ? kind switch
        {
            FieldKind.PersonName => "[姓名]",
            FieldKind.RelativeName => "[亲属姓名]",
            FieldKind.ClinicianName => "[医务人员]",
            FieldKind.NationalId => "[身份证号]",
            FieldKind.Phone => "[电话]",
            FieldKind.Email => "[邮箱]",
            FieldKind.OnlineAccount => "[网络账号]",
            FieldKind.Address => "[地址]",
            FieldKind.Postcode => "[邮编]",
            FieldKind.Institution => "[医疗机构]",
            FieldKind.Organisation => "[单位]",
            FieldKind.Date => "[日期]",
            FieldKind.Age => "[年龄]",
            FieldKind.RecordNumber => "[编号]",
            FieldKind.InsuranceNumber => "[医保号]",
            FieldKind.BankCard => "[银行卡]",
            FieldKind.VehiclePlate => "[车牌]",
            FieldKind.Bed => "[床位]",
            _ => "[标识]",
        }
        : "[" + NameOf(kind).ToUpperInvariant() + "]";

    internal static string Hyphenated(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
