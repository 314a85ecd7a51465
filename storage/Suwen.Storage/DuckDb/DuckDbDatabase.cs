using System.Globalization;

namespace Suwen.Storage.DuckDb;

/// <summary>An open database file.</summary>
/// <remarks>
/// Always through the process-wide instance cache: a second plain open of one file in the same process is not refused by
/// the operating system's lock and silently loses committed rows.
/// </remarks>
internal sealed unsafe class DuckDbDatabase : IDisposable
{
    private static readonly Lazy<nint> Cache = new(NativeMethods.duckdb_create_instance_cache);

    private nint handle;

    private DuckDbDatabase(nint handle)
    {
        this.handle = handle;
    }

    public static DuckDbDatabase Open(string path, DuckDbOptions options)
    {
        NativeLibraryLocator.EnsureLoaded();
        if (path != ":memory:")
        {
            path = Path.GetFullPath(path);
            CheckFolder(path);
        }

        var config = CreateConfig(path, options);
        try
        {
            if (NativeMethods.duckdb_get_or_create_from_cache(Cache.Value, path, out var handle, config, out var error) != NativeMethods.Success)
            {
                var message = NativeMethods.ToText(error);
                NativeMethods.duckdb_free(error);
                throw OpenFailed(path, message);
            }

            return new DuckDbDatabase(handle);
        }
        finally
        {
            NativeMethods.duckdb_destroy_config(ref config);
        }
    }

    public DuckDbConnection Connect()
    {
        ObjectDisposedException.ThrowIf(handle == 0, this);
        return NativeMethods.duckdb_connect(handle, out var connection) == NativeMethods.Success
            ? new DuckDbConnection(connection)
            : throw new WarehouseException(WarehouseFault.Platform, "DuckDB refused a new connection.");
    }

    public void Dispose()
    {
        if (handle != 0)
        {
            NativeMethods.duckdb_close(ref handle);
            handle = 0;
        }
    }

    private static void CheckFolder(string path)
    {
        var folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder))
        {
            throw new WarehouseException(WarehouseFault.Platform, $"Cannot open the warehouse {path}: the folder {folder} does not exist. Create it, or name another with --data.");
        }

        if (Directory.Exists(path))
        {
            throw new WarehouseException(WarehouseFault.Platform, $"Cannot open the warehouse {path}: it is a folder, not a file.");
        }
    }

    private static nint CreateConfig(string path, DuckDbOptions options)
    {
        if (NativeMethods.duckdb_create_config(out var config) != NativeMethods.Success)
        {
            throw new WarehouseException(WarehouseFault.Platform, "DuckDB could not allocate its configuration.");
        }

        Set(config, "memory_limit", options.MemoryLimitBytes.ToString(CultureInfo.InvariantCulture) + "B");

        // Extensions would be fetched from the network, which a hospital's server must never do by itself.
        Set(config, "autoinstall_known_extensions", "false");
        Set(config, "autoload_known_extensions", "false");

        // PostgreSQL's order of nulls, so that one statement orders alike on both engines.
        Set(config, "default_null_order", "nulls_last_on_asc_first_on_desc");
        if (options.Threads is { } threads)
        {
            Set(config, "threads", threads.ToString(CultureInfo.InvariantCulture));
        }

        if ((options.TempDirectory ?? (path == ":memory:" ? null : path + ".tmp")) is { } temp)
        {
            Set(config, "temp_directory", temp);
        }

        if (options.ReadOnly)
        {
            Set(config, "access_mode", "READ_ONLY");
        }

        return config;
    }

    private static void Set(nint config, string name, string value)
    {
        if (NativeMethods.duckdb_set_config(config, name, value) != NativeMethods.Success)
        {
            throw new WarehouseException(WarehouseFault.Platform, $"DuckDB does not accept {value} for {name}.");
        }
    }

    private static WarehouseException OpenFailed(string path, string message)
    {
        var advice = message switch
        {
            // DuckDB knows the files of some other databases and asks for an extension that reads them.
            _ when message.Contains("not a valid DuckDB", StringComparison.Ordinal) || message.Contains("Extension", StringComparison.Ordinal) => "The file is of another kind, or its head is damaged: name another file, or move it away and run `suwen rebuild`.",
            _ when message.Contains("set lock on file", StringComparison.OrdinalIgnoreCase) => "Another process has the warehouse open: stop it, or send the command to it.",
            _ when message.Contains("WAL", StringComparison.OrdinalIgnoreCase) || message.Contains("replay", StringComparison.OrdinalIgnoreCase) => "The write-ahead log beside the file is damaged: keep a copy of both files, then restore a backup or run `suwen rebuild`.",
            _ when message.Contains("newer version", StringComparison.OrdinalIgnoreCase) => "The file was written by a newer Suwen: use that one.",
            _ when message.Contains("different configuration", StringComparison.OrdinalIgnoreCase) => "This process has the file open with other options.",
            _ when message.Contains("checksum", StringComparison.OrdinalIgnoreCase) || message.Contains("corrupt", StringComparison.OrdinalIgnoreCase) => "The file is damaged: keep a copy, then restore a backup or run `suwen rebuild`.",
            _ => "Check that the folder exists and can be written, and that the disk has room.",
        };
        return new WarehouseException(WarehouseFault.Platform, $"Cannot open the warehouse {path}: {message.Trim()} {advice}");
    }
}
