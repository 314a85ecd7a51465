using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Server.Overview;

namespace Suwen.Server.Ingest;

/// <summary>Takes an upload apart: files are streamed to the data folder's temporary place, then taken in as files are.</summary>
internal static class IngestUpload
{
    private const int MaxFieldBytes = 4096;
    private const int MaxFiles = 10_000;

    public static async Task<Results<Ok<IngestReport>, ProblemAnswer>> RunAsync(HttpRequest request, SuwenNode node, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 128 } boundary)
        {
            return ProblemAnswer.BadRequest("The request is not multipart/form-data.", "Content-Type", "Send the files as parts named files.");
        }

        var folder = Directory.CreateDirectory(Path.Combine(node.Folder.Temporary, "upload-" + Guid.NewGuid().ToString("N")));
        try
        {
            var upload = await ReadAsync(new MultipartReader(boundary, request.Body), folder, cancellationToken);
            if (upload.Fault is { } fault)
            {
                return fault;
            }

            var outcome = await FileIngestion.RunAsync(node, new IngestRequest(upload.Files, upload.Source ?? "upload", upload.Kind, upload.Mapping), static _ => { }, cancellationToken);
            return TypedResults.Ok(ReportOf(outcome, folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Upload> ReadAsync(MultipartReader reader, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var upload = new Upload();
        string? mapping = null;
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } disposition)
            {
                continue;
            }

            if (disposition.IsFileDisposition())
            {
                // Only the last part of a name is used: a name must not lead out of the folder.
                var name = Path.GetFileName((disposition.FileNameStar.Value ?? disposition.FileName.Value ?? "").Replace('\\', '/'));
                if (name.Length == 0 || name is "." or ".." || upload.Saved.Count >= MaxFiles)
                {
                    return new Upload { Fault = ProblemAnswer.BadRequest("A file has no usable name, or there are too many.", "files", $"Name every file, and send at most {MaxFiles} at a time.") };
                }

                upload.Saved.Add(await SaveAsync(section.Body, folder, name, cancellationToken));
                continue;
            }

            var field = await ReadFieldAsync(section.Body, cancellationToken);
            switch (HeaderUtilities.RemoveQuotes(disposition.Name).Value)
            {
                case "source":
                    upload.Source = field;
                    break;
                case "as":
                    upload.Kind = field;
                    break;
                case "mapping":
                    mapping = field;
                    break;
                default:
                    break;
            }
        }

        return Complete(upload, folder, mapping);
    }

    private static Upload Complete(Upload upload, DirectoryInfo folder, string? mapping)
    {
        if (upload.Kind is { } kind && !SourceCatalogue.FileKinds.Contains(kind))
        {
            return new Upload { Fault = ProblemAnswer.BadRequest("There is no such format.", "as", "Use one of: " + string.Join(", ", SourceCatalogue.FileKinds) + ".") };
        }

        if (mapping is not null)
        {
            upload.Mapping = Path.Combine(folder.FullName, Path.GetFileName(mapping));
            if (!upload.Saved.Contains(upload.Mapping))
            {
                return new Upload { Fault = ProblemAnswer.BadRequest("The mapping is not among the files sent.", "mapping", "Send it as one of the files, under this name.") };
            }
        }

        upload.Files = [.. upload.Saved.Where(f => f != upload.Mapping && !f.EndsWith(".mapping.yaml", StringComparison.OrdinalIgnoreCase))];
        return upload.Files.Count > 0 ? upload : new Upload { Fault = ProblemAnswer.BadRequest("No file was sent.", "files", "Send the files as parts named files.") };
    }

    private static async Task<string> SaveAsync(Stream body, DirectoryInfo folder, string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder.FullName, name);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        await body.CopyToAsync(file, cancellationToken);
        return path;
    }

    private static async Task<string> ReadFieldAsync(Stream body, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxFieldBytes];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, length).Trim();
    }

    private static IngestReport ReportOf(IngestOutcome outcome, string folder) => new(
        [.. outcome.Files.Select(f => new IngestedFile(Path.GetRelativePath(folder, f.Path), f.Kind, f.Source, f.Entries, f.Bytes, f.Refusal is { } r ? new IngestRefusal(r.Where, r.What, r.WhatToDo) : null))],
        new RecordCounts(outcome.Received, outcome.Of("loaded"), outcome.Of("kept"), outcome.Of("superseded"), outcome.Of("quarantined"), outcome.Of("duplicate"), outcome.Of("erased")),
        outcome.Rows,
        outcome.Elapsed.TotalSeconds);

    private sealed class Upload
    {
        public List<string> Saved { get; } = [];

        public IReadOnlyList<string> Files { get; set; } = [];

        public string? Source { get; set; }

        public string? Kind { get; set; }

        public string? Mapping { get; set; }

        public ProblemAnswer? Fault { get; init; }
    }
}
