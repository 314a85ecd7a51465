using Suwen.Storage.Landing.Files;

namespace Suwen.Storage.Tests.Landing;

/// <summary>The real file system, counting the syncs of files.</summary>
internal sealed class CountingFiles : IJournalFiles
{
    private readonly DiskJournalFiles _disk = DiskJournalFiles.Instance;
    private int _syncs;

    public int Syncs => Volatile.Read(ref _syncs);

    public IDisposable? TryLock(string path) => _disk.TryLock(path);

    public void CreateFolder(string path) => _disk.CreateFolder(path);

    public bool FolderExists(string path) => _disk.FolderExists(path);

    public IReadOnlyList<string> ListFolders(string path) => _disk.ListFolders(path);

    public IReadOnlyList<string> ListFiles(string path) => _disk.ListFiles(path);

    public IJournalFile Open(string path, JournalFileMode mode) => new CountingFile(this, _disk.Open(path, mode));

    public void Rename(string from, string to) => _disk.Rename(from, to);

    public void DeleteIfPresent(string path) => _disk.DeleteIfPresent(path);

    public void SyncFolder(string path) => _disk.SyncFolder(path);

    private sealed class CountingFile(CountingFiles files, IJournalFile file) : IJournalFile
    {
        public long Length => file.Length;

        public int Read(Span<byte> buffer, long offset) => file.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> data, long offset) => file.Write(data, offset);

        public void SetLength(long length) => file.SetLength(length);

        public void Sync()
        {
            Interlocked.Increment(ref files._syncs);
            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
