using System.Globalization;
using Suwen.Analysis.Payment.FrontPage;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Payment;

/// <summary>A front page of the warehouse, with what is shown beside it.</summary>
internal sealed record StayPage(
    long StayId, long? VisitId, long PersonId, string? Number, string? Institution, string? Department, string? Physician, string? Coder, bool IsSettled, string? MainName, FrontPageCase Page, IReadOnlyDictionary<string, string> Names);

/// <summary>Reads front pages and the records of their stays.</summary>
internal static class PaymentQueries
{
    /// <summary>OMOP's standard concepts of gender: 8507 male, 8532 female.</summary>
    private const long Male = 8507, Female = 8532;

    /// <summary>Days from which on the front page states age in years only.</summary>
    private const int DaysOfFirstYear = 365;

    private static readonly DateOnly Earliest = new(1900, 1, 1);
    private static readonly DateOnly Latest = new(2999, 12, 31);

    /// <summary>The day of the latest discharge; null where there is no front page.</summary>
    public static async Task<DateOnly?> LastDayAsync(SuwenNode node, ReadScope scope, CancellationToken cancellationToken)
    {
        var rows = await node.Warehouse.ReadAsync(WarehouseReading.Sql("Payment/last_day.sql"), scope, static (b, r) => b[0].Value(r) as DateOnly?, cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>The front page with a number; null where there is none.</summary>
    public static async Task<long?> FindAsync(SuwenNode node, ReadScope scope, string number, CancellationToken cancellationToken)
    {
        var rows = await node.Warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("Payment/find.sql"), number), scope, static (b, r) => b[0].Lane(r), cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>Front pages of the last year of the data, for weights.</summary>
    public static async Task<List<StayPage>> YearAsync(SuwenNode node, ReadScope scope, CancellationToken cancellationToken) =>
        await LastDayAsync(node, scope, cancellationToken) is { } last ? await PagesAsync(node, scope, last.AddYears(-1).AddDays(1), last, -1, cancellationToken) : [];

    /// <summary>One front page; null where there is none.</summary>
    public static async Task<StayPage?> OneAsync(SuwenNode node, ReadScope scope, long stayId, CancellationToken cancellationToken) =>
        (await PagesAsync(node, scope, Earliest, Latest, stayId, cancellationToken)).FirstOrDefault();

    /// <summary>Front pages of discharges from one day to another.</summary>
    public static async Task<List<StayPage>> PagesAsync(SuwenNode node, ReadScope scope, DateOnly from, DateOnly to, long stayId, CancellationToken cancellationToken)
    {
        object?[] window = [Day(from), Day(to), stayId];
        var names = new Dictionary<long, Dictionary<string, string>>();
        var diagnoses = (await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Payment/diagnoses.sql"), window), scope, (b, r) => (Id: b[0].Lane(r), Code: Name(names, b, r)), cancellationToken)).ToLookup(static d => d.Id, static d => d.Code);
        var operations = (await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Payment/operations.sql"), window), scope,
            (b, r) => (Id: b[0].Lane(r), Procedure: new FrontPageProcedure(Name(names, b, r), b[3].Value(r) as DateTime?, b.TextOrNull(4, r))), cancellationToken)).ToLookup(static o => o.Id, static o => o.Procedure);
        return await node.Warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Payment/pages.sql"), window), scope,
            (b, r) => ReadPage(b, r, diagnoses, operations, names.GetValueOrDefault(b[0].Lane(r)) ?? [], node.Settings), cancellationToken);
    }

    /// <summary>What the record of one visit says.</summary>
    public static async Task<FrontPageRecord> RecordAsync(SuwenNode node, ReadScope scope, long visitId, CancellationToken cancellationToken)
    {
        var record = new FrontPageRecord();
        await ReadRecordsAsync(node, new SqlStatement(WarehouseReading.Sql("Payment/record.sql"), visitId), scope, _ => record, cancellationToken);
        return record;
    }

    /// <summary>What the records of the stays of some days say, by front page.</summary>
    public static async Task<Dictionary<long, FrontPageRecord>> RecordsAsync(SuwenNode node, ReadScope scope, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var records = new Dictionary<long, FrontPageRecord>();
        await ReadRecordsAsync(node, new SqlStatement(WarehouseReading.Sql("Payment/records.sql"), Day(from), Day(to)), scope, Of, cancellationToken);
        return records;

        FrontPageRecord Of(long id)
        {
            if (!records.TryGetValue(id, out var record))
            {
                records[id] = record = new FrontPageRecord();
            }

            return record;
        }
    }

    private static async Task ReadRecordsAsync(SuwenNode node, SqlStatement statement, ReadScope scope, Func<long, FrontPageRecord> recordOf, CancellationToken cancellationToken)
    {
        await using var result = await node.Warehouse.QueryAsync(statement, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is { } b)
        {
            for (var r = 0; r < b.RowCount; r++)
            {
                var record = recordOf(b[0].Lane(r));
                var (code, name) = (b.TextOrNull(2, r) ?? "", b.TextOrNull(3, r) ?? "");
                var at = b[4].Value(r) as DateTime?;
                switch (b[1].Text(r))
                {
                    case "test": record.AddTest(code, name, b[5].Double(r), b.TextOrNull(6, r) ?? "", at); break;
                    case "drug": record.AddDrug(name, at); break;
                    case "procedure": record.AddProcedure(code, name, at); break;
                    case "exam": record.AddNote(name, b.TextOrNull(7, r) ?? "", at, isExam: true); break;
                    default: record.AddNote(name, b.TextOrNull(7, r) ?? "", at); break;
                }
            }
        }
    }

    private static StayPage ReadPage(
        ColumnBatch b, int r, ILookup<long, string> diagnoses, ILookup<long, FrontPageProcedure> operations, Dictionary<string, string> names, NodeSettings settings)
    {
        var id = b[0].Lane(r);
        var admission = b[4].Value(r) as DateTime?;
        var sex = b.LongOrNull(26, r) switch { Male => 1, Female => 2, _ => (int?)null };
        var (years, days) = AgeOf(b, r, admission);
        List<string> codes = [.. diagnoses[id]];
        if (codes.Count == 0 && b.TextOrNull(11, r) is { } main)
        {
            codes.Add(main);
        }

        var page = new FrontPageCase
        {
            CaseId = id.ToString(CultureInfo.InvariantCulture),
            Sex = sex,
            AgeYears = years,
            AgeDays = b.LongOrNull(13, r) is { } stated and > 0 ? (int)stated : days,
            BirthWeightG = b.DoubleOrNull(14, r) is { } weight ? (int)weight : null,
            LengthOfStayDays = (int?)b.LongOrNull(9, r),
            DischargeWay = int.TryParse(b.TextOrNull(10, r), CultureInfo.InvariantCulture, out var way) ? way : null,
            Diagnoses = codes,
            Procedures = [.. operations[id]],
            Admission = admission,
            Discharge = b[5].Value(r) as DateTime?,
            Cost = b.DoubleOrNull(15, r),
            CostOfParts = b.DoubleOrNull(16, r) is { } parts and > 0 ? parts : null,
            ExternalCause = b.TextOrNull(17, r),
            Filled = FilledOf(b, r, sex, years),
        };
        var source = b.TextOrNull(30, r);
        return new StayPage(
            id, b.LongOrNull(1, r), b[2].Lane(r), b.TextOrNull(3, r), source is null ? null : settings.DisplayNameOf(source, b.TextOrNull(31, r)), b.TextOrNull(6, r), b.TextOrNull(7, r), b.TextOrNull(8, r),
            b[32].Lane(r) != 0, b.TextOrNull(12, r), page, names);
    }

    private static (int? Years, int? Days) AgeOf(ColumnBatch b, int r, DateTime? admission)
    {
        if (admission is not { } at || b.LongOrNull(27, r) is not { } year)
        {
            return (null, null);
        }

        var day = DateOnly.FromDateTime(at);
        if (b.LongOrNull(28, r) is not { } month || b.LongOrNull(29, r) is not { } dayOfMonth || month is < 1 or > 12 || dayOfMonth < 1 || dayOfMonth > DateTime.DaysInMonth((int)year, (int)month))
        {
            return (Math.Max(0, day.Year - (int)year), null);
        }

        var birth = new DateOnly((int)year, (int)month, (int)dayOfMonth);
        var years = day.Year - birth.Year - (day.DayOfYear < birth.DayOfYear && (day.Month, day.Day).CompareTo((birth.Month, birth.Day)) < 0 ? 1 : 0);
        var days = day.DayNumber - birth.DayNumber;
        return (Math.Max(0, years), days is >= 0 and <= DaysOfFirstYear ? days : null);
    }

    private static HashSet<string> FilledOf(ColumnBatch b, int r, int? sex, int? years)
    {
        var filled = new HashSet<string>(StringComparer.Ordinal);
        (string Name, int Column)[] fields =
        [
            ("case_number", 3), ("admission", 4), ("discharge", 5), ("department", 6), ("physician", 7), ("coder", 8), ("length_of_stay_days", 9), ("discharge_way", 10), ("birth_weight_g", 14), ("total_cost", 15),
            ("cost_parts", 16), ("payment_method", 18), ("blood_type", 19), ("admission_path", 20), ("readmission_plan", 21), ("admission_condition", 22), ("outpatient_diagnosis", 23), ("pathology", 24), ("drug_allergy", 25),
        ];
        foreach (var (name, column) in fields)
        {
            // Nothing to be allergic to is stated by an empty field on many systems' pages, so it is taken as filled.
            if (!b[column].IsNull(r) || name == "drug_allergy")
            {
                filled.Add(name);
            }
        }

        if (sex is not null)
        {
            filled.Add("sex");
        }

        if (years is not null)
        {
            filled.Add("age_years");
        }

        return filled;
    }

    private static string Name(Dictionary<long, Dictionary<string, string>> names, ColumnBatch b, int r)
    {
        var code = b[1].Text(r);
        if (b.TextOrNull(2, r) is { } name)
        {
            if (!names.TryGetValue(b[0].Lane(r), out var own))
            {
                names[b[0].Lane(r)] = own = new Dictionary<string, string>(StringComparer.Ordinal);
            }

            own[code] = name;
        }

        return code;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
