using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

/// <summary>A chronic disease that a resident has or gets. Days are day numbers (<see cref="DateOnly.DayNumber"/>); <see cref="Never"/> if it doesn't come to it.</summary>
internal struct ChronicCondition
{
    public const int Never = int.MaxValue;

    public int Disease;
    public int OnsetDay;
    public int DiagnosedDay;
    public int TreatedDay;
    public bool IsAdherent;
    public bool IsControlled;

    public readonly bool IsKnown(int day) => DiagnosedDay <= day;

    public readonly bool IsTreated(int day) => TreatedDay <= day;

    /// <summary>How far treatment has brought it: 0 untreated, 1 well controlled. Approaches its goal with a time constant of 60 days, about that of HbA1c.</summary>
    public readonly double Level(int day)
    {
        if (TreatedDay > day) return 0;
        var goal = !IsAdherent ? 0.15 : IsControlled ? 1.0 : 0.5;
        return goal * (1 - FixedMath.Exp((TreatedDay - day) / 60.0));
    }
}

/// <summary>
/// The chronic diseases of one resident, from the seed alone. Made anew whenever it is needed (some hundred nanoseconds), in an object that a worker keeps.
/// </summary>
internal sealed class LifePlan(CareTables tables)
{
    // Shares among those who have the disease, invented after the national surveys' awareness and treatment rates (hypertension 2012–2015: 51.6 % aware, 45.8 % treated; diabetes 2018: 36.7 % and 32.9 %), higher
    // because registers of the region have screened the elderly, and high for what hurts.
    private const double AwareSilent = 0.62, AwareOther = 0.9, TreatedOfAware = 0.88, AdherentOfTreated = 0.76;
    // A new disease that is found is found within this many days on average.
    private const double MeanDaysToDiagnosis = 45;

    private readonly ChronicCondition[] _conditions = new ChronicCondition[16];

    public int Count { get; private set; }

    public ReadOnlySpan<ChronicCondition> Conditions => _conditions.AsSpan(0, Count);

    public void Make(in Resident resident)
    {
        Count = 0;
        var chronic = tables.Chronic.Length;
        if (chronic == 0) return;
        var random = new RandomStream(tables.Seed, RandomPurpose.LifePlan, resident.Id.Value);
        var sex = CareTables.SexIndex(resident.Sex);
        var age = resident.Age(tables.From);
        if (age >= 0) MakePresent(resident, sex, age, chronic, ref random);
        MakeOnsets(resident, sex, Math.Max(0, age), chronic, ref random);
        if (resident.DeathDate < DateOnly.MaxValue) MakeFatal(resident, sex, age, chronic);
    }

    /// <summary>The condition of the disease that has begun by the day, or −1.</summary>
    public int Find(int disease, int day)
    {
        for (var i = 0; i < Count; i++) if (_conditions[i].Disease == disease && _conditions[i].OnsetDay <= day) return i;
        return -1;
    }

    private void MakePresent(in Resident resident, int sex, int age, int chronic, ref RandomStream random)
    {
        var row = CareTables.Row(sex, CareTables.AgeIndex(age)) * chronic;
        var none = tables.NoneUpTo.AsSpan(row, chronic);
        var draw = 1 - random.Unit();
        if (draw <= none[^1]) return;
        // One draw says whether there is any and which is the first; only then are the others drawn, with the risks that they run.
        var first = 0;
        while (draw <= none[first]) first++;
        Add(resident, tables.Chronic[first], OnsetBefore(resident, age, first), beforePeriod: true);
        Span<int> places = stackalloc int[16];
        var held = 0;
        places[held++] = first;
        var prevalence = tables.Prevalence.AsSpan(row, chronic);
        for (var i = first + 1; i < chronic && Count < 10; i++)
        {
            double chance = prevalence[i];
            foreach (var (risk, factor) in tables.ChronicRisks[i])
            {
                for (var h = 0; h < held; h++) if (places[h] == risk) chance *= factor;
            }
            if (random.Unit() >= Math.Min(0.9, chance)) continue;
            Add(resident, tables.Chronic[i], OnsetBefore(resident, age, i), beforePeriod: true);
            places[held++] = i;
        }
    }

