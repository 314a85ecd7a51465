using Suwen.Analysis;
using Suwen.Security;
using Suwen.Storage;
using Suwen.Storage.Keys;
using Suwen.Storage.Landing;

namespace Suwen.Server.Node;

/// <summary>Exit codes of the command line; scripts are written against them.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int FoundProblems = 1;
    public const int WrongUsage = 2;
    public const int BadInput = 3;
    public const int Fault = 4;
}

/// <summary>Something that keeps a command from doing its work, in words for the one who called it: who is at fault, what, where, what to do.</summary>
internal sealed class SuwenFault : Exception
{
    public SuwenFault(int exitCode, string who, string what, string where, string whatToDo, Exception? inner = null)
        : base($"{who}: {what}", inner)
    {
        Code = exitCode;
        Who = who;
        What = what;
        Where = where;
        WhatToDo = whatToDo;
    }

    public int Code { get; }

    public string Who { get; }

    public string What { get; }

    public string Where { get; }

    public string WhatToDo { get; }

    public override string ToString() => $"{Who}: {What}{Environment.NewLine}  where: {Where}{Environment.NewLine}  what to do: {WhatToDo}";

    /// <summary>Puts an exception that can be expected into words; null for a defect, which must not be dressed up.</summary>
    public static SuwenFault? Of(Exception exception, string where) => exception switch
    {
        SuwenFault fault => fault,
        OperatorException { Fault: OperatorFault.Parameters } e => new(ExitCode.WrongUsage, "caller", e.Message, "parameters", e.WhatToDo, e),
        OperatorException e => new(ExitCode.BadInput, "source", e.Message, "input", e.WhatToDo, e),
        _ when IsDiskFull(exception) => new(ExitCode.Fault, "platform", "The disk is full. Nothing that was acknowledged is lost.", where, "Free space on the disk and run the command again.", exception),
        WarehouseException { Fault: WarehouseFault.Statement } e => new(ExitCode.BadInput, "caller", e.Message, "the SQL statement", "Correct the statement; the tables and columns are those of the catalogue.", e),
        WarehouseException { Fault: WarehouseFault.Limit } e => new(ExitCode.BadInput, "caller", e.Message, "the SQL statement", "Ask for less: a smaller time span, fewer columns, or an aggregate.", e),
        WarehouseException e => new(ExitCode.Fault, "platform", e.Message, where, "See the message; the landing area is untouched, and suwen rebuild makes the warehouse again from it.", e),
        LandingException { Fault: LandingFault.Caller } e => new(ExitCode.BadInput, "caller", Bare(e.Message), where, "See the message.", e),
        LandingException e => new(ExitCode.Fault, "platform", Bare(e.Message), where, e.IsDiskFull ? "Free space on the disk and send again what was not acknowledged." : "Check the disk and the permissions of the folder.", e),
        KeyMissingException e => new(ExitCode.Fault, "platform", Bare(e.Message), where, "Restore the key folder from its backup.", e),
        PermissionDeniedException e => new(ExitCode.BadInput, "caller", e.Message, where, "Use an account whose role holds the permission.", e),
        UnauthorizedAccessException e => new(ExitCode.Fault, "platform", "The folder or file may not be read or written by this user.", where, "Give the user who runs suwen the right to read and write it, or choose another folder with --data.", e),
        DirectoryNotFoundException or FileNotFoundException => new(ExitCode.Fault, "platform", "A file or folder that must be there is missing.", where, "Restore it from a backup.", exception),
        InvalidDataException e => new(ExitCode.Fault, "platform", Bare(e.Message), where, "Restore the file from a backup, or use the version of suwen that wrote it.", e),
        Microsoft.Data.Sqlite.SqliteException e => OfSqlite(e, where),
        TypeInitializationException or System.Reflection.TargetInvocationException when exception.InnerException is { } inner && Of(inner, where) is { } fault => fault,
        DllNotFoundException e => new(ExitCode.Fault, "platform", e.Message.Split(". ")[0] + ".", "native libraries", "Install suwen again; in a source tree, run eng/native and build.", e),
        IOException e when IsReadOnly(e) => new(ExitCode.Fault, "platform", "The file system is read-only.", where, "Mount it writable, or choose another folder with --data.", e),
        IOException e => new(ExitCode.Fault, "platform", Bare(e.Message), where, "Check the disk and the permissions of the folder.", e),
        _ => null,
    };

    private static SuwenFault OfSqlite(Microsoft.Data.Sqlite.SqliteException e, string where) => e.SqliteErrorCode switch
    {
        // https://www.sqlite.org/rescode.html: 8 READONLY, 11 CORRUPT, 14 CANTOPEN, 26 NOTADB.
        8 or 14 => new(ExitCode.Fault, "platform", "The application state (app.db) cannot be opened for writing.", where, "Give the user who runs suwen the right to write in the data folder.", e),
        11 or 26 => new(ExitCode.Fault, "platform", "The application state (app.db) is damaged or not an SQLite file.", where, "Restore app.db from a backup. Users and tokens are in it; clinical data is not.", e),
        _ => new(ExitCode.Fault, "platform", $"The application state (app.db) failed with SQLite code {e.SqliteErrorCode}.", where, "Check the disk; restore app.db from a backup if it persists.", e),
    };

    private static bool IsDiskFull(Exception exception) => exception switch
    {
        LandingException { IsDiskFull: true } => true,
        Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 13 } => true,
        WarehouseException { Fault: WarehouseFault.Platform } e when e.Message.Contains("No space left on device", StringComparison.Ordinal) => true,

        // ENOSPC is 28 and EDQUOT 122 on Linux, 28 and 69 on macOS; ERROR_DISK_FULL is 112 on Windows.
        IOException e when (e.HResult & 0xFFFF) is 28 or 122 or 69 or 112 => true,
        { InnerException: { } inner } => IsDiskFull(inner),
        _ => false,
    };

    // EROFS is 30 on Linux and macOS; ERROR_WRITE_PROTECT is 19 on Windows.
    private static bool IsReadOnly(IOException e) => (e.HResult & 0xFFFF) is 30 or 19;

    /// <summary>Takes the word for who is at fault off a message that begins with it, since it is printed before it.</summary>
    private static string Bare(string message) =>
        message.StartsWith("Platform: ", StringComparison.Ordinal) ? message["Platform: ".Length..]
        : message.StartsWith("Caller: ", StringComparison.Ordinal) ? message["Caller: ".Length..]
        : message;
}
