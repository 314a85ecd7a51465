using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Suwen.Security;
using Suwen.Sources.Fhir;
using Suwen.Storage.Landing;

namespace Suwen.Sources.Tests.Fhir;

/// <summary>The API over HTTP on a real server. Status codes and bodies are those of FHIR R4 3.1.</summary>
public sealed class FhirApiTests : IAsyncLifetime, IDisposable
{
    private readonly List<(LandingHeader Header, byte[] Payload)> landed = [];
    private readonly List<FhirSearch> searches = [];
    private bool isDiskFull;
    private WebApplication app = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(new FhirBackend
        {
            LandAsync = (header, payload, _) =>
            {
                if (isDiskFull)
                {
                    throw new LandingException(LandingFault.Platform, "full");
                }

                landed.Add((header, payload.ToArray()));
                return Task.CompletedTask;
            },
            FindAsync = (type, id, _) => Task.FromResult<ReadOnlyMemory<byte>?>(type == "Patient" && id == "p-1" ? Encoding.UTF8.GetBytes(FhirSamples.Patient) : null),
            SearchAsync = (search, _) =>
            {
                searches.Add(search);
                return Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([Encoding.UTF8.GetBytes(FhirSamples.Patient)]);
            },
            NewId = () => "new-1",
        });
        app = builder.Build();
        app.MapFhirApi();
        await app.StartAsync();
        client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Add("X-Suwen-Source", "hospital-a.his");
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    public void Dispose() => client.Dispose();

    [Fact]
    public void Every_endpoint_declares_its_permission() =>
        EndpointPermissions.Undeclared(((IEndpointRouteBuilder)app).DataSources.SelectMany(d => d.Endpoints)).ShouldBeEmpty();

