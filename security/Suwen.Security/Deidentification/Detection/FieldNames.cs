using System.Collections.Frozen;
using System.Text;

namespace Suwen.Security.Deidentification.Detection;

/// <summary>What the name of a column or property says about its content: Chinese, English, the initials of pinyin that hospital systems like, and Suwen's own model.</summary>
internal static class FieldNames
{
    private static readonly FrozenDictionary<string, FieldKind> Exact = Build();

    /// <summary>Parts of names, the more telling first.</summary>
    private static readonly (string Part, FieldKind Kind)[] Parts =
    [
        ("conceptid", FieldKind.Clinical), ("conceptname", FieldKind.Clinical), ("conceptcode", FieldKind.Clinical), ("vocabulary", FieldKind.Clinical),
        ("证件类", FieldKind.Clinical), ("证类型", FieldKind.Clinical), ("地址类", FieldKind.Clinical), ("电话类", FieldKind.Clinical), ("单位类", FieldKind.Clinical), ("医保类", FieldKind.Clinical), ("保险类", FieldKind.Clinical),
        ("出生日", FieldKind.BirthDate), ("出生年", FieldKind.BirthDate), ("生日", FieldKind.BirthDate), ("birthdate", FieldKind.BirthDate), ("dateofbirth", FieldKind.BirthDate), ("birthday", FieldKind.BirthDate), ("yearofbirth", FieldKind.BirthDate), ("monthofbirth", FieldKind.BirthDate), ("dayofbirth", FieldKind.BirthDate), ("birthyear", FieldKind.BirthDate),
        ("birthdatetime", FieldKind.BirthDate),
        ("身份证", FieldKind.NationalId), ("证件号", FieldKind.NationalId), ("nationalid", FieldKind.NationalId), ("idcard", FieldKind.NationalId), ("socialsecurity", FieldKind.NationalId), ("sfzh", FieldKind.NationalId), ("zjhm", FieldKind.NationalId), ("identityno", FieldKind.NationalId), ("citizenid", FieldKind.NationalId),
        ("护照", FieldKind.OtherDocument), ("passport", FieldKind.OtherDocument), ("驾驶证", FieldKind.OtherDocument), ("军官证", FieldKind.OtherDocument), ("出生证", FieldKind.OtherDocument), ("driverlicen", FieldKind.OtherDocument), ("drivinglicen", FieldKind.OtherDocument),
        ("电话", FieldKind.Phone), ("手机", FieldKind.Phone), ("联系方式", FieldKind.Phone), ("传真", FieldKind.Phone), ("phone", FieldKind.Phone), ("mobile", FieldKind.Phone), ("telecom", FieldKind.Phone), ("faxno", FieldKind.Phone), ("faxnumber", FieldKind.Phone), ("cellno", FieldKind.Phone),
        ("邮箱", FieldKind.Email), ("电子邮件", FieldKind.Email), ("email", FieldKind.Email), ("微信", FieldKind.OnlineAccount), ("wechat", FieldKind.OnlineAccount), ("openid", FieldKind.OnlineAccount), ("username", FieldKind.OnlineAccount),
        ("邮编", FieldKind.Postcode), ("邮政编码", FieldKind.Postcode), ("postcode", FieldKind.Postcode), ("postalcode", FieldKind.Postcode), ("zipcode", FieldKind.Postcode),
        ("ipaddr", FieldKind.NetworkAddress), ("macaddr", FieldKind.NetworkAddress),
        ("行政区划", FieldKind.Division), ("countycode", FieldKind.Division), ("citycode", FieldKind.Division), ("divisioncode", FieldKind.Division), ("towncode", FieldKind.Division),
        ("地址", FieldKind.Address), ("住址", FieldKind.Address), ("籍贯", FieldKind.Address), ("户籍", FieldKind.Address), ("户口", FieldKind.Address), ("居住地", FieldKind.Address), ("现住", FieldKind.Address), ("出生地", FieldKind.Address), ("门牌", FieldKind.Address), ("address", FieldKind.Address), ("street", FieldKind.Address), ("birthplace", FieldKind.Address), ("residence", FieldKind.Address),
        ("经度", FieldKind.Coordinates), ("纬度", FieldKind.Coordinates), ("latitude", FieldKind.Coordinates), ("longitude", FieldKind.Coordinates),
        ("银行", FieldKind.BankCard), ("bankcard", FieldKind.BankCard), ("bankaccount", FieldKind.BankCard), ("creditcard", FieldKind.BankCard), ("iban", FieldKind.BankCard),
        ("车牌", FieldKind.VehiclePlate), ("licenseplate", FieldKind.VehiclePlate), ("licenceplate", FieldKind.VehiclePlate),
        ("医保号", FieldKind.InsuranceNumber), ("医保卡", FieldKind.InsuranceNumber), ("社保", FieldKind.InsuranceNumber), ("保险号", FieldKind.InsuranceNumber), ("参保", FieldKind.InsuranceNumber), ("健康卡", FieldKind.InsuranceNumber), ("保单", FieldKind.InsuranceNumber), ("insuranceno", FieldKind.InsuranceNumber), ("insurancenumber", FieldKind.InsuranceNumber), ("insuranceid", FieldKind.InsuranceNumber), ("policyno", FieldKind.InsuranceNumber), ("memberid", FieldKind.InsuranceNumber), ("subscriberid", FieldKind.InsuranceNumber), ("cardnumber", FieldKind.InsuranceNumber), ("cardno", FieldKind.InsuranceNumber), ("卡号", FieldKind.InsuranceNumber),
        ("工号", FieldKind.RecordNumber), ("住院号", FieldKind.RecordNumber), ("门诊号", FieldKind.RecordNumber), ("病案号", FieldKind.RecordNumber), ("病历号", FieldKind.RecordNumber), ("登记号", FieldKind.RecordNumber), ("就诊号", FieldKind.RecordNumber), ("检查号", FieldKind.RecordNumber), ("标本号", FieldKind.RecordNumber), ("影像号", FieldKind.RecordNumber), ("条码", FieldKind.RecordNumber), ("流水号", FieldKind.RecordNumber), ("档案号", FieldKind.RecordNumber), ("患者号", FieldKind.RecordNumber), ("患者编号", FieldKind.RecordNumber), ("病人编号", FieldKind.RecordNumber), ("患者id", FieldKind.RecordNumber), ("病人id", FieldKind.RecordNumber), ("就诊id", FieldKind.RecordNumber), ("处方号", FieldKind.RecordNumber), ("医嘱号", FieldKind.RecordNumber), ("申请单号", FieldKind.RecordNumber), ("结算号", FieldKind.RecordNumber), ("结算id", FieldKind.RecordNumber), ("发票", FieldKind.RecordNumber), ("报告号", FieldKind.RecordNumber), ("家庭编号", FieldKind.RecordNumber), ("户编号", FieldKind.RecordNumber), ("个人编号", FieldKind.RecordNumber),
        ("mrn", FieldKind.RecordNumber), ("patientid", FieldKind.RecordNumber), ("recordno", FieldKind.RecordNumber), ("recordnumber", FieldKind.RecordNumber), ("accession", FieldKind.RecordNumber), ("encounterid", FieldKind.RecordNumber), ("visitid", FieldKind.RecordNumber), ("personid", FieldKind.RecordNumber), ("subjectid", FieldKind.RecordNumber), ("caseno", FieldKind.RecordNumber), ("casenumber", FieldKind.RecordNumber), ("admissionno", FieldKind.RecordNumber), ("admissionnumber", FieldKind.RecordNumber), ("ordernumber", FieldKind.RecordNumber), ("settlementnumber", FieldKind.RecordNumber), ("personsourcevalue", FieldKind.RecordNumber), ("visitsourcevalue", FieldKind.RecordNumber),
        ("联系人", FieldKind.RelativeName), ("家属", FieldKind.RelativeName), ("监护人", FieldKind.RelativeName), ("父亲", FieldKind.RelativeName), ("母亲", FieldKind.RelativeName), ("配偶", FieldKind.RelativeName), ("户主", FieldKind.RelativeName), ("guardianname", FieldKind.RelativeName), ("nextofkin", FieldKind.RelativeName), ("contactname", FieldKind.RelativeName), ("mothername", FieldKind.RelativeName), ("fathername", FieldKind.RelativeName), ("maidenname", FieldKind.RelativeName), ("emergencycontact", FieldKind.RelativeName), ("spousename", FieldKind.RelativeName),
        ("医师代码", FieldKind.RecordNumber), ("医生代码", FieldKind.RecordNumber), ("医师编号", FieldKind.RecordNumber), ("医生编号", FieldKind.RecordNumber),
        ("医师", FieldKind.ClinicianName), ("医生", FieldKind.ClinicianName), ("护士", FieldKind.ClinicianName), ("操作员", FieldKind.ClinicianName), ("术者", FieldKind.ClinicianName), ("麻醉者", FieldKind.ClinicianName), ("审核者", FieldKind.ClinicianName), ("审核人", FieldKind.ClinicianName), ("报告人", FieldKind.ClinicianName), ("录入人", FieldKind.ClinicianName), ("填报人", FieldKind.ClinicianName), ("填卡人", FieldKind.ClinicianName), ("检验者", FieldKind.ClinicianName), ("签名", FieldKind.ClinicianName), ("接种人员", FieldKind.ClinicianName), ("随访人", FieldKind.ClinicianName), ("physicianname", FieldKind.ClinicianName), ("doctorname", FieldKind.ClinicianName), ("providername", FieldKind.ClinicianName), ("nursename", FieldKind.ClinicianName), ("surgeon", FieldKind.ClinicianName), ("attendingphysician", FieldKind.ClinicianName), ("referringphysician", FieldKind.ClinicianName),
        ("姓名", FieldKind.PersonName), ("曾用名", FieldKind.PersonName), ("患者名", FieldKind.PersonName), ("病人名", FieldKind.PersonName), ("fullname", FieldKind.PersonName), ("patientname", FieldKind.PersonName), ("personname", FieldKind.PersonName), ("namepinyin", FieldKind.PersonName), ("familyname", FieldKind.FamilyName), ("lastname", FieldKind.FamilyName), ("surname", FieldKind.FamilyName), ("givenname", FieldKind.GivenName), ("firstname", FieldKind.GivenName), ("middlename", FieldKind.GivenName),
        ("工作单位", FieldKind.Organisation), ("就业单位", FieldKind.Organisation), ("学校", FieldKind.Organisation), ("employer", FieldKind.Organisation), ("schoolname", FieldKind.Organisation), ("companyname", FieldKind.Organisation),
        ("医院", FieldKind.Institution), ("医疗机构", FieldKind.Institution), ("机构名", FieldKind.Institution), ("hospital", FieldKind.Institution), ("institution", FieldKind.Institution), ("facilityname", FieldKind.Institution), ("caresitename", FieldKind.Institution), ("接种单位", FieldKind.Institution), ("报告单位", FieldKind.Institution), ("填报单位", FieldKind.Institution),
        ("床号", FieldKind.Bed), ("床位号", FieldKind.Bed), ("bedno", FieldKind.Bed), ("房号", FieldKind.Bed),
        ("serialnumber", FieldKind.DeviceNumber), ("deviceid", FieldKind.DeviceNumber), ("序列号", FieldKind.DeviceNumber), ("设备编号", FieldKind.DeviceNumber), ("uniquedeviceid", FieldKind.DeviceNumber), ("imei", FieldKind.DeviceNumber),
        ("uid", FieldKind.Uid),
        ("年龄", FieldKind.Age), ("岁数", FieldKind.Age), ("ageyears", FieldKind.Age), ("ageatvisit", FieldKind.Age),
        ("照片", FieldKind.Image), ("photo", FieldKind.Image), ("指纹", FieldKind.Image), ("fingerprint", FieldKind.Image),
        ("网址", FieldKind.Url), ("website", FieldKind.Url), ("homepage", FieldKind.Url),
        ("备注", FieldKind.FreeText), ("描述", FieldKind.FreeText), ("主诉", FieldKind.FreeText), ("现病史", FieldKind.FreeText), ("既往史", FieldKind.FreeText), ("病程", FieldKind.FreeText), ("小结", FieldKind.FreeText), ("所见", FieldKind.FreeText), ("诊断意见", FieldKind.FreeText), ("印象", FieldKind.FreeText), ("内容", FieldKind.FreeText), ("文书", FieldKind.FreeText), ("摘要", FieldKind.FreeText), ("说明", FieldKind.FreeText), ("病情", FieldKind.FreeText),
        ("notetext", FieldKind.FreeText), ("comment", FieldKind.FreeText), ("remark", FieldKind.FreeText), ("description", FieldKind.FreeText), ("narrative", FieldKind.FreeText), ("reporttext", FieldKind.FreeText), ("conclusion", FieldKind.FreeText), ("chiefcomplaint", FieldKind.FreeText), ("freetext", FieldKind.FreeText), ("impression", FieldKind.FreeText), ("findings", FieldKind.FreeText), ("snippet", FieldKind.FreeText), ("transcription", FieldKind.FreeText),
        ("日期", FieldKind.Date), ("时间", FieldKind.Date), ("datetime", FieldKind.Date), ("timestamp", FieldKind.Date),
    ];

