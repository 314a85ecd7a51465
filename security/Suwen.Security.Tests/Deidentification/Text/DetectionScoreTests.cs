using Suwen.Security.Deidentification;

namespace Suwen.Security.Tests.Deidentification.Text;

public sealed class DetectionScoreTests
{
    [Fact]
    public void Covered_part_covered_missed_and_false_are_told_apart()
    {
        // Counted by hand: 王强 covered whole by two spans, 2024-01-02 without its last figure, 李静 not at all; 胸闷 is no identifier.
        var text = HandLabelled.Parse("t", "⟦name|王强⟧ ⟦date|2024-01-02⟧ ⟦name|李静⟧ 胸闷");
        var errors = new List<(DetectionError, string)>();
        var score = new DetectionScore();
        score.Add(
            text,
            [Span(0, 1, IdentifierKind.PersonName), Span(1, 1, IdentifierKind.Address), Span(3, 9, IdentifierKind.Date), Span(17, 2, IdentifierKind.PersonName)],
            (error, at, start, length, kind) => errors.Add((error, at.Text.Substring(start, length))));
        errors.ShouldBe([(DetectionError.Partial, "2024-01-02"), (DetectionError.Missed, "李静"), (DetectionError.False, "胸闷")]);
        (score.Labelled, score.Covered, score.Found, score.Right, score.Exact).ShouldBe((3, 1, 4, 3, 0));
        (score.CoveredCharacters, score.LabelledCharacters).ShouldBe((9, 12));
        score.Recall.ShouldBe(1.0 / 3);
        score.Precision.ShouldBe(0.75);
        score.ByLabel["name"].OfSameKind.ShouldBe(1);
    }

    private static IdentifierSpan Span(int start, int length, IdentifierKind kind) => new(start, length, kind, IdentifierEvidence.Form);
}
