# Reference values of the mining methods, by scikit-learn (Debian: python3-sklearn, python3-pandas).
# Run in this folder: python3 mining.py
from itertools import combinations

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.ensemble import (GradientBoostingClassifier, GradientBoostingRegressor, IsolationForest,
                              RandomForestClassifier, RandomForestRegressor)
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.naive_bayes import CategoricalNB, GaussianNB
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import OrdinalEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


def write(frame, name):
    frame.to_csv(name, index=False, float_format="%.17g")


rng = np.random.default_rng(20261122)

iris = load_iris()
flowers = pd.DataFrame(iris.data, columns=["sepal_length", "sepal_width", "petal_length", "petal_width"])
flowers["species"] = [iris.target_names[t] for t in iris.target]
write(flowers, "iris.csv")

cancer = load_breast_cancer()
tumours = pd.DataFrame(cancer.data[:, :10], columns=[f"x{i}" for i in range(1, 11)])
tumours["y"] = cancer.target
tumours["split"] = np.where(rng.random(len(tumours)) < 0.3, "test", "train")
write(tumours, "tumours.csv")

sugar = load_diabetes()
patients = pd.DataFrame(sugar.data, columns=[f"x{i}" for i in range(1, 11)])
patients["y"] = sugar.target
patients["split"] = np.where(rng.random(len(patients)) < 0.3, "test", "train")
write(patients, "patients.csv")

# Deterministic: trees with every threshold, small depth so that ties between columns do not decide.
X, y = flowers.iloc[:, :4].values, iris.target
for name, kwargs in (("gini", {}), ("entropy", {"criterion": "entropy"})):
    tree = DecisionTreeClassifier(max_depth=3, min_samples_leaf=5, random_state=0, **kwargs).fit(tumours.iloc[:, :10], tumours["y"])
    write(pd.DataFrame({"probability_event": tree.predict_proba(tumours.iloc[:, :10])[:, 1]}), f"tree-{name}.csv")
tree = DecisionTreeRegressor(max_depth=3, min_samples_leaf=10, random_state=0).fit(patients.iloc[:, :10], patients["y"])
write(pd.DataFrame({"predicted": tree.predict(patients.iloc[:, :10])}), "tree-number.csv")
pruned = DecisionTreeClassifier(ccp_alpha=0.01, min_samples_leaf=5, random_state=0).fit(tumours.iloc[:, :10], tumours["y"])
write(pd.DataFrame({"probability_event": pruned.predict_proba(tumours.iloc[:, :10])[:, 1]}), "tree-pruned.csv")

bayes = GaussianNB().fit(X, y)
write(pd.DataFrame({"probability": bayes.predict_proba(X).max(axis=1)}), "bayes-numbers.csv")
levels = pd.DataFrame({c: pd.cut(flowers[c], 3, labels=["low", "mid", "top"]).astype(str) for c in flowers.columns[:4]})
levels["species"] = flowers["species"]
write(levels, "levels.csv")
codes = OrdinalEncoder().fit_transform(levels.iloc[:, :4]).astype(int)
write(pd.DataFrame({"probability": CategoricalNB().fit(codes, y).predict_proba(codes).max(axis=1)}), "bayes-categories.csv")

means = KMeans(3, n_init=50, random_state=0, tol=0, algorithm="lloyd").fit(X)
order = np.argsort(-np.bincount(means.labels_), kind="stable")
write(pd.DataFrame(np.c_[np.bincount(means.labels_)[order], means.cluster_centers_[order]], columns=["size", *flowers.columns[:4]]), "kmeans.csv")
write(pd.DataFrame({"tot_withinss": [means.inertia_], "totss": [((X - X.mean(0)) ** 2).sum()]}), "kmeans-fit.csv")


# Randomised: the measure on the same test rows, over 20 seeds.
def band(make, data, score, scaled=False):
    train, test = data[data.split == "train"], data[data.split == "test"]
    A, B = train.iloc[:, :10].values, test.iloc[:, :10].values
    if scaled:
        scaler = StandardScaler().fit(A)
        A, B = scaler.transform(A), scaler.transform(B)
    return [score(make(seed).fit(A, train["y"]), B, test["y"]) for seed in range(20)]


def auc(model, B, truth):
    return roc_auc_score(truth, model.predict_proba(B)[:, 1])


def r2(model, B, truth):
    return r2_score(truth, model.predict(B))


bands = {
    "random-forest": band(lambda s: RandomForestClassifier(random_state=s), tumours, auc),
    "random-forest-number": band(lambda s: RandomForestRegressor(random_state=s), patients, r2),
    "gradient-boosting": band(lambda s: GradientBoostingClassifier(random_state=s, subsample=0.8), tumours, auc),
    "gradient-boosting-number": band(lambda s: GradientBoostingRegressor(random_state=s, subsample=0.8), patients, r2),
    "neural-network": band(lambda s: MLPClassifier(random_state=s, max_iter=200), tumours, auc, scaled=True),
    # The outcome is standardised too, as the operator does: the penalty and the stopping rule depend on its scale.
    "neural-network-number": band(lambda s: TransformedTargetRegressor(MLPRegressor(random_state=s, max_iter=500, hidden_layer_sizes=(20,), learning_rate_init=0.01), transformer=StandardScaler()), patients, r2, scaled=True),
}
write(pd.DataFrame(bands), "bands.csv")

# Isolation: the mean score over 20 seeds, by row.
scores = np.mean([-IsolationForest(random_state=s).fit(X).score_samples(X) for s in range(20)], axis=0)
write(pd.DataFrame({"score": scores}), "isolation.csv")

# Association: every set counted.
items = ["高血压", "糖尿病", "冠心病", "脑卒中", "高脂血症", "慢性肾病"]
baskets = []
for _ in range(200):
    base = rng.random() < 0.4
    baskets.append([name for i, name in enumerate(items) if rng.random() < (0.6 - 0.07 * i if base else 0.25 - 0.03 * i)])
write(pd.DataFrame({"items": ["|".join(b) for b in baskets]}), "baskets.csv")
counts = {}
for size in range(1, 5):
    for group in combinations(sorted(items), size):
        n = sum(set(group) <= set(b) for b in baskets)
        if n >= 10:
            counts[group] = n
write(pd.DataFrame([{"items": " | ".join(g), "size": len(g), "count": n, "support": n / 200} for g, n in counts.items()]).sort_values("items"), "itemsets.csv")
rules = []
for group, n in counts.items():
    for to in group if len(group) > 1 else ():
        left = tuple(i for i in group if i != to)
        confidence = n / counts[left]
        if confidence >= 0.5:
            right = counts[(to,)] / 200
            rules.append({"antecedent": " | ".join(left), "consequent": to, "count": n, "confidence": confidence,
                          "lift": confidence / right, "leverage": n / 200 - counts[left] / 200 * right})
write(pd.DataFrame(rules).sort_values(["antecedent", "consequent"]), "rules.csv")
