using Suwen.Storage;
using Suwen.Storage.Schema;

namespace Suwen.Analysis.Payment.Dip;

/// <summary>Settles a period by DIP: the value of a point from the budget, and what each hospital and each case is paid.</summary>
internal sealed class DipSettleOperator : IOperator
{
    private static readonly OperatorParameter<double?> Budget = Parameter.OptionalNumber("budget", 0, 1e15, "基金预算总额", "Money of the fund for these cases; gives the value of a point");

    private static readonly OperatorParameter<double?> PointValue = Parameter.OptionalNumber("point_value", 0, 1e9, "分值点值(与 budget 二选一)", "Value of a point, instead of a budget");

    private static readonly OperatorParameter<double?> MinimumRatio = Parameter.OptionalNumber("minimum_ratio", 0, 1, "机构支付与费用之比下限", "Least share of its cost that a hospital is paid");

    private static readonly OperatorParameter<double?> MaximumRatio = Parameter.OptionalNumber("maximum_ratio", 1, 100, "机构支付与费用之比上限", "Largest share of its cost that a hospital is paid");

    public OperatorDescription Description { get; } = new(
        "dip-settle",
        "payment",
        new Words("DIP 结算", "DIP settlement"),
        new Words("由总预算和分值计算点值,按机构系数结算各机构与各病例。", "Computes the value of a point from the budget and the scores, and settles hospitals, with their coefficients, and cases."),
        [Budget, PointValue, MinimumRatio, MaximumRatio],
        [
            new OperatorOutput("result", new Words("每机构一行", "One row per hospital"), "hospital, n, cost, patient_paid, score, coefficient, points (score x coefficient), standard (points x value of a point), settled (standard within the limits), fund_payment (settled - patient_paid), balance (settled - cost), ratio (settled / cost)"),
            new OperatorOutput("cases", new Words("每例一行", "One row per case"), "case_id, hospital, final_score, points, standard, cost, balance (standard - cost)"),
        ])
    {
        Inputs = [new OperatorInput("hospitals", false, new Words("机构系数表:hospital, coefficient", "Coefficients of hospitals: hospital, coefficient; 1 for those not in it"))],
        References = ["国家医疗保障按病种分值付费(DIP)技术规范 (NHSA, 医保办发〔2020〕50号)"],
    };

    public async Task RunAsync(OperatorCall call, CancellationToken cancellationToken)
    {
        if (call.Get(Budget) is null == call.Get(PointValue) is null)
        {
            throw OperatorException.BadParameters("Neither or both of budget and point_value are set.", "Set one of them.");
        }

        var hospitals = new SortedDictionary<string, Account>(StringComparer.Ordinal);
        var columns = Columns(call.Input);
        var (left, row) = (0L, 0L);
        await foreach (var batch in call.Input.ReadAsync(columns, cancellationToken))
        {
            for (var i = 0; i < batch.RowCount; i++, row++)
            {
                left += Add(hospitals, batch, i, row, call.Input.Name) ? 0 : 1;
            }
        }

        await ReadCoefficientsAsync(call, hospitals, cancellationToken);
        var points = hospitals.Values.Sum(static h => h.Points);
        if (!(points > 0))
        {
            throw OperatorException.BadData($"{call.Input.Name} has no case with a score above 0.", "Give the result of dip-group.");
        }

        var value = call.Get(PointValue) ?? (call.Get(Budget)!.Value + hospitals.Values.Sum(static h => h.Paid)) / points;
        await WriteHospitalsAsync(call, hospitals, value, cancellationToken);
        await WriteCasesAsync(call, hospitals, columns, value, cancellationToken);
        if (left > 0)
        {
            call.Note($"{left} 例没有分值,未参与结算。", $"Cases without a score, left out of the settlement: {left}.");
        }

        call.Sentence(
            FormattableString.Invariant($"{hospitals.Count} 家机构 {hospitals.Values.Sum(static h => h.Count)} 例,加权总分值 {points:F2},点值 {value:F4}。"),
            FormattableString.Invariant($"{hospitals.Values.Sum(static h => h.Count)} cases of {hospitals.Count} hospitals have {points:F2} weighted points; a point is worth {value:F4}."));
    }

    private static string[] Columns(IOperatorTable table)
    {
        string[] needed = ["case_id", "hospital", "final_score", "cost"];
        if (needed.FirstOrDefault(n => table.Columns.All(c => c.Name != n)) is { } missing)
        {
            throw OperatorException.BadData($"{table.Name} has no column {missing}.", "Give the result of dip-group on cases with the columns hospital and cost.");
        }

        return table.Columns.Any(static c => c.Name == "patient_paid") ? [.. needed, "patient_paid"] : needed;
    }

