namespace Suwen.Storage.Keys;

/// <summary>The secret keys of an installation. Keys are numbered; a number, once used in a file, must stay readable as long as the file.</summary>
public interface IKeyRing
{
    /// <summary>The number of the key that new data uses. Numbers begin at 1; 0 means "no key".</summary>
    int CurrentKeyId { get; }

    /// <summary>
    /// The 32-byte key of this number for one purpose. Keys of different purposes are independent: knowing one says nothing about another.
    /// </summary>
    /// <exception cref="KeyMissingException">The ring has no key of this number.</exception>
    ReadOnlyMemory<byte> Key(int id, string purpose);
}

/// <summary>A key that data names is not in the key ring. The data is not damaged; the key folder is incomplete or belongs to another installation.</summary>
public sealed class KeyMissingException : Exception
{
    public KeyMissingException(int keyId, string where)
        : base($"Platform: key {keyId} is not in {where}. Restore the key folder from its backup; data written with the key cannot be checked without it.")
    {
        KeyId = keyId;
    }

    public int KeyId { get; }
}
