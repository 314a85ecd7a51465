using System.Globalization;

namespace Suwen.Server.Node;

/// <summary>Holds a data folder for one process. The operating system lets go of it when the process ends, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream file;

    private FolderLock(FileStream file)
    {
        this.file = file;
    }

    /// <summary>Takes the folder, making it when absent.</summary>
    /// <exception cref="SuwenFault">Another process has it, or it cannot be made or written.</exception>
    public static FolderLock Take(DataFolder folder)
    {
        try
        {
            MakePrivate(folder.Root);
            return new FolderLock(Open(folder));
        }
        catch (IOException e) when (IsHeld(e, folder))
        {
            throw new SuwenFault(ExitCode.Fault, "caller", "Another suwen process" + OwnerOf(folder) + " is working on this data folder.", folder.Root, "Wait until it has ended, or choose another folder with --data.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SuwenFault.Of(e, folder.Root)!;
        }
    }

    /// <summary>True while some process holds the folder.</summary>
    public static bool IsHeld(DataFolder folder)
    {
        if (!File.Exists(folder.Lock))
        {
            return false;
        }

        try
        {
            using var probe = Open(folder, note: false);
            return false;
        }
        catch (IOException e) when (IsHeld(e, folder))
        {
            return true;
        }
    }

    public void Dispose() => file.Dispose();

    private static FileStream Open(DataFolder folder, bool note = true)
    {
        // FileShare.None is an exclusive advisory lock on Unix and a share mode on Windows.
        var file = new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (note)
        {
            File.WriteAllText(folder.Lock + ".pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }

        return file;
    }

    // EWOULDBLOCK is 11 on Linux and 35 on macOS; ERROR_SHARING_VIOLATION is 32 on Windows.
    private static bool IsHeld(IOException e, DataFolder folder) => File.Exists(folder.Lock) && (e.HResult & 0xFFFF) is 11 or 35 or 32;

    private static string OwnerOf(DataFolder folder)
    {
        try
        {
            return " (process " + File.ReadAllText(folder.Lock + ".pid") + ")";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static void MakePrivate(string folder)
    {
        if (!Directory.Exists(folder))
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }
}
