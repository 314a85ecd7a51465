using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Suwen.Security;
using Suwen.Security.Users;

namespace Suwen.Server.Http;

/// <summary>The API's OpenAPI document, from which the portal's client is generated.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = static d => d.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true
            && !d.RelativePath.StartsWith("api/local/", StringComparison.Ordinal);
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Suwen",
                Version = "1",
                Description = $"Every request that changes something with the session cookie needs the header {SessionAuthentication.RequiredHeader}. Machines send a bearer token instead. Errors are application/problem+json.",
            };
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<PermissionDeclaration>().FirstOrDefault() is { } needed)
            {
                operation.Description = $"Permission: {needed.Permission}.";
            }
            else if (metadata.OfType<AnonymousDeclaration>().FirstOrDefault() is { } anonymous)
            {
                operation.Description = "No permission needed: " + anonymous.Reason;
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>Makes the document without opening a data folder. Line ends are those of the repository.</summary>
    public static async Task<string> WriteAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var provider = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name);
        var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1, cancellationToken);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length).ReplaceLineEndings("\n") + "\n";
    }
}
