using System.CommandLine;
using Suwen.Server.Http;

namespace Suwen.Server.CommandLine;

/// <summary>The options of a server.</summary>
internal sealed class ServeOptionSet
{
    private const int DefaultPort = 5080;
    private const int MaxPort = 65535;

    /// <param name="mllpPort">Port of the HL7 v2 listener where none is given; null for no listener.</param>
    public ServeOptionSet(int? mllpPort)
    {
        Port = PortOption(new Option<int>("--port") { Description = "Port of the portal and the API.", DefaultValueFactory = static _ => DefaultPort });
        Listen = new Option<string>("--listen") { Description = "local: only this machine is answered; any: the network.", DefaultValueFactory = static _ => "local" };
        Listen.AcceptOnlyFromAmong("local", "any");
        MllpPort = PortOption(new Option<int?>("--mllp-port") { Description = "Port of the HL7 v2 listener (MLLP)" + (mllpPort is null ? "; none without it." : "."), DefaultValueFactory = _ => mllpPort });
        MllpCertificate = new Option<string?>("--mllp-tls-cert") { Description = "PEM file with certificate and private key: HL7 v2 over TLS." };
        Packs = new Option<string?>("--packs") { Description = "Folder of packs that goes before those installed, for authors: a changed file is read at once." };
    }

    public Option<int> Port { get; }
    public Option<string> Listen { get; }
    public Option<int?> MllpPort { get; }
    public Option<string?> MllpCertificate { get; }
    public Option<string?> Packs { get; }

    public ServeOptions Read(ParseResult parsed, string workingDirectory = "/") => new(
        parsed.GetRequiredValue(Port),
        parsed.GetRequiredValue(Listen) == "any",
        parsed.GetValue(MllpPort),
        parsed.GetResult(MllpCertificate) is not null && parsed.GetValue(MllpCertificate) is { } certificate ? Path.GetFullPath(certificate, workingDirectory) : null,
        parsed.GetResult(Packs) is not null && parsed.GetValue(Packs) is { } packs ? Path.GetFullPath(packs, workingDirectory) : null);

    private static Option<T> PortOption<T>(Option<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is int port and (< 0 or > MaxPort))
            {
                result.AddError($"{option.Name} must be 0 to {MaxPort}; 0 takes a free port.");
            }
        });
        return option;
    }
}
