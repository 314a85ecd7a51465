using System.Buffers;
using System.Globalization;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing.Files;

namespace Suwen.Storage.Blobs;

/// <summary>Blobs as files in 256 folders, named by the first two hexadecimal digits of the hash.</summary>
public sealed class FileBlobStore : IBlobStore
{
    private const string Incoming = "incoming";
    private readonly string _folder;
    private readonly IKeyRing _keys;
    private readonly IJournalFiles _files;
    private readonly Lock _folderGate = new();
    private long _counter;

    private FileBlobStore(string folder, IKeyRing keys, IJournalFiles files)
    {
        _folder = folder;
        _keys = keys;
        _files = files;
    }

    /// <summary>Opens the store in a folder, creating it when absent, and removes what interrupted writes left. One process at a time.</summary>
    public static FileBlobStore Open(string folder, IKeyRing keys)
    {
        var store = new FileBlobStore(folder, keys, DiskJournalFiles.Instance);
        var incoming = Path.Combine(folder, Incoming);
        store._files.CreateFolder(incoming);
        foreach (var name in store._files.ListFiles(incoming))
        {
            store._files.DeleteIfPresent(Path.Combine(incoming, name));
        }

        return store;
    }

    public async Task<BlobId> PutAsync(Stream content, CancellationToken cancellationToken)
    {
        var key = _keys.CurrentKeyId;
        var temporary = Path.Combine(_folder, Incoming, Interlocked.Increment(ref _counter).ToString(CultureInfo.InvariantCulture));
        try
        {
            UInt128 hash;
            using (var file = _files.Open(temporary, JournalFileMode.Create))
            {
                hash = await CopyAsync(content, file, new KeyedHash(_keys.Key(key, "blob").Span), cancellationToken).ConfigureAwait(false);
                file.Sync();
            }

            var id = new BlobId(key, hash);
            Place(temporary, id);
            return id;
        }
        finally
        {
            _files.DeleteIfPresent(temporary);
        }
    }

    public Stream? Open(BlobId id)
    {
        try
        {
            return new FileStream(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public bool Delete(BlobId id)
    {
        var path = PathOf(id);
        if (!File.Exists(path))
        {
            return false;
        }

        _files.DeleteIfPresent(path);
        _files.SyncFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    public IEnumerable<BlobId> Enumerate()
    {
        foreach (var shard in _files.ListFolders(_folder))
        {
            if (shard == Incoming)
            {
                continue;
            }

            foreach (var name in _files.ListFiles(Path.Combine(_folder, shard)))
            {
                if (BlobId.TryParse(name, out var id))
                {
                    yield return id;
                }
            }
        }
    }

    private static async Task<UInt128> CopyAsync(Stream content, IJournalFile file, KeyedHash keyed, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        try
        {
            var hash = keyed.Begin();
            long at = 0;
            while (true)
            {
                var got = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (got == 0)
                {
                    return hash.Finish();
                }

                hash.Append(buffer.AsSpan(0, got));
                file.Write(buffer.AsSpan(0, got), at);
                at += got;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Place(string temporary, BlobId id)
    {
        var path = PathOf(id);
        var folder = Path.GetDirectoryName(path)!;
        lock (_folderGate)
        {
            // Under a lock: a second writer must not find the folder before its entry is durable.
            _files.CreateFolder(folder);
        }

        if (!File.Exists(path))
        {
            _files.Rename(temporary, path);
        }

        // Also where it was there already: an earlier writer may have been interrupted between rename and this.
        _files.SyncFolder(folder);
    }

    private string PathOf(BlobId id)
    {
        var name = id.ToString();
        return Path.Combine(_folder, name.Substring(name.IndexOf('-', StringComparison.Ordinal) + 1, 2), name);
    }
}
