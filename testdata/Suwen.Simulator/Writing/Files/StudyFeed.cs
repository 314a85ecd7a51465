using System.Globalization;
using Suwen.Simulator.Care;
using Suwen.Simulator.Randomness;
using Suwen.Simulator.Writing.Terms;
using Suwen.Simulator.Writing.Text;

namespace Suwen.Simulator.Writing.Files;

/// <summary>What a hospital gives as files of their own: a DICOM image for each scan that has a study, and a VCF of one sample for some. Nothing of it has a door yet; it lies beside the others.</summary>
internal sealed class StudyFeed : IFeed
{
    private const int VariantFileEvery = 400;

    private readonly House _house;
    private readonly FeedChannel _dicom;
    private readonly FeedChannel _vcf;
    private readonly FeedChannel[] _channels;
    private readonly DicomFile _image = new();
    private readonly Utf8Record _text = new();
    private readonly List<(string Id, int Chromosome, int Position, string Reference, string Alternate, string Gene, double Frequency)> _known = [];
    private readonly List<(int Chromosome, int Position, int Known, string Reference, string Alternate)> _found = [];

    public StudyFeed(World world, Institution institution)
    {
        _house = new House(world, institution);
        _dicom = new FeedChannel(institution.Source, "dicom", Door.Folder, "dcm", FilePeriod.PerRecord, false);
        _vcf = new FeedChannel(institution.Source, "variants", Door.Folder, "vcf", FilePeriod.PerRecord, false);
        _channels = [_dicom, _vcf];
        foreach (var row in TermFile.Read("terms/variants.csv"))
        {
            _known.Add((row[0], int.Parse(row[1], CultureInfo.InvariantCulture), int.Parse(row[2], CultureInfo.InvariantCulture), row[3], row[4], row[5], double.Parse(row[6], CultureInfo.InvariantCulture)));
        }
    }

    public IReadOnlyList<FeedChannel> Channels => _channels;

    public bool Wants(Visit visit) => visit.Institution.Index == _house.Institution.Index;

    public void WriteDay(DateOnly day, IFeedSink sink)
    {
    }

    public void Write(Visit visit, DateOnly day, IFeedSink sink)
    {
        foreach (var exam in visit.Exams)
        {
            if (exam.StudyUid.Length == 0 || !House.IsOf(exam.PerformedAt, visit, day)) continue;
            _image.Write(visit, exam, _house.Show(visit), _house.Seed);
            sink.Record(_dicom, "dicom", exam.PerformedAt, _image.Written);
        }

        if (visit.LabReports.Count > 0 && House.IsLastDay(visit, day) && new RandomStream(_house.Seed, RandomPurpose.Variants, visit.Key, 1).Below(VariantFileEvery) == 0)
        {
            WriteVariants(visit);
            sink.Record(_vcf, "vcf", visit.End, _text.Written);
        }
    }

    /// <summary>A VCF 4.2 of one person: the known variants that he carries, and invented ones (marked INVENTED; their reference bases are not those of the genome). The same person has the same genotypes in each.</summary>
    private void WriteVariants(Visit visit)
    {
        var random = new RandomStream(_house.Seed, RandomPurpose.Variants, visit.Resident.Id.Value);
        _found.Clear();
        for (var i = 0; i < _known.Count; i++) _found.Add((_known[i].Chromosome, _known[i].Position, i, _known[i].Reference, _known[i].Alternate));
        for (var i = 0; i < 12; i++)
        {
            var reference = random.Below(4);
            _found.Add((random.Between(1, 22), random.Between(1_000_000, 40_000_000), -1, "ACGT"[reference].ToString(), "ACGT"[(reference + random.Between(1, 3)) % 4].ToString()));
        }

        _found.Sort();
        _text.Clear();
        _text.Add("##fileformat=VCFv4.2\n##source=suwen-simulator (synthetic)\n##reference=GRCh38\n##FILTER=<ID=PASS,Description=\"All filters passed\">\n##INFO=<ID=GENE,Number=1,Type=String,Description=\"Gene\">\n##INFO=<ID=INVENTED,Number=0,Type=Flag,Description=\"Position and alleles are invented\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"Read depth\">\n"u8);
        for (var i = 1; i <= 22; i++)
        {
            _text.Add("##contig=<ID=chr"u8);
            _text.Add(i);
            _text.Add(">\n"u8);
        }

        _text.Add("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t"u8);
        _text.Add(visit.Person.RecordNumber);
        _text.Add((byte)'\n');
        foreach (var variant in _found) WriteVariant(variant, ref random);
    }

    private void WriteVariant((int Chromosome, int Position, int Known, string Reference, string Alternate) variant, ref RandomStream random)
    {
        var frequency = variant.Known >= 0 ? _known[variant.Known].Frequency : 0.7;
        var first = random.Chance(frequency);
        var second = random.Chance(frequency);
        var depth = random.Between(22, 60);
        if (!first && !second) return;
        _text.Add("chr"u8);
        _text.Add(variant.Chromosome);
        _text.Add((byte)'\t');
        _text.Add(variant.Position);
        _text.Add((byte)'\t');
        _text.Add(variant.Known >= 0 ? _known[variant.Known].Id : ".");
        _text.Add((byte)'\t');
        _text.Add(variant.Reference);
        _text.Add((byte)'\t');
        _text.Add(variant.Alternate);
        _text.Add("\t60\tPASS\t"u8);
        if (variant.Known >= 0)
        {
            _text.Add("GENE="u8);
            _text.Add(_known[variant.Known].Gene);
        }
        else
        {
            _text.Add("INVENTED"u8);
        }

        _text.Add("\tGT:DP\t"u8);
        _text.Add(first && second ? "1/1:"u8 : "0/1:"u8);
        _text.Add(depth);
        _text.Add((byte)'\n');
    }
}
