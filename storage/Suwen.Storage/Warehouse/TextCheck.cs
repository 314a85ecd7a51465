using System.Text.Unicode;

namespace Suwen.Storage;

/// <summary>Checks texts of a column before an engine gets them, so that both engines refuse the same with the same words.</summary>
internal static class TextCheck
{
    /// <summary>Whether each value of a slice is UTF-8 by itself.</summary>
    /// <param name="heap">The column's heap.</param>
    /// <param name="first">Where the slice's first value begins.</param>
    /// <param name="ends">Where each value ends.</param>
    public static bool IsUtf8(ReadOnlySpan<byte> heap, int first, ReadOnlySpan<long> ends)
    {
        // The values one after another are checked in one vectorised pass; then each is valid if none begins inside a character.
        if (!Utf8.IsValid(heap[first..(int)ends[^1]]))
        {
            return false;
        }

        foreach (var end in ends)
        {
            if (first < end && (heap[first] & 0xC0) == 0x80)
            {
                return false;
            }

            first = (int)end;
        }

        return true;
    }

    public static WarehouseException NotUtf8(string column) =>
        new(WarehouseFault.Statement, $"A value of column {column} is not valid UTF-8.");
}
