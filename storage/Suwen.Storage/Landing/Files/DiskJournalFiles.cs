using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Suwen.Storage.Landing.Files;

/// <summary>The real file system.</summary>
internal sealed partial class DiskJournalFiles : IJournalFiles
{
    public static readonly DiskJournalFiles Instance = new();

    public IDisposable? TryLock(string path)
    {
        try
        {
            // FileShare.None is a share lock on Windows and flock(2) elsewhere; both end with the process, however it ends.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            return null;
        }
    }

    public void CreateFolder(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(path);
        if (parent is not null)
        {
            CreateFolder(parent);
        }

        Directory.CreateDirectory(path);
        if (parent is not null)
        {
            SyncFolder(parent);
        }
    }

    public bool FolderExists(string path) => Directory.Exists(path);

    public IReadOnlyList<string> ListFolders(string path) => Names(Directory.GetDirectories(path));

    public IReadOnlyList<string> ListFiles(string path) => Names(Directory.GetFiles(path));

    public IJournalFile Open(string path, JournalFileMode mode)
    {
        if (mode == JournalFileMode.CreateSecret && !OperatingSystem.IsWindows())
        {
            // Created with its final mode: between creation and a later chmod another user could open it.
            using var secret = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            mode = JournalFileMode.ReadWrite;
        }

        // Readers must not hinder the rename that puts a compressed segment in place, hence Delete.
        const FileShare Share = FileShare.ReadWrite | FileShare.Delete;
        return new DiskFile(mode switch
        {
            JournalFileMode.Read => File.OpenHandle(path, FileMode.Open, FileAccess.Read, Share),
            JournalFileMode.ReadWrite => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Share),
            _ => File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, Share),
        });
    }

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void DeleteIfPresent(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    public void SyncFolder(string path)
    {
        // NTFS journals its directory changes and Windows has no fsync of a folder.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = OpenFolder(path, 0);
        if (descriptor < 0)
        {
            throw new IOException($"Platform: folder {path} cannot be opened for fsync (errno {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            if (SyncDescriptor(descriptor) != 0)
            {
                throw new IOException($"Platform: fsync of folder {path} failed (errno {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = CloseDescriptor(descriptor);
        }
    }

    private static bool IsHeldByAnother(IOException e)
    {
        if (e is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            return false;
        }

        // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows; EWOULDBLOCK of flock on Linux (11) and macOS (35).
        return (e.HResult & 0xFFFF) is 32 or 33 or 11 or 35;
    }

    private static string[] Names(string[] paths)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = Path.GetFileName(paths[i]);
        }

        Array.Sort(paths, StringComparer.Ordinal);
        return paths;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

    private sealed class DiskFile(SafeFileHandle handle) : IJournalFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Read(Span<byte> buffer, long offset)
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var got = RandomAccess.Read(handle, buffer[total..], offset + total);
                if (got == 0)
                {
                    break;
                }

                total += got;
            }

            return total;
        }

        public void Write(ReadOnlySpan<byte> data, long offset) => RandomAccess.Write(handle, data, offset);

        public void SetLength(long length) => RandomAccess.SetLength(handle, length);

        public void Sync() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
