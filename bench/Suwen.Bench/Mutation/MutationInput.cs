using System.IO.Compression;
using System.Reflection;
using System.Text;
using Suwen.Sources.Tests.Compliance;

namespace Suwen.Bench.Mutation;

/// <summary>A damaged file, with the mapping that lies beside it where it is a table.</summary>
internal sealed record DamagedFile(string Name, byte[] Bytes, string? MappingName, byte[]? Mapping);

/// <summary>Damaged messages, resources and files of every door; the same seed and number give the same bytes.</summary>
internal sealed class MutationInput
{
    private const int TableKinds = 8;

    private readonly int seed;
    private readonly byte[][] messageSamples;
    private readonly byte[][] resourceSamples;
    private readonly Mutator messages;
    private readonly Mutator resources;
    private readonly Mutator messageFiles;
    private readonly Mutator resourceFiles;
    private readonly IReadOnlyList<string> resourceFileNames;
    private readonly Mutator[] tables;
    private readonly (string Name, byte[] Bytes, string MappingName, byte[] Mapping)[] tableFiles;
    private readonly Mutator[] omop;
    private readonly (string Name, byte[] Bytes)[] omopFiles;

    public MutationInput(int seed)
    {
        this.seed = seed;
        var all = Sample();
        var hl7 = all.Where(f => f.Name.EndsWith(".hl7", StringComparison.Ordinal)).ToList();
        var fhir = all.Where(f => f.Name.EndsWith("json", StringComparison.Ordinal)).ToList();
        messageSamples = [.. hl7.SelectMany(f => Split(f.Bytes))];
        messages = new Mutator(messageSamples, "|^~\\&\r"u8.ToArray(), seed);
        messageFiles = new Mutator([.. hl7.Select(f => f.Bytes)], "|^~\\&\r"u8.ToArray(), seed + 1);
        resourceSamples = [.. fhir.SelectMany(f => Lines(f))];
        resources = new Mutator(resourceSamples, "{}[]\":,"u8.ToArray(), seed + 2);
        resourceFiles = new Mutator([.. fhir.Select(f => f.Bytes)], "{}[]\":,\n"u8.ToArray(), seed + 3);
        resourceFileNames = [.. fhir.Select(f => f.Name)];
        tableFiles = [.. all.Where(f => f.Name.EndsWith(".csv", StringComparison.Ordinal) || f.Name.EndsWith(".xlsx", StringComparison.Ordinal)).Select(f => WithMapping(f, all))];
        tables = [.. tableFiles.Select(f => new Mutator([f.Bytes], "\",\n\r"u8.ToArray(), seed + 4))];
        omopFiles = [.. OmopInput.Files.Select(f => (f.Name, Encoding.UTF8.GetBytes(f.Text)))];
        omop = [.. omopFiles.Select(f => new Mutator([f.Bytes], "\",\n\r"u8.ToArray(), seed + 5))];
    }

    /// <summary>An HL7 v2 message without its frame.</summary>
    public byte[] Message(int number) => number % 2 == 0 ? Gentle(messageSamples, number) : messages.Next(number, out _);

    /// <summary>A resource, or a bundle.</summary>
    public byte[] Resource(int number) => number % 2 == 0 ? Gentle(resourceSamples, number) : resources.Next(number, out _);

    /// <summary>A file for one of the doors.</summary>
    public DamagedFile File(int number)
    {
        var random = new Random(unchecked((seed * 7919) + number));
        switch (random.Next(4))
        {
            case 0:
                return Packed(new DamagedFile("messages.hl7", messageFiles.Next(number, out _), null, null), random);
            case 1:
                var bytes = resourceFiles.Next(number, out var sample);
                return Packed(new DamagedFile(resourceFileNames[sample], bytes, null, null), random);
            case 2:
                var table = random.Next(omopFiles.Length);
                return Packed(new DamagedFile(omopFiles[table].Name, omop[table].Next(number, out _), null, null), random);
            default:
                return Packed(Table(number, random), random);
        }
    }

