"""Change points by exact dynamic programming over all segmentations, and binary segmentation by trying every split; costs and penalties of
R's changepoint (not in Debian). Debian packages: python3, python3-numpy. Run in this folder: python3 changepoints.py.
Reads nile.csv; writes steps.csv (simulated counts) and changes-*.csv with the position of the last value before each change."""
import csv
import math

import numpy as np

rng = np.random.default_rng(20260202)
steps = np.concatenate([rng.poisson(8, 70), rng.poisson(14, 40), rng.poisson(14, 50), rng.poisson(5, 60), np.zeros(12, int), rng.poisson(9, 68)])
with open("steps.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["date", "count"])
    w.writerows((i + 1, v) for i, v in enumerate(steps))
nile = np.array([float(r["count"]) for r in csv.DictReader(open("nile.csv"))])


def cost(x, kind):
    n = len(x)
    if kind == "mean":
        return float(((x - x.mean()) ** 2).sum())
    if kind == "meanvar":
        v = float(((x - x.mean()) ** 2).mean())
        return n * (math.log(2 * math.pi) + math.log(v if v > 0 else 1e-11) + 1)
    s = float(x.sum())
    return 2 * s * (math.log(n) - math.log(s)) if s > 0 else 0.0


def run(x, kind, penalty, method, most=5):
    n = len(x)
    parameters = 2 if kind == "meanvar" else 1
    shortest = 1 if kind == "mean" else 2
    pen = {"mbic": (parameters + 2) * math.log(n), "bic": (parameters + 1) * math.log(n), "aic": 2 * (parameters + 1)}[penalty]
    seg = lambda a, b: cost(x[a:b], kind) + (math.log(b - a) if penalty == "mbic" else 0)
    if method == "pelt":
        best, back = [-pen] + [math.inf] * n, [0] * (n + 1)
        for b in range(1, n + 1):
            for a in range(0, b - shortest + 1):
                value = best[a] + seg(a, b) + pen
                if value < best[b]:
                    best[b], back[b] = value, a
        out, at = [], back[n]
        while at > 0:
            out.append(at)
            at = back[at]
        return sorted(out)
    points = [0, n]
    while len(points) - 2 < most:
        gain, split = pen, None
        for a, b in zip(points, points[1:]):
            for m in range(a + shortest, b - shortest + 1):
                better = seg(a, b) - seg(a, m) - seg(m, b)
                if better > gain:
                    gain, split = better, m
        if split is None:
            break
        points = sorted(points + [split])
    return points[1:-1]


for name, x in (("steps", steps.astype(float)), ("nile", nile)):
    for kind in ("mean", "meanvar", "poisson"):
        for penalty in ("mbic", "bic", "aic"):
            for method in ("pelt", "binseg"):
                with open(f"changes-{name}-{kind}-{penalty}-{method}.csv", "w") as f:
                    f.write("position\n" + "".join(f"{p}\n" for p in run(x, kind, penalty, method)))
