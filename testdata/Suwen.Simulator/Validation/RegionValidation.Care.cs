using System.Globalization;
using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Running;

namespace Suwen.Simulator.Validation;

public sealed partial class RegionValidation
{
    /// <summary>Episodes below which a rate or a season cannot be told from chance.</summary>
    private const int EnoughEpisodes = 60;

    /// <summary>Chi-square of 11 degrees of freedom that chance exceeds once in a thousand (NIST/SEMATECH e-Handbook, 1.3.6.7.4).</summary>
    private const double ChiSquareLimit = 31.264;

    /// <summary>New episodes against the catalogue's rates over the person-years lived at each age.</summary>
    private void Diseases()
    {
        var years = PersonYears();
        Line("## Diseases");
        Line();
        Line("New episodes in the period against the catalogue's incidence over the person-years lived at each age and sex. People with the chronic diseases that raise a risk fall ill more often than the rate says, so a ratio above one is expected where risks are listed; planted outbreaks are not counted.");
        Line();
        Line("| disease | episodes | expected | ratio | source of the rate |");
        Line("|---|---:|---:|---:|---|");
        var points = new List<(double, double)>();
        var far = new List<string>();
        var compared = 0;
        foreach (var disease in _world.Catalogue.Diseases)
        {
            var expected = Expected(disease, years);
            if (expected <= 0) continue;
            var observed = _statistics.Episodes.TryGetValue(disease.Id, out var months) ? months.Sum() : 0;
            if (disease.Kind is DiseaseKind.Chronic or DiseaseKind.Pregnancy or DiseaseKind.Newborn) continue;
            points.Add((expected, observed));
            Line($"| {disease.NameZh} | {observed:N0} | {expected:N0} | {observed / expected:F2} | {disease.RateSource} |");
            if (expected < EnoughEpisodes) continue;
            compared++;
            var most = disease.Risks.Count > 0 ? 2.5 : 1.2;
            if (observed < 0.8 * expected || observed > most * expected) far.Add(disease.NameZh);
        }

        Line();
        Picture("rates.svg", SvgChart.Draw("Episodes of each disease: found against expected", "expected", "found", [new ChartSeries("diseases", SvgChart.Blue, points, false), new ChartSeries("equal", SvgChart.Grey, Diagonal(points), true)], isLogarithmic: true));
        Check("Diseases whose episodes differ from the stated rate by more than 20 % (with listed risks: up to 2.5 times)", $"{far.Count} of {compared} with at least {EnoughEpisodes} expected{(far.Count > 0 ? ": " + string.Join(", ", far) : "")}", "≤ 5 %", far.Count <= 0.05 * compared);
    }

    /// <summary>Episodes by month of the year against the stated season.</summary>
    private void Seasons()
    {
        Line("## Seasons");
        Line();
        var days = DaysByMonth();
        var compared = 0;
        var weak = new List<string>();
        var pictured = 0;
        foreach (var disease in _world.Catalogue.Diseases)
        {
            if (!_statistics.Episodes.TryGetValue(disease.Id, out var found) || disease.Season.Count != 12 || disease.Season.Max() - disease.Season.Min() < 0.5 || found.Sum() < 10 * EnoughEpisodes || days.Any(d => d == 0)) continue;
            var perDay = Enumerable.Range(0, 12).Select(m => found[m] / days[m]).ToArray();
            var mean = perDay.Average();
            var factors = perDay.Select(v => v / mean).ToArray();
            var correlation = Correlation(factors, [.. disease.Season]);
            compared++;
            var chi = ChiSquare(found, disease.Season, days);
            if (correlation < 0.9 && chi > ChiSquareLimit) weak.Add(disease.NameZh);
            Line($"- {disease.NameZh}: correlation of the monthly factors with the stated ones {correlation:F3}, chi-square {chi:F1} over {found.Sum():N0} episodes");
            if (pictured++ < 4)
            {
                Line();
                Picture($"season-{disease.Id}.svg", SvgChart.Draw(
                    disease.NameZh, "month of the year", "factor (mean 1)",
                    [new ChartSeries("found", SvgChart.Blue, [.. factors.Select((f, i) => ((double)i, f))], true), new ChartSeries("stated", SvgChart.Orange, [.. disease.Season.Select((f, i) => ((double)i, f))], true)],
                    [.. Enumerable.Range(1, 12).Select(m => m.ToString(CultureInfo.InvariantCulture))]));
            }
        }

        Line();
        Check("Seasonal diseases whose months differ from the stated season (correlation below 0.9, and chi-square above 31.3: less than one in a thousand by chance)", $"{weak.Count} of {compared}{(weak.Count > 0 ? ": " + string.Join(", ", weak) : "")}", "0", weak.Count == 0);
    }

    /// <summary>Results against reference ranges and possible limits.</summary>
    private void Laboratory()
    {
        Line("## Laboratory");
        Line();
        Line("Numeric results. \"Outside\": share outside the reference range among people who came for a health check or screening, some of whom are ill; a reference range leaves out 5 % of the healthy by definition.");
        Line();
        Line("| item | unit | results | least | most | at health checks | outside |");
        Line("|---|---|---:|---:|---:|---:|---:|");
        long wrongFlags = 0, results = 0, impossible = 0, checkedResults = 0, outside = 0;
        foreach (var (id, item) in _statistics.Items.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            var entry = _world.Catalogue.LabItems[id];
            results += item.Results;
            wrongFlags += item.FlagsWrong;
            checkedResults += item.HealthyResults;
            outside += item.HealthyOutside;
            if (item.Least < entry.Least - 1e-9 || item.Most > entry.Most + 1e-9) impossible++;
            var share = item.HealthyResults == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{(double)item.HealthyOutside / item.HealthyResults:P1}");
            Line($"| {entry.Item.Name} | {entry.Item.Unit} | {item.Results:N0} | {item.Least:0.###} | {item.Most:0.###} | {item.HealthyResults:N0} | {share} |");
        }

        Line();
        Check("Results whose flag contradicts value and reference range", $"{wrongFlags:N0} of {results:N0}", "0", wrongFlags == 0);
        Check("Items with values beyond what the catalogue calls possible", $"{impossible:N0} of {_statistics.Items.Count:N0}", "0", impossible == 0);
        if (checkedResults > 0)
        {
            var share = (double)outside / checkedResults;
            Check("Share of results at health checks outside the reference range", $"{share:P1} of {checkedResults:N0}", "2 % to 20 %: two-sided ranges leave out 5 % of the healthy, one-sided ones 2.5 %", share is >= 0.02 and <= 0.20);
        }
    }

