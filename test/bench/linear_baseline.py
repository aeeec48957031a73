# Prints the quadratic kappa of a logistic regression on small pictures for three penalties: the mean and the four quadrants.
import json
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

data = json.load(open(sys.argv[1]))
table = np.array(data["rows"])
pixels, grades, train = table[:, :-4], table[:, -4:].astype(int), data["train"]


def kappa(quadrant, penalty):
    model = make_pipeline(StandardScaler(), LogisticRegression(C=penalty, max_iter=300))
    model.fit(pixels[:train], grades[:train, quadrant])
    return cohen_kappa_score(grades[train:, quadrant], model.predict(pixels[train:]), weights="quadratic")


for penalty in (1e-3, 1e-2, 1e-1):
    kappas = [kappa(quadrant, penalty) for quadrant in range(4)]
    print(f"C {penalty:g}: mean kappa {np.mean(kappas):.3f} ({' '.join(f'{k:.2f}' for k in kappas)})", end="; ")
