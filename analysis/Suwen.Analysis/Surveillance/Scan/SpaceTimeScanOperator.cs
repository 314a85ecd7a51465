using Suwen.Analysis.Series;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Surveillance.Scan;

/// <summary><c>space-time-scan</c>: Kulldorff's scan statistic over cylinders.</summary>
internal sealed class SpaceTimeScanOperator : IOperator
{
    private static readonly OperatorParameter<string> Location = Parameter.Column("group", "地点列", "Column of locations");
    private static readonly OperatorParameter<string> Latitude = Parameter.Column("latitude", "纬度列(平面坐标时为 y)", "Column of latitudes in degrees, or of y in a plane");
    private static readonly OperatorParameter<string> Longitude = Parameter.Column("longitude", "经度列(平面坐标时为 x)", "Column of longitudes in degrees, or of x in a plane");
    private static readonly OperatorParameter<string?> Population = Parameter.OptionalColumn("population", "人口列(泊松模型)", "Column of the population, for the Poisson model");
    private static readonly OperatorParameter<string> Coordinates = Parameter.Choice("coordinates", ["degrees", "plane"], "degrees", "坐标种类", "Degrees on the globe, or a plane");
    private static readonly OperatorParameter<string> Model = Parameter.Choice("model", ["auto", "permutation", "poisson"], "auto", "模型;有人口列则为泊松", "Space–time permutation, or Poisson; auto takes Poisson where a population is named");
    private static readonly OperatorParameter<string> Analysis = Parameter.Choice("analysis", ["prospective", "retrospective"], "prospective", "前瞻(只看仍在持续的)或回顾", "Clusters that last to the last date, or clusters at any time");
    private static readonly OperatorParameter<string> Window = Parameter.Choice("window", ["circular", "elliptic"], "circular", "圆形,或另加椭圆", "Circles, or circles and ellipses of shapes 1.5 to 5");
    private static readonly OperatorParameter<double> LargestShare = Parameter.Number("max_space", 0.5, 0.0001, 1, "空间窗口最大份额", "Largest share of the cases (permutation) or population (Poisson) in a zone");
    private static readonly OperatorParameter<double> LongestShare = Parameter.Number("max_time", 0.5, 0.0001, 1, "时间窗口最大份额", "Longest share of the study period in a cylinder");
    private static readonly OperatorParameter<long> Shortest = Parameter.Integer("min_steps", 1, 1, 10_000, "时间窗口最短步数", "Fewest steps of a cylinder");
    private static readonly OperatorParameter<long> Replicates = Parameter.Integer("simulations", 999, 0, 99_999, "蒙特卡罗次数", "Monte Carlo replicates for the p-value");
    private static readonly OperatorParameter<long> MostClusters = Parameter.Integer("max_clusters", 10, 1, 1000, "最多报告几个不重叠的聚集", "Most clusters to report; none shares a location with a likelier one");

