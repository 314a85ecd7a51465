namespace Suwen.Analysis.Tests.Regression;

/// <summary>Agreement with R 4.2; the expected values are written by Oracle/regression.R.</summary>
public sealed class RegressionTests
{
    private const string Folder = "Regression/Oracle/";

    [Theory]
    [InlineData("linear-regression", "mtcars", "lm", "outcome=mpg", "covariates=wt,hp,cyl", "factors=cyl")]
    [InlineData("linear-regression", "mtcars", "lm-HC0", "outcome=mpg", "covariates=wt,hp,cyl", "factors=cyl", "robust=HC0")]
    [InlineData("linear-regression", "mtcars", "lm-HC1", "outcome=mpg", "covariates=wt,hp,cyl", "factors=cyl", "robust=HC1")]
    [InlineData("linear-regression", "mtcars", "lm-HC2", "outcome=mpg", "covariates=wt,hp,cyl", "factors=cyl", "robust=HC2")]
    [InlineData("linear-regression", "mtcars", "lm-HC3", "outcome=mpg", "covariates=wt,hp,cyl", "factors=cyl", "robust=HC3")]
    [InlineData("linear-regression", "mtcars", "lm-cluster", "outcome=mpg", "covariates=wt,hp,cyl", "factors=cyl", "cluster=gear")]
    [InlineData("linear-regression", "mtcars", "lm-weights", "outcome=mpg", "covariates=wt,hp", "interactions=wt:hp", "weights=carb")]
    [InlineData("linear-regression", "longley", "lm-longley", "outcome=Employed", "covariates=GNP.deflator,GNP,Unemployed,Armed.Forces,Population,Year")]
    [InlineData("linear-regression", "aliased", "lm-aliased", "outcome=mpg", "covariates=wt,hp,twice,drat")]
    [InlineData("logistic-regression", "infert", "logistic", "outcome=case", "covariates=age,parity,education,spontaneous,induced", "interval=wald")]
    [InlineData("logistic-regression", "infert", "logistic-HC0", "outcome=case", "covariates=age,parity,education,spontaneous,induced", "robust=HC0")]
    [InlineData("logistic-regression", "infert", "logistic-cluster", "outcome=case", "covariates=age,parity,education,spontaneous,induced", "cluster=stratum")]
    [InlineData("logistic-regression", "esoph", "logistic-trials", "outcome=ncases", "trials=n", "covariates=agegp,alcgp", "reference=alcgp=0-39g/day", "interval=wald")]
    [InlineData("logistic-regression", "wide", "logistic-wide", "outcome=y", "outcome_value=1", "covariates=x1,x2,g", "weights=w", "interval=wald")]
    [InlineData("poisson-regression", "warpbreaks", "poisson", "outcome=breaks", "covariates=wool,tension", "interactions=wool:tension", "reference=tension=L", "interval=wald")]
    [InlineData("poisson-regression", "warpbreaks", "quasi", "outcome=breaks", "covariates=wool,tension", "quasi=true", "reference=tension=L", "interval=wald")]
    [InlineData("poisson-regression", "insurance", "poisson-exposure", "outcome=Claims", "covariates=District,Group,Age", "factors=District", "exposure=Holders", "interval=wald")]
    [InlineData("negative-binomial-regression", "quine", "negbin", "outcome=Days", "covariates=Eth,Sex,Age,Lrn", "interval=wald")]
    public async Task Coefficients_and_fits_agree_with_R(string name, string input, string expected, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync(name, $"{Folder}{input}.csv", settings);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}{expected}.csv", 1e-7, 1e-14);
        if (File.Exists(Oracle.PathOf($"{Folder}{expected}-fit.csv")))
        {
            // theta.ml takes the standard error of theta one step before the end, which is five digits.
            Oracle.ShouldAgree(run.Rows("fit"), $"{Folder}{expected}-fit.csv", name.StartsWith("neg", StringComparison.Ordinal) ? 1e-5 : 1e-7);
        }

