using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

/// <summary>A dose of a vaccine that may fall due at an age.</summary>
internal readonly record struct DueDose(int Vaccine, int Dose, int AgeMonths, double Uptake);

internal sealed partial class CareTables
{
    // Share of those with hypertension or diabetes, and of others above 50, who send readings from a device at home (invented).
    private const double DeviceShareIll = 0.05, DeviceShareOther = 0.004;

    private int[] _mothers = [], _children = [];
    private ulong[] _isMother = [];

    public DueDose[][] DosesAtAge { get; private set; } = [];
    public Vaccine[] SeasonalVaccines { get; private set; } = [];
    public int[] PregnancyDiseases { get; private set; } = [];
    public int[] NewbornDiseases { get; private set; } = [];
    public int AntenatalDisease { get; private set; } = VisitDetail.NoDisease;
    public int VaginalBirth { get; private set; } = VisitDetail.NoDisease;
    public int CaesareanBirth { get; private set; } = VisitDetail.NoDisease;
    /// <summary>Residents with a device at home, and whether it measures glucose.</summary>
    public int[] DeviceUsers { get; private set; } = [];

    /// <summary>Birth rate of the region's women by age over the period, per year; for pregnancies whose births come after it.</summary>
    public double[] Fertility { get; } = new double[Ages];

    /// <summary>The children that the woman bears from shortly before the period on, as a range of <see cref="Child"/>; empty for nearly everybody, told by one bit.</summary>
    public (int First, int End) BirthsOf(int woman)
    {
        if ((_isMother[woman >> 6] >> (woman & 63) & 1) == 0) return default;
        var first = Array.BinarySearch(_mothers, woman);
        while (first > 0 && _mothers[first - 1] == woman) first--;
        var end = first;
        while (end < _mothers.Length && _mothers[end] == woman) end++;
        return (first, end);
    }

    public int Child(int index) => _children[index];

    private void MakeBirths()
    {
        var population = World.Population;
        var earliest = From.AddDays(-90);
        var births = new List<(int Mother, int Day, int Child)>();
        var women = new int[Ages];
        for (var i = 0; i < population.Count; i++)
        {
            var resident = population[new ResidentId(i)];
            if (resident.Sex == Sex.Female) women[AgeIndex(resident.Age(From))]++;
            if (resident.BirthDate < earliest || resident.Mother.IsNone) continue;
            births.Add((resident.Mother.Value, resident.BirthDate.DayNumber, i));
            if (resident.BirthDate >= From) Fertility[AgeIndex(population[resident.Mother].Age(resident.BirthDate))]++;
        }
        births.Sort();
        _mothers = new int[births.Count];
        _children = new int[births.Count];
        for (var i = 0; i < births.Count; i++) (_mothers[i], _children[i]) = (births[i].Mother, births[i].Child);
        _isMother = new ulong[population.Count / 64 + 1];
        foreach (var mother in _mothers) _isMother[mother >> 6] |= 1UL << (mother & 63);
        for (var age = 0; age < Ages; age++) Fertility[age] = women[age] == 0 ? 0 : Math.Min(0.3, Fertility[age] / women[age] / YearsOfPeriod);
    }

    private void MakePrograms()
    {
        var doses = new List<DueDose>[Ages];
        for (var i = 0; i < Ages; i++) doses[i] = [];
        var seasonal = new List<Vaccine>();
        for (var v = 0; v < World.Catalogue.Vaccines.Count; v++)
        {
            var vaccine = World.Catalogue.Vaccines[v];
            if (vaccine.IsSeasonal)
            {
                seasonal.Add(vaccine);
                continue;
            }
            for (var dose = 0; dose < vaccine.AgeMonths.Count; dose++)
            {
                // The dose may be late by up to a quarter of the age: it is looked for in the year it is due and the next.
                var due = new DueDose(v, dose, vaccine.AgeMonths[dose], vaccine.Uptake);
                var year = due.AgeMonths / 12;
                doses[AgeIndex(year)].Add(due);
                if (year + 1 < Ages) doses[year + 1].Add(due);
            }
        }
        DosesAtAge = new DueDose[Ages][];
        for (var i = 0; i < Ages; i++) DosesAtAge[i] = [.. doses[i]];
        SeasonalVaccines = [.. seasonal];
        PregnancyDiseases = OfKind(DiseaseKind.Pregnancy);
        NewbornDiseases = OfKind(DiseaseKind.Newborn);
        foreach (var index in PregnancyDiseases)
        {
            if (Diseases[index].Main.Terms.Length == 0) continue;
            var code = Diseases[index].Main.Terms[0].Code;
            if (code.StartsWith("Z3", StringComparison.Ordinal) && AntenatalDisease == VisitDetail.NoDisease) AntenatalDisease = index;
            if (code.StartsWith("O80", StringComparison.Ordinal) && VaginalBirth == VisitDetail.NoDisease) VaginalBirth = index;
            if ((code.StartsWith("O82", StringComparison.Ordinal) || code.StartsWith("O34", StringComparison.Ordinal)) && CaesareanBirth == VisitDetail.NoDisease) CaesareanBirth = index;
        }
        if (VaginalBirth == VisitDetail.NoDisease && PregnancyDiseases.Length > 0) VaginalBirth = PregnancyDiseases[0];
        if (AntenatalDisease == VisitDetail.NoDisease) AntenatalDisease = VaginalBirth;
    }

    private int[] OfKind(DiseaseKind kind)
    {
        var found = new List<int>();
        foreach (var table in Diseases) if (table.Disease.Kind == kind) found.Add(table.Disease.Index);
        return [.. found];
    }

    private void MakeDevices()
    {
        var users = new List<int>();
        var plan = new LifePlan(this);
        var population = World.Population;
        for (var i = 0; i < population.Count; i++)
        {
            var random = new RandomStream(Seed, RandomPurpose.Device, i);
            var draw = random.Unit();
            if (draw >= DeviceShareIll) continue;
            var resident = population[new ResidentId(i)];
            if (resident.Age(From) < 18) continue;
            if (draw >= DeviceShareOther)
            {
                plan.Make(resident);
                var ill = false;
                foreach (ref readonly var condition in plan.Conditions) ill |= (IsHypertension[condition.Disease] || IsDiabetes[condition.Disease]) && condition.IsKnown(From.DayNumber);
                if (!ill) continue;
            }
            users.Add(i);
        }
        DeviceUsers = [.. users];
    }
}