    [Fact]
    public async Task A_transaction_lands_as_sent_and_each_entry_has_its_answer()
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, "/fhir", FhirSamples.Transaction);
        status.ShouldBe(HttpStatusCode.OK);
        answer.GetProperty("type").GetString().ShouldBe("transaction-response");
        answer.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("response").GetProperty("location").GetString())
            .ShouldBe(["Observation/bp-1", "Patient/p-77", "Encounter/e-9", "Condition/0c1f8f4e-5a2b-4d66-9a57-1f6b8f0f0004", "Goal/g-1"]);
        var (header, payload) = landed.ShouldHaveSingleItem();
        payload.ShouldBe(Encoding.UTF8.GetBytes(FhirSamples.Transaction));
        (header.Source, header.Channel, header.Format).ShouldBe(("hospital-a.his", "http", "fhir"));
    }

    [Fact]
    public async Task A_resource_without_id_gets_one_and_keeps_all_its_other_bytes()
    {
        using var response = await client.PostAsync("/fhir/Condition", Json(" {\"resourceType\":\"Condition\"}"));
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        response.Headers.Location!.ToString().ShouldBe("/fhir/Condition/new-1");
        Encoding.UTF8.GetString(landed.Single().Payload).ShouldBe(" {\"id\":\"new-1\",\"resourceType\":\"Condition\"}");
    }

    [Fact]
    public async Task An_update_must_name_the_same_id_in_URL_and_resource()
    {
        (await SendAsync(HttpMethod.Put, "/fhir/Patient/p-2", FhirSamples.Patient)).Status.ShouldBe(HttpStatusCode.BadRequest);
        landed.ShouldBeEmpty();
        using var updated = await client.PutAsync("/fhir/Patient/p-1", Json(FhirSamples.Patient));
        updated.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var created = await client.PutAsync("/fhir/Patient/p-9", Json(FhirSamples.Patient.Replace("p-1", "p-9", StringComparison.Ordinal)));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        landed.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("/fhir", "{\"resourceType\":\"Bundle\",\"entry\":[{]}", 400, "Bundle.entry[0]")]
    [InlineData("/fhir", "{\"resourceType\":\"Patient\",\"id\":\"1\"}", 400, "resourceType")]
    [InlineData("/fhir", "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":{\"method\":\"GET\",\"url\":\"Patient/1\"}}]}", 400, "Bundle.entry[0].request.method")]
    [InlineData("/fhir/Patient", "{\"resourceType\":\"Observation\"}", 400, "resourceType")]
    [InlineData("/fhir/Patient", "{\"resourceType\":\"Patient\",\"id\":\"a/b\"}", 400, "Patient.id")]
    [InlineData("/fhir/Patient", "{\"resourceType\":\"Patient\"} {}", 400, null)]
    [InlineData("/fhir/patient", "{\"resourceType\":\"patient\"}", 404, null)]
    [InlineData("/fhir", "", 400, null)]
    public async Task What_is_refused_does_not_land_and_says_where(string path, string body, int status, string? where)
    {
        var (actual, answer) = await SendAsync(HttpMethod.Post, path, body);
        ((int)actual).ShouldBe(status);
        answer.GetProperty("resourceType").GetString().ShouldBe("OperationOutcome");
        var issue = answer.GetProperty("issue")[0];
        issue.GetProperty("severity").GetString().ShouldBe("error");
        issue.GetProperty("diagnostics").GetString()!.ShouldStartWith("At fault: caller.");
        (issue.TryGetProperty("expression", out var expression) ? expression[0].GetString() : null).ShouldBe(where);
        landed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_content_type_is_refused()
    {
        using var response = await client.PostAsync("/fhir", new StringContent("<Bundle/>", Encoding.UTF8, "application/fhir+xml"));
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Lines_land_as_lines()
    {
        using var response = await client.PostAsync("/fhir", new StringContent(FhirSamples.Lines, Encoding.UTF8, "application/fhir+ndjson"));
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        landed.Single().Header.Metadata["first_line"].ShouldBe("1");
    }

    [Fact]
    public async Task A_full_disk_is_the_platforms_fault_and_can_be_tried_again()
    {
        isDiskFull = true;
        var (status, answer) = await SendAsync(HttpMethod.Post, "/fhir", FhirSamples.Transaction);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.GetProperty("issue")[0].GetProperty("diagnostics").GetString()!.ShouldStartWith("At fault: platform.");
    }

    [Fact]
    public async Task A_caller_who_names_no_source_is_told_how()
    {
        client.DefaultRequestHeaders.Remove("X-Suwen-Source");
        (await SendAsync(HttpMethod.Post, "/fhir", FhirSamples.Transaction)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_resource_is_read_as_it_landed()
    {
        (await client.GetStringAsync("/fhir/Patient/p-1")).ShouldBe(FhirSamples.Patient);
        (await SendAsync(HttpMethod.Get, "/fhir/Patient/none", null)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_search_is_sent_in_the_body_and_never_in_the_query()
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("identifier", "urn:oid:2.16.156.10011.1.3|330106197804125012")]);
        using var response = await client.PostAsync("/fhir/Patient/_search", form);
        var bundle = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        bundle.GetProperty("total").GetInt32().ShouldBe(1);
        bundle.GetProperty("entry")[0].GetProperty("resource").GetProperty("id").GetString().ShouldBe("p-1");
        searches.ShouldBe([new FhirSearch("Patient", "urn:oid:2.16.156.10011.1.3", "330106197804125012")]);
        (await SendAsync(HttpMethod.Get, "/fhir/Patient?identifier=1", null)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task The_capability_statement_names_version_formats_and_types()
    {
        var statement = JsonDocument.Parse(await client.GetStringAsync("/fhir/metadata")).RootElement;
        statement.GetProperty("fhirVersion").GetString().ShouldBe("4.0.1");
        statement.GetProperty("rest")[0].GetProperty("resource").GetArrayLength().ShouldBe(144);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/fhir+json");

    private async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Json(body) };
        using var response = await client.SendAsync(request);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/fhir+json");
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