    public OperatorDescription Description { get; } = new(
        "space-time-scan", "surveillance", new Words("时空扫描统计", "Space–time scan statistic"),
        new Words("在可变大小的时空圆柱中寻找病例聚集,蒙特卡罗检验。", "Looks for clusters of cases in cylinders of any centre, radius and time, with a Monte Carlo test."),
        [SeriesParameters.Date, SeriesParameters.Count, Location, Latitude, Longitude, Population, SeriesParameters.Frequency, SeriesParameters.Duplicates, Coordinates, Model, Analysis, Window, LargestShare, LongestShare, Shortest, Replicates, MostClusters, Parameter.Seed],
        [
            new OperatorOutput("result", new Words("每个聚集一行,最可能的在前", "One row for each cluster, likeliest first"), "cluster; group centre; latitude; longitude; radius in km or plane units (longer half-axis of an ellipse); shape; angle in degrees; n_locations; date_start; date_end; observed; expected; ratio observed over expected; relative_risk inside over outside; statistic logarithm of the likelihood ratio; p_value"),
            new OperatorOutput("locations", new Words("聚集所含地点", "Locations of clusters"), "cluster; group; observed; expected in the cluster's time"),
        ])
    {
        Aliases = ["scan", "satscan", "spacetime-scan"],
        References =
        [
            "Kulldorff, Heffernan, Hartman, Assunção, Mostashari (2005). A space–time permutation scan statistic for disease outbreak detection. PLoS Med 2(3):e59",
            "Kulldorff (2001). Prospective time periodic geographical disease surveillance using a scan statistic. J R Stat Soc A 164",
            "Kulldorff, Huang, Pickle, Duczmal (2006). An elliptic spatial scan statistic. Stat Med 25",
        ],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var population = call.Get(Population);
        if (call.Get(Model) == "poisson" && population is null)
        {
            throw OperatorException.BadParameters("The Poisson model needs a population.", "Name its column with population, or set model=permutation.");
        }

        var isPoisson = call.Get(Model) == "poisson" || (call.Get(Model) == "auto" && population is not null);
        // A date and location without a row has no case: the method knows no missing cells.
        var set = await SeriesReader.ReadAsync(call, null, isPoisson ? population : null, mayBeNegative: false, cancellationToken);
        var (latitudes, longitudes) = await ScanPlaces.ReadAsync(call, set, call.Get(Location), call.Get(Latitude), call.Get(Longitude), call.Get(Coordinates) == "plane", cancellationToken);
        var grid = ScanPlaces.Grid(set, isPoisson);
        var orders = ScanZones.Make(latitudes, longitudes, call.Get(Coordinates) == "plane", call.Get(Window) == "elliptic", grid.Weights(), call.Get(LargestShare));
        var longest = (int)Math.Floor((call.Get(LongestShare) * grid.Steps) + 1e-9);
        if (longest < call.Get(Shortest))
        {
            throw OperatorException.BadData($"The study period has {grid.Steps} {set.Clock.Unit.En}, so the longest cylinder has {longest}, but the shortest allowed has {call.Get(Shortest)}.", "Give a longer period, or set max_time higher or min_steps lower.");
        }

        if (orders.All(static o => o.Ends.Length == 0))
        {
            throw OperatorException.BadData($"No zone holds at most {100 * call.Get(LargestShare):0.##} % of the {(isPoisson ? "population" : "cases")}: each location holds more.", "Set max_space higher, or give smaller areas.");
        }

        var search = new ScanSearch(grid, orders, (int)call.Get(Shortest), longest, call.Get(Analysis) == "prospective");
        var clusters = Choose(search.BestByOrder(), orders, (int)call.Get(MostClusters));
        var highest = Simulate(call, grid, search, cancellationToken);
        await WriteAsync(call, set, grid, orders, clusters, highest, latitudes, longitudes, cancellationToken);
    }

    private static double[] Simulate(OperatorCall call, ScanGrid grid, ScanSearch search, CancellationToken cancellationToken)
    {
        var simulation = new ScanSimulation(grid, call.Get(Parameter.Seed));
        var highest = new double[call.Get(Replicates)];
        Parallel.For(0, highest.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => highest[i] = search.Highest(simulation.Draw(i)));
        return highest;
    }

    private static List<ScanCylinder> Choose(ScanCylinder[] best, List<ScanOrder> orders, int most)
    {
        Array.Sort(best, static (a, b) => b.Statistic != a.Statistic ? b.Statistic.CompareTo(a.Statistic) : a.Size != b.Size ? a.Size.CompareTo(b.Size) : a.Order.CompareTo(b.Order));
        var chosen = new List<ScanCylinder>();
        var taken = new HashSet<int>();
        foreach (var cylinder in best)
        {
            var zone = orders[cylinder.Order].Order.AsSpan(0, cylinder.Size);
            var isFree = cylinder.Size > 0 && chosen.Count < most;
            foreach (var location in zone)
            {
                isFree &= !taken.Contains(location);
            }

            if (!isFree)
            {
                continue;
            }

            chosen.Add(cylinder);
            foreach (var location in zone)
            {
                taken.Add(location);
            }
        }

        return chosen;
    }

