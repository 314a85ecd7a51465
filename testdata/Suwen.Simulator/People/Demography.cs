using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.People;

/// <summary>
/// The tables that people are made from: population and death rates of the UN (World Population Prospects 2019, China), and invented rates of marriage, birth and moving.
/// </summary>
internal sealed class Demography
{
    public const int Ages = 105;

    /// <summary>Births of boys to a girl: the 0–4 of the UN's table for 2020 and 2025 stand at 1.126 and 1.107.</summary>
    public const double BoysShare = 1.115 / 2.115;

    /// <summary>
    /// Births that the rates by age lose since only married women with fewer than three children, and only those some time after their last child, are at risk.
    /// Set so that a large region has the UN's births (a fifth of the 0–4 of 2025, their deaths added back: 10.6 in a thousand a year).
    /// </summary>
    private const double BirthBoost = 1.3;

    /// <summary>Birth rate of the unmarried against the rate of all; invented.</summary>
    private const double UnmarriedBirths = 0.03;

    private readonly ulong[] _cells = new ulong[2 * Ages];
    private readonly double[] _shares = new double[2 * Ages];
    private readonly double[,] _dailyHazard = new double[2, Ages + 20];
    private readonly double[] _married = new double[Ages];
    private readonly double[] _birthsPerDay = new double[Ages];
    private readonly double[] _unmarriedBirthsPerDay = new double[Ages];
    private readonly double[] _moves = new double[Ages];

    private Demography()
    {
    }

    /// <summary>Tables for a region that begins on the day.</summary>
    public static Demography At(DateOnly from)
    {
        var tables = new Demography();
        tables.LoadPyramid(from);
        tables.LoadMortality(from.Year);
        tables.LoadRates();
        return tables;
    }

    /// <summary>Share of the population of that sex and completed age (0 … 104) on the first day.</summary>
    public double Share(Sex sex, int age) => _shares[2 * age + (sex == Sex.Female ? 1 : 0)];

    /// <summary>Deaths per day of life at that age: mx / 365.25.</summary>
    public double DailyHazard(Sex sex, int age) => _dailyHazard[(int)sex - 1, Math.Min(age, Ages + 19)];

    /// <summary>Share of women of that age who live with a husband.</summary>
    public double MarriedWomen(int age) => _married[Math.Min(age, Ages - 1)];

    public double BirthsPerDay(int age, bool isMarried) => (isMarried ? _birthsPerDay : _unmarriedBirthsPerDay)[Math.Min(age, Ages - 1)];

    /// <summary>Share that moves away in a year.</summary>
    public double MovesPerYear(int age) => _moves[Math.Min(age, Ages - 1)];

    /// <summary>Sex, age and place within the year of age of the k-th quantile, all in 64-bit fractions.</summary>
    public (Sex Sex, int Age, double Within) Cell(ulong quantile)
    {
        int low = 0, high = _cells.Length - 1;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (quantile < _cells[middle]) high = middle;
            else low = middle + 1;
        }