    /// <summary>Whether records agree with each other.</summary>
    private void Integrity()
    {
        Line("## Order");
        Line();
        foreach (var (what, count) in _statistics.Checked)
        {
            var faults = _statistics.Faults.GetValueOrDefault(what);
            Check(Capital(what), $"{faults:N0} of {count:N0}", "0", faults == 0);
        }

        Line("Faults planted on purpose are made when an institution writes a visit down, after what is checked here; they are listed in answers/answers.jsonl.");
        Line();
    }

    /// <summary>Makes a month again and compares it with the files, byte by byte.</summary>
    private async Task FilesAsync(CancellationToken cancellationToken)
    {
        var month = RegionWriter.MonthsOf(_world.Options.From, _world.Options.To).First();
        var temporary = Directory.CreateTempSubdirectory("suwen-validate-");
        try
        {
            var copy = RegionFolder.Open(Path.Combine(temporary.FullName, "region"), _state.Options);
            var run = new RegionRun(_world);
            using (var output = new FolderOutput(copy, month, run.FeedOf))
            {
                await run.MakeMonthAsync(month, _world.Options.From, _world.Options.To, 0, output, cancellationToken);
                output.Complete();
            }

            var files = Directory.EnumerateFiles(copy.Sources, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
            var different = files.Count(f => !IsEqual(f, Path.Combine(_folder.Sources, Path.GetRelativePath(copy.Sources, f))));
            Check($"Files of {month:yyyy-MM} that differ from those made again", $"{different:N0} of {files.Count:N0}", "0", different == 0);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static bool IsEqual(string left, string right) => File.Exists(right) && File.ReadAllBytes(left).AsSpan().SequenceEqual(File.ReadAllBytes(right));

    /// <summary>Person-years by sex and completed age.</summary>
    private double[,] PersonYears()
    {
        const double daysOfYear = 365.25;
        var years = new double[2, Demography.Ages + 20];
        for (var i = 0; i < _world.Population.Count; i++)
        {
            var resident = _world.Population[new ResidentId(i)];
            var begin = Latest(_world.Options.From, Latest(resident.BirthDate, resident.MovedIn));
            var end = Earliest(_world.Options.To.AddDays(1), Earliest(resident.MovedOut, resident.DeathDate));
            for (var day = begin; day < end;)
            {
                var age = resident.Age(day);
                var birthday = resident.BirthDate.AddYears(age + 1);
                var until = Earliest(end, birthday > day ? birthday : day.AddDays(1));
                years[resident.Sex == Sex.Female ? 1 : 0, age] += (until.DayNumber - day.DayNumber) / daysOfYear;
                day = until;
            }
        }

        return years;
    }

    private static double Expected(Disease disease, double[,] years)
    {
        var expected = 0.0;
        foreach (var rate in disease.Rates)
        {
            if (rate.Measure != "incidence") continue;
            for (var age = rate.AgeFrom; age <= rate.AgeTo && age < years.GetLength(1); age++)
            {
                expected += (rate.Sex is "M" or "B" ? years[0, age] : 0) * rate.Per100000 / 100_000;
                expected += (rate.Sex is "F" or "B" ? years[1, age] : 0) * rate.Per100000 / 100_000;
            }
        }

        return expected;
    }

    private double[] DaysByMonth()
    {
        var days = new double[12];
        for (var day = _world.Options.From; day <= _world.Options.To; day = day.AddDays(1)) days[day.Month - 1]++;
        return days;
    }

    private static List<(double, double)> Diagonal(List<(double X, double Y)> points)
    {
        var positive = points.Where(p => p.X > 0).Select(p => p.X).DefaultIfEmpty(1).ToList();
        return [(positive.Min(), positive.Min()), (positive.Max(), positive.Max())];
    }

    /// <summary>How far the months are from those that the season would give to as many episodes.</summary>
    private static double ChiSquare(long[] found, IReadOnlyList<double> season, double[] days)
    {
        var weights = Enumerable.Range(0, 12).Select(m => season[m] * days[m]).ToArray();
        var whole = weights.Sum();
        var episodes = found.Sum();
        return Enumerable.Range(0, 12).Sum(m => Square(found[m] - episodes * weights[m] / whole) / (episodes * weights[m] / whole));
    }

    private static double Correlation(double[] left, double[] right)
    {
        double leftMean = left.Average(), rightMean = right.Average(), product = 0, leftSquares = 0, rightSquares = 0;
        for (var i = 0; i < left.Length; i++)
        {
            product += (left[i] - leftMean) * (right[i] - rightMean);
            leftSquares += Square(left[i] - leftMean);
            rightSquares += Square(right[i] - rightMean);
        }

        return leftSquares == 0 || rightSquares == 0 ? 0 : product / Math.Sqrt(leftSquares * rightSquares);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
