using System.Globalization;
using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;

namespace Suwen.Simulator.Notes;

/// <summary>The spans and facts of a note as lines of the answer file. They are many: the run writes those of a share of the notes.</summary>
public static class NoteAnswers
{
    /// <param name="source">Name of the feed in which the note shows.</param>
    public static void Add(ClinicalNote note, string source, List<Answer> answers)
    {
        foreach (var span in note.PrivateSpans)
            answers.Add(new Answer("private-span", KindOf(span.Kind), source, "note", note.Number, ("start", Text(span.Start)), ("length", Text(span.Length)), ("text", note.Text.Substring(span.Start, span.Length))));
        foreach (var fact in note.Facts)
            answers.Add(new Answer("note-fact", fact.Kind, source, "note", note.Number, ("start", Text(fact.Start)), ("length", Text(fact.Length)), ("code", fact.Code), ("name", fact.Name),
                ("value", fact.Value), ("unit", fact.Unit), ("assertion", AssertionOf(fact.Assertion))));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string KindOf(PrivateKind kind) => kind switch
    {
        PrivateKind.Name => "name", PrivateKind.NationalId => "national-id", PrivateKind.Phone => "phone", PrivateKind.Address => "address", PrivateKind.Date => "date", PrivateKind.Institution => "institution",
        PrivateKind.RecordNumber => "record-number", PrivateKind.Clinician => "clinician", PrivateKind.Relative => "relative", PrivateKind.Employer => "employer", PrivateKind.Age => "age", PrivateKind.Email => "email", _ => "vehicle",
    };

    private static string AssertionOf(NoteAssertion assertion) => assertion switch
    {
        NoteAssertion.Present => "present", NoteAssertion.Absent => "absent", NoteAssertion.Past => "past", NoteAssertion.Family => "family", _ => "possible",
    };
}
