using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Suwen.Governance.Catalogue;

/// <summary>
/// The catalogue as DCAT 3 (W3C Recommendation of 2024-08-22), in JSON-LD 1.1 and in Turtle. Both are written from the same statements.
/// </summary>
public static class DcatExport
{
    private const string ResourcePrefix = "urn:suwen:resource:";
    private const string CategoryPrefix = "urn:suwen:category:";
    private const string FrequencyPrefix = "http://publications.europa.eu/resource/authority/frequency/";

    private static readonly (string Prefix, string Iri)[] Prefixes =
    [
        ("dcat", "http://www.w3.org/ns/dcat#"),
        ("dct", "http://purl.org/dc/terms/"),
        ("foaf", "http://xmlns.com/foaf/0.1/"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("skos", "http://www.w3.org/2004/02/skos/core#"),
        ("suwen", "urn:suwen:term:"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON-LD with its context inside.</summary>
    public static string ToJsonLd(IReadOnlyList<Resource> resources, string title)
    {
        var context = new JsonObject();
        foreach (var (prefix, iri) in Prefixes)
        {
            context[prefix] = iri;
        }

        var graph = new JsonArray();
        foreach (var subject in Statements(resources, title))
        {
            graph.Add(JsonOf(subject));
        }

        return new JsonObject { ["@context"] = context, ["@graph"] = graph }.ToJsonString(Indented);
    }

    /// <summary>Turtle (RDF 1.1).</summary>
    public static string ToTurtle(IReadOnlyList<Resource> resources, string title)
    {
        var text = new StringBuilder();
        foreach (var (prefix, iri) in Prefixes)
        {
            text.Append(CultureInfo.InvariantCulture, $"@prefix {prefix}: <{iri}> .\n");
        }

        foreach (var subject in Statements(resources, title))
        {
            text.Append('\n');
            AppendIri(text, subject.Id);
            AppendProperties(text, subject, "  ");
            text.Append(" .\n");
        }

        return text.ToString();
    }

    private static IEnumerable<Subject> Statements(IReadOnlyList<Resource> resources, string title)
    {
        var catalogue = new Subject("urn:suwen:catalogue").Is("dcat:Catalog").Text("dct:title", title, "zh").Iri("dcat:themeTaxonomy", "urn:suwen:categories");
        foreach (var resource in resources)
        {
            catalogue.Iri("dcat:dataset", ResourcePrefix + resource.Identifier);
        }

        yield return catalogue;
        yield return new Subject("urn:suwen:categories").Is("skos:ConceptScheme").Text("skos:prefLabel", "资源目录分类", "zh").Text("skos:prefLabel", "Categories of resources", "en");
        foreach (var category in CatalogueContent.Categories)
        {
            var concept = new Subject(CategoryPrefix + category.Code).Is("skos:Concept").Text("skos:notation", category.Code)
                .Text("skos:prefLabel", category.NameZh, "zh").Text("skos:prefLabel", category.NameEn, "en").Iri("skos:inScheme", "urn:suwen:categories");
            yield return category.Parent is null ? concept.Iri("skos:topConceptOf", "urn:suwen:categories") : concept.Iri("skos:broader", CategoryPrefix + category.Parent);
        }

        foreach (var resource in resources)
        {
            yield return DatasetOf(resource);
        }
    }

    private static Subject DatasetOf(Resource resource)
    {
        var dataset = new Subject(ResourcePrefix + resource.Identifier).Is("dcat:Dataset")
            .Text("dct:identifier", resource.Identifier)
            .Text("dct:title", resource.TitleZh, "zh").Text("dct:title", resource.TitleEn, "en")
            .Text("dct:description", resource.Abstract, "zh")
            .Iri("dcat:theme", CategoryPrefix + resource.Category)
            .Text("dct:type", resource.Kind)
            .Text("suwen:subject", resource.Subject)
            .Iri("dct:accrualPeriodicity", FrequencyPrefix + FrequencyOf(resource.Frequency));
        foreach (var keyword in resource.Keywords)
        {
            dataset.Text("dcat:keyword", keyword, "zh");
        }

        if (resource.Owner is not null)
        {
            dataset.Node("dct:publisher", new Subject(null).Is("foaf:Agent").Text("foaf:name", resource.Owner));
        }

        if (resource.From is not null && resource.To is not null)
        {
            dataset.Node("dct:temporal", new Subject(null).Is("dct:PeriodOfTime").Typed("dcat:startDate", resource.From[..10], "xsd:date").Typed("dcat:endDate", resource.To[..10], "xsd:date"));
        }

        foreach (var institution in resource.Institutions)
        {
            dataset.Node("dct:spatial", new Subject(null).Is("dct:Location").Text("skos:prefLabel", institution));
        }

        if (resource.UpdatedAt is { } updated)
        {
            dataset.Typed("dct:modified", updated.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), "xsd:dateTime");
        }

        var distribution = new Subject(null).Is("dcat:Distribution").Text("dct:title", resource.Name).Text("dct:format", resource.Format);
        if (resource.Rows is { } rows)
        {
            distribution.Typed("suwen:rows", rows.ToString(CultureInfo.InvariantCulture), "xsd:integer");
        }

        return dataset.Node("dcat:distribution", distribution);
    }

    private static string FrequencyOf(string frequency) => frequency switch
    {
        "continuous" => "UPDATE_CONT",
        "daily" => "DAILY",
        "weekly" => "WEEKLY",
        "monthly" => "MONTHLY",
        "yearly" => "ANNUAL",
        "irregular" => "IRREG",
        _ => "OTHER",
    };

    private static JsonObject JsonOf(Subject subject)
    {
        var json = new JsonObject();
        if (subject.Id is not null)
        {
            json["@id"] = subject.Id;
        }

        json["@type"] = subject.Type;
        foreach (var property in subject.Properties.GroupBy(p => p.Name))
        {
            var values = new JsonArray([.. property.Select(p => ValueOf(p.Value))]);
            json[property.Key] = values.Count == 1 ? values[0]!.DeepClone() : values;
        }

        return json;
    }

    private static JsonNode ValueOf(object value) => value switch
    {
        Subject node => JsonOf(node),
        Uri iri => new JsonObject { ["@id"] = iri.OriginalString },
        Literal { Language: { } language } text => new JsonObject { ["@value"] = text.Value, ["@language"] = language },
        Literal { Type: { } type } text => new JsonObject { ["@value"] = text.Value, ["@type"] = type },
        Literal text => JsonValue.Create(text.Value),
        _ => throw new ArgumentException("No value of RDF.", nameof(value)),
    };

    private static void AppendProperties(StringBuilder text, Subject subject, string indent)
    {
        text.Append(subject.Id is null ? "" : " ").Append("a ").Append(subject.Type);
        foreach (var (name, value) in subject.Properties)
        {
            text.Append(" ;\n").Append(indent).Append(name).Append(' ');
            switch (value)
            {
                case Subject node:
                    text.Append("[ ");
                    AppendProperties(text, node, indent + "  ");
                    text.Append(" ]");
                    break;
                case Uri iri:
                    AppendIri(text, iri.OriginalString);
                    break;
                case Literal literal:
                    text.Append('"').Append(Escaped(literal.Value)).Append('"').Append(literal.Language is { } language ? "@" + language : literal.Type is { } type ? "^^" + type : "");
                    break;
            }
        }
    }

    private static void AppendIri(StringBuilder text, string? iri) => text.Append('<').Append(iri).Append('>');

    /// <summary>Escapes of Turtle (RDF 1.1 Turtle §6.4).</summary>
    private static string Escaped(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    private sealed record Literal(string Value, string? Language, string? Type);

    private sealed class Subject(string? id)
    {
        public string? Id => id;

        public string Type { get; private set; } = "";

        public List<(string Name, object Value)> Properties { get; } = [];

        public Subject Is(string type)
        {
            Type = type;
            return this;
        }

        public Subject Text(string property, string value, string? language = null) => With(property, new Literal(value, language, null));

        public Subject Typed(string property, string value, string type) => With(property, new Literal(value, null, type));

        public Subject Iri(string property, string iri) => With(property, new Uri(iri, UriKind.RelativeOrAbsolute));

        public Subject Node(string property, Subject node) => With(property, node);

        private Subject With(string property, object value)
        {
            Properties.Add((property, value));
            return this;
        }
    }
}
