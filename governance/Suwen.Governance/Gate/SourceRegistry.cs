using System.Globalization;
using Suwen.Storage;
using Suwen.Storage.Landing;
using Suwen.Storage.Schema;

namespace Suwen.Governance.Gate;

/// <summary>Numbers of sources and of mapping versions, given in landing order and stored in <c>sys.source</c> and <c>sys.mapping</c>.</summary>
internal sealed class SourceRegistry(IReadOnlyDictionary<string, int> parserVersions, IReadOnlyDictionary<string, string> displayNames)
{
    private static readonly Table SourceTable = CanonicalModel.Table("sys.source");
    private static readonly Table MappingTable = CanonicalModel.Table("sys.mapping");

    private readonly Dictionary<string, int> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> names = [];
    private readonly Dictionary<string, int> mappings = new(StringComparer.Ordinal);

    public void RestoreSource(string name, int id) => (sources[name], names[id]) = (id, name);

    /// <summary>A source's name by its number; empty for one that is not known.</summary>
    public string NameOf(int id) => names.GetValueOrDefault(id, "");

    public void RestoreMapping(string name, int version) => mappings[name] = version;

    public void Clear()
    {
        sources.Clear();
        names.Clear();
        mappings.Clear();
    }

    public async ValueTask<int> SourceIdAsync(LoadBatch batch, string name, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        if (sources.TryGetValue(name, out var id))
        {
            return id;
        }

        id = sources.Count + 1;
        sources.Add(name, id);
        names.Add(id, name);
        var row = new ColumnBatch(SourceTable, 1);
        row[SourceTable["source_id"]].Append((long)id);
        row[SourceTable["source_name"]].Append(name);
        row[SourceTable["display_name"]].Append(displayNames.GetValueOrDefault(name) ?? name);
        row[SourceTable["institution_code"]].AppendNull();
        row[SourceTable["time_zone"]].Append("Asia/Shanghai");
        row[SourceTable["created_at"]].Append(receivedAt.ToUnixTimeMilliseconds() * 1000);
        await batch.Transaction.AppendAsync(SourceTable, row, cancellationToken);
        return id;
    }

    /// <summary>The number of the way in which an entry was read: parser version and, for tables, the landed mapping.</summary>
    public async ValueTask<int> MappingVersionAsync(LoadBatch batch, LandingHeader header, CancellationToken cancellationToken)
    {
        var parser = parserVersions.GetValueOrDefault(header.Format);
        var mapping = header.Metadata.GetValueOrDefault("mapping");
        var name = mapping is null ? string.Create(CultureInfo.InvariantCulture, $"{header.Format}/{parser}") : string.Create(CultureInfo.InvariantCulture, $"{header.Format}/{parser}/{mapping}");
        if (mappings.TryGetValue(name, out var version))
        {
            return version;
        }

        version = mappings.Count + 1;
        mappings.Add(name, version);
        var row = new ColumnBatch(MappingTable, 1);
        row[MappingTable["mapping_version"]].Append((long)version);
        row[MappingTable["format"]].Append(header.Format);
        row[MappingTable["mapping_name"]].Append(name);
        row[MappingTable["mapping_text"]].AppendNull();
        row[MappingTable["load_id"]].Append(batch.LoadId);
        await batch.Transaction.AppendAsync(MappingTable, row, cancellationToken);
        return version;
    }
}
