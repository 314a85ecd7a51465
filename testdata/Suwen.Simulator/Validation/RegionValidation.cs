using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Suwen.Simulator.Care;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;
using Suwen.Simulator.Running;
using Suwen.Standards.Identity;

namespace Suwen.Simulator.Validation;

/// <summary>One statement of the report that can be wrong.</summary>
/// <param name="Limit">What is asked for.</param>
public sealed record ValidationCheck(string Name, string Found, string Limit, bool IsMet);

/// <summary>
/// Compares a region with what it claims to follow: the UN's population table, the stated disease rates and seasons, reference ranges, and its own order.
/// The people and visits are made again from the options of the folder, and a month of the folder is compared with them byte by byte, so that what is said here holds for the files.
/// </summary>
public sealed partial class RegionValidation
{
    private const int AgeGroups = 21;
    private readonly World _world;
    private readonly RegionState _state;
    private readonly RegionFolder _folder;
    private readonly RegionStatistics _statistics;
    private readonly StringBuilder _report = new();
    private readonly List<ValidationCheck> _checks = [];
    private readonly string _out;

    private RegionValidation(World world, RegionState state, RegionFolder folder, string output)
    {
        (_world, _state, _folder, _out) = (world, state, folder, output);
        _statistics = new RegionStatistics(world);
    }

    /// <summary>Validates the region in a folder and writes report.md with its pictures into <paramref name="output"/>; answers the checks.</summary>
    public static async Task<IReadOnlyList<ValidationCheck>> RunAsync(string path, string output, CancellationToken cancellationToken)
    {
        var (folder, state) = RegionFolder.OpenExisting(path);
        if (!state.IsComplete)
        {
            throw new SimulationException(folder.Root, "The simulation in this folder was broken off.", "Finish it: run suwen simulate with the same options again.");
        }

        Directory.CreateDirectory(output);
        var world = World.Create(state.Options, cancellationToken);
        var validation = new RegionValidation(world, state, folder, output);
        validation.Count(cancellationToken);
        validation.WriteHead();
        validation.Population();
        validation.Diseases();
        validation.Seasons();
        validation.Laboratory();
        validation.Integrity();
        await validation.FilesAsync(cancellationToken);
        validation.WriteChecks();
        return validation._checks;
    }

    /// <summary>Makes every visit of the period again and counts.</summary>
    private void Count(CancellationToken cancellationToken)
    {
        var care = new CareModel(_world);
        foreach (var month in RegionWriter.MonthsOf(_world.Options.From, _world.Options.To))
        {
            var seeds = new List<VisitSeed>();
            care.VisitsBeginningIn(month.Year, month.Month, seeds);
            seeds.RemoveAll(s => DateOnly.FromDateTime(s.Start) < _world.Options.From || DateOnly.FromDateTime(s.Start) > _world.Options.To);
            var counts = new ConcurrentBag<RegionStatistics>();
            Parallel.ForEach(
                Partitioner.Create(0, Math.Max(1, seeds.Count)),
                new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
                () => (Care: new CareModel(_world), Visit: new Visit(), Statistics: new RegionStatistics(_world)),
                (range, _, worker) =>
                {
                    for (var i = range.Item1; i < range.Item2 && i < seeds.Count; i++)
                    {
                        worker.Visit.Clear();
                        worker.Care.Fill(seeds[i], worker.Visit);
                        worker.Statistics.Add(seeds[i], worker.Visit);
                    }

                    return worker;
                },
                worker => counts.Add(worker.Statistics));
            foreach (var one in counts) _statistics.Add(one);
        }
    }

    private void WriteHead()
    {
        var options = _state.Options;
        Line("# Validation of a synthetic region");
        Line();
        Line($"{options.Residents:N0} residents, seed {options.Seed}, region {options.RegionCode} ({_world.Map.CityName}), {options.From:yyyy-MM-dd} to {options.To:yyyy-MM-dd}. Everybody in it is invented. Written by `suwen simulate validate`; same options, same report.");
        Line();
    }

