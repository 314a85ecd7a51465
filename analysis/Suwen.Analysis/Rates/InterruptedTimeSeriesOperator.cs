using Suwen.Analysis.Regression;
using Suwen.Analysis.Statistics;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Rates;

/// <summary>Segmented regression of a series about an intervention.</summary>
internal sealed class InterruptedTimeSeriesOperator : IOperator
{
    private static readonly OperatorParameter<string> Outcome = Parameter.Column("outcome", "结局列(每行一个时间点)", "Column of the outcome, one row per time point");
    private static readonly OperatorParameter<string?> Date = Parameter.OptionalColumn("date", "时间列(日期或序号),用于排序;默认按行顺序", "Column of dates or numbers by which rows are put in order; their order where none is named");
    private static readonly OperatorParameter<double?> InterventionTime = Parameter.OptionalNumber("intervention_time", 1, 1e9, "干预后第一个时间点的序号(从 1 起)", "Number of the first time point after the intervention, from 1");
    private static readonly OperatorParameter<DateOnly?> InterventionDate = Parameter.OptionalDate("intervention_date", "干预日期;该日及以后为干预后", "Date of the intervention; it and later dates are after");
    private static readonly OperatorParameter<string> Method = Parameter.Choice("method", ["linear", "quasi-poisson", "poisson"], "linear", "模型:线性或计数", "Model: linear, or of counts");
    private static readonly OperatorParameter<string?> Population = Parameter.OptionalColumn("population", "人口列(计数模型的暴露量)", "Column of the population, the exposure of models of counts");
    private static readonly OperatorParameter<double?> Period = Parameter.OptionalNumber("period", 2, 10_000, "季节周期的时间点数,例如月数据 12", "Time points of a season, for example 12 of months");
    private static readonly OperatorParameter<long> Harmonics = Parameter.Integer("harmonics", 2, 1, 20, "季节的傅里叶谐波对数(设了 period 时)", "Fourier pairs of the season, where period is set");
    private static readonly OperatorParameter<long?> Lag = Parameter.OptionalInteger("lag", 0, 10_000, "线性模型的 Newey–West 滞后;0 为普通标准误,默认 floor(4 (n/100)^(2/9))", "Newey–West lag of the linear model; 0 for ordinary errors; floor(4 (n/100)^(2/9)) where none is given");

