using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Suwen.Security;
using Suwen.Security.Grading;
using Suwen.Server.Node;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Server.MasterIndex;

/// <summary>
/// What <c>$match</c> tells of golden persons, in memory beside the online index: to find two persons of a million in the engine takes it tens of milliseconds
/// of a core, and two hundred questions a second more cores than there are. A person takes some hundred bytes.
/// </summary>
internal sealed class GoldenShelf
{
    private const char FieldEnd = '\u001f', PartEnd = '\u001e';

    private static readonly Table Golden = CanonicalModel.Table("cn_golden_person"), Identifier = CanonicalModel.Table("cn_person_identifier");

    private readonly ConcurrentDictionary<long, byte[]> persons = new();
    private readonly ConcurrentDictionary<long, byte[]> identifiers = new();

    /// <summary>True where the caller's policy chooses rows, which only the engine can do.</summary>
    public static bool NeedsEngine(ReadScope scope) => ScopeOf(scope, Golden) is { RowPredicate: not null } || ScopeOf(scope, Identifier) is { RowPredicate: not null };

    /// <summary>Takes up the persons who have changed since a load; 0 for all.</summary>
    public async Task RefreshAsync(IWarehouse warehouse, long sinceLoad, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ForPlatform("master-index");
        await using (var rows = await warehouse.QueryAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/shelfpersons.sql"), sinceLoad), scope, cancellationToken))
        {
            while (await rows.NextAsync(cancellationToken) is { } batch)
            {
                for (var r = 0; r < batch.RowCount; r++)
                {
                    var id = batch[0].Lane(r);
                    persons[id] = Packed(batch, r);
                    identifiers.TryRemove(id, out _);
                }
            }
        }

        await RefreshIdentifiersAsync(warehouse, sinceLoad, scope, cancellationToken);
    }

    /// <summary>A person as far as the scope shows it; null where nobody is known by the id, or the scope holds no persons.</summary>
    public GoldenPatient? Find(long id, ReadScope scope, bool isIdentified)
    {
        if (!persons.TryGetValue(id, out var packed) || (scope.Tables is not null && ScopeOf(scope, Golden) is null))
        {
            return null;
        }

        var fields = Encoding.UTF8.GetString(packed).Split(FieldEnd);
        var seen = new Seen(ScopeOf(scope, Golden), Golden);
        var birth = fields[1].Length == 0 ? (DateOnly?)null : DateOnly.ParseExact(fields[1], "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var patient = new GoldenPatient(
            seen.IsClear("gender_concept_id") ? fields[0] switch { "8507" => "male", "8532" => "female", _ => null } : null,
            seen.Date("birth_date", birth)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            seen.IsClear("deceased") && fields[2].Length > 0 ? fields[2] == "1" : null,
            isIdentified ? seen.Text("full_name", fields[3]) : null,
            isIdentified ? seen.Text("national_id", fields[4]) : null,
            isIdentified ? seen.Text("phone", fields[5]) : null,
            isIdentified ? seen.Text("address", fields[6]) : null,
            []);
        if (isIdentified && (scope.IsUnrestricted || ScopeOf(scope, Identifier) is not null) && identifiers.TryGetValue(id, out var given))
        {
            AddIdentifiers(patient, Encoding.UTF8.GetString(given), new Seen(ScopeOf(scope, Identifier), Identifier));
        }

        return patient;
    }

    private static void AddIdentifiers(GoldenPatient patient, string given, Seen seen)
    {
        foreach (var one in given.Split(FieldEnd))
        {
            var parts = one.Split(PartEnd);
            if (seen.Text("identifier_value", parts[1]) is { } value)
            {
                patient.Identifiers.Add((seen.Text("identifier_system", parts[0]), value, seen.Text("assigning_facility", parts[2])));
            }
        }
    }

    private async Task RefreshIdentifiersAsync(IWarehouse warehouse, long sinceLoad, ReadScope scope, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var person = long.MinValue;
        await using var rows = await warehouse.QueryAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/shelfidentifiers.sql"), sinceLoad), scope, cancellationToken);
        while (await rows.NextAsync(cancellationToken) is { } batch)
        {
            for (var r = 0; r < batch.RowCount; r++)
            {
                if (batch[0].Lane(r) != person)
                {
                    Keep(person, text);
                    person = batch[0].Lane(r);
                }

                text.Append(text.Length > 0 ? FieldEnd.ToString() : "").Append(Clean(batch.TextOrNull(1, r))).Append(PartEnd).Append(Clean(batch.TextOrNull(2, r))).Append(PartEnd).Append(Clean(batch.TextOrNull(3, r)));
            }
        }

        Keep(person, text);
    }

    private void Keep(long person, StringBuilder text)
    {
        if (text.Length > 0)
        {
            identifiers[person] = Encoding.UTF8.GetBytes(text.ToString());
            text.Clear();
        }
    }

    private static byte[] Packed(ColumnBatch b, int r) => Encoding.UTF8.GetBytes(string.Join(
        FieldEnd,
        b.LongOrNull(1, r)?.ToString(CultureInfo.InvariantCulture),
        b[2].Value(r) is DateOnly d ? d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
        b.LongOrNull(3, r) switch { null => null, 0 => "0", _ => "1" },
        Clean(b.TextOrNull(4, r)),
        Clean(b.TextOrNull(5, r)),
        Clean(b.TextOrNull(6, r)),
        Clean(b.TextOrNull(7, r))));

    /// <summary>The two separators are control characters, which mean nothing in a name or number.</summary>
    private static string? Clean(string? text) => text is null || text.AsSpan().IndexOfAny(FieldEnd, PartEnd) < 0 ? text : text.Replace(FieldEnd, ' ').Replace(PartEnd, ' ');

    private static TableScope? ScopeOf(ReadScope scope, Table table) => scope.Tables?.GetValueOrDefault(table.Name);

    /// <summary>What a reader sees of a table's columns.</summary>
    private readonly struct Seen(TableScope? scope, Table table)
    {
        public bool IsClear(string column) => IsThere(column) && scope?.Masks?.ContainsKey(column) != true;

        public string? Text(string column, string value) => IsThere(column) && value.Length > 0 ? MaskedValue.OfText(table.Columns[table[column]], scope?.Masks?.GetValueOrDefault(column), value) : null;

        public DateOnly? Date(string column, DateOnly? value) => IsThere(column) ? MaskedValue.OfDate(table.Columns[table[column]], scope?.Masks?.GetValueOrDefault(column), value) : null;

        private bool IsThere(string column) => scope?.Columns is null || scope.Columns.Contains(column);
    }
}
