using System.Buffers.Binary;

namespace Suwen.Security.Deidentification.Dicom;

/// <summary>How the elements of a data set are written (PS3.5, Annex A).</summary>
internal readonly record struct DicomSyntax(bool IsExplicit, bool IsBigEndian)
{
    public static DicomSyntax ImplicitLittleEndian => new(false, false);

    public static DicomSyntax ExplicitLittleEndian => new(true, false);

    public uint UInt32(ReadOnlySpan<byte> bytes) => IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    public ushort UInt16(ReadOnlySpan<byte> bytes) => IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    public void Write(Span<byte> bytes, uint value)
    {
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }
    }

    public void Write(Span<byte> bytes, ushort value)
    {
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        }
    }
}

/// <summary>Tag, representation and length of an element; the value follows in the stream.</summary>
/// <param name="Tag">Group and element.</param>
/// <param name="Representation">Two letters; empty in implicit files and for items.</param>
/// <param name="Length">Bytes of the value; <see cref="Undefined"/> where a delimiter ends it.</param>
internal readonly record struct DicomElement(uint Tag, string Representation, uint Length)
{
    public const uint Undefined = 0xFFFF_FFFF;
    public const uint Item = 0xFFFE_E000;
    public const uint ItemEnd = 0xFFFE_E00D;
    public const uint SequenceEnd = 0xFFFE_E0DD;

    private const string LongForms = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";
    private const string Known = "AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV";

    public static bool IsLongForm(string representation) => LongForms.Contains(representation, StringComparison.Ordinal);

    public static bool IsRepresentation(string representation) => representation.Length == 2 && char.IsAsciiLetterUpper(representation[0]) && char.IsAsciiLetterUpper(representation[1]) && Known.Contains(representation, StringComparison.Ordinal);

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"({Tag >> 16:X4},{Tag & 0xFFFF:X4})");
}

/// <summary>The file is not what DICOM says it should be; the message names the place and no value.</summary>
internal sealed class DicomFormatException(string message) : Exception(message);

/// <summary>Reads elements from a stream that need not be seekable.</summary>
internal sealed class DicomReader(Stream stream, DicomSyntax syntax)
{
    private readonly byte[] header = new byte[12];
    private DicomSyntax syntax = syntax;

    /// <summary>How the next element is written.</summary>
    public DicomSyntax Syntax
    {
        get => syntax;
        set => syntax = value;
    }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the next element's header; false at the end of the stream.</summary>
    public bool TryRead(out DicomElement element)
    {
        element = default;
        var got = stream.ReadAtLeast(header.AsSpan(0, 8), 8, throwOnEndOfStream: false);
        Position += got;
        if (got == 0)
        {
            return false;
        }

        if (got < 8)
        {
            // A file may end with a padding byte or two.
            return header.AsSpan(0, got).ContainsAnyExcept((byte)0) ? throw new DicomFormatException("The file ends within the header of an element.") : false;
        }

        var tag = ((uint)syntax.UInt16(header) << 16) | syntax.UInt16(header.AsSpan(2));
        if (!syntax.IsExplicit || tag >> 16 == 0xFFFE)
        {
            element = new DicomElement(tag, "", syntax.UInt32(header.AsSpan(4)));
            return true;
        }

        var representation = string.Create(2, header, static (text, bytes) => (text[0], text[1]) = ((char)bytes[4], (char)bytes[5]));
        if (!DicomElement.IsRepresentation(representation))
        {
            throw new DicomFormatException($"{new DicomElement(tag, "", 0)} has no value representation of DICOM.");
        }

        if (!DicomElement.IsLongForm(representation))
        {
            element = new DicomElement(tag, representation, syntax.UInt16(header.AsSpan(6)));
            return true;
        }

        Fill(header.AsSpan(8, 4));
        element = new DicomElement(tag, representation, syntax.UInt32(header.AsSpan(8)));
        return true;
    }

    public byte[] Value(DicomElement element)
    {
        // The length is the file's word: memory is taken as bytes come, not as they are announced.
        var value = new byte[Math.Min(element.Length, 1 << 20)];
        var at = 0;
        while (true)
        {
            var got = stream.ReadAtLeast(value.AsSpan(at), value.Length - at, throwOnEndOfStream: false);
            at += got;
            if (at < value.Length)
            {
                throw new DicomFormatException($"The file ends within {element}.");
            }

            if (at == element.Length)
            {
                Position += at;
                return value;
            }

            Array.Resize(ref value, (int)Math.Min(element.Length, (uint)value.Length * 2));
        }
    }

    public void Skip(DicomElement element) => Copy(element, Stream.Null);

    public void Copy(DicomElement element, Stream target)
    {
        var rest = (long)element.Length;
        var block = new byte[Math.Min(rest, 1 << 17)];
        while (rest > 0)
        {
            var got = stream.Read(block, 0, (int)Math.Min(rest, block.Length));
            if (got == 0)
            {
                throw new DicomFormatException($"The file ends within {element}.");
            }

            target.Write(block, 0, got);
            rest -= got;
            Position += got;
        }
    }

    private void Fill(Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new DicomFormatException("The file ends within the header of an element.");
        }

        Position += bytes.Length;
    }
}

/// <summary>Writes elements.</summary>
internal sealed class DicomWriter(Stream stream, DicomSyntax syntax)
{
    private readonly byte[] header = new byte[12];

    public Stream Stream => stream;

    public void Header(uint tag, string representation, uint length)
    {
        syntax.Write(header, (ushort)(tag >> 16));
        syntax.Write(header.AsSpan(2), (ushort)tag);
        if (!syntax.IsExplicit || tag >> 16 == 0xFFFE)
        {
            syntax.Write(header.AsSpan(4), length);
            stream.Write(header, 0, 8);
            return;
        }

        header[4] = (byte)representation[0];
        header[5] = (byte)representation[1];
        if (DicomElement.IsLongForm(representation))
        {
            header[6] = header[7] = 0;
            syntax.Write(header.AsSpan(8), length);
            stream.Write(header, 0, 12);
        }
        else
        {
            syntax.Write(header.AsSpan(6), (ushort)length);
            stream.Write(header, 0, 8);
        }
    }

    /// <summary>Writes a value, made even by its representation's padding (PS3.5 §6.2).</summary>
    public void Element(uint tag, string representation, ReadOnlySpan<byte> value)
    {
        var padded = (value.Length + 1) & ~1;
        Header(tag, representation, (uint)padded);
        stream.Write(value);
        if (padded > value.Length)
        {
            stream.WriteByte(representation is "UI" or "OB" or "UN" or "" ? (byte)0 : (byte)' ');
        }
    }
}
