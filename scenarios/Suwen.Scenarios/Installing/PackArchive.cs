using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Suwen.Scenarios;

/// <summary>A packed pack cannot be taken, in words for who installs it.</summary>
public sealed class PackArchiveException(string what, string whatToDo) : Exception(what)
{
    public string WhatToDo { get; } = whatToDo;
}

/// <summary>The file <c>signature.json</c> of a packed pack: a hash of each of its files, and the signature over them.</summary>
/// <param name="Pack">Id of the pack.</param>
/// <param name="Version">Its version.</param>
/// <param name="Files">SHA-256 of each file, by its path.</param>
/// <param name="Algorithm">ecdsa-sha256 (FIPS 186-5, signature in the form of IEEE P1363).</param>
/// <param name="Signature">Base64.</param>
public sealed record PackSignature(string Pack, string Version, IReadOnlyDictionary<string, string> Files, string Algorithm, string Signature)
{
    /// <summary>What is signed: a line per file in byte order, so that neither JSON's blanks nor its order matter.</summary>
    internal byte[] Signed()
    {
        var text = new StringBuilder("suwen-pack-1\n").Append(Pack).Append('\n').Append(Version).Append('\n');
        foreach (var (path, hash) in Files.OrderBy(static f => f.Key, StringComparer.Ordinal))
        {
            text.Append(hash).Append("  ").Append(path).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

/// <summary>
/// Packs a pack's folder into a signed zip, and installs one. A zip comes from elsewhere, so nothing in it is believed: names, sizes and
/// kinds of entries are looked at before anything is written, and what is written is compared with the signed hashes.
/// </summary>
public static class PackArchive
{
    public const string SignatureFile = "signature.json";

    private const int MostFiles = 2000;
    private const long MostBytes = 64 << 20;
    private const int LinkMode = 0xA000;
    private const int KindMask = 0xF000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes the zip of a pack, signed by a key.</summary>
    /// <param name="pack">A pack without faults.</param>
    /// <param name="privateKeyPem">An ECDSA private key on P-256, in PEM.</param>
    /// <param name="file">The zip to write.</param>
    public static void Sign(Pack pack, string privateKeyPem, string file)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in FilesOf(pack.Folder))
        {
            files[path] = Hash(File.ReadAllBytes(Path.Combine(pack.Folder, path)));
        }

        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(privateKeyPem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new PackArchiveException("The key is no ECDSA private key in PEM.", "Make one with: openssl ecparam -name prime256v1 -genkey -noout -out pack-key.pem");
        }

        var unsigned = new PackSignature(pack.Id, pack.Version, files, "ecdsa-sha256", "");
        var signed = unsigned with { Signature = Convert.ToBase64String(key.SignData(unsigned.Signed(), HashAlgorithmName.SHA256)) };
        using var zip = ZipFile.Open(file, ZipArchiveMode.Create);
        foreach (var path in files.Keys)
        {
            zip.CreateEntryFromFile(Path.Combine(pack.Folder, path), pack.Id + "/" + path);
        }

        using var writer = new StreamWriter(zip.CreateEntry(pack.Id + "/" + SignatureFile).Open());
        writer.Write(JsonSerializer.Serialize(signed, Json));
    }

    /// <summary>Unpacks a zip beside the installed packs and answers the pack's folder there; the caller checks the pack and moves it into place.</summary>
    /// <param name="file">The zip.</param>
    /// <param name="into">An empty folder.</param>
    /// <param name="trustedKeysPem">Public keys in PEM.</param>
    /// <param name="allowUnsigned">True where a pack without a signature may be taken.</param>
    /// <param name="signedBy">Which of the keys, counted from 1, has signed; 0 for none.</param>
    /// <exception cref="PackArchiveException">The zip is refused.</exception>
    public static string Unpack(string file, string into, IReadOnlyList<string> trustedKeysPem, bool allowUnsigned, out int signedBy)
    {
        try
        {
            using var zip = ZipFile.OpenRead(file);
            var id = CheckEntries(zip);
            Extract(zip, into);
            var folder = Path.Combine(into, id);
            signedBy = Verify(folder, id, trustedKeysPem, allowUnsigned);
            return folder;
        }
        catch (InvalidDataException)
        {
            throw new PackArchiveException("The file is no zip, or it is damaged.", "Get it again from whoever made it.");
        }
    }

    /// <summary>Looks at every entry before one is written; answers the one folder in which all lie.</summary>
    private static string CheckEntries(ZipArchive zip)
    {
        if (zip.Entries.Count > MostFiles || zip.Entries.Sum(static e => e.Length) > MostBytes)
        {
            throw new PackArchiveException($"The zip holds more than {MostFiles} files or {MostBytes >> 20} MB.", "A pack holds texts only; get one from its author.");
        }

        var roots = new HashSet<string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName;
            var parts = name.TrimEnd('/').Split('/');
            if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal) || name.Any(char.IsControl) || parts.Any(static p => p is "" or "." or ".."))
            {
                throw new PackArchiveException("An entry of the zip would be written outside of its folder.", "Do not install it: it was made to do harm, or by a broken program.");
            }

