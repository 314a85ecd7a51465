using System.Globalization;

namespace Suwen.Analysis.Payment.FrontPage;

/// <summary>
/// What the record of a stay says, as far as rules ask for it: of each test the lowest, highest, first and last value, of each word one place per way in
/// which it is meant, of each drug and examination one row. Small, so that a month of stays fits into memory.
/// </summary>
public sealed class FrontPageRecord
{
    private readonly Dictionary<int, TestFact> tests = [];
    private readonly Dictionary<(int Word, Mention Mention), FrontPageEvidence> words = [];
    private readonly Dictionary<int, FrontPageEvidence> drugs = [];
    private readonly Dictionary<int, FrontPageEvidence> exams = [];

    private readonly List<FrontPageProcedureSeen> procedures = [];

    /// <summary>Procedures that the record shows, each code once.</summary>
    public IReadOnlyList<FrontPageProcedureSeen> Procedures => procedures;

    /// <summary>True when anything of the stay's record was given, whether rules ask for it or not.</summary>
    public bool HasRows { get; private set; }

    /// <summary>True when results of tests were given.</summary>
    public bool HasTests { get; private set; }

    /// <summary>True when notes were given.</summary>
    public bool HasNotes { get; private set; }

    /// <summary>True when a note is titled as the record of an operation.</summary>
    public bool HasOperationNote { get; private set; }

    /// <summary>True when a consent is among the notes or named by one.</summary>
    public bool HasConsent { get; private set; }

    /// <summary>Adds a result of a test.</summary>
    public void AddTest(string code, string name, double value, string unit, DateTime? at)
    {
        HasRows = HasTests = true;
        var test = FrontPageTests.Find(code, name);
        if (test < 0 || double.IsNaN(value) || FrontPageTests.InUnit(test, value, unit) is not { } converted)
        {
            return;
        }

        if (!tests.TryGetValue(test, out var fact))
        {
            tests[test] = fact = new TestFact();
        }

        fact.Add(converted, at, test == TestFact.Creatinine);
    }

    /// <summary>Adds a note, or a report of an examination with its words.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="text">Its text.</param>
    /// <param name="at">When.</param>
    /// <param name="isExam">True for the report of an examination.</param>
    public void AddNote(string title, string text, DateTime? at, bool isExam = false)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(text);
        HasRows = HasNotes = true;
        HasOperationNote |= title.Contains("手术记录", StringComparison.Ordinal) || title.Contains("操作记录", StringComparison.Ordinal);
        HasConsent |= title.Contains("同意书", StringComparison.Ordinal) || text.Contains("同意书", StringComparison.Ordinal) || text.Contains("知情同意", StringComparison.Ordinal);
        AddExam(title, at);
        FrontPageRules.Text.Find(text, (word, mention, place) =>
        {
            var key = (word, mention);
            if (!words.ContainsKey(key))
            {
                words[key] = new FrontPageEvidence(isExam ? "exam" : "note", title, at, FrontPageText.Snippet(text, place));
            }
        });
    }

    /// <summary>Adds an examination by its title, where no report is at hand.</summary>
    public void AddExam(string title, DateTime? at)
    {
        ArgumentNullException.ThrowIfNull(title);
        HasRows = true;
        FrontPageRules.MatchExams(title, i => exams.TryAdd(i, new FrontPageEvidence("exam", title, at, title)));
    }

    /// <summary>Adds a drug that was given or ordered.</summary>
    public void AddDrug(string name, DateTime? at)
    {
        ArgumentNullException.ThrowIfNull(name);
        HasRows = true;
        FrontPageRules.MatchDrugs(name, i => drugs.TryAdd(i, new FrontPageEvidence("drug", name, at, name)));
    }

    /// <summary>Adds a procedure that the record shows.</summary>
    public void AddProcedure(string code, string name, DateTime? at)
    {
        HasRows = true;
        if (!string.IsNullOrEmpty(code) && !procedures.Exists(p => p.Code == code))
        {
            procedures.Add(new FrontPageProcedureSeen(code, name, at));
        }
    }

    internal TestFact? Test(int test) => tests.GetValueOrDefault(test);

    internal FrontPageEvidence? Word(int word, Mention mention) => words.GetValueOrDefault((word, mention));

    internal FrontPageEvidence? Drug(int drug) => drugs.GetValueOrDefault(drug);

    internal FrontPageEvidence? Exam(int exam) => exams.GetValueOrDefault(exam);
}

/// <summary>A procedure in the record of a stay.</summary>
/// <param name="Code">Its code as the record has it.</param>
/// <param name="Name">Its name.</param>
/// <param name="At">When.</param>
public sealed record FrontPageProcedureSeen(string Code, string Name, DateTime? At);

/// <summary>The values of one test in a stay.</summary>
internal sealed class TestFact
{
    public static readonly int Creatinine = FrontPageTests.IndexOf("creatinine");

    private List<(DateTime At, double Value)>? series;

    public int Count { get; private set; }

    public double Lowest { get; private set; } = double.MaxValue;

    public DateTime? LowestAt { get; private set; }

    public double Highest { get; private set; } = double.MinValue;

    public DateTime? HighestAt { get; private set; }

    /// <summary>The earliest value that has a time.</summary>
    public (DateTime At, double Value)? First { get; private set; }

    public void Add(double value, DateTime? at, bool withSeries)
    {
        Count++;
        if (value < Lowest)
        {
            (Lowest, LowestAt) = (value, at);
        }

        if (value > Highest)
        {
            (Highest, HighestAt) = (value, at);
        }

        if (at is { } time)
        {
            First = First is { } first && first.At <= time ? First : (time, value);
            if (withSeries)
            {
                (series ??= []).Add((time, value));
            }
        }
    }

    /// <summary>
    /// The rise of KDIGO 2012 (2.1.1): by 26.5 μmol/L within 48 hours, or to 1.5 times within 7 days. The criterion of urine output is not looked at.
    /// </summary>
    public ((DateTime At, double Value) From, (DateTime At, double Value) To)? KidneyRise()
    {
        if (series is not { Count: > 1 })
        {
            return null;
        }

        series.Sort(static (a, b) => a.At.CompareTo(b.At));
        for (var to = 1; to < series.Count; to++)
        {
            for (var from = 0; from < to; from++)
            {
                var hours = (series[to].At - series[from].At).TotalHours;
                var (low, high) = (series[from].Value, series[to].Value);
                if ((hours <= 48 && high - low >= 26.5) || (hours <= 168 && high >= 1.5 * low))
                {
                    return (series[from], series[to]);
                }
            }
        }

        return null;
    }

    /// <summary>The fall from the first value to the lowest after it.</summary>
    public double Fall => First is { } first && LowestAt >= first.At ? first.Value - Lowest : 0;

    public static string Write(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
