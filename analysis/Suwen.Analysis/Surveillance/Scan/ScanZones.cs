namespace Suwen.Analysis.Surveillance.Scan;

/// <summary>Zones of the scan: circles, and ellipses of the shapes and angles that SaTScan uses.</summary>
internal static class ScanZones
{
    private const double EarthRadiusKilometres = 6371.0088;

    private static readonly (double Shape, int Angles)[] Ellipses = [(1.5, 4), (2, 6), (3, 9), (4, 12), (5, 15)];

    /// <param name="latitudes">Latitudes, or second coordinates in a plane.</param>
    /// <param name="longitudes">Longitudes, or first coordinates in a plane.</param>
    /// <param name="isPlane">True where coordinates are in a plane.</param>
    /// <param name="isElliptic">True to add ellipses to the circles.</param>
    /// <param name="weights">What a location adds to a zone.</param>
    /// <param name="largest">Share of the weight that a zone may hold.</param>
    public static List<ScanOrder> Make(double[] latitudes, double[] longitudes, bool isPlane, bool isElliptic, double[] weights, double largest)
    {
        var orders = new List<ScanOrder>();
        var limit = largest * weights.Sum() * (1 + 1e-12);
        for (var centre = 0; centre < latitudes.Length; centre++)
        {
            orders.Add(Order(centre, 1, 0, i => Distance(latitudes, longitudes, centre, i, isPlane), weights, limit));
            foreach (var (shape, angles) in isElliptic ? Ellipses : [])
            {
                for (var a = 0; a < angles; a++)
                {
                    var angle = Math.PI * a / angles;
                    orders.Add(Order(centre, shape, angle, i => EllipticDistance(latitudes, longitudes, centre, i, isPlane, shape, angle), weights, limit));
                }
            }
        }

        return orders;
    }

    /// <summary>Kilometres on the globe, or distance in the plane.</summary>
    public static double Distance(double[] latitudes, double[] longitudes, int a, int b, bool isPlane)
    {
        if (isPlane)
        {
            return Math.Sqrt(Square(latitudes[a] - latitudes[b]) + Square(longitudes[a] - longitudes[b]));
        }

        var (one, two) = (double.DegreesToRadians(latitudes[a]), double.DegreesToRadians(latitudes[b]));
        var half = Square(Math.Sin((two - one) / 2)) + (Math.Cos(one) * Math.Cos(two) * Square(Math.Sin(double.DegreesToRadians(longitudes[b] - longitudes[a]) / 2)));
        return 2 * EarthRadiusKilometres * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }

    /// <summary>The longer half-axis of the ellipse around one location that goes through another.</summary>
    public static double EllipticDistance(double[] latitudes, double[] longitudes, int a, int b, bool isPlane, double shape, double angle)
    {
        // Around one centre the globe is taken as flat; a cluster of which that is not true is no ellipse.
        var east = longitudes[b] - longitudes[a];
        var north = latitudes[b] - latitudes[a];
        if (!isPlane)
        {
            var kilometres = EarthRadiusKilometres * Math.PI / 180;
            east = (((east + 540) % 360) - 180) * kilometres * Math.Cos(double.DegreesToRadians(latitudes[a]));
            north *= kilometres;
        }

        var along = (east * Math.Cos(angle)) + (north * Math.Sin(angle));
        var across = (north * Math.Cos(angle)) - (east * Math.Sin(angle));
        return Math.Sqrt((along * along) + (shape * shape * across * across));
    }

    private static ScanOrder Order(int centre, double shape, double angle, Func<int, double> distance, double[] weights, double limit)
    {
        var distances = new double[weights.Length];
        var order = new int[weights.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            distances[i] = i == centre ? 0 : distance(i);
        }

        Array.Sort(distances, order);
        var ends = new List<int>();
        var weight = 0.0;
        for (var i = 0; i < order.Length; i++)
        {
            weight += weights[order[i]];
            if (weight > limit)
            {
                break;
            }

            if (i == order.Length - 1 || distances[i + 1] > distances[i] * (1 + 1e-12))
            {
                ends.Add(i + 1);
            }
        }

        return new ScanOrder(centre, shape, angle, order[..(ends.Count == 0 ? 0 : ends[^1])], [.. ends]);
    }

    private static double Square(double x) => x * x;
}
