using Suwen.Simulator.Care.Catalogue;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Care;

/// <summary>
/// What a laboratory would find in a resident at a time: the person's own set-point, the change from day to day, and what the diseases do to it, each as far as treatment or recovery has come.
/// </summary>
internal sealed class LabValues
{
    private readonly struct Active(DiseaseTable table, bool isMain, int condition, long subject)
    {
        public readonly DiseaseTable Table = table;
        public readonly bool IsMain = isMain;
        public readonly int Condition = condition;
        public readonly long Subject = subject;
    }

    private readonly CareTables _tables;
    private readonly Active[] _active = new Active[18];
    private readonly int[] _head;
    private (int Active, int Effect, int Next)[] _links = new (int, int, int)[256];
    private readonly List<int> _touched = [];
    private readonly bool[] _isSlow;
    private int _count, _linkCount;
    private LifePlan _plan = null!;
    private VisitSeed _seed;
    private VisitDetail _detail;
    private Resident _resident;
    private int _age;
    private bool _dies;

    public LabValues(CareTables tables)
    {
        _tables = tables;
        _head = new int[tables.Items.Length];
        Array.Fill(_head, -1);
        _isSlow = new bool[tables.Items.Length];
        // Weeks of blood sugar show in glycated haemoglobin: a stay doesn't move it.
        for (var i = 0; i < _isSlow.Length; i++) _isSlow[i] = tables.Items[i].Entry.Item.Id.Contains("a1c", StringComparison.OrdinalIgnoreCase);
    }

    public void Begin(in Resident resident, VisitSeed seed, VisitDetail detail, LifePlan plan, int age)
    {
        _resident = resident;
        _seed = seed;
        _detail = detail;
        _plan = plan;
        _age = age;
        _dies = detail.Kind == VisitKind.Inpatient && DateOnly.FromDateTime(seed.End) == resident.DeathDate;
        _count = _linkCount = 0;
        var day = DateOnly.FromDateTime(seed.Start).DayNumber;
        var conditions = plan.Conditions;
        var isCondition = false;
        for (var i = 0; i < conditions.Length; i++)
        {
            if (conditions[i].OnsetDay > day) continue;
            isCondition |= conditions[i].Disease == detail.Disease;
            Add(new Active(_tables.Diseases[conditions[i].Disease], conditions[i].Disease == detail.Disease, i, conditions[i].Disease));
        }
        if (!isCondition && detail.Disease != VisitDetail.NoDisease) Add(new Active(_tables.Diseases[detail.Disease], true, -1, ((long)detail.Disease << 32) | (uint)(day / 40)));
    }

    public void End()
    {
        foreach (var item in _touched) _head[item] = -1;
        _touched.Clear();
    }

    /// <summary>How far the disease has come towards its better end at the time: 0 at its worst, 1 recovered or controlled, below 0 when the patient is dying of it.</summary>
    public double Level(bool isMain, int condition, DateTime at, bool slow)
    {
        var course = _seed.End > _seed.Start ? Math.Clamp((at - _seed.Start) / (_seed.End - _seed.Start), 0, 1) : 0;
        if (condition >= 0)
        {
            var level = _plan.Conditions[condition].Level(DateOnly.FromDateTime(at).DayNumber);
            if (!isMain || slow || _detail.Kind != VisitKind.Inpatient) return level;
            return _dies ? 0.2 * level - 0.3 * course : 0.35 * level + 0.5 * course;
        }
        if (_detail.Kind == VisitKind.Inpatient) return _dies ? -0.35 * course : Math.Min(1, StartLevel() + (0.97 - StartLevel()) * Fast(course));
        return _detail.Reason switch
        {
            VisitReason.Repeat or VisitReason.PostDischarge => Math.Min(0.97, 0.25 + _detail.Aux / 18.0),
            VisitReason.Antenatal => Math.Min(1, _detail.Aux / 40.0),
            VisitReason.Postnatal => 1,
            _ => 0,
        };
    }

