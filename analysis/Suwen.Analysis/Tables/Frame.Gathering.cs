using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Suwen.Standards.Time;
using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis;

public sealed partial class Frame
{
    /// <summary>A value as a number; NaN where it is missing.</summary>
    /// <param name="vector">The column in a batch.</param>
    /// <param name="row">Row in the batch.</param>
    /// <param name="table">Name of the table, for messages.</param>
    /// <param name="column">Name of the column, for messages.</param>
    /// <param name="number">Number of the row in the table from 0, for messages.</param>
    /// <exception cref="OperatorException">It is something else than a number.</exception>
    internal static double NumberAt(ColumnVector vector, int row, string table, string column, long number)
    {
        if (vector.IsNull(row))
        {
            return double.NaN;
        }

        return Gathering.TryNumber(vector, row, out var value)
            ? value
            : throw OperatorException.BadData($"{table}, row {number + 1}: the column {column} holds something else than a number.", "Correct it, leave it empty where the value is missing, or name another column.");
    }

    /// <summary>Reads a value that is not null as a number, as frames do: for methods that stream.</summary>
    internal static bool TryReadNumber(ColumnVector vector, int row, out double value) => Gathering.TryNumber(vector, row, out value);

    /// <summary>A column while it is read.</summary>
    private sealed class Gathering(string column, FrameKind kind)
    {
        private readonly ChunkList<double> numbers = new();
        private readonly ChunkList<int> codes = new();
        private readonly Dictionary<string, int> levels = new(StringComparer.Ordinal);
        private char[] characters = new char[256];
        private bool isText;

        public string Column => column;

        public FrameKind Kind => kind;

        public bool IsNumber => kind == FrameKind.Number || (kind == FrameKind.Either && !isText);

        public bool IsFactor => kind == FrameKind.Factor || (kind == FrameKind.Either && isText);

        /// <summary>True when numbers were gathered before text was met.</summary>
        public bool IsMixed => kind == FrameKind.Either && isText;

        public int Count => IsNumber ? numbers.Count : codes.Count;

        public double[] Numbers() => numbers.TakeAll();

        public int[] Days() => codes.TakeAll();

        public Factor Factor()
        {
            var names = levels.Keys.ToArray();
            var allNumbers = names.All(static n => double.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
            var sorted = allNumbers
                ? names.OrderBy(static n => double.Parse(n, NumberStyles.Float, CultureInfo.InvariantCulture)).ThenBy(static n => n, StringComparer.Ordinal).ToArray()
                : [.. names.Order(StringComparer.Ordinal)];
            var rank = new int[names.Length];
            for (var i = 0; i < sorted.Length; i++)
            {
                rank[levels[sorted[i]]] = i;
            }

            var ranked = codes.TakeAll();
            for (var i = 0; i < ranked.Length; i++)
            {
                ranked[i] = ranked[i] < 0 ? -1 : rank[ranked[i]];
            }

            return new Factor(sorted, ranked);
        }

        public void Add(ColumnVector vector, string table, long firstRow)
        {
            for (var i = 0; i < vector.Count; i++)
            {
                switch (kind)
                {
                    case FrameKind.Number: numbers.Add(NumberAt(vector, i, table, column, firstRow + i)); break;
                    case FrameKind.Either when !isText: AddEither(vector, i); break;
                    case FrameKind.Either: break;
                    case FrameKind.Day: codes.Add(Day(vector, i, table, firstRow)); break;
                    default: codes.Add(vector.IsNull(i) ? -1 : Code(vector, i)); break;
                }
            }
        }

        private void AddEither(ColumnVector vector, int row)
        {
            if (vector.IsNull(row))
            {
                numbers.Add(double.NaN);
            }
            else if (TryNumber(vector, row, out var value))
            {
                numbers.Add(value);
            }
            else
            {
                isText = true;
            }
        }

        public static bool TryNumber(ColumnVector vector, int row, out double value)
        {
            switch (vector.Type)
            {
                case ColumnType.Double:
                    value = vector.Double(row);
                    return double.IsFinite(value);
                case ColumnType.Boolean or ColumnType.Int32 or ColumnType.Int64 or ColumnType.Date:
                    value = vector.Lane(row);
                    return true;
                case ColumnType.Decimal:
                    value = (double)(new decimal(vector.Lane(row)) / 10_000m);
                    return true;
                case ColumnType.Text:
                    return TryNumber(vector.Bytes(row), out value);
                default:
                    value = 0;
                    return false;
            }
        }

        private static bool TryNumber(ReadOnlySpan<byte> text, out double value)
        {
            text = text.Trim((byte)' ');
            if (Utf8Parser.TryParse(text, out value, out var used) && used == text.Length)
            {
                return double.IsFinite(value);
            }

            // R and pandas write logical values so; they count as 1 and 0.
            var isTrue = Ascii.EqualsIgnoreCase(text, "true"u8);
            value = isTrue ? 1 : 0;
            return isTrue || Ascii.EqualsIgnoreCase(text, "false"u8) || (text.Length > 1 && text[0] == '+' && TryNumber(text[1..], out value));
        }

        private int Day(ColumnVector vector, int row, string table, long firstRow)
        {
            const long MicrosecondsPerDay = 86_400_000_000;
            if (vector.IsNull(row))
            {
                return MissingDay;
            }

            switch (vector.Type)
            {
                case ColumnType.Date:
                    return (int)vector.Lane(row);
                case ColumnType.Timestamp or ColumnType.TimestampTz:
                    return (int)Math.Floor(vector.Lane(row) / (double)MicrosecondsPerDay);
                case ColumnType.Text when TryDay(vector.Bytes(row), out var days):
                    return days;
                default:
                    throw OperatorException.BadData($"{table}, row {firstRow + row + 1}: the column {column} holds something else than a date.", "Write dates as 2026-01-31.");
            }
        }

        private static bool TryDay(ReadOnlySpan<byte> text, out int days)
        {
            text = text.Trim((byte)' ');
            if (ClinicalTime.TryParseIso(text, out var time) && time.Precision >= TimePrecision.Day)
            {
                days = time.Days;
                return true;
            }

            var ok = DateOnly.TryParseExact(Encoding.UTF8.GetString(text), ["yyyy/M/d", "yyyyMMdd", "yyyy-M-d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
            days = ok ? date.DayNumber - ColumnVector.UnixEpochDay : 0;
            return ok;
        }

        private int Code(ColumnVector vector, int row)
        {
            if (!vector.IsBytes)
            {
                return Intern(Convert.ToString(vector.Value(row), CultureInfo.InvariantCulture)!);
            }

            var bytes = vector.Bytes(row);
            if (characters.Length < bytes.Length)
            {
                characters = new char[bytes.Length * 2];
            }

            return Intern(characters.AsSpan(0, Encoding.UTF8.GetChars(bytes, characters)));
        }

        private int Intern(ReadOnlySpan<char> name)
        {
            var find = levels.GetAlternateLookup<ReadOnlySpan<char>>();
            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(find, name, out var exists);
            if (!exists)
            {
                code = levels.Count - 1;
            }

            return code;
        }
    }
}
