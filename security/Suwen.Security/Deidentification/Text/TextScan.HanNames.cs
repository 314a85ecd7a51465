using System.Buffers;

namespace Suwen.Security.Deidentification;

/// <summary>Names that compete in the lattice with the words of the run.</summary>
internal ref partial struct TextScan
{
    /// <summary>Names without a surname: two parts together, or one where the words before it ask for a name.</summary>
    private readonly void AddNameParts(Span<NameLattice.Edge> edges, int start, int i, int next, int end)
    {
        var more = lexicon.Chinese.LongestAt(text[(start + next)..end], WordRole.NamePart, out _);
        var bonus = edges[i].Bonus + BonusAtEnd(start + next + more, end, start + i);
        if (more > 0)
        {
            Relax(edges, i, next + more, edges[i].Cost + 150 - bonus, default, isName: true);
        }
        else if (next - i >= 2 && (edges[i].Bonus >= TellingBonus || bonus >= SexBonus))
        {
            var spelled = start + next;
            while (spelled < end && spelled - start - next < 3 && TransliteratingSet.Contains(text[spelled]))
            {
                spelled++;
            }

            if (spelled > start + next)
            {
                Relax(edges, i, spelled - start, edges[i].Cost + 165 - edges[i].Bonus - BonusAtEnd(spelled, end, start + i), default, isName: true);
            }

            Relax(edges, i, next, edges[i].Cost + 150 - bonus, default, isName: true);
        }
    }

    private readonly void AddNames(Span<NameLattice.Edge> edges, int start, int i, int given, short surname, int end)
    {
        var at = start + given;
        var prior = edges[i].Cost + NamePrior + surname - edges[i].Bonus;
        if (at >= end)
        {
            return;
        }

        AddSurnameAlone(edges, start, i, given, end);
        var firstWidth = TextClasses.WidthAt(text, at);
        if (at + firstWidth > end)
        {
            return;
        }

        if (text[at] == '氏' && at + 1 < end)
        {
            // 罗氏法, 张氏征: what bears a name, not who.
            return;
        }

        var first = lexicon.Given(text[at]);
        RelaxName(edges, start, i, given + firstWidth, prior + first.Single + 12, end);
        var second = at + firstWidth;
        if (second >= end)
        {
            return;
        }

        var firstCost = first.First;
        if (lexicon.SurnameCost(text[at]) is > 0 and < CommonSurname && given == i + 1 && lexicon.SurnameCost(text[start + i]) < CommonSurname && (edges[i].Bonus >= TellingBonus || !NeverAloneSet.Contains(text[start + i])))
        {
            AddDoubleSurname(edges, start, i, second, prior + lexicon.SurnameCost(text[at]), end);
            firstCost = Math.Min(firstCost, lexicon.SurnameCost(text[at]));
        }

        var secondWidth = TextClasses.WidthAt(text, second);
        if (second + secondWidth <= end)
        {
            var cost = prior + firstCost + lexicon.Given(text[second]).Second;
            // Two equal characters (婷婷, 丹丹) are one choice, not two.
            cost -= text[at] == text[second] ? lexicon.Given(text[second]).Second / 2 : 0;
            RelaxName(edges, start, i, given + firstWidth + secondWidth, cost, end);
        }
    }

    /// <summary>
    /// Relaxes by a name, less what stands behind it speaks for it. That costs a look at the words there, which is spared where not even the most that
    /// can be said would make the name cheaper than what is there already, or than the single characters.
    /// </summary>
    private readonly void RelaxName(Span<NameLattice.Edge> edges, int start, int i, int to, int cost, int end)
    {
        var least = cost - MostBonus;
        if (least >= edges[to].Cost)
        {
            return;
        }

        var plain = edges[i].Cost;
        for (var at = start + i; at < start + to; at++)
        {
            plain += lexicon.CharacterCost(text[at]);
        }

        if (least <= plain)
        {
            Relax(edges, i, to, cost - BonusAtEnd(start + to, end, start + i), default, isName: true);
        }
    }

    /// <summary>患者钭山，男: a surname that no table holds, between a word that asks for a name and the sex.</summary>
    private readonly void AddUnknownSurname(Span<NameLattice.Edge> edges, int start, int i, int end)
    {
        if (BonusAtEnd(end, end, start + i) >= SexBonus && (lexicon.Chinese.Find(text[(start + i)..end]).Roles & ~WordRole.NamePart) == 0)
        {
            AddNames(edges, start, i, i + 1, UnknownSurnameCost, end);
        }
    }

    /// <summary>李王惠英: the husband's surname before one's own, or those of both parents, with two characters behind.</summary>
    private readonly void AddDoubleSurname(Span<NameLattice.Edge> edges, int start, int i, int second, int prior, int end)
    {
        if (second + 1 >= end || (edges[i].Bonus < TellingBonus && (WeakSet.Contains(text[second - 1]) || WeakSet.Contains(text[start + i]))))
        {
            return;
        }

        var (first, last) = (lexicon.Given(text[second]).First, lexicon.Given(text[second + 1]).Second);
        if (first < KnownGiven && last < KnownGiven)
        {
            var cost = prior + first + last + DoubleSurnameCost;
            Relax(edges, i, second + 2 - start, cost - BonusAtEnd(second + 2, end, start + i), default, isName: true);
        }
    }

    /// <summary>王医生, 李女士, 张某: a surname with a title, where no word runs into it from the left. Surnames that are also prepositions or adverbs are left out.</summary>
    private readonly void AddSurnameAlone(Span<NameLattice.Edge> edges, int start, int i, int given, int end)
    {
        if (NeverAloneSet.Contains(text[start + i]) && !(i == 0 && text[start] is '方' or '高' or '关' or '单' or '成' or '全' or '万' or '应' or '明' or '安' or '常' or '强' or '皮' or '双' or '商' or '池' or '班' or '麻' or '云' or '燕' && !NeverAloneTitle(start + given, end)))
        {
            return;
        }

        var length = lexicon.Chinese.LongestAt(text[(start + given)..end], WordRole.Title, out var title);
        if (length >= 2 && (title.Roles & WordRole.Title) != 0 && !text.Slice(start + given, length).SequenceEqual("查房"))
        {
            Relax(edges, i, given, edges[i].Cost + 60 - Math.Min((int)edges[i].Bonus, 20), default, isName: true);
        }
        else if (text[start + given] == '某')
        {
            var stop = given + 1;
            while (start + stop < end && text[start + stop] == '某')
            {
                stop++;
            }

            Relax(edges, i, stop, edges[i].Cost + 120 - edges[i].Bonus, default, isName: true);
        }
        else if (text[start + given] == '总' && i == 0 && (start + given + 1 == end || lexicon.Chinese.LongestAt(text[(start + given + 1)..end], WordRole.NameFollow, out _) >= 2))
        {
            // 赵总: a superior of somebody, at the beginning of a clause and before what people do.
            Relax(edges, i, given + 1, edges[i].Cost + 90 - edges[i].Bonus, default, isName: true);
        }
    }

    /// <summary>高主任医师, 高护士长: behind a word of rank a title is one title.</summary>
    private readonly bool NeverAloneTitle(int at, int end)
    {
        var length = lexicon.Chinese.LongestAt(text[at..end], WordRole.Title, out _);
        return text[at - 1] == '高' && length > 2;
    }

    private static bool IsNickname(ReadOnlySpan<char> before) =>
        before.EndsWith("小名") || before.EndsWith("乳名") || before.EndsWith("昵称") || before.EndsWith("绰号") || before.EndsWith("外号");

    /// <summary>老高, 小李, 老张头: where the words before it ask for a name, or alone at the beginning of a line with 头 behind it.</summary>
    private readonly void AddFamiliarName(Span<NameLattice.Edge> edges, int start, int i, int end)
    {
        var at = start + i;
        if (text[at] is not ('老' or '小' or '阿') || at + 1 >= end || lexicon.SurnameCost(text[at + 1]) is not (> 0 and < 80))
        {
            return;
        }

        var hasHead = text[at] == '老' && At(at + 2) is '头' or '汉' && at + 3 <= end;
        if (edges[i].Bonus >= TellingBonus && (at + 2 == end || hasHead))
        {
            Relax(edges, i, hasHead ? i + 3 : i + 2, edges[i].Cost + 60, default, isName: true);
        }
        else if (hasHead && IsLineStart(at))
        {
            Relax(edges, i, i + 3, edges[i].Cost + 90, default, isName: true);
        }
    }
}
