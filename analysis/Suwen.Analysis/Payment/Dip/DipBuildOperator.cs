using Suwen.Storage.Schema;

namespace Suwen.Analysis.Payment.Dip;

/// <summary>Builds a catalogue of disease groups by score (DIP) from a library of cases.</summary>
internal sealed class DipBuildOperator : IOperator
{
    private static readonly OperatorParameter<long> Threshold = Parameter.Integer(
        "threshold", 15, 1, 1_000_000, "核心病种的最少病例数", "Cases that a combination needs to be a core group");

    private static readonly OperatorParameter<double> Factor = Parameter.Number(
        "factor", 1000, 0.001, 1_000_000, "分值基数:全部病例平均费用对应的分值", "Score of a case of average cost");

    private static readonly OperatorParameter<IReadOnlyList<double>> YearWeights = Parameter.Numbers(
        "year_weights", [1, 2, 7], 0, 1000, "各年权重,由远及近(有 year 列时使用)", "Weights of the last years, the last one last; used where there is a column year");

    private static readonly OperatorParameter<double> MinimumEffect = Parameter.Number(
        "minimum_effect", 0.1, 0, 10, "辅助目录系数与 1 的最小差距", "How far from 1 the coefficient of an auxiliary catalogue must be");

    private static readonly OperatorParameter<double> BasicScore = Parameter.Number(
        "basic_score", 0.5, 0, 100, "基层病种:平均费用不超过总体均值的倍数", "Low-grade groups: mean cost at most this many times the overall mean");

    private static readonly OperatorParameter<double> BasicVariation = Parameter.Number(
        "basic_variation", 0.6, 0, 100, "基层病种:变异系数上限", "Low-grade groups: largest coefficient of variation");

    public OperatorDescription Description { get; } = new(
        "dip-build",
        "payment",
        new Words("DIP 病种目录建立", "DIP catalogue"),
        new Words("由病例库建立按病种分值付费(DIP)的三级、二级、一级目录和辅助目录。", "Builds the catalogue of levels 3, 2 and 1 and the auxiliary catalogues of DIP from a library of cases."),
        [Threshold, Factor, YearWeights, MinimumEffect, BasicScore, BasicVariation, DipTrim.Method, DipTrim.Deviations, DipTrim.LowPercentile, DipTrim.HighPercentile, DipMapping.Map],
        [
            new OperatorOutput("result", new Words("三级目录:每个病种一行", "Level 3: one row per group"), "dip_code, type (core, comprehensive), disease, procedures, treatment, n, mean_cost, cv, score, basic, level2, level1"),
            new OperatorOutput("level2", new Words("二级目录:诊断亚目与治疗方式", "Level 2: disease and kind of treatment"), "level2, disease, treatment, n, mean_cost, score"),
            new OperatorOutput("level1", new Words("一级目录:诊断类目", "Level 1: category of the diagnosis"), "level1, n, mean_cost, score"),
            new OperatorOutput("auxiliary", new Words("辅助目录:病种内各特征的费用系数", "Auxiliary catalogues: cost of features within groups"), "dip_code, kind, value, n, mean_cost, coefficient"),
        ])
    {
        References =
        [
            "国家医疗保障按病种分值付费(DIP)技术规范 (NHSA, 医保办发〔2020〕50号)",
            "Quan H et al. Coding algorithms for defining comorbidities in ICD-9-CM and ICD-10 administrative data. Med Care 2005;43:1130-1139",
        ],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var columns = new DipColumns(call.Input, "diagnoses", "cost");
        var library = new DipLibrary();
        var isMapping = call.Get(DipMapping.Map) == "auto";
        var trim = call.Get(DipTrim.Method) == "none" ? null : new DipTrim();
        if (trim is not null)
        {
            await ReadAsync(call, columns, new DipCase(isMapping), trim.Add, cancellationToken);
            trim.Close(call, call.Get(Threshold));
        }

        var dipCase = new DipCase(isMapping);
        var faults = await ReadAsync(
            call, columns, dipCase,
            c =>
            {
                if (trim?.Keeps(c) != false)
                {
                    library.Add(c);
                }
            },
            cancellationToken);
        Tell(call, dipCase.MappedCount, trim?.Left ?? 0);
        if (library.CaseCount == 0)
        {
            throw OperatorException.BadData($"No case of {call.Input.Name} has a main diagnosis such as I63.9 and a cost above 0.", "Check the columns diagnoses and cost.");
        }

        await WriteAsync(call, library, cancellationToken);
        var left = faults.Sum() - library.CaseCount - (trim?.Left ?? 0);
        if (left > 0)
        {
            call.Note(
                $"{faults.Sum()} 例中 {left} 例未纳入:主要诊断不可用 {faults[(int)DipFault.NoDiagnosis]} 例,其余费用缺失或不大于 0。",
                $"{left} of {faults.Sum()} cases were left out: {faults[(int)DipFault.NoDiagnosis]} without a usable main diagnosis, the others without a cost above 0.");
        }
    }

