using Npgsql;
using NpgsqlTypes;

namespace Suwen.Storage.Postgres;

/// <summary>Binds a statement's parameters, with PostgreSQL's types named so that nothing depends on guessing.</summary>
internal static class PostgresParameters
{
    /// <summary>Microseconds between PostgreSQL's epoch, 2000-01-01, and Unix's.</summary>
    public const long EpochMicroseconds = 946_684_800_000_000;

    /// <summary>Days between PostgreSQL's epoch, 2000-01-01, and Unix's.</summary>
    public const int EpochDays = 10_957;

    public static void Add(NpgsqlCommand command, ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(Create(value));
        }
    }

    private static NpgsqlParameter Create(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        bool v => new NpgsqlParameter<bool> { TypedValue = v, NpgsqlDbType = NpgsqlDbType.Boolean },
        int v => new NpgsqlParameter<int> { TypedValue = v, NpgsqlDbType = NpgsqlDbType.Integer },
        long v => new NpgsqlParameter<long> { TypedValue = v, NpgsqlDbType = NpgsqlDbType.Bigint },
        double v => new NpgsqlParameter<double> { TypedValue = v, NpgsqlDbType = NpgsqlDbType.Double },
        decimal v => new NpgsqlParameter<decimal> { TypedValue = v, NpgsqlDbType = NpgsqlDbType.Numeric },

        // As numbers since PostgreSQL's epoch: Npgsql takes the first and last day of .NET's calendar for infinity.
        DateOnly v => new NpgsqlParameter<int> { TypedValue = v.DayNumber - ColumnVector.UnixEpochDay - EpochDays, NpgsqlDbType = NpgsqlDbType.Date },
        DateTime v => new NpgsqlParameter<long> { TypedValue = ToPostgres(v.Ticks), NpgsqlDbType = NpgsqlDbType.Timestamp },
        DateTimeOffset v => new NpgsqlParameter<long> { TypedValue = ToPostgres(v.UtcTicks), NpgsqlDbType = NpgsqlDbType.TimestampTz },
        string v when v.Contains('\0', StringComparison.Ordinal) => throw new WarehouseException(WarehouseFault.Statement, "PostgreSQL cannot hold the character U+0000 in a text."),
        string v => new NpgsqlParameter<string> { TypedValue = v, NpgsqlDbType = NpgsqlDbType.Text },
        byte[] v => new NpgsqlParameter<byte[]> { TypedValue = v, NpgsqlDbType = NpgsqlDbType.Bytea },
        _ => throw new ArgumentException($"A parameter cannot be a {value.GetType().Name}; see SqlStatement.", nameof(value)),
    };

    private static long ToPostgres(long ticks) =>
        ((ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond) - EpochMicroseconds;
}