    /// <summary>Columns of the model that identify (<c>ReadableTables</c>) and whose kind their name does not tell are text or numbers of records.</summary>
    private static readonly string[] ModelTexts = ["text", "title", "content", "answers", "activities", "instruction", "sig", "reason", "string", "history", "variant", "production_id"];

    private static readonly string[] ClinicalParts = ["诊断", "疾病", "药", "手术", "编码", "代码", "结果", "项目", "单位", "金额", "费用", "数量", "类型", "类别", "状态", "剂量", "规格", "科室", "等级", "血压", "血糖", "身高", "体重", "民族", "婚姻", "职业", "学历", "国籍", "code", "result", "value", "unit", "amount", "cost", "price", "type", "status", "class", "dose", "quantity", "race", "ethnicity", "marital", "gender", "sex", "diagnosis", "drug", "route", "range", "flag", "score", "count", "department", "性别"];

    /// <summary>What the name says; <see cref="FieldKind.Unknown"/> where it says nothing.</summary>
    public static FieldKind KindOf(string name)
    {
        var form = Normal(name);
        if (Exact.TryGetValue(form, out var exact))
        {
            return exact;
        }

        foreach (var (part, kind) in Parts)
        {
            if (form.Contains(part, StringComparison.Ordinal))
            {
                return Refined(form, kind);
            }
        }

        var lower = name.Trim().ToLowerInvariant();
        if (IdentifyingColumns.Contains(lower))
        {
            return Array.Exists(ModelTexts, lower.EndsWith) ? FieldKind.FreeText : FieldKind.RecordNumber;
        }

        if (lower.EndsWith("_date", StringComparison.Ordinal) || name.EndsWith("Date", StringComparison.Ordinal) || lower.EndsWith("_time", StringComparison.Ordinal) || lower is "date" or "time" or "start" or "stop" or "end")
        {
            return FieldKind.Date;
        }

        if (lower.EndsWith("_id", StringComparison.Ordinal) || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("ID", StringComparison.Ordinal) || lower.EndsWith("编号", StringComparison.Ordinal))
        {
            return FieldKind.RecordNumber;
        }

        return Array.Exists(ClinicalParts, part => form.Contains(part, StringComparison.Ordinal)) ? FieldKind.Clinical : FieldKind.Unknown;
    }

