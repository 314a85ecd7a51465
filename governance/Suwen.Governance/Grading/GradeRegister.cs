using System.Globalization;
using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Grading;

/// <summary>
/// The grades of one data folder: what rules, detectors and lineage propose, what persons decided, and the book that follows and is
/// enforced wherever data leaves. What nobody has confirmed counts as proposed; a decision holds against what was proposed when it was
/// made, and a later, higher proposal counts until somebody decides again.
/// </summary>
public sealed class GradeRegister
{
    /// <summary>How long an approved export may be taken.</summary>
    public static TimeSpan ApprovalHolds { get; } = TimeSpan.FromDays(7);

    private readonly GradeStore store;
    private readonly TimeProvider time;
    private readonly RolePolicy roles;
    private readonly Lock gate = new();
    private IReadOnlyList<ColumnFlow> flows;
    private IReadOnlyList<DerivedResult> derived = [];
    private IReadOnlyList<GradedColumn> columns = [];

    private GradeRegister(GradeStore store, RolePolicy roles, IReadOnlyList<ColumnFlow> flows, TimeProvider time)
    {
        this.store = store;
        this.roles = roles;
        this.flows = flows;
        this.time = time;
    }

    /// <summary>Opens the register and makes its grades hold.</summary>
    /// <param name="path">The application state's file.</param>
    /// <param name="roles">The policy of roles.</param>
    /// <param name="flows">Which columns are made of which.</param>
    /// <param name="time">The clock.</param>
    public static GradeRegister Open(string path, RolePolicy roles, IReadOnlyList<ColumnFlow> flows, TimeProvider time)
    {
        var register = new GradeRegister(new GradeStore(path, time), roles, flows, time);
        register.Apply();
        return register;
    }

    /// <summary>Every graded column, by table in the model's order.</summary>
    public IReadOnlyList<GradedColumn> Columns => Volatile.Read(ref columns);

    /// <summary>The policy of roles that holds.</summary>
    public RolePolicy Roles => roles;

    /// <summary>One column; null where the model has none of the name.</summary>
    public GradedColumn? Find(string table, string column) => Columns.FirstOrDefault(c => c.Table == table && c.Column == column);

    /// <summary>Every decision about a column, the oldest first.</summary>
    public IReadOnlyList<GradeDecision> HistoryOf(string table, string column) => [.. store.Decisions().Where(d => d.Table == table && d.Column == column)];

    /// <summary>Takes other ways of data into account from now on.</summary>
    public void Follow(IReadOnlyList<ColumnFlow> next)
    {
        lock (gate)
        {
            flows = next;
            Apply();
        }
    }

    /// <summary>
    /// Takes registered results into account from now on, in place of those known before. The grades that come with them are what their
    /// maker proposes by itself; what lineage carries to them and what persons decide counts as everywhere.
    /// </summary>
    public void Follow(IReadOnlyList<ColumnFlow> next, IReadOnlyList<DerivedResult> results)
    {
        lock (gate)
        {
            (flows, derived) = (next, results);
            Apply();
        }
    }

    /// <summary>Writes down what detectors found in tables, in place of what they found there before.</summary>
    public void Propose(IReadOnlyList<string> tables, IReadOnlyList<GradeFinding> findings)
    {
        lock (gate)
        {
            store.ReplaceFindings(tables, findings);
            Apply();
        }
    }

    /// <summary>A person confirms what is proposed, or decides otherwise.</summary>
    /// <returns>The column as it stands now; null where the model has none of the name.</returns>
    public GradedColumn? Decide(string table, string column, DataLevel level, string by, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        lock (gate)
        {
            if (Find(table, column) is not { } known)
            {
                return null;
            }

            store.Add(new GradeDecision(table, column, level, known.ProposedLevel, by, time.GetUtcNow(), reason));
            Apply();
            return Find(table, column);
        }
    }

    /// <summary>Asks that data of level 4 or 5 may be exported.</summary>
    public ExportRequest RequestExport(string by, string statement, DataLevel level, string reason)
    {
        var request = new ExportRequest(Guid.CreateVersion7(time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture), by, time.GetUtcNow(), statement, level, reason, "requested", null, null, null, null);
        store.Add(request);
        return request;
    }

