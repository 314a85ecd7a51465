using Suwen.Standards.Identity;

namespace Suwen.Security.Deidentification;

/// <summary>Ages in figures, with the Chinese word or a unit behind them.</summary>
internal ref partial struct TextScan
{
    private bool TryAge(int start, int digits, out int end)
    {
        end = start + digits;
        var value = ValueOf(start, digits);
        if (digits > 3 || value > 130 || (FoldAt(start - 1) == '-' && TextClasses.IsDigit(At(start - 2))))
        {
            return false;
        }

        var at = FoldAt(end) == ' ' && At(end + 1) is '岁' or '周' ? end + 1 : end;
        if (At(at) is '周' && At(at + 1) == '岁')
        {
            at++;
        }

        if (At(at) == '岁')
        {
            end = at + 1;
            if (IsPastAge(start, end, value))
            {
                return false;
            }

            // 1岁4个月, 3岁半.
            var months = DigitsAt(end);
            end += At(end) == '半' ? 1 : months is 1 or 2 && At(end + months) is '个' && At(end + months + 1) == '月' ? months + 2 : months is 1 or 2 && At(end + months) == '月' ? months + 1 : 0;
            Emit(WithWholeYears(start, digits), end, IdentifierKind.Age, IdentifierEvidence.Form);
            return true;
        }

        if (FoldAt(end) is 'y' && !TextClasses.IsLatin(At(end + 1)) && value > 0 && IsAgeByY(start, end))
        {
            end++;
            Emit(start, end, IdentifierKind.Age, IdentifierEvidence.Form);
            return true;
        }

        if (At(end) is '多' or '余' or '来' && At(end + 1) == '岁' && value >= 10)
        {
            end += 2;
            Emit(start, end, IdentifierKind.Age, IdentifierEvidence.Form);
            return true;
        }

        return TryInfantAge(start, end, out end) || TryEnglishAge(start, value, start + digits, out end);
    }

    /// <summary>47Y, F 6y: behind the label, or beside the sex or a name.</summary>
    private readonly bool IsAgeByY(int start, int end)
    {
        var before = start;
        while (before > 0 && FoldAt(before - 1) is ' ' or ',' or '，' or '/' or '|' or '(' or '（' && start - before < 4)
        {
            before--;
        }

        var after = end + 1;
        while (FoldAt(after) is ' ' or ',' or '，' or '/' or '|' && after - end < 4)
        {
            after++;
        }

        return HasLabel(WordRole.AgeLabel, start) || (before == lastNameEnd && lastNameEnd > 0)
            || At(before - 1) is '男' or '女' || (At(before - 1) is 'F' or 'M' && !TextClasses.IsLatin(At(before - 2)))
            || At(after) is '男' or '女' || (At(after) is 'F' or 'M' && !TextClasses.IsLatin(At(after + 1)));
    }

    /// <summary>1.5岁 is one number, but 1.61岁 is the first item of a list.</summary>
    private readonly int WithWholeYears(int start, int digits) => digits == 1 && At(start - 1) == '.' && TextClasses.IsDigit(At(start - 2)) && !IsLineStart(start - 2) ? start - 2 : start;

    /// <summary>Ages at which something happened once (初潮13岁, 22岁结婚) do not say how old somebody is; over 89 every age tells (45 CFR 164.514(b)(2)(i)(C)).</summary>
    private readonly bool IsPastAge(int start, int end, int value)
    {
        if (value > 89)
        {
            return false;
        }

        var before = text[Math.Max(0, start - 4)..start];
        return before.EndsWith("初潮") || before.EndsWith("初潮：") || before.EndsWith("初潮:") || before.EndsWith("绝经") || At(end) is '结' or '初' or '绝' or '闭' or '月' || (At(end) == '时' && value < 60) || before.IndexOfAny("<>≥≤") >= 0 || At(end) == '以';
    }

    /// <summary>3天, 2个月, 17日龄: an age where the label or the sex stands before it.</summary>
    private readonly bool TryInfantAge(int start, int unit, out int end)
    {
        end = unit;
        end += text[unit..].StartsWith("个月") ? 2 : At(unit) is '天' or '月' or '周' or '日' ? 1 : text[unit..].StartsWith("小时") ? 2 : 0;
        if (end == unit)
        {
            return false;
        }

        var isAge = At(end) == '龄';
        end += isAge ? 1 : DigitsAt(end) is 1 or 2 && At(end + DigitsAt(end)) == '天' ? DigitsAt(end) + 1 : 0;
        var from = start >= 2 && At(start - 1) == '后' && At(start - 2) is '生' or '娩' ? start - 2 : start >= 2 && At(start - 1) == '生' && At(start - 2) == '出' ? start - 2 : start;
        var before = from;
        while (before > 0 && FoldAt(before - 1) is ' ' or ',' or '，' or '、' or '(' or '/' or '|' && from - before < 5)
        {
            before--;
        }

        var after = end;
        while (FoldAt(after) is ' ' or ',' or '，' or '、' or '/' or '|' && after - end < 4)
        {
            after++;
        }

        var isNamed = from > before && ((before == lastNameEnd && lastNameEnd > 0) || text[Math.Max(0, before - 2)..before].SequenceEqual("患儿")) && (At(after) is '男' or '女' || (after == end && (ClassAt(end) == TextClass.Other || IsLineEnd(end))) || after > end);
        var hasSex = isNamed || (At(after) is '男' or '女' && (ClassAt(after + 1) != TextClass.Han || At(after + 1) is '婴' or '孩' or '性' or '童') && ClassAt(from - 1) != TextClass.Han) || At(before - 1) is '男' or '女' || (At(before - 1) is '性' or '婴' or '孩' && At(before - 2) is '男' or '女');
        if ((!isAge && !hasSex && !HasLabel(WordRole.AgeLabel, start)) || At(end) is '前' or '后' or '来')
        {
            return false;
        }

        Emit(from, end, IdentifierKind.Age, hasSex ? IdentifierEvidence.Context : IdentifierEvidence.Label);
        return true;
    }
}
