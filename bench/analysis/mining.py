#!/usr/bin/python3
"""Times `suwen op` against scikit-learn and R on the same generated CSV: clusters, trees, forests, boosting, logistic, Cox.

    bench/analysis/mining.py [--rows 500000] [--suwen ./suwen] [--only k-means,cox]

Needs Debian's python3-sklearn, python3-pandas, r-base-core, r-cran-survival, r-cran-data.table. Times are of whole programs, from the file
on disk to the result (wall clock and processor time), and of scikit-learn's or R's fit alone, without reading the file. Ratios above 1
mean that Suwen took less.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

COLUMNS = 10
KINDS = ["k-means", "decision-tree", "random-forest", "gradient-boosting", "logistic-regression", "cox"]


def generate(path, rows):
    import numpy as np
    random = np.random.default_rng(1)
    center = random.integers(0, 6, rows)
    x = (random.normal(size=(rows, COLUMNS)) + random.normal(size=(6, COLUMNS))[center] * 1.5).round(4)
    score = x @ np.linspace(-0.4, 0.4, COLUMNS) + 0.5 * x[:, 0] * x[:, 1]
    y = (random.random(rows) < 1 / (1 + np.exp(1 - score))).astype(int)
    hidden = random.exponential(size=rows) * np.exp(-score / 4) * 365
    censor = random.uniform(30, 730, rows)
    seconds = np.ceil(np.minimum(hidden, censor)).astype(int)
    with open(path, "w", encoding="utf-8") as file:
        file.write("y,time,event," + ",".join(f"x{i}" for i in range(COLUMNS)) + "\n")
        for i in range(rows):
            file.write(f"{y[i]},{seconds[i]},{int(hidden[i] <= censor[i])}," + ",".join(map(str, x[i])) + "\n")


def run(command):
    """Wall clock, processor seconds, MB and output of a command."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command[:6])} failed:\n{output[-2000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=500_000)
    arguments.add_argument("--suwen", default=os.path.join(os.path.dirname(__file__), "..", "..", "suwen"))
    arguments.add_argument("--only", default=",".join(KINDS))
    arguments = arguments.parse_args()
    folder = tempfile.mkdtemp()
    try:
        table = os.path.join(folder, "table.csv")
        generate(table, arguments.rows)
        xs = ",".join(f"x{i}" for i in range(COLUMNS))
        head = (f'import time, os, pandas; d = pandas.read_csv("{table}"); x = d[[c for c in d.columns if c.startswith("x")]].to_numpy(); y = d.y.to_numpy();'
                'n = len(y) * 3 // 4; t = time.monotonic(); c = os.times();')
        tail = '; e = os.times(); print("FIT", time.monotonic() - t, e.user + e.system - c.user - c.system)'
        r_head = f'd <- as.data.frame(data.table::fread("{table}")); t <- proc.time();'
        r_tail = '; e <- proc.time() - t; cat("FIT", e[["elapsed"]], e[["user.self"]] + e[["sys.self"]], "\\n")'
        formula = "+".join(f"x{i}" for i in range(COLUMNS))
        learn = ["outcome=y", "covariates=" + xs, "test=0.25"]
        cases = {
            "k-means": (["k-means", f"columns={xs}", "k=6", "n_start=3"],
                        ["/usr/bin/python3", "-c", head + 'from sklearn.cluster import KMeans; m = KMeans(6, n_init=3, algorithm="lloyd", random_state=1).fit(x); print(m.inertia_, m.n_iter_)' + tail]),
            "decision-tree": (["decision-tree", *learn, "max_depth=8"],
                              ["/usr/bin/python3", "-c", head + "from sklearn.tree import DecisionTreeClassifier as T; m = T(max_depth=8).fit(x[:n], y[:n]); print(m.score(x[n:], y[n:]))" + tail]),
            "random-forest": (["random-forest", *learn, "trees=50"],
                              ["/usr/bin/python3", "-c", head + "from sklearn.ensemble import RandomForestClassifier as T; m = T(50, n_jobs=-1).fit(x[:n], y[:n]); print(m.score(x[n:], y[n:]))" + tail]),
            "gradient-boosting": (["gradient-boosting", *learn, "trees=100", "learning_rate=0.1", "max_depth=5"],
                                  ["/usr/bin/python3", "-c", head + "from sklearn.ensemble import HistGradientBoostingClassifier as T; m = T(max_iter=100, max_depth=5, early_stopping=False).fit(x[:n], y[:n]); print(m.score(x[n:], y[n:]))" + tail]),
            "logistic-regression": (["logistic-regression", "outcome=y", "covariates=" + xs],
                                    ["Rscript", "-e", r_head + f"m <- glm(y ~ {formula}, binomial, d); print(coef(m)[2])" + r_tail]),
            "cox": (["cox", "time=time", "event=event", "covariates=" + xs],
                    ["Rscript", "-e", "library(survival);" + r_head + f"m <- coxph(Surv(time, event) ~ {formula}, d); print(coef(m)[1])" + r_tail]),
        }
        print(f"{arguments.rows} rows, {COLUMNS} columns; load {os.getloadavg()[0]:.1f}")
        print(f"{'method':20} {'suwen s':>8} {'cpu s':>7} {'MB':>6} {'other s':>8} {'cpu s':>7} {'fit s':>7} {'fit cpu':>8} {'wall':>6} {'cpu':>6}")
        for name in arguments.only.split(","):
            ours, other = cases[name]
            result = os.path.join(folder, "out.csv")
            mine = run([arguments.suwen, "op", ours[0], "--in", table, "--set", *ours[1:], "--out", result])
            theirs = run(other)
            fit = re.search(r"FIT ([\d.e-]+) ([\d.e-]+)", theirs[3])
            print(f"{name:20} {mine[0]:8.2f} {mine[1]:7.2f} {mine[2]:6.0f} {theirs[0]:8.2f} {theirs[1]:7.2f} {float(fit[1]):7.2f} {float(fit[2]):8.2f} {theirs[0] / mine[0]:6.2f} {theirs[1] / mine[1]:6.2f}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
