using System.Threading.Channels;
using Suwen.Simulator.Answers;
using Suwen.Simulator.Care;
using Suwen.Simulator.Notes;
using Suwen.Simulator.Writing;

namespace Suwen.Simulator.Running;

/// <summary>Where the records of a run go: into files, or through the doors of a platform.</summary>
public interface IRegionOutput
{
    /// <summary>Takes the output of a unit of work. Units come in order; the output is used again when this returns.</summary>
    ValueTask WriteAsync(UnitOutput unit, CancellationToken cancellationToken);
}

/// <summary>
/// Makes the records of a region month by month. A month is cut into units of work; workers make them in any order, and they are handed on in the order of time.
/// The same month gives the same bytes whenever, in whatever order and by however many workers it is made.
/// </summary>
public sealed class RegionRun
{
    private const int OutputsPerWorker = 3;

    private readonly World _world;
    private readonly MonthVisits _visits;
    private readonly Worker[] _workers;

    /// <param name="world">The region.</param>
    /// <param name="workers">How many units are made at once; 0 for one on each processor, at most four.</param>
    public RegionRun(World world, int workers = 0)
    {
        _world = world;
        _visits = new MonthVisits(new CareModel(world));
        _workers = new Worker[workers > 0 ? workers : Math.Min(4, Environment.ProcessorCount)];
        for (var i = 0; i < _workers.Length; i++) _workers[i] = new Worker(world);
    }

    /// <summary>The channels of all feeds.</summary>
    public IReadOnlyList<FeedChannel> Channels => _workers[0].Channels;

    /// <summary>The feeds, for what they say of their files.</summary>
    public IReadOnlyList<IFeed> Feeds => _workers[0].Feeds;

    /// <summary>The feed that writes a channel.</summary>
    public IFeed FeedOf(FeedChannel channel) => Feeds.First(f => f.Channels.Contains(channel));

