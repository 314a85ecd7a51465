using System.Text;
using Suwen.Sources.Tables.Mapping;

namespace Suwen.Sources.Tests.Tables;

public class TimeFormatTests
{
    [Theory]
    [InlineData("yyyyMMdd", "20240229", "2024-02-29 00:00:00", "Day")]
    [InlineData("yyyy-MM-dd HH:mm:ss", "2024-02-29 23:59:58", "2024-02-29 23:59:58", "Second")]
    [InlineData("yyyy/M/d", "2024/2/9", "2024-02-09 00:00:00", "Day")]
    [InlineData("yyyy/M/d H:mm", "2024/12/31 7:05", "2024-12-31 07:05:00", "Minute")]
    [InlineData("yyyy年M月d日", "2024年2月9日", "2024-02-09 00:00:00", "Day")]
    [InlineData("dd.MM.yyyy", "09.02.2024", "2024-02-09 00:00:00", "Day")]
    [InlineData("iso", "2024-02-29T08:05:00", "2024-02-29 08:05:00", "Second")]
    [InlineData("excel", "45351", "2024-02-29 00:00:00", "Day")] // as Excel shows serial 45351
    [InlineData("excel", "45351.5", "2024-02-29 12:00:00", "Second")]
    [InlineData("excel", "1", "1900-01-01 00:00:00", "Day")]
    [InlineData("excel", "61", "1900-03-01 00:00:00", "Day")]
    [InlineData("epoch", "1709164800", "2024-02-29 08:00:00", "Second")] // date -u -d @1709164800: 2024-02-29 00:00:00
    [InlineData("epoch-ms", "1709164800000", "2024-02-29 08:00:00", "Fraction")]
    public void Times_are_read_in_the_format_that_is_stated(string pattern, string text, string expected, string precision)
    {
        var format = TimeFormat.Compile(pattern, out _).ShouldNotBeNull();
        format.TryRead(Encoding.UTF8.GetBytes(text), 480, out var time).ShouldBeTrue();
        DateTime.UnixEpoch.AddMicroseconds(time.Micros).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(expected);
        time.Precision.ToString().ShouldBe(precision);
    }

    [Theory]
    [InlineData("yyyyMMdd", "20230229")]
    [InlineData("yyyyMMdd", "2024022")]
    [InlineData("yyyyMMdd", "202402291")]
    [InlineData("yyyy-MM-dd", "2024-2-9")]
    [InlineData("yyyy年M月d日", "2024年2月9")]
    [InlineData("yyyy-MM-dd HH:mm", "2024-02-09 24:00")]
    [InlineData("excel", "60")] // 1900-02-29, which never was
    [InlineData("excel", "x")]
    [InlineData("epoch-ms", "999999999999999999")]
    public void What_is_no_time_in_the_format_is_not_read(string pattern, string text) =>
        TimeFormat.Compile(pattern, out _).ShouldNotBeNull().TryRead(Encoding.UTF8.GetBytes(text), 0, out _).ShouldBeFalse();

    [Theory]
    [InlineData("dd/mm/yyyy")]
    [InlineData("yy-MM-dd")]
    [InlineData("yyyy-MM-dd ss")]
    [InlineData("yyyyMMMdd")]
    [InlineData("")]
    public void A_pattern_that_leaves_out_or_mistakes_a_part_is_no_format(string pattern) =>
        TimeFormat.Compile(pattern, out var fault).ShouldBeNull(fault);
}
