namespace Suwen.Analysis.Cohorts;

/// <summary>A named set of codes and concepts.</summary>
public sealed record ValueSet(string Name, IReadOnlyList<ValueSetItem> Items)
{
    /// <summary>Its title for the reader; null for none.</summary>
    public string? Title { get; init; }
}

/// <summary>One item: an OMOP concept, or a code of a source's code system. What is excluded is taken out of everything else.</summary>
public sealed record ValueSetItem
{
    /// <summary>OMOP concept id; null for a code.</summary>
    public long? Concept { get; init; }

    /// <summary>The code system of <see cref="Code"/>, as the author calls it; null for any system.</summary>
    public string? System { get; init; }

    /// <summary>The code; null for a concept.</summary>
    public string? Code { get; init; }

    /// <summary>The item's name, for the reader only.</summary>
    public string? Name { get; init; }

    /// <summary>What stands below it too: by the vocabulary's hierarchy, or by the code itself where a longer code is a narrower one.</summary>
    public bool Descendants { get; init; }

    /// <summary>Concepts that map to it too.</summary>
    public bool Mapped { get; init; }

    /// <summary>It, and what comes with it, is not in the set.</summary>
    public bool Excludes { get; init; }

    /// <summary>First day of events on which the item counts; null for always.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>Last day of events on which the item counts; null for always.</summary>
    public DateOnly? ValidTo { get; init; }
}
