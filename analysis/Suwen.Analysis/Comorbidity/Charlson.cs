using Suwen.Storage.Schema;

namespace Suwen.Analysis.Comorbidity;

/// <summary><c>charlson</c>: Charlson's comorbidity index from ICD-10 codes.</summary>
internal sealed class Charlson : ComorbidityOperator
{
    private static readonly OperatorParameter<string?> Age =
        Parameter.OptionalColumn("age", "年龄列(岁),用于年龄调整分和 10 年生存率", "Column of age in years, for the age-adjusted score and ten-year survival");

    public override OperatorDescription Description { get; } = new(
        "charlson", "comorbidity", new Words("Charlson 合并症指数", "Charlson comorbidity index"),
        new Words("由 ICD-10 编码(含国内扩展码)得出 17 类合并症和 Charlson 评分。", "Seventeen categories and the score from ICD-10 codes, national extensions included."),
        [Person, Code, Diagnoses, Age, Hierarchy],
        [
            new OperatorOutput("result", new Words("每人一行", "A row per person"), "person, score: Charlson 1987, score_updated: Quan 2011, age_score: score with age points, survival_10_years: both null without age, categories: counted, then true or false per category as found"),
            Shares,
        ])
    {
        Aliases = ["charlson-index", "cci"],
        References =
        [
            "Charlson ME et al. J Chronic Dis 1987;40:373 (weights)", "Charlson M et al. J Clin Epidemiol 1994;47:1245 (age)", "Quan H et al. Med Care 2005;43:1130 (ICD-10 codes)",
            "Quan H et al. Am J Epidemiol 2011;173:676 (updated weights)", "R comorbidity, charlson_icd10_quan",
        ],
    };

    private protected override ComorbidityIndex Index => ComorbidityIndex.Charlson;

    private protected override string? AgeColumn(OperatorCall call) => call.Get(Age);

    private protected override IReadOnlyList<(string Name, ColumnType Type)> Scores(OperatorCall call) =>
        [("score", ColumnType.Int64), ("score_updated", ColumnType.Int64), ("age_score", ColumnType.Int64), ("survival_10_years", ColumnType.Double)];

    private protected override object?[] Score(OperatorCall call, uint counted, double age)
    {
        var score = Index.Score(counted);
        if (double.IsNaN(age))
        {
            return [score, Index.Score(counted, true), null, null];
        }

        // A point for each decade from 50 on, at most four; survival after the paper's fit 0.983^exp(0.9 × score).
        var points = score + Math.Clamp((int)Math.Floor((age - 40) / 10), 0, 4);
        return [score, Index.Score(counted, true), points, Math.Pow(0.983, Math.Exp(0.9 * points))];
    }
}
