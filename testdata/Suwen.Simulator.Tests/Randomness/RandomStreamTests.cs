using FsCheck;
using FsCheck.Fluent;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Tests;

public class RandomStreamTests
{
    [Fact]
    public void Streams_are_the_same_for_the_same_subject_and_differ_between_subjects()
    {
        new RandomStream(7, RandomPurpose.Name, 42).Next().ShouldBe(new RandomStream(7, RandomPurpose.Name, 42).Next());
        var firsts = new HashSet<ulong>();
        for (var seed = 0UL; seed < 10; seed++)
        {
            for (var subject = 0; subject < 1000; subject++)
            {
                firsts.Add(new RandomStream(seed, RandomPurpose.Name, subject).Next());
                firsts.Add(new RandomStream(seed, RandomPurpose.Phone, subject).Next());
                firsts.Add(new RandomStream(seed, RandomPurpose.Name, subject, 1).Next());
            }
        }

        firsts.Count.ShouldBe(30_000);
    }

    /// <summary>The first outputs from the state 1, 2, 3, 4, as the tests of the rand_xoshiro crate give them from the authors' C code.</summary>
    [Fact]
    public void Generator_is_xoshiro256_starstar()
    {
        var random = new RandomStream(1, 2, 3, 4);
        ulong[] expected = [11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600, 16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576];
        foreach (var number in expected) random.Next().ShouldBe(number);
    }

    /// <summary>The first outputs of SplitMix64 from 1234567, as the reference implementation prints them (Rosetta Code, Pseudo-random numbers/Splitmix64).</summary>
    [Fact]
    public void Seeds_are_spread_by_splitmix64()
    {
        var state = 1234567UL;
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        foreach (var number in expected) RandomStream.SplitMix(ref state).ShouldBe(number);
    }

    [Fact]
    public void Whole_numbers_cover_their_range_evenly()
    {
        // Chi-square with 9 degrees of freedom: 27.88 is exceeded once in a thousand (NIST/SEMATECH e-Handbook, 1.3.6.7.4).
        var counts = new int[10];
        for (var i = 0; i < 100_000; i++) counts[new RandomStream(3, RandomPurpose.Details, i).Below(10)]++;
        counts.Sum(c => (c - 10_000.0) * (c - 10_000.0) / 10_000.0).ShouldBeLessThan(27.88);
    }

    [Fact]
    public void Normal_has_mean_zero_deviation_one_and_two_and_a_half_percent_above_1_96()
    {
        var random = new RandomStream(5, RandomPurpose.Severity, 1);
        double sum = 0, squares = 0;
        var above = 0;
        const int count = 200_000;
        for (var i = 0; i < count; i++)
        {
            var value = random.Normal();
            sum += value;
            squares += value * value;
            if (value > 1.959964) above++;
        }

        (sum / count).ShouldBe(0, 0.01);
        (squares / count).ShouldBe(1, 0.015);
        ((double)above / count).ShouldBe(0.025, 0.002);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(1.5)]
    [InlineData(12)]
    [InlineData(80)]
    public void Poisson_has_equal_mean_and_variance(double mean)
    {
        var random = new RandomStream(6, RandomPurpose.Visits, 1);
        double sum = 0, squares = 0;
        const int count = 100_000;
        for (var i = 0; i < count; i++)
        {
            var value = random.Poisson(mean);
            sum += value;
            squares += (double)value * value;
        }

        var average = sum / count;
        average.ShouldBe(mean, 5 * Math.Sqrt(mean / count));
        (squares / count - average * average).ShouldBe(mean, mean * 0.05);
    }

    [Fact]
    public void Exponential_has_its_mean_and_its_median_at_ln_2_of_it()
    {
        var random = new RandomStream(8, RandomPurpose.Visits, 1);
        var values = new double[100_000];
        for (var i = 0; i < values.Length; i++) values[i] = random.Exponential(10);
        values.Average().ShouldBe(10, 0.15);
        Array.Sort(values);
        values[50_000].ShouldBe(10 * Math.Log(2), 0.15);
    }

    [Fact]
    public void Weights_decide_how_often()
    {
        var random = new RandomStream(9, RandomPurpose.Visits, 1);
        var counts = new int[3];
        for (var i = 0; i < 60_000; i++) counts[random.Weighted([1, 0, 5])]++;
        counts[1].ShouldBe(0);
        counts[0].ShouldBeInRange(9_600, 10_400);
        var drawn = new int[3];
        for (var i = 0; i < 60_000; i++) drawn[random.Cumulative([10, 10, 60])]++;
        drawn[1].ShouldBe(0);
        drawn[0].ShouldBeInRange(9_600, 10_400);
    }

    [Fact]
    public void Functions_agree_with_those_of_the_platform()
    {
        for (var x = -690.0; x < 690; x += 0.173) Relative(FixedMath.Exp(x), Math.Exp(x)).ShouldBeLessThan(1e-13, $"exp {x}");
        for (var x = 1e-300; x < 1e300; x *= 1.71) Math.Abs(FixedMath.Log(x) - Math.Log(x)).ShouldBeLessThan(1e-13 * Math.Max(1, Math.Abs(Math.Log(x))), $"log {x}");
        for (var x = 0.5; x < 2; x += 0.00071) Math.Abs(FixedMath.Log(x) - Math.Log(x)).ShouldBeLessThan(1e-15, $"log {x}");
        for (var x = -3.0; x < 3; x += 0.00137)
        {
            FixedMath.SineOfTurn(x).ShouldBe(Math.Sin(x * 2 * Math.PI), 1e-13);
            FixedMath.CosineOfTurn(x).ShouldBe(Math.Cos(x * 2 * Math.PI), 1e-13);
        }

        FixedMath.Power(2.5, 3.5).ShouldBe(Math.Pow(2.5, 3.5), 1e-12);
        FixedMath.Exp(0).ShouldBe(1);
        FixedMath.Log(1).ShouldBe(0);
        FixedMath.Exp(-1000).ShouldBe(0);
        double.IsNaN(FixedMath.Log(-1)).ShouldBeTrue();
    }

    [Fact]
    public void Permutation_is_one_to_one_and_leads_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), Gen.Choose(1, 3000).ToArbitrary(), (seed, count) =>
        {
            var permutation = new Permutation(seed, 3, count);
            var seen = new bool[count];
            for (var i = 0; i < count; i++)
            {
                var to = permutation.Apply(i);
                to.ShouldBeInRange(0, count - 1);
                seen[to].ShouldBeFalse();
                seen[to] = true;
                permutation.Invert(to).ShouldBe(i);
            }
        }).QuickCheckThrowOnFailure();

    private static double Relative(double value, double expected) => Math.Abs(value - expected) / expected;
}
