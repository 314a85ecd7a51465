namespace Suwen.Analysis.Forecasting;

/// <summary>Faults that forecasting methods share.</summary>
internal static class ForecastFaults
{
    public static OperatorException TooShort(int have, int needed, string why) =>
        OperatorException.BadData($"The series has {have} values; at least {needed} are needed ({why}).", "Give a longer series, or set season lower or another method.");
}