    /// <summary>Another person approves or refuses a request; null where it does not wait, or the one who decides is the one who asked.</summary>
    public ExportRequest? DecideExport(string id, bool isApproved, string by, string reason) =>
        store.TryDecide(id, isApproved ? "approved" : "refused", by, reason, isApproved ? time.GetUtcNow() + ApprovalHolds : null) ? FindExport(id) : null;

    /// <summary>A request by its id.</summary>
    public ExportRequest? FindExport(string id) => store.Exports().FirstOrDefault(e => e.Id == id);

    /// <summary>Every request, the newest first.</summary>
    public IReadOnlyList<ExportRequest> Exports() => store.Exports();

    /// <summary>True while the one who asked may take the export.</summary>
    public bool MayTake(ExportRequest request, string by) => request.Status == "approved" && request.By == by && request.ExpiresAt > time.GetUtcNow();

    private void Apply()
    {
        var findings = store.Findings().ToLookup(static f => (f.Table, f.Column));
        var decisions = new Dictionary<(string, string), GradeDecision>();
        foreach (var decision in store.Decisions())
        {
            decisions[(decision.Table, decision.Column)] = decision;
        }

        // Lineage starts from the level that counts at the source: what a person decided there travels on.
        var raised = GradeFlow.Raise(flows, (table, column) => Counting(Own(table, column).Level, decisions.GetValueOrDefault((table, column))));
        var graded = new List<GradedColumn>();
        foreach (var table in GradeRules.Tables)
        {
            foreach (var column in table.Columns)
            {
                graded.Add(GradeOf(table, column.Name));
            }
        }

        var results = derived.ToDictionary(static d => d.Table.ToString(), StringComparer.Ordinal);
        foreach (var result in derived)
        {
            graded.AddRange(result.Table.Columns.Where(c => result.Grades.ContainsKey(c.Name)).Select(c => GradeOf(result.Table, c.Name)));
        }

        Volatile.Write(ref columns, graded);
        var differing = graded.Where(c => c.Level != c.Rule.Level || results.ContainsKey(c.Table)).Select(static c => KeyValuePair.Create((c.Table, c.Column), c.Level));
        var levels = graded.Where(c => results.ContainsKey(c.Table)).ToLookup(static c => c.Table);
        Authorisation.Use(new AccessPolicy(
            new GradeBook(differing),
            roles,
            [.. derived.Select(d => d with { Grades = levels[d.Table.ToString()].ToDictionary(static c => c.Column, static c => c.Rule with { Level = c.Level }, StringComparer.Ordinal) })]));

        GradedColumn GradeOf(Table table, string column)
        {
            var name = table.Schema == "cdr" ? table.Name : table.ToString();
            var (level, by) = Own(name, column);
            if (raised.TryGetValue((name, column), out var carried) && carried > level)
            {
                (level, by) = (carried, "lineage");
            }

            var decision = decisions.GetValueOrDefault((name, column));
            var isConfirmed = decision is not null && level <= decision.ProposedLevel;
            return new GradedColumn(name, column, RuleOf(name, column), level, by, Counting(level, decision), isConfirmed, decision, [.. findings[(name, column)]]);
        }

        ColumnGrade RuleOf(string table, string column) =>
            derived.FirstOrDefault(d => d.Table.ToString() == table) is { } result && result.Grades.TryGetValue(column, out var own) ? own : GradeRules.Of(table, column);

        (DataLevel Level, string By) Own(string table, string column)
        {
            var best = (RuleOf(table, column).Level, "rule");
            foreach (var finding in findings[(table, column)])
            {
                best = finding.Level > best.Level ? (finding.Level, finding.Detector) : best;
            }

            return best;
        }
    }

    /// <summary>The decision where it knew of the proposal, else whichever is higher.</summary>
    private static DataLevel Counting(DataLevel proposed, GradeDecision? decision) =>
        decision is null ? proposed
        : proposed <= decision.ProposedLevel || decision.Level > proposed ? decision.Level
        : proposed;
}
