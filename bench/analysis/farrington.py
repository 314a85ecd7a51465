"""Farrington over 1,000 weekly series of 6 years: suwen op beside R's surveillance on the same file and machine.

Usage: /usr/bin/python3 bench/analysis/farrington.py [SERIES_FOR_R]      (python3-numpy, r-cran-surveillance from Debian)
R judges the first SERIES_FOR_R series (20 unless given) and its time is multiplied up: its time per series is constant. Suwen's time is
that of the whole command on all 1,000, start of the process, reading and writing of CSV included; the same command on one series is
shown beside it, so that the part that does not grow with the series can be seen. The alarms of the series that both judge are compared."""
import csv
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

SERIES, WEEKS = 1000, 312
for_r = int(sys.argv[1]) if len(sys.argv) > 1 else 20
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
suwen = ["dotnet", os.environ["SUWEN_DLL"]] if "SUWEN_DLL" in os.environ else [os.path.join(root, "suwen")]
rng = np.random.default_rng(1)
folder = tempfile.mkdtemp()
start = np.datetime64("2019-01-07")
dates = [str(start + 7 * t) for t in range(WEEKS)]


def write(path, series):
    with open(path, "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(["group", "date", "count"])
        for s, counts in enumerate(series):
            w.writerows((f"S{s:04d}", d, c) for d, c in zip(dates, counts))


t = np.arange(WEEKS)
series = []
for s in range(SERIES):
    mean = np.exp(rng.uniform(-0.5, 4) + rng.uniform(0, 1) * np.sin(2 * np.pi * (t + rng.integers(52)) / 52) + rng.normal(0, 0.001) * t)
    counts = rng.negative_binomial(5, 5 / (5 + mean))
    counts[rng.integers(WEEKS, size=2)] += rng.poisson(4 * np.sqrt(mean.mean()) + 5)
    series.append(counts)
every, one = os.path.join(folder, "every.csv"), os.path.join(folder, "one.csv")
write(every, series)
write(one, series[:1])

r = {}
script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "farrington.R")
for line in subprocess.run(["Rscript", script, every, str(for_r)], capture_output=True, text=True, check=True).stdout.splitlines():
    method, seconds, alarms = line.split()
    r[method] = (float(seconds), int(alarms))

last_judged = dates[263]
print(f"R judged {for_r} of {SERIES} series; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
for method, settings in (("farrington", ["from=" + last_judged]), ("farrington-flexible", ["from=" + last_judged, "threshold_method=nbPlugin"])):
    times = {}
    for name, path in (("one", one), ("every", every)):
        out = os.path.join(folder, "out.csv")
        best = float("inf")
        for _ in range(3):
            begun = time.monotonic()
            subprocess.run([*suwen, "op", method, "--in", path, "--set", "date=date", "count=count", "group=group", *settings, "--out", out], check=True, capture_output=True)
            best = min(best, time.monotonic() - begun)
        times[name] = best
    with open(out) as f:
        alarms = sum(row["alarm"] == "true" for row in csv.DictReader(f) if int(row["group"][1:]) < for_r)
    whole = r[method][0] * SERIES / for_r
    print(f"{method}: R {whole:.0f} s for all (from {r[method][0]:.2f} s), suwen {times['every']:.2f} s ({times['one']:.2f} s for one series): "
          f"{whole / times['every']:.0f} times as fast; alarms in the first {for_r}: R {r[method][1]}, suwen {alarms}")