    private static async Task<long[]> ReadAsync(OperatorCall call, DipColumns columns, DipCase dipCase, Action<DipCase> take, CancellationToken cancellationToken)
    {
        var faults = new long[3];
        await foreach (var batch in call.Input.ReadAsync(columns.Names, cancellationToken))
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                var fault = dipCase.Read(batch, columns, row);
                faults[(int)fault]++;
                if (fault == DipFault.None && dipCase.Cost > 0)
                {
                    take(dipCase);
                }
            }
        }

        return faults;
    }

    private static void Tell(OperatorCall call, long mapped, long trimmed)
    {
        if (mapped > 0)
        {
            call.Note($"{mapped} 例的国临编码已映射为医保编码。", $"Codes of the national clinical edition were mapped to the insurance edition in {mapped} cases.");
        }

        if (trimmed > 0)
        {
            call.Note($"{trimmed} 例费用极端,已按 trim 裁剪。", $"Left out for their extreme cost (trim={call.Get(DipTrim.Method)}): {trimmed} cases.");
        }
    }

    private static async Task WriteAsync(OperatorCall call, DipLibrary library, CancellationToken cancellationToken)
    {
        var groups = library.Groups(call.Get(Threshold));
        var lastYear = groups.Max(static g => g.Years.Keys.Max());
        var weights = call.Get(YearWeights) is { Count: > 0 } given ? given : [1.0];
        var overall = new SortedDictionary<int, DipSum>();
        foreach (var group in groups)
        {
            Merge(overall, group.Years);
        }

        var mean = DipLibrary.Mean(overall, lastYear, weights) ?? throw OperatorException.BadParameters("The weight of the last year is 0 and no earlier year has cases.", "Give the last year a weight above 0.");
        await call.WriteAsync(Catalogue(call, groups, lastYear, weights, mean), cancellationToken);
        await call.WriteAsync(Level(call, "level2", groups.Where(static g => g.IsCore), static g => $"{g.Disease}:{DipLibrary.Name(g.Treatment)}", lastYear, weights, mean), cancellationToken);
        await call.WriteAsync(Level(call, "level1", groups, static g => g.Disease[..3], lastYear, weights, mean), cancellationToken);
        await call.WriteAsync(Auxiliary(call, groups), cancellationToken);
        var core = groups.Where(static g => g.IsCore).ToList();
        var share = 100.0 * core.Sum(static g => g.All.Count) / library.CaseCount;
        call.Sentence(
            FormattableString.Invariant($"由 {library.CaseCount} 例建立核心病种 {core.Count} 个(覆盖 {share:F1}% 病例)、综合病种 {groups.Count - core.Count} 个,总体平均费用 {mean:F2}。"),
            FormattableString.Invariant($"From {library.CaseCount} cases, {core.Count} core groups ({share:F1} % of cases) and {groups.Count - core.Count} comprehensive groups were built; the overall mean cost is {mean:F2}."));
    }

    private static ResultTable Catalogue(OperatorCall call, List<DipGroup> groups, int lastYear, IReadOnlyList<double> weights, double mean)
    {
        var table = new ResultTable(
            "result", ("dip_code", ColumnType.Text), ("type", ColumnType.Text), ("disease", ColumnType.Text), ("procedures", ColumnType.Text), ("treatment", ColumnType.Text),
            ("n", ColumnType.Int64), ("mean_cost", ColumnType.Double), ("cv", ColumnType.Double), ("score", ColumnType.Double), ("basic", ColumnType.Boolean), ("level2", ColumnType.Text), ("level1", ColumnType.Text));
        foreach (var group in groups)
        {
            var own = DipLibrary.Mean(group.Years, lastYear, weights);
            var isBasic = group is { IsCore: true, Treatment: DipTreatment.Conservative } && own <= mean * call.Get(BasicScore) && group.All.Variation <= call.Get(BasicVariation);
            table.Add(
                group.Code, group.IsCore ? "core" : "comprehensive", group.Disease, group.Procedures.Length == 0 ? null : group.Procedures, DipLibrary.Name(group.Treatment), group.All.Count, own,
                group.All.Variation, own / mean * call.Get(Factor), isBasic, group.IsCore ? $"{group.Disease}:{DipLibrary.Name(group.Treatment)}" : null, group.Disease[..3]);
        }

        return table;
    }

    private static ResultTable Level(OperatorCall call, string output, IEnumerable<DipGroup> groups, Func<DipGroup, string> codeOf, int lastYear, IReadOnlyList<double> weights, double mean)
    {
        var isSecond = output == "level2";
        var table = isSecond
            ? new ResultTable(output, ("level2", ColumnType.Text), ("disease", ColumnType.Text), ("treatment", ColumnType.Text), ("n", ColumnType.Int64), ("mean_cost", ColumnType.Double), ("score", ColumnType.Double))
            : new ResultTable(output, ("level1", ColumnType.Text), ("n", ColumnType.Int64), ("mean_cost", ColumnType.Double), ("score", ColumnType.Double));
        foreach (var level in groups.GroupBy(codeOf).OrderBy(static g => g.Key, StringComparer.Ordinal))
        {
            var sums = new SortedDictionary<int, DipSum>();
            foreach (var group in level)
            {
                Merge(sums, group.Years);
            }

            var own = DipLibrary.Mean(sums, lastYear, weights);
            var count = sums.Values.Sum(static s => s.Count);
            var score = own / mean * call.Get(Factor);
            if (isSecond)
            {
                table.Add(level.Key, level.First().Disease, DipLibrary.Name(level.First().Treatment), count, own, score);
            }
            else
            {
                table.Add(level.Key, count, own, score);
            }
        }

        return table;
    }

    private static ResultTable Auxiliary(OperatorCall call, List<DipGroup> groups)
    {
        var table = new ResultTable(
            "auxiliary", ("dip_code", ColumnType.Text), ("kind", ColumnType.Text), ("value", ColumnType.Text), ("n", ColumnType.Int64), ("mean_cost", ColumnType.Double), ("coefficient", ColumnType.Double));
        foreach (var group in groups)
        {
            foreach (var (feature, sum) in group.Features.OrderBy(static f => f.Key))
            {
                var coefficient = sum.Mean / group.All.Mean;
                if (sum.Count >= call.Get(Threshold) && Math.Abs(coefficient - 1) >= call.Get(MinimumEffect))
                {
                    table.Add(group.Code, DipAuxiliary.Names[feature].Kind, DipAuxiliary.Names[feature].Value, sum.Count, sum.Mean, coefficient);
                }
            }
        }

        return table;
    }

    private static void Merge(SortedDictionary<int, DipSum> into, SortedDictionary<int, DipSum> from)
    {
        foreach (var (year, sum) in from)
        {
            var both = into.GetValueOrDefault(year);
            both.Add(sum);
            into[year] = both;
        }
    }
}
