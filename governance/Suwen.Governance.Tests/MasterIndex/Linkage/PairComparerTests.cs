using Suwen.Governance.MasterIndex.Linkage;

namespace Suwen.Governance.Tests.MasterIndex.Linkage;

public class PairComparerTests
{
    [Theory]
    [InlineData("张伟", "张伟", MatchLevel.Exact, MatchLevel.Exact)]
    [InlineData("张伟", "章伟", MatchLevel.SameSound, MatchLevel.Exact)]
    [InlineData("張偉", "张伟", MatchLevel.SameSound, MatchLevel.SameSound)]
    [InlineData("张伟", "张玮", MatchLevel.Exact, MatchLevel.SameSound)]
    [InlineData("林静", "凌静", MatchLevel.Close, MatchLevel.Exact)]
    [InlineData("李丽芳", "王李丽芳", MatchLevel.Part, MatchLevel.Exact)]
    [InlineData("王子轩", "王子涵", MatchLevel.Exact, MatchLevel.Similar)]
    [InlineData("欧阳明", "欧阳铭", MatchLevel.Exact, MatchLevel.SameSound)]
    [InlineData("王小?", "王小明", MatchLevel.Exact, MatchLevel.Part)]
    [InlineData("王芳", "赵强", MatchLevel.Different, MatchLevel.Different)]
    [InlineData("John Smith", "Smith, John", MatchLevel.Exact, MatchLevel.Exact)]
    [InlineData("John Smith", "Smith John", MatchLevel.Swapped, MatchLevel.Swapped)]
    [InlineData("Jon Müller", "John Muller", MatchLevel.Exact, MatchLevel.Slip)]
    [InlineData("J. Smith", "John Smyth", MatchLevel.Slip, MatchLevel.Part)]
    [InlineData("Bill Shaw", "William Shaw", MatchLevel.Exact, MatchLevel.SameSound)]
    [InlineData("Peggy Shaw", "Maggie Shaw", MatchLevel.Exact, MatchLevel.SameSound)]
    [InlineData("Ted Shaw", "Edward Shaw", MatchLevel.Exact, MatchLevel.SameSound)]
    [InlineData("Luca Shaw", "Acul Shaw", MatchLevel.Exact, MatchLevel.Similar)]
    [InlineData("Isaac James", "Jones Isaac", MatchLevel.Missing, MatchLevel.Swapped)]
    public void Names_agree_as_people_would_say(string a, string b, MatchLevel family, MatchLevel given)
    {
        var pair = Compare(new PersonProfile { Id = 1, FullName = a }, new PersonProfile { Id = 2, FullName = b });
        pair.LevelOf(LinkageField.FamilyName).ShouldBe(family);
        pair.LevelOf(LinkageField.GivenName).ShouldBe(given);
    }

    /// <summary>Counters of a house go up by one: numbers that are alike are two registrations.</summary>
    [Theory]
    [InlineData("R00003686", "R00003686", MatchLevel.Exact)]
    [InlineData("R00003686", "R00003687", MatchLevel.Different)]
    [InlineData("R00003699", "R00003709", MatchLevel.Different)]
    [InlineData("R00000665", "R00000265", MatchLevel.Different)]
    public void Record_numbers_of_one_house_that_are_alike_are_two(string a, string b, MatchLevel level) =>
        Compare(new PersonProfile { Id = 1, FullName = "王芳", RecordNo = a }, new PersonProfile { Id = 2, FullName = "王芳", RecordNo = b }).LevelOf(LinkageField.RecordNo).ShouldBe(level);

    /// <summary>Lunar: the fifth day of the first month of the year 1990 (庚午) was 31 January 1990 by the calendar of the Purple Mountain Observatory, whose new year fell on 27 January.</summary>
    [Theory]
    [InlineData("1980-02-03", "19800203", MatchLevel.Exact)]
    [InlineData("1980-02-03", "1980/3/2", MatchLevel.Swapped)]
    [InlineData("1980-02-03", "1980-02-08", MatchLevel.Slip)]
    [InlineData("1980-02-03", "1908-02-03", MatchLevel.Slip)]
    [InlineData("1980-02-03", "1980-02-14", MatchLevel.Close)]
    [InlineData("1980-02-03", "1980", MatchLevel.Part)]
    [InlineData("1980-02-03", "03/02/1980", MatchLevel.Exact)]
    [InlineData("1990-01-31", "1990-01-05", MatchLevel.Lunar)]
    [InlineData("1980-02-03", "1955-11-27", MatchLevel.Different)]
    [InlineData("1980-02-03", "不详", MatchLevel.Missing)]
    [InlineData("1978-08-19", "1979-09-21", MatchLevel.Close)]
    [InlineData("1980-02-03", "03/02/80", MatchLevel.Exact)]
    [InlineData("1980-02-03", "3 Feb 1980", MatchLevel.Exact)]
    [InlineData("1980-02-03", "February 3, 1980", MatchLevel.Exact)]
    [InlineData("1980-02-03", "800203", MatchLevel.Exact)]
    [InlineData("1980-02-03", "198002", MatchLevel.Part)]
    public void Dates_of_birth_agree_by_the_slips_that_happen(string a, string b, MatchLevel level) =>
        Compare(new PersonProfile { Id = 1, BirthDate = a }, new PersonProfile { Id = 2, BirthDate = b }).LevelOf(LinkageField.BirthDate).ShouldBe(level);

