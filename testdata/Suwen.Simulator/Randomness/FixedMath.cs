namespace Suwen.Simulator.Randomness;

/// <summary>
/// Functions that the platform's library computes differently from machine to machine, by the four operations and tables only: the same bits everywhere.
/// Relative error below 1e-13 over the ranges that a simulation meets, checked in the tests against the platform's functions.
/// </summary>
public static class FixedMath
{
    private const double Ln2High = 0.693147180369123816490, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e to the x; 0 below −700, infinity above 700.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x < -700) return 0;
        if (x > 700) return double.PositiveInfinity;
        var power = (int)Math.Floor(x / (Ln2High + Ln2Low) + 0.5);
        var rest = x - power * Ln2High - power * Ln2Low;
        // Taylor to the 14th degree: |rest| ≤ 0.347, the next term is below 1e-19.
        var sum = 1.0;
        for (var i = 14; i >= 1; i--) sum = 1.0 + sum * rest / i;
        return ScaleByPowerOfTwo(sum, power);
    }

    /// <summary>Natural logarithm; −infinity at 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;
        var bits = BitConverter.DoubleToInt64Bits(x);
        var power = (int)((bits >> 52) & 0x7FF);
        if (power == 0) return Log(x * 18014398509481984.0) - 54 * (Ln2High + Ln2Low);
        power -= 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951) { mantissa /= 2; power++; }
        // ln m = 2 artanh((m − 1) / (m + 1)); the argument is at most 0.1716, its square 0.0295.
        var t = (mantissa - 1) / (mantissa + 1);
        var square = t * t;
        var sum = 0.0;
        for (var i = 21; i >= 1; i -= 2) sum = sum * square + 1.0 / i;
        return power * Ln2High + (power * Ln2Low + 2 * t * sum);
    }

    /// <summary>x to the y, x positive.</summary>
    public static double Power(double x, double y) => x == 0 ? 0 : Exp(y * Log(x));

    /// <summary>Sine of an angle in turns (1 is a full circle), which needs no reduction by an irrational number.</summary>
    public static double SineOfTurn(double turns)
    {
        var turn = turns - Math.Floor(turns);
        var sign = 1.0;
        if (turn >= 0.5) { turn -= 0.5; sign = -1.0; }
        if (turn > 0.25) turn = 0.5 - turn;
        var x = turn * 6.283185307179586;
        var square = x * x;
        var sum = 1.0;
        for (var i = 20; i >= 2; i -= 2) sum = 1.0 - sum * square / (i * (i + 1));
        return sign * x * sum;
    }

    /// <summary>Cosine of an angle in turns.</summary>
    public static double CosineOfTurn(double turns) => SineOfTurn(turns + 0.25);

    /// <summary>The logistic function 1 / (1 + e^−x).</summary>
    public static double Logistic(double x) => 1.0 / (1.0 + Exp(-x));

    private static double ScaleByPowerOfTwo(double value, int power)
    {
        while (power > 1000) { value *= BitConverter.Int64BitsToDouble((1000L + 1023) << 52); power -= 1000; }
        while (power < -1000) { value *= BitConverter.Int64BitsToDouble((-1000L + 1023) << 52); power += 1000; }
        return value * BitConverter.Int64BitsToDouble((power + 1023L) << 52);
    }
}
