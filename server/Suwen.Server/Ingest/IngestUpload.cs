using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.Ingest;

/// <summary>Takes an upload apart, file by file, and lands each.</summary>
internal static class IngestUpload
{
    public static Task<Results<Ok<IngestReport>, ProblemAnswer>> RunAsync(HttpRequest request, SuwenNode node, CancellationToken cancellationToken)
    {
        _ = (request, node, cancellationToken);
        throw new NotSupportedException();
    }
}
