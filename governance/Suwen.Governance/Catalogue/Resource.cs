namespace Suwen.Governance.Catalogue;

/// <summary>A result that some feature registers in the catalogue: of a pack, a report, a release.</summary>
/// <param name="Name">Its name: <c>pack:notifiable-disease/weekly</c>.</param>
/// <param name="Kind">pack, report, release or another word.</param>
/// <param name="Category">Its 细目.</param>
/// <param name="Subject">person, event, institution or thing.</param>
/// <param name="Frequency">How often it is made.</param>
/// <param name="TitleZh">Title in Chinese.</param>
/// <param name="TitleEn">Title in English.</param>
/// <param name="Sql">The SELECT that it is, for its lineage; null where it is none.</param>
/// <param name="Columns">Its columns, where other results read it by its name.</param>
public sealed record ResultResource(string Name, string Kind, string Category, string Subject, string Frequency, string TitleZh, string TitleEn, string? Sql = null, IReadOnlyList<string>? Columns = null);

/// <summary>A feed as it stands in the catalogue: a source and what it sends.</summary>
/// <param name="SourceId">Its number in the warehouse.</param>
/// <param name="Source">Its name.</param>
/// <param name="DisplayName">Its name for people.</param>
/// <param name="Kind">What it is: hospital, clinic, maternal-child, cdc, laboratory, device, insurance, population.</param>
/// <param name="Formats">Formats of its entries.</param>
/// <param name="Entries">Entries received.</param>
/// <param name="From">First day received.</param>
/// <param name="To">Last day received.</param>
public sealed record FeedResource(int SourceId, string Source, string DisplayName, string? Kind, IReadOnlyList<string> Formats, long Entries, DateOnly? From, DateOnly? To);

/// <summary>A resource with its core metadata (the elements of WS/T 305 and GB/T 21063.3: title, abstract, keywords, party, time, space, volume, format).</summary>
/// <param name="Identifier">See <see cref="ResourceIdentifier"/>.</param>
/// <param name="Name">Name in the platform: <c>cdr.measurement</c>, <c>cdm.measurement</c>, <c>feed:second-hospital</c>.</param>
/// <param name="Kind">table, view, feed, or what a result says.</param>
/// <param name="TitleZh">Title in Chinese.</param>
/// <param name="TitleEn">Title in English.</param>
/// <param name="Abstract">What it is: somebody's description, or one made of its title.</param>
/// <param name="Category">Code of its 细目.</param>
/// <param name="Subject">person, event, institution or thing.</param>
/// <param name="TimeColumn">Which column places it in time.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Institutions">Space: who it comes from.</param>
/// <param name="Keywords">Words to find it by, tags included.</param>
/// <param name="Owner">The party responsible.</param>
/// <param name="Frequency">How often it changes.</param>
/// <param name="Format">How it is stored.</param>
/// <param name="Rows">Volume in rows, or entries of a feed; null before the first profile.</param>
/// <param name="IsPlaced">False where nobody has placed it in the tree yet.</param>
/// <param name="UpdatedAt">When the volume and period were looked at.</param>
public sealed record Resource(
    string Identifier,
    string Name,
    string Kind,
    string TitleZh,
    string TitleEn,
    string Abstract,
    string Category,
    string Subject,
    string? TimeColumn,
    string? From,
    string? To,
    IReadOnlyList<string> Institutions,
    IReadOnlyList<string> Keywords,
    string? Owner,
    string Frequency,
    string Format,
    long? Rows,
    bool IsPlaced,
    DateTimeOffset? UpdatedAt);
