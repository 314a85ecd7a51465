using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Suwen.Governance.Lineage;
using Suwen.Security.State;
using Suwen.Standards.DataElements;

namespace Suwen.Governance.Catalogue;

/// <summary>What people say of a resource.</summary>
public sealed record ResourceNote(string Resource, string? Owner, string? Description, IReadOnlyList<string> Tags, string UpdatedBy, DateTimeOffset UpdatedAt);

/// <summary>What was learned of one kind of records of a source.</summary>
public sealed record FieldState(string Source, string Format, string RecordKind, int ParserVersion, int Samples);

/// <summary>
/// The catalogue's part of the application state: notes of people, serial numbers, profiles with their history, learned uses of fields,
/// and the site's own standards. Nothing here changes a row of the warehouse.
/// </summary>
public sealed class CatalogueState
{
    /// <summary>Serial numbers below are those of the tables that come with Suwen.</summary>
    private const int FirstSiteSerial = 10_000;

    /// <summary>Profiles kept of one table.</summary>
    private const int KeptProfiles = 60;

    private readonly StateDatabase database;
    private readonly TimeProvider time;

    private CatalogueState(StateDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>Opens the state file, bringing the catalogue's tables to the newest version.</summary>
    public static CatalogueState Open(string path, TimeProvider time) =>
        new(StateDatabase.Open(path, "catalogue", typeof(CatalogueState).Assembly, "Suwen.Governance.Catalogue.Migrations.", time), time);

    /// <summary>The newest note of each resource.</summary>
    public IReadOnlyDictionary<string, ResourceNote> Notes() => Read(
        "SELECT resource, owner, description, tags, updated_by, updated_at FROM catalogue_note n WHERE note_id = (SELECT max(note_id) FROM catalogue_note m WHERE m.resource = n.resource)",
        NoteOf).ToDictionary(n => n.Resource, StringComparer.Ordinal);

    /// <summary>Every note of a resource, the newest first.</summary>
    public IReadOnlyList<ResourceNote> NotesOf(string resource) => Read(
        "SELECT resource, owner, description, tags, updated_by, updated_at FROM catalogue_note WHERE resource = $1 ORDER BY note_id DESC", NoteOf, resource);

    /// <summary>Adds a note; what it leaves null stays as it was.</summary>
    public ResourceNote Describe(string resource, string? owner, string? description, IReadOnlyList<string>? tags, string by)
    {
        var before = NotesOf(resource) is [var newest, ..] ? newest : null;
        var note = new ResourceNote(resource, owner ?? before?.Owner, description ?? before?.Description, tags ?? before?.Tags ?? [], by, time.GetUtcNow());
        Write(
            "INSERT INTO catalogue_note (resource, owner, description, tags, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6)",
            [resource, note.Owner, note.Description, string.Join('\n', note.Tags), by, note.UpdatedAt.UtcTicks]);
        return note;
    }

    /// <summary>The serial number of a resource of the site, given at first asking.</summary>
    public int SerialOf(string resource)
    {
        // One statement, so that two who ask at once get one number.
        Write("INSERT OR IGNORE INTO catalogue_serial (resource, serial) SELECT $1, coalesce(max(serial), $2) + 1 FROM catalogue_serial", [resource, FirstSiteSerial - 1]);
        return Read("SELECT serial FROM catalogue_serial WHERE resource = $1", static r => r.GetInt32(0), resource)[0];
    }

    /// <summary>The newest profile of each table.</summary>
    public IReadOnlyDictionary<string, TableProfile> Profiles() => Read(
        "SELECT document FROM catalogue_profile p WHERE profile_id = (SELECT max(profile_id) FROM catalogue_profile q WHERE q.table_name = p.table_name)",
        ProfileOf).ToDictionary(p => p.Table, StringComparer.Ordinal);

    /// <summary>The profiles of a table, the newest first.</summary>
    public IReadOnlyList<TableProfile> ProfilesOf(string table) => Read("SELECT document FROM catalogue_profile WHERE table_name = $1 ORDER BY profile_id DESC", ProfileOf, table);

    /// <summary>Adds a profile and forgets the oldest beyond those that are kept.</summary>
    public void Add(TableProfile profile)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        StateDatabase.ExecuteNumbered(connection, "INSERT INTO catalogue_profile (table_name, row_count, load_id, profiled_at, document) VALUES ($1, $2, $3, $4, $5)", [profile.Table, profile.Rows, profile.LoadId, profile.ProfiledAt.UtcTicks, JsonSerializer.Serialize(profile, JsonSerializerOptions.Web)]);
        StateDatabase.ExecuteNumbered(connection, "DELETE FROM catalogue_profile WHERE table_name = $1 AND profile_id NOT IN (SELECT profile_id FROM catalogue_profile WHERE table_name = $1 ORDER BY profile_id DESC LIMIT $2)", [profile.Table, KeptProfiles]);
        transaction.Commit();
    }

