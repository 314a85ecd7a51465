using Suwen.Analysis.Series;

namespace Suwen.Analysis.Surveillance.Scan;

/// <summary>Locations of the scan and their cases.</summary>
internal static class ScanPlaces
{
    /// <summary>Coordinates of each series' location.</summary>
    /// <exception cref="OperatorException">A location has no coordinates, or two.</exception>
    public static async Task<(double[] Latitudes, double[] Longitudes)> ReadAsync(
        OperatorCall call, SeriesSet set, string group, string latitude, string longitude, bool isPlane, CancellationToken cancellationToken)
    {
        var frame = await Frame.ReadAsync(call.Input, [(group, FrameKind.Factor), (latitude, FrameKind.Number), (longitude, FrameKind.Number)], cancellationToken);
        var factor = frame.Factor(group);
        var (rows, columns) = (frame.Numbers(latitude), frame.Numbers(longitude));
        var found = new Dictionary<string, (double Latitude, double Longitude)>(StringComparer.Ordinal);
        for (var row = 0; row < frame.RowCount; row++)
        {
            if (factor.Codes[row] < 0 || double.IsNaN(rows[row]) || double.IsNaN(columns[row]))
            {
                continue;
            }

            if (!isPlane && (Math.Abs(rows[row]) > 90 || Math.Abs(columns[row]) > 360))
            {
                throw OperatorException.BadData($"{frame.Name}, row {row + 1}: {latitude} and {longitude} are no degrees of latitude and longitude.", "Correct the row, exchange the two columns, or set coordinates=plane.");
            }

            var name = factor.Levels[factor.Codes[row]];
            if (!found.TryAdd(name, (rows[row], columns[row])) && found[name] != (rows[row], columns[row]))
            {
                throw OperatorException.BadData($"{frame.Name}, row {row + 1}: its location has other coordinates than in an earlier row.", "Give each location one pair of coordinates.");
            }
        }

        var missing = set.Series.Count(s => !found.ContainsKey(s.Group!));
        return missing == 0
            ? ([.. set.Series.Select(s => found[s.Group!].Latitude)], [.. set.Series.Select(s => found[s.Group!].Longitude)])
            : throw OperatorException.BadData($"{missing} of {set.Series.Count} locations have no coordinates.", "Fill them in, or leave those locations out.");
    }

    /// <summary>Cases and population on one grid.</summary>
    public static ScanGrid Grid(SeriesSet set, bool isPoisson)
    {
        var steps = set.Series[0].Length;
        if (set.Series.Count < 2 || steps < 2)
        {
            throw OperatorException.BadData($"The scan needs at least 2 locations and 2 dates; there are {set.Series.Count} and {steps}.", "Give more of them.");
        }

        var cases = new int[set.Series.Count * steps];
        var risk = new double[isPoisson ? cases.Length : 0];
        for (var location = 0; location < set.Series.Count; location++)
        {
            var series = set.Series[location];
            for (var step = 0; step < steps; step++)
            {
                var count = series.Values[step];
                if (double.IsNaN(count) || count != Math.Floor(count) || count > 10_000_000)
                {
                    throw OperatorException.BadData($"A count of the location {series.Group} is missing or no whole number.", "The scan counts cases: give whole numbers, and leave rows out where there was none.");
                }

                cases[(location * steps) + step] = (int)count;
                if (isPoisson)
                {
                    var people = series.Population![step];
                    risk[(location * steps) + step] = double.IsNaN(people) ? throw OperatorException.BadData($"The location {series.Group} has no population.", "Fill it in, or set model=permutation.") : people;
                }
            }
        }

        var grid = new ScanGrid(cases, risk, set.Series.Count, steps);
        return grid.Total is >= 2 and <= 50_000_000 ? grid : throw OperatorException.BadData($"There are {grid.Total} cases; the scan needs between 2 and 50,000,000.", "Give a table with cases.");
    }

    /// <summary>Distance of the farthest location of a zone from its centre; for ellipses the longer half-axis.</summary>
    public static double Radius(ScanOrder order, int size, double[] latitudes, double[] longitudes, bool isPlane) => order.Shape == 1
        ? ScanZones.Distance(latitudes, longitudes, order.Centre, order.Order[size - 1], isPlane)
        : ScanZones.EllipticDistance(latitudes, longitudes, order.Centre, order.Order[size - 1], isPlane, order.Shape, order.Angle);

    /// <summary>Cases of one location in a time, observed and expected.</summary>
    public static (long Observed, double Expected) Cell(ScanGrid grid, int location, int first, int last)
    {
        var (observed, all, risk, risks, inTime) = (0L, 0L, 0.0, 0.0, 0L);
        for (var i = 0; i < grid.Cases.Length; i++)
        {
            var step = i % grid.Steps;
            var isHere = i / grid.Steps == location;
            var isNow = step >= first && step <= last;
            all += isHere ? grid.Cases[i] : 0;
            observed += isHere && isNow ? grid.Cases[i] : 0;
            inTime += isNow ? grid.Cases[i] : 0;
            if (!grid.IsPermutation)
            {
                risks += grid.Risk[i];
                risk += isHere && isNow ? grid.Risk[i] : 0;
            }
        }

        return (observed, grid.IsPermutation ? (double)all * inTime / grid.Total : grid.Total * risk / risks);
    }
}
