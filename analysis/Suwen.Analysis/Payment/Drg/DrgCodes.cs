namespace Suwen.Analysis.Payment.Drg;

/// <summary>A code as it stands in a field of codes, and what became of it.</summary>
internal struct DrgPiece
{
    /// <summary>Where it stands in the field.</summary>
    public int Start;

    public int Length;

    /// <summary>Its number as written; -1 where it is not known.</summary>
    public int Written;

    /// <summary>The number with which it counts; -1 where it does not count.</summary>
    public int Used;

    /// <summary>Why it does not count; null where it does.</summary>
    public DrgReason? Problem;
}

/// <summary>The codes of a field, <c>|</c> between them. One instance serves a worker from case to case.</summary>
/// <param name="table">The codes of this kind.</param>
/// <param name="areDiagnoses">False for procedures.</param>
internal sealed class DrgCodes(DrgCodeTable table, bool areDiagnoses)
{
    private DrgPiece[] pieces = new DrgPiece[64];

    public int Count { get; private set; }

    public ReadOnlySpan<DrgPiece> Pieces => pieces.AsSpan(0, Count);

    /// <summary>True when a code is of the mapped edition only.</summary>
    public bool HasOtherEdition { get; private set; }

    /// <summary>True when a code is of the scheme's edition only.</summary>
    public bool HasOwnEdition { get; private set; }

    /// <summary>True when the field begins with a separator or is empty, so that no diagnosis is the main one.</summary>
    public bool IsFirstEmpty { get; private set; }

    /// <summary>Finds the codes of a field.</summary>
    public void Read(ReadOnlySpan<byte> field)
    {
        Count = 0;
        HasOtherEdition = HasOwnEdition = IsFirstEmpty = false;
        for (var start = 0; start <= field.Length;)
        {
            var length = field[start..].IndexOf((byte)'|');
            length = length < 0 ? field.Length - start : length;
            Add(field, start, length, isFirst: start == 0);
            start += length + 1;
        }
    }

    /// <summary>Decides with which number each code counts; answers the problems found.</summary>
    /// <param name="field">The field that was read.</param>
    /// <param name="isMapped">True when the case is coded in the other edition, whose codes are mapped.</param>
    public ulong Resolve(ReadOnlySpan<byte> field, bool isMapped)
    {
        var problems = 0UL;
        for (var i = 0; i < Count; i++)
        {
            ref var piece = ref pieces[i];
            piece.Used = piece.Written < 0 ? -1 : Use(piece.Written, isMapped);
            piece.Problem = null;
            var isMain = i == 0;
            if (piece.Used < 0)
            {
                piece.Problem = ProblemOf(field.Slice(piece.Start, piece.Length), piece.Written, isMain, isMapped);
            }
            else if (isMain && areDiagnoses && table.Text(piece.Used)[0] is >= (byte)'V' and <= (byte)'Y')
            {
                piece.Problem = DrgReason.ExternalCauseMainDiagnosis;
            }

            problems |= piece.Problem is { } problem ? 1UL << (int)problem : 0;
        }

        return problems;
    }

    private void Add(ReadOnlySpan<byte> field, int start, int length, bool isFirst)
    {
        while (length > 0 && field[start] == ' ')
        {
            start++;
            length--;
        }

        while (length > 0 && field[start + length - 1] == ' ')
        {
            length--;
        }

        if (length == 0)
        {
            IsFirstEmpty |= isFirst;
            return;
        }

        if (Count == pieces.Length)
        {
            Array.Resize(ref pieces, pieces.Length * 2);
        }

        ref var piece = ref pieces[Count++];
        piece.Start = start;
        piece.Length = length;
        var text = field.Slice(start, length);
        piece.Written = table.Find(text);
        piece.Written = piece.Written < 0 ? table.FindLoosely(text) : piece.Written;
        if (piece.Written < 0)
        {
            return;
        }

        var editions = table.Flags(piece.Written) & (DrgCodeFlags.InEdition | DrgCodeFlags.InOtherEdition);
        HasOtherEdition |= editions == DrgCodeFlags.InOtherEdition && (table.Flags(piece.Written) & DrgCodeFlags.InScheme) == 0 && !IsAsterisk(table.Text(piece.Written));
        HasOwnEdition |= editions == DrgCodeFlags.InEdition;
    }

    private int Use(int code, bool isMapped)
    {
        var flags = table.Flags(code);
        if (isMapped && (flags & DrgCodeFlags.InOtherEdition) != 0)
        {
            return table.Target(code);
        }

        return (flags & (DrgCodeFlags.InEdition | DrgCodeFlags.InScheme)) != 0 ? code : -1;
    }

    private DrgReason ProblemOf(ReadOnlySpan<byte> text, int code, bool isMain, bool isMapped)
    {
        var flags = code < 0 ? DrgCodeFlags.None : table.Flags(code);
        if (!areDiagnoses)
        {
            var first = isMain ? DrgReason.UnknownMainProcedure : DrgReason.UnknownOtherProcedure;
            return (DrgReason)((int)first + KindOf(flags, isMapped));
        }

        if (IsAsterisk(text))
        {
            return isMain ? DrgReason.AsteriskMainDiagnosis : DrgReason.AsteriskSecondaryDiagnosis;
        }

        if (text[^1] == '+')
        {
            return isMain ? DrgReason.DaggerMainDiagnosis : DrgReason.DaggerSecondaryDiagnosis;
        }

        if (IsMorphology(text))
        {
            return isMain ? DrgReason.MorphologyMainDiagnosis : DrgReason.MorphologySecondaryDiagnosis;
        }

        if (isMain && text[0] is >= (byte)'V' and <= (byte)'Y')
        {
            return DrgReason.ExternalCauseMainDiagnosis;
        }

        return (DrgReason)((int)(isMain ? DrgReason.UnknownMainDiagnosis : DrgReason.UnknownSecondaryDiagnosis) + KindOf(flags, isMapped));
    }

    /// <summary>How far behind "unknown" the reason stands: retired, incomplete, unmapped, other edition.</summary>
    private static int KindOf(DrgCodeFlags flags, bool isMapped) =>
        (flags & DrgCodeFlags.InOtherEdition) != 0 ? (isMapped ? 3 : 4)
        : (flags & DrgCodeFlags.Heading) != 0 ? 2
        : (flags & DrgCodeFlags.Retired) != 0 ? 1 : 0;

    private static bool IsAsterisk(ReadOnlySpan<byte> text) => text[^1] == '*' && !text.Contains((byte)'+');

    /// <summary>ICD-O morphology: M, four or five digits, a slash, the behaviour.</summary>
    private static bool IsMorphology(ReadOnlySpan<byte> text)
    {
        if (text[0] is not ((byte)'M' or (byte)'m') || text.Length < 5)
        {
            return false;
        }

        return text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var digits && (digits < 0 ? text.Length >= 5 : digits >= 4 && text[1 + digits] == '/');
    }
}
