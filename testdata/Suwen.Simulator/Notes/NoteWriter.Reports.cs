using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Notes;

public sealed partial class NoteWriter
{
    private readonly Dictionary<string, ReportText> _compiled = new(StringComparer.Ordinal);
    private readonly List<(string Key, int Value)> _drawn = [];
    private NursingEntry _nursing;

    /// <summary>Findings and conclusion of an examination: the disease's when it shows, else what is usual. Both draw the same numbers.</summary>
    private void WriteExam(ExamReport exam, int number)
    {
        // Written before: the numbers that were drawn are known as facts only.
        if (exam.Facts.Count > 0) return;
        Begin(exam.ReportedAt, exam.Reporter, TextKind.Any, ExamPart + number);
        var (findings, conclusion) = (exam.Findings, exam.Conclusion);
        if (findings.Length == 0 || conclusion.Length == 0 || findings.Contains('{') || conclusion.Contains('{'))
        {
            var entry = _index.ExamOf(exam.Exam.Code, exam.Exam.Name);
            var shown = exam.IsAbnormal && entry is not null ? ShownBy(entry) : null;
            if (findings.Length == 0) findings = shown?.Findings ?? entry?.NormalFindings ?? "";
            if (conclusion.Length == 0) conclusion = shown?.Conclusion ?? entry?.NormalConclusion ?? "";
        }
        AppendCompiled(findings, exam.Exam.Name, "exam-finding");
        exam.Findings = Finish();
        exam.Facts.AddRange(_facts);
        _length = 0;
        _facts.Clear();
        AppendCompiled(conclusion, exam.Exam.Name, "exam-conclusion", repeats: true);
        if (_length > 0) _facts.Add(new NoteFact("exam-conclusion", exam.Exam.Code, exam.Exam.Name, Written(0), "", exam.IsAbnormal ? NoteAssertion.Present : NoteAssertion.Absent, 0, _length));
        exam.Conclusion = Finish();
        exam.Facts.AddRange(_facts);
    }

    /// <summary>What the visit's disease, or one of the others that the patient has, shows in the examination.</summary>
    private DiseaseExam? ShownBy(Exam exam)
    {
        if (_case.Disease is { } disease && Among(disease, exam) is { } shown) return shown;
        foreach (var past in _case.Past) if (past.Disease is { } other && Among(other, exam) is { } found) return found;
        return null;
    }

    private static DiseaseExam? Among(Disease disease, Exam exam)
    {
        foreach (var shown in disease.Exams) if (shown.ExamId == exam.Id && shown.Findings.Length > 0) return shown;
        return null;
    }

    /// <summary>A text of the catalogue in the wording of the set, with its numbers drawn and answered.</summary>
    private bool AppendCompiled(string? text, string about, string kind, bool repeats = false)
    {
        if (string.IsNullOrEmpty(text)) return false;
        if (!_compiled.TryGetValue(text, out var compiled)) _compiled[text] = compiled = ReportText.Parse(Reworded(text));
        foreach (var piece in compiled.Pieces)
        {
            if (piece.Key.Length == 0) { Append(piece.Text); continue; }
            var value = DrawnValue(piece, repeats);
            if (!piece.IsNumber) { Append(piece.Choices[value]); continue; }
            var start = _length;
            AppendNumber(new FixedNumber(value, piece.Decimals));
            var written = Written(start);
            Fact(start, kind, "", piece.Name.Length > 0 ? piece.Name : about, written, piece.Unit);
        }
        return true;
    }

    /// <summary>
    /// A choice is made once in a text. Numbers are drawn anew, but a conclusion repeats those of the findings, in order, wherever it has the same range.
    /// </summary>
    private int DrawnValue(in ReportText.Piece piece, bool repeats)
    {
        if (repeats || !piece.IsNumber)
        {
            for (var i = 0; i < _drawn.Count; i++)
            {
                if (_drawn[i].Key != piece.Key) continue;
                var earlier = _drawn[i].Value;
                if (piece.IsNumber) _drawn.RemoveAt(i);
                return earlier;
            }
        }
        var drawn = piece.IsNumber ? _random.Between(piece.Low, piece.High) : _random.Below(piece.Choices.Length);
        if (!repeats) _drawn.Add((piece.Key, drawn));
        return drawn;
    }

    private string Reworded(string text)
    {
        foreach (var (from, to) in _templates.Rewordings) text = text.Replace(from, to, StringComparison.Ordinal);
        return text.Replace("\\n", "\n", StringComparison.Ordinal);
    }

    private void WriteNursing(int number)
    {
        var entry = _visit.Nursing[number];
        if (entry.Text.Length > 0) return;
        Begin(entry.At, entry.Nurse, TextKind.Nursing, NursingPart + number);
        _nursing = entry;
        Include(_document);
        _visit.Nursing[number] = entry with { Text = Finish() };
    }
}
