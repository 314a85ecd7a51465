using Suwen.Storage.Schema;

namespace Suwen.Analysis.Comorbidity;

/// <summary>What <c>charlson</c> and <c>elixhauser</c> share: reading, categories per person, the hierarchy.</summary>
internal abstract class ComorbidityOperator : IOperator
{
    private protected static OperatorParameter<string> Person { get; } = Parameter.Column("person", "患者(或病例)列", "Column of the person, or of the case");

    private protected static OperatorParameter<IReadOnlyList<string>> Diagnoses { get; } =
        Parameter.Columns("diagnoses", false, "诊断编码列(可多列),一格内多个编码以 | 分隔", "Columns of ICD-10 codes; a cell may hold several, separated by |");

    private protected static OperatorParameter<string?> Code { get; } =
        Parameter.OptionalColumn("code", "诊断编码列(每行一个编码)", "Column of ICD-10 codes, a row per code");

    private protected static OperatorParameter<bool> Hierarchy { get; } =
        Parameter.Flag("hierarchy", true, "同类疾病只计较重者(肝病、糖尿病、肿瘤、高血压)", "Of liver disease, diabetes, cancer and hypertension only the graver category counts in scores");

    public abstract OperatorDescription Description { get; }

    private protected abstract ComorbidityIndex Index { get; }

    /// <summary>A person's column that is read beside the codes; null for none.</summary>
    private protected virtual string? AgeColumn(OperatorCall call) => null;

    private protected abstract IReadOnlyList<(string Name, ColumnType Type)> Scores(OperatorCall call);

    /// <summary>The values of <see cref="Scores"/>.</summary>
    private protected abstract object?[] Score(OperatorCall call, uint counted, double age);

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        string[] columns = [.. call.Get(Diagnoses), .. call.Get(Code) is { } code ? [code] : Array.Empty<string>()];
        if (columns.Length == 0)
        {
            throw OperatorException.BadParameters("Neither code nor diagnoses is set.", "Set code to the column of ICD-10 codes, or diagnoses to columns of codes separated by |.");
        }

        var age = AgeColumn(call);
        List<(string, FrameKind)> wanted = [(call.Get(Person), FrameKind.Factor), .. columns.Select(static c => (c, FrameKind.Factor))];
        wanted.AddRange(age is null ? [] : [(age, FrameKind.Number)]);
        var frame = await Frame.ReadAsync(call.Input, wanted, cancellationToken);
        if (frame.RowCount == 0)
        {
            throw OperatorException.BadData($"{frame.Name} has no rows.", "Give a table with rows.");
        }

        var persons = frame.Factor(call.Get(Person));
        var found = Gather(call, frame, persons, columns);
        var ages = age is null ? null : Ages(frame, persons, age);
        await WriteAsync(call, persons, found, ages, cancellationToken);
    }

    private uint[] Gather(OperatorCall call, Frame frame, Factor persons, string[] columns)
    {
        var found = new uint[persons.Levels.Count];
        int codes = 0, unknown = 0;
        foreach (var column in columns)
        {
            var factor = frame.Factor(column);
            var ofLevel = new uint[factor.Levels.Count];
            for (var l = 0; l < ofLevel.Length; l++)
            {
                ofLevel[l] = Index.Find(factor.Levels[l], ref codes, ref unknown);
            }

            for (var i = 0; i < persons.Codes.Length; i++)
            {
                if (persons.Codes[i] >= 0 && factor.Codes[i] >= 0)
                {
                    found[persons.Codes[i]] |= ofLevel[factor.Codes[i]];
                }
            }
        }

        if (codes > 0 && unknown == codes)
        {
            throw OperatorException.BadData($"None of the {codes} different codes in {string.Join(", ", columns)} is written as ICD-10 (a letter and two digits).", "Name the column of ICD-10 codes; ICD-9 is not read.");
        }

        if (unknown > 0)
        {
            call.Note($"{unknown} 种编码不是 ICD-10 写法,未计入。", $"{unknown} of {codes} different codes are not written as ICD-10 and were not counted.");
        }

        var without = persons.Codes.AsSpan().Count(-1);
        if (without > 0)
        {
            call.Note($"{without} 行没有患者标识,未计入。", $"{without} rows name no person and were left out.");
        }

        return found;
    }

    /// <summary>The highest age of each person's rows.</summary>
    private static double[] Ages(Frame frame, Factor persons, string column)
    {
        var ages = new double[persons.Levels.Count];
        ages.AsSpan().Fill(double.NaN);
        var numbers = frame.Numbers(column);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] is < 0 or > 150)
            {
                throw OperatorException.BadData($"Row {i + 1} has an age in the column {column} that is not between 0 and 150.", "Give ages in years.");
            }

            if (persons.Codes[i] >= 0 && !double.IsNaN(numbers[i]))
            {
                ref var age = ref ages[persons.Codes[i]];
                age = double.IsNaN(age) ? numbers[i] : Math.Max(age, numbers[i]);
            }
        }

        return ages;
    }

    private async Task WriteAsync(OperatorCall call, Factor persons, uint[] found, double[]? ages, CancellationToken cancellationToken)
    {
        var scores = Scores(call);
        var categories = Index.Categories;
        (string, ColumnType)[] columns = [("person", ColumnType.Text), .. scores, ("categories", ColumnType.Int64), .. categories.Select(static c => (c.Name, ColumnType.Boolean))];
        var table = new ResultTable("result", columns);
        var summary = new int[categories.Count];
        double sum = 0;
        var without = 0;
        for (var p = 0; p < found.Length; p++)
        {
            var counted = call.Get(Hierarchy) ? Index.WithHierarchy(found[p]) : found[p];
            var values = Score(call, counted, ages is null ? double.NaN : ages[p]);
            sum += (int)values[0]!;
            without += found[p] == 0 ? 1 : 0;
            object?[] row = [persons.Levels[p], .. values, System.Numerics.BitOperations.PopCount(counted), .. Enumerable.Range(0, categories.Count).Select(c => (object?)((found[p] & (1u << c)) != 0))];
            for (var c = 0; c < summary.Length; c++)
            {
                summary[c] += (found[p] & (1u << c)) != 0 ? 1 : 0;
            }

            table.Add(row);
        }

        await call.WriteAsync(table, cancellationToken);
        var shares = new ResultTable("categories", ("category", ColumnType.Text), ("n", ColumnType.Int64), ("estimate", ColumnType.Double));
        for (var c = 0; c < summary.Length; c++)
        {
            shares.Add(categories[c].Name, summary[c], (double)summary[c] / found.Length);
        }

        await call.WriteAsync(shares, cancellationToken);
        var mean = FormattableString.Invariant($"{sum / found.Length:0.00}");
        var share = FormattableString.Invariant($"{100.0 * without / found.Length:0.0}%");
        call.Sentence(
            $"{found.Length} 人的平均{Description.Title.Zh}为 {mean} 分,{share} 无任何合并症。",
            $"The mean {Description.Name} score of {found.Length} persons was {mean}; {share} had no comorbidity.");
    }

    private protected static OperatorOutput Shares { get; } =
        new("categories", new Words("每类合并症一行", "A row per category"), "category, n: persons, estimate: their share");
}
