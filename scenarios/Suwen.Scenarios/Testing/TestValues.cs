using System.Globalization;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Scenarios.Testing;

/// <summary>Values of tests: from text to a column's type, and compared with what came out.</summary>
internal static class TestValues
{
    /// <summary>Adds a value to a column; false where the text is none of its type.</summary>
    public static bool TryAppend(ColumnVector vector, string? text)
    {
        if (text is null)
        {
            vector.AppendNull();
            return true;
        }

        switch (vector.Type)
        {
            case ColumnType.Boolean when text is "true" or "false": vector.Append(text == "true" ? 1L : 0L); return true;
            case ColumnType.Int32 when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small): vector.Append((long)small); return true;
            case ColumnType.Int64 when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole): vector.Append(whole); return true;
            case ColumnType.Double when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number): vector.Append(number); return true;
            case ColumnType.Decimal when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && Math.Abs(exact) < 1e14m: vector.Append((long)decimal.Round(exact * 10_000m)); return true;
            case ColumnType.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date): vector.Append((long)(date.DayNumber - ColumnVector.UnixEpochDay)); return true;
            case ColumnType.Timestamp or ColumnType.TimestampTz when TimeOf(text) is { } time: vector.Append((time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond); return true;
            case ColumnType.Text or ColumnType.Json: vector.Append(text); return true;
            default: vector.AppendNull(); return false;
        }
    }

    /// <summary>True where a value is the one that was stated.</summary>
    public static bool AreSame(ColumnVector actual, int row, string? stated, double tolerance)
    {
        if (stated is null || actual.IsNull(row))
        {
            return stated is null && actual.IsNull(row);
        }

        switch (actual.Type)
        {
            case ColumnType.Int32 or ColumnType.Int64 or ColumnType.Double or ColumnType.Decimal:
                return double.TryParse(stated, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && Math.Abs(Convert.ToDouble(actual.Value(row), CultureInfo.InvariantCulture) - number) <= Math.Max(tolerance, 1e-9 * Math.Abs(number));
            case ColumnType.Timestamp or ColumnType.TimestampTz:
                return TimeOf(stated) is { } time && actual.Lane(row) == (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
            case ColumnType.Boolean:
                return stated == (actual.Lane(row) != 0 ? "true" : "false");
            default:
                return TextOf(actual, row) == stated;
        }
    }

    public static string TextOf(ColumnVector vector, int row) => vector.Value(row) switch
    {
        null => "null",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        byte[] bytes => Convert.ToHexString(bytes),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    private static DateTime? TimeOf(string text) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
