using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Notes;

/// <summary>
/// Writes the texts of a visit: notes, examination findings, nursing entries, from what the visit holds and nothing else. One per worker.
/// A text is a function of seed, template set and visit; whatever is put in is remembered with its place: personal information as a span, what is said of the patient as a fact.
/// A fact's span covers the words that state it: name and value of a laboratory result, drug with dose, a vital sign's value with its unit, the mere value where the name stands elsewhere.
/// </summary>
public sealed partial class NoteWriter
{
    private const int ExamPart = 2_000_000, NursingPart = 3_000_000;

    private readonly ulong _seed;
    private readonly NoteTemplates _templates;
    private readonly CatalogueIndex _index;
    private readonly IReadOnlyList<string> _hospitals;
    private readonly NoteCase _case;
    private readonly int _document, _drugPhrase, _labPhrase, _labGroupPhrase, _examPhrase, _procedurePhrase, _pastPhrase, _homeDrugPhrase, _allergyPhrase;

    private RandomStream _random;
    private NoteStyle _style;
    private Visit _visit = null!;
    private ClinicalNote? _note;
    private DateTime _now;
    private DateTime _before;
    private Clinician _author = null!;
    private TextKind _kind;
    private string _specialty = "";

    public NoteWriter(World world) : this(world.Options.Seed, world.Options.Notes, world.Catalogue, [.. world.Institutions.All.Where(house => house.IsProvider).Select(house => house.Name)]) { }

    internal NoteWriter(ulong seed, NoteSet set, MedicalCatalogue catalogue, IReadOnlyList<string> hospitals)
    {
        _seed = seed;
        _hospitals = hospitals;
        _templates = NoteTemplates.Of(set);
        _index = new CatalogueIndex(catalogue, _templates.SyndromeSigns);
        _case = new NoteCase(seed, _index);
        _document = _templates.Find("document");
        _drugPhrase = _templates.Find("drug");
        _homeDrugPhrase = _templates.Find("home-drug");
        _labPhrase = _templates.Find("lab");
        _labGroupPhrase = _templates.Find("lab-group");
        _examPhrase = _templates.Find("exam");
        _procedurePhrase = _templates.Find("procedure");
        _pastPhrase = _templates.Find("past-illness");
        _allergyPhrase = _templates.Find("allergy-item");
    }

    /// <summary>Fills the text, private spans and facts of every note of the visit, and the findings of its examinations.</summary>
    public void Write(Visit visit)
    {
        _visit = visit;
        _specialty = visit.Department.Specialty;
        _case.Fill(visit, _templates.SyndromeSigns);
        for (var i = 0; i < visit.Exams.Count; i++) WriteExam(visit.Exams[i], i);
        _before = DateTime.MinValue;
        for (var i = 0; i < visit.Notes.Count; i++) WriteNote(visit.Notes[i], i);
        for (var i = 0; i < visit.Nursing.Count; i++) WriteNursing(i);
    }

    private void WriteNote(ClinicalNote note, int number)
    {
        Begin(note.At, note.Author, KindOf(note.Kind), number);
        _note = note;
        if (!Include(_document)) Append(note.Title);
        note.Text = Finish();
        note.PrivateSpans.Clear();
        note.Facts.Clear();
        note.PrivateSpans.AddRange(_spans);
        note.Facts.AddRange(_facts);
        if (note.At > _before && note.Kind is NoteKind.Progress or NoteKind.WardRound or NoteKind.FirstProgress or NoteKind.Admission) _before = note.At;
    }

    private void Begin(DateTime at, Clinician author, TextKind kind, int part)
    {
        _length = 0;
        _spans.Clear();
        _facts.Clear();
        _drawn.Clear();
        _item = 0;
        _note = null;
        _now = at;
        _author = author;
        _kind = kind;
        _random = new RandomStream(_seed, RandomPurpose.Note, _visit.Key, part);
        if (_style.PatientWord is null || _styleAuthor != author.Number || _styleIsChild != (_case.Age < 14))
        {
            _styleAuthor = author.Number;
            _styleIsChild = _case.Age < 14;
            _style = NoteStyle.Of(_seed, author, _styleIsChild);
        }
        _vitals = FindVitals(at);
        _untilSlip = _random.Below(1000) < _style.SlipsPerMille ? _random.Below(24) : -1;
    }

    private string _styleAuthor = "";
    private bool _styleIsChild;

    private string Finish()
    {
        while (_length > 0 && _text[_length - 1] is '\n' or ' ') _length--;
        return new string(_text, 0, _length);
    }

    private static TextKind KindOf(NoteKind kind) => kind switch
    {
        NoteKind.OutpatientRecord => TextKind.Outpatient,
        NoteKind.Admission => TextKind.Admission,
        NoteKind.FirstProgress => TextKind.FirstProgress,
        NoteKind.Progress => TextKind.Progress,
        NoteKind.WardRound => TextKind.WardRound,
        NoteKind.PreoperativeSummary => TextKind.Preoperative,
        NoteKind.Operation => TextKind.Operation,
        NoteKind.Discharge => TextKind.Discharge,
        NoteKind.DeathRecord => TextKind.Death,
        NoteKind.Consultation => TextKind.Consultation,
        NoteKind.EmergencyRecord => TextKind.Emergency,
        _ => TextKind.Tcm,
    };

    private bool Fill(Node node) => node.Slot switch
    {
        Slot.Include => Include(node.Value),
        Slot.If => Holds(node.Condition),
        Slot.Item => AppendItem(),
        Slot.IfNot => !Holds(node.Condition),
        <= Slot.RecordedAge => FillPerson(node),
        <= Slot.MoveDept => FillTime(node),
        <= Slot.FirstSymptom or Slot.Deny or Slot.Neg or Slot.Pos or Slot.Clear or Slot.Sign => FillSymptom(node),
        <= Slot.Output => FillVital(node),
        <= Slot.Pathogenesis => FillDiagnosis(node),
        <= Slot.ExamDate => FillResult(node),
        <= Slot.HerbDoses => FillDrug(node),
        <= Slot.Incision => FillProcedure(node),
        _ => FillHistory(node),
    };
}
