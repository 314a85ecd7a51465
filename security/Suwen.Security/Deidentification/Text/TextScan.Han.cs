using System.Buffers;

namespace Suwen.Security.Deidentification;

/// <summary>Chinese words and names.</summary>
internal ref partial struct TextScan
{
    /// <summary>Cost of there being a name where nothing speaks for one: about one word in 4,500.</summary>
    private const int NamePrior = 80;

    private const int LabelBonus = 100;

    private const int LeadBonus = 52;

    /// <summary>A lead of one character (由, 请, 母) is a weaker one.</summary>
    private const int ShortLeadBonus = 32;

    private const int TitleBonus = 60;

    private const int SexBonus = 45;

    private const int FollowBonus = 22;

    private const int WholeRunBonus = 24;

    /// <summary>No more than this can <see cref="BonusAtEnd"/> say for a name.</summary>
    private const int MostBonus = WholeRunBonus + TitleBonus + SexBonus;

    /// <summary>A line that holds nothing else is a signature.</summary>
    private const int LineBonus = 66;

    /// <summary>From here on, the words before a name are taken to say whose it is.</summary>
    private const int TellingBonus = 30;

    /// <summary>What a surname costs more that is above all a word or the first syllable of foreign names, where no label or lead stands before it.</summary>
    private const short WeakPenalty = 28;

    /// <summary>More where a second such syllable follows: 伯基特, 戈谢.</summary>
    private const short ForeignPenalty = 22;

    /// <summary>Two characters that are a surname together are hardly ever anything else.</summary>
    private const short CompoundGain = 45;

    /// <summary>Surnames that before a title are prepositions, adverbs or parts of the title: 向医生, 高主任医师, 总护士长.</summary>
    private const string NeverAlone = "向时应全于成从单计解管曾何和经安常总高任原师官党农方包关强明平别查随相水由才后同元燕云麻班吉商皮靖楚祖索薄印危劳滑支沃巴山松贡束双昌凤羊家富仰秋仲厉怀咸能扶寿通充鱼容慎终居衡步都满弘国广东越融那空养须红盖益公敬税昂勒呼但保普刀虎闪闭漆渠海腾哈墨年爱福伯帅琴召折繁秘祭句者妥撒拜舍以赛摆速锁令豆圣兴大小老";

    /// <summary>Surnames dearer than this are not counted on in a name of two.</summary>
    private const short CommonSurname = 82;

    /// <summary>Characters of given names dearer than this are none.</summary>
    private const short KnownGiven = 100;

    private const short UnknownSurnameCost = 100;

    private const int DoubleSurnameCost = 10;

    private const string WeakSurnames = "查利阴阳安原时应全计单解管和向成师官党农包关强明平水经元占展花路游乐司才相双信干冷甘从战后由门么位沙古艾莫燕云麻班吉商皮靖楚祖索薄印危劳滑支沃巴山松贡束昌凤羊家富仰秋仲厉怀咸能扶寿通别充鱼容慎终居衡步都满弘国广东越融那空养须红盖益公敬税昂勒呼但保普刀虎闪闭漆渠海腾哈墨年爱福伯帅琴召折繁秘祭句者妥撒拜舍以赛摆速锁令豆圣兴贝戈穆植予郁柴";

    /// <summary>Characters that spell foreign, Uygur, Tibetan and Mongol names.</summary>
    private const string Transliterating =
        "阿艾买提古丽尔吐逊库班依明亚森合热曼玉素甫卡德司马义尼孜托吾守拉木江努帕哈米迪巴扎西次仁格桑丹增洛索朗旦达瓦普布边青顿珠多吉罗旺堆加措平杰卓玛嘎央金姆曲珍宗特图那日松额敦乌力坦娜其萨高娃通斯琴雅塔汗克别江依不都伊苏莱坎美热娅夏赫萨肖开提地沙尼亚则居麦色买肉孜塞伯纳约翰逊威廉史密斯安东奥娜塔莎列夫基弗洛茨林顿贝里鲁道劳伦爱因查理詹姆兰戈";

    private static readonly SearchValues<char> TransliteratingSet = SearchValues.Create(Transliterating);

    private static readonly SearchValues<char> WeakSet = SearchValues.Create(WeakSurnames);

    private static readonly SearchValues<char> NeverAloneSet = SearchValues.Create(NeverAlone);

    private int ScanHan(int start)
    {
        var end = start + 1;
        while (end < text.Length && TextClasses.IsHan(text[end]))
        {
            end++;
        }

        if (end - start == 1 && TrySpacedLabel(start, out var labelled))
        {
            return labelled;
        }

        if (HasLabel(WordRole.AddressLabel | WordRole.OrganisationLabel | WordRole.InstitutionLabel, start, mustBeParted: true) && TryFreeValue(start, out var valueEnd))
        {
            return valueEnd;
        }

        if (TryDocumentNumber(start, out var documentEnd))
        {
            return documentEnd;
        }

        if (TrySpacedName(start, out var spacedEnd))
        {
            return spacedEnd;
        }

        if (TryRowName(start, end))
        {
            return end;
        }

        if (TryLabelledName(start, end, out var nameEnd) && nameEnd == end)
        {
            return end;
        }

        if (end - start is >= 3 and <= 5 && text[end - 1] is '镇' or '乡' && FoldAt(start - 1) == ':' && lexicon.Chinese.Find(text[start..end]).Roles == WordRole.None && text[end - 2] is not ('城' or '乡' or '家' or '本' or '同') && text[start] is not ('哪' or '那' or '这' or '该' or '某' or '什'))
        {
            Emit(start, end, IdentifierKind.Address, IdentifierEvidence.Context);
            return end;
        }

        CutWords(start, end);
        var goOn = ReadTokens(end);
        return goOn <= end && TryPlate(end - 1, out var plateEnd) ? plateEnd : goOn;
    }

    /// <summary>姓 名：, 医 师：: labels of two characters that a form spreads out.</summary>
    private bool TrySpacedLabel(int start, out int end)
    {
        end = start + 1;
        while (At(end) is ' ' or '\u3000' && end - start < 6)
        {
            end++;
        }

        if (end == start + 1 || FoldAt(end + 1) is not (':' or ' '))
        {
            return false;
        }

        var entry = lexicon.Chinese.Find([text[start], At(end)]);
        end++;
        if ((entry.Roles & WordRole.AnyLabel) == 0)
        {
            return false;
        }

        SetLabel(entry, end);
        return true;
    }

    /// <summary>After 姓名： a short run is a name whatever it looks like, unless it is one of the words that stand there instead of one.</summary>
    private bool TryLabelledName(int start, int end, out int nameEnd)
    {
        nameEnd = end;
        if (!HasLabel(WordRole.NameLabel, start, mustBeParted: true))
        {
            return false;
        }

        for (var i = start + 2; i < end; i++)
        {
            if (lexicon.Chinese.LongestAt(text[i..end], WordRole.Title | WordRole.AnyLabel, out _) > 0 || (text[i] is '男' or '女' && (i + 1 == end || text[i + 1] == '性')))
            {
                nameEnd = i;
                break;
            }
        }

        var length = CodePoints(start, nameEnd);
        if (length <= 4 && IsNickname(text[..labelEnd]))
        {
            EmitName(start, nameEnd, labelKind, IdentifierEvidence.Label);
            return nameEnd == end;
        }

        var isForeign = length is > 4 and <= 12 && !text[start..nameEnd].ContainsAnyExcept(TransliteratingSet);
        var first = lexicon.Chinese.Find(text[start..nameEnd]);
        if (!isForeign && (length is < 2 or > 4 || (first.Roles & (WordRole.NotName | WordRole.AnyLabel | WordRole.Title | WordRole.InstitutionSuffix | WordRole.Division)) != 0))
        {
            return false;
        }

        if (text[start] is '无' or '未' or '不' or '否' or '已' or '同' or '见' or '如' or '另' or '拒' or '与' or '及' or '本' or '我' or '详' or '其')
        {
            return false;
        }

        // A run of three or four characters that begins with no surname and is made of plain words is a sentence, not a name.
        if (!isForeign && lexicon.SurnameCost(text[start]) == 0 && (length == 4 || ((first.Roles & WordRole.Word) != 0 && (first.Roles & WordRole.NamePart) == 0)))
        {
            return false;
        }

        if (!isForeign && lexicon.SurnameCost(text[start]) == 0 && lexicon.Chinese.LongestAt(text[start..nameEnd], WordRole.Word | WordRole.NotName, out _) == length)
        {
            return false;
        }

        if (length == 4 && lexicon.SurnameCost(text[start]) > 0 && lexicon.CompoundCost(text[start], text[start + 1]) == 0 && lexicon.SurnameCost(text[start + 1]) == 0 && nameEnd == end && text[start..end].IndexOf("之") < 0)
        {
            // Four characters with a simple surname: the lattice decides where the name ends.
            return false;
        }

        EmitName(start, nameEnd, labelKind, IdentifierEvidence.Label);
        return nameEnd == end;
    }

    private readonly int CodePoints(int start, int end)
    {
        var count = 0;
        for (var i = start; i < end; i += TextClasses.WidthAt(text, i))
        {
            count++;
        }

        return count;
    }

    private void EmitName(int start, int end, IdentifierKind kind, IdentifierEvidence evidence)
    {
        end = WithChildOf(end);
        Emit(start, end, kind, evidence);
        lastNameEnd = end;
        lastNameKind = kind;
    }

    /// <summary>A newborn without a name is called after the mother: 某某之女, with a number for twins.</summary>
    private readonly int WithChildOf(int end) =>
        At(end) != '之' ? end
        : At(end + 1) is '子' or '女' or '婴' ? end + 2
        : At(end + 1) is '长' or '次' or '大' or '小' or '幼' && At(end + 2) is '子' or '女' ? end + 3 : end;

    private void CutWords(int start, int end)
    {
        var length = end - start;
        var edges = lattice.Begin(length);
        BonusAtStart(start, out edges[0].Bonus, out edges[0].BonusKind);
        for (var i = 0; i < length; i++)
        {
            var at = start + i;
            var cost = edges[i].Cost;
            Relax(edges, i, i + 1, cost + lexicon.CharacterCost(text[at]), default, isName: false);
            AddWords(edges, start, i, end);
            AddFamiliarName(edges, start, i, end);
            if (lexicon.SurnameCost(text[at]) is var surname && surname > 0)
            {
                surname += edges[i].Bonus < TellingBonus && WeakSet.Contains(text[at]) ? TransliteratingSet.Contains(text[at]) && i + 1 < length && TransliteratingSet.Contains(text[at + 1]) ? (short)(WeakPenalty + ForeignPenalty) : WeakPenalty : (short)0;
                AddNames(edges, start, i, i + 1, surname, end);
            }

            else if (edges[i].Bonus >= TellingBonus && length - i is 2 or 3)
            {
                AddUnknownSurname(edges, start, i, end);
            }

            if (i + 1 < length && lexicon.CompoundCost(text[at], text[at + 1]) is var compound && compound > 0)
            {
                AddNames(edges, start, i, i + 2, (short)(compound - CompoundGain), end);
            }
        }

        if (length >= 4 && FoldAt(end) == ':' && text[end - 2] is '老' or '小' && IsFamiliar(end - 2))
        {
            // 仁爱门诊小齐：: who speaks in a conversation.
            Relax(edges, length - 2, length, edges[length - 2].Cost + 40, default, isName: true);
        }

        lattice.Finish(start, length);
    }

    private readonly void AddWords(Span<NameLattice.Edge> edges, int start, int i, int end)
    {
        var node = lexicon.Chinese.Root(text[start + i]);
        for (var next = i + 1; node != 0; next++)
        {
            ref readonly var entry = ref lexicon.Chinese.EntryOf(node);
            if (entry.Roles != WordRole.None)
            {
                var isPart = (entry.Roles & WordRole.NamePart) != 0;
                var cost = next == i + 1 ? Math.Min(entry.Cost, lexicon.CharacterCost(text[start + i])) : entry.Cost;
                Relax(edges, i, next, edges[i].Cost + cost, entry, isName: false);
                if ((entry.Roles & (WordRole.NameLabel | WordRole.NameLead)) != 0)
                {
                    var bonus = (short)((entry.Roles & WordRole.NameLabel) != 0 ? LabelBonus - 20 : next == i + 1 ? ShortLeadBonus : LeadBonus);
                    Raise(edges, next, bonus, entry.Kind);
                    if (next > i + 1 && start + next + 2 <= end && text[start + next] is '老' or '小' or '阿' && entry.Kind != IdentifierKind.PersonName && (entry.Roles & WordRole.NameLead) != 0 && IsFamiliar(start + next))
                    {
                        // 岳父老傅, 邻居老邓.
                        Relax(edges, next, next + 2, edges[next].Cost + 40, default, isName: true);
                    }

                    if (start + next + 1 < end && text[start + next] is '为' or '是' or '系' or '即')
                    {
                        Raise(edges, next + 1, bonus, entry.Kind);
                    }
                }

                if (isPart)
                {
                    AddNameParts(edges, start, i, next, end);
                }

                if ((entry.Roles & WordRole.NameLabel) != 0 && start + next + 2 <= end && IsNickname(text[..(start + next)]))
                {
                    // A nickname has no surname; most have two characters.
                    Relax(edges, next, next + 2, edges[next].Cost + 30, default, isName: true);
                }
            }

            node = start + next < end ? lexicon.Chinese.Step(node, text[start + next]) : 0;
        }
    }

    /// <summary>南字第01234567号: behind the label of a document.</summary>
    private bool TryDocumentNumber(int start, out int end)
    {
        end = start;
        if (!HasLabel(WordRole.NumberLabel, start) || labelKind != IdentifierKind.OtherDocument)
        {
            return false;
        }

        var sign = text[start..Math.Min(text.Length, start + 6)].IndexOf("字第");
        if (sign is < 1 or > 3)
        {
            return false;
        }

        var digits = DigitsAt(start + sign + 2);
        end = start + sign + 2 + digits;
        end += At(end) == '号' ? 1 : 0;
        if (digits < 4)
        {
            return false;
        }

        Emit(start, end, IdentifierKind.OtherDocument, IdentifierEvidence.Label);
        labelEnd = -1;
        floor = end;
        return true;
    }

    private static void Raise(Span<NameLattice.Edge> edges, int at, short bonus, IdentifierKind kind)
    {
        if (bonus > edges[at].Bonus)
        {
            edges[at].Bonus = bonus;
            edges[at].BonusKind = kind;
        }
    }

    private static void Relax(Span<NameLattice.Edge> edges, int from, int to, int cost, in WordEntry entry, bool isName)
    {
        ref var edge = ref edges[to];
        if (cost < edge.Cost)
        {
            edge.Cost = cost;
            edge.From = from;
            edge.Entry = entry;
            edge.IsName = isName;
        }
    }

    /// <summary>How much what stands before a run speaks for a name at its beginning.</summary>
    private readonly void BonusAtStart(int start, out short bonus, out IdentifierKind kind)
    {
        kind = IdentifierKind.PersonName;
        if (HasLabel(WordRole.NameLabel, start))
        {
            (bonus, kind) = (LabelBonus, labelKind);
        }
        else if (lastNameEnd >= 0 && start - lastNameEnd is > 0 and <= 2 && At(lastNameEnd) is '、' or '，' or ',' or '/' or ' ' or '；' or '及')
        {
            // A list of names goes on.
            (bonus, kind) = (At(lastNameEnd) is '、' or '/' ? (short)55 : (short)20, lastNameKind);
        }
        else
        {
            bonus = IsLineStart(start) ? (short)22 : At(start - 1) is ':' or '：' ? (short)15 : At(start - 1) is ' ' or '\u3000' or '（' or '(' ? (short)10 : (short)4;
        }
    }

    /// <summary>How much what follows speaks for a name that ends here.</summary>
    private readonly int BonusAtEnd(int at, int runEnd, int nameStart)
    {
        if (at < runEnd)
        {
            var next = text[at];
            if (next is '男' or '女' && (at + 1 == runEnd || text[at + 1] == '性'))
            {
                return SexBonus;
            }

            return BeforeWord(text[at..runEnd], at);
        }

        // A run that is one name from end to end is bounded on both sides by what people put around names.
        var whole = TextClasses.IsHan(At(nameStart - 1)) ? 0 : WholeRunBonus;
        if (IsLineEnd(at))
        {
            return IsLineStart(nameStart) ? LineBonus : whole + (At(nameStart - 1) is ' ' or '\u3000' or ':' or '：' or '/' or '—' or '-' ? 35 : 14);
        }

        return whole + BehindRun(at) + (IsLineStart(nameStart) && FoldAt(at) is ',' or ' ' or '，' && BehindRun(at) == SexBonus ? SexBonus : 0);
    }

    /// <summary>How much the word behind speaks for a name before it, or against one: 氏, 病 and foreign syllables go on a term.</summary>
    private readonly int BeforeWord(ReadOnlySpan<char> rest, int at)
    {
        var length = lexicon.Chinese.LongestAt(rest, WordRole.Title | WordRole.NameFollow, out var entry);
        if (length >= 2)
        {
            return (entry.Roles & WordRole.Title) == 0 ? FollowBonus : length >= 3 ? TitleBonus + 30 : TitleBonus;
        }

        return rest[0] == '之' && WithChildOf(at) > at ? 30
            : length == 1 && (entry.Roles & WordRole.NameFollow) != 0 ? FollowBonus / 2
            : rest[0] is '氏' or '病' or '症' or '征' or '菌' or '管' or '综' or '瘤' or '试' || TransliteratingSet.Contains(rest[0]) ? -30 : 0;
    }

    private readonly int BehindRun(int at)
    {
        var mark = FoldAt(at);
        var next = at;
        while (FoldAt(next) is ' ' or ',' or '，' or '(' or '、' or '|' or '/' && next - at < 6)
        {
            next++;
        }

        if (next > at && ((At(next) is '男' or '女' && ClassAt(next + 1) != TextClass.Han) || (DigitsAt(next) is 1 or 2 && IsAgeUnit(next + DigitsAt(next)))))
        {
            return SexBonus;
        }

        if (text[at..].StartsWith("电话", StringComparison.Ordinal) && TextClasses.IsDigit(At(at + 2)))
        {
            return SexBonus;
        }

        if (next > at && ClassAt(next) == TextClass.Han && mark is ' ' or '(')
        {
            var length = lexicon.Chinese.LongestAt(text[next..Math.Min(text.Length, next + 8)], WordRole.Title | WordRole.NameLead, out var entry);
            return length >= 2 && ((entry.Roles & WordRole.Title) != 0 || entry.Kind == IdentifierKind.RelativeName) ? TitleBonus - 10 : 6;
        }

        return mark switch { ' ' => 12, ':' => 16, '(' => 12, ',' or '，' or '。' or '.' or '、' or ';' or '/' => 6, _ => 0 };
    }
}
