using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Suwen.Simulator.Care;
using Suwen.Simulator.Notes;
using Suwen.Simulator.People;
using Suwen.Simulator.Running;

namespace Suwen.Simulator.Tests.Notes;

public sealed class NoteWriterTests
{
    private static readonly Arbitrary<int> Numbers = Gen.Choose(0, 1_000_000).ToArbitrary();

    private static Visit Written(int number, NoteSet set)
    {
        var visit = HandMade.Visit(number);
        HandMade.Writer(set).Write(visit);
        return visit;
    }

    /// <summary>Holds for both sets of wordings.</summary>
    private static void ForAll(Action<Visit, NoteSet> check) => Prop.ForAll(Numbers, number =>
    {
        check(Written(number, NoteSet.A), NoteSet.A);
        check(Written(number, NoteSet.B), NoteSet.B);
    }).QuickCheckThrowOnFailure();

    private static string Text(ClinicalNote note, NoteFact fact) => note.Text.Substring(fact.Start, fact.Length);

    [Fact]
    public void No_brace_bracket_or_empty_list_is_left_in_a_text() => ForAll((visit, _) =>
    {
        foreach (var text in visit.Notes.Select(note => note.Text).Concat(visit.Nursing.Select(entry => entry.Text)).Concat(visit.Exams.Select(exam => exam.Findings + exam.Conclusion)))
        {
            text.ShouldNotBeNullOrWhiteSpace();
            text.IndexOfAny(['{', '}', '[', ']', '<', '>', '|', '\\']).ShouldBe(-1, text);
            foreach (var wrong in new[] { "，，", "；；", "。。", "：。", "（）", "()", "、、", "，。", "、。", "：，", "，；", "；。", "。；", "。，", "“”" }) text.ShouldNotContain(wrong, Case.Sensitive, text);
        }
    });

    [Fact]
    public void Private_spans_hold_what_their_kind_says() => ForAll((visit, _) =>
    {
        var details = visit.Person.Details;
        foreach (var note in visit.Notes)
        {
            foreach (var span in note.PrivateSpans)
            {
                var text = note.Text.Substring(span.Start, span.Length);
                switch (span.Kind)
                {
                    case PrivateKind.Name: text.ShouldBe(details.FullName); break;
                    case PrivateKind.NationalId: text.ShouldBe(details.NationalId); break;
                    case PrivateKind.Phone: text.ShouldBeOneOf(details.Phone, details.ContactPhone); break;
                    case PrivateKind.Address: text.ShouldBeOneOf(details.Address, details.NativePlace); break;
                    case PrivateKind.Relative: text.ShouldBe(details.ContactName); break;
                    case PrivateKind.Employer: text.ShouldBe(details.Employer); text.ShouldNotBe("退休"); break;
                    case PrivateKind.RecordNumber: text.ShouldBeOneOf(visit.Number, visit.Person.RecordNumber); break;
                    case PrivateKind.Institution: HandMade.Hospitals.ShouldContain(text); break;
                    case PrivateKind.Date: text.Count(char.IsAsciiDigit).ShouldBeInRange(6, 8, text); break;
                    case PrivateKind.Age: text.ShouldMatch("岁|个月|天"); break;
                    case PrivateKind.Clinician: text.ShouldStartWith("陈"); break;
                    default: throw new InvalidOperationException(span.Kind.ToString());
                }
            }
        }
    });

    [Fact]
    public void What_stands_for_an_employer_and_names_none_is_written_and_not_marked()
    {
        var visits = Enumerable.Range(0, 200).Select(number => Written(number * 3 + 1, NoteSet.A)).ToList();
        visits.ShouldAllBe(visit => visit.Person.Details.Employer == "退休");
        visits.SelectMany(visit => visit.Notes).SelectMany(note => note.PrivateSpans).ShouldNotContain(span => span.Kind == PrivateKind.Employer);
        visits.SelectMany(visit => visit.Notes).ShouldContain(note => note.Text.Contains("退休", StringComparison.Ordinal));
    }

    [Fact]
    public void No_name_number_or_phone_of_a_person_stands_in_a_note_outside_a_span() => ForAll((visit, _) =>
    {
        var details = visit.Person.Details;
        foreach (var note in visit.Notes)
        {
            var rest = note.Text.ToCharArray();
            foreach (var span in note.PrivateSpans) Array.Fill(rest, '■', span.Start, span.Length);
            var text = new string(rest);
            foreach (var secret in new[] { details.FullName, details.NationalId, details.Phone, details.Address, details.ContactName, details.ContactPhone, visit.Number, "20" + visit.Start.ToString("yy", CultureInfo.InvariantCulture) + "年", "陈明安", visit.Doctor.Name })
                if (secret.Length > 0) text.ShouldNotContain(secret);
        }
    });

