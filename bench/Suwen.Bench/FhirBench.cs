using System.Diagnostics;
using Suwen.Bench.Inputs;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.DuckDb;

namespace Suwen.Bench;

/// <summary>FHIR bundles to committed, linked rows, beside the engine's bare read of the same resources as NDJSON.</summary>
internal sealed class FhirBench : IBench
{
    private const int DefaultResources = 150_000;

    public string Name => "fhir";

    public string Description => "FHIR bundles to committed rows, against the engine's bare read of the same JSON";

    public async Task<bool> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var (bundles, ndjson, data) = (context.PathOf("bundles"), context.PathOf("resources.ndjson"), context.PathOf("data"));
        var (resources, bytes) = context.Input is { } folder
            ? FhirCopies.Write(folder, bundles, ndjson, (int)Math.Max(1, context.Scale))
            : FhirInput.Write(bundles, ndjson, (int)(DefaultResources * context.Scale));
        context.Say($"input: {resources} resources in bundles, {bytes / 1e6:F0} MB, {(double)bytes / resources / 1000:F1} KB each; the engine reads them as NDJSON of {new FileInfo(ndjson).Length / 1e6:F0} MB");

        var scope = Authorisation.ForPlatform("bench");
        var reading = new List<double>();
        var touching = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            await using var warehouse = DuckDbWarehouse.Open(":memory:", new DuckDbOptions { MemoryLimitBytes = 4L << 30 });
            reading.Add(await TimeAsync(warehouse, scope, "select count(*), min(r) from (select to_json(t) as r from read_json_auto('" + ndjson + "', format = 'newline_delimited', maximum_object_size = 33554432" + (context.Input is null ? "" : ", sample_size = -1") + ") t) x", cancellationToken));
            touching.Add(await TimeAsync(warehouse, scope, "select count(*), max(json_extract_string(json, '$.resourceType')) from read_ndjson_objects('" + ndjson + "', maximum_object_size = 33554432)", cancellationToken));
        }

        var result = (await SuwenProcess.RunAsync(context, cancellationToken, "ingest", bundles, "--source", "bench", "--data", data)).MustSucceed("suwen ingest");
        var (bare, light) = (reading.Order().ElementAt(1), touching.Order().ElementAt(1));
        context.Say($"| what | seconds | resources/s | MB/s | ratio |");
        context.Say($"|---|---|---|---|---|");
        context.Say($"| engine: read_json, every field | {bare:F2} | {resources / bare:F0} | {bytes / 1e6 / bare:F0} | 1 |");
        context.Say($"| engine: one field of each object | {light:F2} | {resources / light:F0} | {bytes / 1e6 / light:F0} | {light / bare:F2} |");
        context.Say($"| suwen ingest, whole process | {result.Seconds:F2} | {resources / result.Seconds:F0} | {bytes / 1e6 / result.Seconds:F0} | {result.Seconds / bare:F2} |");
        context.Say($"peak memory of suwen: {result.PeakMegabytes:F0} MB");
        return true;
    }

    private static async Task<double> TimeAsync(DuckDbWarehouse warehouse, ReadScope scope, string sql, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var result = await warehouse.QueryAsync(sql, scope, cancellationToken);
        while (await result.NextAsync(cancellationToken) is not null)
        {
            // Reading to the end is the measurement.
        }

        return clock.Elapsed.TotalSeconds;
    }
}
