using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Suwen.Security;
using Suwen.Server.CommandLine;

namespace Suwen.Server.Http;

/// <summary>
/// The Unix domain socket in the data folder, over which the folder's owner runs commands inside the server. Who can read the
/// token in <c>server.json</c> can also read the folder itself: the socket gives nothing that its owner does not have.
/// </summary>
internal sealed class LocalSocket(string path, string token)
{
    private readonly byte[] expected = Encoding.ASCII.GetBytes(token);

    public string SocketPath => path;

    public string Token => token;

    public void Listen(KestrelServerOptions kestrel) => kestrel.ListenUnixSocket(path, static listen => listen.Use(static next => connection =>
    {
        connection.Features.Set(new CameBySocket());
        return next(connection);
    }));

    /// <summary>Makes whoever came by the socket and showed the token the folder's owner.</summary>
    public void Use(IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (IsLocal(context)
            && context.Request.Headers[RemoteCommand.TokenHeader].ToString() is { Length: > 0 } shown
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), expected))
        {
            context.User = Authorisation.LocalOwner;
        }

        return next(context);
    });

    public static bool IsLocal(HttpContext context) => context.Features.Get<CameBySocket>() is not null;

    /// <summary>A feature of connections that came by the socket.</summary>
    private sealed class CameBySocket;
}
