namespace Suwen.Simulator.Writing.Files;

/// <summary>CRC-32 as ZIP has it (ISO 3309, reflected polynomial EDB88320), eight bytes at a time.</summary>
internal sealed class Crc32
{
    private static readonly uint[] Table = Build();

    private uint _crc = uint.MaxValue;

    public uint Value => ~_crc;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc32();
        crc.Append(bytes);
        return crc.Value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = _crc;
        while (bytes.Length >= 8)
        {
            var low = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Table[0x700 + (low & 0xFF)] ^ Table[0x600 + ((low >> 8) & 0xFF)] ^ Table[0x500 + ((low >> 16) & 0xFF)] ^ Table[0x400 + (low >> 24)]
                ^ Table[0x300 + (high & 0xFF)] ^ Table[0x200 + ((high >> 8) & 0xFF)] ^ Table[0x100 + ((high >> 16) & 0xFF)] ^ Table[high >> 24];
            bytes = bytes[8..];
        }

        foreach (var value in bytes) crc = (crc >> 8) ^ Table[(crc ^ value) & 0xFF];
        _crc = crc;
    }

    private static uint[] Build()
    {
        var table = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            table[i] = crc;
        }

        for (var i = 256; i < table.Length; i++) table[i] = (table[i - 256] >> 8) ^ table[table[i - 256] & 0xFF];
        return table;
    }
}