            if (((entry.ExternalAttributes >> 16) & KindMask) == LinkMode)
            {
                throw new PackArchiveException("An entry of the zip is a link.", "A pack holds its files itself.");
            }

            if (!name.EndsWith('/') && !names.Add(name))
            {
                throw new PackArchiveException("Two entries of the zip have one name.", "Get it again from whoever made it.");
            }

            roots.Add(parts[0]);
        }

        var root = roots.Count == 1 ? roots.First() : "";
        return PackTemplate.IsName(root) ? root : throw new PackArchiveException("The zip does not hold one folder with the id of a pack.", "Pack it with suwen pack sign.");
    }

    /// <summary>Writes the files and counts what really comes out: the lengths that a zip states need not be true.</summary>
    private static void Extract(ZipArchive zip, string into)
    {
        var left = MostBytes;
        var buffer = new byte[1 << 16];
        foreach (var entry in zip.Entries.Where(static e => !e.FullName.EndsWith('/')))
        {
            var path = Path.Combine(into, entry.FullName);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var source = entry.Open();
            using var target = new FileStream(path, FileMode.CreateNew);
            for (var read = source.Read(buffer); read > 0; read = source.Read(buffer))
            {
                left -= read;
                if (left < 0)
                {
                    throw new PackArchiveException("What comes out of the zip is larger than it says.", "Do not install it: it was made to fill the disk.");
                }

                target.Write(buffer, 0, read);
            }
        }
    }

    private static int Verify(string folder, string id, IReadOnlyList<string> trustedKeysPem, bool allowUnsigned)
    {
        var place = Path.Combine(folder, SignatureFile);
        if (!File.Exists(place))
        {
            return allowUnsigned ? 0 : throw new PackArchiveException("The pack is not signed.", "Get a signed one, or set packs.allowUnsigned in suwen.json where you trust its origin.");
        }

        PackSignature? signature;
        try
        {
            signature = JsonSerializer.Deserialize<PackSignature>(File.ReadAllText(place), Json);
        }
        catch (JsonException)
        {
            signature = null;
        }

        if (signature is null || signature.Files is null || signature.Signature is null || signature.Pack != id || signature.Algorithm != "ecdsa-sha256")
        {
            throw new PackArchiveException("The signature cannot be read, or is of another pack.", "Get it again from whoever made it.");
        }

        CheckFiles(folder, signature);
        var by = trustedKeysPem.ToList().FindIndex(k => IsSignedBy(signature, k)) + 1;
        return by > 0 || allowUnsigned ? by : throw new PackArchiveException("None of the trusted keys has signed the pack.", "Add the author's public key to packs.trustedKeys in suwen.json, if you trust the author.");
    }

    private static void CheckFiles(string folder, PackSignature signature)
    {
        var there = FilesOf(folder).ToHashSet(StringComparer.Ordinal);
        if (there.FirstOrDefault(f => !signature.Files.ContainsKey(f)) is { } surplus)
        {
            throw new PackArchiveException($"The file {surplus} is not signed.", "Somebody has added it; get the pack again from its author.");
        }

        foreach (var (path, hash) in signature.Files)
        {
            if (!there.Contains(path) || !string.Equals(Hash(File.ReadAllBytes(Path.Combine(folder, path))), hash, StringComparison.Ordinal))
            {
                throw new PackArchiveException($"The file {path} is missing or differs from the one that was signed.", "Somebody has changed it; get the pack again from its author.");
            }
        }
    }

    private static bool IsSignedBy(PackSignature signature, string pem)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key.VerifyData(signature.Signed(), Convert.FromBase64String(signature.Signature), HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or FormatException)
        {
            return false;
        }
    }

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/'))
            .Where(static f => f != SignatureFile && !f.Split('/').Any(static p => p.StartsWith('.')))
            .Order(StringComparer.Ordinal);

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLower(CultureInfo.InvariantCulture);
}
