using Suwen.Security.Audit;
using Suwen.Security.Users;
using Suwen.Server.Http;
using Suwen.Server.Node;

namespace Suwen.Server;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder();
        WebHost.AddHttp(builder.Services);
        builder.Services.AddSingleton<SuwenNode>(_ => throw new InvalidOperationException());
        builder.Services.AddSingleton<UserStore>(_ => throw new InvalidOperationException());
        builder.Services.AddSingleton<AuditLog>(_ => throw new InvalidOperationException());
        await using var app = builder.Build();
        WebHost.MapEndpoints(app);
        app.UseRouting();
        app.UseEndpoints(static _ => { });
        await File.WriteAllTextAsync(args[0], await ApiDocument.WriteAsync(app.Services, default));
        return 0;
    }
}