    private static async Task WriteAsync(
        OperatorCall call, SeriesSet set, ScanGrid grid, List<ScanOrder> orders, List<ScanCylinder> clusters, double[] highest, double[] latitudes, double[] longitudes, CancellationToken cancellationToken)
    {
        var date = set.Clock.Step == SeriesStep.Number ? ColumnType.Int64 : ColumnType.Date;
        var table = new ResultTable(
            "result", ("cluster", ColumnType.Int32), ("group", ColumnType.Text), ("latitude", ColumnType.Double), ("longitude", ColumnType.Double), ("radius", ColumnType.Double),
            ("shape", ColumnType.Double), ("angle", ColumnType.Double), ("n_locations", ColumnType.Int32), ("date_start", date), ("date_end", date), ("observed", ColumnType.Int64),
            ("expected", ColumnType.Double), ("ratio", ColumnType.Double), ("relative_risk", ColumnType.Double), ("statistic", ColumnType.Double), ("p_value", ColumnType.Double));
        var members = new ResultTable("locations", ("cluster", ColumnType.Int32), ("group", ColumnType.Text), ("observed", ColumnType.Int64), ("expected", ColumnType.Double));
        for (var i = 0; i < clusters.Count; i++)
        {
            var c = clusters[i];
            var order = orders[c.Order];
            var far = ScanPlaces.Radius(order, c.Size, latitudes, longitudes, call.Get(Coordinates) == "plane");
            double? p = highest.Length == 0 ? null : (1.0 + highest.Count(h => h >= c.Statistic * (1 - 1e-12))) / (highest.Length + 1);
            double? risk = c.Observed == grid.Total ? null : c.Observed / c.Expected / ((grid.Total - c.Observed) / (grid.Total - c.Expected));
            table.Add(
                i + 1, set.Series[order.Centre].Group, latitudes[order.Centre], longitudes[order.Centre], far, order.Shape, double.RadiansToDegrees(order.Angle), c.Size,
                set.Clock.Cell(set.Series[0].Start + c.First), set.Clock.Cell(set.Series[0].Start + c.Last), c.Observed, c.Expected, c.Observed / c.Expected, risk, c.Statistic, p);
            foreach (var location in order.Order.AsSpan(0, c.Size))
            {
                var (observed, expected) = ScanPlaces.Cell(grid, location, c.First, c.Last);
                members.Add(i + 1, set.Series[location].Group, observed, expected);
            }
        }

        await call.WriteAsync(table, cancellationToken);
        await call.WriteAsync(members, cancellationToken);
        Conclude(call, set, orders, clusters, highest);
    }

    private static void Conclude(OperatorCall call, SeriesSet set, List<ScanOrder> orders, List<ScanCylinder> clusters, double[] highest)
    {
        if (clusters.Count == 0)
        {
            call.Sentence("没有病例多于期望的时空窗口。", "No cylinder holds more cases than expected.");
            return;
        }

        var c = clusters[0];
        var p = highest.Length == 0 ? "" : FormattableString.Invariant($", p = {(1.0 + highest.Count(h => h >= c.Statistic * (1 - 1e-12))) / (highest.Length + 1):0.000#}");
        var (from, to) = (set.Clock.Label(set.Series[0].Start + c.First), set.Clock.Label(set.Series[0].Start + c.Last));
        var centre = set.Series[orders[c.Order].Centre].Group;
        var expected = FormattableString.Invariant($"{c.Expected:0.0}");
        call.Sentence(
            $"最可能的聚集以 {centre} 为中心,含 {c.Size} 个地点,{from} 至 {to},观察 {c.Observed} 例,期望 {expected} 例{p.Replace(", ", ",", StringComparison.Ordinal)}。",
            $"The likeliest cluster, around {centre} with {c.Size} locations from {from} to {to}, held {c.Observed} cases where {expected} were expected{p}.");
    }
}