    public OperatorDescription Description { get; } = new(
        "interrupted-time-series",
        "rates",
        new("间断时间序列", "Interrupted time series"),
        new("分段回归:估计干预后的水平改变与斜率改变,可含季节项。", "Segmented regression: change of level and of slope after an intervention, with seasonal terms if asked."),
        [Outcome, Date, InterventionTime, InterventionDate, Method, Population, Period, Harmonics, Lag, Parameter.Confidence],
        [
            new OperatorOutput("result", new("每行为一项", "One row per term"), RegressionRows.Columns + "; terms: (Intercept), time, level (0 before, 1 after), trend (time points since the intervention, 0 at the first), sin1, cos1, …; rate_ratio for counts"),
            new OperatorOutput("fitted", new("每个时间点一行", "One row per time point"), "time; observed; fitted; counterfactual: fitted without the intervention"),
        ])
    {
        Aliases = ["its", "segmented-regression"],
        References = ["Bernal JL, Cummins S, Gasparrini A. Int J Epidemiol 2017;46:348-355", "R stats::lm, stats::glm(quasipoisson)", "R sandwich::NeweyWest(prewhite = FALSE, adjust = TRUE)"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (y, population, start) = await ReadAsync(call, cancellationToken);
        var isCount = call.Get(Method) != "linear";
        var design = Design(call, y.Length, start);
        var whole = population is null ? design : design.WithOffset(Array.ConvertAll(population, Math.Log));
        if (y.Length <= whole.ColumnCount + 1)
        {
            throw OperatorException.BadData($"There are {y.Length} time points for {whole.ColumnCount} parameters.", "Give a longer series, or fewer harmonics.");
        }

        double[] coefficients, covariance;
        double df;
        bool[] aliased;
        if (isCount)
        {
            var run = GlmRows.Run(call, whole, y, LinearFit.Ones(y.Length), PoissonFamily.Instance);
            (coefficients, aliased) = (run.Fit.Coefficients, run.Aliased);
            var isQuasi = call.Get(Method) == "quasi-poisson";
            var dispersion = isQuasi ? run.PearsonDispersion() : 1;
            covariance = Array.ConvertAll(run.Fit.Covariance, c => c * dispersion);
            df = isQuasi ? run.ResidualDf : double.PositiveInfinity;
        }
        else
        {
            var fit = LinearFit.Fit(whole, y);
            if (!(fit.ResidualSumOfSquares > 1e-28 * fit.TotalSumOfSquares))
            {
                throw OperatorException.BadData("The series does not vary about its segments; errors cannot be estimated.", "Look at the outcome.");
            }

            whole.NoteAliased(call, fit.Aliased);
            (coefficients, aliased, df) = (fit.Coefficients, fit.Aliased, fit.ResidualDf);
            var kept = whole.Keep(aliased);
            var lag = (int)(call.Get(Lag) ?? (long)Math.Floor(4 * Math.Pow(y.Length / 100.0, 2.0 / 9)));
            covariance = lag == 0 ? Array.ConvertAll(fit.Bread, b => b * fit.Sigma * fit.Sigma) : Sandwich.NeweyWest(kept, fit.Bread, fit.Residuals(kept, y), lag, isAdjusted: true);
        }

        await call.WriteAsync(RegressionRows.Table(whole, aliased, coefficients, covariance, df, call.Get(Parameter.Confidence), isCount ? "rate_ratio" : null), cancellationToken);
        await call.WriteAsync(Fitted(whole, Spread(coefficients, aliased), y, isCount), cancellationToken);
        Sentence(call, coefficients, covariance, df, aliased, isCount);
    }

    private static async Task<(double[] Y, double[]? Population, int Start)> ReadAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        var (outcome, date, people, isCount) = (call.Get(Outcome), call.Get(Date), call.Get(Population), call.Get(Method) != "linear");
        var byDay = call.Get(InterventionDate) is not null;
        if (byDay == call.Get(InterventionTime) is not null || (byDay && date is null) || (people is not null && !isCount))
        {
            throw OperatorException.BadParameters(
                people is not null && !isCount ? "The parameter population is for models of counts." : byDay && date is null ? "intervention_date needs the parameter date." : "Give one of intervention_time and intervention_date.",
                "For example: date=month intervention_date=2020-01-01, or intervention_time=37.");
        }

        List<(string, FrameKind)> wanted = [(outcome, FrameKind.Number)];
        wanted.AddRange(date is null ? [] : [(date, byDay ? FrameKind.Day : FrameKind.Either)]);
        wanted.AddRange(people is null ? [] : [(people, FrameKind.Number)]);
        var frame = await Frame.ReadAsync(call.Input, wanted, cancellationToken);
        var complete = frame.CompleteCases(call);
        if (complete.RowCount < frame.RowCount)
        {
            throw OperatorException.BadData($"{frame.RowCount - complete.RowCount} time points lack a value; leaving them out would shift the others in time.", "Fill the gaps first.");
        }

        var rows = Enumerable.Range(0, frame.RowCount).ToArray();
        if (date is not null)
        {
            var keys = byDay ? Array.ConvertAll(frame.Days(date), static d => (double)d) : frame.IsNumber(date) ? frame.Numbers(date) : Array.ConvertAll(frame.Factor(date).Codes, static c => (double)c);
            rows = [.. rows.OrderBy(r => keys[r])];
            if (rows.Select(r => keys[r]).Distinct().Count() < rows.Length)
            {
                throw OperatorException.BadData($"The column {date} has a time point twice.", "Give one row per time point; aggregate first.");
            }
        }

        var start = byDay ? rows.Count(r => frame.Days(date!)[r] < call.Get(InterventionDate)!.Value.DayNumber - Suwen.Storage.ColumnVector.UnixEpochDay) : (int)call.Get(InterventionTime)!.Value - 1;
        var y = Array.ConvertAll(rows, r => frame.Numbers(outcome)[r]);
        var population = people is null ? null : Array.ConvertAll(rows, r => frame.Numbers(people)[r]);
        if (start < 2 || start > y.Length - 2)
        {
            throw OperatorException.BadData($"There are {Math.Clamp(start, 0, y.Length)} time points before the intervention and {Math.Clamp(y.Length - start, 0, y.Length)} after it.", "There must be two or more on either side.");
        }

        return isCount && (Array.Exists(y, static v => v < 0) || (population is not null && Array.Exists(population, static p => !(p > 0))))
            ? throw OperatorException.BadData("A count is below zero, or a population is not above zero.", "Correct the series.")
            : (y, population, start);
    }

