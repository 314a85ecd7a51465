#!/usr/bin/python3
"""Times `suwen op` against R and scikit-learn on the same generated CSV and prints ratios.

    bench/analysis/statistics.py [--rows 1000000] [--suwen ./suwen] [--only logistic]

Needs Debian's python3-sklearn, python3-pandas, r-base-core, r-cran-mass, r-cran-data.table (optional).
Every time is of the whole program, from the file on disk to the result: that is what a user waits for. For
scikit-learn the fit alone is printed too.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

COLUMNS = 10


def generate(path, rows):
    import numpy as np
    random = np.random.default_rng(1)
    x = random.normal(size=(rows, COLUMNS)).round(4)
    beta = np.linspace(-0.5, 0.5, COLUMNS)
    y = (random.random(rows) < 1 / (1 + np.exp(1 - x @ beta))).astype(int)
    count = random.poisson(np.exp(0.3 + x @ beta / 3))
    number = (1 + x @ beta + random.normal(size=rows)).round(4)
    group = np.array(["a", "b", "c"])[random.integers(0, 3, rows)]
    with open(path, "w", encoding="utf-8") as file:
        file.write("y,count,number,group," + ",".join(f"x{i}" for i in range(COLUMNS)) + "\n")
        for i in range(rows):
            file.write(f"{y[i]},{count[i]},{number[i]},{group[i]}," + ",".join(map(str, x[i])) + "\n")


def run(command):
    """Seconds and the largest memory in MB of a command."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command[:6])} failed:\n{output[-2000:]}")
    return time.monotonic() - start, usage.ru_maxrss / 1024, output


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--suwen", default=os.path.join(os.path.dirname(__file__), "..", "..", "suwen"))
    arguments.add_argument("--only", default="")
    arguments = arguments.parse_args()
    folder = tempfile.mkdtemp()
    try:
        table = os.path.join(folder, "table.csv")
        generate(table, arguments.rows)
        xs = ",".join(f"x{i}" for i in range(COLUMNS))
        formula = "+".join(f"x{i}" for i in range(COLUMNS))
        read = f'd <- if (requireNamespace("data.table", quietly = TRUE)) as.data.frame(data.table::fread("{table}")) else read.csv("{table}");'
        sklearn = (
            "import time,pandas as pd;from sklearn.linear_model import LogisticRegression as L;"
            f"d=pd.read_csv('{table}');t=time.monotonic();L(penalty=None).fit(d[[{','.join(repr(f'x{i}') for i in range(COLUMNS))}]].to_numpy(),d.y);print('fit alone',round(time.monotonic()-t,2),'s')")
        pandas = f"import pandas as pd;d=pd.read_csv('{table}');print(d.describe());print(d.isna().sum())"
        cases = [
            ("describe", ["describe"], [("pandas", [sys.executable, "-c", pandas])]),
            ("logistic-regression", ["logistic-regression", "outcome=y", "covariates=" + xs], [("scikit-learn", [sys.executable, "-c", sklearn]), ("R glm", ["Rscript", "-e", f"{read} print(coef(glm(y ~ {formula}, binomial, d)))"])]),
            ("linear-regression", ["linear-regression", "outcome=number", "covariates=" + xs], [("R lm", ["Rscript", "-e", f"{read} print(coef(lm(number ~ {formula}, d)))"])]),
            ("poisson-regression", ["poisson-regression", "outcome=count", "covariates=" + xs], [("R glm", ["Rscript", "-e", f"{read} print(coef(glm(count ~ {formula}, poisson, d)))"])]),
            ("anova", ["anova", "outcome=number", "group=group"], [("R aov", ["Rscript", "-e", f"{read} print(summary(aov(number ~ group, d)))"])]),
            ("kruskal-wallis", ["kruskal-wallis", "outcome=number", "group=group"], [("R", ["Rscript", "-e", f"{read} print(kruskal.test(number ~ group, d))"])]),
        ]
        print(f"{arguments.rows} rows, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        for name, settings, peers in cases:
            if arguments.only and arguments.only not in name:
                continue
            command = [arguments.suwen, "op", settings[0], "--in", table, "--out", os.path.join(folder, "out.csv")]
            for setting in settings[1:]:
                command += ["--set", setting]
            seconds, memory, _ = run(command)
            print(f"{name:22} suwen {seconds:7.2f} s {memory:6.0f} MB", flush=True)
            for peer, peer_command in peers:
                if shutil.which(peer_command[0]) is None:
                    print(f"{'':22} {peer}: not installed")
                    continue
                peer_seconds, peer_memory, output = run(peer_command)
                alone = next((line for line in output.splitlines() if line.startswith("fit alone")), "")
                print(f"{'':22} {peer} {peer_seconds:7.2f} s {peer_memory:6.0f} MB, {peer_seconds / seconds:.1f} times suwen's  {alone}", flush=True)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
