using Npgsql;

namespace Suwen.Storage.Postgres;

/// <summary>Turns Npgsql's errors into <see cref="WarehouseException"/>s that hold no value of a row or parameter.</summary>
internal static class PostgresErrors
{
    private const string QueryCanceled = "57014";
    private const string DiskFull = "53100";

    /// <summary>Protocol violation: what the server answers when values and parameters differ in number.</summary>
    private const string ProtocolViolation = "08P01";

    public static Exception Create(Exception error, CancellationToken cancellationToken) => error switch
    {
        _ when cancellationToken.IsCancellationRequested => new OperationCanceledException(error.Message, cancellationToken),
        PostgresException e => Create(e),

        // The connection's trouble has no values in it, but may have a cause worth seeing.
        NpgsqlException e => new WarehouseException(WarehouseFault.Platform, "PostgreSQL cannot be reached or broke the connection: " + e.Message, e),
        OverflowException => new WarehouseException(WarehouseFault.Statement, "A result is outside of bigint or decimal(18,4); cast the column to double precision or text."),
        InvalidCastException => new WarehouseException(WarehouseFault.Statement, "A result cannot be read as the type of its column; cast it to text."),
        _ => error,
    };

    /// <summary>True for what <see cref="Create(Exception, CancellationToken)"/> knows.</summary>
    public static bool IsMapped(Exception error) =>
        error is NpgsqlException or OverflowException or InvalidCastException;

    private static WarehouseException Create(PostgresException e)
    {
        // Detail and Where may quote rows and are left out (Npgsql redacts Detail anyway). The inner exception would quote the message.
        return new WarehouseException(FaultOf(e.SqlState), Message(e)) { SqlState = e.SqlState };
    }

    /// <summary>Classes of PostgreSQL's appendix A, "Error Codes".</summary>
    private static WarehouseFault FaultOf(string state) => state switch
    {
        QueryCanceled => WarehouseFault.Limit,
        DiskFull => WarehouseFault.Platform,
        ProtocolViolation => WarehouseFault.Statement,
        _ => state[..2] switch
        {
            "23" or "40" or "55" => WarehouseFault.Conflict,
            "53" or "54" => WarehouseFault.Limit,
            "08" or "57" or "58" or "F0" or "XX" or "28" or "3D" => WarehouseFault.Platform,
            _ => WarehouseFault.Statement,
        },
    };

    private static string Message(PostgresException e)
    {
        // Class 22, data exceptions, quotes the value after a colon: invalid input syntax for type integer: "…".
        if (!e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            return e.Position > 0 ? $"{e.MessageText} (at character {e.Position})" : e.MessageText;
        }

        var colon = e.MessageText.IndexOf(": ", StringComparison.Ordinal);
        return Redaction.WithoutValues(colon < 0 ? e.MessageText : e.MessageText[..colon]);
    }
}