    private static DesignMatrix Design(OperatorCall call, int n, int start)
    {
        List<(string, double[])> columns =
        [
            ("time", Column(n, static t => t + 1)),
            ("level", Column(n, t => t >= start ? 1 : 0)),
            ("trend", Column(n, t => t >= start ? t - start : 0)),
        ];
        for (var k = 1; call.Get(Period) is { } period && k <= call.Get(Harmonics) && 2 * k <= period; k++)
        {
            var angle = 2 * Math.PI * k / period;
            columns.Add(($"sin{k}", Column(n, t => Math.Sin(angle * (t + 1)))));
            if (2 * k < period)
            {
                columns.Add(($"cos{k}", Column(n, t => Math.Cos(angle * (t + 1)))));
            }
        }

        return DesignMatrix.Of(n, columns);
    }

    private static double[] Column(int n, Func<int, double> value)
    {
        var column = new double[n];
        for (var t = 0; t < n; t++)
        {
            column[t] = value(t);
        }

        return column;
    }

    private static double[] Spread(double[] coefficients, bool[] aliased)
    {
        var k = 0;
        return Array.ConvertAll(aliased, a => a ? 0 : coefficients[k++]);
    }

    private static ResultTable Fitted(DesignMatrix design, double[] coefficients, double[] y, bool isCount)
    {
        var fitted = design.LinearPredictor(coefficients);
        // Without the intervention, level and trend are zero.
        var without = (double[])coefficients.Clone();
        (without[2], without[3]) = (0, 0);
        var counterfactual = design.LinearPredictor(without);
        var table = new ResultTable("fitted", ("time", ColumnType.Int64), ("observed", ColumnType.Double), ("fitted", ColumnType.Double), ("counterfactual", ColumnType.Double));
        for (var i = 0; i < y.Length; i++)
        {
            table.Add(i + 1, y[i], isCount ? Math.Exp(fitted[i]) : fitted[i], isCount ? Math.Exp(counterfactual[i]) : counterfactual[i]);
        }

        return table;
    }

    private static void Sentence(OperatorCall call, double[] coefficients, double[] covariance, double df, bool[] aliased, bool isCount)
    {
        if (aliased.AsSpan(0, 4).Contains(true))
        {
            return;
        }

        var confidence = call.Get(Parameter.Confidence);
        var reach = Distributions.StudentTailQuantile((1 - confidence) / 2, df);
        (string Zh, string En) Part(int k)
        {
            double Shown(double v) => isCount ? Math.Exp(v) : v;
            var error = Math.Sqrt(covariance[(k * coefficients.Length) + k]);
            var (low, high) = (Shown(coefficients[k] - (reach * error)), Shown(coefficients[k] + (reach * error)));
            var p = Say.P(Distributions.StudentTwoSided(coefficients[k] / error, df));
            return ($"{Say.Number(Shown(coefficients[k]))}({Say.IntervalZh(confidence, low, high)},{p})", $"{Say.Number(Shown(coefficients[k]))} ({Say.Interval(confidence, low, high)}, {p})");
        }

        var (level, trend) = (Part(2), Part(3));
        call.Sentence(
            $"干预后水平改变{(isCount ? "(率比)" : "")}为 {level.Zh},斜率每时间点改变{(isCount ? "(率比)" : "")}为 {trend.Zh}。",
            $"After the intervention the level changed by {(isCount ? "a factor of " : "")}{level.En} and the slope per time point by {(isCount ? "a factor of " : "")}{trend.En}.");
    }
}
