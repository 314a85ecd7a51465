using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Suwen.Analysis.Payment.FrontPage;
using Suwen.Server.Node;
using Suwen.Standards.Csv;
using Suwen.Storage;

namespace Suwen.Server.Payment;

/// <summary>Weights and rate by which payment is estimated, and where they are from.</summary>
internal sealed record TermsInForce(PaymentTerms? Terms, string From);

/// <summary>Checks pages and stays before settlement. Groups by the site's scheme, estimates by its weights or by its own costs.</summary>
internal sealed class PaymentDesk
{
    private const string DefaultScheme = "chs-drg-1.1";

    /// <summary>Groups with fewer stays have no weight of their own.</summary>
    private const int FewestStays = 5;

    private static readonly string[] BuiltIn = [DefaultScheme, "chs-drg-2.0"];

    private readonly SuwenNode node;
    private readonly ConcurrentDictionary<string, Lazy<FrontPageGrouper>> groupers = new(StringComparer.Ordinal);
    private readonly RestingReading<TermsInForce> terms;
    private readonly Lazy<Task<FrontPageDip?>> dip;

    public PaymentDesk(SuwenNode node)
    {
        this.node = node;
        terms = new RestingReading<TermsInForce>(node, TimeSpan.FromMinutes(1), null, ReadTermsAsync);
        dip = new Lazy<Task<FrontPageDip?>>(ReadDipAsync);
    }

    private PaymentSettings Settings => node.Settings.Payment ?? new PaymentSettings();

    public SuwenNode Node => node;

    /// <summary>True for a scheme that a request may name.</summary>
    public static bool IsBuiltIn(string scheme) => BuiltIn.Contains(scheme);

    public FrontPageGrouper Grouper(string? scheme = null)
    {
        var name = scheme ?? Settings.Scheme ?? DefaultScheme;
        return groupers.GetOrAdd(name, n => new Lazy<FrontPageGrouper>(() => new FrontPageGrouper(n, node.Folder.Root))).Value;
    }

    public Task<TermsInForce> TermsAsync(ReadScope scope, CancellationToken cancellationToken) => terms.GetAsync(scope, cancellationToken);

    public static PaymentBasis BasisOf(FrontPageGrouper grouper, TermsInForce inForce) =>
        new(grouper.Scheme, grouper.IsUnofficial, inForce.From, inForce.Terms?.Rate, inForce.Terms?.Low ?? 0.4, inForce.Terms?.High ?? 2);

    /// <summary>Checks a page against the record, with the groups of other codings.</summary>
    public async Task<PaymentCheck> CheckAsync(FrontPageCase page, FrontPageRecord? record, StayPage? stay, ReadScope scope, CancellationToken cancellationToken)
    {
        var grouper = Grouper();
        var inForce = await TermsAsync(scope, cancellationToken);
        var catalogue = await dip.Value;
        var report = FrontPageChecker.Check(page, record);
        var group = grouper.Group([page], withPath: true)[0];
        var answer = Answer(group, inForce.Terms?.Of(group.Drg, page.Cost), catalogue?.Score(page));
        var choices = FrontPageChoices.Build(page, record, report, grouper, inForce.Terms, catalogue).Select(c => new ChoiceAnswer(
            c.Kind, c.Code, NameOf(c, stay, report), Answer(c.Group, c.Estimate, c.Dip), c.Estimate is { } e && answer.Payment is { } now ? Math.Round(Math.Round(e.Payment, 2) - now, 2) : null, NameOf(c.Support), Rows(c.Evidence)));
        return new PaymentCheck(
            stay is null ? null : Summary(stay, group, answer, report), Named(page.Diagnoses, stay), Named([.. page.Procedures.Select(static p => p.Code)], stay), page.Cost, answer, PathOf(group, grouper),
            Findings(report), [.. choices], report.Score, report.HasRecord, BasisOf(grouper, inForce));
    }

