using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

/// <summary>Everything about care that is looked up and never changes in a run: rates by sex and age ready to be drawn from, resolved diseases, births by mother, outbreaks. Made once per world, shared by the workers.</summary>
internal sealed partial class CareTables
{
    /// <summary>Ages 0 … 100; the older count as 100.</summary>
    public const int Ages = 101;

    private readonly string[] _itemIds;
    private readonly Dictionary<string, PanelTable> _panels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DrugTable> _drugs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ExamTable> _exams = new(StringComparer.Ordinal);

    public CareTables(World world)
    {
        World = world;
        Seed = world.Options.Seed;
        var catalogue = world.Catalogue;
        _itemIds = DiseaseTable.Sorted(catalogue.LabItems);
        Items = new LabItemTable[_itemIds.Length];
        for (var i = 0; i < _itemIds.Length; i++) Items[i] = new LabItemTable(i, catalogue.LabItems[_itemIds[i]]);
        if (catalogue.Diseases.Count >= VisitDetail.NoDisease) throw new InvalidOperationException("A visit's detail has room for 254 diseases.");
        var panels = DiseaseTable.Sorted(catalogue.LabPanels);
        PanelList = new PanelTable[panels.Length];
        for (var i = 0; i < panels.Length; i++) PanelList[i] = Panel(panels[i])!;
        Diseases = new DiseaseTable[catalogue.Diseases.Count];
        for (var i = 0; i < Diseases.Length; i++) Diseases[i] = new DiseaseTable(catalogue.Diseases[i], catalogue, this);
        From = world.Options.From;
        To = world.Options.To;
        YearsOfPeriod = (To.DayNumber - From.DayNumber + 1) / 365.25;
        MakeChronicRates();
        MakeEpisodeRates();
        MakePrograms();
        MakeChoices();
        MakeBirths();
        Outbreaks = OutbreakList.Make(this);
        MakeDevices();
        MakeFees();
        MakeSignals();
    }

    public World World { get; }
    public ulong Seed { get; }
    public DateOnly From { get; }
    public DateOnly To { get; }
    public double YearsOfPeriod { get; }
    public DiseaseTable[] Diseases { get; }
    public LabItemTable[] Items { get; }
    public PanelTable[] PanelList { get; }
    public OutbreakList Outbreaks { get; }

    public static int AgeIndex(int age) => Math.Clamp(age, 0, Ages - 1);

    public static int SexIndex(Sex sex) => (int)sex - 1;

    public int ItemIndex(string id) => Array.BinarySearch(_itemIds, id, StringComparer.Ordinal);

    public PanelTable? Panel(string id)
    {
        if (_panels.TryGetValue(id, out var known)) return known;
        if (!World.Catalogue.LabPanels.TryGetValue(id, out var panel)) return null;
        var items = new List<LabItemTable>();
        foreach (var item in panel.ItemIds) if (ItemIndex(item) is var index and >= 0) items.Add(Items[index]);
        return _panels[id] = new PanelTable(panel, new Term(panel.Id, panel.NameZh), [.. items]);
    }

    public DrugTable? Drug(string id)
    {
        if (_drugs.TryGetValue(id, out var known)) return known;
        if (!World.Catalogue.Drugs.TryGetValue(id, out var drug)) return null;
        var decimals = 0;
        for (var scaled = drug.Dose; decimals < 4 && Math.Abs(scaled - Math.Floor(scaled + 0.5)) > 1e-9; scaled *= 10) decimals++;
        return _drugs[id] = new DrugTable(drug, new Term(drug.Id, drug.NameZh), TimesPerDay(drug.Frequency), decimals);
    }

    public ExamTable? Exam(string id)
    {
        if (_exams.TryGetValue(id, out var known)) return known;
        return World.Catalogue.Exams.TryGetValue(id, out var exam) ? _exams[id] = new ExamTable(exam, new Term(exam.Id, exam.NameZh)) : null;
    }

    /// <summary>The disease of this id, or −1.</summary>
    public int IndexOf(string id)
    {
        for (var i = 0; i < Diseases.Length; i++) if (Diseases[i].Disease.Id == id) return i;
        return -1;
    }

    /// <summary>Takings a day of an order frequency.</summary>
    private static double TimesPerDay(string frequency) => frequency.ToLowerInvariant() switch
    {
        "bid" or "q12h" => 2,
        "tid" or "q8h" => 3,
        "qid" or "q6h" => 4,
        "q4h" => 6,
        "qod" => 0.5,
        "qw" or "qwk" => 1.0 / 7,
        "biw" => 2.0 / 7,
        "tiw" => 3.0 / 7,
        _ => 1,
    };
}
