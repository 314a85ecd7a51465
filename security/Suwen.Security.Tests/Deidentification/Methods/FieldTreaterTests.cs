using Suwen.Security.Deidentification;
using Suwen.Security.Deidentification.Methods;

namespace Suwen.Security.Tests.Deidentification.Methods;

public sealed class FieldTreaterTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);
    private readonly FieldTreater treater = new(BuiltInPolicies.Find("test-data")!, KnownKeys.Project(), Today, new PersonKeys(null));

    [Theory]
    [InlineData(FieldKind.PersonName, "张三", "张*")]
    [InlineData(FieldKind.PersonName, "欧阳建国", "欧阳**")]
    [InlineData(FieldKind.Phone, "13812341234", "138****1234")]
    [InlineData(FieldKind.NationalId, "330106198501300316", "330106************")]
    public void Masks_show_what_is_usual_and_no_more(FieldKind kind, string value, string masked) =>
        Of(kind, new MethodSpec(DeidMethod.Mask), value).ShouldBe(masked);

    [Theory]
    [InlineData("2024-03-05", GeneralLevel.Month, "2024-03")]
    [InlineData("20240305083000", GeneralLevel.Month, "202403")]
    [InlineData("2024年3月5日", GeneralLevel.Year, "2024年")]
    [InlineData("2024-08-05", GeneralLevel.Quarter, "2024-07")]
    [InlineData("1987-08-05", GeneralLevel.Decade, "1980")]
    public void Dates_become_coarser_in_their_own_form(string date, GeneralLevel level, string coarse) =>
        Of(FieldKind.Date, new MethodSpec(DeidMethod.Generalise) { To = level }, date).ShouldBe(coarse);

    /// <summary>45 CFR 164.514(b)(2)(i)(C): all ages over 89, and dates that tell such an age, are one category of 90 or older.</summary>
    [Theory]
    [InlineData(FieldKind.Age, "92", "90+")]
    [InlineData(FieldKind.Age, "89", "89")]
    [InlineData(FieldKind.Age, "101岁", "90+岁")]
    [InlineData(FieldKind.BirthDate, "1930-05-06", "1936")]
    [InlineData(FieldKind.BirthDate, "1950-05-06", "1950")]
    public void Great_ages_are_one_group(FieldKind kind, string value, string expected) =>
        Of(kind, new MethodSpec(DeidMethod.Generalise) { To = GeneralLevel.Year, Top = 90 }, value).ShouldBe(expected);

    /// <summary>The guidance on de-identification of the Department of Health and Human Services (2012) lists 036 among the areas of 20,000 or fewer.</summary>
    [Theory]
    [InlineData("03601", "000")]
    [InlineData("02139", "021")]
    [InlineData("314000", "314")]
    public void Sparse_postcode_areas_become_zeros(string postcode, string expected) =>
        Of(FieldKind.Postcode, new MethodSpec(DeidMethod.Generalise) { Digits = 3 }, postcode).ShouldBe(expected);

    [Theory]
    [InlineData("浙江省嘉兴市南湖区中山东路1号2幢301室", GeneralLevel.Province, "浙江省")]
    [InlineData("浙江省嘉兴市南湖区中山东路1号2幢301室", GeneralLevel.City, "浙江省嘉兴市")]
    [InlineData("嘉兴市南湖区中山东路1号", GeneralLevel.County, "浙江省嘉兴市南湖区")]
    [InlineData("北京市朝阳区建国路8号", GeneralLevel.County, "北京市朝阳区")]
    public void Addresses_are_cut_at_a_division(string address, GeneralLevel level, string expected) =>
        Of(FieldKind.Address, new MethodSpec(DeidMethod.Generalise) { To = level }, address).ShouldBe(expected);

    [Fact]
    public void An_address_that_names_no_division_is_removed()
    {
        var output = new CharBuffer();
        treater.Apply(FieldKind.Address, new MethodSpec(DeidMethod.Generalise) { To = GeneralLevel.City }, "8 Elm Street", output).ShouldBe(TreatedAs.Unreadable);
        output.Length.ShouldBe(0);
    }

    [Fact]
    public void Dates_of_one_person_move_by_one_amount_in_every_form()
    {
        var shift = new MethodSpec(DeidMethod.Shift) { Days = 180 };
        treater.Person.Clear();
        treater.Person.SetNumber("A100031");
        var first = DateOnly.Parse(Of(FieldKind.Date, shift, "2024-03-05"), System.Globalization.CultureInfo.InvariantCulture);
        var second = DateOnly.Parse(Of(FieldKind.Date, shift, "2024-04-04"), System.Globalization.CultureInfo.InvariantCulture);
        (second.DayNumber - first.DayNumber).ShouldBe(30);
        Math.Abs(first.DayNumber - new DateOnly(2024, 3, 5).DayNumber).ShouldBeInRange(1, 180);
        Of(FieldKind.Date, shift, "20240305083000+0800").ShouldBe(first.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture) + "083000+0800");
        Of(FieldKind.Date, shift, "2024-03-05T08:30:00Z").ShouldBe(first.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) + "T08:30:00Z");
    }

    [Fact]
    public void Whole_weeks_keep_the_day_of_the_week()
    {
        var shift = new MethodSpec(DeidMethod.Shift) { Days = 364, Weekday = true };
        for (var person = 0; person < 50; person++)
        {
            treater.Person.Clear();
            treater.Person.SetNumber("P" + person);
            var moved = DateOnly.Parse(Of(FieldKind.Date, shift, "2024-03-05"), System.Globalization.CultureInfo.InvariantCulture);
            moved.DayOfWeek.ShouldBe(DayOfWeek.Tuesday);
            moved.ShouldNotBe(new DateOnly(2024, 3, 5));
        }
    }

    [Fact]
    public void Two_dates_in_one_field_are_not_half_moved()
    {
        var output = new CharBuffer();
        treater.Apply(FieldKind.Date, new MethodSpec(DeidMethod.Shift), "2024-03-05至2024年3月9日", output).ShouldBe(TreatedAs.Unreadable);
    }

    private string Of(FieldKind kind, MethodSpec method, string value)
    {
        var output = new CharBuffer();
        treater.Apply(kind, method, value, output).ShouldBe(TreatedAs.Changed);
        return output.ToString();
    }
}
