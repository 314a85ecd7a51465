using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Suwen.Scenarios;
using Suwen.Security;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server.Packs;

/// <summary>Values of a pack's parameters.</summary>
/// <param name="Parameters">Each as text, by its name. They take the place of all that were set this way before; for the others suwen.json and then the pack's defaults count.</param>
internal sealed record PackParametersRequest([property: Required] IReadOnlyDictionary<string, string> Parameters);

/// <summary>What of packs the site's administrators change: which are installed, and with which values they run. All of it is audited.</summary>
internal static class PackManagementApi
{
    private const string ZipType = "application/zip";

    public static void MapManagement(this RouteGroupBuilder packs)
    {
        packs.MapPost("/install", InstallAsync).WithName("installPack").RequirePermission(Permission.PackManage, "pack").Accepts<Stream>(ZipType).WithProblems(400, 401, 403, 409);
        packs.MapDelete("/{id}", RemoveAsync).WithName("removePack").RequirePermission(Permission.PackManage, "pack").WithProblems(401, 403, 404, 409);
        packs.MapPut("/{id}/parameters", SetParametersAsync).WithName("setPackParameters").RequirePermission(Permission.PackManage, "pack").WithProblems(400, 401, 403, 404);
    }

    /// <summary>Installs the zip in the body by the rules of <c>suwen pack install</c>: signed by a key that the site trusts, and without faults.</summary>
    private static async Task<Results<Ok<PackItem>, ProblemAnswer>> InstallAsync(HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        // Names that begin with a dot are not read as packs.
        Directory.CreateDirectory(node.Folder.Packs);
        var file = Path.Combine(node.Folder.Packs, ".upload-" + Guid.NewGuid().ToString("N"));
        try
        {
            await using (var stream = new FileStream(file, FileMode.CreateNew))
            {
                await context.Request.Body.CopyToAsync(stream, cancellationToken);
            }

            return TypedResults.Ok(PackViews.ItemOf(node.Packs, await node.Packs.InstallAsync(file, cancellationToken)));
        }
        catch (SuwenFault e) when (e.Code == ExitCode.BadInput)
        {
            return ProblemAnswer.BadRequest(e.What, "body", e.WhatToDo);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<Results<NoContent, ProblemAnswer>> RemoveAsync(string id, SuwenNode node, CancellationToken cancellationToken)
    {
        try
        {
            return PackTemplate.IsName(id) && await node.Packs.RemoveAsync(id, cancellationToken) ? TypedResults.NoContent() : PacksApi.NoPack();
        }
        catch (SuwenFault e)
        {
            return ProblemAnswer.Conflict(e.What, "id", e.WhatToDo);
        }
    }

    private static async Task<Results<NoContent, ProblemAnswer>> SetParametersAsync(string id, PackParametersRequest request, HttpContext context, SuwenNode node, CancellationToken cancellationToken)
    {
        if (await PacksApi.FindAsync(id, context, node, cancellationToken) is not { IsValid: true } pack)
        {
            return PacksApi.NoPack();
        }

        return node.Packs.SetParameters(pack, request.Parameters, context.User.Identity!.Name!) is { } fault
            ? ProblemAnswer.BadRequest(fault, "parameters", "Give each value as the pack declares it.")
            : TypedResults.NoContent();
    }
}
