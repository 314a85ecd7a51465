using System.Globalization;
using System.Text;
using Suwen.Standards.Time;

namespace Suwen.Standards.Tests.Time;

/// <summary>Expected wall clocks are written as .NET reads them; the forms are those of HL7 v2.8 §2A.3.21 (DTM) and FHIR R4 dateTime.</summary>
public sealed class ClinicalTimeTests
{
    [Theory]
    [InlineData("2024", "2024-01-01T00:00:00", TimePrecision.Year, null)]
    [InlineData("202402", "2024-02-01T00:00:00", TimePrecision.Month, null)]
    [InlineData("20240229", "2024-02-29T00:00:00", TimePrecision.Day, null)]
    [InlineData("2024022908", "2024-02-29T08:00:00", TimePrecision.Hour, null)]
    [InlineData("202402290805", "2024-02-29T08:05:00", TimePrecision.Minute, null)]
    [InlineData("20240229080559", "2024-02-29T08:05:59", TimePrecision.Second, null)]
    [InlineData("20240229080559.1234+0800", "2024-02-29T08:05:59.1234", TimePrecision.Fraction, 480)]
    [InlineData("20240229080559-0330", "2024-02-29T08:05:59", TimePrecision.Second, -210)]
    [InlineData("198908181126+0215", "1989-08-18T11:26:00", TimePrecision.Minute, 135)]
    [InlineData("00010101", "0001-01-01T00:00:00", TimePrecision.Day, null)]
    [InlineData("99991231235959", "9999-12-31T23:59:59", TimePrecision.Second, null)]
    public void HL7_times_are_read(string text, string wallClock, TimePrecision precision, int? offset) =>
        ShouldBe(ClinicalTime.TryParseHl7(Encoding.ASCII.GetBytes(text), out var time), time, wallClock, precision, offset);

    [Theory]
    [InlineData("2024", "2024-01-01T00:00:00", TimePrecision.Year, null)]
    [InlineData("2024-02", "2024-02-01T00:00:00", TimePrecision.Month, null)]
    [InlineData("2024-02-29", "2024-02-29T00:00:00", TimePrecision.Day, null)]
    [InlineData("2024-02-29T08:05:59Z", "2024-02-29T08:05:59", TimePrecision.Second, 0)]
    [InlineData("2024-02-29T08:05:59.123456+08:00", "2024-02-29T08:05:59.123456", TimePrecision.Fraction, 480)]
    [InlineData("2024-02-29 08:05", "2024-02-29T08:05:00", TimePrecision.Minute, null)]
    [InlineData("1950-08-03T04:10:16-05:00", "1950-08-03T04:10:16", TimePrecision.Second, -300)]
    public void ISO_times_are_read(string text, string wallClock, TimePrecision precision, int? offset) =>
        ShouldBe(ClinicalTime.TryParseIso(Encoding.ASCII.GetBytes(text), out var time), time, wallClock, precision, offset);

    [Theory]
    [InlineData("20240230")]
    [InlineData("2024021")]
    [InlineData("202413")]
    [InlineData("202402292500")]
    [InlineData("20240229.5")]
    [InlineData("20240229+8")]
    [InlineData("2024-02-29")]
    [InlineData("abcd")]
    [InlineData("")]
    public void What_is_no_HL7_time_is_refused(string text) => ClinicalTime.TryParseHl7(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    [Theory]
    [InlineData("2024-13-01")]
    [InlineData("2024-02-30")]
    [InlineData("2024-2-3")]
    [InlineData("2024-02-29T08")]
    [InlineData("2024-02-29T08:05:59.")]
    [InlineData("2024-02-29T08:05:59+15:00")]
    [InlineData("2024-02-29T24:01:00")]
    [InlineData("0000-01-01")]
    [InlineData("20240229")]
    public void What_is_no_ISO_time_is_refused(string text) => ClinicalTime.TryParseIso(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void Days_before_1970_are_counted_down()
    {
        ClinicalTime.TryParseIso("1969-12-31T23:59:59.999999"u8, out var time).ShouldBeTrue();
        time.Days.ShouldBe(-1);
        time.Micros.ShouldBe(-1);
        ClinicalTime.TryParseIso("1969-12-31"u8, out time).ShouldBeTrue();
        time.Days.ShouldBe(-1);
    }

    [Fact]
    public void An_instant_is_the_wall_clock_less_the_offset()
    {
        ClinicalTime.TryParseIso("1970-01-01T08:00:00+08:00"u8, out var stated).ShouldBeTrue();
        stated.ToUtcMicros(0).ShouldBe(0);
        ClinicalTime.TryParseIso("1970-01-01T08:00:00"u8, out var unstated).ShouldBeTrue();
        unstated.ToUtcMicros(480).ShouldBe(0);
    }

    private static void ShouldBe(bool parsed, ClinicalTime time, string wallClock, TimePrecision precision, int? offset)
    {
        parsed.ShouldBeTrue();
        var expected = DateTime.Parse(wallClock, CultureInfo.InvariantCulture);
        time.Micros.ShouldBe((expected - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        time.Days.ShouldBe(DateOnly.FromDateTime(expected).DayNumber - 719_162);
        time.Precision.ShouldBe(precision);
        time.UtcOffsetMinutes.ShouldBe((short?)offset);
    }
}
