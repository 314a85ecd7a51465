using System.Globalization;

namespace Suwen.Simulator.Notes;

/// <summary>What a text is: the kinds of <see cref="Care.NoteKind"/>, and the texts that are no notes.</summary>
internal enum TextKind : byte { Outpatient, Admission, FirstProgress, Progress, WardRound, Preoperative, Operation, Discharge, Death, Consultation, Emergency, Tcm, Nursing, Any }

/// <summary>
/// One set of wordings, read from Content/notes/a or /b and shared by all writers.
/// templates*.csv: id, kind, section, department, style, text, weight. A document is its section "document", which includes the others with {>section}; a section is looked for under its kind and under "any".
/// </summary>
internal sealed class NoteTemplates
{
    private const int Kinds = (int)TextKind.Any + 1;

    private static readonly Lazy<NoteTemplates> SetA = new(() => Load(NoteSet.A)), SetB = new(() => Load(NoteSet.B));

    /// <summary>Specialties that a word beginning with @ stands for in the department column.</summary>
    private static readonly Dictionary<string, string[]> Groups = new(StringComparer.Ordinal)
    {
        ["@surgical"] = ["general-surgery", "orthopaedics", "urology", "neurosurgery", "thoracic-surgery", "obstetrics", "gynaecology", "ophthalmology", "ent", "stomatology"],
        ["@child"] = ["paediatrics", "neonatology"],
        ["@women"] = ["obstetrics", "gynaecology"],
        ["@tcm"] = ["traditional-medicine", "acupuncture"],
        ["@mind"] = ["psychiatry"],
    };

    internal sealed record Entry(NoteTemplate Template, string[] Departments, char Style, int Weight);

    private readonly Dictionary<string, int> _sections = new(StringComparer.Ordinal);
    private readonly List<Entry>[] _entries = [];

    public IReadOnlyDictionary<string, string[]> Synonyms { get; }
    public IReadOnlyList<(string From, string To)> Rewordings { get; }
    public IReadOnlyList<(string Right, string Wrong)> Slips { get; }
    public IReadOnlyList<SyndromeSigns> SyndromeSigns { get; }

    public static NoteTemplates Of(NoteSet set) => set == NoteSet.A ? SetA.Value : SetB.Value;

    /// <summary>Texts of all wordings with their ids, for the tests.</summary>
    internal IReadOnlyList<(string Id, string Text)> Texts { get; }

    private static NoteTemplates Load(NoteSet set)
    {
        var faults = new List<string>();
        var folder = set == NoteSet.A ? "notes/a/" : "notes/b/";
        var loaded = new NoteTemplates(folder, faults);
        if (faults.Count > 0) throw new InvalidDataException(string.Join('\n', faults));
        return loaded;
    }

    private NoteTemplates(string folder, List<string> faults)
    {
        var rows = TemplateTable.Read(folder + "templates", 7, faults);
        var entries = new List<(int Slot, Entry Entry)>();
        foreach (var row in rows)
        {
            try { entries.AddRange(Parse(row)); }
            catch (FormatException fault) { faults.Add($"{row.File}:{row.Line}: {fault.Message}"); }
        }
        _entries = new List<Entry>[_sections.Count * Kinds];
        for (var i = 0; i < _entries.Length; i++) _entries[i] = [];
        foreach (var (slot, entry) in entries) _entries[slot].Add(entry);
        Texts = [.. rows.Select(row => (row.Fields[0], row.Fields[5]))];
        foreach (var (name, number) in _sections)
        {
            var isThere = false;
            for (var kind = 0; kind < Kinds; kind++) isThere |= _entries[number * Kinds + kind].Count > 0;
            if (!isThere) faults.Add($"{folder}: no wording for section {name}");
        }
        Synonyms = TemplateTable.Read(folder + "synonyms", 2, faults).ToDictionary(row => row.Fields[0], row => row.Fields[1].Split('/'), StringComparer.Ordinal);
        Rewordings = [.. TemplateTable.Read(folder + "rewordings", 2, faults).Select(row => (row.Fields[0], row.Fields[1]))];
        Slips = [.. TemplateTable.Read("notes/slips", 2, faults).Select(row => (row.Fields[0], row.Fields[1]))];
        SyndromeSigns = [.. TemplateTable.Read("notes/tcm_patterns", 6, faults).Select(row => new SyndromeSigns(row.Fields[0], row.Fields[1], row.Fields[2], row.Fields[3], row.Fields[4], row.Fields[5]))];
    }

    private IEnumerable<(int Slot, Entry Entry)> Parse(TemplateRow row)
    {
        var fields = row.Fields;
        var template = NoteTemplate.Parse(fields[0], fields[5], Section);
        var departments = fields[3] == "*" ? [] : fields[3].Split('|').SelectMany(name => Groups.TryGetValue(name, out var group) ? group : [name]).ToArray();
        if (!int.TryParse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture, out var weight) || weight < 1) throw new FormatException("weight is no positive whole number");
        var style = fields[4] switch { "*" => '*', "terse" => 't', "full" => 'f', _ => throw new FormatException("style is neither *, terse nor full") };
        var section = Section(fields[2]);
        foreach (var name in fields[1].Split('|'))
        {
            if (!Enum.TryParse<TextKind>(name.Replace("-", "", StringComparison.Ordinal), true, out var kind)) throw new FormatException($"unknown kind {name}");
            yield return (section * Kinds + (int)kind, new Entry(template, departments, style, weight));
        }
    }

    /// <summary>The number of a section.</summary>
    public int Section(string name)
    {
        if (!_sections.TryGetValue(name, out var number)) _sections[name] = number = _sections.Count;
        return number;
    }

    /// <summary>The number of a section that the code asks for by name; −1 if the set has none.</summary>
    public int Find(string name) => _sections.TryGetValue(name, out var number) ? number : -1;

    /// <summary>The wordings of the section for a kind of text; <see cref="TextKind.Any"/> has those for all.</summary>
    public List<Entry> Entries(TextKind kind, int section) => _entries[section * Kinds + (int)kind];

    /// <summary>How likely a wording is with this department and doctor; those made for the department count three times.</summary>
    public static int WeightOf(Entry entry, string specialty, bool isTerse)
    {
        if (entry.Style == 't' && !isTerse || entry.Style == 'f' && isTerse) return 0;
        if (entry.Departments.Length == 0) return entry.Weight;
        foreach (var department in entry.Departments) if (department == specialty) return entry.Weight * 3;
        return 0;
    }
}
