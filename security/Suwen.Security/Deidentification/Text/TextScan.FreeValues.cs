using System.Buffers;

namespace Suwen.Security.Deidentification;

/// <summary>What stands behind a label for an address or institution.</summary>
internal ref partial struct TextScan
{
    /// <summary>Takes what stands behind 地址： or 工作单位： up to the next mark, unless it says that nothing is known.</summary>
    private bool TryFreeValue(int start, out int end)
    {
        end = start;
        while (end < text.Length && end - start < 90 && !IsValueEnd(end, start))
        {
            end++;
        }

        while (end > start && TextClasses.Of(text[end - 1]) == TextClass.Space)
        {
            end--;
        }

        if (end - start < 2 || (lexicon.Chinese.LongestAt(text[start..end], WordRole.NotName | WordRole.AnyLabel, out _) is var known && known == end - start))
        {
            return false;
        }

        var kind = (labelRoles & WordRole.AddressLabel) != 0 ? IdentifierKind.Address : labelKind;
        Emit(start, end, kind, IdentifierEvidence.Label);
        labelEnd = -1;
        floor = end;
        return true;
    }

    /// <summary>现住临港园区员工宿舍C栋514: behind such a word, without a colon, what ends like a place or holds a number of a house.</summary>
    private bool TryUnmarkedAddress(int start, out int end)
    {
        end = start;
        var hasHouse = false;
        while (end < text.Length && end - start < 90 && !IsValueEnd(end, start) && FoldAt(end) is not (' ' or ')' or '）' or '('))
        {
            hasHouse |= TextClasses.IsDigit(text[end]) && At(end + 1) is '号' or '栋' or '幢' or '室' or '弄' or '组' or '楼';
            end++;
        }

        var isPlace = end - start >= 4 && (hasHouse || TextClasses.IsDigit(At(end - 1)) || At(end - 1) is '村' or '镇' or '乡' or '路' or '街' or '巷' or '室' or '号' or '栋' or '屯' or '寨' or '庄' or '舍' or '里' or '苑' or '园' || text[start..end].EndsWith("社区") || text[start..end].EndsWith("小区"));
        if (!isPlace || text[start..end].ContainsAny(NoAddress) || IsPlainPlace(start, end))
        {
            end = start;
            return false;
        }

        Emit(start, end, IdentifierKind.Address, IdentifierEvidence.Label);
        labelEnd = -1;
        return true;
    }

    private static readonly SearchValues<char> NoAddress = SearchValues.Create("岁年月因就来后前的并无有");

    /// <summary>外地农村, 城市郊区: made of words that fit any place.</summary>
    private readonly bool IsPlainPlace(int start, int end)
    {
        for (var i = end - 2; i >= Math.Max(start, end - 3); i--)
        {
            if ((lexicon.Chinese.Find(text[i..end]).Roles & WordRole.Word) != 0 && end - start <= 6 && !text[start..end].EndsWith("小区"))
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool IsValueEnd(int at, int start)
    {
        var c = FoldAt(at);
        if (c is '\n' or '\r' or ',' or '，' or '。' or ';' or '；' or '、' or '|' or '"' or '”')
        {
            return true;
        }

        if (c == '.')
        {
            return !TextClasses.IsDigit(At(at + 1));
        }

        // One blank inside an address is only a blank; two, or one before a label, end the value.
        return c == ' ' && at > start && (FoldAt(at + 1) is ' ' or '\n' or '\r' || lexicon.Chinese.LongestAt(text[(at + 1)..Math.Min(text.Length, at + 10)], WordRole.AnyLabel, out _) > 0);
    }
}
