using System.Globalization;
using System.Text;
using Suwen.Standards.Csv;
using Suwen.Standards.Divisions;

namespace Suwen.Standards.Terminology;

/// <summary>
/// The code systems that are built in, read from <c>Content</c> at first use. Tables there only grow at their end: a term's concept id is
/// its system's base and its place in the table, and a snapshot guards it.
/// </summary>
public static class BuiltInTerms
{
    private static readonly Lazy<SystemTable[]> Tables = new(ReadSystems);
    private static readonly Lazy<Dictionary<string, SystemTable>> ById = new(() => Tables.Value.ToDictionary(t => t.System.Id, StringComparer.Ordinal));
    private static readonly Lazy<Dictionary<string, CodeSystem>> ByAlias = new(ReadAliases);

    /// <summary>Every built-in system, in the order of its number.</summary>
    public static IReadOnlyList<CodeSystem> Systems { get; } = [.. Tables.Value.Select(t => t.System)];

    /// <summary>The system of this id; null when none is built in under it.</summary>
    public static CodeSystem? System(string id) => ById.Value.TryGetValue(id, out var table) ? table.System : null;

    /// <summary>The system that a sender means by a name, OID or URI; null when it is none of the built-in ones.</summary>
    public static CodeSystem? SystemCalled(string alias) => ByAlias.Value.GetValueOrDefault(alias.Trim());

    /// <summary>The terms of a system in the order of its table, headings last; none for an unknown system.</summary>
    public static IReadOnlyList<Term> Terms(string system) => ById.Value.TryGetValue(system, out var table) ? table.Terms.Value : [];

    /// <summary>The term of a code, compared without regard to case and surrounding space; null when the system has none.</summary>
    public static Term? Find(string system, string code) =>
        ById.Value.TryGetValue(system, out var table) ? table.ByCode.Value.GetValueOrDefault(code.Trim()) : null;

    /// <summary>The term with a concept id; null when it is none of a built-in system.</summary>
    public static Term? Find(long conceptId)
    {
        var number = (conceptId - CodeSystem.FirstConceptId) / CodeSystem.ConceptsPerSystem;
        var table = Tables.Value.FirstOrDefault(t => t.System.Number == number);
        return table?.ByConcept.Value.GetValueOrDefault(conceptId);
    }

    private static SystemTable[] ReadSystems()
    {
        var systems = new List<SystemTable>();
        ReadTable("systems.csv", row => systems.Add(new SystemTable(
            new CodeSystem(
                row("id")!, int.Parse(row("number")!, CultureInfo.InvariantCulture), row("oid"), row("aliases")?.Split('|') ?? [], row("title_zh")!, row("title_en")!,
                row("version")!, row("source")!, row("licence")!, row("status")!, DateOf(row("valid_from"))),
            row("terms"),
            row("headings"))));
        return [.. systems];
    }

    private static Dictionary<string, CodeSystem> ReadAliases()
    {
        var aliases = new Dictionary<string, CodeSystem>(StringComparer.OrdinalIgnoreCase);
        foreach (var table in Tables.Value)
        {
            aliases.Add(table.System.Id, table.System);
            foreach (var alias in table.System.Aliases)
            {
                aliases.TryAdd(alias, table.System);
            }
        }

        return aliases;
    }

