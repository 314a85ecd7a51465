using System.Globalization;
using System.Text;
using Suwen.Standards.Identity;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Governance.MasterIndex.Survivorship;

/// <summary>
/// Makes golden records: of the rows that sources hold of one person, field by field the value that survives, from which source's person and by
/// which rule. A pure function of the rows and the rules.
/// </summary>
internal sealed class GoldenRecord
{
    /// <summary>Columns that go with a field: an address is not made of two sources' parts.</summary>
    private static readonly Dictionary<string, string[]> Companions = new(StringComparer.Ordinal)
    {
        ["birth_date"] = ["year_of_birth", "month_of_birth", "day_of_birth"],
        ["address"] = ["county_code", "postcode"],
        ["insurance_no"] = ["insurance_type"],
        ["guardian_name"] = ["guardian_phone"],
        ["deceased"] = ["death_datetime"],
    };

    private static readonly Table Golden = CanonicalModel.Table("cn_golden_person");

    /// <summary>What the rows are read with, before the fields: whose they are and how they are ordered.</summary>
    private static readonly string[] Head = ["person_id", "source_person_id", "source_id", "version_order", "entry_position", "record_number"];

    private readonly SurvivorshipRules rules;
    private readonly Field[] fields;
    private readonly int nationalId;
    private readonly int birth;
    private readonly Func<int, string> sourceName;

    /// <param name="rules">The site's rules.</param>
    /// <param name="sourceName">A source's name by its number.</param>
    public GoldenRecord(SurvivorshipRules rules, Func<int, string> sourceName)
    {
        this.rules = rules;
        this.sourceName = sourceName;
        var columns = Columns;
        fields = [.. rules.Fields.Select(name => new Field(
            name, columns.IndexOf(name), Golden[name], [.. Companions.GetValueOrDefault(name, []).Select(c => (columns.IndexOf(c), Golden[c]))], rules.Of(name)))];
        nationalId = columns.IndexOf("national_id");
        birth = columns.IndexOf("birth_date");
    }

    /// <summary>Columns of <c>cn_source_person</c> that <see cref="Add"/> reads, in this order.</summary>
    internal static List<string> Columns { get; } = [.. Head, .. SurvivorshipRules.BuiltIn.Fields, .. Companions.Values.SelectMany(c => c)];

    /// <summary>Appends the golden record of a person.</summary>
    /// <param name="rows">Rows of <see cref="Columns"/>, all of one golden person; at least one.</param>
    /// <param name="loadId">The load that makes it.</param>
    /// <param name="output">Takes a row of <c>cn_golden_person</c>.</param>
    public void Add(ColumnBatch rows, long loadId, ColumnBatch output)
    {
        output[Golden["person_id"]].Append(rows[0].Lane(0));
        var origins = new StringBuilder("{");
        foreach (var field in fields)
        {
            var (row, rule) = Choose(field, rows);
            Copy(rows, row, field, output);
            if (row >= 0 && rows.RowCount > 1)
            {
                AppendOrigin(origins, field.Name, rows[1].Lane(row), rule);
            }
        }

        FillFromNumber(rows, output, origins);
        if (rows.RowCount == 1)
        {
            AppendOrigin(origins, "*", rows[1].Lane(0), "only");
        }

        output[Golden["field_origins"]].Append(origins.Append('}').ToString());
        output[Golden["source_persons"]].Append((long)rows.RowCount);
        output[Golden["load_id"]].Append(loadId);
    }

    private static void AppendOrigin(StringBuilder origins, string field, long person, string rule) =>
        origins.Append(origins.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"\"{field}\":[\"{person}\",\"{rule}\"]");

    /// <summary>The row whose value survives and the rule that decided; -1 where no row says anything.</summary>
    private (int Row, string Rule) Choose(Field field, ColumnBatch rows)
    {
        var best = -1;
        for (var i = 0; i < rows.RowCount; i++)
        {
            if (Says(field, rows, i) && (best < 0 || Compare(field, rows, i, best, out _) > 0))
            {
                best = i;
            }
        }

        if (best < 0)
        {
            return (best, "");
        }

        // What decided is the furthest that any other value came against the winner.
        var (deciding, others, differing) = (-1, 0, false);
        for (var i = 0; i < rows.RowCount; i++)
        {
            if (i == best || !Says(field, rows, i))
            {
                continue;
            }

            others++;
            if (!Same(field, rows, i, best))
            {
                differing = true;
                Compare(field, rows, best, i, out var step);
                deciding = Math.Max(deciding, step);
            }
        }

        return (best, others == 0 ? "only" : !differing ? "agreed" : deciding < field.Rules.Count ? NameOf(field.Rules[deciding]) : NameOf(SurvivorshipRule.Recent));
    }

    private static string NameOf(SurvivorshipRule rule) => rule.ToString().ToLowerInvariant();

    private static bool Says(Field field, ColumnBatch rows, int row) =>
        !rows[field.Source].IsNull(row)
            ? field.Name != "gender_concept_id" || rows[field.Source].Lane(row) is 8507 or 8532
            : field.Name == "birth_date" && !rows[field.Companions[0].Source].IsNull(row);

    /// <summary>Above 0 when the first row's value is better; the step is the number of the rule that says so.</summary>
    private int Compare(Field field, ColumnBatch rows, int a, int b, out int step)
    {
        for (step = 0; step < field.Rules.Count; step++)
        {
            var rule = field.Rules[step];
            var compared = rule == SurvivorshipRule.Recent ? CompareRecent(rows, a, b) : Score(field, rule, rows, a).CompareTo(Score(field, rule, rows, b));
            if (compared != 0)
            {
                return compared;
            }
        }

        return CompareRecent(rows, a, b);
    }