    private void MakeOnsets(in Resident resident, int sex, int age, int chronic, ref RandomStream random)
    {
        var middle = CareTables.AgeIndex(age + (int)(tables.YearsOfPeriod / 2));
        var row = CareTables.Row(sex, middle) * chronic;
        var totals = tables.OnsetTotal.AsSpan(row, chronic);
        double total = totals[^1];
        // Thinning: candidates come at four times the rate to those with a disease already, and are accepted by the factor of their risks.
        var bound = Count > 0 ? 4.0 : 1.0;
        var expected = total * bound * tables.YearsOfPeriod;
        var candidates = Math.Min(5, PoissonAt(random.Unit(), expected));
        for (var n = 0; n < candidates && Count < 15; n++)
        {
            var at = (float)(random.Unit() * total);
            var i = 0;
            while (i < chronic - 1 && totals[i] <= at) i++;
            var onset = tables.From.DayNumber + random.Below(tables.To.DayNumber - tables.From.DayNumber + 1);
            var factor = 1.0;
            foreach (var (risk, times) in tables.ChronicRisks[i]) if (Find(tables.Chronic[risk], onset) >= 0) factor *= times;
            if (random.Unit() * bound >= factor || Find(tables.Chronic[i], int.MaxValue) >= 0 || onset <= resident.BirthDate.DayNumber) continue;
            Add(resident, tables.Chronic[i], onset, beforePeriod: false);
        }
    }

    /// <summary>Most of those who die in the period die of something they had: a disease with an excess of deaths, for those whom the draw left without.</summary>
    private void MakeFatal(in Resident resident, int sex, int age, int chronic)
    {
        if (age < 35) return;
        for (var i = 0; i < Count; i++) if (tables.Diseases[_conditions[i].Disease].Disease.ExcessDeathsPer1000 > 0) return;
        var random = new RandomStream(tables.Seed, RandomPurpose.LifePlan, resident.Id.Value, 1 << 20);
        if (!random.Chance(0.7)) return;
        var row = CareTables.Row(sex, CareTables.AgeIndex(age)) * chronic;
        Span<double> weights = stackalloc double[chronic];
        var any = 0.0;
        for (var i = 0; i < chronic; i++) any += weights[i] = tables.Prevalence[row + i] * tables.Diseases[tables.Chronic[i]].Disease.ExcessDeathsPer1000;
        if (any <= 0) return;
        var chosen = random.Weighted(weights);
        if (Find(tables.Chronic[chosen], int.MaxValue) >= 0) return;
        Add(resident, tables.Chronic[chosen], resident.DeathDate.DayNumber - 60 - random.Below(1500), beforePeriod: resident.DeathDate.DayNumber - 60 < tables.From.DayNumber);
    }

    /// <summary>The Poisson number at this place of the distribution; mostly none, seen without an exponential as e^−x ≥ 1 − x.</summary>
    internal static int PoissonAt(double unit, double mean)
    {
        if (unit < 1 - mean) return 0;
        var product = FixedMath.Exp(-mean);
        var cumulative = product;
        var count = 0;
        while (unit >= cumulative && count < 60)
        {
            count++;
            product *= mean / count;
            cumulative += product;
        }
        return count;
    }

    private int OnsetBefore(in Resident resident, int age, int place)
    {
        var random = new RandomStream(tables.Seed, RandomPurpose.LifePlan, resident.Id.Value, 2 + tables.Chronic[place]);
        // Half of the chronically ill have been so for less than a quarter of their adult life (invented).
        var years = Math.Min(age * 0.9, random.Exponential(Math.Max(0.5, (age - 15) * 0.25)));
        return tables.From.DayNumber - 1 - Math.Min((int)(years * 365), tables.From.DayNumber - resident.BirthDate.DayNumber - 1);
    }

    private void Add(in Resident resident, int disease, int onset, bool beforePeriod)
    {
        var table = tables.Diseases[disease].Disease;
        var random = new RandomStream(tables.Seed, RandomPurpose.LifePlan, resident.Id.Value, 1024 + disease);
        var silent = tables.IsSilent[disease];
        var diagnosed = ChronicCondition.Never;
        if (random.Chance(silent ? AwareSilent : AwareOther))
        {
            var delay = (int)(random.Exponential(silent ? MeanDaysToDiagnosis * 4 : MeanDaysToDiagnosis));
            diagnosed = beforePeriod ? Math.Min(onset + delay, tables.From.DayNumber - 1) : onset + delay;
            diagnosed = Math.Max(diagnosed, onset);
        }
        ref var condition = ref _conditions[Count++];
        condition = new ChronicCondition
        {
            Disease = disease,
            OnsetDay = onset,
            DiagnosedDay = diagnosed,
            TreatedDay = diagnosed != ChronicCondition.Never && random.Chance(TreatedOfAware) ? diagnosed : ChronicCondition.Never,
            IsAdherent = random.Chance(AdherentOfTreated),
            // The stated share is of all treated; none of those who don't take their drugs are among them.
            IsControlled = random.Chance(Math.Min(1, table.ControlledShare / AdherentOfTreated)),
        };
    }
}
