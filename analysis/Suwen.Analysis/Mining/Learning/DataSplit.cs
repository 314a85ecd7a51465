namespace Suwen.Analysis.Mining;

/// <summary>Which rows a method learns from, tunes itself on, and is judged by.</summary>
internal sealed class DataSplit
{
    public static OperatorParameter<double> TestShare { get; } = Parameter.Number("test", 0.25, 0, 0.9, "测试集比例", "Share of rows kept aside for the test");

    public static OperatorParameter<double> ValidationShare { get; } = Parameter.Number("validation", 0, 0, 0.9, "验证集比例(用于提前停止)", "Share of rows kept aside for validation: early stopping uses it");

    public static OperatorParameter<string?> SplitColumn { get; } = Parameter.OptionalColumn("split", "划分列:取值 train、validation、test", "Column that says of each row train, validation or test, in place of drawing");

    private DataSplit(int[] train, int[] validation, int[] test)
    {
        Train = train;
        Validation = validation;
        Test = test;
    }

    public int[] Train { get; }

    public int[] Validation { get; }

    public int[] Test { get; }

    /// <summary>The parts that have rows, with their names.</summary>
    public IEnumerable<(string Name, int[] Rows)> Parts()
    {
        yield return ("train", Train);
        if (Validation.Length > 0)
        {
            yield return ("validation", Validation);
        }

        if (Test.Length > 0)
        {
            yield return ("test", Test);
        }
    }

    /// <summary>Draws the parts, within each class of the outcome so that the shares of classes stay; or takes them from a column.</summary>
    public static DataSplit Of(OperatorCall call, Frame frame, Target target)
    {
        var split = call.Get(SplitColumn) is { } column ? FromColumn(frame, column) : Drawn(call, frame.RowCount, target);
        return split.Train.Length >= 2
            ? split
            : throw OperatorException.BadData($"{split.Train.Length} rows are left to learn from.", "Give more rows, or a smaller share for test and validation.");
    }

    private static DataSplit FromColumn(Frame frame, string column)
    {
        var factor = frame.Factor(column);
        if (factor.Levels.FirstOrDefault(static l => l is not ("train" or "validation" or "test")) is not null)
        {
            throw OperatorException.BadData($"The column {column} has other values than train, validation and test.", "Write one of these words in each row.");
        }

        int[] Rows(string name)
        {
            var code = factor.Levels.ToList().IndexOf(name);
            return code < 0 ? [] : [.. Enumerable.Range(0, frame.RowCount).Where(i => factor.Codes[i] == code)];
        }

        return new DataSplit(Rows("train"), Rows("validation"), Rows("test"));
    }

    private static DataSplit Drawn(OperatorCall call, int rowCount, Target target)
    {
        var testShare = call.Get(TestShare);
        var validationShare = call.Get(ValidationShare);
        if (testShare + validationShare >= 0.95)
        {
            throw OperatorException.BadParameters("test and validation together leave no rows to learn from.", "Choose shares whose sum is below 0.95.");
        }

        var random = new Draws(call.Get(Parameter.Seed));
        var part = new byte[rowCount];
        foreach (var rows in ByClass(target, rowCount))
        {
            random.Shuffle(rows);
            var test = (int)Math.Round(rows.Length * testShare, MidpointRounding.AwayFromZero);
            var validation = (int)Math.Round(rows.Length * validationShare, MidpointRounding.AwayFromZero);
            for (var i = 0; i < Math.Min(rows.Length, test + validation); i++)
            {
                part[rows[i]] = (byte)(i < test ? 2 : 1);
            }
        }

        int[] Rows(byte wanted) => [.. Enumerable.Range(0, rowCount).Where(i => part[i] == wanted)];
        return new DataSplit(Rows(0), Rows(1), Rows(2));
    }

    private static IEnumerable<int[]> ByClass(Target target, int rowCount) => target.IsClass
        ? Enumerable.Range(0, target.Classes!.Count).Select(c => Enumerable.Range(0, rowCount).Where(i => (int)target.Values[i] == c).ToArray())
        : [[.. Enumerable.Range(0, rowCount)]];
}
