using System.Buffers.Binary;
using System.Text;

namespace Suwen.Sources.Tables;

/// <summary>
/// The content of a row by which the gate tells whether it changed: its bytes and what they mean. The same bytes under another
/// header or mapping are another statement.
/// </summary>
internal static class RowContent
{
    public static byte[] Salt(params ReadOnlySpan<string> meanings)
    {
        // FNV-1a; the result only goes into the keyed hash.
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var meaning in meanings)
        {
            foreach (var part in Encoding.UTF8.GetBytes(meaning))
            {
                hash = (hash ^ part) * 1_099_511_628_211UL;
            }

            hash = (hash ^ 0xFF) * 1_099_511_628_211UL;
        }

        var salt = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(salt, hash);
        return salt;
    }

    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> row, ReadOnlySpan<byte> salt, ref byte[] buffer)
    {
        var length = row.Length + salt.Length;
        if (buffer.Length < length)
        {
            buffer = new byte[Math.Max(length, buffer.Length * 2)];
        }

        row.CopyTo(buffer);
        salt.CopyTo(buffer.AsSpan(row.Length));
        return buffer.AsSpan(0, length);
    }
}
