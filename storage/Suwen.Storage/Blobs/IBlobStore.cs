using System.Globalization;

namespace Suwen.Storage.Blobs;

/// <summary>
/// The name of a blob: the keyed hash of its content and the number of the key. The same content gets the same name, and nobody
/// without the key can find out from a name whether a guessed content is there.
/// </summary>
public readonly record struct BlobId(int KeyId, UInt128 Hash)
{
    /// <summary>For example <c>1-0f1e…</c>: key number, hyphen, 32 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{KeyId}-{Hash:x32}");

    public static bool TryParse(ReadOnlySpan<char> text, out BlobId id)
    {
        id = default;
        var hyphen = text.IndexOf('-');
        if (hyphen <= 0 || text.Length - hyphen - 1 != 32
            || !int.TryParse(text[..hyphen], NumberStyles.None, CultureInfo.InvariantCulture, out var key) || key <= 0
            || !UInt128.TryParse(text[(hyphen + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash))
        {
            return false;
        }

        id = new BlobId(key, hash);
        return text.SequenceEqual(id.ToString());
    }
}

/// <summary>Large objects: images, variant files, documents. Written once, never changed.</summary>
public interface IBlobStore
{
    /// <summary>Stores the stream's content; when the name comes back, the content is durable. Content that is there already is not stored twice.</summary>
    /// <exception cref="IOException">The content could not be stored; nothing of it is kept.</exception>
    Task<BlobId> PutAsync(Stream content, CancellationToken cancellationToken);

    /// <summary>Opens a blob for reading; null where there is none of this name.</summary>
    Stream? Open(BlobId id);

    /// <summary>Removes a blob durably; false where there was none.</summary>
    bool Delete(BlobId id);

    /// <summary>Every blob, in no order.</summary>
    IEnumerable<BlobId> Enumerate();
}
