using System.Buffers.Binary;
using System.Text;
using Suwen.Simulator.Care;
using Suwen.Simulator.People;
using Suwen.Simulator.Randomness;

namespace Suwen.Simulator.Writing.Files;

/// <summary>
/// Writes a DICOM file (PS3.10) of one image: explicit VR little endian, 64 × 64 pixels of 16 bits, a phantom of ellipses drawn with integers. UIDs are the study's under 2.25 with .1 for the series and .1.1 for the image.
/// </summary>
internal sealed class DicomFile
{
    private const int Side = 64;
    private byte[] _bytes = new byte[16 * 1024];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Write(Visit visit, ExamReport exam, in ShownPerson person, ulong seed)
    {
        _length = 0;
        Grow(20 * 1024);
        _bytes.AsSpan(0, 128).Clear();
        _length = 128;
        Add("DICM"u8);
        var study = exam.StudyUid;
        var instance = study + ".1.1";
        var sopClass = ClassOf(exam.Modality);
        WriteMeta(sopClass, instance);
        Text(0x0008_0005, "CS", "ISO_IR 192");
        Text(0x0008_0008, "CS", "ORIGINAL\\PRIMARY");
        Text(0x0008_0016, "UI", sopClass);
        Text(0x0008_0018, "UI", instance);
        Text(0x0008_0020, "DA", Compact(exam.PerformedAt, "yyyyMMdd"));
        Text(0x0008_0030, "TM", Compact(exam.PerformedAt, "HHmmss"));
        Text(0x0008_0050, "SH", Cut(exam.Number, 16));
        Text(0x0008_0060, "CS", exam.Modality);
        Text(0x0008_0070, "LO", "Suwen synthetic");
        Text(0x0008_0080, "LO", Cut(visit.Institution.Name, 64));
        Text(0x0008_0090, "PN", "");
        Text(0x0008_1030, "LO", Cut(exam.Exam.Name, 64));
        var details = person.Details;
        Text(0x0010_0010, "PN", $"{details.Pinyin.Replace(' ', '^')}={details.FamilyName}^{details.GivenName}");
        Text(0x0010_0020, "LO", person.RecordNumber);
        Text(0x0010_0030, "DA", person.BirthDate.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture));
        Text(0x0010_0040, "CS", person.IsSexUnknown ? "O" : details.Sex == Sex.Male ? "M" : "F");
        Text(0x0018_0015, "CS", "");
        Text(0x0020_000D, "UI", study);
        Text(0x0020_000E, "UI", study + ".1");
        Text(0x0020_0010, "SH", Cut(exam.OrderNumber, 16));
        Text(0x0020_0011, "IS", "1");
        Text(0x0020_0013, "IS", "1");
        WriteImage(exam, visit.Key, seed);
    }

    private void WriteMeta(string sopClass, string instance)
    {
        // The group's length is that of what follows it, known when it has been written (PS3.10 §7.1).
        Header(0x0002_0000, "UL", 4);
        var place = _length;
        _length += 4;
        Header(0x0002_0001, "OB", 2);
        Add([0, 1]);
        Text(0x0002_0002, "UI", sopClass);
        Text(0x0002_0003, "UI", instance);
        Text(0x0002_0010, "UI", "1.2.840.10008.1.2.1");
        Text(0x0002_0012, "UI", "2.25.168470110712370129480175830125671230001");
        Text(0x0002_0013, "SH", "SUWEN_SIM_1");
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(place), (uint)(_length - place - 4));
    }

    private void WriteImage(ExamReport exam, long key, ulong seed)
    {
        Short(0x0028_0002, 1);
        Text(0x0028_0004, "CS", "MONOCHROME2");
        Short(0x0028_0010, Side);
        Short(0x0028_0011, Side);
        Short(0x0028_0100, 16);
        Short(0x0028_0101, 12);
        Short(0x0028_0102, 11);
        Short(0x0028_0103, 0);
        if (exam.Modality == "CT")
        {
            Text(0x0028_1052, "DS", "-1024");
            Text(0x0028_1053, "DS", "1");
        }

        Header(0x7FE0_0010, "OW", Side * Side * 2);
        var random = new RandomStream(seed, RandomPurpose.Imaging, key, exam.PerformedAt.Ticks);
        var (shiftX, shiftY) = (random.Between(-4, 4), random.Between(-4, 4));
        var lesion = exam.IsAbnormal ? (X: random.Between(22, 42), Y: random.Between(22, 42), Size: random.Between(2, 6)) : (X: 0, Y: 0, Size: 0);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var value = Tissue(x - 32 - shiftX, y - 32 - shiftY);
                if (lesion.Size > 0 && Square(x - lesion.X) + Square(y - lesion.Y) <= lesion.Size * lesion.Size) value = 1500;
                BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_length), (ushort)(value + (int)(random.Next() & 31)));
                _length += 2;
            }
        }
    }

    /// <summary>A body with two lungs and a spine: ellipses about the middle.</summary>
    private static int Tissue(int x, int y)
    {
        if (Square(x * 22) + Square(y * 27) > 27 * 27 * 22 * 22) return 24;
        if (Square(x) + Square(y - 14) <= 9) return 2000;
        return Square((x < 0 ? x + 12 : x - 12) * 3) + Square(y * 2) <= 26 * 26 ? 200 : 1080;
    }

    private static int Square(int value) => value * value;

    private static string ClassOf(string modality) => modality switch
    {
        "CT" => "1.2.840.10008.5.1.4.1.1.2",
        "MR" => "1.2.840.10008.5.1.4.1.1.4",
        "US" => "1.2.840.10008.5.1.4.1.1.6.1",
        "DX" => "1.2.840.10008.5.1.4.1.1.1.1",
        "CR" => "1.2.840.10008.5.1.4.1.1.1",
        _ => "1.2.840.10008.5.1.4.1.1.7",
    };

    private static string Compact(DateTime time, string format) => time.ToString(format, System.Globalization.CultureInfo.InvariantCulture);

    private static string Cut(string text, int length) => text.Length <= length ? text : text[^length..];

    private void Text(uint tag, string vr, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var padded = (length + 1) & ~1;
        Header(tag, vr, padded);
        Grow(padded);
        Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));

        // Values have an even length; UIDs are filled with NUL, texts with a blank (PS3.5 §6.2).
        if (padded > length) _bytes[_length + length] = vr == "UI" ? (byte)0 : (byte)' ';
        _length += padded;
    }

    private void Short(uint tag, ushort value)
    {
        Header(tag, "US", 2);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_length), value);
        _length += 2;
    }

    private void Header(uint tag, string vr, int length)
    {
        Grow(16);
        var at = _bytes.AsSpan(_length);
        BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)(tag >> 16));
        BinaryPrimitives.WriteUInt16LittleEndian(at[2..], (ushort)tag);
        at[4] = (byte)vr[0];
        at[5] = (byte)vr[1];
        if (vr is "OB" or "OW")
        {
            at[6] = at[7] = 0;
            BinaryPrimitives.WriteUInt32LittleEndian(at[8..], (uint)length);
            _length += 12;
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(at[6..], (ushort)length);
            _length += 8;
        }
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        Grow(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Grow(int more)
    {
        if (_bytes.Length - _length < more) Array.Resize(ref _bytes, _bytes.Length + more + 4096);
    }
}
