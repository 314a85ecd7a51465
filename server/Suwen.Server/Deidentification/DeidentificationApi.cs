using System.IO.Compression;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Security;
using Suwen.Security.Deidentification;
using Suwen.Security.Deidentification.Methods;
using Suwen.Server.CommandLine;
using Suwen.Server.Http;
using Suwen.Server.Node;
using Suwen.Storage.Schema;

namespace Suwen.Server.Deidentification;

/// <summary>A policy that comes with Suwen.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Title">Title in English.</param>
/// <param name="TitleZh">Title in Chinese.</param>
/// <param name="Basis">Documents that it follows.</param>
/// <param name="Unknown">What happens to fields of unknown meaning: scan, suppress or keep.</param>
/// <param name="Text">The policy itself, YAML.</param>
internal sealed record PolicyView(string Id, string Title, string TitleZh, IReadOnlyList<string> Basis, string Unknown, string Text);

/// <summary>What can be chosen for a release.</summary>
/// <param name="Policies">The policies.</param>
/// <param name="Tables">Tables of the clinical data repository.</param>
internal sealed record DeidChoices(IReadOnlyList<PolicyView> Policies, IReadOnlyList<string> Tables);

/// <summary>Asks for a release of tables.</summary>
/// <param name="Tables">Their names.</param>
/// <param name="Policy">A policy that comes with Suwen.</param>
/// <param name="Project">Pseudonyms are the same within a project.</param>
internal sealed record TableRelease(IReadOnlyList<string> Tables, string Policy, string Project);

/// <summary>A certificate in a list.</summary>
/// <param name="Id">Its number.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="By">By whom.</param>
/// <param name="PolicyId">The policy.</param>
/// <param name="Project">The project.</param>
/// <param name="IsComplete">False where a file was not copied.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Records">Rows, messages, resources.</param>
/// <param name="IsGenuine">Whether the signature is this installation's.</param>
/// <param name="IsFetchable">Whether its files still wait here.</param>
internal sealed record CertificateLine(string Id, DateTimeOffset IssuedAt, string By, string PolicyId, string Project, bool IsComplete, int Files, long Records, bool IsGenuine, bool IsFetchable);

/// <summary>Asks to lead a pseudonym back.</summary>
/// <param name="Pseudonym">As it stands in the release.</param>
/// <param name="Project">Of which project.</param>
/// <param name="KeyId">The key that the certificate names.</param>
/// <param name="Why">The reason.</param>
internal sealed record TracingAsk(string Pseudonym, string Project, int KeyId, string Why);

/// <summary>Approves or declines.</summary>
/// <param name="Approves">True to approve.</param>
/// <param name="Why">The reason.</param>
internal sealed record TracingDecision(bool Approves, string Why);

/// <summary>What a pseudonym stands for.</summary>
/// <param name="Originals">Mostly one; none where it has no way back.</param>
internal sealed record TracingOriginals(IReadOnlyList<string> Originals);

/// <summary>De-identified releases, their certificates, and the way back with two persons.</summary>
internal static class DeidentificationApi
{
    private const int MaxWhy = 1000;
    private const long LargestUpload = 1L << 30;
    private static readonly System.Buffers.SearchValues<char> IdCharacters = System.Buffers.SearchValues.Create("0123456789abcdef");

    public static void MapDeidentificationApi(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/deid").WithTags("deidentification");
        group.MapGet("/choices", Choices).WithName("getDeidChoices").RequirePermission(Permission.DeidentifyRun, "deid-policy").WithProblems(401, 403);
        group.MapPost("/releases", ReleaseTablesAsync).WithName("releaseTables").RequirePermission(Permission.DeidentifyRun, "release", Purpose.Research).WithProblems(400, 401, 403);
        group.MapPost("/releases/files", ReleaseFilesAsync).WithName("releaseFiles").RequirePermission(Permission.DeidentifyRun, "release", Purpose.Research).Accepts<IFormFile>("multipart/form-data").WithProblems(400, 401, 403);
        group.MapGet("/releases/{id}", Fetch).WithName("fetchRelease").RequirePermission(Permission.DeidentifyRun, "release", Purpose.Research).WithProblems(401, 403, 404);
        group.MapGet("/certificates", Certificates).WithName("listDeidCertificates").RequirePermission(Permission.DeidentifyRun, "deid-certificate").WithProblems(401, 403);
        group.MapGet("/certificates/{id}", CertificateOf).WithName("getDeidCertificate").RequirePermission(Permission.DeidentifyRun, "deid-certificate").WithProblems(401, 403, 404);
        group.MapGet("/tracing", Tracing).WithName("listTracing").RequirePermission(Permission.DeidentifyRun, "deid-tracing").WithProblems(401, 403);
        group.MapGet("/tracing/open", OpenTracing).WithName("listOpenTracing").RequirePermission(Permission.DeidentifyApprove, "deid-tracing").WithProblems(401, 403);
        group.MapPost("/tracing", Ask).WithName("askTracing").RequirePermission(Permission.DeidentifyRun, "deid-tracing").WithProblems(400, 401, 403);
        group.MapPost("/tracing/{id}/decision", Decide).WithName("decideTracing").RequirePermission(Permission.DeidentifyApprove, "deid-tracing").WithProblems(400, 401, 403, 404, 409);
        group.MapPost("/tracing/{id}/original", Reveal).WithName("revealTraced").RequirePermission(Permission.DeidentifyRun, "deid-tracing").WithProblems(401, 403, 404, 409);
    }

