namespace Suwen.Security.Deidentification;

/// <summary>
/// Finds identifiers of people in clinical text, Chinese and English. Made once and shared by threads; it keeps no state between texts.
/// </summary>
/// <remarks>
/// One pass from left to right. A table tells the class of each character. A run of Chinese characters is cut into words by the cheapest path through a
/// lattice in which names compete with ordinary words; numbers are read by their form and the label before them; Latin words by their neighbours. There
/// is no regular expression, and no step looks further than a bounded number of characters, so time is linear in the length of the text.
/// </remarks>
public sealed class TextDetector
{
    private readonly Lexicon lexicon = Lexicon.Instance;

    /// <summary>Finds the identifiers of a text.</summary>
    /// <param name="text">Any text; also with lone surrogates or control characters.</param>
    /// <param name="context">What is known of the person whom the text is about; <see cref="DetectionContext.None"/> where nothing is.</param>
    /// <param name="spans">Cleared and filled: sorted by place, not overlapping, inside the text.</param>
    public void Find(ReadOnlySpan<char> text, DetectionContext context, List<IdentifierSpan> spans)
    {
        spans.Clear();
        FindKnown(text, context, spans);
        using (var lattice = new NameLattice())
        {
            new TextScan(text, lexicon, lattice, spans).Run();
        }

        FindAgain(text, spans);

        SpanResolution.Resolve(spans);
    }

    /// <summary>
    /// A name that a label or the words around it betrayed once is a name elsewhere in the same text, where nothing betrays it. Names of two
    /// characters are looked for only when a label named them: they may be words too.
    /// </summary>
    private void FindAgain(ReadOnlySpan<char> text, List<IdentifierSpan> spans)
    {
        var count = spans.Count;
        for (var i = 0; i < count; i++)
        {
            var span = spans[i];
            if (span.Kind > IdentifierKind.ClinicianName)
            {
                continue;
            }

            if (TextClasses.IsLatin(text[span.Start]))
            {
                FindWordsAgain(text, spans, i);
                continue;
            }

            if (span.Length < (span.Evidence == IdentifierEvidence.Label ? 2 : 3) || !TextClasses.IsHan(text[span.Start]) || IsRepeated(text, spans, i))
            {
                continue;
            }

            var name = text.Slice(span.Start, span.Length);
            for (var at = 0; text[at..].IndexOf(name) is var next && next >= 0;)
            {
                at += next;
                if (at != span.Start)
                {
                    spans.Add(span with { Start = at, Evidence = IdentifierEvidence.Context });
                }

                at += span.Length;
            }
        }
    }

    /// <summary>Of a name in Latin letters each word that is a name and no word of English is looked for by itself: Priyanka Deshmukh, later Priyanka.</summary>
    private void FindWordsAgain(ReadOnlySpan<char> text, List<IdentifierSpan> spans, int index)
    {
        var span = spans[index];
        if (!text.Slice(span.Start, span.Length).ContainsAny(' ', ',') && span.Evidence != IdentifierEvidence.Label)
        {
            return;
        }

        for (var start = span.Start; start < span.End;)
        {
            var end = start;
            while (end < span.End && TextClasses.IsLatin(text[end]))
            {
                end++;
            }

            const WordRole Plain = WordRole.Word | WordRole.Common | WordRole.Month | WordRole.Eponym | WordRole.Ambiguous | WordRole.Title | WordRole.State | WordRole.DivisionStem | WordRole.AnyLabel | WordRole.InstitutionSuffix | WordRole.Street;
            if (end - start >= 4 && TextClasses.IsUpper(text[start]) && !WasSought(text, spans, index, text[start..end]) && (lexicon.Latin.Find(text[start..end]).Roles & Plain) == 0)
            {
                FindWordAgain(text, spans, span, start, end);
            }

            start = Math.Max(end, start + 1);
        }
    }

    private static bool WasSought(ReadOnlySpan<char> text, List<IdentifierSpan> spans, int index, ReadOnlySpan<char> word)
    {
        for (var i = Math.Max(0, index - 24); i < index; i++)
        {
            if (spans[i].Kind <= IdentifierKind.ClinicianName && text.Slice(spans[i].Start, spans[i].Length).IndexOf(word) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static void FindWordAgain(ReadOnlySpan<char> text, List<IdentifierSpan> spans, IdentifierSpan span, int start, int end)
    {
        var word = text[start..end];
        for (var at = 0; text[at..].IndexOf(word) is var next && next >= 0;)
        {
            at += next;
            var behind = at + word.Length;
            if (at != start && (at == 0 || !TextClasses.IsLatin(text[at - 1])) && (behind == text.Length || !TextClasses.IsLatin(text[behind])))
            {
                spans.Add(span with { Start = at, Length = word.Length, Evidence = IdentifierEvidence.Context });
            }

            at = behind;
        }
    }

    private static bool IsRepeated(ReadOnlySpan<char> text, List<IdentifierSpan> spans, int i)
    {
        var name = text.Slice(spans[i].Start, spans[i].Length);
        for (var j = Math.Max(0, i - 64); j < i; j++)
        {
            if (spans[j].Length == name.Length && text.Slice(spans[j].Start, spans[j].Length).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static void FindKnown(ReadOnlySpan<char> text, DetectionContext context, List<IdentifierSpan> spans)
    {
        if (context.Values.Length == 0)
        {
            return;
        }

        for (var at = 0; at < text.Length; at++)
        {
            var first = TextClasses.Fold(text[at]);
            foreach (var value in context.Values)
            {
                if (value.Folded[0] == first && value.EndAt(text, at) is var end && end > 0)
                {
                    spans.Add(new IdentifierSpan(at, end - at, value.Kind, IdentifierEvidence.Known));
                    at = end - 1;
                    break;
                }
            }
        }
    }
}
