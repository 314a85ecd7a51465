using System.Runtime.CompilerServices;
using Suwen.Storage.Schema;

namespace Suwen.Storage.Tests.Warehouse;

public sealed class CanonicalModelTests
{
    /// <summary>columns.snapshot.csv is what was shipped. A change here would break databases in the field, so lines are only ever added.</summary>
    [Fact]
    public void The_model_only_grows()
    {
        var today = File.ReadAllLines(Path.Combine(Folder(), "../../Suwen.Storage/Schema/columns.csv"));
        var shipped = File.ReadAllLines(Path.Combine(Folder(), "columns.snapshot.csv"));
        shipped.Except(today, StringComparer.Ordinal).ShouldBeEmpty("columns that were shipped are gone or changed");
        var order = today.Where(shipped.ToHashSet(StringComparer.Ordinal).Contains);
        order.ShouldBe(shipped, "columns that were shipped have moved");
    }

    [Fact]
    public void A_new_column_stands_behind_the_older_ones_of_its_table()
    {
        foreach (var table in CanonicalModel.Tables)
        {
            table.Columns.Select(c => c.Since).ShouldBe(table.Columns.Select(c => c.Since).Order(), table.ToString());
        }
    }

    [Fact]
    public void A_table_stands_once_in_the_file()
    {
        CanonicalModel.Tables.Select(t => t.ToString()).ShouldBeUnique();
        CanonicalModel.Tables.ShouldAllBe(t => t.Columns.Select(c => c.Name).Distinct().Count() == t.Columns.Count);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
