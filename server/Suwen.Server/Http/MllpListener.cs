using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Suwen.Server.Node;
using Suwen.Sources.Hl7v2;

namespace Suwen.Server.Http;

/// <summary>The HL7 v2 door over MLLP, as a listener of Kestrel.</summary>
internal static class MllpListener
{
    public static void AddServices(IServiceCollection services, SuwenNode node)
    {
        services.AddSingleton(node.Journal);
        services.AddSingleton(new MllpOptions { Sources = node.Settings.Hl7Sources });
        services.AddSingleton<MllpMetrics>();
        services.AddSingleton<IConnectionListenerFactory, MllpTransport>();
    }

    public static void Listen(KestrelServerOptions kestrel, ServeOptions options)
    {
        if (options.MllpPort is not { } port)
        {
            return;
        }

        var certificate = options.MllpCertificate is { } file ? ReadCertificate(file) : null;
        kestrel.Listen(new MllpEndPoint(options.ListenAny ? IPAddress.Any : IPAddress.Loopback, port), listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }

            listen.UseConnectionHandler<MllpConnectionHandler>();
        });
    }

    private static X509Certificate2 ReadCertificate(string file)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new SuwenFault(ExitCode.BadInput, "caller", "The certificate for HL7 v2 over TLS cannot be read.", file, "Name a PEM file that holds the certificate and its private key.", e);
        }
    }
}
