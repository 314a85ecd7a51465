using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Suwen.Sources.Hl7v2;
using Suwen.Sources.Tests.Compliance;
using Suwen.Standards.Hl7v2;

namespace Suwen.Sources.Tests.Hl7v2;

public sealed class MllpTests
{
    [Fact]
    public async Task A_message_is_acknowledged_with_AA_when_it_is_durable()
    {
        await using var listener = await Listener.StartAsync(new MllpOptions());
        await using var client = await listener.ConnectAsync();
        var ack = Read(await client.SendAsync(Encoding.UTF8.GetBytes(Hl7Samples.Admit), CancellationToken.None));
        var entry = (await listener.Journal.EntriesAsync()).ShouldHaveSingleItem();
        entry.Payload.ToArray().ShouldBe(Encoding.UTF8.GetBytes(Hl7Samples.Admit));
        entry.Header.Source.ShouldBe("renhe.his");
        entry.Header.Channel.ShouldBe("mllp");
        entry.Header.Format.ShouldBe("hl7v2");
        ack["MSA-1"].ShouldBe("AA");
        ack["MSA-2"].ShouldBe("RH-1001");
        ack["MSH-3"].ShouldBe("SUWEN");
        ack["MSH-4"].ShouldBe("REGION");
        ack["MSH-5"].ShouldBe("HIS");
        ack["MSH-6"].ShouldBe("RENHE^1.2.156.9001^ISO");
        ack["MSH-9"].ShouldBe("ACK^A01^ACK");
        ack["MSH-10"].ShouldNotBeNullOrEmpty();
        ack["MSH-11"].ShouldBe("P");
        ack["MSH-12"].ShouldBe("2.5.1");
        ack["MSH-18"].ShouldBe("UNICODE UTF-8");
    }

    [Fact]
    public async Task The_senders_delimiters_and_character_set_are_answered_with()
    {
        await using var listener = await Listener.StartAsync(new MllpOptions());
        await using var client = await listener.ConnectAsync();
        var message = Hl7Samples.InGbk("MSH$%~\\&$諀系统$市一院$SUWEN$東区$20250101$$ADT%A08$X1$P$2.3$$$$$$GBK\rPID$1$$1\r");
        var bytes = await client.SendAsync(message, CancellationToken.None);
        var text = Encoding.UTF8.GetString(Decode(bytes));
        text.ShouldStartWith("MSH$%~\\&$SUWEN$東区$諀系统$市一院$");
        text.ShouldContain("$ACK%A08$");
        text.ShouldContain("$GBK\rMSA$AA$X1\r");
        (await listener.Journal.EntriesAsync())[0].Header.Source.ShouldBe("市一院.諀系统");
    }

