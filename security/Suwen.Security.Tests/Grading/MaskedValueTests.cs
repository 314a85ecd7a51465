using Suwen.Security.Grading;
using Suwen.Storage;
using Suwen.Storage.DuckDb;
using Suwen.Storage.Schema;

namespace Suwen.Security.Tests.Grading;

/// <summary>Masks in memory show what the engine's masks show; the engine's answer is the expected value.</summary>
public sealed class MaskedValueTests : IDisposable
{
    private static readonly string[] Texts = ["王", "王示例", "𠮷田", "", "11010519491231002X", "123456789012", "12345678901", "13800001111", "123456", "浙江省示例市示例街道1号", "浙江省示例市示", "A-1"];

    private readonly string folder = Directory.CreateTempSubdirectory("suwen-masks-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(MaskKind.None)]
    [InlineData(MaskKind.Name)]
    [InlineData(MaskKind.Number)]
    [InlineData(MaskKind.Phone)]
    [InlineData(MaskKind.Place)]
    public async Task A_text_is_masked_as_the_engine_masks_it(MaskKind kind)
    {
        var column = ColumnOf("full_name");
        var expression = Masking.ExpressionFor(column, kind);
        foreach (var text in Texts)
        {
            var expected = await AskAsync($"select {expression} from (select cast($1 as varchar) as full_name) t", text);
            MaskedValue.OfText(column, expression, text).ShouldBe((string?)expected);
        }

        MaskedValue.OfText(column, expression, null).ShouldBeNull();
        MaskedValue.OfText(column, null, "王示例").ShouldBe("王示例");
    }

    [Theory]
    [InlineData(MaskKind.None)]
    [InlineData(MaskKind.Year)]
    public async Task A_date_is_masked_as_the_engine_masks_it(MaskKind kind)
    {
        var column = ColumnOf("birth_date");
        var expression = Masking.ExpressionFor(column, kind);
        var day = new DateOnly(1949, 12, 31);
        MaskedValue.OfDate(column, expression, day).ShouldBe((DateOnly?)await AskAsync($"select {expression} from (select cast($1 as date) as birth_date) t", day));
        MaskedValue.OfDate(column, null, day).ShouldBe(day);
    }

    [Fact]
    public void A_mask_that_is_not_known_hides_the_value()
    {
        MaskedValue.OfText(ColumnOf("full_name"), "upper(full_name)", "x").ShouldBeNull();
        MaskedValue.OfDate(ColumnOf("birth_date"), "birth_date", new DateOnly(2000, 1, 1)).ShouldBeNull();
    }

    private static Column ColumnOf(string name) => CanonicalModel.Table("cn_golden_person") is var table ? table.Columns[table[name]] : null!;

    private async Task<object?> AskAsync(string sql, object value)
    {
        await using var warehouse = DuckDbWarehouse.Open(Path.Combine(folder, "w.duckdb"));
        await using var result = await warehouse.QueryAsync(new SqlStatement(sql, value), Authorisation.ForPlatform("test"), CancellationToken.None);
        var batch = await result.NextAsync(CancellationToken.None);
        return batch![0].Value(0);
    }
}
