using System.Buffers.Binary;
using System.Text;
using Suwen.Simulator.Care;
using Suwen.Simulator.Writing;
using Suwen.Simulator.Writing.Faults;
using Suwen.Simulator.Writing.Files;
using Suwen.Simulator.Writing.Terms;
using Suwen.Simulator.Writing.Text;
using Suwen.Standards.Identity;

namespace Suwen.Simulator.Tests.Writing;

/// <summary>The parts that feeds are made of.</summary>
public class PiecesTests
{
    [Fact]
    public void The_checksum_of_123456789_is_the_published_one() => Crc32.Of("123456789"u8).ShouldBe(0xCBF43926u);

    [Theory]
    [InlineData("11010519491231002X")]
    [InlineData("440524188001010014")]
    public void A_wrong_check_character_is_no_valid_number(string number)
    {
        // Both are the examples of GB 11643-1999.
        NationalId.TryNormalise(number, out _).ShouldBeTrue();
        NationalId.TryNormalise(FaultPlan.WrongCheck(number), out _).ShouldBeFalse();
    }

    [Fact]
    public void Gb18030_is_that_of_the_framework_for_letters_of_two_and_four_bytes()
    {
        const string Text = "张堃 李喆 陈建国, A|B é ǹ 𠮷 㑇 ℃ μ €";
        var expected = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!.GetBytes(Text);
        new Gb18030Encoder().Encode(Encoding.UTF8.GetBytes(Text)).ToArray().ShouldBe(expected);
    }

    [Theory]
    [InlineData(-5, 1, "-0.5")]
    [InlineData(1234, 2, "12.34")]
    [InlineData(7, 3, "0.007")]
    [InlineData(42, 0, "42")]
    public void Numbers_are_written_with_their_decimals(long units, byte decimals, string expected)
    {
        var text = new Utf8Record();
        text.Add(new FixedNumber(units, decimals));
        Encoding.UTF8.GetString(text.Written).ShouldBe(expected);
    }

    [Fact]
    public void A_house_with_another_unit_keeps_the_amount()
    {
        var world = SampleRegion.World();
        var terms = new LocalTerms(world.Catalogue, world.Institutions.All[3]);
        var local = terms.Lab(SampleRegion.Glucose);

        // 100 mg/dL of glucose are 5.55 mmol/L (molar mass 180.16 g/mol).
        local.Unit.ShouldBe("mg/dL");
        (5.55 * local.Factor).ShouldBe(100, 0.1);
        terms.Answers.Count(a => a.Variety == "laboratory").ShouldBe(world.Catalogue.LabItems.Count);
        terms.Answers.Where(a => a.Variety == "laboratory").Select(a => a.Number).ShouldBeUnique();
    }

    [Fact]
    public void A_dicom_file_is_made_of_elements_in_order_up_to_the_pixels()
    {
        var world = SampleRegion.World();
        var visit = SampleRegion.Visit(world, "first-hospital", 5, VisitKind.Outpatient);
        var file = new DicomFile();
        file.Write(visit, visit.Exams[0], ShownPerson.Of(visit.Person, Slip.None, DateOnly.FromDateTime(visit.Start), "9"), 7);
        var bytes = file.Written;
        Encoding.ASCII.GetString(bytes.Slice(128, 4)).ShouldBe("DICM");
        var at = 132;
        var last = 0u;
        while (at < bytes.Length)
        {
            var tag = ((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 2)..]);
            tag.ShouldBeGreaterThan(last);
            last = tag;
            var isLong = bytes[at + 4] == 'O';
            var length = isLong ? BinaryPrimitives.ReadInt32LittleEndian(bytes[(at + 8)..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(at + 6)..]);
            (length % 2).ShouldBe(0);
            at += (isLong ? 12 : 8) + length;
        }

        last.ShouldBe(0x7FE00010u);
        at.ShouldBe(bytes.Length);
    }

    [Fact]
    public void Known_variants_stand_in_the_order_of_the_genome()
    {
        var rows = TermFile.Read("terms/variants.csv");
        var places = rows.Select(r => (int.Parse(r[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(r[2], System.Globalization.CultureInfo.InvariantCulture))).ToList();
        places.ShouldBe(places.Order().ToList());
        rows.ShouldAllBe(r => r[0].StartsWith("rs") && r[3].Length == 1 && r[4].Length == 1);
    }
}