    [Fact]
    public void Facts_stand_at_their_span_in_the_text() => ForAll((visit, set) =>
    {
        var synonyms = NoteTemplates.Of(set).Synonyms;
        foreach (var note in visit.Notes)
        {
            note.Facts.ShouldNotBeEmpty();
            foreach (var fact in note.Facts)
            {
                var text = Text(note, fact);
                switch (fact.Kind)
                {
                    case "symptom" or "sign" or "complaint" or "history" or "diagnosis" or "allergy" when fact.Value.Length == 0:
                        (text == fact.Name || synonyms.TryGetValue(fact.Name, out var others) && others.Contains(text)).ShouldBeTrue($"{fact} {text}");
                        break;
                    case "vital" or "lab": text.ShouldContain(fact.Value); break;
                    case "drug": text.ShouldContain(fact.Name); break;
                    case "herb" or "measure" or "operation-finding": text.ShouldContain(fact.Value); break;
                }
            }
        }
    });

    [Fact]
    public void The_admission_note_states_every_diagnosis_known_at_the_time_and_the_first_vital_signs() => ForAll((visit, _) =>
    {
        var note = visit.Notes.Single(one => one.Kind == NoteKind.Admission);
        foreach (var diagnosis in visit.Diagnoses.Where(one => one.System == CodeSystem.Icd10))
            note.Facts.ShouldContain(fact => fact.Kind == "diagnosis" && fact.Code == diagnosis.Standard.Code && fact.Assertion == NoteAssertion.Present);
        var temperature = visit.Vitals[0].TemperatureC.ToString("F1", CultureInfo.InvariantCulture);
        note.Facts.ShouldContain(fact => fact.Kind == "vital" && fact.Code == "8310-5" && fact.Value == temperature && fact.Assertion == NoteAssertion.Present);
        foreach (var allergy in visit.Allergies) note.Facts.ShouldContain(fact => fact.Kind == "allergy" && fact.Code == allergy.Substance.Code);
    });

    [Fact]
    public void Every_symptom_stated_is_one_that_the_disease_may_give() => ForAll((visit, _) =>
    {
        var known = visit.Disease!.Symptoms.Select(symptom => symptom.TextZh).Append("发热").ToHashSet();
        foreach (var fact in visit.Notes.SelectMany(note => note.Facts).Where(fact => fact.Kind is "symptom" && fact.Assertion == NoteAssertion.Present)) known.ShouldContain(fact.Name);
    });

    [Fact]
    public void Nothing_is_both_complained_of_and_denied_on_admission() => ForAll((visit, _) =>
    {
        var note = visit.Notes.Single(one => one.Kind == NoteKind.Admission);
        var present = note.Facts.Where(fact => fact.Kind is "symptom" or "sign" or "complaint" && fact.Assertion == NoteAssertion.Present).Select(fact => fact.Name).ToHashSet();
        foreach (var fact in note.Facts.Where(fact => fact.Assertion == NoteAssertion.Absent && fact.Kind is "symptom" or "sign")) if (fact.Assertion == NoteAssertion.Absent) present.ShouldNotContain(fact.Name);
    });

    [Fact]
    public void A_note_never_says_of_a_symptom_that_it_is_there_and_gone() => ForAll((visit, _) =>
    {
        foreach (var note in visit.Notes.Where(note => note.Kind is NoteKind.Progress or NoteKind.WardRound or NoteKind.Consultation))
        {
            var gone = note.Facts.Where(fact => fact.Kind == "symptom" && fact.Assertion == NoteAssertion.Absent).Select(fact => fact.Name).ToHashSet();
            note.Facts.ShouldNotContain(fact => fact.Kind == "symptom" && fact.Assertion == NoteAssertion.Present && gone.Contains(fact.Name), note.Text);
        }
    });

    [Fact]
    public void A_fever_on_the_chart_is_never_denied() => ForAll((visit, _) =>
    {
        foreach (var note in visit.Notes.Where(note => note.Facts.Any(fact => fact.Code == "8310-5" && fact.Assertion == NoteAssertion.Present && double.Parse(fact.Value, CultureInfo.InvariantCulture) >= 37.3)))
            note.Facts.ShouldNotContain(fact => fact.Name == "发热" && fact.Assertion == NoteAssertion.Absent, note.Text);
    });