    /// <summary>A stay in the list.</summary>
    public StaySummary Summary(StayPage stay, FrontPageGroup group, PaymentTerms? current, FrontPageReport report) => Summary(stay, group, Answer(group, current?.Of(group.Drg, stay.Page.Cost), null), report);

    public GroupAnswer Answer(FrontPageGroup group, PaymentEstimate? estimate, FrontPageDipScore? score) => new(
        group.Mdc, group.MdcTitle, group.Adrg, group.AdrgTitle, group.Drg, group.DrgTitle, group.Status, group.Reason, Round(estimate?.Weight, 4), Round(estimate?.Payment, 2), Round(estimate?.Balance, 2),
        estimate?.Outlier ?? "unknown", score?.Code, Round(score?.Score, 4), score is not null && Settings.PointValue is { } value ? Round(score.Score * value, 2) : null);

    public async Task<FrontPageDip?> DipAsync() => await dip.Value;

    public static IReadOnlyList<PaymentFinding> Findings(FrontPageReport report) =>
        [.. report.Findings.Select(static f => new PaymentFinding(f.Rule, f.Kind, NameOf(f.Severity), f.Code, new PaymentWords(f.Title.Zh, f.Title.En), f.Basis, f.IsClinicallyReviewed, Rows(f.Evidence)))];