    /// <summary>Changes letters and digits into others, which leaves the grammar whole: the damage is in what is said.</summary>
    private byte[] Gentle(byte[][] samples, int number)
    {
        var random = new Random(unchecked((seed * 104_729) + number));
        var bytes = (byte[])samples[random.Next(samples.Length)].Clone();
        for (var times = random.Next(1, 12); times > 0; times--)
        {
            var at = random.Next(bytes.Length);
            if (char.IsAsciiDigit((char)bytes[at]))
            {
                bytes[at] = (byte)('0' + random.Next(10));
            }
            else if (char.IsAsciiLetter((char)bytes[at]))
            {
                bytes[at] = (byte)('A' + random.Next(26));
            }
        }

        return bytes;
    }

    private DamagedFile Table(int number, Random random)
    {
        var index = random.Next(tableFiles.Length);
        var (name, bytes, mappingName, mapping) = tableFiles[index];
        switch (random.Next(TableKinds))
        {
            case 0:
                return new DamagedFile(name, bytes, mappingName, new Mutator([mapping], ":{}[]\n -"u8.ToArray(), seed + 6).Next(number, out _));
            case 1 when name.EndsWith(".xlsx", StringComparison.Ordinal):
                return new DamagedFile(name, tables[index].Next(number, out _), mappingName, mapping);
            default:
                // A workbook is damaged inside most times: damage to a packed file seldom leaves more than the packing's own fault.
                var damaged = name.EndsWith(".xlsx", StringComparison.Ordinal) ? DamagePart(bytes, number, random) : tables[index].Next(number, out _);
                return new DamagedFile(name, damaged, mappingName, mapping);
        }
    }

    private byte[] DamagePart(byte[] workbook, int number, Random random)
    {
        using var result = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(workbook)))
        using (var to = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            var damaged = random.Next(from.Entries.Count);
            for (var i = 0; i < from.Entries.Count; i++)
            {
                using var part = new MemoryStream();
                using (var source = from.Entries[i].Open())
                {
                    source.CopyTo(part);
                }

                var bytes = i == damaged ? new Mutator([part.ToArray()], "<>\"&/="u8.ToArray(), seed + 7).Next(number, out _) : part.ToArray();
                using var target = to.CreateEntry(from.Entries[i].FullName, CompressionLevel.Fastest).Open();
                target.Write(bytes);
            }
        }

        return result.ToArray();
    }

    /// <summary>Packs one file in eight, and damages the packed bytes of half of those.</summary>
    private DamagedFile Packed(DamagedFile file, Random random)
    {
        if (random.Next(8) != 0 || file.Name.EndsWith(".xlsx", StringComparison.Ordinal))
        {
            return file;
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(file.Bytes);
        }

        var bytes = packed.ToArray();
        return file with { Name = file.Name + ".gz", Bytes = random.Next(2) == 0 ? bytes : new Mutator([bytes], [], seed + 8).Next(random.Next(), out _) };
    }

    private static (string Name, byte[] Bytes, string MappingName, byte[] Mapping) WithMapping((string Name, byte[] Bytes) table, List<(string Name, byte[] Bytes)> all)
    {
        var name = Path.GetFileNameWithoutExtension(table.Name) + ".mapping.yaml";
        return (table.Name, table.Bytes, name, all.Single(f => f.Name == name).Bytes);
    }

    private static List<(string Name, byte[] Bytes)> Sample()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = new List<(string, byte[])>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("sample/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files.Add((Path.GetFileName(name), bytes));
        }

        return files;
    }

    private static IEnumerable<byte[]> Split(byte[] file)
    {
        var starts = new List<int>();
        for (var at = 0; at + 3 < file.Length; at++)
        {
            if (file.AsSpan(at).StartsWith("MSH|"u8) && (at == 0 || file[at - 1] is (byte)'\r' or (byte)'\n' or 0x0B))
            {
                starts.Add(at);
            }
        }

        for (var i = 0; i < starts.Count; i++)
        {
            yield return file[starts[i]..(i + 1 < starts.Count ? starts[i + 1] : file.Length)];
        }
    }

    private static IEnumerable<byte[]> Lines((string Name, byte[] Bytes) file) => file.Name.EndsWith(".ndjson", StringComparison.Ordinal)
        ? Encoding.UTF8.GetString(file.Bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)
        : [file.Bytes];
}
