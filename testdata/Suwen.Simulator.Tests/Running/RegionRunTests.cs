using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Suwen.Simulator.Answers;
using Suwen.Simulator.Running;

namespace Suwen.Simulator.Tests.Running;

public sealed class RegionRunTests
{
    [Fact]
    public async Task One_two_or_three_workers_make_the_same_bytes_in_the_same_order()
    {
        var world = World.Create(new SimulationOptions { Residents = 3000, Seed = 11, From = new DateOnly(2024, 3, 1), To = new DateOnly(2024, 3, 9) }, CancellationToken.None);
        var one = await HashAsync(world, 1);
        (await HashAsync(world, 2)).ShouldBe(one);
        (await HashAsync(world, 3)).ShouldBe(one);
    }

    [Fact]
    public async Task What_a_worker_made_before_does_not_show_in_what_it_makes_now()
    {
        var world = World.Create(new SimulationOptions { Residents = 800, Seed = 11, From = new DateOnly(2024, 1, 1), To = new DateOnly(2024, 3, 31) }, CancellationToken.None);
        var run = new RegionRun(world, 2);
        var march = await HashAsync(world, run, new DateOnly(2024, 3, 1));
        var january = await HashAsync(world, run, new DateOnly(2024, 1, 1));
        (await HashAsync(world, run, new DateOnly(2024, 3, 1))).ShouldBe(march);
        (await HashAsync(world, new RegionRun(world, 2), new DateOnly(2024, 1, 1))).ShouldBe(january);
    }

    private static Task<string> HashAsync(World world, int workers) => HashAsync(world, new RegionRun(world, workers), world.Options.From);

    private static async Task<string> HashAsync(World world, RegionRun run, DateOnly month)
    {
        using var output = new HashOutput();
        await run.MakeMonthAsync(month, world.Options.From, world.Options.To, 0, output, CancellationToken.None);
        output.Records.ShouldBeGreaterThan(500);
        return output.Hash();
    }

    private sealed class HashOutput : IRegionOutput, IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public int Records { get; private set; }

        public ValueTask WriteAsync(UnitOutput unit, CancellationToken cancellationToken)
        {
            var number = new byte[8];
            foreach (var channel in unit.Channels)
            {
                foreach (var record in channel.Records)
                {
                    Records++;
                    _hash.AppendData(Encoding.UTF8.GetBytes(channel.Channel.Source + channel.Channel.Name + record.Kind + record.Fate));
                    BinaryPrimitives.WriteInt64LittleEndian(number, record.At.Ticks);
                    _hash.AppendData(number);
                    _hash.AppendData(channel[record].Span);
                }
            }

            _hash.AppendData(AnswerText.Lines(unit.Answers));
            _hash.AppendData(unit.NoteAnswers.Bytes.Span);
            return ValueTask.CompletedTask;
        }

        public string Hash() => Convert.ToHexString(_hash.GetHashAndReset());

        public void Dispose() => _hash.Dispose();
    }
}
