using Suwen.Storage.Schema;

namespace Suwen.Storage.Tests.Warehouse;

public sealed class ColumnVectorTests
{
    [Theory]
    [InlineData(ColumnType.Int64)]
    [InlineData(ColumnType.Text)]
    public void A_vector_holds_what_a_list_would_hold(ColumnType type)
    {
        var random = new Random(5);
        for (var round = 0; round < 50; round++)
        {
            var vector = new ColumnVector(type, 4);
            var model = new List<string?>();
            for (var step = 0; step < 60; step++)
            {
                Step(random, vector, model);
            }

            vector.Count.ShouldBe(model.Count);
            Enumerable.Range(0, model.Count).Select(i => vector.Value(i)?.ToString()).ShouldBe(model);
        }
    }

    private static void Step(Random random, ColumnVector vector, List<string?> model)
    {
        var number = random.Next(1000);
        switch (random.Next(5))
        {
            case 0:
                var nulls = random.Next(150);
                vector.AppendNulls(nulls);
                model.AddRange(Enumerable.Repeat<string?>(null, nulls));
                break;
            case 1 when vector.Type == ColumnType.Int64:
                var times = random.Next(150);
                vector.AppendRepeated(number, times);
                model.AddRange(Enumerable.Repeat<string?>(number.ToString(System.Globalization.CultureInfo.InvariantCulture), times));
                break;
            case 2:
                var rest = random.Next(model.Count + 1);
                vector.Truncate(rest);
                model.RemoveRange(rest, model.Count - rest);
                break;
            case 3:
                vector.AppendNull();
                model.Add(null);
                break;
            default:
                var text = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                if (vector.Type == ColumnType.Text)
                {
                    vector.Append(text);
                }
                else
                {
                    vector.Append((long)number);
                }

                model.Add(text);
                break;
        }
    }
}