    /// <summary>Makes the days of a month that lie within the period.</summary>
    /// <param name="month">Its first day.</param>
    /// <param name="from">First day to make, at the earliest.</param>
    /// <param name="to">Last day to make, at the latest.</param>
    /// <param name="firstUnit">Units before this one are left out: they were made before.</param>
    public async Task MakeMonthAsync(DateOnly month, DateOnly from, DateOnly to, int firstUnit, IRegionOutput output, CancellationToken cancellationToken)
    {
        var plan = MonthPlan.Create(_visits, month, _world.Options.From, from, to);
        var units = plan.Units;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var finished = new TaskCompletionSource<UnitOutput>[units.Count];
        for (var i = 0; i < finished.Length; i++) finished[i] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var next = firstUnit - 1;
        // Threads of their own, behind everything else: on a server that takes in what they make, the pool's few threads belong to its doors.
        var tasks = Array.ConvertAll(_workers, worker => RunOnThread(() => Work(worker, plan, () => Interlocked.Increment(ref next), finished, stop.Token)));
        try
        {
            for (var i = firstUnit; i < units.Count; i++)
            {
                var unit = await finished[i].Task.WaitAsync(cancellationToken);
                await output.WriteAsync(unit, cancellationToken);
                Worker.OwnerOf(unit).Return(unit);
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
        finally
        {
            await Task.WhenAll(tasks);
            foreach (var one in finished)
            {
                if (one.Task.IsCompletedSuccessfully) Worker.OwnerOf(one.Task.Result).Return(one.Task.Result);
            }
        }
    }

    private static Task RunOnThread(Action body)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            body();
            done.SetResult();
        }) { IsBackground = true, Name = "simulation", Priority = ThreadPriority.BelowNormal }.Start();
        return done.Task;
    }

    /// <summary>A worker takes an output before it takes a number, so that the lowest unit under way always has one and nobody waits for ever.</summary>
    private static void Work(Worker worker, MonthPlan plan, Func<int> nextNumber, TaskCompletionSource<UnitOutput>[] finished, CancellationToken cancellationToken)
    {
        var number = -1;
        try
        {
            while (true)
            {
                var output = worker.Take(cancellationToken);
                output.IsTaken = true;
                number = nextNumber();
                if (number >= finished.Length)
                {
                    worker.Return(output);
                    return;
                }

                worker.Make(plan, plan.Units[number], output, cancellationToken);
                finished[number].TrySetResult(output);
            }
        }
        catch (OperationCanceledException)
        {
            if (number >= 0 && number < finished.Length) finished[number].TrySetCanceled(cancellationToken);
        }
#pragma warning disable CA1031 // The fault is handed to the one that waits for the unit.
        catch (Exception e)
#pragma warning restore CA1031
        {
            finished[Math.Clamp(number, 0, finished.Length - 1)].TrySetException(e);
        }
    }

    /// <summary>What one thread needs to make visits; nothing of it is shared.</summary>
    private sealed class Worker
    {
        private readonly World _world;
        private readonly CareModel _care;
        private readonly NoteWriter _notes;
        private readonly Visit _visit = new();
        private readonly Channel<UnitOutput> _free = Channel.CreateUnbounded<UnitOutput>();

        public Worker(World world)
        {
            _world = world;
            _care = new CareModel(world);
            _notes = new NoteWriter(world);
            Feeds = FeedList.Create(world);
            Channels = [.. Feeds.SelectMany(f => f.Channels)];
            for (var i = 0; i < OutputsPerWorker; i++) _free.Writer.TryWrite(new UnitOutput(Feeds) { Owner = this });
        }

        public IReadOnlyList<IFeed> Feeds { get; }
        public IReadOnlyList<FeedChannel> Channels { get; }

        public static Worker OwnerOf(UnitOutput output) => (Worker)output.Owner!;

        /// <summary>Waits for a free output, on the worker's own thread.</summary>
        public UnitOutput Take(CancellationToken cancellationToken) => _free.Reader.TryRead(out var output) ? output : _free.Reader.ReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult();

        /// <summary>Takes an output back; one that is back already stays as it is.</summary>
        public void Return(UnitOutput output)
        {
            if (!output.IsTaken) return;
            output.IsTaken = false;
            output.Clear();
            _free.Writer.TryWrite(output);
        }

        public void Make(MonthPlan plan, WorkUnit unit, UnitOutput output, CancellationToken cancellationToken)
        {
            output.Day = unit.Day;
            output.Number = unit.Number;
            var visits = plan.VisitsOf(unit.Day);
            for (var i = unit.First; i < unit.First + unit.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                MakeVisit(visits[i], unit.Day, output);
            }

            if (unit.IsLast)
            {
                foreach (var feed in Feeds) feed.WriteDay(unit.Day, output);
            }

            foreach (var channel in output.Channels) channel.Sort();
        }

        private void MakeVisit(VisitSeed seed, DateOnly day, UnitOutput output)
        {
            _visit.Clear();
            _care.Fill(seed, _visit);
            _notes.Write(_visit);
            if (House.IsFirstDay(_visit, day)) output.Visits++;
            var hasNotes = false;
            var isAtEnd = false;
            foreach (var feed in Feeds)
            {
                if (!feed.Wants(_visit)) continue;
                feed.Write(_visit, day, output);
                hasNotes |= feed.HasNotes;
                isAtEnd |= feed.IsAtEnd;
            }

            // A truth is told on the day on which its record is written: what comes after the last day of the period is in no file, and no answer names it.
            foreach (var answer in _visit.Answers)
            {
                if (IsToldOn(answer, day, isAtEnd)) output.Answers.Add(AnswerText.WithVisitNumber(answer, _visit));
            }

            if (House.IsFirstDay(_visit, day) && _world.Population.MayHaveOtherNumber(_visit.Resident.Id, _visit.Institution))
                output.Answers.Add(AnswerText.Registered(_visit.Institution.Source, _visit.Person.RecordNumber));
            if (!hasNotes) return;
            foreach (var note in _visit.Notes)
            {
                if (isAtEnd ? House.IsLastDay(_visit, day) : House.IsOf(note.At, _visit, day)) output.NoteAnswers.Add(_visit, note, _world.Options.Notes);
            }
        }

        /// <summary>People are registered when they come; bills and cards are written when the visit is over, and so is everything where the house sends visits that are over.</summary>
        private bool IsToldOn(Answer answer, DateOnly day, bool isAtEnd)
        {
            var isLast = answer.Kind is "abnormal-billing" or "report-card" || (isAtEnd && answer.Kind != "duplicate-identity");
            return isLast ? House.IsLastDay(_visit, day) : House.IsFirstDay(_visit, day);
        }
    }
}
