using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

internal sealed partial class CareTables
{
    /// <summary>No one has more than this share of a disease, whatever the risks say.</summary>
    private const double MostPrevalence = 0.95;

    /// <summary>The chronic diseases in an order in which a disease comes after those that are risks of it (cycles are cut where they close).</summary>
    public int[] Chronic { get; private set; } = [];

    /// <summary>By [(sex × 101 + age) × chronic + i]: prevalence among those without any of its risks; and the share that has none of the first i + 1 (running product).</summary>
    public float[] Prevalence { get; private set; } = [];
    public double[] NoneUpTo { get; private set; } = [];

    /// <summary>By the same: running total of yearly onsets among those who have none.</summary>
    public float[] OnsetTotal { get; private set; } = [];

    /// <summary>Risks of the chronic disease i: place of the risk among the chronic, and factor.</summary>
    public (int Risk, float Factor)[][] ChronicRisks { get; private set; } = [];

    /// <summary>Diseases whose episodes are drawn by rate.</summary>
    public int[] Episodic { get; private set; } = [];

    /// <summary>By [((sex × 101 + age) × 12 + month) × episodic + i]: running total of episodes in the month.</summary>
    public float[] EpisodeTotal { get; private set; } = [];

    /// <summary>By [(sex × 101 + age) × 12 + month]: e to the minus total, the share without an episode.</summary>
    public double[] NoEpisode { get; private set; } = [];

    /// <summary>By chronic disease: the episodes of which it raises the rate, with factor − 1.</summary>
    public (int Episode, float Extra)[][] EpisodeRisks { get; private set; } = [];

    public static int Row(int sex, int age) => sex * Ages + age;

    /// <summary>Rate of the table per head and year, NaN if the disease has none of this measure.</summary>
    public static double RateOf(Disease disease, string measure, int sex, int age)
    {
        var found = double.NaN;
        var letter = sex == 0 ? "M" : "F";
        foreach (var rate in disease.Rates)
        {
            if (rate.Measure != measure) continue;
            if (double.IsNaN(found)) found = 0;
            if ((rate.Sex == "B" || rate.Sex == letter) && age >= rate.AgeFrom && age <= rate.AgeTo) found = rate.Per100000 / 100_000;
        }
        return found;
    }

    private void MakeChronicRates()
    {
        Chronic = RisksFirst();
        var places = new int[Diseases.Length];
        Array.Fill(places, -1);
        for (var i = 0; i < Chronic.Length; i++) places[Chronic[i]] = i;
        ChronicRisks = new (int, float)[Chronic.Length][];
        for (var i = 0; i < Chronic.Length; i++)
        {
            var risks = new List<(int, float)>();
            foreach (var risk in Diseases[Chronic[i]].Disease.Risks)
            {
                var at = IndexOf(risk.RiskDiseaseId);
                if (at >= 0 && places[at] >= 0 && places[at] < i) risks.Add((places[at], (float)risk.Factor));
            }
            ChronicRisks[i] = [.. risks];
        }
        var count = Chronic.Length;
        Prevalence = new float[2 * Ages * count];
        NoneUpTo = new double[2 * Ages * count];
        OnsetTotal = new float[2 * Ages * count];
        var marginal = new double[count];
        for (var sex = 0; sex < 2; sex++)
        {
            for (var age = 0; age < Ages; age++)
            {
                var none = 1.0;
                var total = 0.0;
                var row = Row(sex, age) * count;
                for (var i = 0; i < count; i++)
                {
                    marginal[i] = Known(RateOf(Diseases[Chronic[i]].Disease, "prevalence", sex, age));
                    // The stated prevalence is that of everybody: those without the risks have less, so that the mean comes out right when the risks are independent.
                    var mean = 1.0;
                    foreach (var (risk, factor) in ChronicRisks[i]) mean *= 1 + marginal[risk] * (factor - 1);
                    var own = Math.Min(MostPrevalence, marginal[i] / mean);
                    Prevalence[row + i] = (float)own;
                    none *= 1 - own;
                    NoneUpTo[row + i] = none;
                    total += Onset(Diseases[Chronic[i]].Disease, sex, age, marginal[i]) / mean;
                    OnsetTotal[row + i] = (float)total;
                }
            }
        }
    }