    /// <summary>True for a column that tells the sex of the person.</summary>
    public static bool IsSex(string name) => Normal(name) is "sex" or "gender" or "性别" or "性别代码" or "性别名称" or "xb" or "patientsex" or "gendersourcevalue" or "administrativesex";

    /// <summary>True for a number that stands for the person and so for the date shift: the first such column of a table is taken.</summary>
    public static bool IsPersonNumber(string name)
    {
        var form = Normal(name);
        return form is "personid" or "patientid" or "patient" or "subjectid" or "mrn" or "personsourcevalue" or "id" or "病案号" or "brid" or "hzid" or "bah" or "personno" or "patientno" or "recid"
            || ((form.Contains("患者", StringComparison.Ordinal) || form.Contains("病人", StringComparison.Ordinal) || form.Contains("个人", StringComparison.Ordinal)) && (form.EndsWith('号') || form.EndsWith("id", StringComparison.Ordinal)))
            || form.Contains("档案号", StringComparison.Ordinal) || form.Contains("病历号", StringComparison.Ordinal);
    }

    private static FieldKind Refined(string form, FieldKind kind)
    {
        // A relative's telephone is a telephone; a code, kind or state of something is not the thing.
        if (kind is FieldKind.RelativeName or FieldKind.ClinicianName && (form.EndsWith("关系", StringComparison.Ordinal) || form.EndsWith("职称", StringComparison.Ordinal) || form.EndsWith("级别", StringComparison.Ordinal)))
        {
            return FieldKind.Clinical;
        }

        if (kind is FieldKind.Institution && (form.EndsWith("等级", StringComparison.Ordinal) || form.EndsWith("级别", StringComparison.Ordinal) || form.EndsWith("类型", StringComparison.Ordinal)))
        {
            return FieldKind.Clinical;
        }

        if (kind == FieldKind.FamilyName && form.Contains("mother", StringComparison.Ordinal))
        {
            return FieldKind.RelativeName;
        }

        return kind;
    }

