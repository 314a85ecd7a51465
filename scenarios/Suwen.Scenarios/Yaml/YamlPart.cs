using System.Globalization;
using Suwen.Analysis;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Suwen.Scenarios.Yaml;

/// <summary>A node of a YAML file that knows its place: what is wrong with it goes to the pack's faults, with the line.</summary>
internal sealed class YamlPart
{
    private readonly YamlNode node;
    private readonly PackFaults faults;

    private YamlPart(string file, string name, YamlNode node, PackFaults faults)
    {
        File = file;
        Name = name;
        this.node = node;
        this.faults = faults;
    }

    public string File { get; }

    /// <summary>What the part is called in messages.</summary>
    public string Name { get; }

    public int Line => (int)node.Start.Line;

    public bool IsMapping => node is YamlMappingNode;

    public bool IsList => node is YamlSequenceNode;

    public bool IsScalar => node is YamlScalarNode;

    /// <summary>True for nothing, <c>~</c> and <c>null</c> that stand without quotes.</summary>
    public bool IsNull => node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    /// <summary>The text of a scalar; empty for anything else.</summary>
    public string Text => (node as YamlScalarNode)?.Value ?? "";

    /// <summary>Reads a file: null, with its faults told, where it is no YAML mapping or list.</summary>
    public static YamlPart? Read(string file, string text, PackFaults faults)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            var message = (e.InnerException?.Message ?? e.Message).TrimEnd('.', ' ');
            faults.Add(file, (int)e.Start.Line, $"This is no YAML: {message}.", "Look at the indentation, and put texts with a colon or a leading sign in quotes.");
            return null;
        }

        if (stream.Documents.Count != 1)
        {
            faults.Add(file, 1, stream.Documents.Count == 0 ? "The file is empty." : "The file holds several documents.", "Write one YAML document.");
            return null;
        }

        return new YamlPart(file, Path.GetFileName(file), stream.Documents[0].RootNode, faults);
    }

    public void Fault(string what, string whatToDo) => faults.Add(File, Line, what, whatToDo);

    /// <summary>The part of a mapping under a key; null where it is not there.</summary>
    public YamlPart? Find(string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) ? new YamlPart(File, key, value, faults) : null;

    /// <summary>The parts of a mapping with their keys; the key's place is that of the entry.</summary>
    public IEnumerable<(YamlPart Key, YamlPart Value)> Entries()
    {
        if (node is not YamlMappingNode mapping)
        {
            Fault($"{Name} must be a mapping of names to values.", "Write lines such as name: value.");
            yield break;
        }

        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            yield return (new YamlPart(File, name, key, faults), new YamlPart(File, name, value, faults));
        }
    }

    /// <summary>The items of a list; a single scalar counts as a list of one.</summary>
    public IEnumerable<YamlPart> Items()
    {
        if (node is YamlScalarNode)
        {
            return IsNull ? [] : [this];
        }

        if (node is YamlSequenceNode list)
        {
            return list.Children.Select(c => new YamlPart(File, Name, c, faults));
        }

        Fault($"{Name} must be a list.", "Write items on lines that begin with a dash.");
        return [];
    }

    /// <summary>Tells every key that is not known, with the one that was probably meant.</summary>
    public void Allow(params ReadOnlySpan<string> known)
    {
        if (node is not YamlMappingNode mapping)
        {
            Fault($"{Name} must be a mapping with {string.Join(", ", known.ToArray())}.", "Write lines such as name: value.");
            return;
        }

        foreach (var key in mapping.Children.Keys)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (!known.Contains(name))
            {
                faults.Add(File, (int)key.Start.Line, $"{name} is not known here.", PackFaults.Suggest(name, known.ToArray()));
            }
        }
    }

    /// <summary>A text that must be there.</summary>
    public string Required(string key)
    {
        if (Find(key) is { IsScalar: true, IsNull: false } found)
        {
            return found.Text;
        }

        Fault($"{Name} has no {key}.", $"Add a line {key}: with its value.");
        return "";
    }

    public string? Optional(string key) => Find(key) is { IsNull: false } found ? found.Scalar() : null;

    /// <summary>The text, or a fault where this is a mapping or a list.</summary>
    public string Scalar()
    {
        if (!IsScalar)
        {
            Fault($"{Name} must be a single value.", "Write it on the line of its name.");
        }

        return Text;
    }

    public IReadOnlyList<string> Texts(string key) => Find(key) is { } found ? [.. found.Items().Select(static i => i.Scalar())] : [];

    public bool Flag(string key, bool whenAbsent = false)
    {
        if (Optional(key) is not { } text)
        {
            return whenAbsent;
        }

        if (text is not ("true" or "false"))
        {
            Find(key)!.Fault($"{key} is \"{text}\".", "Write true or false.");
        }

        return text == "true";
    }

    public int? Whole(string key, int least, int most)
    {
        if (Optional(key) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Find(key)!.Fault($"{key} is \"{text}\".", string.Create(CultureInfo.InvariantCulture, $"Write a whole number from {least} to {most}."));
        return null;
    }

    public double? Number(string key)
    {
        if (Optional(key) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return number;
        }

        Find(key)!.Fault($"{key} is \"{text}\".", "Write a number.");
        return null;
    }

    /// <summary>One of some words; the first where it is not there.</summary>
    public string Choice(string key, params ReadOnlySpan<string> words)
    {
        if (Optional(key) is not { } text)
        {
            return words[0];
        }

        if (!words.Contains(text))
        {
            Find(key)!.Fault($"{key} is \"{text}\".", PackFaults.Suggest(text, words.ToArray()));
            return words[0];
        }

        return text;
    }

    /// <summary>A text in both languages: a mapping with zh and en. A fault where one is missing.</summary>
    public Words Words(string key, bool isRequired = true)
    {
        if (Find(key) is not { } found)
        {
            if (isRequired)
            {
                Fault($"{Name} has no {key}.", $"Add {key}: {{zh: …, en: …}}.");
            }

            return new Words("", "");
        }

        return found.AsWords();
    }

    public Words AsWords()
    {
        if (!IsMapping)
        {
            Fault($"{Name} must be given in both languages.", "Write {zh: …, en: …}.");
            return new Words(Text, Text);
        }

        Allow("zh", "en");
        return new Words(Required("zh"), Required("en"));
    }
}