        run.Sentences.Count.ShouldBe(1);
        run.Model.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("logistic-regression", "infert", "profile-logistic", "outcome=case", "covariates=age,parity,education,spontaneous,induced")]
    [InlineData("poisson-regression", "warpbreaks", "profile-poisson", "outcome=breaks", "covariates=wool,tension", "interactions=wool:tension")]
    [InlineData("negative-binomial-regression", "quine", "profile-negbin", "outcome=Days", "covariates=Eth,Sex,Age,Lrn")]
    public async Task Intervals_are_those_of_the_profile_likelihood(string name, string input, string expected, params string[] settings)
    {
        var run = await OperatorRun.OnFileAsync(name, $"{Folder}{input}.csv", settings);
        Oracle.ShouldAgree(run.Rows(), $"{Folder}{expected}.csv", 2e-6, 1e-8);
        run.Rows("fit")[0]["interval"].ShouldBe("profile");

        // R's confint interpolates; its limits are the same to a thousandth of the interval.
        foreach (var (row, r) in run.Rows().Zip(Oracle.Read($"{Folder}{expected}.csv")))
        {
            var width = (double)row["conf_high"]! - (double)row["conf_low"]!;
            ((double)row["conf_low"]!).ShouldBe(double.Parse(r["r_low"], System.Globalization.CultureInfo.InvariantCulture), 1e-3 * width);
            ((double)row["conf_high"]!).ShouldBe(double.Parse(r["r_high"], System.Globalization.CultureInfo.InvariantCulture), 1e-3 * width);
        }
    }

    [Fact]
    public async Task Profile_intervals_do_not_go_with_robust_errors()
    {
        var fault = await Should.ThrowAsync<OperatorException>(() =>
            OperatorRun.OnFileAsync("logistic-regression", Folder + "infert.csv", "outcome=case", "covariates=age,parity", "interval=profile", "robust=HC0"));
        fault.Message.ShouldContain("do not go together");
    }

    [Fact]
    public async Task Numbers_among_which_text_stands_are_not_taken_as_categories()
    {
        var csv = "y,x\n" + string.Concat(Enumerable.Range(1, 30).Select(static i => $"{i % 7},{i}\n")) + "3,\"1,204\"\n";
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("linear-regression", csv, "outcome=y", "covariates=x"));
        fault.Message.ShouldContain("row 31: the column x holds something else than a number");
        fault.WhatToDo.ShouldContain("thousands separators");
    }

    [Fact]
    public async Task A_kept_model_predicts_as_R_does()
    {
        var run = await OperatorRun.OnFileAsync("logistic-regression", Folder + "infert.csv", "outcome=case", "covariates=age,parity,education,spontaneous,induced");
        var model = OperatorModel.Parse(run.Model!.ToJson());
        var predicted = await OperatorRun.OnFilesAsync("predict", [("", Oracle.PathOf(Folder + "new.csv"))], model, "keep=case,education");
        Oracle.ShouldAgree(predicted.Rows(), Folder + "logistic-predict.csv", 1e-7);
        predicted.Rows()[0]["education"].ShouldBe("0-5yrs");
    }

    [Fact]
    public async Task Rows_that_lack_a_value_have_no_prediction_and_unknown_levels_are_refused()
    {
        var run = await OperatorRun.OnTextAsync("linear-regression", "y,x,g\n1,1,a\n2,2,b\n4,3,a\n3,4,b\n7,5,a\n", "outcome=y", "covariates=x,g");
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        try
        {
            await File.WriteAllTextAsync(path, "x,g\n1,a\n,b\n");
            var predicted = await OperatorRun.OnFilesAsync("predict", [("", path)], run.Model);
            predicted.Rows()[0]["prediction"].ShouldNotBeNull();
            predicted.Rows()[1]["prediction"].ShouldBeNull();
            predicted.Notes.Count.ShouldBe(1);
            await File.WriteAllTextAsync(path, "x,g\n1,c\n");
            (await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnFilesAsync("predict", [("", path)], run.Model))).Message.ShouldContain("levels that the model does not know");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Large_and_small_problems_take_other_paths_to_the_same_estimates()
    {
        var text = new System.Text.StringBuilder("y,a,b,c,d\n");
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var (a, b, c, d) = (random.NextDouble(), random.NextDouble() * 1000, random.Next(2), random.NextDouble());
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(random.NextDouble() < 1 / (1 + Math.Exp(2 - a - (b / 1000) - c)) ? 1 : 0)},{a:R},{b:R},{c},{d:R}\n");
        }

        var csv = text.ToString();
        var wide = await OperatorRun.OnTextAsync("logistic-regression", csv, "outcome=y", "covariates=a,b,c,d");
        // The score is zero at the estimate: the sum of predictions is the number of events, and each term is close to the truth.
        wide.Number("estimate", 1).ShouldBe(1, 0.1);
        wide.Number("estimate", 2).ShouldBe(0.001, 0.0001);
        wide.Number("estimate", 3).ShouldBe(1, 0.1);
        var half = await OperatorRun.OnTextAsync("logistic-regression", string.Join('\n', csv.Split('\n').Take(20_001)), "outcome=y", "covariates=a,b,c,d");
        half.Number("estimate", 1).ShouldBe(wide.Number("estimate", 1), 0.3);
    }

    [Fact]
    public async Task A_covariate_may_be_the_cluster_too()
    {
        var once = await OperatorRun.OnFileAsync("linear-regression", Folder + "mtcars.csv", "outcome=mpg", "covariates=wt,gear", "cluster=gear");
        var lines = File.ReadAllLines(Oracle.PathOf(Folder + "mtcars.csv"));
        var gear = Array.IndexOf(lines[0].Split(','), "\"gear\"");
        var csv = string.Join('\n', lines.Select((l, i) => l + "," + (i == 0 ? "copy" : l.Split(',')[gear])));
        var copied = await OperatorRun.OnTextAsync("linear-regression", csv, "outcome=mpg", "covariates=wt,gear", "cluster=copy");
        once.Number("std_error", 1).ShouldBe(copied.Number("std_error", 1), 1e-12);
    }

    [Theory]
    [InlineData("linear-regression", "y,x,g\n1,1,a\n2,2,b\n3,4,a\n", "named for two purposes", "outcome=y", "covariates=x,g", "weights=g")]
    [InlineData("linear-regression", "y,x\n1,1\n2,2\n", "no row is left", "outcome=y", "covariates=x")]
    [InlineData("linear-regression", "y,x\n2,1\n2,2\n2,3\n", "do not vary", "outcome=y", "covariates=x")]
    [InlineData("linear-regression", "y,x\n2,a\n3,a\n2,a\n", "x has the same value in all 3 rows", "outcome=y", "covariates=x")]
    [InlineData("linear-regression", "y,x\n2,1\n3,2\n2,3\n", "among the covariates", "outcome=y", "covariates=x,y")]
    [InlineData("logistic-regression", "y,x\n0,1\n0,2\n0,3\n1,4\n1,5\n1,6\n", "Perfect separation: x", "outcome=y", "covariates=x")]
    [InlineData("logistic-regression", "y,x,g\n0,1,a\n1,2,a\n0,3,a\n1,4,b\n1,5,b\n1,3,b\n0,7,a\n1,1,a\n", "Perfect separation: gb", "outcome=y", "covariates=x,g")]
    [InlineData("logistic-regression", "y,g\n0,a\n1,a\n0,a\n1,b\n0,b\n0,b\n1,b\n0,c\n", "Perfect separation: gc", "outcome=y", "covariates=g")]
    [InlineData("logistic-regression", "y,x\n0,1\n0,2\n", "same in all 2 rows", "outcome=y", "covariates=x")]
    [InlineData("logistic-regression", "y,x\n0,1\n2,2\n", "Row 2 of the outcome y is neither 0 nor 1", "outcome=y", "covariates=x")]
    [InlineData("logistic-regression", "y,x\nno,1\nyes,2\n", "holds 2 levels", "outcome=y", "covariates=x")]
    [InlineData("poisson-regression", "y,x\n0,1\n0,2\n0,3\n", "zero in all 3 rows", "outcome=y", "covariates=x")]
    [InlineData("poisson-regression", "y,x\n0,1\n1.5,2\n0,3\n", "Row 2: the outcome y is no count", "outcome=y", "covariates=x")]
    [InlineData("poisson-regression", "y,g\n0,a\n0,a\n0,a\n3,b\n4,b\n2,c\n1,c\n", "levels or combinations without any event", "outcome=y", "covariates=g")]
    [InlineData("negative-binomial-regression", "y,x\n2,1\n3,2\n2,3\n3,4\n2,5\n", "do not vary more than Poisson's", "outcome=y", "covariates=x")]
    public async Task What_cannot_be_computed_is_said(string name, string csv, string words, params string[] settings)
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync(name, csv, settings));
        fault.Message.ShouldContain(words);
        fault.WhatToDo.ShouldNotBeEmpty();
    }
}
