using System.IO.Compression;
using System.Security.Cryptography;

namespace Suwen.Scenarios.Tests;

/// <summary>A packed pack is believed only as far as its signature goes.</summary>
public sealed class PackArchiveTests : IDisposable
{
    private readonly PackCases cases = new();
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string zip;

    public PackArchiveTests() => zip = Path.Combine(cases.Root, "sample.zip");

    public void Dispose()
    {
        key.Dispose();
        cases.Dispose();
    }

    [Fact]
    public async Task A_signed_pack_is_the_same_after_it_was_unpacked()
    {
        PackArchive.Sign(await cases.LoadValidAsync(), key.ExportECPrivateKeyPem(), zip);
        var folder = Unpack(out var by);
        by.ShouldBe(1);
        (await PackLibrary.LoadAsync(folder, default)).Faults.ShouldBeEmpty();
        File.ReadAllText(Path.Combine(folder, "pack.yaml")).ShouldBe(File.ReadAllText(Path.Combine(cases.Folder, "pack.yaml")));
    }

    [Fact]
    public async Task Another_key_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PackArchive.Sign(await cases.LoadValidAsync(), other.ExportECPrivateKeyPem(), zip);
        Refused().ShouldBe("None of the trusted keys has signed the pack.");
    }

    [Theory]
    [InlineData("sample/pack.yaml", "id: sample", "The file pack.yaml is missing or differs from the one that was signed.")]
    [InlineData("sample/models/more.sql", "select 1", "The file models/more.sql is not signed.")]
    [InlineData("../evil.txt", "x", "An entry of the zip would be written outside of its folder.")]
    [InlineData("sample/../../evil.txt", "x", "An entry of the zip would be written outside of its folder.")]
    [InlineData("/etc/evil", "x", "An entry of the zip would be written outside of its folder.")]
    [InlineData("sample/a\\..\\b", "x", "An entry of the zip would be written outside of its folder.")]
    [InlineData("other/pack.yaml", "x", "The zip does not hold one folder with the id of a pack.")]
    public async Task A_changed_zip_is_refused(string entry, string text, string expected)
    {
        PackArchive.Sign(await cases.LoadValidAsync(), key.ExportECPrivateKeyPem(), zip);
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Update))
        {
            archive.GetEntry(entry)?.Delete();
            using var writer = new StreamWriter(archive.CreateEntry(entry).Open());
            writer.Write(text);
        }

        Refused().ShouldBe(expected);
    }

    [Fact]
    public async Task A_link_in_a_zip_is_refused()
    {
        PackArchive.Sign(await cases.LoadValidAsync(), key.ExportECPrivateKeyPem(), zip);
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Update))
        {
            archive.CreateEntry("sample/link").ExternalAttributes = unchecked((int)0xA1FF0000);
        }

        Refused().ShouldBe("An entry of the zip is a link.");
    }

    [Fact]
    public void A_zip_that_unpacks_to_too_much_is_refused()
    {
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            using var stream = archive.CreateEntry("sample/pack.yaml", CompressionLevel.SmallestSize).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 65; i++)
            {
                stream.Write(zeros);
            }
        }

        Refused().ShouldContain("or 64 MB");
    }

    [Fact]
    public async Task A_pack_without_a_signature_is_refused_unless_the_site_allows_it()
    {
        await cases.LoadValidAsync();
        ZipFile.CreateFromDirectory(cases.Folder, zip, CompressionLevel.Fastest, includeBaseDirectory: true);
        Refused().ShouldBe("The pack is not signed.");
        PackArchive.Unpack(zip, Directory.CreateDirectory(Path.Combine(cases.Root, "free")).FullName, [], true, out var by);
        by.ShouldBe(0);
    }

    private string Unpack(out int by) => PackArchive.Unpack(zip, Directory.CreateDirectory(Path.Combine(cases.Root, "in-" + Guid.NewGuid().ToString("N"))).FullName, [key.ExportSubjectPublicKeyInfoPem()], false, out by);

    private string Refused() => Should.Throw<PackArchiveException>(() => Unpack(out _)).Message;
}
