using System.Security.Claims;
using System.Text.Json;
using Suwen.Governance.Gate;
using Suwen.Security;
using Suwen.Server.Landing;
using Suwen.Server.Node;
using Suwen.Sources.Fhir;
using Suwen.Storage;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;

namespace Suwen.Server.Fhir;

/// <summary>What the FHIR API needs of a node: lands what is sent, and finds the bytes of resources that landed before.</summary>
internal static class FhirNode
{
    private const int MaxFound = 100;
    private const string TokenPrefix = "token:";
    private static readonly object SomePatient = new { reference = "Patient/any" };

    /// <param name="node">The node.</param>
    /// <param name="user">Who calls: what is read has the level that this caller reaches, and the rest is not there.</param>
    public static FhirBackend BackendOf(SuwenNode node, ClaimsPrincipal user) => new()
    {
        LandAsync = async (header, payload, cancellationToken) => await node.Journal.AppendAsync(header, payload, cancellationToken),
        FindAsync = (type, id, cancellationToken) => FindAsync(node, user, type, id, cancellationToken),
        SearchAsync = (search, cancellationToken) => SearchAsync(node, user, search, cancellationToken),

        // A machine's token stands for one sending system; a person may say for which one they send.
        SourceOf = static context => context.User.Identity?.Name is { } name && name.StartsWith(TokenPrefix, StringComparison.Ordinal) ? SourceOfToken(name[TokenPrefix.Length..]) : null,
    };

    /// <summary>A token stands for the source that it is named after; what follows an @ tells several tokens of one source apart.</summary>
    internal static string SourceOfToken(string name) => name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? name[..at] : name;

    /// <summary>Finds a resource by type and id in the name space of each source that sent FHIR, through the key ledger.</summary>
    private static async Task<ReadOnlyMemory<byte>?> FindAsync(SuwenNode node, ClaimsPrincipal user, string type, string id, CancellationToken cancellationToken)
    {
        var scope = Authorisation.ForPlatform("fhir-read");
        var sources = await node.Warehouse.ReadAsync(WarehouseReading.Sql("Fhir/sources.sql"), scope, static (b, r) => b[0].Text(r), cancellationToken);
        foreach (var source in sources)
        {
            if (KeyOf(node, source, type, id) is not { } key)
            {
                continue;
            }

            var statement = new SqlStatement(WarehouseReading.Sql("Fhir/record.sql"), (long)(ulong)(key >> 64), (long)(ulong)key);
            if ((await ReadBytesAsync(node, user, statement, scope, cancellationToken)).FirstOrDefault() is { IsEmpty: false } bytes)
            {
                return bytes;
            }
        }

        return null;
    }

    private static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> SearchAsync(SuwenNode node, ClaimsPrincipal user, FhirSearch search, CancellationToken cancellationToken) =>
        await ReadBytesAsync(
            node,
            user,
            new SqlStatement(WarehouseReading.Sql("Fhir/identifier.sql"), search.Type, search.System, search.Value, (long)MaxFound),
            Authorisation.ForPlatform("fhir-search"),
            cancellationToken);

    private static async Task<List<ReadOnlyMemory<byte>>> ReadBytesAsync(SuwenNode node, ClaimsPrincipal user, SqlStatement statement, ReadScope scope, CancellationToken cancellationToken)
    {
        var places = await node.Warehouse.ReadAsync(statement, scope, static (b, r) => (Position: new LandingPosition(b[0].Lane(r)), Record: (int)b[1].Lane(r)), cancellationToken);
        var found = new List<ReadOnlyMemory<byte>>();
        foreach (var place in places)
        {
            if (await SensitiveBytes.MayReadAsync(node, user, Purpose.Treatment, place.Position, place.Record, cancellationToken)
                && await EntryReading.FindAsync(node, place.Position, cancellationToken) is { IsErased: false } entry)
            {
                found.Add(RecordSlice.Of(entry, place.Record).Bytes);
            }
        }

        return found;
    }

    /// <summary>
    /// The key of a resource, as the source itself makes it from a resource that has only type, id and some patient: without a patient it
    /// would refuse most types before it made their key, which depends on no patient.
    /// </summary>
    private static UInt128? KeyOf(SuwenNode node, string source, string type, string id)
    {
        var sink = new RecordSink(new KeyedHash(node.Keys.Key(1, "key-ledger").Span[..16]), static _ => null);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(new { resourceType = type, id, subject = SomePatient, patient = SomePatient });
        var entry = new LandedEntry(LandingPosition.Start, DateTimeOffset.UnixEpoch, new LandingHeader(source, "http", "fhir", LandingHeader.NoMetadata), bytes);
        sink.BeginEntry(entry);
        new FhirSource().Parse(entry, sink);
        return sink.LastRecordKeyHash;
    }
}
