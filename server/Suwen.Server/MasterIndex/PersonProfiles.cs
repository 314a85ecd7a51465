using System.Globalization;
using Suwen.Governance.MasterIndex.Linkage;
using Suwen.Security;
using Suwen.Server.Node;
using Suwen.Storage;

namespace Suwen.Server.MasterIndex;

/// <summary>A source's person as the linkage compares it, with the golden person of today.</summary>
internal readonly record struct KnownPerson(PersonProfile Profile, long PersonId, long LoadId);

/// <summary>Reads persons from the warehouse for comparison.</summary>
internal static class PersonProfiles
{
    /// <summary>Persons that have changed since a load; 0 for all.</summary>
    public static async Task<List<KnownPerson>> ReadAsync(IWarehouse warehouse, long sinceLoad, CancellationToken cancellationToken) =>
        await warehouse.ReadAsync(new SqlStatement(WarehouseReading.Sql("MasterIndex/profiles.sql"), sinceLoad), Authorisation.ForPlatform("master-index"), Read, cancellationToken);

    /// <summary>The newest committed load.</summary>
    public static async Task<long> LatestLoadAsync(IWarehouse warehouse, CancellationToken cancellationToken) =>
        (await warehouse.ReadAsync("select coalesce(max(load_id), 0) from sys.load", Authorisation.ForPlatform("master-index"), static (b, r) => b[0].Lane(r), cancellationToken))[0];

    private static KnownPerson Read(ColumnBatch b, int r) => new(
        new PersonProfile
        {
            Id = b[0].Lane(r),
            Source = b.TextOrNull(2, r),
            FullName = b.TextOrNull(3, r),
            FamilyName = b.TextOrNull(4, r),
            GivenName = b.TextOrNull(5, r),
            BirthDate = BirthOf(b, r),
            Sex = b.LongOrNull(9, r) switch { 8507 => "M", 8532 => "F", _ => null },
            NationalId = b.TextOrNull(10, r),
            Phone = b.TextOrNull(11, r),
            Email = b.TextOrNull(12, r),
            Street = b.TextOrNull(13, r),
            District = b.TextOrNull(14, r),
            Postcode = b.TextOrNull(15, r),
            InsuranceNo = b.TextOrNull(16, r),
            RecordNo = b.TextOrNull(17, r),
            GuardianName = b.TextOrNull(18, r),
        },
        b.LongOrNull(1, r) ?? b[0].Lane(r),
        b[19].Lane(r));

    private static string? BirthOf(ColumnBatch b, int r) => b[6].Value(r) is DateOnly date
        ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : (b.LongOrNull(7, r), b.LongOrNull(8, r)) switch
        {
            ({ } year, { } month) => string.Create(CultureInfo.InvariantCulture, $"{year:D4}-{month:D2}"),
            ({ } year, null) => year.ToString("D4", CultureInfo.InvariantCulture),
            _ => null,
        };
}
