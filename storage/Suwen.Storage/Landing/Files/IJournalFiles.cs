namespace Suwen.Storage.Landing.Files;

internal enum JournalFileMode
{
    /// <summary>An existing file, read only.</summary>
    Read,

    /// <summary>An existing file, read and written.</summary>
    ReadWrite,

    /// <summary>A file that does not exist yet.</summary>
    Create,

    /// <summary>A file that does not exist yet and that only its owner may read.</summary>
    CreateSecret,
}

/// <summary>
/// What durable storage needs of a file system, and nothing more. It is a seam because a killed process cannot show a missing fsync:
/// the kernel still holds the bytes. The test double keeps synced and unsynced state apart and forgets the latter.
/// Every method throws <see cref="IOException"/> (or <see cref="UnauthorizedAccessException"/>) on failure.
/// </summary>
internal interface IJournalFiles
{
    /// <summary>Takes the exclusive lock of this path until disposed; null where another process holds it.</summary>
    IDisposable? TryLock(string path);

    /// <summary>Creates the folder and its missing parents, durably.</summary>
    void CreateFolder(string path);

    bool FolderExists(string path);

    /// <summary>Names, without path, in ordinal order.</summary>
    IReadOnlyList<string> ListFolders(string path);

    /// <summary>Names, without path, in ordinal order.</summary>
    IReadOnlyList<string> ListFiles(string path);

    IJournalFile Open(string path, JournalFileMode mode);

    /// <summary>Renames within a folder, replacing the target.</summary>
    void Rename(string from, string to);

    void DeleteIfPresent(string path);

    /// <summary>Makes the folder's entries durable: a file that was created, renamed or deleted may return to its old state at power loss before this.</summary>
    void SyncFolder(string path);
}

internal interface IJournalFile : IDisposable
{
    long Length { get; }

    /// <summary>Reads until the buffer is full or the file ends; answers the number of bytes.</summary>
    int Read(Span<byte> buffer, long offset);

    void Write(ReadOnlySpan<byte> data, long offset);

    void SetLength(long length);

    /// <summary>Returns when everything written to this file is durable.</summary>
    void Sync();
}
