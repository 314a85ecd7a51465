using System.Globalization;
using System.Text.Json;

namespace Suwen.Analysis.Cohorts;

/// <summary>
/// An object of an OHDSI expression that remembers which of its properties were read: what remains at the end is told, so that nothing of
/// an expression is left out silently. Names are compared without regard to case, since tools write them in both ways.
/// </summary>
internal sealed class CirceObject
{
    private readonly Dictionary<string, JsonElement> properties = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> read = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<CohortFault> faults;

    public CirceObject(JsonElement element, string path, List<CohortFault> faults)
    {
        Path = path;
        this.faults = faults;
        if (element.ValueKind != JsonValueKind.Object)
        {
            Fault("", "This must be an object.");
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!properties.TryAdd(property.Name, property.Value))
            {
                Fault(property.Name, "This property is there twice.");
            }
        }
    }

    public string Path { get; }

    public IEnumerable<string> Names => properties.Keys;

    public bool Has(string name) => properties.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    /// <summary>A property that is there and not null.</summary>
    public bool TryGet(string name, out JsonElement value)
    {
        read.Add(name);
        return properties.TryGetValue(name, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);
    }

    public CirceObject? Object(string name) => TryGet(name, out var value) ? new CirceObject(value, PathOf(name), faults) : null;

    /// <summary>The objects of an array; none where it is missing.</summary>
    public List<CirceObject> Objects(string name)
    {
        var objects = new List<CirceObject>();
        if (!TryGet(name, out var value))
        {
            return objects;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Fault(name, "This must be an array.");
            return objects;
        }

        foreach (var item in value.EnumerateArray())
        {
            objects.Add(new CirceObject(item, string.Create(CultureInfo.InvariantCulture, $"{PathOf(name)}[{objects.Count}]"), faults));
        }

        return objects;
    }

    public string? Text(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Fault(name, "This must be a text.");
            return null;
        }

        return value.GetString();
    }

    public bool Flag(string name, bool otherwise = false)
    {
        if (!TryGet(name, out var value))
        {
            return otherwise;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fault(name, "This must be true or false.");
        return otherwise;
    }

    /// <summary>A number, also one that is written as a text, as some tools do.</summary>
    public decimal? Number(string name)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number))
        {
            return number;
        }

        if (value.ValueKind == JsonValueKind.String && decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            return number;
        }

        Fault(name, "This must be a number.");
        return null;
    }

    /// <summary>A whole number within what days and counts can be.</summary>
    public int? Whole(string name)
    {
        if (Number(name) is not { } number)
        {
            return null;
        }

        if (number == decimal.Truncate(number) && Math.Abs(number) <= 1_000_000)
        {
            return (int)number;
        }

        Fault(name, "This must be a whole number of at most 1,000,000.");
        return null;
    }

    public DateOnly? Date(string name)
    {
        if (Text(name) is not { Length: > 0 } text)
        {
            return null;
        }

        // Some tools write a time behind the date, which has no meaning here.
        var cut = text.IndexOf('T', StringComparison.Ordinal);
        if (DateOnly.TryParseExact(cut > 0 ? text[..cut] : text, ["yyyy-MM-dd", "yyyy-M-d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Fault(name, "This must be a date as 2024-01-31.");
        return null;
    }

    /// <summary>Marks properties as read that say nothing about who is in the cohort.</summary>
    public CirceObject Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            read.Add(name);
        }

        return this;
    }

    /// <summary>Tells what has not been read and says something.</summary>
    public void Finish()
    {
        foreach (var (name, value) in properties)
        {
            if (!read.Contains(name) && SaysSomething(value))
            {
                Fault(name, "This is not supported, and leaving it out would change who is in the cohort.", "Take it out, or express it otherwise; docs/cohorts.md lists what is supported.");
            }
        }
    }

    public void Fault(string name, string what, string whatToDo = "") => faults.Add(new CohortFault(name.Length == 0 ? Path : PathOf(name), what, whatToDo));

    private static bool SaysSomething(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(static p => SaysSomething(p.Value)),
        JsonValueKind.String => value.GetString()!.Length > 0,
        _ => true,
    };

    private string PathOf(string name) => Path + "." + name;
}
