using System.Text.RegularExpressions;
using Suwen.Simulator.Notes;

namespace Suwen.Simulator.Tests.Notes;

public sealed partial class NoteTemplatesTests
{
    [GeneratedRegex(@"\{[^}]*\}|[\[\]<>|]")] private static partial Regex Marks();
    [GeneratedRegex(@"[。；;：，、（）【】\s]|\\n|\d+\.|①|②|③|④")] private static partial Regex Ends();

    /// <summary>The clauses of a set that have at least five Chinese characters; shorter ones are terms of the trade such as 既往史, which nobody can avoid.</summary>
    private static HashSet<string> Clauses(NoteSet set) => NoteTemplates.Of(set).Texts.SelectMany(text => Ends().Split(Marks().Replace(text.Text, "。")))
        .Where(clause => clause.Count(c => c is >= '\u4E00' and <= '\u9FA5') >= 5).ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void The_two_sets_share_no_sentence()
    {
        var shared = Clauses(NoteSet.A);
        shared.Count.ShouldBeGreaterThan(150);
        shared.IntersectWith(Clauses(NoteSet.B));
        shared.ShouldBeEmpty();
    }

    [Fact]
    public void The_two_sets_cover_the_same_kinds_of_text()
    {
        var kinds = new[] { "outpatient", "emergency", "tcm", "admission", "first-progress", "progress", "ward-round", "preoperative", "operation", "discharge", "death", "consultation", "nursing" };
        foreach (var set in new[] { NoteSet.A, NoteSet.B })
            foreach (var kind in kinds) NoteTemplates.Of(set).Texts.Count(text => text.Id.Contains($"-{kind}-document-", StringComparison.Ordinal)).ShouldBeGreaterThan(1, $"{set} {kind}");
    }

    [Theory]
    [InlineData("{nonsense}")]
    [InlineData("{?nonsense}")]
    [InlineData("[{name}")]
    [InlineData("{name")]
    [InlineData("<a|b")]
    [InlineData("a]")]
    public void A_faulty_wording_is_refused(string text) => Should.Throw<FormatException>(() => NoteTemplate.Parse("x", text, _ => 0));
}
