using FsCheck;
using FsCheck.Fluent;
using Suwen.Server.Persons;

namespace Suwen.Server.Tests.Persons;

public sealed class TimelineCursorTests
{
    [Fact]
    public void A_cursor_is_read_as_it_was_written() =>
        Prop.ForAll<PositiveInt, PositiveInt>(static (micros, row) =>
        {
            var cursor = new TimelineCursor(DateTime.UnixEpoch.AddMicroseconds(micros.Get * 1000L), "measurement", row.Get);
            return TimelineCursor.TryParse(cursor.ToString()) == cursor;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("1~visit")]
    [InlineData("x~visit~1")]
    [InlineData("1~rumour~1")]
    [InlineData("1~visit~1; drop table person")]
    [InlineData("99999999999999999999~visit~1")]
    [InlineData("9223372036854775807~visit~1")]
    public void What_no_page_named_is_refused(string text) => TimelineCursor.TryParse(text).ShouldBeNull();

    [Fact]
    public void Every_kind_has_its_file() =>
        TimelineQuery.Kinds.ShouldAllBe(k => Server.Node.WarehouseReading.Sql($"Persons/Timeline/{k}.sql").Contains($"'{k}' as kind", StringComparison.Ordinal));
}