    private static DateOnly? DateOf(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads an embedded table; the row answers a column's text, null when it is empty or not there.</summary>
    internal static void ReadTable(string name, Action<Func<string, string?>> take)
    {
        using var stream = typeof(BuiltInTerms).Assembly.GetManifestResourceStream("terminology/" + name)
            ?? throw new InvalidDataException($"The content table {name} is not part of this build.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read();
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            columns.Add(Encoding.UTF8.GetString(reader[i]), i);
        }

        var fields = new string?[columns.Count];
        while (reader.Read())
        {
            for (var i = 0; i < fields.Length; i++)
            {
                fields[i] = i < reader.FieldCount && !reader[i].IsEmpty ? Encoding.UTF8.GetString(reader[i]) : null;
            }

            take(column => columns.TryGetValue(column, out var at) ? fields[at] : null);
        }
    }

    /// <summary>One system with its tables, each read when it is first asked for.</summary>
    private sealed class SystemTable
    {
        private readonly string? file;
        private readonly string? headings;

        public SystemTable(CodeSystem system, string? file, string? headings)
        {
            System = system;
            this.file = file;
            this.headings = headings;
            Terms = new Lazy<Term[]>(Read);
            ByCode = new Lazy<Dictionary<string, Term>>(IndexByCode);
            ByConcept = new Lazy<Dictionary<long, Term>>(() => Terms.Value.ToDictionary(t => t.ConceptId));
        }

        public CodeSystem System { get; }

        public Lazy<Term[]> Terms { get; }

        public Lazy<Dictionary<string, Term>> ByCode { get; }

        public Lazy<Dictionary<long, Term>> ByConcept { get; }

        private Dictionary<string, Term> IndexByCode()
        {
            var terms = new Dictionary<string, Term>(Terms.Value.Length, StringComparer.OrdinalIgnoreCase);
            foreach (var term in Terms.Value)
            {
                terms.TryAdd(term.Code, term);
            }

            return terms;
        }

        private Term[] Read() => file is null ? [.. ReadDivisions()] : [.. ReadTerms(file, headings)];

        private List<Term> ReadTerms(string name, string? headingName)
        {
            var heads = headingName is null ? [] : ReadRows(headingName, CodeSystem.FirstHeading);
            var codes = heads.Select(t => t.Code).ToHashSet(StringComparer.Ordinal);
            var terms = ReadRows(name, 0);
            if (headingName is not null)
            {
                for (var i = 0; i < terms.Count; i++)
                {
                    terms[i] = terms[i] with { Parent = LongestPrefix(terms[i].Code, codes) };
                }
            }

            terms.AddRange(heads);
            return terms;
        }

        /// <summary>The classifications build codes from left to right, so the term above is the longest heading that a code begins with.</summary>
        private static string? LongestPrefix(string code, HashSet<string> headings)
        {
            for (var length = Math.Min(code.Length - 1, 6); length > 0; length--)
            {
                if (headings.TryGetValue(code[..length], out var found))
                {
                    return found;
                }
            }

            return null;
        }

        private List<Term> ReadRows(string name, long first)
        {
            var terms = new List<Term>();
            ReadTable(name, row => terms.Add(new Term(
                System.Id, row("code")!, row("name")!, row("parent"), System.ConceptBase + first + terms.Count + 1, row("synonyms")?.Split('|') ?? [], row("english"), System.ValidFrom)));
            return terms;
        }

        /// <summary>Provinces, cities and counties come from the divisions' own tables; a six-digit code is its own place among the ids.</summary>
        private IEnumerable<Term> ReadDivisions()
        {
            foreach (var province in DivisionTables.Provinces.ToArray())
            {
                yield return Division(province.Code, province.Name, null);
                foreach (var city in DivisionTables.CitiesUnder(province.Code).ToArray())
                {
                    yield return Division(city.Code, city.Name, province.Code);
                    foreach (var county in DivisionTables.CountiesUnder(city.Code).ToArray())
                    {
                        // A city without counties (东莞, 中山, 儋州) stands among the counties once more, by the same code.
                        if (county.Code != city.Code + "00")
                        {
                            yield return Division(county.Code, county.Name, city.Code);
                        }
                    }
                }
            }
        }

        private Term Division(string code, string name, string? parent)
        {
            var whole = code.PadRight(6, '0');
            return new Term(System.Id, whole, name, parent?.PadRight(6, '0'), System.ConceptBase + int.Parse(whole, CultureInfo.InvariantCulture), []);
        }
    }
}
