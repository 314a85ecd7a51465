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

        SpanResolution.Resolve(spans);
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