    /// <summary>Incidence as stated, otherwise from the rise of the prevalence with age over five years and what deaths take away.</summary>
    private static double Onset(Disease disease, int sex, int age, double prevalence)
    {
        var stated = RateOf(disease, "incidence", sex, age);
        if (!double.IsNaN(stated)) return stated;
        var later = Known(RateOf(disease, "prevalence", sex, Math.Min(Ages - 1, age + 5)));
        return Math.Max(0, (later - prevalence) / 5) + prevalence * 0.01;
    }

    private static double Known(double rate) => double.IsNaN(rate) ? 0 : rate;

    private int[] RisksFirst()
    {
        var order = new List<int>();
        var state = new byte[Diseases.Length];
        for (var i = 0; i < Diseases.Length; i++) Visit(i);
        return [.. order];

        void Visit(int disease)
        {
            if (state[disease] != 0 || Diseases[disease].Disease.Kind != DiseaseKind.Chronic) return;
            state[disease] = 1;
            foreach (var risk in Diseases[disease].Disease.Risks)
            {
                var at = IndexOf(risk.RiskDiseaseId);
                if (at >= 0) Visit(at);
            }
            order.Add(disease);
        }
    }

    private void MakeEpisodeRates()
    {
        var episodic = new List<int>();
        foreach (var table in Diseases)
        {
            if (table.Disease.Kind is DiseaseKind.Acute or DiseaseKind.Event or DiseaseKind.Traditional or DiseaseKind.Screening) episodic.Add(table.Disease.Index);
        }
        Episodic = [.. episodic];
        var risks = new List<(int, float)>[Chronic.Length];
        for (var i = 0; i < risks.Length; i++) risks[i] = [];
        var mine = new List<(int Chronic, double Factor)>[Episodic.Length];
        for (var e = 0; e < Episodic.Length; e++)
        {
            mine[e] = [];
            foreach (var risk in Diseases[Episodic[e]].Disease.Risks)
            {
                var chronic = Array.IndexOf(Chronic, IndexOf(risk.RiskDiseaseId));
                if (chronic < 0) continue;
                risks[chronic].Add((e, (float)(risk.Factor - 1)));
                mine[e].Add((chronic, risk.Factor));
            }
        }
        EpisodeRisks = new (int, float)[Chronic.Length][];
        for (var i = 0; i < risks.Length; i++) EpisodeRisks[i] = [.. risks[i]];

        EpisodeTotal = new float[2 * Ages * 12 * Episodic.Length];
        NoEpisode = new double[2 * Ages * 12];
        for (var sex = 0; sex < 2; sex++)
        {
            for (var age = 0; age < Ages; age++) MakeEpisodeRow(sex, age, mine);
        }
    }

    private void MakeEpisodeRow(int sex, int age, List<(int Chronic, double Factor)>[] risks)
    {
        Span<double> rates = stackalloc double[Episodic.Length];
        for (var e = 0; e < Episodic.Length; e++)
        {
            var disease = Diseases[Episodic[e]].Disease;
            var rate = Known(RateOf(disease, "incidence", sex, age)) / 12;
            var mean = 1.0;
            foreach (var (chronic, factor) in risks[e]) mean += Known(RateOf(Diseases[Chronic[chronic]].Disease, "prevalence", sex, age)) * (factor - 1);
            rates[e] = rate / mean;
        }
        for (var month = 0; month < 12; month++)
        {
            var row = (Row(sex, age) * 12 + month) * Episodic.Length;
            var total = 0.0;
            for (var e = 0; e < Episodic.Length; e++)
            {
                var season = Diseases[Episodic[e]].Disease.Season;
                total += rates[e] * (season.Count == 12 ? season[month] : 1);
                EpisodeTotal[row + e] = (float)total;
            }
            NoEpisode[Row(sex, age) * 12 + month] = FixedMath.Exp(-total);
        }
    }
}
