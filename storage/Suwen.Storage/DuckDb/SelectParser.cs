namespace Suwen.Storage.DuckDb;

/// <summary>Parses SELECT statements into DuckDB's JSON form, in a small database of its own that holds nothing.</summary>
internal static class SelectParser
{
    private static readonly Lock Gate = new();
    private static readonly Lazy<DuckDbConnection> Connection = new(Connect);

    /// <summary>The answer of <c>json_serialize_sql</c>: the statements, or <c>error</c> with a message.</summary>
    public static byte[] ToJson(string sql)
    {
        lock (Gate)
        {
            var result = DuckDbQueryResult.Start(Connection.Value, new SqlStatement("select json_serialize_sql(cast($1 as varchar))", sql), static _ => { }, CancellationToken.None);
            try
            {
                return result.Next(CancellationToken.None)![0].Bytes(0).ToArray();
            }
            finally
            {
                result.Dispose();
            }
        }
    }

    private static DuckDbConnection Connect() =>
        DuckDbDatabase.Open(":memory:", new DuckDbOptions { MemoryLimitBytes = 128L << 20, Threads = 1 }).Connect();
}
