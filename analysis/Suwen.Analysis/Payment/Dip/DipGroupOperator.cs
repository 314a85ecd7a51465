using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Payment.Dip;

/// <summary>Puts cases into the groups of a DIP catalogue, scores them, and says for each how its score came about.</summary>
internal sealed class DipGroupOperator : IOperator
{
    private static readonly OperatorParameter<double> Low = Parameter.Number("low", 0.5, 0, 1, "低倍率界限:费用低于病种均值的倍数", "Cases below this many times the mean cost of their group deviate downwards");

    private static readonly OperatorParameter<double> High = Parameter.Number("high", 2, 1, 100, "高倍率界限:费用高于病种均值的倍数", "Cases above this many times the mean cost of their group deviate upwards");

    private static readonly OperatorParameter<double?> UnitCost = Parameter.OptionalNumber(
        "unit_cost", 0.000001, 1e9, "每分对应费用:目录没有平均费用时用于判定偏差病例", "Cost of one point, which gives the mean cost of groups whose catalogue does not state it");

    private static readonly OperatorParameter<string> Use = Parameter.Choice(
        "auxiliary_use", ["max", "product", "none"], "max", "多个辅助目录同时适用时:取最大、连乘或不用", "Where several auxiliary coefficients apply: the largest, their product, or none");

    private static readonly OperatorParameter<string> City = Parameter.Choice(
        "city", ["none", .. DipCatalogue.Cities], "none", "内置的城市目录(样本,非官方),代替 catalogue", "A city's table that is built in (a sample, unofficial), instead of a catalogue");

    private static readonly OperatorParameter<bool> WithPath = Parameter.Flag("path", true, "输出入组与计分说明(JSON)", "Write how each case came to its group and score (JSON)");

