using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Suwen.Storage.Landing.Files;

namespace Suwen.Storage.Keys;

/// <summary>
/// A key ring in a folder: one file <c>key-000001</c> per key, holding 32 random bytes as 64 hexadecimal digits, readable by the owner only.
/// The first key is made at first use. Keys are never overwritten and never deleted by Suwen.
/// </summary>
public sealed class FileKeyRing : IKeyRing
{
    private const string Prefix = "key-";
    private const int KeyBytes = 32;
    private readonly string _folder;
    private readonly IJournalFiles _files;
    private readonly ConcurrentDictionary<(int Id, string Purpose), byte[]> _derived = new();
    private readonly Dictionary<int, byte[]> _masters = [];
    private readonly Lock _gate = new();
    private int _current;

    private FileKeyRing(string folder, IJournalFiles files)
    {
        _folder = folder;
        _files = files;
    }

    public int CurrentKeyId => Volatile.Read(ref _current);

    /// <summary>Opens the ring in a folder, creating folder and first key when there is none.</summary>
    /// <exception cref="IOException">The folder cannot be read or written, or a key file does not hold a key.</exception>
    public static FileKeyRing Open(string folder) => Open(folder, DiskJournalFiles.Instance);

    internal static FileKeyRing Open(string folder, IJournalFiles files)
    {
        var ring = new FileKeyRing(folder, files);
        files.CreateFolder(folder);
        foreach (var name in files.ListFiles(folder))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0)
            {
                ring._masters.Add(id, ring.ReadKey(name));
                ring._current = Math.Max(ring._current, id);
            }
        }

        if (ring._current == 0)
        {
            ring.Rotate();
        }

        return ring;
    }

    public ReadOnlyMemory<byte> Key(int id, string purpose)
    {
        if (_derived.TryGetValue((id, purpose), out var known))
        {
            return known;
        }

        byte[]? master;
        lock (_gate)
        {
            if (!_masters.TryGetValue(id, out master))
            {
                throw new KeyMissingException(id, _folder);
            }
        }

        // HKDF (RFC 5869): one stored secret, independent keys per purpose.
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeyBytes, info: Encoding.UTF8.GetBytes("suwen/" + purpose));
        return _derived.GetOrAdd((id, purpose), derived);
    }

    /// <summary>Makes a new key and uses it for new data from now on; data written earlier goes on naming its old key.</summary>
    public int Rotate()
    {
        lock (_gate)
        {
            var id = _current + 1;
            var key = RandomNumberGenerator.GetBytes(KeyBytes);
            var name = Prefix + id.ToString("D6", CultureInfo.InvariantCulture);
            var final = Path.Combine(_folder, name);
            var temporary = final + ".tmp";
            _files.DeleteIfPresent(temporary);
            using (var file = _files.Open(temporary, JournalFileMode.CreateSecret))
            {
                file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key) + "\n"), 0);
                file.Sync();
            }

            // The key must be on disk before anything is written with it: data under a lost key cannot be told from forged data.
            _files.Rename(temporary, final);
            _files.SyncFolder(_folder);
            _masters.Add(id, key);
            Volatile.Write(ref _current, id);
            return id;
        }
    }

    private byte[] ReadKey(string name)
    {
        using var file = _files.Open(Path.Combine(_folder, name), JournalFileMode.Read);
        Span<byte> text = stackalloc byte[KeyBytes * 2];
        var key = new byte[KeyBytes];
        if (file.Read(text, 0) != text.Length
            || Convert.FromHexString(text, key, out _, out var written) != System.Buffers.OperationStatus.Done || written != KeyBytes)
        {
            throw new IOException($"Platform: {name} in {_folder} does not hold a key of {KeyBytes} bytes. Restore it from the backup of the key folder.");
        }

        return key;
    }
}
