using System.Globalization;
using System.Text.Json;
using Suwen.Governance.Quality;
using Suwen.Server.CommandLine;
using Suwen.Server.Landing;
using Suwen.Server.Node;
using Suwen.Storage.Landing;

namespace Suwen.Server.Quality;

/// <summary>
/// Scores the checks against the answers of a synthetic region: which planted data errors are found by the checks made for them, and how
/// many rows a check names whose record holds nothing planted. A row is matched with an answer by the record's number, which stands in
/// the bytes that the row came from.
/// </summary>
internal sealed class QualityEvaluation
{
    /// <summary>A check that names more rows speaks of how a source records, not of single slips; it is left out and counted.</summary>
    private const int MostRows = 5000;

    /// <summary>Checks, or types of checks, that are made for a variety. What is damaged in form never becomes a row: the gate sets it aside, or knows it for a repetition.</summary>
    private static readonly Dictionary<string, string[]> MadeFor = new(StringComparer.Ordinal)
    {
        ["future-date"] = ["result-after-message", "condition-after-message", "visit-after-message", "order-after-message", "report-after-message", "withinVisitDates", "plausibleValueHigh", "plausibleStartBeforeEnd", "plausibleTemporalAfter", "fee-outside-stay", "result-before-order", "report-before-order"],
        ["birth-after-visit"] = ["plausibleAfterBirth", "birth-after-first-visit", "id-birth-date"],
        ["id-checksum"] = ["id-checksum"],
        ["sex-code-unknown"] = ["sex-code-unknown"],
        ["unit-swapped"] = ["result-outside-possible", "result-outlier", "blood-pressure-order"],
        ["impossible-value"] = ["result-negative", "result-outside-possible"],
        ["missing-number"] = ["result-value-missing"],
        ["sex-conflict"] = ["sex-diagnosis", "front-page-sex-diagnosis", "settlement-sex-diagnosis", "age-diagnosis"],
        ["discharge-before-admission"] = ["plausibleStartBeforeEnd"],
        ["orphan-result"] = ["isForeignKey", "visit-never-opened"],
        ["swapped-patient"] = ["result-person-not-of-visit", "result-person-not-of-order", "report-person-not-of-visit", "report-person-not-of-order"],
    };

    private readonly Dictionary<(string Source, string Number), List<int>> byNumber = [];
    private readonly List<(string Variety, string Source, string Number, string? Shown)> answers = [];
    private readonly HashSet<(string, string)> others = [];
    private readonly HashSet<int> found = [];

    /// <summary>Reads a file of answers.</summary>
    /// <exception cref="SuwenFault">A line is no answer.</exception>
    public static QualityEvaluation Read(string file)
    {
        var evaluation = new QualityEvaluation();
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            try
            {
                using var answer = JsonDocument.Parse(line);
                evaluation.Add(answer.RootElement);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new SuwenFault(ExitCode.BadInput, "caller", string.Create(CultureInfo.InvariantCulture, $"Line {number} is no answer of a synthetic region."), file, "Give the file answers/answers.jsonl that suwen simulate wrote.", e);
            }
        }

