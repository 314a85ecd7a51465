namespace Suwen.Server.Packs.Export;

/// <summary>A vertical axis from a round number to a round number.</summary>
internal sealed class Scale
{
    private readonly double top;
    private readonly double bottom;

    /// <param name="numbers">What is drawn.</param>
    /// <param name="fromZero">Whether the axis begins at nothing, as bars need.</param>
    /// <param name="top">Where its greatest number is drawn.</param>
    /// <param name="bottom">Where its least number is drawn.</param>
    public Scale(IEnumerable<double> numbers, bool fromZero, double top, double bottom)
    {
        (this.top, this.bottom) = (top, bottom);
        var (least, most) = (double.MaxValue, double.MinValue);
        foreach (var number in numbers)
        {
            (least, most) = (Math.Min(least, number), Math.Max(most, number));
        }

        if (least > most)
        {
            (least, most) = (0, 1);
        }

        if (fromZero || least > 0 && least < most * 0.5)
        {
            (least, most) = (Math.Min(0, least), Math.Max(0, most));
        }

        if (most - least < double.Epsilon)
        {
            most = least + Math.Max(1, Math.Abs(least));
        }

        Step = StepOf((most - least) / 5);
        Least = Math.Floor(least / Step) * Step;
        Most = Math.Ceiling(most / Step) * Step;
    }

    public double Least { get; }

    public double Most { get; }

    public double Step { get; }

    public IEnumerable<double> Marks()
    {
        var count = (int)Math.Round((Most - Least) / Step);
        for (var i = 0; i <= count; i++)
        {
            // Sums of steps gather errors of binary fractions; a multiple rounded to the step does not show them.
            yield return Math.Round(Least + (i * Step), 10);
        }
    }

    public double Of(double number) => bottom - ((number - Least) / (Most - Least) * (bottom - top));

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double StepOf(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var ratio = rough / power;
        return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
    }
}
