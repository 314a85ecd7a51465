using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Server.Overview;

namespace Suwen.Server.Ingest;

/// <summary>Why a file, or its rest, was not taken.</summary>
internal sealed record IngestRefusal(string Where, string What, string WhatToDo);

/// <summary>What became of one file.</summary>
internal sealed record IngestedFile(string Name, string? Kind, string Source, long Entries, long Bytes, IngestRefusal? Refusal);

/// <summary>What became of files sent in.</summary>
/// <param name="Files">Each file.</param>
/// <param name="Records">What became of their records.</param>
/// <param name="Rows">Rows written.</param>
/// <param name="Seconds">Time from the first byte to everything being loaded.</param>
internal sealed record IngestReport(IReadOnlyList<IngestedFile> Files, RecordCounts Records, long Rows, double Seconds);

/// <summary>Sending files in.</summary>
internal static class IngestApi
{
    public static void MapIngestApi(this IEndpointRouteBuilder api) =>
        api.MapPost("/ingest", UploadAsync).WithName("ingestFiles").WithTags("ingest")
            .RequirePermission(Permission.IngestWrite, "files")
            .DisableRequestSizeLimit()
            .Accepts<IngestForm>("multipart/form-data")
            .WithProblems(400, 401, 403, 507);

    private static async Task<Results<Ok<IngestReport>, ProblemAnswer>> UploadAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken) =>
        await IngestUpload.RunAsync(context.Request, node, cancellationToken);
}

/// <summary>The parts of an upload.</summary>
/// <param name="Source">The sending system's name; before the files.</param>
/// <param name="As">The files' format, where it is not to be recognised.</param>
/// <param name="Mapping">Name of the file among those sent that maps tables.</param>
/// <param name="Files">The files.</param>
internal sealed record IngestForm(string? Source, string? As, string? Mapping, IFormFileCollection Files);

internal static class RequestSize
{
    /// <summary>Files are streamed to disk, so the size of the request is bounded by the disk and not by memory.</summary>
    public static TBuilder DisableRequestSizeLimit<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new Microsoft.AspNetCore.Mvc.DisableRequestSizeLimitAttribute());
}
