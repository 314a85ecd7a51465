using Suwen.Storage.Schema;

namespace Suwen.Analysis.Comorbidity;

/// <summary><c>elixhauser</c>: Elixhauser's comorbidities from ICD-10 codes.</summary>
internal sealed class Elixhauser : ComorbidityOperator
{
    public override OperatorDescription Description { get; } = new(
        "elixhauser", "comorbidity", new Words("Elixhauser 合并症指数", "Elixhauser comorbidity index"),
        new Words("由 ICD-10 编码(含国内扩展码)得出 31 类合并症和 van Walraven 评分。", "Thirty-one categories and van Walraven's score from ICD-10 codes, national extensions included."),
        [Person, Code, Diagnoses, Hierarchy],
        [
            new OperatorOutput("result", new Words("每人一行", "A row per person"), "person, score: van Walraven 2009, categories: counted, then true or false per category as found"),
            Shares,
        ])
    {
        Aliases = ["elixhauser-index"],
        References = ["Elixhauser A et al. Med Care 1998;36:8", "Quan H et al. Med Care 2005;43:1130 (ICD-10 codes)", "van Walraven C et al. Med Care 2009;47:626 (weights)", "R comorbidity, elixhauser_icd10_quan"],
    };

    private protected override ComorbidityIndex Index => ComorbidityIndex.Elixhauser;

    private protected override IReadOnlyList<(string Name, ColumnType Type)> Scores(OperatorCall call) => [("score", ColumnType.Int64)];

    private protected override object?[] Score(OperatorCall call, uint counted, double age) => [Index.Score(counted)];
}
