using System.Globalization;
using System.IO.Compression;
using System.Text;
using Suwen.Security.Deidentification;
using Suwen.Security.Deidentification.Dicom;
using Suwen.Security.Deidentification.Runs;

namespace Suwen.Security.Tests.Deidentification.Dicom;

/// <summary>Reads samples that pydicom wrote (Samples/make-samples.py), treats them, and reads what came out.</summary>
internal static class DicomSample
{
    public static readonly string[] Names = ["explicit-little", "implicit-little", "explicit-big", "deflated", "endless-sequences", "encapsulated"];

    public static byte[] Read(string name)
    {
        using var stream = typeof(DicomSample).Assembly.GetManifestResourceStream("dicom/" + name + ".dcm")!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public static (byte[] Output, string? Refusal, DeidSession Session) Treat(byte[] file, string policy) => Treat(file, BuiltInPolicies.Find(policy)!);

    public static (byte[] Output, string? Refusal, DeidSession Session) Treat(byte[] file, DeidPolicy policy)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var session = new DeidSession(policy, KnownKeys.Project(), new DateOnly(2026, 11, 22));
        using var input = new MemoryStream(file);
        using var output = new MemoryStream();
        var refusal = new DicomTreatment(session).Treat(input, output);
        return (output.ToArray(), refusal, session);
    }

    /// <summary>Every value of a file by its path, as text where it is text, else in hexadecimal figures; items are counted from 0.</summary>
    public static SortedDictionary<string, string> Values(byte[] file)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var stream = new MemoryStream(file, 132, file.Length - 132);
        var start = new DicomReader(stream, DicomSyntax.ExplicitLittleEndian);
        start.TryRead(out var group);
        var end = BitConverter.ToUInt32(start.Value(group)) + stream.Position;
        var transfer = "";
        while (stream.Position < end && start.TryRead(out var element))
        {
            var value = Text(element.Representation, start.Value(element));
            found[element.ToString()] = value;
            transfer = element.Tag == 0x0002_0010 ? value : transfer;
        }

        var syntax = new DicomSyntax(transfer != "1.2.840.10008.1.2", transfer == "1.2.840.10008.1.2.2");
        Stream body = transfer == "1.2.840.10008.1.2.1.99" ? new DeflateStream(stream, CompressionMode.Decompress) : stream;
        Items(new DicomReader(body, syntax), "", found);
        return found;
    }

    private static void Items(DicomReader reader, string path, SortedDictionary<string, string> found)
    {
        while (reader.TryRead(out var element))
        {
            if (element.Tag is DicomElement.ItemEnd or DicomElement.SequenceEnd)
            {
                return;
            }

            var here = path + element;
            if (element.Tag == DicomTags.PixelData && element.Length == DicomElement.Undefined)
            {
                Fragments(reader, here, found);
            }
            else if (element.Length == DicomElement.Undefined)
            {
                found[here] = "sequence";
                var number = 0;
                while (reader.TryRead(out var item) && item.Tag != DicomElement.SequenceEnd)
                {
                    Items(reader, string.Create(CultureInfo.InvariantCulture, $"{here}[{number++}]"), found);
                }
            }
            else
            {
                var value = reader.Value(element);
                var representation = element.Representation.Length > 0 ? element.Representation : DicomTags.Representation(element.Tag, value);
                found[here] = Text(representation, value);
            }
        }
    }

    private static void Fragments(DicomReader reader, string here, SortedDictionary<string, string> found)
    {
        var all = new StringBuilder();
        while (reader.TryRead(out var item) && item.Tag != DicomElement.SequenceEnd)
        {
            all.Append(Convert.ToHexString(reader.Value(item))).Append('|');
        }

        found[here] = all.ToString();
    }

    private static string Text(string representation, byte[] value) => representation is "OB" or "OW" or "US" or "UN" or "UL" or "DS" && value.AsSpan().IndexOfAnyInRange((byte)0, (byte)31) >= 0 || representation is "OB" or "OW" or "US"
        ? Convert.ToHexString(value)
        : Encoding.UTF8.GetString(value).TrimEnd('\0', ' ');
}