    private static int CompareRecent(ColumnBatch rows, int a, int b)
    {
        foreach (var column in (ReadOnlySpan<int>)[3, 4, 5, 1])
        {
            var compared = rows[column].Lane(a).CompareTo(rows[column].Lane(b));
            if (compared != 0)
            {
                return compared;
            }
        }

        return 0;
    }

    private long Score(Field field, SurvivorshipRule rule, ColumnBatch rows, int row) => rule switch
    {
        SurvivorshipRule.Verified => IsVerified(field, rows, row) ? 1 : 0,
        SurvivorshipRule.Trusted => rules.TrustIn(sourceName((int)rows[2].Lane(row))),
        SurvivorshipRule.Frequent => Enumerable.Range(0, rows.RowCount).LongCount(i => Says(field, rows, i) && Same(field, rows, i, row)),
        SurvivorshipRule.Complete => field.Name == "birth_date" ? (rows[birth].IsNull(row) ? 0 : 1) : rows[field.Source].IsBytes ? rows[field.Source].Bytes(row).Length : 1,
        SurvivorshipRule.Affirmed => rows[field.Source].Lane(row),
        _ => 0,
    };

    private bool IsVerified(Field field, ColumnBatch rows, int row)
    {
        if (rows[nationalId].IsNull(row) || !NationalId.TryNormalise(rows[nationalId].Text(row), out var number))
        {
            return false;
        }

        return field.Name switch
        {
            "national_id" => true,
            "birth_date" => !rows[birth].IsNull(row) && rows[birth].Lane(row) == BirthDayOf(number),
            "gender_concept_id" => rows[field.Source].Lane(row) == SexOf(number),
            _ => false,
        };
    }

    private static bool Same(Field field, ColumnBatch rows, int a, int b)
    {
        var vector = rows[field.Source];
        if (vector.IsNull(a) || vector.IsNull(b))
        {
            return vector.IsNull(a) && vector.IsNull(b) && Array.TrueForAll(field.Companions, c => rows[c.Source].IsNull(a) ? rows[c.Source].IsNull(b) : !rows[c.Source].IsNull(b) && rows[c.Source].Lane(a) == rows[c.Source].Lane(b));
        }

        return vector.IsBytes ? vector.Bytes(a).SequenceEqual(vector.Bytes(b)) : vector.Lane(a) == vector.Lane(b);
    }

    private void Copy(ColumnBatch rows, int row, Field field, ColumnBatch output)
    {
        CopyOne(rows[field.Source], row, output[field.Target]);
        if (field.Name == "birth_date" && row >= 0 && !rows[birth].IsNull(row))
        {
            AppendDate(output, DateOnly.FromDayNumber(ColumnVector.UnixEpochDay + (int)rows[birth].Lane(row)));
            return;
        }

        foreach (var (source, target) in field.Companions)
        {
            CopyOne(rows[source], row, output[target]);
        }
    }

    private static void CopyOne(ColumnVector from, int row, ColumnVector to)
    {
        if (row < 0 || from.IsNull(row))
        {
            to.AppendNull();
        }
        else
        {
            to.AppendFrom(from, row);
        }
    }

    private static void AppendDate(ColumnBatch output, DateOnly date)
    {
        output[Golden["year_of_birth"]].Append((long)date.Year);
        output[Golden["month_of_birth"]].Append((long)date.Month);
        output[Golden["day_of_birth"]].Append((long)date.Day);
    }

    /// <summary>A sex or birth date that no source states is read from the surviving number, which says both (GB 11643-1999, 4.1).</summary>
    private void FillFromNumber(ColumnBatch rows, ColumnBatch output, StringBuilder origins)
    {
        var row = output[Golden["person_id"]].Count - 1;
        var number = output[Golden["national_id"]];
        if (number.IsNull(row) || !NationalId.TryNormalise(number.Text(row), out var valid))
        {
            return;
        }

        var origin = Choose(Array.Find(fields, f => f.Name == "national_id")!, rows).Row;
        if (output[Golden["gender_concept_id"]].IsNull(row))
        {
            output[Golden["gender_concept_id"]].Truncate(row);
            output[Golden["gender_concept_id"]].Append(SexOf(valid));
            AppendOrigin(origins, "gender_concept_id", rows[1].Lane(origin), "national-id");
        }

        if (output[Golden["year_of_birth"]].IsNull(row))
        {
            foreach (var column in (ReadOnlySpan<string>)["birth_date", "year_of_birth", "month_of_birth", "day_of_birth"])
            {
                output[Golden[column]].Truncate(row);
            }

            var day = BirthDayOf(valid);
            output[Golden["birth_date"]].Append((long)day);
            AppendDate(output, DateOnly.FromDayNumber(ColumnVector.UnixEpochDay + day));
            AppendOrigin(origins, "birth_date", rows[1].Lane(origin), "national-id");
        }
    }

    private static int BirthDayOf(string number) =>
        DateOnly.ParseExact(number.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture).DayNumber - ColumnVector.UnixEpochDay;

    /// <summary>The 17th digit is odd for men.</summary>
    private static long SexOf(string number) => (number[16] - '0') % 2 == 1 ? 8507 : 8532;

    private sealed record Field(string Name, int Source, int Target, (int Source, int Target)[] Companions, IReadOnlyList<SurvivorshipRule> Rules);
}
