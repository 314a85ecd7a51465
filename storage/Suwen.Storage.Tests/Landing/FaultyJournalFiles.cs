using Suwen.Storage.Landing.Files;

namespace Suwen.Storage.Tests.Landing;

/// <summary>
/// A file system in memory that keeps what is synced apart from what is merely written, and forgets the latter at power loss: any
/// sectors of unsynced writes may be lost, torn or garbage, any unsynced folder entry may be old. A failed sync drops its pages, as
/// Linux does: a later sync that succeeds does not bring them back.
/// </summary>
internal sealed class FaultyJournalFiles : IJournalFiles
{
    public const int SectorBytes = 512;
    private const int DiskFullError = 28;
    private const int InputOutputError = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal) { ["/"] = new Folder() };
    private readonly HashSet<string> _locks = [];
    private int _life;
    private bool _isDown;

    /// <summary>After this many further changes or syncs the machine stops in the middle of the next one.</summary>
    public int? StopAfter { get; set; }

    /// <summary>Bytes that still fit on the disk.</summary>
    public long FreeBytes { get; set; } = long.MaxValue;

    /// <summary>How many of the next syncs of files fail.</summary>
    public int FailingSyncs { get; set; }

    public int FileSyncs { get; private set; }

    public Random Random { get; set; } = new(1);

    public IReadOnlyDictionary<string, byte[]> Contents()
    {
        lock (_gate)
        {
            var contents = new Dictionary<string, byte[]>();
            foreach (var (path, folder) in _folders)
            {
                foreach (var (name, inode) in folder.Current)
                {
                    contents[path + "/" + name] = inode.Current;
                }
            }

            return contents;
        }
    }

    /// <summary>Changes a byte behind everyone's back, durably.</summary>
    public void Corrupt(string path, Func<byte[], byte[]> change)
    {
        lock (_gate)
        {
            var inode = FolderOf(path).Current[Path.GetFileName(path)];
            inode.Current = change(inode.Current);
            inode.Durable = (byte[])inode.Current.Clone();
        }
    }

    /// <summary>kill −9: the process is gone, the kernel's memory is not.</summary>
    public void Kill() => Restart(static _ => { });

    /// <summary>Power loss: what was not synced is gone in part or whole.</summary>
    public void LosePower() => Restart(files =>
    {
        var inodes = new HashSet<Inode>();
        foreach (var (path, folder) in files._folders.ToArray())
        {
            folder.LosePower(files.Random);
            inodes.UnionWith(folder.Current.Values);
        }

        foreach (var inode in inodes)
        {
            inode.LosePower(files.Random);
        }
    });

    public IDisposable? TryLock(string path)
    {
        lock (_gate)
        {
            var life = _life;
            return _locks.Add(path) ? new Held(() =>
            {
                lock (_gate)
                {
                    if (life == _life)
                    {
                        _locks.Remove(path);
                    }
                }
            }) : null;
        }
    }

    public void CreateFolder(string path)
    {
        lock (_gate)
        {
            // Creating a folder syncs its parent in the real implementation; folders therefore need no unsynced state here.
            if (!_folders.ContainsKey(path))
            {
                Change();
                _folders.Add(path, new Folder());
            }
        }
    }

    public bool FolderExists(string path)
    {
        lock (_gate)
        {
            return _folders.ContainsKey(path);
        }
    }

    public IReadOnlyList<string> ListFolders(string path)
    {
        lock (_gate)
        {
            return [.. _folders.Keys.Where(k => Path.GetDirectoryName(k) == path).Select(k => Path.GetFileName(k)!).Order(StringComparer.Ordinal)];
        }
    }

    public IReadOnlyList<string> ListFiles(string path)
    {
        lock (_gate)
        {
            return [.. _folders[path].Current.Keys.Order(StringComparer.Ordinal)];
        }
    }

    public IJournalFile Open(string path, JournalFileMode mode)
    {
        lock (_gate)
        {
            var folder = FolderOf(path);
            var name = Path.GetFileName(path);
            if (mode is JournalFileMode.Read or JournalFileMode.ReadWrite)
            {
                return new FileHandle(this, folder.Current.TryGetValue(name, out var inode) ? inode : throw new FileNotFoundException(path), _life);
            }

            Change();
            if (folder.Current.ContainsKey(name))
            {
                throw new IOException($"{path} exists");
            }

            var created = new Inode();
            folder.Apply(new Entry(name, created, null));
            return new FileHandle(this, created, _life);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Change();
            var folder = FolderOf(from);
            folder.Apply(new Entry(Path.GetFileName(to), folder.Current[Path.GetFileName(from)], Path.GetFileName(from)));
        }
    }

    public void DeleteIfPresent(string path)
    {
        lock (_gate)
        {
            var folder = FolderOf(path);
            if (folder.Current.ContainsKey(Path.GetFileName(path)))
            {
                Change();
                folder.Apply(new Entry(Path.GetFileName(path), null, null));
            }
        }
    }

    public void SyncFolder(string path)
    {
        lock (_gate)
        {
            Change();
            _folders[path].Sync();
        }
    }

    private void Restart(Action<FaultyJournalFiles> lose)
    {
        lock (_gate)
        {
            lose(this);
            foreach (var folder in _folders.Values)
            {
                folder.Forget();
            }

            _life++;
            _locks.Clear();
            _isDown = false;
            StopAfter = null;
            FailingSyncs = 0;
            FreeBytes = long.MaxValue;
        }
    }

    private Folder FolderOf(string path)
        => _folders.TryGetValue(Path.GetDirectoryName(path)!, out var folder) ? folder : throw new DirectoryNotFoundException(path);

    /// <summary>Counts down to the stop; once down, nothing works.</summary>
    private bool Change()
    {
        if (!_isDown && StopAfter is { } left)
        {
            StopAfter = left - 1;
            _isDown = left <= 0;
        }

        return _isDown ? throw new IOException("the machine has stopped", InputOutputError) : true;
    }

    private sealed record Entry(string Name, Inode? Inode, string? RenamedFrom);

    private sealed class Held(Action release) : IDisposable
    {
        public void Dispose() => release();
    }

    private sealed class Folder
    {
        private readonly List<Entry> _unsynced = [];
        private Dictionary<string, Inode> _durable = [];

        public Dictionary<string, Inode> Current { get; private set; } = [];

        public void Apply(Entry entry)
        {
            Apply(Current, entry);
            _unsynced.Add(entry);
        }

        public void Sync()
        {
            _durable = new Dictionary<string, Inode>(Current);
            _unsynced.Clear();
        }

        public void Forget() => _unsynced.Clear();

        /// <summary>A journalling file system keeps a prefix of the changes; others keep any of them.</summary>
        public void LosePower(Random random)
        {
            Current = new Dictionary<string, Inode>(_durable);
            var isOrdered = random.Next(2) == 0;
            var kept = random.Next(_unsynced.Count + 1);
            for (var i = 0; i < _unsynced.Count; i++)
            {
                if (isOrdered ? i < kept : random.Next(2) == 0)
                {
                    Apply(Current, _unsynced[i]);
                }
            }

            _durable = new Dictionary<string, Inode>(Current);
        }

        private static void Apply(Dictionary<string, Inode> entries, Entry entry)
        {
            if (entry.RenamedFrom is { } from)
            {
                entries.Remove(from);
            }

            if (entry.Inode is { } inode)
            {
                entries[entry.Name] = inode;
            }
            else
            {
                entries.Remove(entry.Name);
            }
        }
    }

    private sealed class Inode
    {
        private readonly HashSet<int> _dirty = [];
        private bool _lengthIsDirty;

        public byte[] Current { get; set; } = [];

        public byte[] Durable { get; set; } = [];

        public void Write(ReadOnlySpan<byte> data, long offset)
        {
            if (data.Length == 0)
            {
                return;
            }

            var end = (int)offset + data.Length;
            if (end > Current.Length)
            {
                SetLength(end);
            }

            data.CopyTo(Current.AsSpan((int)offset));
            for (var sector = (int)offset / SectorBytes; sector <= (end - 1) / SectorBytes; sector++)
            {
                _dirty.Add(sector);
            }
        }

        public void SetLength(long length)
        {
            var changed = Current;
            Array.Resize(ref changed, (int)length);
            Current = changed;
            _lengthIsDirty = true;
        }

        public void Sync()
        {
            var durable = Durable;
            if (_lengthIsDirty)
            {
                Array.Resize(ref durable, Current.Length);
            }

            foreach (var sector in _dirty)
            {
                CopySector(Current, durable, sector);
            }

            Durable = durable;
            _dirty.Clear();
            _lengthIsDirty = false;
        }

        /// <summary>What a failed sync leaves: the pages count as clean and will not be written again. The length is metadata and stays to be written.</summary>
        public void DropDirty() => _dirty.Clear();

        public void LosePower(Random random)
        {
            var after = (byte[])Durable.Clone();
            if (_lengthIsDirty && random.Next(3) > 0)
            {
                var low = Math.Min(Durable.Length, Current.Length);
                Array.Resize(ref after, random.Next(2) == 0 ? Current.Length : random.Next(low, Math.Max(Durable.Length, Current.Length) + 1));
            }

            var share = random.Next(4);
            foreach (var sector in _dirty)
            {
                switch (share)
                {
                    case 0:
                        break;
                    case 1:
                        CopySector(Current, after, sector);
                        break;
                    default:
                        var fate = random.Next(8);
                        if (fate < 4)
                        {
                            CopySector(Current, after, sector);
                        }
                        else if (fate == 4 && sector * SectorBytes >= Durable.Length && (sector + 1) * SectorBytes <= after.Length)
                        {
                            random.NextBytes(after.AsSpan(sector * SectorBytes, SectorBytes));
                        }

                        break;
                }
            }

            Durable = after;
            Current = (byte[])after.Clone();
            _dirty.Clear();
            _lengthIsDirty = false;
        }

        private static void CopySector(byte[] from, byte[] to, int sector)
        {
            var start = sector * SectorBytes;
            var count = Math.Min(SectorBytes, Math.Min(from.Length, to.Length) - start);
            if (count > 0)
            {
                Array.Copy(from, start, to, start, count);
            }
        }
    }

    private sealed class FileHandle(FaultyJournalFiles files, Inode inode, int life) : IJournalFile
    {
        public long Length
        {
            get
            {
                lock (files._gate)
                {
                    return inode.Current.Length;
                }
            }
        }

        public int Read(Span<byte> buffer, long offset)
        {
            lock (files._gate)
            {
                var count = (int)Math.Clamp(inode.Current.Length - offset, 0, buffer.Length);
                inode.Current.AsSpan((int)Math.Min(offset, inode.Current.Length), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(ReadOnlySpan<byte> data, long offset)
        {
            lock (files._gate)
            {
                Alive();
                try
                {
                    files.Change();
                }
                catch (IOException)
                {
                    // Stopped in the middle: a part was handed to the kernel.
                    if (files.StopAfter == -1)
                    {
                        files.StopAfter = -2;
                        inode.Write(data[..files.Random.Next(data.Length + 1)], offset);
                    }

                    throw;
                }

                if (data.Length > files.FreeBytes)
                {
                    inode.Write(data[..(int)files.FreeBytes], offset);
                    files.FreeBytes = 0;
                    throw new IOException("No space left on device", DiskFullError);
                }

                files.FreeBytes -= files.FreeBytes == long.MaxValue ? 0 : data.Length;
                inode.Write(data, offset);
            }
        }

        public void SetLength(long length)
        {
            lock (files._gate)
            {
                Alive();
                files.Change();
                inode.SetLength(length);
            }
        }

        public void Sync()
        {
            lock (files._gate)
            {
                Alive();
                files.Change();
                files.FileSyncs++;
                if (files.FailingSyncs > 0)
                {
                    files.FailingSyncs--;
                    inode.DropDirty();
                    throw new IOException("Input/output error", InputOutputError);
                }

                inode.Sync();
            }
        }

        public void Dispose()
        {
        }

        private void Alive()
        {
            if (life != files._life)
            {
                throw new IOException("a dead process writes", InputOutputError);
            }
        }
    }
}