        return evaluation;
    }

    /// <summary>Lists the rows of every check, and writes what was found and what was named without cause.</summary>
    public async Task WriteAsync(SuwenNode node, QualityDesk desk, TextWriter output, CancellationToken cancellationToken)
    {
        var named = new TextTable(["check", "rows", "planted for it", "another truth", "unexplained"]) { RightAlignedFrom = 1 };
        var run = (await desk.RunAsync(new QualityRequest(), "evaluation", false, cancellationToken)).Run;
        var leftOut = 0;
        foreach (var result in run.Results.Where(r => r.Overall.Violated > 0 && MadeFor.Values.Any(m => IsMadeFor(m, r.Check))))
        {
            if (result.Overall.Violated > MostRows)
            {
                leftOut++;
                continue;
            }

            var rows = await desk.ViolationsAsync(result.Check, null, MostRows, cancellationToken);
            var (own, other) = Match(node, result.Check, rows);
            named.Add([result.Check.Id, .. Numbers(rows.Count, own, other, rows.Count - own - other)]);
        }

        var kinds = new TextTable(["planted", "of", "still there", "found", "recall"]) { RightAlignedFrom = 1 };
        var standing = await StandingAsync(node, cancellationToken);
        foreach (var kind in answers.Select((a, i) => (a.Variety, IsFound: found.Contains(i), Stands: found.Contains(i) || IsStanding(a, standing))).Where(a => MadeFor.ContainsKey(a.Variety)).GroupBy(a => a.Variety).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var stand = kind.Count(a => a.Stands);
            var seen = kind.Count(a => a.IsFound);
            kinds.Add([kind.Key, .. Numbers(kind.Count(), stand, seen), (stand == 0 ? 0 : (double)seen / stand).ToString("0.000", CultureInfo.InvariantCulture)]);
        }

        await kinds.WriteAsync(output);
        await output.WriteLineAsync();
        await named.WriteAsync(output);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{leftOut} checks that name more than {MostRows:N0} rows are left out."));
    }

    /// <summary>
    /// What persons of each source are now. A person's particulars come anew with every visit, so a slip in them is mended by the next
    /// version, which a check of current rows rightly does not name.
    /// </summary>
    private static async Task<Dictionary<(string Source, string Number), string[]>> StandingAsync(SuwenNode node, CancellationToken cancellationToken)
    {
        var persons = await node.Warehouse.ReadAsync(
            WarehouseReading.Sql("Quality/persons.sql"),
            Security.Authorisation.ForPlatform("quality"),
            static (b, r) => (Key: (b[0].Text(r), b.TextOrNull(1, r) ?? ""), Values: new[] { b.TextOrNull(2, r) ?? "", b.TextOrNull(3, r) ?? "", b.TextOrNull(4, r) ?? "" }),
            cancellationToken);
        var standing = new Dictionary<(string, string), string[]>();
        foreach (var (key, values) in persons)
        {
            standing[key] = values;
        }

        return standing;
    }

    /// <summary>True unless the answer says what was shown and the person's row now shows something else.</summary>
    private static bool IsStanding((string Variety, string Source, string Number, string? Shown) answer, Dictionary<(string Source, string Number), string[]> standing) =>
        answer.Shown is null || !standing.TryGetValue((answer.Source, answer.Number), out var values) || values.Contains(answer.Shown);

    private static IEnumerable<string> Numbers(params int[] numbers) => numbers.Select(n => n.ToString("N0", CultureInfo.InvariantCulture));

    private static bool IsMadeFor(string[] names, QualityCheck check) => names.Contains(check.Id) || names.Contains(check.Type);

    private void Add(JsonElement answer)
    {
        var (source, number) = (answer.GetProperty("source").GetString()!, answer.GetProperty("number").GetString()!);
        // A slip in a result sent as a message or resource is named twice: by the record that was sent, which counts, and by the number of its report.
        var isNamedTwice = answer.GetProperty("record").GetString() is "lab-report" or "exam" && !answer.GetProperty("truth").TryGetProperty("table", out _);
        if (isNamedTwice || answer.GetProperty("kind").GetString() != "data-error")
        {
            others.Add((source, number));
            return;
        }

        if (!byNumber.TryGetValue((source, number), out var list))
        {
            byNumber.Add((source, number), list = []);
        }

        list.Add(answers.Count);
        var shown = answer.TryGetProperty("truth", out var truth) && truth.TryGetProperty("shown", out var value) ? value.GetString() : null;
        answers.Add((answer.GetProperty("variety").GetString()!, source, number, shown));
    }

    /// <summary>How many rows come from a record that has an error for which the check is made, and how many from one with another planted truth.</summary>
    private (int Own, int Other) Match(SuwenNode node, QualityCheck check, IReadOnlyList<Violation> rows)
    {
        var (own, other) = (0, 0);
        LandedEntry? entry = null;
        foreach (var row in rows.Where(r => r is { EntryPosition: not null, Source: not null }).OrderBy(r => r.EntryPosition))
        {
            var position = new LandingPosition(row.EntryPosition!.Value);
            entry = entry?.Position == position ? entry : node.Journal.Find(position);
            if (entry is null)
            {
                continue;
            }

            var (isOwn, isOther) = (false, false);
            foreach (var token in TokensOf(RecordSlice.Of(entry, row.RecordNumber).Bytes.Span))
            {
                foreach (var answer in byNumber.GetValueOrDefault((row.Source!, token), []))
                {
                    var isFor = MadeFor.TryGetValue(answers[answer].Variety, out var checks) && IsMadeFor(checks, check);
                    isOwn |= isFor;
                    isOther = true;
                    if (isFor)
                    {
                        found.Add(answer);
                    }
                }

                isOther |= others.Contains((row.Source!, token));
            }

            own += isOwn ? 1 : 0;
            other += !isOwn && isOther ? 1 : 0;
        }

        return (own, other);
    }

    /// <summary>The numbers and codes in a record: runs of ASCII letters, digits and what stands inside numbers; also the last part of a reference.</summary>
    private static HashSet<string> TokensOf(ReadOnlySpan<byte> bytes)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        var before = "";
        var start = 0;
        for (var i = 0; i <= bytes.Length; i++)
        {
            if (i < bytes.Length && (char.IsAsciiLetterOrDigit((char)bytes[i]) || bytes[i] is (byte)'-' or (byte)'/' or (byte)'.' or (byte)'_'))
            {
                continue;
            }

            if (i - start is >= 1 and <= 64)
            {
                // Lines of a document are numbered in a cell of their own behind the document's number.
                var token = System.Text.Encoding.ASCII.GetString(bytes[start..i]);
                tokens.Add(token);
                tokens.Add(before + "/" + token);
                tokens.Add(token[(token.LastIndexOf('/') + 1)..]);
                before = token;
            }

            start = i + 1;
        }

        return tokens;
    }
}
