namespace Suwen.Security.Deidentification;

/// <summary>What other corpora call the kinds: the simulator, i2b2 2006 and 2014, MEDDOCAN, Presidio, CCKS and plain words.</summary>
public sealed class KindNames
{
    private static readonly (IdentifierKind Kind, string Names)[] Table =
    [
        (IdentifierKind.PersonName, "name person per patient patientname personname fullname pername firstname lastname givenname surname username 姓名 人名 患者姓名 nr nombresujetoasistencia"),
        (IdentifierKind.RelativeName, "relative relativename family familymember contact contactname guardian 家属 联系人 familiaressujetoasistencia"),
        (IdentifierKind.ClinicianName, "clinician clinicianname doctor physician staff hcw provider nurse staffname caregiver doctorname 医生 医师 医生姓名 nombrepersonalsanitario"),
        (IdentifierKind.NationalId, "nationalid idcard idnumber ssn usssn identity identitynumber socialsecuritynumber citizenid 身份证 身份证号 idsujetoasistencia"),
        (IdentifierKind.OtherDocument, "otherdocument passport document license licence driverlicense usdriverlicense uspassport certificate 护照 证件号"),
        (IdentifierKind.Phone, "phone telephone phonenumber tel mobile fax contactnumber cellphone pager 电话 手机 手机号 联系电话 numerotelefono numerofax"),
        (IdentifierKind.Email, "email emailaddress mail 邮箱 电子邮箱 correoelectronico"),
        (IdentifierKind.OnlineAccount, "onlineaccount wechat qq socialmedia account im weixin 微信"),
        (IdentifierKind.Url, "url website web link urlweb 网址"),
        (IdentifierKind.NetworkAddress, "networkaddress ip ipaddress ipaddr mac macaddress"),
        (IdentifierKind.Address, "address location loc street city state country place gpe locationother geo 地址 住址 地点 ns calle territorio pais"),
        (IdentifierKind.Postcode, "postcode zip zipcode postalcode 邮编"),
        (IdentifierKind.Institution, "institution hospital hospitalname healthcareunit clinic facility medicalfacility 医院 医院名称 机构 hospitalcentro centrosalud institucion"),
        (IdentifierKind.Organisation, "organisation organization employer company school org workplace university 单位 工作单位 公司 学校 nt"),
        (IdentifierKind.Date, "date time datetime dob birthdate dateofbirth year day 日期 时间 出生日期 fechas fecha"),
        (IdentifierKind.Age, "age ageover89 年龄 edadsujetoasistencia edad"),
        (IdentifierKind.RecordNumber, "recordnumber id idnum mrn medicalrecord medicalrecordnumber record visitnumber accession number patientid bioid 病历号 住院号 病案号 门诊号 编号 idasistencial"),
        (IdentifierKind.InsuranceNumber, "insurancenumber insurance healthplan healthplannumber policynumber medicare 医保号 医保卡号 idaseguramiento"),
        (IdentifierKind.BankCard, "bankcard creditcard bankaccount iban card cardnumber iban_code 银行卡"),
        (IdentifierKind.VehiclePlate, "vehicleplate vehicle licenseplate plate vin carplate 车牌 车牌号 nummatricula idvehiculo"),
        (IdentifierKind.DeviceNumber, "devicenumber device serial serialnumber deviceid 设备号"),
    ];

    private readonly Dictionary<string, IdentifierKind> kinds = new(StringComparer.Ordinal);

    private KindNames()
    {
        foreach (var (kind, names) in Table)
        {
            kinds[Plain(kind.ToString())] = kind;
            foreach (var name in names.Split(' '))
            {
                kinds.TryAdd(name, kind);
            }
        }
    }

    /// <summary>The table, with a caller's own names in front.</summary>
    /// <param name="own">Pairs such as <c>PATIENT=name</c>.</param>
    /// <param name="fault">A pair whose right side is no kind; null if all are.</param>
    public static KindNames With(IEnumerable<string> own, out string? fault)
    {
        var names = new KindNames();
        fault = null;
        foreach (var pair in own)
        {
            var parts = pair.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || names.KindOf(parts[1]) is not { } kind)
            {
                fault ??= pair;
                continue;
            }

            names.kinds[Plain(parts[0])] = kind;
        }

        return names;
    }

    /// <summary>Our kind for a foreign name; null where it is unknown, which leaves the span to be scored without regard to its kind.</summary>
    public IdentifierKind? KindOf(string label)
    {
        var plain = Plain(label);
        return kinds.TryGetValue(plain, out var kind) || (plain.Length > 1 && plain[0] is 'b' or 'i' && label.Length > 2 && label[1] == '-' && kinds.TryGetValue(Plain(label[2..]), out kind)) ? kind : null;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
