namespace Suwen.Governance.MasterIndex.Linkage.Evaluation;

/// <summary>Which column of a file is which field of a person.</summary>
public static class EvaluationMapping
{
    /// <summary>Names of the fields.</summary>
    public static IReadOnlyList<string> FieldNames { get; } =
    [
        "full_name", "given_name", "family_name", "birth_date", "sex", "national_id", "phone", "email", "street_number", "street",
        "district", "city", "province", "postcode", "insurance_no", "record_no", "guardian_name",
    ];

    /// <summary>Stands between columns that make up one field: given_name=first+middle, birth_date=year+month+day.</summary>
    public const char Joint = '+';

    /// <summary>Names of the columns of a date in three, year, month and day.</summary>
    private static readonly string[][] DateParts =
    [
        ["birth_year", "year_of_birth", "birthyear", "yob", "by", "出生年"], ["birth_month", "month_of_birth", "birthmonth", "mob", "bm", "出生月"], ["birth_day", "day_of_birth", "birthday_day", "bd", "出生日"],
    ];

    /// <summary>Names that columns go by elsewhere.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "full_name", ["fullname"] = "full_name", ["person_name"] = "full_name", ["patient_name"] = "full_name", ["姓名"] = "full_name",
        ["first_name"] = "given_name", ["firstname"] = "given_name", ["forename"] = "given_name", ["forename1"] = "given_name", ["fname"] = "given_name", ["fname_c1"] = "given_name", ["lname_c1"] = "family_name", ["given"] = "given_name", ["givenname"] = "given_name", ["名"] = "given_name",
        ["first_and_surname"] = "full_name", ["surname"] = "family_name", ["last_name"] = "family_name", ["lastname"] = "family_name", ["lname"] = "family_name", ["familyname"] = "family_name", ["姓"] = "family_name",
        ["dob"] = "birth_date", ["date_of_birth"] = "birth_date", ["birthdate"] = "birth_date", ["birthday"] = "birth_date", ["dateofbirth"] = "birth_date", ["出生日期"] = "birth_date",
        ["gender"] = "sex", ["sex_code"] = "sex", ["gender_code"] = "sex", ["性别"] = "sex",
        ["soc_sec_id"] = "national_id", ["ssn"] = "national_id", ["id_number"] = "national_id", ["id_card"] = "national_id", ["idcard"] = "national_id", ["身份证号"] = "national_id",
        ["phone_number"] = "phone", ["telephone"] = "phone", ["mobile"] = "phone", ["tel"] = "phone", ["full_phone_number"] = "phone", ["cell_phone"] = "phone", ["电话"] = "phone", ["手机号"] = "phone", ["联系电话"] = "phone",
        ["email_address"] = "email", ["e_mail"] = "email", ["mail"] = "email", ["邮箱"] = "email",
        ["house_number"] = "street_number", ["street_no"] = "street_number",
        ["address"] = "street", ["address_1"] = "street", ["address1"] = "street", ["street_name"] = "street", ["street_address"] = "street", ["res_street_address"] = "street", ["住址"] = "street", ["家庭住址"] = "street", ["地址"] = "street",
        ["address_2"] = "district", ["address2"] = "district", ["county"] = "district", ["区县"] = "district",
        ["suburb"] = "city", ["town"] = "city", ["res_city_desc"] = "city", ["birth_place"] = "city", ["locality"] = "city", ["城市"] = "city",
        ["state"] = "province", ["state_cd"] = "province", ["region"] = "province", ["省"] = "province",
        ["postal_code"] = "postcode", ["zip"] = "postcode", ["zip_code"] = "postcode", ["zipcode"] = "postcode", ["post_code"] = "postcode", ["postcode_fake"] = "postcode", ["邮编"] = "postcode",
        ["insurance_number"] = "insurance_no", ["医保号"] = "insurance_no", ["medical_record_no"] = "record_no", ["mrn"] = "record_no", ["病案号"] = "record_no",
        ["guardian"] = "guardian_name", ["mother_name"] = "guardian_name", ["监护人"] = "guardian_name",
    };

    /// <summary>Reads <c>field=column,field=column</c>.</summary>
    /// <returns>A message of what is wrong, or null.</returns>
    public static string? Parse(string text, out Dictionary<string, string> columnByField)
    {
        columnByField = new Dictionary<string, string>(StringComparer.Ordinal);
        var fieldByColumn = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = entry.IndexOf('=', StringComparison.Ordinal);
            var (field, column) = at > 0 ? (entry[..at].Trim(), entry[(at + 1)..].Trim()) : ("", "");
            if (field.Length == 0 || column.Length == 0)
            {
                return $"\"{entry}\" is not of the form field=column.";
            }

            if (!FieldNames.Contains(field))
            {
                return $"There is no field {field}; the fields are {string.Join(", ", FieldNames)}.";
            }

            if (!columnByField.TryAdd(field, column))
            {
                return $"The field {field} is mapped twice.";
            }

            if (!fieldByColumn.TryAdd(column, field))
            {
                return $"The column {column} is mapped to two fields, {fieldByColumn[column]} and {field}.";
            }
        }

        return columnByField.Count == 0 ? "The mapping names no field." : null;
    }

    /// <summary>Columns by the names they have, the field's own before other usual names; the truth column is never taken.</summary>
    public static Dictionary<string, string> Guess(IReadOnlyList<string> header, string truth)
    {
        var columnByField = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in header)
        {
            if (column != truth && FieldNames.FirstOrDefault(f => f.Equals(column, StringComparison.OrdinalIgnoreCase)) is { } field)
            {
                columnByField.TryAdd(field, column);
            }
        }

        foreach (var column in header)
        {
            if (column != truth && Aliases.TryGetValue(column.Replace(' ', '_').Replace('-', '_'), out var field))
            {
                columnByField.TryAdd(field, column);
            }
        }

        AddDateParts(header, truth, columnByField);
        return columnByField;
    }

    private static void AddDateParts(IReadOnlyList<string> header, string truth, Dictionary<string, string> columnByField)
    {
        var columns = DateParts.Select(names => header.FirstOrDefault(h => h != truth && names.Contains(h, StringComparer.OrdinalIgnoreCase))).OfType<string>().ToList();
        if (columns.Count > 0 && !columnByField.ContainsKey("birth_date") && DateParts[0].Contains(columns[0], StringComparer.OrdinalIgnoreCase))
        {
            columnByField["birth_date"] = string.Join(Joint, columns);
        }
    }
}
