using System.Collections.Frozen;

namespace Suwen.Analysis;

/// <summary>
/// Other usual words for parameters, as R, scikit-learn and others have them. A word counts only where the operator has no parameter of
/// that name itself, and stands for the first of its meanings that the operator has.
/// </summary>
internal static class ParameterWords
{
    private static readonly FrozenDictionary<string, string[]> Meanings = new Dictionary<string, string[]>
    {
        ["y"] = ["outcome"], ["response"] = ["outcome"], ["dependent"] = ["outcome"], ["target"] = ["outcome"], ["label"] = ["outcome"],
        ["x"] = ["covariates", "columns"], ["covariate"] = ["covariates", "columns"], ["covariates"] = ["columns"], ["column"] = ["columns"], ["columns"] = ["covariates"],
        ["variables"] = ["covariates", "columns"], ["vars"] = ["covariates", "columns"], ["features"] = ["covariates", "columns"], ["predictors"] = ["covariates", "columns"],
        ["groups"] = ["group"], ["by"] = ["group"], ["arm"] = ["group"], ["treatment"] = ["group"], ["factor"] = ["factors", "group"], ["categorical"] = ["factors"],
        ["status"] = ["event"], ["duration"] = ["time"], ["start"] = ["entry"], ["stratum"] = ["strata"],
        ["weight"] = ["weights"], ["counts"] = ["count"], ["cases"] = ["count"], ["n"] = ["count", "trials"], ["dates"] = ["date"], ["day"] = ["date"], ["week"] = ["date"], ["time"] = ["date"],
        ["pop"] = ["population"], ["denominator"] = ["population"], ["person_years"] = ["exposure", "population"],
        ["random_state"] = ["seed"], ["random_seed"] = ["seed"], ["conf_level"] = ["confidence"], ["conf.level"] = ["confidence"], ["confidence_level"] = ["confidence"], ["level"] = ["confidence"],
        ["clusters"] = ["k"], ["n_clusters"] = ["k"], ["centers"] = ["k"], ["nstart"] = ["n_start"], ["n_init"] = ["n_start"], ["iter_max"] = ["max_iter"], ["tol"] = ["tolerance"],
        ["standardize"] = ["scale", "standardise"], ["standardise"] = ["scale"], ["scaled"] = ["scale"], ["method"] = ["linkage", "ties", "test", "estimand", "interval"],
        ["n_estimators"] = ["trees"], ["ntree"] = ["trees"], ["n_trees"] = ["trees"], ["depth"] = ["max_depth"], ["min_samples_leaf"] = ["min_leaf"], ["min_samples_split"] = ["min_split"], ["mtry"] = ["max_features"],
        ["eta"] = ["learning_rate"], ["shrinkage"] = ["learning_rate"], ["hidden_layer_sizes"] = ["hidden"], ["max_samples"] = ["sample"], ["test_size"] = ["test"],
        ["min_support"] = ["support"], ["confidence"] = ["min_confidence"], ["lift"] = ["min_lift"], ["items"] = ["item"], ["transaction"] = ["id"],
        ["h"] = ["horizon"], ["steps"] = ["horizon"], ["periods"] = ["horizon"], ["period"] = ["season"], ["window"] = ["s_window"],
        ["mean_si"] = ["si_mean"], ["std_si"] = ["si_sd"], ["sd_si"] = ["si_sd"], ["equal_var"] = ["var_equal"], ["var.equal"] = ["var_equal"], ["p"] = ["p_value"], ["p.value"] = ["p_value"], ["pvalue"] = ["p_value"],
        ["cause"] = ["event_of_interest"], ["failcode"] = ["event_of_interest"], ["cencode"] = ["censor_value"], ["id"] = ["person"], ["code"] = ["diagnoses"], ["reaction"] = ["event"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The parameter that a word means; null where it means none.</summary>
    public static OperatorParameter? Find(OperatorDescription description, string word) =>
        description.Parameters.FirstOrDefault(p => p.Name == word)
        ?? description.Parameters.FirstOrDefault(p => string.Equals(p.Name, word.Replace('-', '_'), StringComparison.OrdinalIgnoreCase))
        ?? (Meanings.TryGetValue(word.Replace('-', '_'), out var names) ? names.Select(n => description.Parameters.FirstOrDefault(p => p.Name == n)).FirstOrDefault(static p => p is not null) : null);
}