    /// <summary>The path of grouping in steps that people can read.</summary>
    public static IReadOnlyList<PathStep> PathOf(FrontPageGroup group, FrontPageGrouper grouper)
    {
        if (group.Path is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(group.Path);
        var steps = new List<PathStep>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in property.Value.EnumerateArray())
                {
                    Add(property.Name, item);
                }
            }
            else if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Add(property.Name, property.Value);
            }
        }

        return steps;

        void Add(string step, JsonElement item)
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                steps.Add(new PathStep(step, item.GetString()!, grouper.TitleOf(item.GetString()), null));
                return;
            }

            if (item.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            var code = Text(item, "code") ?? Text(item, "from") ?? Text(item, "mdc") ?? Text(item, "adrg") ?? Text(item, "drg") ?? "";
            var others = item.EnumerateObject().Where(p => p.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number && p.Value.ToString() != code && p.Name is not ("title" or "kind")).Select(static p => p.Name == "rule" ? p.Value.ToString() : $"{p.Name} {p.Value}");
            var because = item.TryGetProperty("because", out var tests) && tests.ValueKind == JsonValueKind.Array ? tests.EnumerateArray().Select(static t => t.ValueKind == JsonValueKind.String ? t.GetString()! : Flat(t)) : [];
            steps.Add(new PathStep(step, code, Text(item, "title") ?? grouper.TitleOf(code), string.Join("; ", others.Concat(because)) is { Length: > 0 } why ? why : null));
        }
    }

    private static string Flat(JsonElement test) => test.ValueKind != JsonValueKind.Object
        ? test.ToString()
        : string.Join(" ", test.EnumerateObject().Select(static p => p.Value.ValueKind == JsonValueKind.Array ? string.Join(", ", p.Value.EnumerateArray()) : p.Value.ToString()));

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static StaySummary Summary(StayPage stay, FrontPageGroup group, GroupAnswer answer, FrontPageReport report) => new(
        stay.StayId.ToString(CultureInfo.InvariantCulture), stay.PersonId.ToString(CultureInfo.InvariantCulture), stay.Number, stay.Institution, stay.Department, stay.Physician, stay.Coder, Time(stay.Page.Admission), Time(stay.Page.Discharge), stay.IsSettled,
        stay.Page.Diagnoses.Count > 0 ? stay.Page.Diagnoses[0] : null, stay.MainName, group.Drg, group.DrgTitle, group.Status, stay.Page.Cost, answer.Payment, answer.Balance, answer.Outlier,
        report.Findings.Count(static f => f.Severity == FrontPageSeverity.Error), report.Findings.Count(static f => f.Severity == FrontPageSeverity.Warning), report.Findings.Count(static f => f.Severity == FrontPageSeverity.Hint),
        report.Findings.Count(static f => f.Kind == "not-supported"), report.Findings.Count(static f => f.Kind == "not-coded"), report.Score);

    private static List<CodeName> Named(IReadOnlyList<string> codes, StayPage? stay) => [.. codes.Select(c => new CodeName(c, stay?.Names.GetValueOrDefault(c)))];

    private static string? NameOf(FrontPageChoice choice, StayPage? stay, FrontPageReport report) => choice.Code is not { } code ? null
        : stay?.Names.GetValueOrDefault(code) ?? (choice.Kind == "procedure" ? choice.Evidence[0].Name : report.Findings.FirstOrDefault(f => f.Kind == "not-coded" && f.Code == code)?.Rule["not-coded:".Length..]);

    private static List<EvidenceRow> Rows(IReadOnlyList<FrontPageEvidence> evidence) => [.. evidence.Select(static e => new EvidenceRow(e.Kind, e.Name, Time(e.At), e.Value))];

    private static string? Time(DateTime? at) => at?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static double? Round(double? value, int digits) => value is { } v ? Math.Round(v, digits) : null;

    private static string NameOf(FrontPageSeverity severity) => severity switch { FrontPageSeverity.Error => "error", FrontPageSeverity.Warning => "warning", _ => "hint" };

    private static string NameOf(FrontPageSupport support) => support switch { FrontPageSupport.Shown => "shown", FrontPageSupport.None => "none", FrontPageSupport.Contrary => "contrary", _ => "not-judged" };

    private async Task<TermsInForce> ReadTermsAsync(ReadScope scope, CancellationToken cancellationToken)
    {
        var pages = await PaymentQueries.YearAsync(node, scope, cancellationToken);
        var groups = Grouper().Group([.. pages.Select(static p => p.Page)], withPath: false);
        var own = PaymentTerms.FromCosts(pages.Select((p, i) => (groups[i].Drg, p.Page.Cost ?? 0)), FewestStays);
        var (low, high) = (Settings.Low ?? 0.4, Settings.High ?? 2);
        if (Settings.Weights is not { } file)
        {
            return new TermsInForce(own is null ? null : own with { Rate = Settings.Rate ?? own.Rate, Low = low, High = high }, "own-costs");
        }

        var weights = ReadWeights(Path.Combine(node.Folder.Root, file));
        var sum = groups.Sum(g => weights.GetValueOrDefault(g.Drg));
        var spent = pages.Where((_, i) => weights.ContainsKey(groups[i].Drg)).Sum(static p => p.Page.Cost ?? 0);
        return new TermsInForce(new PaymentTerms(weights, Settings.Rate ?? (sum > 0 ? spent / sum : 0), low, high), "table");
    }

    private static Dictionary<string, double> ReadWeights(string path)
    {
        if (!File.Exists(path))
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "The table of weights does not exist.", path, "Put it there, or take payment.weights out of suwen.json.");
        }

        var reader = new CsvReader(File.ReadAllBytes(path), (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read();
        var (code, weight) = (-1, -1);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            code = reader[i].SequenceEqual("drg_code"u8) ? i : code;
            weight = reader[i].SequenceEqual("weight"u8) ? i : weight;
        }

        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        while (code >= 0 && weight >= 0 && reader.Read())
        {
            if (reader.FieldCount > Math.Max(code, weight) && double.TryParse(reader[weight], CultureInfo.InvariantCulture, out var value) && value > 0)
            {
                weights[System.Text.Encoding.UTF8.GetString(reader[code])] = value;
            }
        }

        return weights.Count > 0 ? weights : throw new SuwenFault(ExitCode.BadInput, "caller", "The table of weights has no row with drg_code and weight.", path, "Give one row per group.");
    }

    private async Task<FrontPageDip?> ReadDipAsync() => Settings.DipCity is { } city && FrontPageDip.Cities.Contains(city) ? await FrontPageDip.CityAsync(city, CancellationToken.None) : null;
}
