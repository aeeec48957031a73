"""The work of an import with pydicom and scipy: read, de-identify, hash, compress the pixels, crop and normalise both hips, thumbnails.

usage: pydicom_import.py FOLDER STUDY, where FOLDER holds *.dcm and *.dcm.pts files. Prints one line of JSON with times and peak memory.
Each step does what the workstation's step does; neither side leaves anything out.
Debian: python3-pydicom python3-scipy python3-pil python3-zstandard.
"""

import hashlib
import hmac
import io
import json
import os
import resource
import sqlite3
import sys
import time

import numpy as np
import pydicom
import zstandard
from PIL import Image
from scipy import ndimage, optimize

HEAD_ARC = [13, 78, 14, 15, 16, 17, 18, 19, 20, 21]
SIZE, SPACING = 224, 0.4


def points_of(path, spacing):
    lines = open(path).read().split("{")[1].split("}")[0].split()
    return np.array(lines, float).reshape(-1, 2) / spacing


def head_of(points):
    x, y = points[HEAD_ARC].T
    residual = lambda c: np.hypot(x - c[0], y - c[1]) - c[2]
    return optimize.least_squares(residual, [x.mean(), y.mean(), 100]).x


def crop_of(pixels, spacing, head, left):
    step = SPACING / spacing
    half = (SIZE - 1) / 2 * step
    # Smooth over one new pixel before sampling, only around the hip.
    margin = int(np.ceil(3 * step))
    top, bottom = int(head[1] - half) - margin, int(head[1] + half) + margin + 2
    start, end = int(head[0] - half) - margin, int(head[0] + half) + margin + 2
    rows = np.clip(np.arange(top, bottom), 0, pixels.shape[0] - 1)
    columns = np.clip(np.arange(start, end), 0, pixels.shape[1] - 1)
    region = ndimage.gaussian_filter(pixels[np.ix_(rows, columns)], step / 2.4)
    across = head[0] - half + step * np.arange(SIZE) - start
    down = head[1] - half + step * np.arange(SIZE) - top
    crop = ndimage.map_coordinates(region, np.meshgrid(down, across, indexing="ij"), order=1, mode="nearest")
    if left:
        crop = crop[:, ::-1]
    p5, p95 = np.percentile(crop, [5, 95])
    return (crop - p5) / (p95 - p5)


def store(folder, data):
    name = hashlib.sha256(data).hexdigest()
    path = os.path.join(folder, "objects", name[:2], name[2:])
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".temporary", "wb") as file:
        file.write(data)
    os.rename(path + ".temporary", path)
    return name


def import_file(path, folder, database, secret):
    data = open(path, "rb").read()
    radiograph = hashlib.sha256(data).hexdigest()
    dataset = pydicom.dcmread(io.BytesIO(data))
    # Keep the pixels and a pseudonym, not the header.
    subject = "S-" + hmac.new(secret, str(dataset.PatientID).encode(), "sha256").hexdigest()[:10]
    visit = str(dataset.get("ClinicalTrialTimePointID", ""))
    spacing = float((dataset.get("PixelSpacing") or dataset.ImagerPixelSpacing)[0])
    pixels = dataset.pixel_array.astype(np.float32) * float(dataset.get("RescaleSlope", 1)) + float(dataset.get("RescaleIntercept", 0))
    if dataset.PhotometricInterpretation == "MONOCHROME1":
        pixels = pixels.max() - pixels
    low = pixels.min()
    began = time.perf_counter()
    packed = zstandard.ZstdCompressor(level=1).compress((pixels - low).astype(np.uint16).tobytes())
    packing = time.perf_counter() - began
    objects = [store(folder, packed)]
    points = points_of(path + ".pts", spacing)
    for left, side in ((False, points[:80]), (True, points[80:])):
        crop = crop_of(pixels, spacing, head_of(side), left)
        eight = (np.clip(crop, 0, 1) * 255).round().astype(np.uint8)
        thumbnail = io.BytesIO()
        Image.fromarray(eight[:, ::-1] if left else eight).save(thumbnail, "png")
        objects += [store(folder, eight.tobytes()), store(folder, thumbnail.getvalue())]
    with database:
        database.execute("INSERT INTO radiographs VALUES (?, ?, ?, ?)", (radiograph, subject, visit, json.dumps(objects)))
    return packing


def main(source, folder):
    os.makedirs(folder)
    database = sqlite3.connect(os.path.join(folder, "study.sqlite"))
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE radiographs (radiograph_id TEXT PRIMARY KEY, subject TEXT, visit TEXT, objects TEXT)")
    files = sorted(name for name in os.listdir(source) if name.endswith(".dcm"))
    secret = b"a secret for the bench"
    began, cpu = time.perf_counter(), time.process_time()
    packing = sum(import_file(os.path.join(source, name), folder, database, secret) for name in files)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"files": len(files), "seconds": seconds, "cpuSeconds": cpu, "packingSeconds": packing, "peakMegabytes": memory}))


main(sys.argv[1], sys.argv[2])