    /// <summary>Ages and sexes against the UN's table, births and deaths against its rates, ID numbers.</summary>
    private void Population()
    {
        var from = _world.Options.From;
        var demography = Demography.At(from);
        var observed = new double[2, AgeGroups];
        var expected = new double[2, AgeGroups];
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        long present = 0, births = 0, deaths = 0, withNumber = 0, badNumbers = 0, repeated = 0;
        double personYears = 0, expectedDeaths = 0;
        for (var i = 0; i < _world.Population.Count; i++)
        {
            var resident = _world.Population[new ResidentId(i)];
            if (resident.IsPresent(from))
            {
                present++;
                observed[resident.Sex == Sex.Female ? 1 : 0, GroupOf(resident.Age(from))]++;
            }

            if (resident.BirthDate > from && resident.BirthDate <= _world.Options.To) births++;
            if (resident.DeathDate <= _world.Options.To) deaths++;
            personYears += AddYears(resident, demography, ref expectedDeaths);
            var number = _world.Population.Details(new ResidentId(i), _world.Options.To).NationalId;
            if (number.Length == 0) continue;
            withNumber++;
            if (!NationalId.TryNormalise(number, out var normalised) || normalised != number) badNumbers++;
            if (!numbers.Add(number)) repeated++;
        }

        for (var age = 0; age < Demography.Ages; age++)
        {
            expected[0, GroupOf(age)] += demography.Share(Sex.Male, age);
            expected[1, GroupOf(age)] += demography.Share(Sex.Female, age);
        }

        double worst = 0, chi = 0;
        for (var sex = 0; sex < 2; sex++)
        {
            for (var group = 0; group < AgeGroups; group++)
            {
                var share = observed[sex, group] / present;
                worst = Math.Max(worst, Math.Abs(share - expected[sex, group]));
                if (expected[sex, group] * present >= 5) chi += Square(observed[sex, group] - expected[sex, group] * present) / (expected[sex, group] * present);
            }
        }

        Line("## People");
        Line();
        Line("Population by sex and age on the first day, against World Population Prospects 2019 (China, interpolated to the date). Source: United Nations, CC BY 3.0 IGO.");
        Line();
        Picture("population.svg", SvgChart.Pyramid("Population by age and sex", [.. Enumerable.Range(0, AgeGroups).Select(g => g == AgeGroups - 1 ? "100+" : string.Create(CultureInfo.InvariantCulture, $"{g * 5}–{g * 5 + 4}"))], Percent(observed, 0, present), Percent(observed, 1, present), Percent(expected, 0, 1), Percent(expected, 1, 1)));
        Check("Largest difference of an age and sex group's share from the UN table", $"{worst * 100:F2} percentage points", "≤ 0.3 points, or 3 standard errors in small regions", worst <= Math.Max(0.003, 3 * Math.Sqrt(0.05 * 0.95 / present)));
        Check("Deaths against those expected from the UN's death rates at these ages", $"{deaths:N0} of {expectedDeaths:N0} expected", "within 4 standard deviations of Poisson, or 5 %", Math.Abs(deaths - expectedDeaths) <= Math.Max(4 * Math.Sqrt(expectedDeaths), 0.05 * expectedDeaths));
        Check("ID numbers with a wrong checksum, date or form (GB 11643)", $"{badNumbers:N0} of {withNumber:N0}", "0", badNumbers == 0);
        Check("ID numbers given twice", $"{repeated:N0} of {withNumber:N0}", "0", repeated == 0);
        Line($"Births {births:N0} ({births / personYears * 1000:F1} per 1,000 person-years), deaths {deaths:N0} ({deaths / personYears * 1000:F1}), {personYears:N0} person-years; chi-square of the pyramid {chi:F1} over some 40 cells.");
        Line();
        Line($"Visits {_statistics.VisitCount:N0} ({_statistics.VisitCount / personYears:F2} per person and year), stays {_statistics.Stays:N0} ({_statistics.Stays / personYears * 100:F1} per 100 persons and year, mean {(_statistics.Stays == 0 ? 0 : (double)_statistics.StayDays / _statistics.Stays):F1} days). For comparison: the Statistical Bulletin on the Development of Health in China for 2023 gives 6.8 visits per inhabitant, 21.4 % admitted and, in hospitals, a mean stay of 8.8 days.");
        Line();
        WriteVisitsPicture();
    }

    private void WriteVisitsPicture()
    {
        var months = _statistics.Visits.Keys.Select(k => k.Month).DefaultIfEmpty(0).Max() + 1;
        string[] colours = [SvgChart.Blue, SvgChart.Orange, "#b03a48", "#4f9d69", "#7a5ea8", SvgChart.Grey];
        var series = Enum.GetValues<VisitKind>().Select((kind, i) => new ChartSeries(kind.ToString(), colours[i % colours.Length], [.. Enumerable.Range(0, months).Select(m => ((double)m, (double)_statistics.Visits.GetValueOrDefault((m, kind))))], IsLine: true)).ToList();
        Picture("visits.svg", SvgChart.Draw("Visits by month", "month", "visits", series, [.. Enumerable.Range(0, months).Select(_statistics.MonthName)]));
    }

    private double AddYears(Resident resident, Demography demography, ref double expectedDeaths)
    {
        const double daysOfYear = 365.25;
        var begin = Latest(_world.Options.From, Latest(resident.BirthDate, resident.MovedIn));
        var end = Earliest(_world.Options.To.AddDays(1), Earliest(resident.MovedOut, resident.DeathDate == DateOnly.MaxValue ? DateOnly.MaxValue : resident.DeathDate.AddDays(1)));
        if (end <= begin) return 0;
        for (var day = begin; day < end;)
        {
            var age = resident.Age(day);
            var birthday = resident.BirthDate.AddYears(age + 1);
            var until = Earliest(end, birthday > day ? birthday : day.AddDays(1));
            expectedDeaths += (until.DayNumber - day.DayNumber) * demography.DailyHazard(resident.Sex, age);
            day = until;
        }

        return (end.DayNumber - begin.DayNumber) / daysOfYear;
    }

    private static int GroupOf(int age) => Math.Min(age / 5, AgeGroups - 1);

    private static double[] Percent(double[,] counts, int sex, double whole) => [.. Enumerable.Range(0, AgeGroups).Select(g => counts[sex, g] / whole * 100)];

    private static double Square(double value) => value * value;

    private static DateOnly Latest(DateOnly left, DateOnly right) => left > right ? left : right;

    private static DateOnly Earliest(DateOnly left, DateOnly right) => left < right ? left : right;

    private void Check(string name, FormattableString found, string limit, bool isMet) => _checks.Add(new ValidationCheck(name, found.ToString(CultureInfo.InvariantCulture), limit, isMet));

    private void Line() => _report.Append('\n');

    private void Line(FormattableString text) => _report.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private void Line(string text) => _report.Append(text).Append('\n');

    private void Picture(string name, string svg)
    {
        File.WriteAllText(Path.Combine(_out, name), svg);
        Line($"![{name}]({name})");
        Line();
    }

    private void WriteChecks()
    {
        var text = new StringBuilder("## What was checked\n\n| check | found | asked | |\n|---|---|---|---|\n");
        foreach (var check in _checks) text.Append(CultureInfo.InvariantCulture, $"| {check.Name} | {check.Found} | {check.Limit} | {(check.IsMet ? "met" : "**not met**")} |\n");
        _report.Append(text);
        File.WriteAllText(Path.Combine(_out, "report.md"), _report.ToString());
    }
}
