using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Suwen.Server.Tests.Http;

/// <summary>A server with the sample, its first administrator, and a user of each role that tests use.</summary>
public sealed class ServedSample : IAsyncLifetime
{
    private ServerProcess? server;

    public TemporaryFolder Folder { get; } = new();

    public string Data => Folder["data"];

    public Uri Address => server!.Address;

    /// <summary>A port that was free a moment ago.</summary>
    public int MllpPort { get; } = FreePort();

    /// <summary>Private key whose signature lets a packed pack be installed.</summary>
    public string PackKey { get; private set; } = "";

    public HttpClient Administrator { get; private set; } = null!;

    public HttpClient Clinician { get; private set; } = null!;

    public HttpClient Researcher { get; private set; } = null!;

    /// <summary>A client of its own cookies that says it is the portal.</summary>
    public HttpClient NewClient()
    {
        var client = new HttpClient(new HttpClientHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-Suwen-Request", "1");
        return client;
    }

    public async Task<HttpClient> SignInAsync(string name, string password)
    {
        var client = NewClient();
        using var answer = await client.PostAsJsonAsync("/api/session", new { name, password });
        answer.EnsureSuccessStatusCode();
        return client;
    }

    public async Task<string> AddUserAsync(string name, string role)
    {
        var result = await SuwenProcess.RunAsync(Folder.Path, "user", "add", name, "--role", role, "--data", Data);
        result.Code.ShouldBe(0, result.Error);
        return PasswordIn(result.Out);
    }

    public async Task<string> PersonIdAsync()
    {
        using var answer = await Clinician.PostAsJsonAsync("/api/persons/search", new { text = Sample.NationalId });
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("items")[0].GetProperty("personId").GetString()!;
    }

    public async Task InitializeAsync()
    {
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            PackKey = key.ExportPkcs8PrivateKeyPem();
            Directory.CreateDirectory(Data);
            await File.WriteAllTextAsync(Path.Combine(Data, "suwen.json"), JsonSerializer.Serialize(new { packs = new { trustedKeys = new[] { key.ExportSubjectPublicKeyInfoPem() } } }));
        }

        server = await ServerProcess.StartAsync(Data, "--mllp-port", MllpPort.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Sample.IngestAsync(Folder, Data);
        Administrator = await SignInAsync("admin", PasswordIn(await File.ReadAllTextAsync(Folder["data/first-login.txt"])));
        Clinician = await SignInAsync("chen", await AddUserAsync("chen", "clinician"));
        Researcher = await SignInAsync("rui", await AddUserAsync("rui", "researcher-readonly"));
    }

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        Folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string PasswordIn(string text) =>
        text.Split('\n').First(l => l.StartsWith("password  ", StringComparison.Ordinal))["password  ".Length..].Trim();
}
