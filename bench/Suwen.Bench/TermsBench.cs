using System.Diagnostics;
using Suwen.Standards.Terminology;

namespace Suwen.Bench;

/// <summary>How fast and how well terms are found among the built-in systems: names of one edition of ICD-10 sought in the other.</summary>
public sealed class TermsBench : IBench
{
    public string Name => "terms";

    public string Description => "Search of terms: time of the index and of a search, and how often the right code is found.";

    public Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var terms = BuiltInTerms.Systems.SelectMany(s => BuiltInTerms.Terms(s.Id)).ToList();
        var read = Stopwatch.GetElapsedTime(began);
        began = Stopwatch.GetTimestamp();
        var index = new TermIndex(terms);
        context.Say($"{index.TermCount:N0} terms, {index.LabelCount:N0} names: read in {read.TotalSeconds:F2} s, indexed in {Stopwatch.GetElapsedTime(began).TotalSeconds:F2} s, {GC.GetTotalMemory(true) / 1048576.0:F0} MB");
        var map = BuiltInMaps.All.Single(m => m.From == "icd10-gl2");
        var differing = map.Listed.Where(p => p.Value.Length > 0).Select(p => (BuiltInTerms.Find("icd10-gl2", p.Key)!.Name, p.Value)).ToList();
        var sameName = differing.Count(d => BuiltInTerms.Find("icd10-yb2", d.Value)!.Name == d.Name);
        Measure(context, index, "国临 2.0 names whose 医保 code differs, in 医保 2.0", differing, "icd10-yb2", cancellationToken);
        context.Say($"  of these, {sameName:N0} have the very same name there");
        Measure(context, index, "  those with another name", [.. differing.Where(d => BuiltInTerms.Find("icd10-yb2", d.Value)!.Name != d.Name)], "icd10-yb2", cancellationToken);
        Measure(context, index, "a thousand of the names in all systems at once (where each is found under its own code first)", [.. differing.Take(1000)], null, cancellationToken);
        return Task.FromResult(true);
    }

    private static void Measure(BenchContext context, TermIndex index, string what, List<(string Name, string Code)> questions, string? system, CancellationToken cancellationToken)
    {
        var times = new double[questions.Count];
        var (first, five) = (0, 0);
        for (var i = 0; i < questions.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = Stopwatch.GetTimestamp();
            var found = index.Search(new TermQuery(questions[i].Name, system is null ? null : [system], null, 5));
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            first += found.Count > 0 && found[0].Term.Code == questions[i].Code ? 1 : 0;
            five += found.Any(f => f.Term.Code == questions[i].Code) ? 1 : 0;
        }

        Array.Sort(times);
        context.Say($"{what}: {questions.Count:N0} searches, p50 {times[times.Length / 2]:F2} ms, p99 {times[times.Length * 99 / 100]:F2} ms, max {times[^1]:F2} ms; first {100.0 * first / questions.Count:F1} %, among five {100.0 * five / questions.Count:F1} %");
    }
}
