using System.Diagnostics;
using Suwen.Bench.Inputs;
using Suwen.Governance.MasterIndex.Linkage;
using Suwen.Governance.MasterIndex.Linkage.Evaluation;

namespace Suwen.Bench;

/// <summary>Links a million invented people, one in twenty twice, and then answers who somebody is at 200 questions a second beside the million.</summary>
internal sealed class MpiBench : IBench
{
    private const int Records = 1_000_000, QuestionsPerSecond = 200, Questions = 4_000;

    public string Name => "mpi";

    public string Description => "Master index: 1 M records (5 % duplicated) linked, then online matching at 200 questions/s";

    public Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var people = new LinkagePeople((int)(Records * context.Scale));
        var started = Stopwatch.GetTimestamp();
        var result = RecordLinkage.Run(people, new LinkageOptions(), cancellationToken);
        var linked = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var score = EvaluationScore.Of(EvaluationScore.ClustersOf(result, people.Count), people.Truth);
        using var process = Process.GetCurrentProcess();
        context.Say($"| records | seconds | records/s | pairs compared | precision | recall | f1 | peak MB |");
        context.Say($"|---|---|---|---|---|---|---|---|");
        context.Say($"| {people.Count} | {linked:F1} | {people.Count / linked:F0} | {result.ComparedPairs} | {score.Precision:F4} | {score.Recall:F4} | {score.F1:F4} | {process.PeakWorkingSet64 / 1048576.0:F0} |");
        var model = result.Model;
        return Task.FromResult(MatchOnline(context, people, model, cancellationToken));
    }

    private static bool MatchOnline(BenchContext context, LinkagePeople people, LinkageModel model, CancellationToken cancellationToken)
    {
        using var index = new OnlineIndex(model);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < people.Persons; i++)
        {
            index.Add(people[i]);
        }

        var filled = Stopwatch.GetElapsedTime(started).TotalSeconds;
        for (var i = 0; i < 500; i++)
        {
            index.Match(LinkagePeople.Careless(i), 5);
        }

        // At a fixed rate: a question that waits for the one before it has its waiting counted.
        var times = new double[Questions];
        var found = 0;
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < Questions; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var due = i / (double)QuestionsPerSecond;
            while (Stopwatch.GetElapsedTime(begin).TotalSeconds is var now && now < due)
            {
                Thread.Sleep((int)Math.Max(0, (due - now) * 1000));
            }

            var person = (int)((uint)i * 2_654_435_761u % (uint)people.Persons);
            found += index.Match(LinkagePeople.Careless(person), 5) is [var first, ..] && people.Truth[(int)first.Id - 1] == person ? 1 : 0;
            times[i] = (Stopwatch.GetElapsedTime(begin).TotalSeconds - due) * 1000;
        }

        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Array.Sort(times);
        context.Say($"");
        context.Say($"| persons | filled s | questions/s | p50 ms | p99 ms | worst ms | found first |");
        context.Say($"|---|---|---|---|---|---|---|");
        context.Say($"| {index.Count} | {filled:F1} | {Questions / seconds:F0} | {times[Questions / 2]:F2} | {times[Questions * 99 / 100]:F2} | {times[^1]:F2} | {(double)found / Questions:P1} |");
        return found > Questions * 0.95;
    }
}
