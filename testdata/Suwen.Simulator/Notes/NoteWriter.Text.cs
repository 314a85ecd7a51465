using Suwen.Simulator.Care;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Notes;

public sealed partial class NoteWriter
{
    private const int StringCacheSize = 8192;

    private readonly List<PrivateSpan> _spans = new(64);
    private readonly List<NoteFact> _facts = new(256);
    private readonly string?[] _strings = new string?[StringCacheSize];
    private char[] _text = new char[8192];
    private int _length;
    /// <summary>Pieces of text left until a typing slip is made; negative for none.</summary>
    private int _untilSlip;
    /// <summary>The last number in a numbered list; each section counts its own, over what it has to say.</summary>
    private int _item;
    private int _sectionStart = -1;

    private void Append(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _text.Length) Grow(text.Length);
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }

    private void Append(char c)
    {
        if (_length == _text.Length) Grow(1);
        _text[_length++] = c;
    }

    private void Grow(int more) => Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + more));

    private void AppendWords(Node node)
    {
        var words = _style.IsHalfWidth ? node.Half : node.Full;
        // What would have stood before the comma was not there to say.
        if (_length == _sectionStart && words[0] is ('，' or ',' or '；' or ';' or '、' or ' '))
        {
            Append(words.AsSpan(1));
            return;
        }
        if (_untilSlip >= 0 && _untilSlip-- == 0) AppendWithSlip(words);
        else Append(words);
    }

    /// <summary>The slips of typing: a wrong homophone, a character struck twice, a full stop left out. Only in words of templates, never within a fact.</summary>
    private void AppendWithSlip(string words)
    {
        foreach (var (right, wrong) in _templates.Slips)
        {
            var at = words.IndexOf(right, StringComparison.Ordinal);
            if (at < 0) continue;
            Append(words.AsSpan(0, at));
            Append(wrong);
            Append(words.AsSpan(at + right.Length));
            return;
        }
        if (words[^1] is '。' or '.' && words.Length > 1) Append(words.AsSpan(0, words.Length - 1));
        else { Append(words); if (words[^1] > '\u4E00' && words[^1] < '\u9FA5') Append(words[^1]); }
    }

    private void AppendNumber(long number)
    {
        if (_length + 24 > _text.Length) Grow(24);
        number.TryFormat(_text.AsSpan(_length), out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        _length += written;
    }

    private void AppendNumber(FixedNumber number)
    {
        var units = number.Units;
        if (units < 0) { Append('-'); units = -units; }
        var power = 1L;
        for (var i = 0; i < number.Decimals; i++) power *= 10;
        AppendNumber(units / power);
        if (number.Decimals == 0) return;
        Append('.');
        var rest = units % power;
        for (power /= 10; power > 0; power /= 10)
        {
            Append((char)('0' + rest / power));
            rest %= power;
        }
    }

    /// <summary>Doses as they are spoken of: 0.5 and not 0.50.</summary>
    private void AppendDose(FixedNumber number)
    {
        var units = number.Units;
        var decimals = number.Decimals;
        while (decimals > 0 && units % 10 == 0) { units /= 10; decimals--; }
        AppendNumber(new FixedNumber(units, decimals));
    }

    private static ReadOnlySpan<char> ChineseDigits => "〇一二三四五六七八九";

    /// <summary>A count before a measure word, in the writer's numerals (the Chinese ones up to 99; two is 两).</summary>
    private void AppendCount(int count)
    {
        if (!_style.ChineseNumerals || count is < 1 or > 99) { AppendNumber(count); return; }
        if (count == 2) { Append('两'); return; }
        if (count >= 20) Append(ChineseDigits[count / 10]);
        if (count >= 10) Append('十');
        if (count % 10 > 0) Append(ChineseDigits[count % 10]);
    }

    private bool AppendItem()
    {
        AppendNumber(++_item);
        return true;
    }

    private void AppendTwoDigits(int number)
    {
        Append((char)('0' + number / 10));
        Append((char)('0' + number % 10));
    }

    private void AppendDate(DateOnly date)
    {
        var start = _length;
        AppendNumber(date.Year);
        switch (_style.DateForm)
        {
            case 0: Append('年'); AppendNumber(date.Month); Append('月'); AppendNumber(date.Day); Append('日'); break;
            case 1: Append('-'); AppendTwoDigits(date.Month); Append('-'); AppendTwoDigits(date.Day); break;
            case 2: Append('.'); AppendTwoDigits(date.Month); Append('.'); AppendTwoDigits(date.Day); break;
            default: Append('/'); AppendNumber(date.Month); Append('/'); AppendNumber(date.Day); break;
        }
        Private(start, PrivateKind.Date);
    }

    private bool AppendDate(DateTime time)
    {
        AppendDate(DateOnly.FromDateTime(time));
        return true;
    }

    private bool AppendTime(DateTime time)
    {
        AppendTwoDigits(time.Hour);
        Append(_style.IsHalfWidth || _style.DateForm != 0 ? ':' : '时');
        AppendTwoDigits(time.Minute);
        if (!_style.IsHalfWidth && _style.DateForm == 0) Append('分');
        return true;
    }

    private void Private(int start, PrivateKind kind) => _spans.Add(new PrivateSpan(start, _length - start, kind));

    private bool AppendPrivate(string text, PrivateKind kind)
    {
        if (text.Length == 0) return false;
        var start = _length;
        Append(text);
        Private(start, kind);
        return true;
    }

    private void Fact(int start, string kind, string code, string name, string value = "", string unit = "", NoteAssertion assertion = NoteAssertion.Present)
    {
        if (_length > start) _facts.Add(new NoteFact(kind, code, name, value, unit, assertion, start, _length - start));
    }

    /// <summary>What was written since <paramref name="start"/>, as a string that is shared with others alike.</summary>
    private string Written(int start) => Shared(_text.AsSpan(start, _length - start));

    private string Shared(ReadOnlySpan<char> text)
    {
        if (text.Length == 0) return "";
        ref var place = ref _strings[(int)(NoteStyle.Fingerprint(text) & (StringCacheSize - 1))];
        if (place is not null && text.SequenceEqual(place)) return place;
        return place = text.ToString();
    }

    private string Shared(long number)
    {
        Span<char> digits = stackalloc char[24];
        number.TryFormat(digits, out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        return Shared(digits[..written]);
    }

    private string Shared(FixedNumber number)
    {
        var start = _length;
        AppendNumber(number);
        var text = Written(start);
        _length = start;
        return text;
    }

    /// <summary>Where the text stood before something that may have nothing to say.</summary>
    private readonly record struct Mark(int Length, int Spans, int Facts, int Item);

    private Mark Here() => new(_length, _spans.Count, _facts.Count, _item);

    private void Return(Mark mark)
    {
        _length = mark.Length;
        _item = mark.Item;
        if (_spans.Count > mark.Spans) _spans.RemoveRange(mark.Spans, _spans.Count - mark.Spans);
        if (_facts.Count > mark.Facts) _facts.RemoveRange(mark.Facts, _facts.Count - mark.Facts);
    }

    private bool Run(NoteTemplate template) => Run(template.Nodes, 0, template.Nodes.Length, isGroup: false);

    /// <summary>Writes the nodes; false at the first condition that does not hold, and within a group at the first slot that has nothing to say.</summary>
    private bool Run(Node[] nodes, int from, int to, bool isGroup)
    {
        for (var i = from; i < to; i++)
        {
            var node = nodes[i];
            switch (node.Type)
            {
                case NodeType.Text: AppendWords(node); break;
                case NodeType.Slot: if (!Fill(node) && (isGroup || node.Slot is Slot.If or Slot.IfNot or Slot.Clear)) return false; break;
                case NodeType.Group:
                    var mark = Here();
                    if (!Run(nodes, i + 1, node.End, isGroup: true)) Return(mark);
                    i = node.End - 1;
                    break;
                case NodeType.Choice:
                    if (!Choose(nodes, i, isGroup)) return false;
                    i = node.End - 1;
                    break;
            }
        }
        return true;
    }

    private bool Choose(Node[] nodes, int at, bool isGroup)
    {
        var left = _random.Below(nodes[at].Branches);
        var branch = at + 1;
        while (left-- > 0) branch = nodes[branch].End;
        return Run(nodes, branch + 1, nodes[branch].End, isGroup);
    }

    /// <summary>A wording of the section. Most writers stay with theirs; one time in four it is another.</summary>
    private bool Include(int section)
    {
        if (section < 0) return false;
        var own = new RandomStream(_seed, RandomPurpose.NoteStyle, (long)_style.Writer, section + 1);
        var draw = _random.Below(4) == 0 ? _random.Unit() : own.Unit();
        var template = Pick(_templates.Entries(_kind, section), draw) ?? Pick(_templates.Entries(TextKind.Any, section), draw);
        if (template is null) return false;
        var mark = Here();
        var outer = _sectionStart;
        _sectionStart = _length;
        _item = 0;
        var isWritten = Run(template) && _length > mark.Length;
        if (!isWritten) Return(mark);
        _item = mark.Item;
        _sectionStart = outer;
        return isWritten;
    }

    /// <summary>One of those whose first words are no condition, or one that holds.</summary>
    private NoteTemplate? Pick(List<NoteTemplates.Entry> entries, double draw)
    {
        Span<int> weights = stackalloc int[Math.Min(entries.Count, 32)];
        var total = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = NoteTemplates.WeightOf(entries[i], _specialty, _style.IsTerse);
            if (weights[i] > 0 && !MayBegin(entries[i].Template.Nodes)) weights[i] = 0;
            total += weights[i];
        }
        if (total == 0) return null;
        var left = (int)(draw * total);
        for (var i = 0; i < weights.Length; i++)
        {
            left -= weights[i];
            if (left < 0) return entries[i].Template;
        }
        return null;
    }

    private bool MayBegin(Node[] nodes)
    {
        foreach (var node in nodes)
        {
            if (node.Type != NodeType.Slot || node.Slot is not (Slot.If or Slot.IfNot)) return true;
            if (Holds(node.Condition) != (node.Slot == Slot.If)) return false;
        }
        return true;
    }
}