    /// <summary>The learned uses of fields.</summary>
    public IReadOnlyList<FieldUse> Fields() => Read(
        "SELECT source, format, record_kind, field, table_name, column_name, relation, evidence FROM catalogue_field ORDER BY 1, 2, 3, 4, 5, 6",
        static r => new FieldUse(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), (LineageRelation)r.GetInt32(6), r.GetString(7)));

    /// <summary>Of which kinds of records uses have been learned, and by which version of the parser.</summary>
    public IReadOnlyList<FieldState> FieldStates() => Read(
        "SELECT source, format, record_kind, parser_version, samples FROM catalogue_field_state",
        static r => new FieldState(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3), r.GetInt32(4)));

    /// <summary>A number that is another one after something was learned, whoever learned it.</summary>
    public long FieldsVersion() => Read("SELECT coalesce(max(learned_at), 0) + count(*) FROM catalogue_field_state", static r => r.GetInt64(0))[0];

    /// <summary>Adds what was learned of one kind of records. A newer parser's uses replace the older one's.</summary>
    public void Learn(FieldState state, IEnumerable<FieldUse> uses)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        StateDatabase.ExecuteNumbered(
            connection,
            "DELETE FROM catalogue_field WHERE source = $1 AND format = $2 AND record_kind = $3 AND EXISTS (SELECT 1 FROM catalogue_field_state s WHERE s.source = $1 AND s.format = $2 AND s.record_kind = $3 AND s.parser_version <> $4)",
            [state.Source, state.Format, state.RecordKind, state.ParserVersion]);
        foreach (var use in uses)
        {
            StateDatabase.ExecuteNumbered(
                connection,
                "INSERT OR IGNORE INTO catalogue_field (source, format, record_kind, field, table_name, column_name, relation, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                [use.Source, use.Format, use.RecordKind, use.Field, use.Table, use.Column, (int)use.Relation, use.Evidence]);
        }

        StateDatabase.ExecuteNumbered(
            connection,
            "INSERT OR REPLACE INTO catalogue_field_state (source, format, record_kind, parser_version, samples, learned_at) VALUES ($1, $2, $3, $4, $5, $6)",
            [state.Source, state.Format, state.RecordKind, state.ParserVersion, state.Samples, time.GetUtcNow().UtcTicks]);
        transaction.Commit();
    }

    /// <summary>The site's elements; those of the built-in sample where it has imported none.</summary>
    public IReadOnlyList<DataElement> Elements() =>
        Read("SELECT element_id, name_zh, value_set, data_type, format, unit FROM catalogue_element ORDER BY 1", static r => new DataElement(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5))) is { Count: > 0 } own
            ? own
            : DataElementTables.Elements;

    /// <summary>The site's value sets beside those built in; of a set that both have, the site's items.</summary>
    public IReadOnlyList<ValueSetItem> ValueSets()
    {
        var own = Read("SELECT value_set, value_set_name, code, name_zh FROM catalogue_value_set_item ORDER BY 1, 3", static r => new ValueSetItem(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3)));
        var sets = own.Select(i => i.ValueSet).ToHashSet(StringComparer.Ordinal);
        return [.. own, .. DataElementTables.ValueSets.Where(i => !sets.Contains(i.ValueSet))];
    }

    /// <summary>The site's data sets; those of the built-in sample where it has imported none.</summary>
    public IReadOnlyList<DataSetMember> Members() =>
        Read("SELECT data_set, data_set_name, element_id FROM catalogue_data_set_member ORDER BY 1, 3", static r => new DataSetMember(r.GetString(0), r.GetString(1), r.GetString(2))) is { Count: > 0 } own
            ? own
            : DataElementTables.Members;

    /// <summary>True while the built-in sample of elements is in use.</summary>
    public bool UsesSample => Read("SELECT count(*) FROM catalogue_element", static r => r.GetInt64(0))[0] == 0;

    /// <summary>Puts the site's elements in place of those before.</summary>
    public void Replace(IEnumerable<DataElement> elements) => Replace("catalogue_element", 6, elements.Select(e => new object?[] { e.Id, e.Name, e.ValueSet, e.DataType, e.Format, e.Unit }));

    /// <summary>Puts the site's value sets in place of those before.</summary>
    public void Replace(IEnumerable<ValueSetItem> items) => Replace("catalogue_value_set_item", 4, items.Select(i => new object?[] { i.ValueSet, i.ValueSetName, i.Code, i.Name }));

    /// <summary>Puts the site's data sets in place of those before.</summary>
    public void Replace(IEnumerable<DataSetMember> members) => Replace("catalogue_data_set_member", 3, members.Select(m => new object?[] { m.DataSet, m.DataSetName, m.Element }));

    private void Replace(string table, int columns, IEnumerable<object?[]> rows)
    {
        using var connection = database.Connect();
        using var transaction = connection.BeginTransaction();
        StateDatabase.ExecuteNumbered(connection, $"DELETE FROM {table}", []);
        var insert = $"INSERT INTO {table} VALUES ({string.Join(", ", Enumerable.Range(1, columns).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}")))})";
        foreach (var row in rows)
        {
            StateDatabase.ExecuteNumbered(connection, insert, row);
        }

        transaction.Commit();
    }

    private static ResourceNote NoteOf(SqliteDataReader r) => new(
        r.GetString(0),
        r.IsDBNull(1) ? null : r.GetString(1),
        r.IsDBNull(2) ? null : r.GetString(2),
        r.GetString(3).Split('\n', StringSplitOptions.RemoveEmptyEntries),
        r.GetString(4),
        new DateTimeOffset(r.GetInt64(5), TimeSpan.Zero));

    private static TableProfile ProfileOf(SqliteDataReader r) => JsonSerializer.Deserialize<TableProfile>(r.GetString(0), JsonSerializerOptions.Web)!;

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> parameters)
    {
        using var connection = database.Connect();
        using var command = StateDatabase.Numbered(connection, sql, parameters);
        return StateDatabase.Rows(command, read);
    }

    private void Write(string sql, object?[] parameters)
    {
        using var connection = database.Connect();
        StateDatabase.ExecuteNumbered(connection, sql, parameters);
    }
}
