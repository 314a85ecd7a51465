namespace Suwen.Storage.DuckDb;

/// <summary>Turns DuckDB's errors into <see cref="WarehouseException"/>s that hold no value of a row or parameter.</summary>
internal static class DuckDbErrors
{
    /// <summary>DuckDB's messages begin with the name of their class, e.g. <c>Binder Error: …</c>; the C API's numbers for it are not documented as stable.</summary>
    public static WarehouseException Create(string message)
    {
        var end = message.IndexOf(" Error:", StringComparison.Ordinal);
        var kind = end < 0 ? "" : message[..end];
        return new WarehouseException(FaultOf(kind, message), IsAboutText(kind) ? message.Trim() : Redaction.WithoutValues(message));
    }

    private static WarehouseFault FaultOf(string kind, string message) => kind switch
    {
        // An aborted transaction reports every later statement this way; the first error was the cause.
        "TransactionContext" when message.Contains("aborted", StringComparison.Ordinal) => WarehouseFault.Statement,
        // A commit that could not be written, on a full disk for example, comes under the name of a conflict.
        "TransactionContext" when message.Contains("Could not write", StringComparison.Ordinal) => WarehouseFault.Platform,
        "TransactionContext" or "Constraint" or "Index" => WarehouseFault.Conflict,
        "Out of Memory" or "INTERRUPT" => WarehouseFault.Limit,
        "IO" or "FATAL" or "INTERNAL" or "Connection" or "Permission" or "Settings" or "HTTP" or "Serialization" => WarehouseFault.Platform,
        _ => WarehouseFault.Statement,
    };

    /// <summary>These errors are found before a row is read; they quote the statement, which never holds input.</summary>
    private static bool IsAboutText(string kind) => kind is "Catalog" or "Parser" or "Syntax" or "Binder" or "IO" or "Settings";
}