        var start = low == 0 ? 0 : _cells[low - 1];
        var within = (quantile - start) / (double)(_cells[low] - start);
        return ((low & 1) == 0 ? Sex.Male : Sex.Female, low >> 1, Math.Clamp(within, 0, 0.999999));
    }

    private void LoadPyramid(DateOnly from)
    {
        var rows = PeopleContent.Rows("population.csv");
        // The UN's figures are of 1 July; years between two of them are interpolated in a straight line.
        var at = from.Year + (from.DayOfYear - 182) / 365.0;
        var lower = Math.Clamp((int)Math.Floor(at / 5) * 5, 2005, 2030);
        var part = (at - lower) / 5.0;
        var groups = new double[2, 22];
        foreach (var row in rows)
        {
            var year = PeopleContent.Whole(row[0]);
            var weight = year == lower ? 1 - part : year == lower + 5 ? part : 0;
            var group = PeopleContent.Whole(row[1]) / 5;
            groups[0, group] += weight * PeopleContent.Number(row[2]);
            groups[1, group] += weight * PeopleContent.Number(row[3]);
        }

        var total = 0.0;
        for (var age = 0; age < Ages; age++)
        {
            for (var sex = 0; sex < 2; sex++) total += _shares[2 * age + sex] = groups[sex, age / 5] * ShareInGroup(groups, sex, age);
        }

        var running = 0.0;
        for (var i = 0; i < _cells.Length; i++)
        {
            _shares[i] /= total;
            running += _shares[i];
            // 2^64 − 1024 is the largest double below 2^64.
            _cells[i] = i == _cells.Length - 1 ? ulong.MaxValue : (ulong)Math.Min(running * 18446744073709551616.0, 18446744073709550592.0);
        }
    }

    /// <summary>A group's five years follow a straight line whose slope is that to the neighbouring groups; its total is kept.</summary>
    private static double ShareInGroup(double[,] groups, int sex, int age)
    {
        var group = age / 5;
        var before = groups[sex, Math.Max(0, group - 1)];
        var after = groups[sex, Math.Min(20, group + 1)];
        if (group == 0) before = groups[sex, 0];
        if (group == 20) after = 0;
        var slope = groups[sex, group] <= 0 ? 0 : Math.Clamp((after - before) / (10 * groups[sex, group]), -0.3, 0.3);
        return (1 + slope * (age % 5 - 2)) / 5;
    }

    private void LoadMortality(int year)
    {
        var period = Math.Clamp(year / 5 * 5, 2005, 2030);
        var bySex = new double[2, Ages + 20];
        foreach (var row in PeopleContent.Rows("mortality.csv"))
        {
            if (PeopleContent.Whole(row[0]) != period) continue;
            // Rates stand until the next age that the table names; the last for all beyond.
            for (var age = PeopleContent.Whole(row[1]); age < Ages + 20; age++)
            {
                bySex[0, age] = PeopleContent.Number(row[2]);
                bySex[1, age] = PeopleContent.Number(row[3]);
            }
        }

        for (var age = 0; age < Ages + 20; age++)
        {
            for (var sex = 0; sex < 2; sex++) _dailyHazard[sex, age] = bySex[sex, age] / 365.25;
        }
    }

    private void LoadRates()
    {
        var rows = PeopleContent.Rows("rates_by_age.csv");
        for (var age = 0; age < Ages; age++)
        {
            var at = rows.FindLastIndex(row => PeopleContent.Whole(row[0]) <= age);
            if (at < 0) continue;
            var next = Math.Min(at + 1, rows.Count - 1);
            // Marriage changes gradually: interpolated between the groups' beginnings. Birth rates are those of the whole group.
            var part = (age - PeopleContent.Whole(rows[at][0])) / 5.0;
            _married[age] = (PeopleContent.Number(rows[at][1]) * (1 - part) + PeopleContent.Number(rows[next][1]) * part) / 100;
            _moves[age] = PeopleContent.Number(rows[at][3]) / 1000;
            var births = BirthBoost * PeopleContent.Number(rows[at][2]) / 1000 / 365.25;
            if (age >= 50) births = 0;
            _unmarriedBirthsPerDay[age] = UnmarriedBirths * births;
            _birthsPerDay[age] = _married[age] <= 0 ? 0 : births / Math.Max(0.1, _married[age]);
        }

        for (var age = 0; age < 15; age++) _moves[age] = _moves[15];
    }

    /// <summary>The day on which somebody dies who is alive on <paramref name="from"/>, or later than <paramref name="last"/> if not by then: the running hazard reaches an exponential draw.</summary>
    public int DeathDay(ref RandomStream stream, Sex sex, int birthDay, int from, int last)
    {
        var left = -FixedMath.Log(1.0 - stream.Unit());
        var day = from;
        while (day <= last)
        {
            var age = (int)((day - birthDay) / 365.25);
            if (age == 0)
            {
                var inFirstYear = InfantDeathDay(ref stream, sex, birthDay, day, ref left);
                if (inFirstYear >= 0) return inFirstYear;
                day = birthDay + 366;
                continue;
            }

            var nextBirthday = birthDay + (int)Math.Ceiling((age + 1) * 365.25);
            var hazard = DailyHazard(sex, age);
            var span = nextBirthday - day;
            if (left < hazard * span) return day + (int)(left / hazard);
            left -= hazard * span;
            day = nextBirthday;
        }

        return last + 1;
    }

    /// <summary>Of the deaths of the first year about half fall into the first week, a sixth into the rest of the first four weeks (invented, in keeping with Chinese surveillance of under-five deaths).</summary>
    private int InfantDeathDay(ref RandomStream stream, Sex sex, int birthDay, int day, ref double left)
    {
        var ageDays = day - birthDay;
        var whole = DailyHazard(sex, 0) * 365.25;
        var remaining = ageDays < 7 ? 1.0 : ageDays < 28 ? 0.5 : 0.33 * (366 - ageDays) / 338.0;
        if (left >= whole * remaining)
        {
            left -= whole * remaining;
            return -1;
        }

        var draw = stream.Unit() * remaining;
        if (ageDays < 7 && draw >= 0.5) return birthDay + Math.Max(ageDays, stream.Below(7));
        if (ageDays < 28 && draw >= 0.33) return birthDay + Math.Max(ageDays, stream.Between(7, 27));
        return birthDay + Math.Max(ageDays, stream.Between(28, 364));
    }
}
