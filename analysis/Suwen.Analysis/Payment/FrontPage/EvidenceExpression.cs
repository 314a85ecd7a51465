using System.Globalization;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>
/// What a rule asks of the record: alternatives with <c>|</c>, each of parts with <c>&amp;</c>. A part is <c>test:NAME&lt;3.5</c>, <c>rise:creatinine</c>,
/// <c>drop:NAME&gt;=20</c>, <c>word:A/B</c> (found), <c>said:A/B</c> (found or stated as diagnosis), <c>history:A/B</c> (any of these, or of earlier),
/// <c>exam:A/B</c>, <c>drug:A/B</c> or <c>procedure:PREFIX PREFIX</c>.
/// </summary>
internal sealed class EvidenceExpression
{
    private readonly Part[][] alternatives;

    public EvidenceExpression(string text, WordList words, WordList drugs, WordList exams) =>
        alternatives = [.. text.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(a => a.Split('&').Select(p => new Part(p.Trim(), words, drugs, exams)).ToArray())];

    public bool IsEmpty => alternatives.Length == 0;

    /// <summary>True when an alternative holds; what it rests on is added to <paramref name="evidence"/>.</summary>
    public bool Holds(FrontPageCase page, FrontPageRecord record, List<FrontPageEvidence> evidence)
    {
        var holds = false;
        foreach (var parts in alternatives)
        {
            var before = evidence.Count;
            if (Array.TrueForAll(parts, p => p.Holds(page, record, evidence)))
            {
                holds = true;
            }
            else
            {
                evidence.RemoveRange(before, evidence.Count - before);
            }
        }

        return holds;
    }

    /// <summary>Tests that it asks for and that were done with other results: what speaks against it.</summary>
    public void AddContrary(FrontPageRecord record, List<FrontPageEvidence> evidence)
    {
        foreach (var part in alternatives.SelectMany(static a => a))
        {
            part.AddContrary(record, evidence);
        }
    }

    private enum PartKind
    {
        Test,
        Rise,
        Drop,
        Word,
        Said,
        History,
        Exam,
        Drug,
        Procedure,
    }

    private sealed class Part
    {
        private readonly PartKind kind;
        private readonly int test;
        private readonly string sign = "";
        private readonly double limit;
        private readonly int[] names = [];
        private readonly CodeSet codes = new("");

        public Part(string text, WordList words, WordList drugs, WordList exams)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var rest = text[(colon + 1)..];
            kind = Enum.Parse<PartKind>(text[..colon], ignoreCase: true);
            switch (kind)
            {
                case PartKind.Test or PartKind.Rise or PartKind.Drop:
                    var at = rest.IndexOfAny(['<', '>']);
                    test = FrontPageTests.IndexOf(at < 0 ? rest : rest[..at]);
                    if (at >= 0)
                    {
                        sign = rest[at + 1] == '=' ? rest[at..(at + 2)] : rest[at..(at + 1)];
                        limit = double.Parse(rest[(at + sign.Length)..], CultureInfo.InvariantCulture);
                    }

                    break;
                case PartKind.Procedure:
                    codes = new CodeSet(rest);
                    break;
                default:
                    var list = kind switch { PartKind.Drug => drugs, PartKind.Exam => exams, _ => words };
                    names = [.. rest.Split('/').Select(list.Add)];
                    break;
            }
        }

        public bool Holds(FrontPageCase page, FrontPageRecord record, List<FrontPageEvidence> evidence) => kind switch
        {
            PartKind.Test => HoldsTest(record, evidence),
            PartKind.Rise => HoldsRise(record, evidence),
            PartKind.Drop => HoldsDrop(record, evidence),
            PartKind.Procedure => HoldsProcedure(page, evidence),
            _ => HoldsName(record, evidence),
        };

        public void AddContrary(FrontPageRecord record, List<FrontPageEvidence> evidence)
        {
            if (kind is not (PartKind.Test or PartKind.Drop or PartKind.Rise) || record.Test(test) is not { } fact)
            {
                return;
            }

            var known = FrontPageTests.All[test];
            var value = fact.Count == 1
                ? TestFact.Write(fact.Lowest)
                : $"{TestFact.Write(fact.Lowest)}–{TestFact.Write(fact.Highest)}（{fact.Count} 次 / {fact.Count} results）";
            var row = new FrontPageEvidence("test", $"{known.Title.Zh} / {known.Title.En}", fact.First?.At, $"{value} {known.Unit}".Trim());
            if (!evidence.Contains(row))
            {
                evidence.Add(row);
            }
        }

        private bool HoldsTest(FrontPageRecord record, List<FrontPageEvidence> evidence)
        {
            if (record.Test(test) is not { } fact)
            {
                return false;
            }

            var isBelow = sign.StartsWith('<');
            var (value, at) = isBelow ? (fact.Lowest, fact.LowestAt) : (fact.Highest, fact.HighestAt);
            var holds = sign switch { "<" => value < limit, "<=" => value <= limit, ">" => value > limit, ">=" => value >= limit, _ => true };
            if (holds)
            {
                Add(evidence, at, TestFact.Write(value));
            }

            return holds;
        }

        private bool HoldsRise(FrontPageRecord record, List<FrontPageEvidence> evidence)
        {
            if (record.Test(test)?.KidneyRise() is not { } rise)
            {
                return false;
            }

            Add(evidence, rise.From.At, TestFact.Write(rise.From.Value));
            Add(evidence, rise.To.At, TestFact.Write(rise.To.Value));
            return true;
        }

        private bool HoldsDrop(FrontPageRecord record, List<FrontPageEvidence> evidence)
        {
            if (record.Test(test) is not { First: { } first } fact || fact.Fall < limit)
            {
                return false;
            }

            Add(evidence, first.At, TestFact.Write(first.Value));
            Add(evidence, fact.LowestAt, TestFact.Write(fact.Lowest));
            return true;
        }

        private bool HoldsProcedure(FrontPageCase page, List<FrontPageEvidence> evidence)
        {
            foreach (var procedure in page.Procedures)
            {
                if (codes.Contains(procedure.Code))
                {
                    evidence.Add(new FrontPageEvidence("procedure", procedure.Code, procedure.At, procedure.Code));
                    return true;
                }
            }

            return false;
        }

        private bool HoldsName(FrontPageRecord record, List<FrontPageEvidence> evidence)
        {
            foreach (var name in names)
            {
                var row = kind switch
                {
                    PartKind.Drug => record.Drug(name),
                    PartKind.Exam => record.Exam(name),
                    PartKind.Word => record.Word(name, Mention.Finding),
                    PartKind.Said => record.Word(name, Mention.Finding) ?? record.Word(name, Mention.Statement),
                    _ => record.Word(name, Mention.History),
                };
                if (row is not null)
                {
                    evidence.Add(row);
                    return true;
                }
            }

            return false;
        }

        private void Add(List<FrontPageEvidence> evidence, DateTime? at, string value)
        {
            var known = FrontPageTests.All[test];
            evidence.Add(new FrontPageEvidence("test", $"{known.Title.Zh} / {known.Title.En}", at, $"{value} {known.Unit}".Trim()));
        }
    }
}

/// <summary>Words that rules look for, each with its number.</summary>
internal sealed class WordList
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

    public List<string> Words { get; } = [];

    public int Add(string word)
    {
        if (!numbers.TryGetValue(word, out var number))
        {
            number = numbers[word] = Words.Count;
            Words.Add(word);
        }

        return number;
    }
}
