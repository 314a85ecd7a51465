using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Suwen.Storage.DuckDb;

/// <summary>Finds the native DuckDB library beside the application and asserts its version.</summary>
internal static class NativeLibraryLocator
{
    /// <summary>The version that <c>native/package.json</c> pins; on-disk format and C API are tested against it only.</summary>
    public const string PinnedVersion = "v1.5.5";

    private static readonly Lazy<bool> Verified = new(Verify);

    /// <summary>Throws a <see cref="WarehouseException"/> that says what to do when the library is missing or of another version.</summary>
    public static void EnsureLoaded() => _ = Verified.Value;

#pragma warning disable CA2255 // The resolver must be in place before the first P/Invoke of this assembly, whoever makes it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLocator).Assembly, Resolve);

    private static unsafe bool Verify()
    {
        string version;
        try
        {
            version = NativeMethods.ToText(NativeMethods.duckdb_library_version());
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new WarehouseException(WarehouseFault.Platform, $"The DuckDB library {ExpectedPath()} is missing or damaged. Run eng/native once (it needs npm), then build again.", e);
        }

        if (version != PinnedVersion)
        {
            throw new WarehouseException(WarehouseFault.Platform, $"The DuckDB library has version {version}, but Suwen is built for {PinnedVersion}. Run eng/native, then build again.");
        }

        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != NativeMethods.Library)
        {
            return 0;
        }

        foreach (var candidate in Candidates())
        {
            if (File.Exists(candidate) && NativeLibrary.TryLoad(candidate, out var handle))
            {
                return handle;
            }
        }

        // No fall-back to the system's search path: a library of another version found by chance would be worse than none.
        throw new DllNotFoundException($"{ExpectedPath()} was not found.");
    }

    private static IEnumerable<string> Candidates()
    {
        yield return ExpectedPath();
        yield return Path.Combine(AppContext.BaseDirectory, FileName);
    }

    private static string ExpectedPath() =>
        Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeIdentifier, "native", FileName);

    private static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

    private static string RuntimeIdentifier
    {
        get
        {
            var cpu = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
            if (OperatingSystem.IsWindows())
            {
                return "win-" + cpu;
            }

            if (OperatingSystem.IsMacOS())
            {
                return "osx-" + cpu;
            }

            // The runtime's own identifier names the C library it was built for.
            return (System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl-" : "linux-") + cpu;
        }
    }
}