    public OperatorDescription Description { get; } = new(
        "dip-group",
        "payment",
        new Words("DIP 入组与计分", "DIP grouping and scores"),
        new Words("按 DIP 目录为病例入组,计算分值、偏差病例和辅助目录调整,逐例说明。", "Groups cases by a DIP catalogue and scores them, with deviating cases and auxiliary catalogues, explained case by case."),
        [City, Low, High, UnitCost, Use, DipMapping.Map, WithPath],
        [
            new OperatorOutput(
                "result",
                new Words("每例一行,顺序同输入", "One row per case, in the order of the input"),
                "case_id, hospital, patient_paid (where the input has them), dip_code, type, match (exact, subset, conservative, comprehensive), cost, score, ratio (cost / mean cost of the group), deviation (normal, low, high), coefficient, final_score, status (grouped, ungroupable, invalid), reason, path"),
        ])
    {
        Inputs =
        [
            new OperatorInput("catalogue", false, new Words("DIP 目录:dip-build 的结果,或城市公布的目录", "The catalogue: the result of dip-build, or a table that a city published")),
            new OperatorInput("auxiliary", false, new Words("辅助目录:dip-build 的 auxiliary", "Auxiliary catalogues: the output auxiliary of dip-build")),
        ],
        Aliases = ["dip"],
        References = ["国家医疗保障按病种分值付费(DIP)技术规范 (NHSA, 医保办发〔2020〕50号)"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var columns = new DipColumns(call.Input, "case_id", "diagnoses");
        var catalogue = await DipCatalogue.ReadAsync(CatalogueOf(call), cancellationToken);
        var coefficients = call.Get(Use) == "none" || call.Table("auxiliary") is not { } table ? [] : await ReadCoefficientsAsync(table, cancellationToken);
        var scoring = new DipScoring(catalogue, coefficients, call.Get(Low), call.Get(High), call.Get(UnitCost), call.Get(Use) == "product", call.Get(DipMapping.Map) == "auto", call.Get(WithPath));
        var results = new ColumnBatch(DipScoring.Columns(columns, call.Get(WithPath)));
        await call.Sink.BeginAsync("result", results.Columns, cancellationToken);
        await foreach (var batch in call.Input.ReadAsync(columns.Names, cancellationToken))
        {
            results.Clear();
            for (var row = 0; row < batch.RowCount; row++)
            {
                scoring.Score(batch, columns, row, results);
            }

            await call.Sink.WriteAsync("result", results, cancellationToken);
        }

        Tell(call, columns, catalogue, scoring);
    }

    private static IOperatorTable CatalogueOf(OperatorCall call)
    {
        var city = call.Get(City);
        if (call.Table("catalogue") is null == (city == "none"))
        {
            throw OperatorException.BadParameters("Neither or both of a catalogue and a city are given.", "Give a catalogue with --in catalogue=FILE.csv, or set city.");
        }

        if (city != "none")
        {
            call.Note($"目录 {city} 为公开来源的样本,非官方,不得作为结算依据。", $"The table {city} is a sample from a public source, unofficial and not for settlement.");
        }

        return call.Table("catalogue") ?? DipCatalogue.City(city);
    }

    private static async Task<Dictionary<(string Code, int Feature), double>> ReadCoefficientsAsync(IOperatorTable table, CancellationToken cancellationToken)
    {
        string[] columns = ["dip_code", "kind", "value", "coefficient"];
        if (columns.FirstOrDefault(c => table.Columns.All(t => t.Name != c)) is { } missing)
        {
            throw OperatorException.BadData($"The auxiliary catalogue {table.Name} has no column {missing}.", "Give the output auxiliary of dip-build.");
        }

        var coefficients = new Dictionary<(string, int), double>();
        var row = 0L;
        await foreach (var batch in table.ReadAsync(columns, cancellationToken))
        {
            for (var i = 0; i < batch.RowCount; i++)
            {
                row++;
                var feature = batch[1].IsNull(i) || batch[2].IsNull(i) ? -1 : DipAuxiliary.Names.ToList().IndexOf((batch[1].Text(i), batch[2].Text(i)));
                var coefficient = DipCase.Number(batch[3], i);
                if (feature < 0 || batch[0].IsNull(i) || !(coefficient > 0))
                {
                    throw OperatorException.BadData($"The auxiliary catalogue {table.Name}, row {row}: kind, value or coefficient is none that is known.", "Correct the row.");
                }

                coefficients[(batch[0].Text(i), feature)] = coefficient;
            }
        }

        return coefficients;
    }

    private static void Tell(OperatorCall call, DipColumns columns, DipCatalogue catalogue, DipScoring scoring)
    {
        if (columns.Cost < 0)
        {
            call.Note("输入没有 cost 列,未判定偏差病例。", "The input has no column cost; deviating cases were not looked for.");
        }

        if (scoring.MappedCount > 0)
        {
            call.Note($"{scoring.MappedCount} 例的国临编码已映射为医保编码。", $"Codes of the national clinical edition were mapped to the insurance edition in {scoring.MappedCount} cases.");
        }

        if (scoring.WithoutMean > 0)
        {
            call.Note(
                $"{scoring.WithoutMean} 例所在病种没有平均费用,未判定偏差;可设置 unit_cost。",
                $"{scoring.WithoutMean} cases are in groups without a mean cost and were not checked for deviation; unit_cost can give it.");
        }

        var n = scoring.Counts;
        call.Sentence(
            FormattableString.Invariant($"{n.Sum()} 例按 {catalogue.Count} 个病种入组:入组 {n[0]} 例,未入组 {n[1]} 例,无效 {n[2]} 例;低倍率 {scoring.LowCount} 例,高倍率 {scoring.HighCount} 例。"),
            FormattableString.Invariant($"Of {n.Sum()} cases, {n[0]} were grouped by {catalogue.Count} groups, {n[1]} were ungroupable and {n[2]} invalid; {scoring.LowCount} deviate downwards and {scoring.HighCount} upwards."));
    }
}

/// <summary>Groups and scores single cases.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The writer writes into memory and holds nothing that must be released.")]
internal sealed class DipScoring(
    DipCatalogue catalogue, Dictionary<(string Code, int Feature), double> coefficients, double low, double high, double? unitCost, bool isProduct, bool isMapping, bool withPath)
{
    private readonly DipCase dipCase = new(isMapping);
    private readonly ArrayBufferWriter<byte> buffer = new(1 << 10);
    private readonly List<(int Feature, double Coefficient)> applied = [];
    private Utf8JsonWriter? json;

    /// <summary>Grouped, ungroupable, invalid.</summary>
    public long[] Counts { get; } = new long[3];

    public long LowCount { get; private set; }

    public long HighCount { get; private set; }

    public long WithoutMean { get; private set; }

    /// <summary>Cases of which a code was mapped.</summary>
    public long MappedCount => dipCase.MappedCount;

    public static ResultColumn[] Columns(DipColumns columns, bool withPath) =>
    [
        new("case_id", ColumnType.Text),
        .. columns.Hospital < 0 ? Array.Empty<ResultColumn>() : [new("hospital", ColumnType.Text)],
        .. columns.PatientPaid < 0 ? Array.Empty<ResultColumn>() : [new("patient_paid", ColumnType.Double)],
        new("dip_code", ColumnType.Text), new("type", ColumnType.Text), new("match", ColumnType.Text), new("cost", ColumnType.Double), new("score", ColumnType.Double),
        new("ratio", ColumnType.Double), new("deviation", ColumnType.Text), new("coefficient", ColumnType.Double), new("final_score", ColumnType.Double),
        new("status", ColumnType.Text), new("reason", ColumnType.Text),
        .. withPath ? [new ResultColumn("path", ColumnType.Json)] : Array.Empty<ResultColumn>(),
    ];

    public void Score(ColumnBatch batch, DipColumns columns, int row, ColumnBatch results)
    {
        var at = WritePerson(batch, columns, row, results);
        var fault = dipCase.Read(batch, columns, row);
        if (fault != DipFault.None)
        {
            Counts[2]++;
            WriteFault(results, at, "invalid", fault == DipFault.NoDiagnosis ? "missing_main_diagnosis: 主要诊断缺失或无法取前四位 / the main diagnosis is missing or has no first four characters" : "invalid_cost: 费用缺失或为负 / the cost is missing or below 0");
            return;
        }

        var entry = catalogue.Find(dipCase, out var match);
        if (entry is null)
        {
            Counts[1]++;
            WriteFault(results, at, "ungroupable", "no_group: 目录中没有对应的核心或综合病种 / the catalogue has neither a core nor a comprehensive group for it");
            return;
        }

        Counts[0]++;
        var mean = entry.MeanCost ?? (unitCost is { } cost ? entry.Score * cost : null);
        double? ratio = columns.Cost >= 0 && mean > 0 ? dipCase.Cost / mean : null;
        WithoutMean += columns.Cost >= 0 && ratio is null ? 1 : 0;
        var deviation = ratio < low ? "low" : ratio > high ? "high" : "normal";
        LowCount += deviation == "low" ? 1 : 0;
        HighCount += deviation == "high" ? 1 : 0;
        var coefficient = deviation == "normal" ? Coefficient(entry.Code) : 1;
        var final = deviation switch { "low" => entry.Score * ratio!.Value, "high" => entry.Score * (ratio!.Value - high + 1), _ => entry.Score * coefficient };
        results[at].Append(entry.Code);
        results[at + 1].Append(entry.Type);
        results[at + 2].Append(Name(match));
        Append(results[at + 3], columns.Cost < 0 ? null : dipCase.Cost);
        results[at + 4].Append(entry.Score);
        Append(results[at + 5], ratio);
        results[at + 6].Append(deviation);
        results[at + 7].Append(coefficient);
        results[at + 8].Append(final);
        results[at + 9].Append("grouped");
        results[at + 10].AppendNull();
        if (withPath)
        {
            WritePath(results[at + 11], entry, match, mean, ratio, deviation, final);
        }
    }

    private static int WritePerson(ColumnBatch batch, DipColumns columns, int row, ColumnBatch results)
    {
        results[0].Append(Convert.ToString(batch[columns.CaseId].Value(row), System.Globalization.CultureInfo.InvariantCulture) ?? "");
        var at = 1;
        if (columns.Hospital >= 0)
        {
            results[at++].Append(Convert.ToString(batch[columns.Hospital].Value(row), System.Globalization.CultureInfo.InvariantCulture) ?? "");
        }

        if (columns.PatientPaid >= 0)
        {
            var paid = DipCase.Number(batch[columns.PatientPaid], row);
            Append(results[at++], double.IsNaN(paid) ? null : paid);
        }

        return at;
    }

    private double Coefficient(string code)
    {
        applied.Clear();
        var coefficient = 1.0;
        if (coefficients.Count == 0)
        {
            return coefficient;
        }

        foreach (var feature in dipCase.Features)
        {
            if (feature >= 0 && coefficients.TryGetValue((code, feature), out var found))
            {
                applied.Add((feature, found));
                coefficient = isProduct ? coefficient * found : applied.Count == 1 ? found : Math.Max(coefficient, found);
            }
        }

        return coefficient;
    }

    private static void WriteFault(ColumnBatch results, int at, string status, string reason)
    {
        for (var i = at; i < results.Columns.Count; i++)
        {
            results[i].AppendNull();
        }

        results[at + 9].Truncate(results[at + 9].Count - 1);
        results[at + 9].Append(status);
        results[at + 10].Truncate(results[at + 10].Count - 1);
        results[at + 10].Append(reason);
    }

    private void WritePath(ColumnVector column, DipEntry entry, DipMatch match, double? mean, double? ratio, string deviation, double final)
    {
        buffer.ResetWrittenCount();
        json ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("disease"u8, dipCase.Disease);
        json.WriteStartArray("procedures"u8);
        foreach (var procedure in dipCase.Procedures)
        {
            json.WriteStringValue(procedure);
        }

        json.WriteEndArray();
        if (dipCase.IsMapped)
        {
            json.WriteBoolean("mapped"u8, true);
        }

        json.WriteString("treatment"u8, DipLibrary.Name(dipCase.Treatment));
        json.WriteString("match"u8, Name(match));
        json.WriteStartArray("asked"u8);
        foreach (var need in entry.Needs)
        {
            json.WriteStringValue(string.Join('/', need));
        }

        json.WriteEndArray();
        if (mean is { } known)
        {
            json.WriteNumber("mean_cost"u8, known);
        }

        if (deviation == "normal" && applied.Count > 0)
        {
            json.WriteStartArray("auxiliary"u8);
            foreach (var (feature, coefficient) in applied)
            {
                json.WriteStartObject();
                json.WriteString("kind"u8, DipAuxiliary.Names[feature].Kind);
                json.WriteString("value"u8, DipAuxiliary.Names[feature].Value);
                json.WriteNumber("coefficient"u8, coefficient);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteString("formula"u8, deviation switch
        {
            "low" => FormattableString.Invariant($"{entry.Score:G6} x {ratio:G6} = {final:G6}"),
            "high" => FormattableString.Invariant($"{entry.Score:G6} x ({ratio:G6} - {high:G6} + 1) = {final:G6}"),
            _ => FormattableString.Invariant($"{entry.Score:G6} x {final / entry.Score:G6} = {final:G6}"),
        });
        json.WriteEndObject();
        json.Flush();
        column.Append(buffer.WrittenSpan);
    }

    private static void Append(ColumnVector column, double? value)
    {
        if (value is { } number)
        {
            column.Append(number);
        }
        else
        {
            column.AppendNull();
        }
    }

    private static string Name(DipMatch match) => match switch
    {
        DipMatch.Exact => "exact",
        DipMatch.Subset => "subset",
        DipMatch.Conservative => "conservative",
        _ => "comprehensive",
    };
}