    private static string Normal(string name)
    {
        var form = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsLetterOrDigit(c))
            {
                form.Append(char.ToLowerInvariant(c));
            }
        }

        return form.ToString();
    }

    private static FrozenDictionary<string, FieldKind> Build()
    {
        var exact = new Dictionary<string, FieldKind>(StringComparer.Ordinal);
        Add(FieldKind.PersonName, "xm", "hzxm", "brxm", "name", "patient姓名", "名字", "xingming");
        Add(FieldKind.RelativeName, "lxr", "lxrxm", "jhr");
        Add(FieldKind.ClinicianName, "ys", "ysxm", "zzys", "zgys", "hsxm", "doctor", "physician", "nurse", "operator", "technician");
        Add(FieldKind.FamilyName, "family", "surname", "姓", "last");
        Add(FieldKind.GivenName, "given", "名", "first", "forename", "middle");
        Add(FieldKind.NationalId, "sfz", "ssn", "nid", "socsecid", "公民身份号码", "sfzhm", "idno", "idnumber");
        Add(FieldKind.Phone, "tel", "dh", "lxdh", "sjh", "sjhm", "fax", "cell", "lxrdh", "telno");
        Add(FieldKind.Email, "mail", "yx");
        Add(FieldKind.OnlineAccount, "qq", "wx", "weixin", "login", "account");
        Add(FieldKind.Address, "dz", "jtdz", "xzz", "hkdz", "addr", "line", "city", "town", "village", "district", "county", "suburb", "省", "市", "县", "区", "乡镇", "村", "province", "address1", "address2", "streetnumber");
        Add(FieldKind.Postcode, "zip", "yb", "yzbm");
        Add(FieldKind.BirthDate, "csrq", "dob", "birth", "csny", "birthdt");
        Add(FieldKind.Age, "nl", "age");
        Add(FieldKind.RecordNumber, "id", "zyh", "mzh", "bah", "blh", "jzh", "brid", "hzid", "patient", "encounter", "visit", "recid", "jzlsh", "lsh", "subject", "claim", "claimid", "pid", "fullurl", "reference");
        Add(FieldKind.InsuranceNumber, "ybkh", "jzkh", "kh", "ybh", "insurance");
        Add(FieldKind.Organisation, "gzdw", "company", "school", "工作单位");
        Add(FieldKind.Institution, "yymc", "jgmc", "organization", "facility", "caresite");
        Add(FieldKind.Coordinates, "lat", "lon", "lng", "gps");
        Add(FieldKind.NetworkAddress, "ip", "mac");
        Add(FieldKind.Url, "url", "uri");
        Add(FieldKind.VehiclePlate, "cph", "plate", "vin");
        Add(FieldKind.Bed, "bed", "床", "ch");
        Add(FieldKind.FreeText, "text", "note", "notes", "zs", "xbs", "bz", "div", "report", "message");
        Add(FieldKind.Date, "date", "time", "jzrq", "ryrq", "cyrq", "rq", "sj", "datetime");
        Add(FieldKind.Clinical, "xb", "sex", "gender", "性别", "code", "value", "unit", "status", "type", "icd", "zd", "zdmc", "zdbm", "description", "display", "system", "race", "ethnicity", "resourcetype");
        exact["description"] = FieldKind.FreeText;
        return exact.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(FieldKind kind, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                exact[name] = kind;
            }
        }
    }
}