    [Fact]
    public void A_known_illness_is_not_denied_in_the_history() => ForAll((visit, _) =>
    {
        if (!visit.Diagnoses.Any(diagnosis => diagnosis.Standard.Code == "I10.x00")) return;
        foreach (var note in visit.Notes) note.Facts.ShouldNotContain(fact => fact.Name == "高血压病" && fact.Assertion == NoteAssertion.Absent);
    });

    [Fact]
    public void Men_and_children_have_no_menstrual_history_and_children_do_not_smoke() => ForAll((visit, _) =>
    {
        var age = visit.Resident.Age(DateOnly.FromDateTime(visit.Start));
        var facts = visit.Notes.SelectMany(note => note.Facts).ToList();
        if (visit.Resident.Sex == Sex.Male || age < 12) facts.ShouldNotContain(fact => fact.Kind == "menstrual");
        if (age < 18) facts.ShouldNotContain(fact => fact.Kind == "habit" || fact.Kind == "marriage");
        if (age >= 14) visit.Notes.ShouldAllBe(note => !note.Text.Contains("患儿", StringComparison.Ordinal) || note.Text.Contains("儿科", StringComparison.Ordinal) || visit.Department.Specialty == "paediatrics");
        if (visit.Resident.Sex == Sex.Male) visit.Notes.ShouldAllBe(note => !note.Text.Contains("月经", StringComparison.Ordinal) && !note.Text.Contains("绝经", StringComparison.Ordinal));
    });

    [Fact]
    public void The_conclusion_of_an_examination_repeats_the_measure_of_its_findings() => ForAll((visit, _) =>
    {
        foreach (var exam in visit.Exams.Where(exam => exam.IsAbnormal))
        {
            var measured = exam.Facts.First(fact => fact.Kind == "exam-finding");
            exam.Findings.Substring(measured.Start, measured.Length).ShouldBe(measured.Value);
            measured.Unit.ShouldBe("mm");
            int.Parse(measured.Value, CultureInfo.InvariantCulture).ShouldBeInRange(5, 14);
            exam.Conclusion.ShouldContain(measured.Value + "mm");
        }
    });

    [Fact]
    public void The_same_seed_gives_the_same_texts_whoever_writes_and_whatever_was_written_before() => Prop.ForAll(Numbers, number =>
    {
        var first = Written(number, NoteSet.A);
        var busy = HandMade.Writer(NoteSet.A);
        for (var i = 0; i < 3; i++) busy.Write(HandMade.Visit(number + i + 1));
        var second = HandMade.Visit(number);
        busy.Write(second);
        busy.Write(second);
        for (var i = 0; i < first.Notes.Count; i++)
        {
            second.Notes[i].Text.ShouldBe(first.Notes[i].Text);
            second.Notes[i].Facts.ShouldBe(first.Notes[i].Facts);
            second.Notes[i].PrivateSpans.ShouldBe(first.Notes[i].PrivateSpans);
        }
        second.Nursing.Select(entry => entry.Text).ShouldBe(first.Nursing.Select(entry => entry.Text));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Another_seed_and_another_doctor_write_otherwise()
    {
        var texts = new HashSet<string>();
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var visit = HandMade.Visit(5);
            HandMade.Writer(NoteSet.A, seed).Write(visit);
            texts.Add(visit.Notes.Single(note => note.Kind == NoteKind.Admission).Text);
        }
        texts.Count.ShouldBe(20);
    }

    [Fact]
    public void Answers_lead_to_the_words_of_the_note()
    {
        var visit = Written(11, NoteSet.A);
        var note = visit.Notes.Single(one => one.Kind == NoteKind.Discharge);
        var answers = new NoteAnswerText();
        answers.Add(visit, note, NoteSet.A);
        using var answer = JsonDocument.Parse(answers.Bytes);
        var spans = answer.RootElement.GetProperty("spans").EnumerateArray().ToList();
        spans.Count.ShouldBe(note.PrivateSpans.Count);
        spans.ShouldNotBeEmpty();
        foreach (var span in spans)
        {
            var words = note.Text.Substring(span[0].GetInt32(), span[1].GetInt32());
            words.Trim().ShouldBe(words);
            words.ShouldNotBeEmpty();
        }

        answer.RootElement.GetProperty("facts").GetArrayLength().ShouldBe(note.Facts.Count);
    }
}
