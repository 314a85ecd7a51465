namespace Suwen.Analysis.Surveillance.Scan;

/// <summary>Cases and expectation on the grid of locations and steps.</summary>
/// <param name="Cases">Cases by location, then step.</param>
/// <param name="Risk">By location, then step: population for the Poisson model, empty for the permutation model.</param>
/// <param name="Locations">Number of locations.</param>
/// <param name="Steps">Number of steps.</param>
internal sealed record ScanGrid(int[] Cases, double[] Risk, int Locations, int Steps)
{
    public bool IsPermutation => Risk.Length == 0;

    public long Total { get; } = Cases.Sum(static c => (long)c);

    /// <summary>What limits the size of a zone: cases of a location for the permutation model, its mean population for the Poisson model.</summary>
    public double[] Weights()
    {
        var weights = new double[Locations];
        for (var location = 0; location < Locations; location++)
        {
            for (var step = 0; step < Steps; step++)
            {
                weights[location] += IsPermutation ? Cases[(location * Steps) + step] : Risk[(location * Steps) + step] / Steps;
            }
        }

        return weights;
    }
}

/// <summary>A sequence of growing zones around a centre: locations in order of distance, and after how many of them a zone ends.</summary>
/// <param name="Centre">The location at the centre.</param>
/// <param name="Shape">Longer over shorter axis; 1 for circles.</param>
/// <param name="Angle">Angle of the longer axis to the east, in radians.</param>
/// <param name="Order">Locations, nearest first.</param>
/// <param name="Ends">Numbers of locations at which a zone is complete: equal distances enter together.</param>
internal sealed record ScanOrder(int Centre, double Shape, double Angle, int[] Order, int[] Ends);

/// <summary>A cylinder.</summary>
/// <param name="Order">Its sequence of zones.</param>
/// <param name="Size">Locations in it.</param>
/// <param name="First">First step.</param>
/// <param name="Last">Last step.</param>
/// <param name="Observed">Cases in it.</param>
/// <param name="Expected">Cases expected in it.</param>
/// <param name="Statistic">Logarithm of its likelihood ratio.</param>
internal readonly record struct ScanCylinder(int Order, int Size, int First, int Last, long Observed, double Expected, double Statistic);
