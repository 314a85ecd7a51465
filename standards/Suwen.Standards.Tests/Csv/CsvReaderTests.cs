using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Suwen.Standards.Csv;

namespace Suwen.Standards.Tests.Csv;

/// <summary>Expected rows are those that RFC 4180 section 2 defines or gives as examples.</summary>
public class CsvReaderTests
{
    [Theory]
    [InlineData("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "aaa|bbb|ccc", "zzz|yyy|xxx")] // rule 1
    [InlineData("aaa,bbb,ccc\r\nzzz,yyy,xxx", "aaa|bbb|ccc", "zzz|yyy|xxx")] // rule 2: the last line end may be missing
    [InlineData("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", "aaa|bbb|ccc", "zzz|yyy|xxx")] // rule 5
    [InlineData("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx", "aaa|b\r\nbb|ccc", "zzz|yyy|xxx")] // rule 6
    [InlineData("\"aaa\",\"b\"\"bb\",\"ccc\"", "aaa|b\"bb|ccc")] // rule 7
    public void The_examples_of_RFC_4180_are_read_as_it_says(string text, params string[] rows) => Read(text).ShouldBe(rows);

    [Fact]
    public void Lines_may_end_with_CR_or_LF_or_both() => Read("a,b\rc,d\ne,f\r\ng,h").ShouldBe(["a|b", "c|d", "e|f", "g|h"]);

    [Fact]
    public void Empty_fields_stay_fields() => Read(",a,,\n\"\",,b,").ShouldBe(["|a||", "||b|"]);

    [Fact]
    public void Spaces_belong_to_a_field() => Read(" a , b\n").ShouldBe([" a | b"]);

    [Fact]
    public void A_quote_inside_an_unquoted_field_is_a_character() => Read("5\" tube,b\"c\n").ShouldBe(["5\" tube|b\"c"]);

    [Fact]
    public void Without_quoting_a_quote_is_a_character()
    {
        var reader = new CsvReader("\"a\tb\nc\td"u8, (byte)'\t', CsvReader.NoQuote, new CsvFields());
        reader.Read().ShouldBeTrue();
        Encoding.UTF8.GetString(reader[0]).ShouldBe("\"a");
        reader.Read().ShouldBeTrue();
        Encoding.UTF8.GetString(reader[1]).ShouldBe("d");
        reader.Read().ShouldBeFalse();
    }

    [Fact]
    public void A_quoted_empty_field_is_told_from_an_empty_one()
    {
        var reader = new CsvReader("\"\",,NA,\"NA\""u8, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read().ShouldBeTrue();
        reader.FieldCount.ShouldBe(4);
        reader.IsQuoted(0).ShouldBeTrue();
        reader.IsQuoted(1).ShouldBeFalse();
        reader.IsQuoted(2).ShouldBeFalse();
        reader.IsQuoted(3).ShouldBeTrue();
        reader.IsBlank.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData(",,,")]
    public void A_row_without_any_value_is_blank(string row)
    {
        var reader = new CsvReader(Encoding.UTF8.GetBytes(row + "\n"), (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read().ShouldBeTrue();
        reader.IsBlank.ShouldBeTrue();
    }

    [Fact]
    public void Text_after_a_closing_quote_is_reported_and_the_next_row_is_read()
    {
        var reader = new CsvReader("a,\"b\"c,d\ne,f,g\n"u8, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read().ShouldBeTrue();
        reader.Fault.ShouldBe(CsvFault.TextAfterQuote);
        reader.FaultField.ShouldBe(1);
        reader.Read().ShouldBeTrue();
        reader.Fault.ShouldBe(CsvFault.None);
        reader.FieldCount.ShouldBe(3);
    }

    [Fact]
    public void An_unclosed_quote_costs_its_own_line_and_no_other()
    {
        var reader = new CsvReader("a,\"b\nc,d\ne,f\n"u8, (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read().ShouldBeTrue();
        reader.Fault.ShouldBe(CsvFault.UnterminatedQuote);
        reader.FaultField.ShouldBe(1);
        Encoding.UTF8.GetString(reader.Row).ShouldBe("a,\"b");
        reader.Read().ShouldBeTrue();
        reader.Fault.ShouldBe(CsvFault.None);
        Encoding.UTF8.GetString(reader.Row).ShouldBe("c,d");
    }

    [Fact]
    public void Only_one_row_of_a_text_can_have_an_unclosed_quote()
    {
        // Were it otherwise, each of them would look through all that follows.
        var gen = Gen.Elements((byte)'"', (byte)'"', (byte)',', (byte)'\n', (byte)'a').ArrayOf();
        Prop.ForAll(gen.ToArbitrary(), bytes =>
        {
            var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
            var unclosed = 0;
            while (reader.Read())
            {
                unclosed += reader.Fault == CsvFault.UnterminatedQuote ? 1 : 0;
            }

            unclosed.ShouldBeLessThanOrEqualTo(1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void A_row_wider_than_any_table_is_reported()
    {
        var reader = new CsvReader(Encoding.UTF8.GetBytes(new string(',', CsvFields.MaximumCount) + "\na"), (byte)',', CsvReader.DoubleQuote, new CsvFields());
        reader.Read().ShouldBeTrue();
        reader.Fault.ShouldBe(CsvFault.TooManyFields);
        reader.FieldCount.ShouldBe(CsvFields.MaximumCount);
        reader.Read().ShouldBeTrue();
        reader.Fault.ShouldBe(CsvFault.None);
    }

    [Theory]
    [InlineData("a,b\nc,")] // the row may go on
    [InlineData("a,b\nc,\"d")] // the quote may be closed
    [InlineData("a,b\nc,\"d\"")] // the quote may be doubled
    [InlineData("a,b\nc,d\r")] // an LF may follow
    public void While_more_may_follow_a_row_without_its_end_is_left(string text)
    {
        var reader = new CsvReader(Encoding.UTF8.GetBytes(text), (byte)',', CsvReader.DoubleQuote, new CsvFields(), isWhole: false);
        reader.Read().ShouldBeTrue();
        reader.Read().ShouldBeFalse();
        reader.Position.ShouldBe(4);
    }

    [Fact]
    public void What_is_written_by_the_rules_is_read_back()
    {
        var cell = Gen.Elements('a', ',', '"', '\r', '\n', '名', ' ', 'é').ArrayOf().Select(c => new string(c));
        var table = cell.ArrayOf().Where(r => r.Length > 0).ArrayOf().Where(t => t.Length > 0);
        Prop.ForAll(table.ToArbitrary(), rows =>
        {
            var text = string.Concat(rows.Select(r => string.Join(',', r.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
            Read(text).ShouldBe(rows.Select(r => string.Join('|', r)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Where_a_text_is_cut_does_not_change_its_rows()
    {
        var part = Gen.Elements("a", "bc", ",", "\"", "\n", "\r\n", "\r", "\"\"", "\",\"", "名字", "0123456789012345678901234567890123456789012345678901234567890123");
        var gen = part.ArrayOf().Select(string.Concat).SelectMany(_ => Gen.Choose(0, 400), (text, cut) => (text, cut));
        Prop.ForAll(gen.ToArbitrary(), sample =>
        {
            var bytes = Encoding.UTF8.GetBytes(sample.text);
            var whole = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
            var cut = new CsvReader(bytes.AsSpan(0, Math.Min(sample.cut, bytes.Length)), (byte)',', CsvReader.DoubleQuote, new CsvFields(), isWhole: false);
            while (cut.Read())
            {
                whole.Read().ShouldBeTrue();
                cut.Row.SequenceEqual(whole.Row).ShouldBeTrue();
                cut.FieldCount.ShouldBe(whole.FieldCount);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_bytes_are_read_to_their_end()
    {
        var gen = Gen.Elements<byte>(0, 10, 13, 34, 44, 65, 128, 255).ArrayOf();
        Prop.ForAll(gen.ToArbitrary(), bytes =>
        {
            var reader = new CsvReader(bytes, (byte)',', CsvReader.DoubleQuote, new CsvFields());
            var last = -1;
            while (reader.Read())
            {
                reader.RowStart.ShouldBeGreaterThan(last);
                last = reader.RowStart;
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    _ = reader[i].Length;
                }
            }

            reader.Position.ShouldBe(bytes.Length);
        }).QuickCheckThrowOnFailure();
    }

    private static List<string> Read(string text)
    {
        var rows = new List<string>();
        var reader = new CsvReader(Encoding.UTF8.GetBytes(text), (byte)',', CsvReader.DoubleQuote, new CsvFields());
        while (reader.Read())
        {
            reader.Fault.ShouldBe(CsvFault.None);
            var cells = new string[reader.FieldCount];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = Encoding.UTF8.GetString(reader[i]);
            }

            rows.Add(string.Join('|', cells));
        }

        return rows;
    }
}
