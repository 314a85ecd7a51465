namespace Suwen.Analysis.Tests.Operators;

/// <summary>Operators and parameters are found under the words that people of R, scikit-learn and epidemiology use.</summary>
public sealed class OperatorNamesTests
{
    [Theory]
    [InlineData("describe,t-test,mann-whitney,chi-square,fisher,anova,kruskal-wallis,correlation,linear,logistic,poisson,negative-binomial,multiple-testing")]
    [InlineData("kaplan-meier,log-rank,cox,cumulative-incidence,competing-risks,propensity-matching,propensity-weighting,standardised-rates,interrupted-time-series")]
    [InlineData("k-means,hierarchical,cart,random-forest,gradient-boosting,naive-bayes,mlp,neural-network,fp-growth,association-rules,pca,isolation-forest")]
    [InlineData("stl,ets,holt-winters,theta,seasonal-naive,change-points,ears,cusum,farrington,farrington-flexible,noufaily,bayes,rt,space-time-scan")]
    [InlineData("prr,ror,ic,bcpnn,ebgm,charlson,elixhauser,drg,dip,kmeans,KMeans,random_forest,coxph,ttest,chisq")]
    public void Every_method_is_found_under_its_usual_names(string names)
    {
        foreach (var name in names.Split(','))
        {
            OperatorCatalogue.TryFind(name, out _).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void No_alias_is_the_name_or_alias_of_another()
    {
        var names = OperatorCatalogue.All.SelectMany(static o => o.Description.Aliases.Prepend(o.Description.Name)).ToList();
        names.Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(names.Count);
    }

    [Theory]
    [InlineData("kaplan", "kaplan-meier")]
    [InlineData("logisitc", "logistic")]
    [InlineData("t-tset", "t-test")]
    public void A_name_that_is_none_is_answered_by_the_nearest(string name, string meant) => OperatorCatalogue.Question(name).ShouldBe($"Did you mean {meant}? ");

    [Fact]
    public void Far_from_every_name_nothing_is_suggested() => OperatorCatalogue.Question("zzzzzz").ShouldBeEmpty();

    [Fact]
    public async Task Usual_words_stand_for_parameters()
    {
        const string Csv = "x,y,g\n1,2,a\n2,3,a\n9,8,b\n8,9,b\n";
        var named = await OperatorRun.OnTextAsync("k-means", Csv, "columns=x,y", "k=2", "seed=3");
        var other = await OperatorRun.OnTextAsync("kmeans", Csv, "features=x,y", "n_clusters=2", "random_state=3");
        other.Rows().Select(static r => r["withinss"]).ShouldBe(named.Rows().Select(static r => r["withinss"]));
    }

    [Theory]
    [InlineData("has no parameter covarietes", "covarietes=x", "Did you mean covariates?")]
    [InlineData("which is given too", "y=x", "Give one of them")]
    [InlineData("does not have", "covariates=X", "Did you mean x?")]
    public async Task What_was_probably_meant_is_said(string words, string setting, string hint)
    {
        var fault = await Should.ThrowAsync<OperatorException>(() => OperatorRun.OnTextAsync("linear-regression", "x,y\n1,2\n2,3\n3,5\n", "outcome=y", setting));
        fault.Message.ShouldContain(words);
        fault.WhatToDo.ShouldContain(hint);
    }
}
