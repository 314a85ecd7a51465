using Suwen.Analysis.Regression;

namespace Suwen.Analysis.Tests.Regression;

public sealed class DesignMatrixTests
{
    [Fact]
    public async Task Terms_are_named_and_coded_as_R_does()
    {
        var frame = await FrameOfAsync("age,sex,stage,w\n50,m,1,1\n60,f,2,2\n70,m,3,1\n", new DesignTerms(["age", "sex", "stage"]) { Factors = ["stage"], Weights = "w" });
        var design = DesignMatrix.Of(frame, new DesignTerms(["age", "sex", "stage"]) { Factors = ["stage"], Weights = "w", Interactions = ["age:sex"] });
        design.Columns.Select(static c => c.Name).ShouldBe(["(Intercept)", "age", "sexm", "stage2", "stage3", "age:sexm"]);
        design.Columns.Select(static c => c.Term).ShouldBe([0, 1, 2, 3, 3, 4]);
        design.Values[2].ShouldBe([1, 0, 1]);
        design.Values[5].ShouldBe([50, 0, 70]);
        design.Weights.ShouldBe([1, 2, 1]);
    }

    [Fact]
    public async Task A_reference_level_moves_to_the_front()
    {
        var terms = new DesignTerms(["sex"]) { Reference = ["sex=m"] };
        DesignMatrix.Of(await FrameOfAsync("sex\nm\nf\n", terms), terms).Columns[1].Name.ShouldBe("sexf");
    }

    [Fact]
    public async Task A_category_with_one_level_is_refused_by_name()
    {
        var terms = new DesignTerms(["sex"]);
        var frame = await FrameOfAsync("sex\nm\nm\n", terms);
        Should.Throw<OperatorException>(() => DesignMatrix.Of(frame, terms)).Message.ShouldContain("sex has the same value in all 2 rows");
    }

    [Fact]
    public async Task The_later_of_two_columns_that_say_the_same_is_aliased()
    {
        var text = new System.Text.StringBuilder("a,b,c,d\n");
        for (var i = 0; i < 1000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i % 17},{i * 37 % 101},{(i % 17 * 2) - (i * 37 % 101) + 5},7\n");
        }

        var terms = new DesignTerms(["a", "b", "c", "d"]);
        DesignMatrix.Of(await FrameOfAsync(text.ToString(), terms), terms).FindAliased().ShouldBe([false, false, false, true, true]);
    }

    private static async Task<Frame> FrameOfAsync(string csv, DesignTerms terms)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        await File.WriteAllTextAsync(path, csv);
        try
        {
            return await Frame.ReadAsync(await CsvTable.OpenAsync(path, CancellationToken.None), terms.Wanted(), CancellationToken.None);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
