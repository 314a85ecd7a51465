"""Brute-force space-time scan: every centre, radius and time, straight from the definition (Kulldorff et al. 2005; Kulldorff 2001).
Debian packages: python3, python3-numpy. Run in this folder: python3 scan.py. Writes scan.csv (the input) and scan-*.csv.
p-values come from 1,999 replicates of numpy's generator, so that they agree with others only to within Monte Carlo error."""
import csv
import math

import numpy as np

rng = np.random.default_rng(20260101)
L, T = 14, 24
lat = np.round(30 + rng.uniform(0, 1.2, L), 4)
lon = np.round(120 + rng.uniform(0, 1.2, L), 4)
pop = rng.integers(2000, 20000, L)
cases = rng.poisson(np.outer(pop / 9000, np.ones(T)))
near = np.argsort((lat - lat[3]) ** 2 + (lon - lon[3]) ** 2)[:3]
cases[near, T - 4:] += rng.poisson(3.0, (3, 4))
far = np.argsort((lat - lat[9]) ** 2 + (lon - lon[9]) ** 2)[:2]
cases[far, 5:9] += rng.poisson(4.0, (2, 4))
days = [f"2026-{1 + d // 31:02d}-{1 + d % 31:02d}" for d in range(T)]
with open("scan.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["group", "latitude", "longitude", "population", "date", "count"])
    for z in range(L):
        for t in range(T):
            if cases[z, t] > 0 or (z, t) in ((0, 0), (0, T - 1)):
                w.writerow([f"L{z:02d}", lat[z], lon[z], pop[z], days[t], cases[z, t]])


def km(a, b):
    p, q = math.radians(lat[a]), math.radians(lat[b])
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(math.radians(lon[b] - lon[a]) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def zones(weight):
    out = []
    for c in range(L):
        order = sorted(range(L), key=lambda i: km(c, i))
        for n in range(1, L + 1):
            if weight[order[:n]].sum() <= 0.5 * weight.sum():
                out.append((c, order[:n]))
    return out


def llr(c, mu, total):
    if c <= mu or c < 2:
        return 0.0
    return c * math.log(c / mu) + ((total - c) * math.log((total - c) / (total - mu)) if c < total else 0)


def scan(grid, model, analysis):
    total = grid.sum()
    if model == "permutation":
        mu = np.outer(grid.sum(1), grid.sum(0)) / total
    else:
        mu = np.outer(pop / pop.sum(), np.ones(T) / T) * total
    cum = lambda m: np.concatenate([np.zeros((L, 1)), np.cumsum(m, axis=1)], axis=1)
    cg, cm = cum(grid), cum(mu)
    best = (0.0,)
    for c, zone in ZONES[model]:
        g, m = cg[zone].sum(0), cm[zone].sum(0)
        for last in ([T] if analysis == "prospective" else range(1, T + 1)):
            for first in range(max(0, last - T // 2), last):
                value = llr(g[last] - g[first], m[last] - m[first], total)
                if value > best[0]:
                    best = (value, c, len(zone), first, last - 1, g[last] - g[first], m[last] - m[first])
    return best


ZONES = {"permutation": zones(cases.sum(1).astype(float)), "poisson": zones(pop.astype(float))}
where, when = np.repeat(np.arange(L), cases.sum(1)), np.concatenate([np.repeat(np.arange(T), cases[z]) for z in range(L)])
for model in ("permutation", "poisson"):
    for analysis in ("prospective", "retrospective"):
        best = scan(cases, model, analysis)
        replicates = 1999 if analysis == "prospective" else 199
        higher = 0
        for _ in range(replicates):
            grid = np.zeros((L, T), int)
            if model == "permutation":
                np.add.at(grid, (where, rng.permutation(when)), 1)
            else:
                grid = rng.multinomial(cases.sum(), (np.outer(pop, np.ones(T)) / (pop.sum() * T)).ravel()).reshape(L, T)
            higher += scan(grid, model, analysis)[0] >= best[0]
        with open(f"scan-{model}-{analysis}.csv", "w", newline="") as f:
            w = csv.writer(f, lineterminator="\n")
            w.writerow(["group", "n_locations", "date_start", "date_end", "observed", "expected", "statistic", "monte_carlo_p"])
            w.writerow([f"L{best[1]:02d}", best[2], days[best[3]], days[best[4]], int(best[5]), repr(float(best[6])), repr(best[0]), (1 + higher) / (1 + replicates)])
