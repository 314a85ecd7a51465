using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

internal sealed partial class CareTables
{
    // How many times likelier a house in one's own county is than the same house elsewhere (invented).
    private const int SameCounty = 5;

    private int[] _outpatientDepartment = [], _inpatientDepartment = [];
    private int[][] _outpatientTotals = [], _inpatientTotals = [];

    /// <summary>Hospitals, by index of the institution.</summary>
    public int[] Hospitals { get; private set; } = [];
    public Institution Community { get; private set; } = null!;
    public Institution Traditional { get; private set; } = null!;
    public Institution Maternal { get; private set; } = null!;
    public Permutation[] Numbers { get; private set; } = [];

    /// <summary>Those found at a check rather than by complaint.</summary>
    public bool[] IsSilent { get; private set; } = [];
    public bool[] IsHypertension { get; private set; } = [];
    public bool[] IsDiabetes { get; private set; } = [];

    public Department DepartmentOf(Institution institution, int disease, bool stay)
    {
        var index = disease == VisitDetail.NoDisease ? -1 : (stay ? _inpatientDepartment : _outpatientDepartment)[institution.Index * Diseases.Length + disease];
        return institution.Departments[index >= 0 ? index : Fallback(institution, stay)];
    }

    public static Department DepartmentOf(Institution institution, string specialty)
    {
        var index = Find(institution, specialty, false);
        return institution.Departments[index >= 0 ? index : Fallback(institution, false)];
    }

    public static bool HasDepartment(Institution institution, string specialty) => Find(institution, specialty, false) >= 0;

    /// <summary>A hospital for the disease: near, capable, mostly the same one for the same person.</summary>
    public int Hospital(int resident, int county, int disease, bool stay, ref RandomStream random)
    {
        var totals = (stay ? _inpatientTotals : _outpatientTotals)[county * Diseases.Length + disease];
        if (totals[^1] == 0) return Hospitals[0];
        if (!random.Chance(0.8)) return Hospitals[random.Cumulative(totals)];
        var own = new RandomStream(Seed, RandomPurpose.Visits, resident, -1 - disease);
        return Hospitals[own.Cumulative(totals)];
    }

    private void MakeChoices()
    {
        var all = World.Institutions.All;
        var hospitals = new List<int>();
        foreach (var institution in all)
        {
            if (institution.Kind < InstitutionKind.CommunityCentre) hospitals.Add(institution.Index);
            if (institution.Kind == InstitutionKind.CommunityCentre) Community = institution;
            if (institution.Kind == InstitutionKind.TraditionalHospital) Traditional = institution;
            if (institution.Kind == InstitutionKind.MaternalHospital) Maternal = institution;
        }
        Hospitals = [.. hospitals];
        Numbers = new Permutation[all.Count];
        for (var i = 0; i < all.Count; i++) Numbers[i] = new Permutation(Seed, 1000 + i, 1L << 32);
        IsSilent = Flags(code => code[..3] is "I10" or "E11" or "E78" or "N18" or "M80" or "M81" or "E04" or "B18" or "D25" or "N40");
        IsHypertension = Flags(code => code[..3] is "I10" or "I11" or "I12" or "I13");
        IsDiabetes = Flags(code => code[..3] is "E10" or "E11" or "E14");
        _outpatientDepartment = new int[all.Count * Diseases.Length];
        _inpatientDepartment = new int[all.Count * Diseases.Length];
        for (var i = 0; i < all.Count; i++)
        {
            for (var d = 0; d < Diseases.Length; d++)
            {
                var provider = all[i].IsProvider;
                _outpatientDepartment[i * Diseases.Length + d] = provider ? Find(all[i], Diseases[d].Disease.Specialty, false) : -1;
                _inpatientDepartment[i * Diseases.Length + d] = provider ? Find(all[i], Diseases[d].Disease.InpatientSpecialty, true) : -1;
            }
        }
        var counties = World.Map.Counties.Count;
        _outpatientTotals = new int[counties * Diseases.Length][];
        _inpatientTotals = new int[counties * Diseases.Length][];
        for (var county = 0; county < counties; county++)
        {
            for (var d = 0; d < Diseases.Length; d++)
            {
                _outpatientTotals[county * Diseases.Length + d] = Totals(county, d, _outpatientDepartment);
                _inpatientTotals[county * Diseases.Length + d] = Totals(county, d, _inpatientDepartment);
            }
        }
    }

    private int[] Totals(int county, int disease, int[] departments)
    {
        var totals = new int[Hospitals.Length];
        var sum = 0;
        var severe = Diseases[disease].Disease.InpatientFatality > 0.03;
        for (var h = 0; h < Hospitals.Length; h++)
        {
            var institution = World.Institutions.All[Hospitals[h]];
            var weight = institution.Kind switch
            {
                InstitutionKind.TraditionalHospital => Diseases[disease].Disease.Kind == DiseaseKind.Traditional ? 60 : 8,
                InstitutionKind.MaternalHospital => 40,
                _ => institution.Level == "三级" ? severe ? 60 : 30 : 16,
            };
            if (departments[institution.Index * Diseases.Length + disease] < 0) weight = 0;
            if (institution.CountyIndex == county) weight *= SameCounty;
            totals[h] = sum += weight;
        }
        return totals;
    }

    private bool[] Flags(Func<string, bool> isOne)
    {
        var flags = new bool[Diseases.Length];
        for (var i = 0; i < flags.Length; i++)
        {
            flags[i] = Diseases[i].Disease.Kind == DiseaseKind.Chronic && Diseases[i].Main.Terms.Length > 0 && Diseases[i].Main.Terms[0].Code.Length >= 3 && isOne(Diseases[i].Main.Terms[0].Code);
        }
        return flags;
    }

    private static int Find(Institution institution, string specialty, bool withBeds)
    {
        for (var i = 0; i < institution.Departments.Count; i++)
        {
            var department = institution.Departments[i];
            if (department.Specialty == specialty && (!withBeds || department.Beds > 0)) return i;
        }
        return -1;
    }

    private static int Fallback(Institution institution, bool stay)
    {
        foreach (var specialty in stay ? (ReadOnlySpan<string>)["respiratory", "general-surgery", "obstetrics", "traditional-medicine"] : ["general-practice", "gastroenterology", "gynaecology", "traditional-medicine"])
        {
            var index = Find(institution, specialty, stay);
            if (index >= 0) return index;
        }
        for (var i = 0; i < institution.Departments.Count; i++) if (!stay || institution.Departments[i].Beds > 0) return i;
        return 0;
    }
}