    [Theory]
    [InlineData("no message at all")]
    [InlineData("PID|1||2\r")]
    [InlineData("MSH|\rPID|1\r")]
    public async Task What_cannot_be_processed_is_answered_with_AR_and_lands_all_the_same(string text)
    {
        await using var listener = await Listener.StartAsync(new MllpOptions { Source = "lab.lis" });
        await using var client = await listener.ConnectAsync();
        Read(await client.SendAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None))["MSA-1"].ShouldBe("AR");
        var entry = (await listener.Journal.EntriesAsync()).ShouldHaveSingleItem();
        Encoding.UTF8.GetString(entry.Payload.Span).ShouldBe(text);
        entry.Header.Source.ShouldBe("lab.lis");
    }

    /// <summary>Combinations of MSH-15 and MSH-16 (HL7 table 0155) with the codes expected by v2.8 §2.9.3.</summary>
    [Theory]
    [InlineData("AL", "NE", "CA")]
    [InlineData("AL", "AL", "CA AA")]
    [InlineData("NE", "AL", "AA")]
    [InlineData("SU", "ER", "CA")]
    [InlineData("ER", "SU", "AA")]
    [InlineData("", "AL", "AA")]
    [InlineData("ER", "NE", "")]
    [InlineData("NE", "NE", "")]
    public async Task Enhanced_mode_answers_as_the_sender_asks(string commit, string application, string codes)
    {
        await using var listener = await Listener.StartAsync(new MllpOptions());
        await using var client = await listener.ConnectAsync();
        await client.WriteAsync(Encoding.UTF8.GetBytes($"MSH|^~\\&|A|B|C|D|20250101||ADT^A08|1|P|2.5||{""}|{commit}|{application}\rPID|1||1\r"), CancellationToken.None);
        await client.WriteAsync("MSH|^~\\&|A|B|C|D|20250101||ADT^A08|last|P|2.5\rPID|1||1\r"u8.ToArray(), CancellationToken.None);
        var seen = new List<string>();
        while (true)
        {
            var ack = Read((await client.ReadAsync(CancellationToken.None)).ShouldNotBeNull());
            if (ack["MSA-2"] == "last")
            {
                break;
            }

            seen.Add(ack["MSA-1"]);
        }

        string.Join(' ', seen).ShouldBe(codes);
        (await listener.Journal.EntriesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task When_landing_fails_the_sender_is_told_to_send_again()
    {
        await using var listener = await Listener.StartAsync(new MllpOptions());
        await using var client = await listener.ConnectAsync();
        await listener.Journal.Journal.DisposeAsync();
        Read(await client.SendAsync(Encoding.UTF8.GetBytes(Hl7Samples.Admit), CancellationToken.None))["MSA-1"].ShouldBe("AE");
        var enhanced = Hl7Samples.Admit.Replace("|2.5.1||||||", "|2.5.1|||AL|NE||", StringComparison.Ordinal);
        Read(await client.SendAsync(Encoding.UTF8.GetBytes(enhanced), CancellationToken.None))["MSA-1"].ShouldBe("CE");
    }

    [Fact]
    public async Task Frames_in_any_cut_with_noise_between_are_answered_in_order()
    {
        await using var listener = await Listener.StartAsync(new MllpOptions());
        await using var client = await listener.ConnectAsync();
        var stream = new MemoryStream();
        for (var i = 0; i < 200; i++)
        {
            stream.Write(Encoding.UTF8.GetBytes(i % 3 == 0 ? "\r\n" : i % 7 == 0 ? "noise" : ""));
            stream.Write(Encoding.UTF8.GetBytes($"\u000bMSH|^~\\&|A|B|C|D|20250101||ADT^A08|{i}|P|2.5\rPID|1||{new string('9', i)}\r\u001c\r"));
        }

        var bytes = stream.ToArray();
        var random = new Random(7);
        var sending = Task.Run(async () =>
        {
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(bytes.Length - at, random.Next(1, 400));
                await client.WriteRawAsync(bytes.AsMemory(at, length), CancellationToken.None);
                at += length;
            }
        });
        for (var i = 0; i < 200; i++)
        {
            Read((await client.ReadAsync(CancellationToken.None)).ShouldNotBeNull())["MSA-2"].ShouldBe(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        await sending;
        (await listener.Journal.EntriesAsync()).Count.ShouldBe(200);
    }

    [Fact]
    public async Task A_large_message_lands_whole_and_one_beyond_the_limit_is_refused_and_the_connection_closed()
    {
        await using var listener = await Listener.StartAsync(new MllpOptions { MaxMessageBytes = 6 << 20 });
        await using var client = await listener.ConnectAsync();
        var large = Encoding.UTF8.GetBytes(Hl7Samples.Admit + "OBX|1|TX|X||" + new string('A', 5 << 20) + "\r");
        Read(await client.SendAsync(large, CancellationToken.None))["MSA-1"].ShouldBe("AA");
        (await listener.Journal.EntriesAsync())[0].Payload.Length.ShouldBe(large.Length);
        var refused = Task.Run(() => client.WriteAsync(Encoding.UTF8.GetBytes(Hl7Samples.Admit + new string('A', 8 << 20)), CancellationToken.None));
        var ack = await client.ReadAsync(CancellationToken.None);
        Read(ack.ShouldNotBeNull())["MSA-1"].ShouldBe("AR");
        try
        {
            await refused;
            (await client.ReadAsync(CancellationToken.None)).ShouldBeNull();
        }
        catch (IOException)
        {
            // The listener closed while the rest was still being sent.
        }

        (await listener.Journal.EntriesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_quiet_connection_and_one_stuck_inside_a_message_are_closed()
    {
        await using var listener = await Listener.StartAsync(new MllpOptions { IdleTimeout = TimeSpan.FromMilliseconds(300), MessageTimeout = TimeSpan.FromMilliseconds(200) });
        await using var quiet = await listener.ConnectAsync();
        await using var stuck = await listener.ConnectAsync();
        await stuck.WriteRawAsync("\u000bMSH|^~\\&|"u8.ToArray(), CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        (await quiet.ReadAsync(limit.Token)).ShouldBeNull();
        (await stuck.ReadAsync(limit.Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Many_connections_land_every_message_once()
    {
        await using var listener = await Listener.StartAsync(new MllpOptions());
        const int Connections = 40;
        const int Messages = 25;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async c =>
        {
            await using var client = await listener.ConnectAsync();
            for (var i = 0; i < Messages; i++)
            {
                var id = $"{c}-{i}";
                var message = Encoding.UTF8.GetBytes(Hl7Samples.Results.Replace("L-55001", id, StringComparison.Ordinal));
                var ack = Read(await client.SendAsync(message, CancellationToken.None));
                ack["MSA-1"].ShouldBe("AA");
                ack["MSA-2"].ShouldBe(id);
            }
        }));
        var entries = await listener.Journal.EntriesAsync();
        entries.Count.ShouldBe(Connections * Messages);
        entries.Select(e => Encoding.UTF8.GetString(e.Payload.Span)).Distinct().Count().ShouldBe(Connections * Messages);
    }

    [Fact]
    public async Task The_line_can_be_encrypted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        await using var listener = await Listener.StartAsync(new MllpOptions(), certificate);
        await using var client = await listener.ConnectAsync();
        Read(await client.SendAsync(Encoding.UTF8.GetBytes(Hl7Samples.Admit), CancellationToken.None))["MSA-1"].ShouldBe("AA");
        (await listener.Journal.EntriesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_listener_that_stops_answers_what_it_has_received()
    {
        await using var listener = await Listener.StartAsync(new MllpOptions());
        await using var client = await listener.ConnectAsync();
        Read(await client.SendAsync(Encoding.UTF8.GetBytes(Hl7Samples.Admit), CancellationToken.None))["MSA-1"].ShouldBe("AA");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await listener.StopAsync(limit.Token);
        limit.IsCancellationRequested.ShouldBeFalse();
        (await client.ReadAsync(CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData("RENHE", "HIS", "renhe.his")]
    [InlineData("Lab 1/2", "", "lab-1-2")]
    [InlineData("", "", "unknown")]
    [InlineData("市一院", "PACS!", "市一院.pacs")]
    public void A_source_is_named_by_facility_and_application(string facility, string application, string name) =>
        MllpSourceNames.NameOf(facility, application).ShouldBe(name);

    private static byte[] Decode(byte[] gbk) => Encoding.UTF8.GetBytes(CodePagesEncodingProvider.Instance.GetEncoding(54936)!.GetString(gbk));

    /// <summary>Fields of an acknowledgement by name.</summary>
    private static Dictionary<string, string> Read(byte[] ack)
    {
        var index = new Hl7Index();
        index.Read(ack).ShouldBe(Hl7Fault.None);
        var message = new Hl7Message(ack, index);
        message.SegmentCount.ShouldBe(2);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < 2; i++)
        {
            for (var field = 1; field <= 20; field++)
            {
                fields[$"{Encoding.ASCII.GetString(message[i].Name)}-{field}"] = Encoding.UTF8.GetString(message[i][field].Raw);
            }
        }

        return fields;
    }

    /// <summary>A listener on a free port over real sockets, with a journal of its own.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly bool isEncrypted;
        private readonly int port;

        private Listener(WebApplication app, TestJournal journal, bool isEncrypted)
        {
            this.app = app;
            this.isEncrypted = isEncrypted;
            Journal = journal;
            port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        }

        public TestJournal Journal { get; }

        public static async Task<Listener> StartAsync(MllpOptions options, X509Certificate2? certificate = null)
        {
            var journal = await TestJournal.OpenAsync();
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Services.AddSingleton(journal.Journal);
            builder.Services.AddSingleton(options);
            builder.Services.AddSingleton<MllpMetrics>();
            builder.Services.AddSingleton(TimeProvider.System);
            builder.Services.AddLogging();
            builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }

                listen.UseConnectionHandler<MllpConnectionHandler>();
            }));
            var app = builder.Build();
            await app.StartAsync();
            return new Listener(app, journal, certificate is not null);
        }

        public Task<MllpClient> ConnectAsync()
        {
            // The certificate is made by the test itself: there is no authority to ask.
            var encryption = isEncrypted ? new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject == "CN=localhost" } : null;
            return MllpClient.ConnectAsync("127.0.0.1", port, encryption, CancellationToken.None);
        }

        public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            await Journal.DisposeAsync();
        }
    }
}
