using MathNet.Numerics.LinearAlgebra;

namespace Suwen.Analysis.Survival;

/// <summary>Gray's K-sample test of cumulative incidences (Annals of Statistics 1988;16:1141), with the variance for tied times that cmprsk uses.</summary>
internal sealed class GrayTest
{
    private readonly int groups;
    private readonly double rho;
    private readonly double[] score;
    private readonly double[,] variance;

    public GrayTest(int groups, double rho)
    {
        this.groups = groups;
        this.rho = rho;
        score = new double[groups];
        variance = new double[groups, groups];
    }

    /// <summary>Adds a stratum.</summary>
    /// <param name="time">Times of all rows.</param>
    /// <param name="kind">0 censored, 1 the event tested, 2 another.</param>
    /// <param name="group">Group of each row.</param>
    /// <param name="rows">Rows of the stratum.</param>
    public void Add(double[] time, int[] kind, int[] group, int[] rows)
    {
        var order = (int[])rows.Clone();
        Array.Sort(Array.ConvertAll(order, r => time[r]), order);
        var stratum = new Stratum(this);
        foreach (var row in order)
        {
            stratum.AtRisk[group[row]]++;
        }

        for (var i = 0; i < order.Length;)
        {
            var end = i;
            stratum.Begin();
            for (; end < order.Length && time[order[end]] == time[order[i]]; end++)
            {
                stratum.Count(kind[order[end]], group[order[end]]);
            }

            stratum.Step();
            for (; i < end; i++)
            {
                stratum.AtRisk[group[order[i]]]--;
            }
        }

        stratum.Finish();
    }

    /// <summary>Chi-squared statistic on groups - 1 degrees of freedom; NaN where the variance is singular.</summary>
    public double Statistic()
    {
        var n = groups - 1;
        var v = Matrix<double>.Build.Dense(n, n, (i, j) => variance[i, j]);
        var s = Vector<double>.Build.Dense(n, i => score[i]);
        return s.DotProduct(v.QR().Solve(s));
    }

    /// <summary>One stratum while time passes.</summary>
    private sealed class Stratum(GrayTest test)
    {
        private readonly int n = test.groups;
        private readonly double[] own = new double[test.groups];
        private readonly double[] other = new double[test.groups];
        private readonly double[] survivalBefore = Ones(test.groups);
        private readonly double[] survival = Ones(test.groups);
        private readonly double[] incidence = new double[test.groups];
        private readonly double[,] a = new double[test.groups, test.groups];
        private readonly double[,] c = new double[test.groups, test.groups];
        private readonly double[] v3 = new double[test.groups];
        private readonly double[,] v2 = new double[test.groups, test.groups];
        private double pooled;

        public double[] AtRisk { get; } = new double[test.groups];

        public void Begin()
        {
            Array.Clear(own);
            Array.Clear(other);
        }

        public void Count(int kind, int group)
        {
            own[group] += kind == 1 ? 1 : 0;
            other[group] += kind == 2 ? 1 : 0;
        }

        public void Step()
        {
            double events = 0, others = 0, total = 0, totalFree = 0;
            for (var g = 0; g < n; g++)
            {
                events += own[g];
                others += other[g];
                if (AtRisk[g] > 0)
                {
                    survival[g] = survivalBefore[g] * (AtRisk[g] - own[g] - other[g]) / AtRisk[g];
                    total += AtRisk[g] / survivalBefore[g];
                    totalFree += AtRisk[g] * (1 - incidence[g]) / survivalBefore[g];
                }
            }

            if (events + others == 0)
            {
                return;
            }

            var next = pooled + (events / total);
            Weigh(events, total, totalFree);
            if (events > 0)
            {
                AddOwn(events, total, next);
            }

            if (others > 0)
            {
                AddOther(next);
            }

            for (var g = 0; g < n; g++)
            {
                incidence[g] += AtRisk[g] > 0 ? survivalBefore[g] * own[g] / AtRisk[g] : 0;
                survivalBefore[g] = survival[g];
            }

            pooled = next;
        }

        public void Finish()
        {
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j < n; j++)
                {
                    for (var k = 0; k < n; k++)
                    {
                        test.variance[i, j] += (c[i, k] * c[j, k] * v3[k]) + (c[i, k] * v2[j, k]) + (c[j, k] * v2[i, k]);
                    }
                }
            }
        }

        /// <summary>The score and the weights a and their integral c of the paper.</summary>
        private void Weigh(double events, double total, double totalFree)
        {
            var weight = Math.Pow(1 - pooled, test.rho);
            Array.Clear(a);
            for (var i = 0; i < n; i++)
            {
                if (AtRisk[i] <= 0)
                {
                    continue;
                }

                var part = AtRisk[i] / survivalBefore[i];
                test.score[i] += weight * (own[i] - (events * part * (1 - incidence[i]) / totalFree));
                for (var j = 0; j < n; j++)
                {
                    if (AtRisk[j] > 0)
                    {
                        a[i, j] = weight * part * ((i == j ? 1 : 0) - (AtRisk[j] / survivalBefore[j] / total));
                        c[i, j] += a[i, j] * events / (total * (1 - pooled));
                    }
                }
            }
        }

        private void AddOwn(double events, double total, double next)
        {
            for (var k = 0; k < n; k++)
            {
                if (AtRisk[k] <= 0)
                {
                    continue;
                }

                var share = survival[k] > 0 ? 1 - ((1 - next) / survival[k]) : 1;
                var drawn = events > 1 ? 1 - ((events - 1) / ((total * survivalBefore[k]) - 1)) : 1;
                Spread(k, share, drawn * survivalBefore[k] * events / (total * AtRisk[k]), 1);
            }
        }

        private void AddOther(double next)
        {
            for (var k = 0; k < n; k++)
            {
                if (survival[k] > 0 && other[k] > 0)
                {
                    var drawn = other[k] > 1 ? 1 - ((other[k] - 1) / (AtRisk[k] - 1)) : 1;
                    Spread(k, (1 - next) / survival[k], drawn * survivalBefore[k] * survivalBefore[k] * other[k] / (AtRisk[k] * AtRisk[k]), 0);
                }
            }
        }

        /// <summary>Adds the variance of group k's increment; <paramref name="direct"/> is 1 for the event tested, which enters the score itself.</summary>
        private void Spread(int k, double share, double spread, double direct)
        {
            v3[k] += share * share * spread;
            for (var i = 0; i < n; i++)
            {
                var first = direct == 0 ? share * c[i, k] : a[i, k] - (share * c[i, k]);
                v2[i, k] += (direct == 0 ? -1 : 1) * first * share * spread;
                for (var j = 0; j < n; j++)
                {
                    var second = direct == 0 ? share * c[j, k] : a[j, k] - (share * c[j, k]);
                    test.variance[i, j] += first * second * spread;
                }
            }
        }

        private static double[] Ones(int count)
        {
            var ones = new double[count];
            ones.AsSpan().Fill(1);
            return ones;
        }
    }
}