    private static Ok<DeidChoices> Choices() => TypedResults.Ok(new DeidChoices(
        [.. BuiltInPolicies.All.Select(p => new PolicyView(p.Id, p.Title, p.TitleZh, p.Basis, p.Unknown.ToString().ToLowerInvariant(), p.Text))],
        [.. CanonicalModel.Tables.Where(t => t.Schema == "cdr").Select(t => t.Name)]));

    private static async Task<Results<Ok<CertificateBody>, ProblemAnswer>> ReleaseTablesAsync(TableRelease request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        var tables = new List<Table>();
        foreach (var name in request.Tables)
        {
            if (!CanonicalModel.TryFind(name, out var table) || table.Schema != "cdr")
            {
                return ProblemAnswer.BadRequest("There is no such table.", "tables", "Choose from those that GET /api/deid/choices names.");
            }

            tables.Add(table);
        }

        return tables.Count == 0
            ? ProblemAnswer.BadRequest("No table is named.", "tables", "Name at least one.")
            : await RunAsync(context, node, request.Policy, request.Project, [], tables, cancellationToken);
    }

    private static async Task<Results<Ok<CertificateBody>, ProblemAnswer>> ReleaseFilesAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (!context.Request.HasFormContentType)
        {
            return ProblemAnswer.BadRequest("The request is not multipart/form-data.", "Content-Type", "Send the files as parts named files, and the fields policy and project.");
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        if (form.Files.Count == 0 || form.Files.Sum(f => f.Length) > LargestUpload)
        {
            return ProblemAnswer.BadRequest("There is no file, or there is more than 1 GiB.", "files", "Send files up to 1 GiB; larger ones with suwen deid.");
        }

        var folder = Directory.CreateDirectory(Path.Combine(node.Folder.Temporary, "deid-" + Guid.NewGuid().ToString("N")));
        try
        {
            foreach (var file in form.Files)
            {
                // Only the last part of a name is used: a name must not lead out of the folder.
                var name = Path.GetFileName(file.FileName.Replace('\\', '/'));
                if (name.Length == 0 || name is "." or "..")
                {
                    return ProblemAnswer.BadRequest("A file has no usable name.", "files", "Name every file.");
                }

                await using var target = new FileStream(Path.Combine(folder.FullName, name), FileMode.Create);
                await file.CopyToAsync(target, cancellationToken);
            }

            return await RunAsync(context, node, form["policy"].ToString(), form["project"].ToString(), [folder.FullName], [], cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Results<Ok<CertificateBody>, ProblemAnswer>> RunAsync(HttpContext context, SuwenNode node, string policyName, string project, IReadOnlyList<string> inputs, IReadOnlyList<Table> tables, CancellationToken cancellationToken)
    {
        if (BuiltInPolicies.Find(policyName) is not { } policy)
        {
            return ProblemAnswer.BadRequest("There is no such policy.", "policy", "Choose from those that GET /api/deid/choices names.");
        }

        if (!ProjectKeys.IsProjectName(project))
        {
            return ProblemAnswer.BadRequest("A project has a name of lower-case letters, digits, hyphens and dots.", "project", "Choose such a name.");
        }

        var scope = Authorisation.ScopeFor(context.User, Permission.DeidentifyRun, Purpose.Research);
        var waiting = Path.Combine(node.Folder.Releases, "run-" + Guid.NewGuid().ToString("N"));
        var outcome = await Release.RunAsync(node, scope, new ReleaseRequest(inputs, tables, policy, project, 1, waiting, scope.Principal), null, cancellationToken);
        Directory.Move(waiting, Path.Combine(node.Folder.Releases, outcome.Body.Id));
        return TypedResults.Ok(outcome.Body);
    }

    /// <summary>The files of a release, with its certificate, as one archive.</summary>
    private static Results<FileStreamHttpResult, ProblemAnswer> Fetch(string id, SuwenNode node)
    {
        var folder = Path.Combine(node.Folder.Releases, id);
        if (!IsId(id) || !Directory.Exists(folder))
        {
            return ProblemAnswer.NotFound("There is no such release, or its files were removed.", "id");
        }

        // The archive is written to a file that goes when it is closed: its writer is not asynchronous, and the connection takes no other.
        Directory.CreateDirectory(node.Folder.Temporary);
        var file = new FileStream(Path.Combine(node.Folder.Temporary, "fetch-" + Guid.NewGuid().ToString("N")), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != DeidRun.StateName))
            {
                using var target = archive.CreateEntry(Path.GetRelativePath(folder, path).Replace('\\', '/'), CompressionLevel.Fastest).Open();
                using var source = File.OpenRead(path);
                source.CopyTo(target);
            }
        }

        file.Position = 0;
        return TypedResults.Stream(file, "application/zip", id + ".zip");
    }

    private static Ok<IReadOnlyList<CertificateLine>> Certificates(SuwenNode node)
    {
        var lines = new List<CertificateLine>();
        if (Directory.Exists(node.Folder.Certificates))
        {
            foreach (var path in Directory.EnumerateFiles(node.Folder.Certificates, "*.json").OrderDescending(StringComparer.Ordinal).Take(500))
            {
                if (Certificate.Verify(File.ReadAllText(path), node.Keys) is { Body: { } body } read)
                {
                    lines.Add(new CertificateLine(body.Id, body.IssuedAt, body.By, body.PolicyId, body.Project, body.IsComplete, body.Files.Count, body.Files.Sum(f => f.Records), read.IsGenuine, Directory.Exists(Path.Combine(node.Folder.Releases, body.Id))));
                }
            }
        }

        return TypedResults.Ok<IReadOnlyList<CertificateLine>>(lines);
    }

    private static Results<Ok<CertificateBody>, ProblemAnswer> CertificateOf(string id, SuwenNode node)
    {
        var path = Path.Combine(node.Folder.Certificates, id + ".json");
        return IsId(id) && File.Exists(path) && Certificate.Verify(File.ReadAllText(path), node.Keys).Body is { } body
            ? TypedResults.Ok(body)
            : ProblemAnswer.NotFound("There is no such certificate.", "id");
    }

    private static Ok<IReadOnlyList<TracingRequest>> Tracing(HttpContext context, SuwenNode node)
    {
        var caller = context.User.Identity!.Name!;
        var approves = Authorisation.IsGranted(context.User, Permission.DeidentifyApprove);
        return TypedResults.Ok<IReadOnlyList<TracingRequest>>([.. Requests(node).List().Where(r => approves || r.RequestedBy == caller)]);
    }

    private static Ok<IReadOnlyList<TracingRequest>> OpenTracing(SuwenNode node) => TypedResults.Ok<IReadOnlyList<TracingRequest>>([.. Requests(node).List().Where(r => r.DecidedAt is null)]);

    private static Results<Ok<TracingRequest>, ProblemAnswer> Ask(TracingAsk ask, HttpContext context, SuwenNode node)
    {
        if (!ProjectKeys.IsProjectName(ask.Project) || ask.KeyId < 1 || ask.Pseudonym.Length is 0 or > 4096)
        {
            return ProblemAnswer.BadRequest("Pseudonym, project and key are needed as the release and its certificate state them.", "pseudonym", "Take them from there.");
        }

        return string.IsNullOrWhiteSpace(ask.Why) || ask.Why.Length > MaxWhy
            ? ProblemAnswer.BadRequest($"A reason of at most {MaxWhy} characters is needed.", "why", "Say why the person has to be known.")
            : TypedResults.Ok(Requests(node).Request(ask.Project, ask.KeyId, ask.Pseudonym, ask.Why, context.User.Identity!.Name!));
    }

    private static Results<NoContent, ProblemAnswer> Decide(string id, TracingDecision decision, HttpContext context, SuwenNode node)
    {
        if (string.IsNullOrWhiteSpace(decision.Why) || decision.Why.Length > MaxWhy)
        {
            return ProblemAnswer.BadRequest($"A reason of at most {MaxWhy} characters is needed.", "why", "Say why.");
        }

        var refusal = Requests(node).Decide(id, decision.Approves, decision.Why, context.User.Identity!.Name!);
        return refusal == TracingRefusal.None ? TypedResults.NoContent() : Refused(refusal);
    }

    private static Results<Ok<TracingOriginals>, ProblemAnswer> Reveal(string id, HttpContext context, SuwenNode node)
    {
        var (refusal, originals) = Requests(node).Reveal(id, context.User.Identity!.Name!, node.Keys);
        return refusal == TracingRefusal.None ? TypedResults.Ok(new TracingOriginals(originals)) : Refused(refusal);
    }

    private static ProblemAnswer Refused(TracingRefusal refusal) => refusal == TracingRefusal.NotFound
        ? ProblemAnswer.NotFound(DeidTraceCommand.TextOf(refusal), "id")
        : ProblemAnswer.Conflict(DeidTraceCommand.TextOf(refusal), "request", "See the list of requests.");

    private static TracingRequests Requests(SuwenNode node) => TracingRequests.Open(node.Folder.Application, node.Time);

    private static bool IsId(string id) => id.Length == 32 && !id.AsSpan().ContainsAnyExcept(IdCharacters);
}
