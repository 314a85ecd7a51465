using System.Globalization;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.Persons;

/// <summary>Finds persons and reads who they are.</summary>
internal static class PersonQueries
{
    private const int MaxHits = 50;

    public static async Task<PersonHits> SearchAsync(IWarehouse warehouse, ReadScope scope, string text, CancellationToken cancellationToken)
    {
        var trimmed = text.Trim();
        long? number = long.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        var parts = trimmed.ToLowerInvariant().Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var statement = new SqlStatement(WarehouseReading.Sql("Persons/search.sql"), trimmed, number, Part(0), Part(1), Part(2), Part(3), MaxHits + 1L);
        var rows = await warehouse.ReadAsync(
            statement,
            scope,
            static (b, r) => (Id: b[0].Lane(r), Rank: (int)b[1].Lane(r), Name: b.TextOrNull(2, r), Source: b.TextOrNull(3, r), Sex: SexOf(b.LongOrNull(4, r)), Birth: BirthOf(b, 5, r)),
            cancellationToken);
        var hits = new List<PersonHit>();
        foreach (var person in rows.GroupBy(r => r.Id))
        {
            var first = person.First();
            hits.Add(new PersonHit(
                first.Id.ToString(CultureInfo.InvariantCulture),
                person.Select(p => p.Name).FirstOrDefault(n => n is not null),
                first.Sex,
                first.Birth,
                [.. person.Select(p => p.Source).OfType<string>().Distinct()],
                MatchOf(first.Rank)));
        }

        return new PersonHits(hits.Count > MaxHits ? hits[..MaxHits] : hits, hits.Count > MaxHits);

        string? Part(int index) => index < parts.Length ? parts[index] : null;
    }

    /// <summary>The golden person that stands for an id today; the id itself where nothing is known of it.</summary>
    public static async Task<long> ResolveAsync(IWarehouse warehouse, ReadScope scope, long id, CancellationToken cancellationToken)
    {
        var found = await warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("Persons/resolve.sql"), id), scope, static (b, r) => b.LongOrNull(0, r), cancellationToken);
        return found is [{ } person, ..] ? person : id;
    }

    public static async Task<PersonDetail?> FindAsync(IWarehouse warehouse, ReadScope scope, long requested, CancellationToken cancellationToken)
    {
        var id = await ResolveAsync(warehouse, scope, requested, cancellationToken);
        var golden = await warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Persons/golden.sql"), id),
            scope,
            static (b, r) => (Sex: SexOf(b.LongOrNull(0, r)), Birth: BirthOf(b, 1, r), Death: (DateOnly?)b[4].Value(r) ?? (DateOnly?)b[5].Value(r)),
            cancellationToken);
        if (golden.Count == 0)
        {
            return null;
        }

        var identities = await warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("Persons/identities.sql"), id), scope, ReadIdentity, cancellationToken);
        var identifiers = await warehouse.ReadAsync(
            new SqlStatement(WarehouseReading.Sql("Persons/identifiers.sql"), id),
            scope,
            static (b, r) => new PersonIdentifier(Id(b, 0, r), b.TextOrNull(1, r) ?? "", b.TextOrNull(2, r), b.TextOrNull(3, r), b[4].Text(r), b.TextOrNull(5, r)),
            cancellationToken);
        var kinds = await TimelineQuery.CountKindsAsync(warehouse, scope, id, cancellationToken);
        return new PersonDetail(
            id.ToString(CultureInfo.InvariantCulture),
            id == requested ? null : requested.ToString(CultureInfo.InvariantCulture),
            identities.Select(i => i.Name).FirstOrDefault(n => n is not null),
            golden[0].Sex,
            golden[0].Birth,
            golden[0].Death?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            identities,
            identifiers,
            kinds);
    }

    /// <summary>OMOP's standard concepts of gender: 8507 male, 8532 female.</summary>
    internal static string SexOf(long? concept) => concept switch
    {
        8507 => "male",
        8532 => "female",
        _ => "unknown",
    };

    private static PersonIdentity ReadIdentity(ColumnBatch b, int r) => new(
        Id(b, 0, r),
        b.TextOrNull(1, r) ?? "",
        b.TextOrNull(2, r) ?? b.TextOrNull(1, r) ?? "",
        b.TextOrNull(3, r),
        b.TextOrNull(4, r),
        SexOf(b.LongOrNull(5, r)),
        (b[15].Value(r) as DateOnly?)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? BirthOf(b, 6, r),
        b.TextOrNull(9, r),
        b.TextOrNull(10, r),
        b.TextOrNull(11, r),
        b.LongOrNull(12, r) is { } active ? active != 0 : null,
        new Storage.Landing.LandingPosition(b.LongOrNull(13, r) ?? 0).ToString(),
        (int)(b.LongOrNull(14, r) ?? 0));

    private static string Id(ColumnBatch batch, int column, int row) => (batch.LongOrNull(column, row) ?? 0).ToString(CultureInfo.InvariantCulture);

    /// <summary>As much of the birth date as is known, from three columns: year, month, day.</summary>
    private static string? BirthOf(ColumnBatch batch, int column, int row) => (batch.LongOrNull(column, row), batch.LongOrNull(column + 1, row), batch.LongOrNull(column + 2, row)) switch
    {
        (null, _, _) => null,
        ({ } y, null, _) => y.ToString("D4", CultureInfo.InvariantCulture),
        ({ } y, { } m, null) => string.Create(CultureInfo.InvariantCulture, $"{y:D4}-{m:D2}"),
        ({ } y, { } m, { } d) => string.Create(CultureInfo.InvariantCulture, $"{y:D4}-{m:D2}-{d:D2}"),
    };

    private static string MatchOf(int rank) => rank switch
    {
        1 => "person-id",
        2 => "national-id",
        3 => "identifier",
        4 => "phone",
        _ => "name",
    };
}