    public LabResult Measure(LabItemTable item, DateTime at, int number)
    {
        var entry = item.Entry;
        var (low, high) = Bounds(entry);
        if (entry.IsText) return TextResult(item, at, low, high);
        var within = new RandomStream(_tables.Seed, RandomPurpose.Laboratory, _seed.Key, ((long)item.Index << 16) | (uint)number);
        var value = SetPoint(item);
        if (entry.IsLogNormal) value *= FixedMath.Exp(entry.WithinSigma * within.Normal());
        else value += entry.WithinSigma * within.Normal();
        for (var link = _head[item.Index]; link >= 0; link = _links[link].Next)
        {
            ref readonly var active = ref _active[_links[link].Active];
            ref readonly var table = ref active.Table.Effects[_links[link].Effect];
            var effect = table.Effect;
            var own = new RandomStream(_tables.Seed, RandomPurpose.Laboratory, _resident.Id.Value, (active.Subject << 10) ^ (item.Index + 1));
            if (!own.Chance(effect.Probability <= 0 ? 1 : effect.Probability)) continue;
            var level = Level(active.IsMain, active.Condition, at, _isSlow[item.Index]);
            var shift = effect.Untreated + (effect.Controlled - effect.Untreated) * level;
            if (table.Mode == EffectMode.Times) value *= Math.Max(0.02, shift) * FixedMath.Exp(Math.Min(0.8, effect.Sigma) * own.Normal());
            else if (table.Mode == EffectMode.Add) value += shift + effect.Sigma * own.Normal() * Math.Clamp(1 - level * 0.6, 0.3, 1);
        }
        value = Math.Clamp(value, double.IsNaN(entry.Least) ? double.MinValue : entry.Least, double.IsNaN(entry.Most) ? double.MaxValue : entry.Most);
        var result = FixedNumber.Of(value, entry.Item.Decimals);
        var flag = !double.IsNaN(high) && result.Value > high ? "H" : !double.IsNaN(low) && result.Value < low ? "L" : "";
        return new LabResult(entry.Item, result, null, low, high, flag);
    }

    private LabResult TextResult(LabItemTable item, DateTime at, double low, double high)
    {
        var entry = item.Entry;
        for (var link = _head[item.Index]; link >= 0; link = _links[link].Next)
        {
            ref readonly var active = ref _active[_links[link].Active];
            var effect = active.Table.Effects[_links[link].Effect].Effect;
            var own = new RandomStream(_tables.Seed, RandomPurpose.Laboratory, _resident.Id.Value, (active.Subject << 10) ^ (item.Index + 1));
            // What marks a lasting disease stays (HBsAg); the signs of an acute one go as it heals.
            if (!own.Chance(effect.Probability <= 0 ? 1 : effect.Probability) || (active.Condition < 0 && Level(active.IsMain, active.Condition, at, false) > 0.75)) continue;
            var text = effect.Text.Length > 0 ? effect.Text : entry.AbnormalText;
            return new LabResult(entry.Item, default, text, low, high, text == entry.NormalText ? "" : "A");
        }
        return new LabResult(entry.Item, default, entry.NormalText, low, high, "");
    }

    private double SetPoint(LabItemTable item)
    {
        var entry = item.Entry;
        var mean = _age < 14 && !double.IsNaN(entry.ChildMean) ? entry.ChildMean : _resident.Sex == Sex.Male ? entry.MaleMean : entry.FemaleMean;
        var own = new RandomStream(_tables.Seed, RandomPurpose.Laboratory, _resident.Id.Value, -1 - item.Index);
        var z = Math.Clamp(own.Normal(), -3, 3);
        return entry.IsLogNormal ? mean * FixedMath.Exp(entry.BetweenSigma * z) : mean + entry.BetweenSigma * z;
    }

    private (double Low, double High) Bounds(LabItemEntry entry)
    {
        if (_age < 14 && !(double.IsNaN(entry.ChildLow) && double.IsNaN(entry.ChildHigh))) return (entry.ChildLow, entry.ChildHigh);
        return _resident.Sex == Sex.Male ? (entry.MaleLow, entry.MaleHigh) : (entry.FemaleLow, entry.FemaleHigh);
    }

    private double StartLevel() => Math.Min(0.5, _detail.Aux / 40.0);

    // Recovery is fast at first: 1 − (1 − t)².
    private static double Fast(double course) => 1 - (1 - course) * (1 - course);

    private void Add(Active active)
    {
        if (_count == _active.Length) return;
        _active[_count] = active;
        for (var e = 0; e < active.Table.Effects.Length; e++)
        {
            var item = active.Table.Effects[e].Item;
            if (_linkCount == _links.Length) Array.Resize(ref _links, _links.Length * 2);
            if (_head[item] < 0) _touched.Add(item);
            _links[_linkCount] = (_count, e, _head[item]);
            _head[item] = _linkCount++;
        }
        _count++;
    }
}