    private static bool Add(SortedDictionary<string, Account> hospitals, ColumnBatch batch, int i, long row, string table)
    {
        var score = DipCase.Number(batch[2], i);
        if (double.IsNaN(score))
        {
            return false;
        }

        var cost = DipCase.Number(batch[3], i);
        var paid = batch.Columns.Count > 4 ? DipCase.Number(batch[4], i) : 0;
        if (!(cost >= 0) || score < 0 || batch[1].IsNull(i) || double.IsNaN(paid) || paid < 0)
        {
            throw OperatorException.BadData($"{table}, row {row + 1}: hospital, cost, score or patient_paid is missing or below 0.", "Correct the row.");
        }

        var name = HospitalOf(batch, i);
        if (!hospitals.TryGetValue(name, out var account))
        {
            hospitals.Add(name, account = new Account());
        }

        account.Count++;
        account.Score += score;
        account.Cost += cost;
        account.Paid += paid;
        return true;
    }

    private static string HospitalOf(ColumnBatch batch, int i) => Convert.ToString(batch[1].Value(i), System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static async Task ReadCoefficientsAsync(OperatorCall call, SortedDictionary<string, Account> hospitals, CancellationToken cancellationToken)
    {
        if (call.Table("hospitals") is not { } table)
        {
            return;
        }

        await foreach (var batch in table.ReadAsync(["hospital", "coefficient"], cancellationToken))
        {
            for (var i = 0; i < batch.RowCount; i++)
            {
                var coefficient = DipCase.Number(batch[1], i);
                if (batch[0].IsNull(i) || !(coefficient > 0))
                {
                    throw OperatorException.BadData($"{table.Name} has a row without hospital or with a coefficient that is not above 0.", "Correct the row.");
                }

                if (hospitals.TryGetValue(Convert.ToString(batch[0].Value(i), System.Globalization.CultureInfo.InvariantCulture)!, out var account))
                {
                    account.Coefficient = coefficient;
                }
            }
        }
    }

    private static Task WriteHospitalsAsync(OperatorCall call, SortedDictionary<string, Account> hospitals, double value, CancellationToken cancellationToken)
    {
        var table = new ResultTable(
            "result", ("hospital", ColumnType.Text), ("n", ColumnType.Int64), ("cost", ColumnType.Double), ("patient_paid", ColumnType.Double), ("score", ColumnType.Double), ("coefficient", ColumnType.Double),
            ("points", ColumnType.Double), ("standard", ColumnType.Double), ("settled", ColumnType.Double), ("fund_payment", ColumnType.Double), ("balance", ColumnType.Double), ("ratio", ColumnType.Double));
        foreach (var (name, account) in hospitals)
        {
            var standard = account.Points * value;
            var settled = Math.Max(standard, account.Cost * (call.Get(MinimumRatio) ?? 0));
            settled = call.Get(MaximumRatio) is { } maximum ? Math.Min(settled, account.Cost * maximum) : settled;
            table.Add(
                name, account.Count, account.Cost, account.Paid, account.Score, account.Coefficient, account.Points, standard, settled, settled - account.Paid, settled - account.Cost,
                account.Cost > 0 ? settled / account.Cost : null);
        }

        return call.WriteAsync(table, cancellationToken);
    }

    private static async Task WriteCasesAsync(OperatorCall call, SortedDictionary<string, Account> hospitals, string[] columns, double value, CancellationToken cancellationToken)
    {
        var rows = new ColumnBatch(
        [
            new("case_id", ColumnType.Text), new("hospital", ColumnType.Text), new("final_score", ColumnType.Double), new("points", ColumnType.Double),
            new("standard", ColumnType.Double), new("cost", ColumnType.Double), new("balance", ColumnType.Double),
        ]);
        await call.Sink.BeginAsync("cases", rows.Columns, cancellationToken);
        await foreach (var batch in call.Input.ReadAsync(columns, cancellationToken))
        {
            rows.Clear();
            for (var i = 0; i < batch.RowCount; i++)
            {
                var score = DipCase.Number(batch[2], i);
                if (double.IsNaN(score))
                {
                    continue;
                }

                var name = HospitalOf(batch, i);
                var (points, cost) = (score * hospitals[name].Coefficient, DipCase.Number(batch[3], i));
                rows[0].Append(Convert.ToString(batch[0].Value(i), System.Globalization.CultureInfo.InvariantCulture) ?? "");
                rows[1].Append(name);
                rows[2].Append(score);
                rows[3].Append(points);
                rows[4].Append(points * value);
                rows[5].Append(cost);
                rows[6].Append((points * value) - cost);
            }

            await call.Sink.WriteAsync("cases", rows, cancellationToken);
        }
    }

    private sealed class Account
    {
        public long Count { get; set; }

        public double Score { get; set; }

        public double Cost { get; set; }

        public double Paid { get; set; }

        public double Coefficient { get; set; } = 1;

        public double Points => Score * Coefficient;
    }
}
