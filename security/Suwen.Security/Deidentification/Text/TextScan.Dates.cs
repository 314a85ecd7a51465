namespace Suwen.Security.Deidentification;

/// <summary>Dates in figures, in Chinese numerals and in English.</summary>
internal ref partial struct TextScan
{
    private static int ChineseDigit(char c) => c switch
    {
        '〇' or '零' or '○' => 0,
        '一' or '壹' or '元' => 1,
        '二' or '贰' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '廿' => 20,
        '卅' => 30,
        _ => -1,
    };

    /// <summary>二〇二四年三月五日, 三月初五, 2024 spelled out alone with 年.</summary>
    private readonly int ChineseDateEnd(int start)
    {
        var at = start;
        while (ChineseDigit(At(at)) >= 0 && at - start < 5)
        {
            at++;
        }

        if (at - start == 4 && At(at) == '年')
        {
            return MonthAndDay(at + 1, out var withMonth) ? withMonth : at + 1;
        }

        if (At(at) == '月' && at - start <= 2)
        {
            return DayOfMonth(at + 1, out var day) || LunarDay(at + 1, out day) ? day : -1;
        }

        return -1;
    }

    /// <summary>六月十六, 腊月廿五: days of the old calendar are called without 日.</summary>
    private readonly bool LunarDay(int at, out int end)
    {
        end = at;
        while (ChineseDigit(At(end)) > 0 && end - at < 3)
        {
            end++;
        }

        return end - at >= 2 && ChineseDigit(text[at]) >= 10 && !TextClasses.IsHan(At(end)) | At(end) is '生' or '日' or '那' or '起' or '出' or '入' or '发' or '晨' or '晚' or '午' or '夜';
    }

    /// <summary>九十五岁, 一百零二岁; what happened once at an age (六岁时) does not say how old somebody is.</summary>
    private readonly int ChineseAgeEnd(int start)
    {
        if (ChineseDigit(text[start]) < 0 || (start > 0 && (ChineseDigit(text[start - 1]) >= 0 || text[start - 1] is '百' or '第' or '几')))
        {
            return -1;
        }

        var at = start;
        var value = 0;
        while (at - start < 5 && (ChineseDigit(At(at)) >= 0 || At(at) == '百'))
        {
            var digit = At(at) == '百' ? 100 : ChineseDigit(At(at));
            value = digit >= 10 ? Math.Max(value, 1) * digit : value + digit;
            at++;
        }

        at += At(at) == '周' && At(at + 1) == '岁' ? 1 : 0;
        return At(at) == '岁' && value is >= 1 and <= 130 && !IsPastAge(start, at + 1, value) ? at + 1 : -1;
    }

    /// <summary>民国三十八年: years of the Republic of China, counted from 1912.</summary>
    private readonly int RepublicanYearEnd(int start)
    {
        if (!text[start..].StartsWith("民国") || !SmallNumber(start + 2, 120, out var end) || At(end) != '年')
        {
            return -1;
        }

        return MonthAndDay(end + 1, out var day) ? day : end + 1;
    }

    private readonly bool MonthAndDay(int at, out int end)
    {
        end = at;
        if (SmallNumber(at, 12, out var afterNumber) && At(afterNumber) == '月')
        {
            end = DayOfMonth(afterNumber + 1, out var day) ? day : afterNumber + 1;
            return true;
        }

        return false;
    }

    /// <summary>5日, 五号, 初五, 十五 before 日 or 号; 上旬, 中旬, 下旬, 底, 初 count as well.</summary>
    private readonly bool DayOfMonth(int at, out int end)
    {
        end = at;
        if (At(at) == ' ')
        {
            at++;
        }

        if (At(at) == '初' && ChineseDigit(At(at + 1)) is > 0 and <= 10)
        {
            end = At(at + 2) == '日' ? at + 3 : at + 2;
            return true;
        }

        if (At(at) is '上' or '中' or '下' && At(at + 1) == '旬')
        {
            end = at + 2;
            return true;
        }

        if (SmallNumber(at, 31, out var next) && At(next) is '日' or '号')
        {
            end = next + 1;
            return true;
        }

        if (At(at) is '初' or '底' or '末')
        {
            end = at + 1;
            return At(at - 1) == '月' && TextClasses.IsDigit(At(at - 2));
        }

        return false;
    }

    /// <summary>A number of one or two figures, or in Chinese numerals, from 1 to <paramref name="most"/>.</summary>
    private readonly bool SmallNumber(int at, int most, out int end)
    {
        end = at;
        while (At(end) == ' ' && end - at < 2)
        {
            end++;
        }

        at = end;
        var value = 0;
        while (TextClasses.IsDigit(At(end)) && end - at < 3)
        {
            value = (value * 10) + (FoldAt(end++) - '0');
        }

        if (end > at)
        {
            end += At(end) == ' ' && At(end + 1) is '月' or '日' or '年' or '号' ? 1 : 0;
            return end - at <= 3 && value >= 1 && value <= most;
        }

        while (ChineseDigit(At(end)) >= 0 && end - at < 4)
        {
            var digit = ChineseDigit(At(end++));
            value = digit >= 10 ? Math.Max(value, 1) * digit : value + digit;
        }

        return end > at && value >= 1 && value <= most;
    }

    /// <summary>A date in figures that begins here.</summary>
    private readonly bool TryDate(int start, out int end)
    {
        end = start;
        var digits = DigitsAt(start);
        var value = ValueOf(start, digits);
        var after = start + digits;
        if (digits == 4 && value is >= 1880 and <= 2250 && DateOfYear(start, after, out end))
        {
            return true;
        }

        if (digits == 8 && IsCompactDate(start, out end))
        {
            return true;
        }

        if (digits is 1 or 2)
        {
            return DateOfMonth(start, after, value, out end) || (digits == 2 && FoldAt(after) == '年' && MonthAndDay(after + 1, out end)) || TryShortYear(start, after, digits, value, out end) || EnglishDayFirst(after, value, out end);
        }

        return false;
    }

    private readonly bool DateOfYear(int start, int after, out int end)
    {
        end = after;
        var at = after + (At(after) == ' ' && At(after + 1) == '年' ? 1 : 0);
        if (At(at) == '年')
        {
            if (MonthAndDay(at + 1, out end))
            {
                return true;
            }

            end = at + 1 + (At(at + 1) is '初' or '底' or '末' ? 1 : 0);
            return At(at + 1) is not ('版' or '度' or '指' or '版') && At(start - 1) is not ('《' or '（' or '(');
        }

        var separator = FoldAt(after);
        if (separator is not ('-' or '.' or '/' or '\\' or '、') || !SeparatedNumber(after + 1, 12, out var month))
        {
            return false;
        }

        if (FoldAt(month) == separator && SeparatedNumber(month + 1, 31, out var day))
        {
            end = day;
            return true;
        }

        end = month;
        // Year and month alone: 2024-03, 2024/3; with a point only behind a label or as two figures, since 2024.5 can be a value.
        return !TextClasses.IsDigit(At(month)) && FoldAt(month) is not ('-' or '.' or '%') && (separator != '.' || IsYearAndMonth(start, month)) && ClassAt(start - 1) != TextClass.Latin
            && !(separator is '-' or '/' && month - after == 2 && separator == '/' && FoldAt(start - 1) is '/' or '.');
    }

    /// <summary>2024.05 or 2022.2, where no unit of measure follows: what is measured in thousands hardly has one decimal.</summary>
    private readonly bool IsYearAndMonth(int start, int end) =>
        ValueOf(start, 4) is >= 1950 and <= 2050 && FoldAt(start - 1) is not ('=' or '<' or '>' or '/' or '*' or '±') && !(FoldAt(end) is ' ' && TextClasses.IsLatin(At(end + 1))) && !TextClasses.IsLatin(At(end)) && FoldAt(end) is not ('/' or '*' or '±' or '℃' or '×')
        && (HasLabel(WordRole.DateLabel, start) || TextClasses.IsHan(At(end)) || FoldAt(start - 1) is ',' or '，' or '；' or ';' or '。');

    private readonly bool SeparatedNumber(int at, int most, out int end)
    {
        at += At(at) == ' ' ? 1 : 0;
        var digits = DigitsAt(at);
        end = at + digits;
        return digits is 1 or 2 && ValueOf(at, digits) is var value && value >= 1 && value <= most;
    }

    /// <summary>20240305: only behind a label, or before a time of day or a blank where no other number is possible.</summary>
    private readonly bool IsCompactDate(int start, out int end)
    {
        end = start + 8;
        var (year, month, day) = (ValueOf(start, 4), ValueOf(start + 4, 2), ValueOf(start + 6, 2));
        return year is >= 1900 and <= 2100 && month is >= 1 and <= 12 && day is >= 1 and <= 31 && ClassAt(start - 1) is not TextClass.Latin && FoldAt(start - 1) is not ('.' or '-');
    }

    /// <summary>3月5日; 3月 alone is a span of time unless a word before it names the year.</summary>
    private readonly bool DateOfMonth(int start, int after, int value, out int end)
    {
        end = after;
        var at = At(after) == ' ' && At(after + 1) == '月' ? after + 1 : after;
        if (At(at) == '月' && value is >= 1 and <= 12)
        {
            if (DayOfMonth(at + 1, out end))
            {
                return true;
            }

            end = at + 1;
            return At(start - 1) == '年' && At(start - 2) is '今' or '去' or '前' or '本' or '明' && At(end) is not ('余' or '龄' or '后' or '前');
        }

        if (At(after) == '号' && value is >= 1 and <= 31 && ClassAt(start - 1) is TextClass.Han or TextClass.Other && FoldAt(start - 1) is not ('-' or '.' or '/' or '#' or '路' or '街' or '道' or '弄' or '巷' or '楼' or '栋' or '幢' or '床' or '座' or '第' or '号' or '桌' or '厂' or '村' or '院' or '区')
            && (At(after + 1) is '早' or '晚' or '凌' or '开' or '起' || (At(after + 1) is '上' or '下' or '中' && At(after + 2) == '午')) && At(after + 2) is not ('关' or '机' or '车' or '锅' or '口' or '水'))
        {
            // 18号早上, 23号开始: the month was named before.
            end = after + 1;
            return true;
        }

        return At(after) == '日' && value is >= 1 and <= 31 && At(start - 1) == '月' && At(start - 2) is '本' or '上' or '当' or '下' && (end = after + 1) > 0;
    }

    /// <summary>03/05/24, 3/5/2024, 5.3.2024, 03-05-2024.</summary>
    private readonly bool TryShortYear(int start, int after, int digits, int value, out int end)
    {
        end = after;
        var separator = FoldAt(after);
        if (separator is not ('/' or '-' or '.') || FoldAt(start - 1) is '/' or '.' or '+' or '<' or '>' || (FoldAt(start - 1) == '-' && !IsBehindDate(start - 1)) || ClassAt(start - 1) == TextClass.Latin)
        {
            return false;
        }

        var second = after + 1;
        var secondDigits = DigitsAt(second);
        var secondValue = ValueOf(second, secondDigits);
        if (separator == '/' && secondDigits == 4 && value is >= 1 and <= 12 && secondValue is >= 1950 and <= 2250 && FoldAt(second + 4) is not ('/' or '-') && !TextClasses.IsLatin(At(second + 4)))
        {
            // 8/2019.
            end = second + 4;
            return true;
        }

        if (secondDigits is not (1 or 2) || secondValue is < 1 or > 31 || value is < 0 or > 31)
        {
            return false;
        }

        var third = second + secondDigits + 1;
        if (FoldAt(third - 1) == separator)
        {
            var thirdDigits = DigitsAt(third);
            var isYearLast = (thirdDigits == 4 && ValueOf(third, 4) is >= 1880 and <= 2250) || (thirdDigits == 2 && (separator != '.' || (digits == 2 && secondDigits == 2)) && !(separator == '-' && digits == 1 && (value > 12 || TextClasses.IsDigit(At(third + 2)))));
            end = third + thirdDigits;
            return isYearLast && value >= 1 && Math.Min(value, secondValue) <= 12 && !TextClasses.IsLatin(At(end)) && FoldAt(end) is not ('/' or '%') && (FoldAt(end) != '-' || IsFormAgain(end + 1, separator))
                || (thirdDigits is 1 or 2 && value is >= 10 and <= 31 && secondValue <= 12 && HasLabel(WordRole.DateLabel, start));
        }

        end = second + secondDigits;
        if (IsBeforeClock(end) && Math.Min(value, secondValue) is >= 1 and <= 12 && ClassAt(start - 1) is not TextClass.Digit)
        {
            // 3/12 16:20, 10-5 08:00: before a time of day.
            return true;
        }

        if (separator is '.' or '/' && value is >= 1 and <= 12 && secondValue >= 1 && At(end) is '从' or '起' or '晨' or '晚' or '凌' && ClassAt(start - 1) is not TextClass.Digit)
        {
            return true;
        }


        if (separator == '/' && FoldAt(end) == '-' && IsFormAgain(end + 1, separator) && value is >= 1 and <= 12 && HasYear(end + 1))
        {
            // 10/13-12/11/23.
            return true;
        }

        // 3/5 is a date only where the words before it say so; 23/9 has the day first.
        return (separator == '/' || HasLabel(WordRole.DateLabel, start) || (separator == '-' && IsBehindOn(start) && FoldAt(end) is '.' or ',' or ';' or ')' or '\n')) && (value is >= 1 and <= 12 || secondValue <= 12) && (IsAfterDateWord(start) || (separator == '/' && secondValue > 5 && value <= 12 && value != secondValue && value + 1 != secondValue && secondValue is not (8 or 10) && IsBehindDeed(start))) && FoldAt(end) is not ('/' or '%') && !(FoldAt(end) == '.' && TextClasses.IsDigit(At(end + 1))) && !TextClasses.IsDigit(At(end)) && !TextClasses.IsLatin(At(end));
    }

    private readonly bool IsBehindDate(int at) => spans.Count > 0 && spans[^1].End == at && spans[^1].Kind == IdentifierKind.Date;

    /// <summary>The second date of a span of time, written like the first: 10/13/23-12/11/23.</summary>
    private readonly bool IsFormAgain(int at, char separator) => DigitsAt(at) is 1 or 2 && FoldAt(at + DigitsAt(at)) == separator && DigitsAt(at + DigitsAt(at) + 1) is 1 or 2;

    private readonly bool HasYear(int at)
    {
        var second = at + DigitsAt(at) + 1;
        var third = second + DigitsAt(second);
        return FoldAt(third) == '/' && DigitsAt(third + 1) is 2 or 4;
    }

    /// <summary>given 1/16, tumor board 10/06: what was done on a day; scores and fractions end in less than six.</summary>
    private readonly bool IsBehindDeed(int start)
    {
        if (At(start - 1) != ' ' || !TextClasses.IsLatin(At(start - 2)))
        {
            return false;
        }

        var before = text[Math.Max(0, start - 12)..(start - 1)];
        foreach (var word in (ReadOnlySpan<string>)["given", "placed", "board", "down", "neg", "seen", "drawn", "done", "started", "stopped", "removed", "admitted", "discharged", "saw her", "saw him", "saw pt", "last", "collected", "repeat", "dc'd", "extubated", "intubated", "returned", "called", "through", "thru", "due", "visit", "CT", "MRI", "echo", "TTE", "TEE", "labs", "cx", "BCx", "consult"])
        {
            if (before.EndsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool IsBehindOn(int start) => text[Math.Max(0, start - 4)..start] is " on " or "\non " || (start >= 3 && text[(start - 3)..start] is "On ");

    /// <summary>A blank, hours, a colon and minutes.</summary>
    private readonly bool IsBeforeClock(int at)
    {
        if (FoldAt(at) is not (' ' or ','))
        {
            return false;
        }

        at += FoldAt(at + 1) == ' ' ? 2 : 1;
        var hours = DigitsAt(at);
        return hours is 1 or 2 && ValueOf(at, hours) < 24 && FoldAt(at + hours) is ':' or '：' && DigitsAt(at + hours + 1) == 2;
    }

    private readonly bool IsAfterDateWord(int start)
    {
        if (HasLabel(WordRole.DateLabel, start))
        {
            return true;
        }

        if (start >= 2 && FoldAt(start - 1) == '(' && At(start - 2) is '天' or '日')
        {
            // 术后第3天（3/8）.
            return true;
        }

        if (WithWeekday(start) < start)
        {
            return true;
        }

        var before = text[Math.Max(0, start - 8)..start].TrimEnd(" \n");
        foreach (var word in (ReadOnlySpan<string>)[" on", " since", " dated", " until", " till", " by", "On", " of", " from", " before", " after"])
        {
            if (before.EndsWith(word, StringComparison.Ordinal) && before.Length < start)
            {
                return word != " of" && word != " by" && word != " from";
            }
        }

        return false;
    }

    /// <summary>5 March 2024, 5th of March.</summary>
    private readonly bool EnglishDayFirst(int after, int value, out int end)
    {
        end = after;
        if (value is < 1 or > 31)
        {
            return false;
        }

        var at = after;
        if (FoldAt(at) is 's' or 'n' or 'r' or 't' && (text[at..].StartsWith("st", StringComparison.OrdinalIgnoreCase) || text[at..].StartsWith("nd", StringComparison.OrdinalIgnoreCase) || text[at..].StartsWith("rd", StringComparison.OrdinalIgnoreCase) || text[at..].StartsWith("th", StringComparison.OrdinalIgnoreCase)))
        {
            at += 2;
        }

        at += FoldAt(at) is ' ' or '-' ? 1 : 0;
        if (text[at..].StartsWith("of ", StringComparison.Ordinal))
        {
            at += 3;
        }

        var word = LatinWordEnd(at);
        if (word == at || (lexicon.Latin.Find(text[at..word]).Roles & WordRole.Month) == 0 || !TextClasses.IsUpper(text[at]))
        {
            return false;
        }

        end = YearBehind(word);
        return true;
    }

    /// <summary>The year behind a month or day, with a comma or blank before it; else the place itself.</summary>
    private readonly int YearBehind(int at)
    {
        var next = at;
        while (FoldAt(next) is ',' or ' ' or '-' or '.' && next - at < 3)
        {
            next++;
        }

        var digits = DigitsAt(next);
        return next > at && ((digits == 4 && ValueOf(next, 4) is >= 1880 and <= 2100) || (digits == 2 && FoldAt(at) == '-')) ? next + digits : at;
    }

    private readonly int DigitsAt(int start)
    {
        var end = start;
        while (end < text.Length && TextClasses.IsDigit(text[end]))
        {
            end++;
        }

        return end - start;
    }

    private readonly int ValueOf(int start, int digits)
    {
        var value = 0;
        for (var i = start; i < start + Math.Min(digits, 9); i++)
        {
            value = (value * 10) + (TextClasses.Fold(text[i]) - '0');
        }

        return value;
    }
}
