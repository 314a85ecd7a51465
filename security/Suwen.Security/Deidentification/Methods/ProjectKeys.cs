using System.Security.Cryptography;
using Suwen.Storage.Keys;

namespace Suwen.Security.Deidentification.Methods;

/// <summary>
/// The keys of one project: under them the same person has the same pseudonym in every file, format and run, and under another project's keys
/// another one. They come from the key ring by HKDF and are written nowhere; <see cref="KeyId"/> names the ring's key.
/// </summary>
public sealed class ProjectKeys
{
    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._");
    private readonly byte[] names;
    private readonly byte[] shifts;
    private readonly byte[] tokens;
    private readonly byte[] files;

    /// <param name="ring">The installation's keys.</param>
    /// <param name="keyId">The number of the key, which must stay the same as long as pseudonyms are to match; 1 unless the project began with another.</param>
    /// <param name="project">Name of the project: lower-case letters, digits, hyphen, dot.</param>
    public ProjectKeys(IKeyRing ring, int keyId, string project)
    {
        Project = project;
        KeyId = keyId;
        Format = new Ff1(new AesBlock(Key("format").Span));
        Siv = new AesSiv([.. Key("siv-mac").Span, .. Key("siv-counter").Span]);
        names = Key("names").ToArray();
        shifts = Key("shifts").ToArray();
        tokens = Key("tokens").ToArray();
        files = Key("files").ToArray();
        ReadOnlyMemory<byte> Key(string use) => ring.Key(keyId, "deidentification/" + project + "/" + use);
    }

    public string Project { get; }

    public int KeyId { get; }

    internal Ff1 Format { get; }

    internal AesSiv Siv { get; }

    internal void Name(ReadOnlySpan<byte> text, Span<byte> hash) => HMACSHA256.HashData(names, text, hash);

    internal void Shift(ReadOnlySpan<byte> person, Span<byte> hash) => HMACSHA256.HashData(shifts, person, hash);

    internal void Token(ReadOnlySpan<byte> text, Span<byte> hash) => HMACSHA256.HashData(tokens, text, hash);

    /// <summary>A keyed hash of a file's bytes: it shows the holder of the key that a file is the one of a certificate, and nobody else anything.</summary>
    internal IncrementalHash FileHash() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, files);

    /// <summary>True for a name that a project may have.</summary>
    public static bool IsProjectName(string name) =>
        name.Length is > 0 and <= 64 && !name.AsSpan().ContainsAnyExcept(NameCharacters);
}