    /// <summary>330402197012055 of 15 digits is 33040219701205507X… only when sequence and check agree; numbers made by GB 11643.</summary>
    [Fact]
    public void An_old_number_is_its_new_one_and_two_valid_numbers_contradict()
    {
        var id = People.NationalId(new DateOnly(1970, 12, 5), 507);
        var old = string.Concat(id.AsSpan(0, 6), id.AsSpan(8, 9));
        Level(id, old).ShouldBe(MatchLevel.Exact);
        Level(id, id.ToLowerInvariant()).ShouldBe(MatchLevel.Exact);
        Level(id, People.NationalId(new DateOnly(1970, 12, 5), 508)).ShouldBe(MatchLevel.Conflict);
        Level(id, id[..15] + (id[15] == '1' ? '2' : '1') + id[16..]).ShouldBe(MatchLevel.Slip);
        Level(id, "111111111111111111").ShouldBe(MatchLevel.Missing);

        static MatchLevel Level(string a, string b) => Compare(new PersonProfile { Id = 1, NationalId = a }, new PersonProfile { Id = 2, NationalId = b }).LevelOf(LinkageField.NationalId);
    }

    /// <summary>A mother's card shown for her child: the number says 1985, the desk wrote 2019. It is no second number of the child's.</summary>
    [Fact]
    public void A_number_that_contradicts_its_own_records_date_of_birth_is_no_second_number()
    {
        var own = new PersonProfile { Id = 1, FullName = "李一诺", BirthDate = "2019-05-06", NationalId = People.NationalId(new DateOnly(2019, 5, 6), 12) };
        var borrowed = own with { Id = 2, NationalId = People.NationalId(new DateOnly(1985, 11, 23), 34) };
        Compare(own, borrowed).LevelOf(LinkageField.NationalId).ShouldBe(MatchLevel.Missing);
        Compare(own, own with { Id = 3, NationalId = People.NationalId(new DateOnly(2019, 5, 6), 34) }).LevelOf(LinkageField.NationalId).ShouldBe(MatchLevel.Conflict);
    }

    [Theory]
    [InlineData("ann.lee@a.example", "ann.kay@a.example", "Lee", "Kay", MatchLevel.Missing)]
    [InlineData("ann.lee@a.example", "ann.lee@post.example", "Lee", "Lee", MatchLevel.Missing)]
    [InlineData("ann.lee71@a.example", "ann.lee71@post.example", "Lee", "Lee", MatchLevel.Close)]
    [InlineData("ann.lee71@a.example", "ann.le71@a.example", "Lee", "Lee", MatchLevel.Slip)]
    [InlineData("ann.lee71@a.example", "ann.lee77@a.example", "Lee", "Lee", MatchLevel.Missing)]
    [InlineData("zoe@q.example", "ann.lee71@post.example", "Lee", "Lee", MatchLevel.Different)]
    public void That_the_emails_of_namesakes_resemble_each_other_is_no_evidence(string a, string b, string familyA, string familyB, MatchLevel level) =>
        Compare(new PersonProfile { Id = 1, GivenName = "Ann", FamilyName = familyA, Email = a }, new PersonProfile { Id = 2, GivenName = "Ann", FamilyName = familyB, Email = b })
            .LevelOf(LinkageField.Email).ShouldBe(level);

    [Fact]
    public void A_number_that_agrees_leaves_date_and_sex_nothing_to_say_unless_they_differ()
    {
        var person = People.Person(3, 1);
        var pair = Compare(person, person with { Id = 2 });
        pair.LevelOf(LinkageField.NationalId).ShouldBe(MatchLevel.Exact);
        pair.LevelOf(LinkageField.BirthDate).ShouldBe(MatchLevel.Missing);
        Compare(person, person with { Id = 2, BirthDate = "1911-11-11" }).LevelOf(LinkageField.BirthDate).ShouldNotBe(MatchLevel.Missing);
    }

    [Fact]
    public void A_newborn_has_a_guardian_and_no_name_and_the_first_twin_is_not_the_second()
    {
        var first = new PersonProfile { Id = 1, FullName = "王芳之长女" };
        var pair = Compare(first, new PersonProfile { Id = 2, FullName = "王芳之次女" });
        pair.LevelOf(LinkageField.GuardianName).ShouldBe(MatchLevel.Exact);
        pair.LevelOf(LinkageField.GivenName).ShouldBe(MatchLevel.Conflict);
        var named = Compare(first, new PersonProfile { Id = 2, FullName = "李雨欣", GuardianName = "王芳" });
        named.LevelOf(LinkageField.GivenName).ShouldBe(MatchLevel.Missing);
        named.LevelOf(LinkageField.GuardianName).ShouldBe(MatchLevel.Exact);
    }

    [Theory]
    [InlineData("+86 139-1234-5678", "13912345678", MatchLevel.Exact)]
    [InlineData("0573-82512345", "82512345", MatchLevel.Close)]
    [InlineData("13912345678", "13912345687", MatchLevel.Slip)]
    [InlineData("13912345678", "13000000000", MatchLevel.Different)]
    [InlineData("13912345678", "00000000000", MatchLevel.Missing)]
    public void Telephones_agree_without_their_prefixes(string a, string b, MatchLevel level) =>
        Compare(new PersonProfile { Id = 1, Phone = a }, new PersonProfile { Id = 2, Phone = b }).LevelOf(LinkageField.Phone).ShouldBe(level);

    private static ScoredPair Compare(PersonProfile a, PersonProfile b)
    {
        var reader = new ProfileReader();
        return new ScoredPair(1, 2, PairComparer.Compare(reader.Read(a), reader.Read(b)), 0);
    }
}
