namespace Suwen.Security.Deidentification;

/// <summary>One pass over one text: what has been found, and the label that waits for its value.</summary>
internal ref partial struct TextScan
{
    /// <summary>Separators that may stand between a label and its value.</summary>
    private const int LongestGap = 12;

    private readonly ReadOnlySpan<char> text;
    private readonly Lexicon lexicon;
    private readonly NameLattice lattice;
    private readonly List<IdentifierSpan> spans;

    private WordRole labelRoles;
    private IdentifierKind labelKind;
    private int labelEnd = -1;
    private int lastNameEnd = -1;
    private IdentifierKind lastNameKind;

    public TextScan(ReadOnlySpan<char> text, Lexicon lexicon, NameLattice lattice, List<IdentifierSpan> spans)
    {
        this.text = text;
        this.lexicon = lexicon;
        this.lattice = lattice;
        this.spans = spans;
        labelRoles = WordRole.None;
        labelKind = IdentifierKind.PersonName;
        lastNameKind = IdentifierKind.PersonName;
        floor = 0;
    }

    /// <summary>Nothing before this place may be taken again by looking back.</summary>
    private int floor;

    public void Run()
    {
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            var next = TextClasses.Of(c) switch
            {
                TextClass.Han => ScanHan(at),
                TextClass.Digit => ScanNumber(at),
                TextClass.Latin => ScanLatin(at),
                TextClass.Other => ScanMark(at, c),
                _ => at + 1,
            };
            at = Math.Max(next, at + 1);
        }
    }

    private readonly void Emit(int start, int end, IdentifierKind kind, IdentifierEvidence evidence) => spans.Add(new IdentifierSpan(start, end - start, kind, evidence));

    private int ScanMark(int at, char c)
    {
        switch (c)
        {
            case '@' or '＠':
                return ScanEmail(at);
            case '+' or '(' or '（' or '＋' when at + 1 < text.Length && TextClasses.IsDigit(text[at + 1]):
                return TryPhone(at, out var end) ? end : at + 1;
            case '·' or '•' or '・' or '‧' or '.' or '．':
                return ScanNameDot(at);
            default:
                return at + 1;
        }
    }

    private void SetLabel(WordEntry entry, int end)
    {
        labelRoles = entry.Roles;
        labelKind = entry.Kind;
        labelEnd = end;
    }

    /// <summary>Whether the label of some role speaks of what begins here: nothing but separators stand between.</summary>
    private readonly bool HasLabel(WordRole roles, int at, bool mustBeParted = false)
    {
        if ((labelRoles & roles) == 0 || labelEnd < 0 || at < labelEnd || at - labelEnd > LongestGap)
        {
            return false;
        }

        var gap = text[labelEnd..at];
        var parted = false;
        foreach (var c in gap)
        {
            var folded = TextClasses.Fold(c);
            if (folded is ':' or ' ' or '=' or '|')
            {
                parted = true;
            }
            else if (folded is not ('(' or ')' or '#' or '[' or '"' or '“' or '【' or '】' or '为' or '是' or '号' or '码' or '群' or '_' or '/' or '.' or '’' or '*' or '-' or '<') && !(folded is 'n' or 'o' && gap.Length <= 6))
            {
                return false;
            }
        }

        return parted || !mustBeParted;
    }

    private readonly char At(int at) => (uint)at < (uint)text.Length ? text[at] : '\n';

    private readonly char FoldAt(int at) => TextClasses.Fold(At(at));

    private readonly TextClass ClassAt(int at) => TextClasses.Of(At(at));

    /// <summary>Whether a line begins here.</summary>
    private readonly bool IsLineStart(int at)
    {
        while (at > 0 && At(at - 1) is ' ' or '\t' or '\u3000')
        {
            at--;
        }

        return at == 0 || text[at - 1] is '\n' or '\r';
    }

    /// <summary>Whether a line ends here.</summary>
    private readonly bool IsLineEnd(int at)
    {
        while (At(at) is ' ' or '\t' or '\u3000' && at < text.Length)
        {
            at++;
        }

        return at >= text.Length || text[at] is '\n' or '\r';
    }
}
